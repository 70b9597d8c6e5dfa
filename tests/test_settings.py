"""`course.toml`: what a course says of itself is what holds while its submissions are judged."""

from __future__ import annotations

import dataclasses
import resource
import sys
from pathlib import Path

import pytest

from autograder.course.settings import Settings, SettingsError, read_settings
from autograder.handout.skeletons import new_course, new_unit
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Status
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.student import Student
from autograder.worker import sandbox
from tests.demo_course import ROOT
from tests.test_judge import RIGHT, UNIT, module, submission

forks = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

# What may stand in the file.


def settings(folder: Path, text: str | bytes) -> Settings:
    (folder / "course.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_settings(folder)


def test_without_the_file_a_course_has_numpy_and_two_minutes(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings(
        "", ("numpy",), (), (), 120.0, "Hand them in as your instructor told you."
    )


def test_every_line_is_read(tmp_path: Path) -> None:
    text = 'title = "T"\nimports = ["a"]\npreloaded = ["a.b"]\nrequirements = ["a-b"]\nsubmission_seconds = 7\n'
    text += 'hand_in = "Put it on Canvas."\n'
    text += '[reasons]\n"with zeros" = "why"\n'
    why = {"with zeros": "why"}
    assert settings(tmp_path, text) == Settings("T", ("a",), ("a.b",), ("a-b",), 7.0, "Put it on Canvas.", why)


def test_what_a_new_course_says_is_what_holds_without_it(tmp_path: Path) -> None:
    new_course(tmp_path / "new")
    assert dataclasses.replace(read_settings(tmp_path / "new"), title="") == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = T", "cannot be read: .* line 1"),
        (b"title = '\xff'", "cannot be read"),
        ('modules = ["numpy"]', "has 'modules', which means nothing. What it may have: title, imports"),
        ('imports = "numpy"', "imports must be a list of names"),
        ("imports = [1]", "imports must be a list of names"),
        ("submission_seconds = 0", "submission_seconds must be a number above 0, not 0"),
        ("submission_seconds = true", "submission_seconds must be a number above 0, not True"),
        ('reasons = "why"', r"\[reasons\] must hold texts"),
        ('[reasons]\n"with zeros" = 7', r"\[reasons\] must hold texts"),
        ("title = 7", "title must be a text, not 7"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str | bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=said) as told:
        settings(tmp_path, text)
    assert str(tmp_path / "course.toml") in str(told.value)


@pytest.mark.parametrize(
    ("imports", "words"),
    [
        (("numpy", "scipy", "tqdm"), "NumPy, SciPy, tqdm, the standard library"),
        (("numpy",), "NumPy, the standard library"),
        ((), "the standard library"),
    ],
)
def test_what_may_be_imported_in_words(imports: tuple[str, ...], words: str) -> None:
    assert Settings(imports=imports).importable == words


# What holds in a worker.

IMPORTS = {"scipy": "import scipy.signal", "tqdm": "import tqdm", "numpy": "import numpy"}


@forks
@pytest.mark.parametrize(
    ("course", "importable"),
    [
        (read_settings(ROOT), {"scipy", "tqdm", "numpy"}),
        (Settings(), {"numpy"}),
        (Settings(imports=("tqdm",)), {"numpy", "tqdm"}),
    ],
    ids=["this course", "numpy", "tqdm"],
)
def test_workers_import_what_the_course_says_and_nothing_else(course: Settings, importable: set[str]) -> None:
    tries = "\n".join(
        f"try:\n    {line}\n    found.add({name!r})\nexcept ImportError:\n    pass" for name, line in IMPORTS.items()
    )
    text = f"found = set()\n{tries}\ndef found_here():\n    return found\n"
    with ForkServer(course) as server, Student(server, "unit", {"unit.py": text.encode()}) as student:
        assert student.call("found_here", {}) == importable


LOADED = b"import sys\nloaded = 'tqdm' in sys.modules\n# import tqdm\ndef was_loaded():\n    return loaded\n"


@forks
@pytest.mark.parametrize("preloaded", [(), ("tqdm",), ("no_such_module", "tqdm")])
def test_what_is_preloaded_is_there_before_a_module_that_names_it(preloaded: tuple[str, ...]) -> None:
    course = Settings(imports=("tqdm",), preloaded=preloaded)
    with ForkServer(course) as server, Student(server, "unit", {"unit.py": LOADED}) as student:
        assert student.call("was_loaded", {}) is ("tqdm" in preloaded)


@forks
@pytest.mark.parametrize(("seconds", "limit"), [(1.0, sandbox.Limits.cpu_seconds), (200.5, 201)])
def test_the_system_ends_no_worker_before_the_course_does(seconds: float, limit: int) -> None:
    text = f"import resource\ndef limit():\n    return resource.getrlimit({resource.RLIMIT_CPU})[0]\n".encode()
    with ForkServer(Settings(submission_seconds=seconds)) as server, Student(server, "u", {"u.py": text}) as student:
        assert student.call("limit", {}) == limit


# What students read.


@forks
@pytest.mark.parametrize(
    ("imports", "said"),
    [
        (("numpy",), "Only NumPy, the standard library and your own Python files beside the module can be imported."),
        (("numpy", "tqdm"), "Only NumPy, tqdm, the standard library and your own Python files beside the module can"),
    ],
)
def test_a_module_that_imports_something_else_is_told_what_there_is(imports: tuple[str, ...], said: str) -> None:
    course = Settings(imports=imports)
    unit = dataclasses.replace(UNIT, settings=course)
    late = module(double=RIGHT["double"].replace("):\n", "):\n    import scipy\n", 1))
    with ForkServer(course) as server:
        judge = Judge(prepare(unit), server)
        at_once, in_the_call = (judge.judge(submission(text)) for text in (f"import scipy\n{module()}", late))
    assert (at_once.status, said in at_once.message) == (Status.UNREADABLE, True)
    assert any(said in check.message for check in in_the_call.exercise("double").checks)


def test_how_to_hand_in_stands_in_the_readme_of_each_assignment(tmp_path: Path) -> None:
    course = tmp_path / "new"
    new_course(course)
    (course / "course.toml").write_text('hand_in = "Put both files on Canvas."\n')
    new_unit(course, "scaling")
    text = (course / "assignments/scaling/README.md").read_text()
    assert "What to hand in: `scaling.py`, `scaling.ipynb` with your answers" in text
    assert "\nPut both files on Canvas. The checks here give no marks" in text
