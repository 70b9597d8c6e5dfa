"""What the process that forks workers runs first: ``python -sP boot.py DESCRIPTOR ORDERS``.

It makes this folder the package ``autograder.worker``, and nothing else of ``autograder`` importable:
the worker's side cannot reach what judges.
"""

import json
import sys
import types
from pathlib import Path

package = types.ModuleType("autograder")
package.__path__ = []
# a check cell's line, left in a module, does no harm
package.check = lambda *_, **__: None  # type: ignore[attr-defined] # made here
worker = types.ModuleType("autograder.worker")
worker.__path__ = [str(Path(__file__).parent)]
sys.modules.update({"autograder": package, "autograder.worker": worker})

orders = json.loads(sys.argv[2])
# the judge's own packages alone: inside of namespaces Python finds no .pth files, and may find other packages than
# those of its virtual environment
sys.path[:] = [entry for entry in sys.path if Path(entry).name not in ("site-packages", "dist-packages")]
sys.path += sorted({str(Path(folder).parent) for folder in orders["readable"] if Path(folder, "__init__.py").is_file()})

from autograder.worker.zygote import Orders, main  # noqa: E402 - only now is there such a package

if __name__ == "__main__":
    main(int(sys.argv[1]), Orders(**orders))
