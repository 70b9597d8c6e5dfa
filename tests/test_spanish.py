"""A course in Spanish: whoever shows a student something speaks the course's language, from door to door."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import cli
from autograder.course.papers import new_secret
from autograder.handout import release
from autograder.languages import speaking, spoken
from tests.demo_course import ROOT, build_course, nbgrader
from tests.test_cli import CHECKS, SOLUTION

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

BRACES = "{0} {name} %s %(name)s {{}} %"
"""What must not be put into a message as if it were one."""

CLASS = {
    "ana": SOLUTION.replace("x / 2.0", "x / 4.0"),
    "berta": "def double(x:",
    "carla": SOLUTION.replace("return x / 2.0", f"raise ValueError({BRACES!r})"),
    "dora": None,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tmp_path_factory.mktemp("course")
    folder = course / "reference" / "unit"
    (folder / "translations").mkdir(parents=True)
    (course / "assignments").mkdir()
    (course / "course.toml").write_text('language = "es"\n')
    new_secret(course)
    (folder / "solution.py").write_text(SOLUTION)
    (folder / "checks.py").write_text(CHECKS)
    (folder / "misconceptions.toml").write_text("")
    (folder / "alternatives.py").write_text("")
    head = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    texts = {"Any vector.": "Cualquier vector.", "all": "todos"}
    written = "".join(f'\nmsgid "{english}"\nmsgstr "{spanish}"\n' for english, spanish in texts.items())
    (folder / "translations" / "es.po").write_text(head + written)
    for name, text in CLASS.items():
        (course / "submitted" / name).mkdir(parents=True)
        if text:
            (course / "submitted" / name / "unit.py").write_text(text)
    return course


@pytest.fixture
def run(course: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(course)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    shutil.rmtree(course / ".autograder", ignore_errors=True)
    return lambda *arguments: CliRunner().invoke(cli.main, list(map(str, arguments)), catch_exceptions=False)


def test_the_terminal_speaks_it(run: Callable[..., Result]) -> None:
    told = " ".join(run("grade", "submitted/ana").stdout.split())
    assert "Lo que parece: factor constante. Tus respuestas son las correctas por 0.5." in told
    assert "✘ Cualquier vector. 0 / 2" in told
    assert "half: se esperaba" in told
    assert "El código se ejecutó tras:" in told
    assert spoken() == "en"


def test_pages_of_students_speak_it_and_the_instructors_page_does_not(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    run("grade", "submitted/ana", "submitted/berta", "--html", tmp_path)
    index, unreadable, page = (path.read_text() for path in sorted(tmp_path.iterdir(), reverse=True))
    assert '<html lang="es">' in page
    assert "1 de 2 ejercicios son correctos." in page
    assert "aún no es correcto" in page
    assert "Pruébalo en tu cuaderno:" in page
    assert "Corrige primero esa línea: antes no se puede calificar nada." in unreadable
    assert '<html lang="en">' in index
    assert "what went wrong" in index


def test_gradescope_is_told_in_it(run: Callable[..., Result], tmp_path: Path) -> None:
    run("grade", "submitted/ana", "--gradescope", tmp_path / "results.json")
    wrong = json.loads((tmp_path / "results.json").read_text())["tests"][1]
    assert wrong["name"] == "half: todos"
    assert re.search(r"^llamada: half\(", wrong["output"], flags=re.MULTILINE)
    assert "pista: Tus respuestas son las correctas por 0.5." in wrong["output"]


def test_what_is_missing_is_told_in_it(run: Callable[..., Result]) -> None:
    told = " ".join(run("grade", "submitted/dora/unit.py", "--unit", "unit").output.split())
    assert "does not exist" in told  # the command's own sentences are for instructors
    (Path("submitted") / "dora" / "Unit.py").write_text("")
    told = " ".join(run("grade", "submitted/dora", "--unit", "unit").stdout.split())
    assert "No hay ningún unit.py en lo entregado. La carpeta contiene Unit.py: ¿se cambió de nombre?" in told


def test_what_a_student_wrote_is_no_message(run: Callable[..., Result], tmp_path: Path) -> None:
    run("grade", "submitted/carla", "--json", tmp_path / "report.json")
    (report,) = json.loads((tmp_path / "report.json").read_text())["reports"]
    message = report["exercises"][1]["checks"][0]["message"]
    assert message.startswith(f"half lanzó ValueError: {BRACES} (línea ")
    assert "Esta línea tuya rechaza argumentos que tienen sentido: mira su condición." in message


def test_reports_put_together_speak_it_where_the_course_is(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("grade", "submitted/ana", "--json", tmp_path / "ana.json")
    assert "Lo que parece: factor constante." in run("join", tmp_path / "ana.json").stdout
    monkeypatch.chdir(tmp_path)
    assert "What it looks like: constant factor." in run("join", tmp_path / "ana.json").stdout


def test_an_unknown_language_is_refused_with_those_there_are(course: Path, run: Callable[..., Result]) -> None:
    settings = course / "course.toml"
    settings.write_text('language = "eo"\n')
    try:
        told = " ".join(run("grade", "submitted/ana").stderr.split())
    finally:
        settings.write_text('language = "es"\n')
    assert "there is no translation into 'eo'. Languages there are: en, es." in told


def test_feedback_of_nbgrader_speaks_it(tmp_path: Path) -> None:
    course = build_course(ROOT, tmp_path, ("flatten",))
    settings = course / "course.toml"
    settings.write_text(f'language = "es"\n{settings.read_text()}')
    new_secret(course)
    release.sync(course, write=True)
    nbgrader(course, "generate_assignment", "flatten")
    for student in ("ana", "berta"):
        shutil.copytree(course / "release" / "flatten", course / "submitted" / student / "flatten")
    (course / "submitted" / "ana" / "flatten" / "flatten.py").write_text("def flatten(")
    (course / "submitted" / "berta" / "flatten" / "flatten.ipynb").write_text("<html>")
    nbgrader(course, "autograde", "flatten")
    nbgrader(course, "generate_feedback", "flatten")
    ana, berta = (
        (course / "feedback" / student / "flatten" / "flatten.html").read_text() for student in ("ana", "berta")
    )
    assert '<html lang="es">' in ana
    assert "Corrige primero esa línea: antes no se puede calificar nada." in ana
    assert "0 de 2 ejercicios son correctos." in berta
    assert "flatten.ipynb es una página web, no un cuaderno. Descarga el propio cuaderno." in berta
    assert "Tus funciones se califican igualmente" in berta
    assert "Aún sin escribir: la función todavía lanza NotImplementedError." in berta


def test_kept_messages_are_read_again_in_each_language() -> None:
    from autograder.report import CheckResult, Status
    from autograder.reporters.words import AT_A_LINE, RAISED, messages

    def check(name: str, number: int) -> CheckResult:
        from autograder.languages import gettext

        error = gettext(RAISED).format(what="f", error=f"IndexError: index {number} is too much")
        said = gettext(AT_A_LINE).format(error=error, line=3, code="x[i]")
        return CheckResult(name=name, text="", status=Status.ERROR, score=0, max_score=1, message=f"{said}.")

    for language, end in (("en", "on line 3 as above."), ("es", "en la línea 3 como arriba.")):
        with speaking(language):
            told = messages([check("a", 5), check("b", 7)])
        assert told["b"].endswith(f"index 7 is too much, {end}")
        assert told["a"].endswith("x[i]).")
