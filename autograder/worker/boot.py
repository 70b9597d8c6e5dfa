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
# inside of namespaces Python finds neither the file that makes its folder a virtual environment nor .pth files
sys.path += sorted({str(Path(folder).parent) for folder in orders["readable"] if Path(folder, "__init__.py").is_file()})

from autograder.worker.zygote import Orders, main  # noqa: E402 - only now is there such a package

if __name__ == "__main__":
    main(int(sys.argv[1]), Orders(**orders))
