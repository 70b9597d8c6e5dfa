"""Which hand-ins nbgrader finds, and which of their files it copies, without nbgrader's own run."""

from __future__ import annotations

import inspect
import logging
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader import base
from tornado.web import HTTPError

from autograder.nbgrader import formgrader, hand_ins


@pytest.fixture
def converter(tmp_path: Path) -> Any:
    """nbgrader's converter of a course with one unit, which two students hand in."""
    for folder in ("assignments/toy", "submitted/Doe [s1]/toy", "submitted/bea/toy"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "assignments" / "toy" / "toy.ipynb").write_text("{}")
    return converter_of(tmp_path)


def converter_of(root: Path) -> Any:
    return Autograde(coursedir=CourseDirectory(root=str(root), assignment_id="toy", source_directory="assignments"))


def found(converter: Any, student: str) -> list[str]:
    """Whose notebooks are found where this student is named."""
    converter.coursedir.student_id = student
    hand_ins.find_hand_ins(converter)
    assert all([Path(path).name for path in paths] == ["toy.ipynb"] for paths in converter.assignments.values())
    return sorted(Path(folder).parent.name for folder in converter.assignments)


def test_a_name_is_a_name_before_it_is_a_pattern(converter: Any) -> None:
    assert found(converter, "*") == ["Doe [s1]", "bea"]
    assert [found(converter, student) for student in ("Doe [s1]", "bea", "b*")] == [["Doe [s1]"], ["bea"], ["bea"]]


ACTIVE = [
    "eve\n",
    "eve\x1b[2J",
    '"-alert(1)-"',
    "<img src=x onerror=alert(1)>",
    "\u202eeve",
    "\udcff",
    "eve\\",
    "=1+1",
    " -1",
]


@pytest.mark.parametrize("name", ACTIVE, ids=ascii)
def test_a_name_that_would_act_is_passed_over_and_costs_nobody_else_anything(
    name: str, converter: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    converter.log.propagate = True
    (tmp_path / "submitted" / name / "toy").mkdir(parents=True)
    assert found(converter, "*") == ["Doe [s1]", "bea"]
    assert [record.getMessage().isascii() for record in caplog.records] == [True]


def test_names_of_people_are_found(converter: Any, tmp_path: Path) -> None:
    names = ["O'Neill & Söhne", "Doe, Jane (2)", "%s{0}", "a=1", "x-1", "नी\u200cता"]
    for name in names:
        (tmp_path / "submitted" / name / "toy").mkdir(parents=True)
    assert found(converter, "*") == sorted([*names, "Doe [s1]", "bea"])


def test_the_folder_of_a_course_may_look_like_a_pattern(tmp_path: Path) -> None:
    root = tmp_path / "course [2026]"
    for folder in ("assignments/toy", "submitted/bea/toy"):
        (root / folder).mkdir(parents=True)
    (root / "assignments" / "toy" / "toy.ipynb").write_text("{}")
    assert found(converter_of(root), "*") == ["bea"]


def copied(converter: Any, tmp_path: Path) -> list[str]:
    hand_ins.copy_files(converter, "toy", "Doe [s1]")
    target = tmp_path / "autograded" / "Doe [s1]" / "toy"
    return sorted(str(path.relative_to(target)) for path in target.rglob("*") if not path.is_dir())


def test_plain_files_alone_are_copied_whatever_the_folders_are_called(converter: Any, tmp_path: Path) -> None:
    handed_in = tmp_path / "submitted" / "Doe [s1]" / "toy"
    (handed_in / "[a-z]*").mkdir()
    for folder in (handed_in, handed_in / "[a-z]*"):
        for name in ("toy.py", "data.csv", "other.ipynb", "toy.pyc"):
            (folder / name).write_text(name)
        (folder / "gift.txt").symlink_to(tmp_path / "assignments" / "toy" / "toy.ipynb")
        os.mkfifo(folder / "pipe")
    (handed_in / "linked").symlink_to(tmp_path / "assignments")
    assert copied(converter, tmp_path) == ["[a-z]*/data.csv", "[a-z]*/toy.py", "data.csv", "toy.py"]


def test_what_stands_where_nbgrader_writes_is_not_copied(converter: Any, tmp_path: Path) -> None:
    handed_out, handed_in = tmp_path / "assignments" / "toy", tmp_path / "submitted" / "Doe [s1]" / "toy"
    (handed_out / "README.md").write_text("Read me.")
    (handed_out / "data").mkdir()
    (handed_out / "data" / "numbers.csv").write_text("1")
    for folder in ("README.md", "toy.html"):
        (handed_in / folder).mkdir()
        (handed_in / folder / "notes.txt").write_text("x")
    for file in ("data", "toy.py"):
        (handed_in / file).write_text("x")
    assert copied(converter, tmp_path) == ["toy.py"]


def test_what_cannot_be_read_costs_nobody_the_rest(
    converter: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in = tmp_path / "submitted" / "Doe [s1]" / "toy"
    for name in ("toy.py", "closed.txt", "inner/closed.txt", "other/notes.txt"):
        (handed_in / name).parent.mkdir(exist_ok=True)
        (handed_in / name).write_text("x")
    closed = {str(handed_in / name) for name in ("closed.txt", "inner")}  # root may read whatever it may not

    def refusing(function: Any, error: OSError) -> Any:
        def call(path: Any, *more: Any) -> Any:
            if str(path) in closed:
                raise error
            return function(path, *more)

        return call

    for name in ("open", "scandir"):
        monkeypatch.setattr(os, name, refusing(getattr(os, name), PermissionError(13, "Permission denied")))
    monkeypatch.setattr(shutil, "copy", refusing(shutil.copy, PermissionError(13, "Permission denied")))
    assert copied(converter, tmp_path) == ["other/notes.txt", "toy.py"]


def test_what_is_not_copied_counts_among_so_many(
    converter: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_ins, "MAX_COPIED", 3)
    handed_in = tmp_path / "submitted" / "Doe [s1]" / "toy"
    paths = [handed_in / name for name in ("0", "1", "2", "toy.html/x", "4", "5")]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    monkeypatch.setattr(hand_ins, "_plain_files", lambda *_, **__: iter(paths))
    assert copied(converter, tmp_path) == ["0", "1", "2"]


def test_of_too_many_files_the_module_is_copied(
    converter: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hand_ins, "MAX_COPIED", 2)
    converter.log = logging.getLogger("hand_ins")
    for name in ("a.csv", "b.csv", "helper.py", "toy.py", "z.py"):
        (tmp_path / "submitted" / "Doe [s1]" / "toy" / name).write_text(name)
    assert copied(converter, tmp_path) == ["helper.py", "toy.py"]
    assert "holds more than 2 files: the others are not copied" in caplog.text


def test_what_the_instructor_links_to_is_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    usual: list[Any] = []
    monkeypatch.setattr(hand_ins, "_usual_copying", lambda *arguments: usual.append(arguments))
    hand_ins.copy_files(SimpleNamespace(), "toy", ".")
    assert len(usual) == 1


# What formgrader shows.


@pytest.mark.parametrize("name", ACTIVE, ids=ascii)
def test_formgrader_has_no_page_at_an_address_that_would_act(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = jinja2.Template('<script>var student_id = "{{ student_id }}";</script>')
    handler: Any = SimpleNamespace(settings={"nbgrader_jinja2_env": SimpleNamespace(get_template=lambda _: page)})
    monkeypatch.setattr(base.BaseHandler, "render", inspect.unwrap(base.BaseHandler.render))  # as nbgrader has it
    assert name in base.BaseHandler.render(handler, "page.tpl", student_id=name)  # there the name acts
    formgrader.refuse_active_addresses()
    formgrader.refuse_active_addresses()
    with pytest.raises(HTTPError, match="404"):
        base.BaseHandler.render(handler, "page.tpl", student_id=name)
    assert "O'Neill" in base.BaseHandler.render(handler, "page.tpl", student_id="O'Neill", settings="<>")
