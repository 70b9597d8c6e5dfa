"""The page on languages: its commands run as they are written, one after the other, in a small course."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.languages import speaking
from autograder.visible.conditions import Answer, decided
from tests.demo_course import build_course
from tests.test_documents import LANGUAGES, ROOT, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a shell")

PAGE = LANGUAGES.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_commands_run_as_they_are_written(tmp_path: Path) -> None:
    sync, translate, again, new_language = blocks("sh")
    course = build_course(ROOT, tmp_path / "course", ["flatten", "pooling"])
    settings = course / "course.toml"
    settings.write_text("".join(blocks("toml")) + settings.read_text())
    told = run(sync, course)
    assert "assignments/flatten/flatten.ipynb" in told
    assert "assignments/pooling/pooling.ipynb" not in told, "it has no translation, and stays English"
    assert "Escribe cada imagen" in (course / "assignments" / "flatten" / "flatten.py").read_text()

    told = run(translate, course)
    assert re.search(r"reference/pooling/translations/es\.po: \d+ of \d+ left to translate", told)
    assert (course / "reference" / "pooling" / "test_pooling.py").is_file()
    catalogue = course / "reference" / "pooling" / "translations" / "es.po"
    entry, translated = blocks("text")
    assert catalogue.read_text().count(entry) == 1
    catalogue.write_text(catalogue.read_text().replace(entry, f"#. lecture.md\n{translated}"))

    assert "assignments/pooling/pooling.ipynb" in run(again, course)
    notebook = (course / "assignments" / "pooling" / "pooling.ipynb").read_text()
    assert "**Tiempo.** Unas dos horas." in notebook
    assert "**Objetivos.** Después de esta unidad podrás" in notebook
    assert "About two hours" not in notebook
    assert "This unit comes after the convolutions" in notebook
    run(translate, course)
    assert translated in catalogue.read_text()
    assert new_language.startswith("make translations\npybabel init ")


@pytest.mark.slow
def test_a_new_language_begins_as_it_says(tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    shutil.copytree(ROOT / "autograder", kit / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, kit / name)
    (kit / ".venv").mkdir()
    (kit / ".venv" / "ready").touch()
    made = run(blocks("sh")[3].splitlines()[0], kit)  # what make would do
    (extract,) = (line for line in made.splitlines() if " extract " in line)
    (kit / "build").mkdir()
    run(re.sub(r"^\S*/", "", extract), kit)
    run(blocks("sh")[3].splitlines()[1], kit)
    assert '"Language: fr\\n"' in (kit / "autograder/languages/fr/LC_MESSAGES/autograder.po").read_text()


ROWS = re.findall(r"^\| If (.*): \| Si (.*): \|$", PAGE, flags=re.MULTILINE)

ANSWERS = [
    Answer(True, expected, returned, {"num": num})
    for num in (0, 1)
    for expected in (np.full(5, 3.0), np.arange(3.0), np.array([1.0, 1.75, 1.5]), np.array([36.0]))
    for returned in (np.full(5, 3.0), np.arange(3.0), np.ones(3), np.zeros(4), np.array([18.0]), np.array([0.0, 1.75, 0.0]), np.array([2.0, 0.0, 1.0]))
]  # fmt: skip


@pytest.mark.parametrize(("english", "spanish"), ROWS)
def test_conditions_are_understood_as_the_page_says(english: str, spanish: str) -> None:
    decisions = [decided(english.replace("...", "it"), answer) for answer in ANSWERS]
    with speaking("es"):
        assert [decided(spanish.replace("...", "eso"), answer) for answer in ANSWERS] == decisions
    assert {True, False} <= set(decisions)


def test_the_page_has_conditions() -> None:
    assert len(ROWS) == 10
