"""What honest people hand in by accident: each has the marks that are fair, and a sentence that a
beginner understands.

Everything is graded by one run of ``autograder grade``, as a class would be.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.submissions.folders import MAX_FILE_BYTES
from tests import demo_course
from tests.demo_course import ROOT, SUBMISSIONS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

RIGHT = (SUBMISSIONS / "alex" / "conv1d" / "conv1d.py").read_text()
FULL = 20.0
WITHOUT_CONV_1D = 16.0
NOT_EXACT = 19.6

OUT_OF_REACH = "Files, the network and other programs are out of reach while grading: work with the arguments alone."
ALL_DIGITS = "conv_1d is right, but not to all digits: compute in float64, round nothing, and drop nothing small."
LIBRARIES = "Only NumPy, SciPy, tqdm, the standard library and your own Python files beside the module can be imported."
AT_IMPORT = 'Code outside of functions runs at import: remove what is slow or ends the program, or put it under `if __name__ == "__main__":`.'


@dataclasses.dataclass(frozen=True)
class Accident:
    """What was handed in, what it is worth and what must be said of it, if anything."""

    name: str
    files: Mapping[str, bytes]
    score: float
    sentence: str = ""


def whole(name: str, module: str | bytes, score: float, sentence: str = "", **others: str) -> Accident:
    """The module is ``module``; ``others`` are further Python files."""
    text = module.encode() if isinstance(module, str) else module
    return Accident(
        name,
        {"conv1d.py": text} | {f"{other}.py": source.encode() for other, source in others.items()},
        score,
        sentence,
    )


def before(name: str, line: str, score: float, sentence: str = "", **others: str) -> Accident:
    """A line comes before a right module."""
    return whole(name, f"{line}\n{RIGHT}", score, sentence, **others)


def after(name: str, lines: str, score: float, sentence: str = "") -> Accident:
    """Lines come after a right module."""
    return whole(name, f"{RIGHT}\n{lines}\n", score, sentence)


def returning(name: str, lines: str, score: float = WITHOUT_CONV_1D, sentence: str = "") -> Accident:
    """conv_1d does something else, at last, with what is right: ``out``."""
    return after(
        name,
        "import numpy as np\n_right = conv_1d\n\ndef conv_1d(input_, param):\n    out = _right(input_, param)\n    "
        f"{lines}",
        score,
        sentence,
    )


TABLE = [
    # Names and places.
    Accident(
        "wrong_case",
        {"Conv1D.py": RIGHT.encode()},
        0.0,
        "There is no conv1d.py in what was handed in. The folder holds Conv1D.py: was it renamed?",
    ),
    Accident(
        "two_endings",
        {"conv1d.py.txt": RIGHT.encode()},
        0.0,
        "The folder holds conv1d.py.txt: was it renamed? Put your module back under the name conv1d.py.",
    ),
    Accident(
        "downloaded_twice",
        {"conv1d (1).py": RIGHT.encode(), "conv1d.ipynb": b"{}"},
        0.0,
        "The folder holds conv1d (1).py: was it renamed?",
    ),
    Accident(
        "no_module",
        {"conv1d.ipynb": b"{}"},
        0.0,
        "There is no conv1d.py in what was handed in. Put your module back under the name conv1d.py.",
    ),
    Accident("two_modules", {"conv1d.py": RIGHT.encode(), "conv1d (1).py": b"raise RuntimeError"}, FULL),
    # What is in the file.
    whole("empty", "", 0.0, "conv1d.py is empty. Was it saved before it was handed in?"),
    whole(
        "a_notebook",
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        0.0,
        "conv1d.py is a notebook, not a Python module.",
    ),
    whole(
        "a_web_page",
        "<!DOCTYPE html>\n<html></html>",
        0.0,
        "Python cannot read conv1d.py: invalid syntax in line 1 (<!DOCTYPE html>). Mend that line first",
    ),
    whole(
        "an_archive",
        b"PK\3\4\0\0",
        0.0,
        "Python cannot read conv1d.py: source code string cannot contain null bytes. Save it as a text file in the "
        "encoding UTF-8.",
    ),
    whole(
        "fifty_megabytes",
        RIGHT.encode() + b"# filler\n" * 5_500_000,
        0.0,
        "conv1d.py has more than 1,000,000 bytes: keep data out of it.",
    ),
    whole("a_large_file_beside_it", RIGHT, FULL, data="#" * (MAX_FILE_BYTES + 1)),
    before(
        "imports_a_large_file",
        "import data",
        0.0,
        "data.py has more than 1,000,000 bytes: keep data out of it",
        data="#" * (MAX_FILE_BYTES + 1),
    ),
    # How the file is saved.
    whole(
        "utf_16",
        RIGHT.encode("utf-16"),
        0.0,
        "conv1d.py is saved in the encoding UTF-16, which Python cannot read. Save it as UTF-8.",
    ),
    whole(
        "latin_1",
        RIGHT.encode() + "\n# déjà vu\n".encode("latin-1"),
        0.0,
        "Python cannot read conv1d.py: a character is not saved as UTF-8 in line 118 (# d�j� vu).",
    ),
    whole(
        "latin_1_declared", b"# -*- coding: latin-1 -*-\n" + RIGHT.encode() + "\n# déjà vu\n".encode("latin-1"), FULL
    ),
    whole(
        "no_such_encoding",
        "# coding: klingon\n" + RIGHT,
        0.0,
        "Python cannot read conv1d.py: unknown encoding: klingon. Save it as a text file in the encoding UTF-8.",
    ),
    whole("byte_order_mark", b"\xef\xbb\xbf" + RIGHT.encode(), FULL),
    whole("windows_line_ends", RIGHT.replace("\n", "\r\n"), FULL),
    whole("old_macintosh_line_ends", RIGHT.replace("\n", "\r"), FULL),
    whole("tabs", RIGHT.replace("    ", "\t"), FULL),
    after(
        "tabs_and_spaces",
        "def more(x):\n        y = x\n\treturn y",
        0.0,
        "inconsistent use of tabs and spaces in indentation in line 120 (return y). Mend that line first",
    ),
    # What Python cannot read.
    after(
        "python_2_print",
        "print 'done'",
        0.0,
        "Missing parentheses in call to 'print'. Did you mean print(...)? in line 118 (print 'done').",
    ),
    after(
        "python_2_except",
        "try:\n    pass\nexcept ValueError, error:\n    pass",
        0.0,
        "multiple exception types must be parenthesized in line 120",
    ),
    before(
        "of_a_notebook",
        "%matplotlib inline",
        0.0,
        "in line 1 (%matplotlib inline). Lines that start with % or ! work in notebooks only: remove it.",
    ),
    before(
        "pip_of_a_notebook",
        "!pip install numpy",
        0.0,
        "in line 1 (!pip install numpy). Lines that start with % or ! work in notebooks only: remove it.",
    ),
    before(
        "exported_from_a_notebook",
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        0.0,
        "That is there in notebooks only: remove the line.",
    ),
    before(
        "merge_conflict",
        "<<<<<<< HEAD",
        0.0,
        "Python cannot read conv1d.py: invalid syntax in line 1 (<<<<<<< HEAD). Mend that line first",
    ),
    after(
        "typographic_quotes",
        "x = “a”",
        0.0,
        "invalid character '“' (U+201C) in line 118 (x = “a”). Mend that line first",
    ),
    # Imports.
    before("matplotlib", "import matplotlib.pyplot as plt", FULL),
    before(
        "plots_at_import",
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(2, 2)\naxes[0, 0].plot([1, 2], "
        "label='x')\nplt.savefig('a.png'); plt.show()",
        FULL,
    ),
    before(
        "other_pictures",
        "import matplotlib as mpl\nfrom matplotlib import pyplot, animation\nimport seaborn as "
        "sns\nsns.set_theme()\nmpl.rcParams['figure.dpi'] = 100",
        FULL,
    ),
    before(
        "pictures_of_notebooks",
        "from IPython.display import display\nfrom mpl_toolkits.mplot3d import Axes3D\ndisplay(Axes3D)",
        FULL,
    ),
    before(
        "torch",
        "import torch",
        0.0,
        f"Importing conv1d.py raised ModuleNotFoundError: No module named 'torch' (line 1: import torch). {LIBRARIES}",
    ),
    before(
        "pandas",
        "from pandas import DataFrame",
        0.0,
        f"No module named 'pandas' (line 1: from pandas import DataFrame). {LIBRARIES}",
    ),
    before(
        "own_helpers",
        "from helpers import twice\nassert twice(1) == 2",
        FULL,
        helpers="def twice(x):\n    return 2 * x\n",
    ),
    before(
        "own_helpers_with_a_dot",
        "from .helpers import twice",
        0.0,
        "Leave out the dot: `from helpers import ...` finds helpers.py beside the module.",
        helpers="def twice(x):\n    return 2 * x\n",
    ),
    Accident(
        "helpers_in_a_folder",
        {
            "conv1d.py": f"from helpers.tools import twice\n{RIGHT}".encode(),
            "helpers/__init__.py": b"",
            "helpers/tools.py": b"def twice(x): ...",
        },
        0.0,
        LIBRARIES,
    ),
    before(
        "helpers_not_handed_in",
        "from helpers import twice",
        0.0,
        f"No module named 'helpers' (line 1: from helpers import twice). {LIBRARIES}",
    ),
    before(
        "helpers_that_python_cannot_read",
        "import helpers",
        0.0,
        "Python cannot read helpers.py: invalid syntax in line 2 (def f(:). Mend that line first",
        helpers="x = 1\ndef f(:\n",
    ),
    before(
        "helpers_that_raise",
        "import helpers",
        0.0,
        "raised ZeroDivisionError: division by zero (helpers.py, line 3: y = x / 0).",
        helpers="x = 1\n\ny = x / 0\n",
    ),
    before("helpers_that_import_the_module", "import helpers", FULL, helpers="import conv1d\n"),
    after("a_check_cell", "import autograder\nautograder.check('conv_1d')", FULL),
    # Code outside of functions.
    after("prints", "print('é☃', *range(10000))", FULL),
    after("warnings_at_import", "import warnings\nwarnings.warn('old')\nassert 'a' is 'a'\n'\\d'", FULL),
    after("runs_when_started", "if __name__ == '__main__':\n    input('Which file? ')", FULL),
    after("its_own_place", "import os, sys\nsys.path.append(os.path.dirname(__file__))", FULL),
    after("breakpoint", "breakpoint()", FULL),
    after("debugger", "import pdb\npdb.set_trace()\nx = 1", 0.0, "Remove what calls the debugger."),
    after(
        "input",
        "n = int(input('n? '))",
        0.0,
        "EOF when reading a line (line 118: n = int(input('n? '))). Nobody answers input() while grading",
    ),
    after(
        "exit",
        "exit()",
        0.0,
        "Importing conv1d.py raised SystemExit (line 118: exit()). Remove what ends the program, such as exit().",
    ),
    after(
        "reads_a_file",
        "import numpy as np\ndata = np.load('data.npy')",
        0.0,
        f"No such file or directory: 'data.npy' (line 119: data = np.load('data.npy')). {OUT_OF_REACH}",
    ),
    after("writes_a_file", "open('log.txt', 'w')", 0.0, OUT_OF_REACH),
    after("network", "import urllib.request\nurllib.request.urlopen('http://example.com')", 0.0, OUT_OF_REACH),
    after(
        "trains_at_import",
        "for epoch in range(10**12):\n    conv_1d(np.ones(9), np.ones(3))\n",
        0.0,
        f"did not finish within 10 seconds while it was imported. {AT_IMPORT}",
    ),
    # What comes back.
    returning("list", "return out.tolist()", sentence="conv_1d: expected an array of shape (3,), not a list of 3."),
    returning("tuple", "return tuple(out)", sentence="conv_1d: expected an array of shape (3,), not a tuple of 3."),
    returning("pair", "return out, None", sentence="conv_1d: expected an array of shape (3,), not a tuple of 2."),
    returning(
        "nothing", "print(out)", sentence="conv_1d: expected an array of shape (3,), not None (is a `return` missing?)."
    ),
    returning(
        "generator",
        "yield from out",
        sentence="conv_1d: expected an array of shape (3,), not an object of type generator.",
    ),
    returning(
        "text", "return str(out)", sentence="conv_1d: expected an array of shape (3,), not an object of type str."
    ),
    returning(
        "objects",
        "return out.astype(object)",
        sentence="conv_1d: expected an array of shape (3,), not an array of object.",
    ),
    returning(
        "complex_numbers",
        "return out.astype(complex)",
        sentence="conv_1d: expected real numbers, not values of type complex128.",
    ),
    returning("column", "return out[:, None]", sentence="conv_1d: expected the shape (3,), not (3, 1)."),
    returning("matrix", "return np.matrix(out)", sentence="conv_1d: expected the shape (3,), not (1, 3)."),
    returning(
        "a_plot",
        "import matplotlib.pyplot as plt\n    return plt.plot(out)",
        sentence="conv_1d: expected an array of shape (3,), not an object of type Plot.",
    ),
    returning(
        "scalar",
        "return out if len(out) > 1 else out[0]",
        18.2,
        "conv_1d: expected an array of shape (1,), not the number 0.",
    ),
    returning(
        "zero_dimensions",
        "return out if len(out) > 1 else np.array(out[0])",
        18.2,
        "conv_1d: expected the shape (1,), not ().",
    ),
    returning("whole_numbers", "return out.astype(int)", NOT_EXACT, ALL_DIGITS),
    returning("float32", "return out.astype(np.float32)", NOT_EXACT, ALL_DIGITS),
    returning("other_byte_order", "return out.astype('>f8')", FULL),
    returning("view", "return out[:]", FULL),
    returning("every_third_value", "return np.repeat(out, 3)[::3]", FULL),
    returning("backwards", "return out[::-1].copy()[::-1]", FULL),
    returning("read_only", "out.setflags(write=False)\n    return out", FULL),
    returning("masked", "return np.ma.array(out)", FULL),
    returning("prints_in_a_call", "print(out)\n    return out", FULL),
    returning(
        "plots_in_a_call", "import matplotlib.pyplot as plt\n    plt.plot(out)\n    plt.show()\n    return out", FULL
    ),
    returning(
        "warnings_in_a_call", "import warnings\n    warnings.warn('old')\n    np.ones(1) / 0\n    return out", FULL
    ),
    # What goes wrong in a call.
    returning(
        "asks_in_a_call",
        "input('Next? ')",
        sentence="(line 123: input('Next? ')). Nobody answers input() while grading",
    ),
    returning("logs_in_a_call", "open('log.txt', 'a')", sentence=OUT_OF_REACH),
    returning(
        "exits_in_a_call",
        "exit()",
        sentence="conv_1d raised SystemExit (line 123: exit()). Remove what ends the program, such as exit().",
    ),
    returning("python_2_range", "for i in xrange(3): pass", sentence="name 'xrange' is not defined"),
    after(
        "one_argument_less",
        "def conv_1d(input_):\n    return input_",
        WITHOUT_CONV_1D,
        "conv_1d() takes 1 positional argument but 2 were given. Check the number and the types",
    ),
    after("no_function", "conv_1d = 3", WITHOUT_CONV_1D, "conv1d.py has no conv_1d: was it renamed or deleted?"),
]


UNNAMED = ("list", "generator", "objects", "complex_numbers", "a_plot", "column", "read_only")
"""Accidents of an answer's form, which are given no name."""

EACH = [
    accident if not place % 10 or accident.name in UNNAMED else pytest.param(accident, marks=pytest.mark.slow)
    for place, accident in enumerate(TABLE)
]
"""Every tenth, and in the slow tests all."""


@pytest.fixture(scope="session")
def selected(request: pytest.FixtureRequest) -> list[Accident]:
    """The accidents whose tests were selected, and those that other tests look at."""
    names = {item.name for item in request.session.items}
    test = test_an_honest_mistake_has_fair_marks_and_a_plain_sentence.__name__
    return [each for each in TABLE if f"{test}[{each.name}]" in names or each.name in UNNAMED]


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory, selected: list[Accident]) -> dict[str, dict[str, Any]]:
    """What ``autograder grade`` says of everybody, by the name of the accident."""

    def make(folder: Path) -> None:
        for accident in selected:
            place = folder / accident.name / "conv1d"
            place.mkdir(parents=True)
            for name, data in accident.files.items():
                (place / name).parent.mkdir(exist_ok=True)
                (place / name).write_bytes(data)
        command = [
            sys.executable,
            "-m",
            "autograder",
            "grade",
            "--json",
            str(folder / "report.json"),
            "--jobs",
            "2",
            str(folder),
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    folder = demo_course.made_once(tmp_path_factory.getbasetemp(), "accidents", make)
    found = json.loads((folder / "report.json").read_text())["reports"]
    return {Path(report["submission"]).parts[-3]: report for report in found}


def test_nobody_is_left_out(reports: Mapping[str, Any], selected: list[Accident]) -> None:
    assert list(reports) == sorted(accident.name for accident in selected)


@pytest.mark.parametrize("accident", EACH, ids=lambda accident: accident.name)
def test_an_honest_mistake_has_fair_marks_and_a_plain_sentence(accident: Accident, reports: Mapping[str, Any]) -> None:
    report = reports[accident.name]
    said = [report["message"], *(check["message"] for exercise in report["exercises"] for check in exercise["checks"])]
    assert report["score"] == accident.score, said
    assert any(accident.sentence in message for message in said), said
    assert not accident.sentence or accident.score < FULL
    if accident.score == FULL:
        assert not any(said)


def test_no_mistake_is_named_where_only_the_form_of_the_answer_is_wrong(reports: Mapping[str, Any]) -> None:
    for name in UNNAMED:
        found = [each["diagnosis"]["misconception"] for each in reports[name]["exercises"] if each["diagnosis"]]
        assert found in ([], ["another_kind"])
