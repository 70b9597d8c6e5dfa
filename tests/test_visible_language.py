"""What visible checks tell, in the language that their file is written in: nothing of it is forgotten."""

from __future__ import annotations

import ast
import gettext
import html
import itertools
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograder
from autograder import languages, testing
from autograder.course.translations import catalogue_of, read_texts
from autograder.errors import KitError
from autograder.languages import speaking
from autograder.prose import code
from autograder.visible import conditions, running, terminal
from autograder.visible.annotations import visible_commands
from autograder.visible.apart import NoProcessError
from autograder.visible.conditions import decided
from autograder.visible.finding import VisibleError, language_of
from autograder.visible.log import Log
from autograder.visible.notebook import ShownRun
from autograder.visible.results import VisibleRun
from autograder.visible.running import run_visible
from autograder.visible.standstill import endless, endless_import
from tests.test_hints import HOLDS
from tests.test_visible import CHECKS, RIGHT, text_of, unit, with_double

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "autograder"


# Every sentence in the code is a message.

ROOMS = ("visible", "testing")

NO_SENTENCES = {
    "calls.py": ("import {name}", "import {name}\\n{called}()", "from test_{self._test.unit} import {names}"),
    "explain.py": ("DID NOT RAISE", "cannot import name '(\\w+)' from '(\\w+)'"),  # pytest's, and Python's
    "results.py": ("raise NotImplementedError",),
    "terminal.py": ("bold yellow",),
    "pytest_plugin.py": (
        "visible checks of a course unit",  # pytest's own options are in English, as pytest is
        "run the checks of this exercise alone",
        "the processor time that one marked test may take",
        "append what happens to FILE, a JSON object per line, and where a long check stands to FILE.stack",
        "exercise(name, of=name): a visible check of the exercise `name`, a part of the class `of`",
        "Skipped: {what.message}",
    ),
}
"""Strings in which words follow each other, and which are not translated."""


def unmarked(text: str) -> set[str]:
    """Strings of a module in which words follow each other, and which are no messages."""
    tree = ast.parse(text)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    marked = [call.args[:2] for call in calls if call.func.id in ("_", "N_", "ngettext")]  # type: ignore[attr-defined]
    alone = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    known = {node.value for node in (*itertools.chain(*marked), *alone) if isinstance(node, ast.Constant)}
    found = (each for each in code.messages(text, all_kinds=False) if " " in each)
    return {each for each in found if not known & {each, each.replace("\\\\", "\\"), each.replace("\\n", "\n")}}


def test_every_sentence_of_the_students_side_is_a_message() -> None:
    for room in ROOMS:
        for file in sorted((PACKAGE / room).glob("*.py")):
            assert unmarked(file.read_text(encoding="utf-8")) == set(NO_SENTENCES.get(file.name, ())), file


def test_a_planted_sentence_is_found() -> None:
    planted = (
        'raise VisibleError(f"There is no {name} here.")\n_("Marked {name}.").format(name=name)\n"""About it."""\n'
    )
    assert unmarked(planted) == {"There is no {name} here."}


# Every message reaches whoever reads it: in a language in which each message stands in marks, nothing stands outside.


class Marked(gettext.NullTranslations):
    """Each message as it is in English, in marks."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"

    def ngettext(self, one: str, many: str, number: float) -> str:  # type: ignore[override] # plural rules take any
        return f"«{one if number == 1 else many}»"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language "xx", in which everything is marked, and checks that run in this process, where it is known."""
    known = languages.catalogue
    monkeypatch.setattr(languages, "catalogue", lambda language: Marked() if language == "xx" else known(language))

    def refuse(*_: object) -> None:
        raise NoProcessError

    monkeypatch.setattr(running, "run_apart", refuse)
    with speaking("xx"):
        yield


def outside(text: str) -> list[str]:
    """Where words follow each other outside of all marks, and not in code."""
    while "«" in text:
        shorter = re.sub(r"«[^«»]*»", "", text)
        if shorter == text:
            break
        text = shorter
    own = re.sub(r"\S+ = .*|raise \w+.*|<[^>]*>|`[^`]*`", "", text)
    return re.findall(r"[^\W\d_]{2,},? [^\W\d_]{2,}", own)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("«It is «not» so» x = np.array([1])", []),
        ("«{name}: {what}» expected one", ["expected one"]),
        ("raise NotImplementedError  # your code here", []),
        ("no mark at all", ["no mark", "at all"]),
    ],
)
def test_what_stands_outside_is_found(text: str, found: list[str]) -> None:
    assert outside(text) == found


WRONG = {
    "right": RIGHT,
    "another answer": with_double("print(1)", "return 3 * np.asarray(x)"),
    "another shape": with_double("return np.asarray(x)[:1]"),
    "None": with_double("np.asarray(x)"),
    "text": with_double("return 'text'"),
    "exception": with_double("raise KeyError('key')"),
    "exit": with_double("import sys", "sys.exit()"),
    "recursion": with_double("return double(x)"),
    "input": with_double("return input()"),
    "not written": with_double("raise NotImplementedError"),
    "uses what is not written": with_double("return helper(x)") + "\n\ndef helper(x):\n    raise NotImplementedError\n",
    "other parameters": RIGHT.replace("def double(x):", "def double(x, y):"),
    "accepts anything": RIGHT.replace('    if isinstance(table, str):\n        raise ValueError("table must be an array")\n', "    if isinstance(table, str):\n        return 0\n"),
    "a name of Python's": RIGHT.replace("def double(x):", "def double(input_):").replace("np.asarray(x)", "np.asarray(input)"),
    "missing": RIGHT.replace("def double", "def twice"),
    "within": RIGHT.replace("def double", "class Doubling:\n  def double"),
    "no Python": "def double(x:\n",
    "a web page": "<html>",
    "nothing": "",
    "a merge": "<<<<<<< HEAD\n",
    "ends at import": "import sys\nsys.exit()\n",
    "asks at import": "input()\n",
    "raises at import": "1 / 0\n",
    "imports what is not there": "import no_such_module\n",
}  # fmt: skip
"""Modules with all kinds of mistakes."""

OWN = ("Every value of `x` counts twice.", "Add x to itself.", "The result has the shape of x.")
TOLD = CHECKS
for line in (*OWN, "The sum of all values.", "Text has no sum.", "the shape must stay"):
    TOLD = TOLD.replace(line, f"«{line}»")
TOLD = TOLD.replace("np.testing.assert_allclose(toy.double(x), 2 * x)", "strategies_close(toy.double(x), 2 * x)")
TOLD = TOLD.replace("import toy\n", "import toy\nfrom autograder.testing import assert_close as strategies_close\n")


def sides(run: VisibleRun) -> Iterator[str]:
    """A run as it is told in all places, without code and values."""
    for text in _sides(run):
        for failure in (*(result.failure for result in run.results), run.problem):
            if failure:
                theirs = failure.detail if failure.detail.startswith("assert ") else ""  # pytest's own words
                values = (failure.code, theirs, failure.call, failure.expected, failure.returned)
                for line in "\n".join(values).splitlines():
                    text = text.replace(line.strip(), "") if line.strip() else text
        yield text


def _sides(run: VisibleRun) -> Iterator[str]:
    yield text_of(run)
    yield re.sub(r"<style.*?</style>|<[^>]*>", "", html.unescape(ShownRun.of(run)._repr_html_()), flags=re.DOTALL)
    yield from (re.sub(r"^::\w+ [^:]*::|%0A", "\n", line) for line in visible_commands({"toy.py": run}))


@pytest.mark.parametrize("name", WRONG)
def test_nothing_is_told_that_is_no_message(name: str, marked: None, tmp_path: Path) -> None:
    run = run_visible(unit(tmp_path, WRONG[name], f"# language: xx\n{TOLD}"), "toy")
    assert run.language == "xx"
    told = list(sides(run))
    assert [found for text in told for found in outside(text)] == []
    assert "«" in told[0]


def test_a_standstill_is_told_in_messages(marked: None, tmp_path: Path) -> None:
    file = unit(tmp_path) / "toy.py"
    steps, of = [(file, 9, "total"), (file, 5, "double")], {"double": "double", "total": "total"}
    check = {"id": "id", "name": "test_double", "exercise": "double", "text": "«text»"}
    events = [{"event": "collected", "checks": [check]}, {"event": "start", "id": "id"}]
    stack = [(str(file), 9, "total")]
    stopped = [
        endless("double", of, steps, 1),
        endless("total", of, steps[:1], 2.5),
        endless_import("toy.py", steps, 1),
        *(log.problem("toy", 1) for log in (Log(folder=tmp_path, events=(), timed_out=late) for late in (True, False))),
        Log(folder=tmp_path, events=(), errors="no").problem("toy", 1),
        *(
            Log(folder=tmp_path, events=events, timed_out=late, stack=stack).results(1, of)["id"].failure
            for late in (True, False)
        ),
        Log(folder=tmp_path, events=[*events, {"event": "trouble", "text": "no"}]).results(1, of)["id"].failure,
    ]
    for failure in stopped:
        assert failure is not None
        told = "\n".join([failure.message, failure.detail, failure.line]).replace(failure.code, "")
        assert told.startswith("«")
        assert outside(told) == []


def raised(call: Callable[[], object]) -> str:
    with pytest.raises((AssertionError, ValueError)) as found:
        call()
    return str(found.value)


ONES, TWOS = np.ones(3), np.full(3, 2.0)
UNFIT: list[Callable[[], Any]] = [
    lambda: testing.assert_close(ONES, TWOS),
    lambda: testing.assert_close(np.ones(2), ONES, what="«What»"),
    lambda: testing.assert_linear(lambda x: x**2, ONES, TWOS),
    lambda: testing.assert_linear(lambda x: 1, ONES, TWOS),
    lambda: testing.assert_linear(lambda x: x[: int(x[0])], ONES, TWOS),
    lambda: testing.assert_linear(lambda x: x, ONES, np.ones(2)),
    lambda: testing.assert_shift_equivariant(lambda x: x * np.arange(len(x)), ONES, margin=2),
    lambda: testing.assert_shift_equivariant(lambda x: x[1:], ONES, margin=2),
    lambda: testing.assert_shift_equivariant(lambda x: x, ONES, margin=0),
    lambda: testing.assert_adjoint(lambda x: 2 * x, lambda g: 3 * g, ONES, TWOS),
    lambda: testing.assert_adjoint(lambda x: x[1:], lambda g: g, ONES, TWOS),
    lambda: testing.assert_adjoint(lambda x: x, lambda g: g[1:], ONES, TWOS),
    lambda: testing.assert_leaves_arguments_alone(lambda x: x.sort(), np.array([2.0, 1.0])),
    lambda: testing.assert_leaves_arguments_alone(np.ndarray.sort, np.array([2.0, 1.0])),
    lambda: testing.assert_repeatable(iter([ONES, TWOS]).__next__),
    lambda: testing.assert_repeatable(lambda: ONES),
    lambda: testing.assert_samples_independent(lambda x: x - x.mean(), np.arange(4.0).reshape(2, 2)),
    lambda: testing.assert_samples_independent(lambda x: x[:1], np.ones((2, 2))),
    lambda: testing.assert_gradient(lambda x: x.sum(), TWOS, ONES),
    lambda: testing.assert_gradient(lambda x: x.sum(), np.zeros(3), ONES),
    lambda: testing.assert_gradient(lambda x: x.sum(), -ONES, ONES),
    lambda: testing.assert_gradient(lambda x: x.sum(), 1.1 * ONES, ONES, directions=1),
    lambda: testing.assert_gradient(lambda x: x.sum(), np.ones(2), ONES),
    lambda: testing.assert_gradient(lambda x: x.sum(), 1, ONES),
    lambda: testing.assert_gradient(lambda x: x.sum(), ONES * 1j, ONES),
    lambda: testing.assert_gradient(lambda x: x.sum(), ONES * np.nan, ONES),
    lambda: testing.assert_gradient(lambda x: x, ONES, ONES),
    lambda: testing.assert_gradient(lambda p: p["a"].sum(), 1, {"a": ONES}),
    lambda: testing.assert_gradient(lambda p: p["a"].sum(), {}, {"a": ONES}),
    lambda: testing.assert_gradient(lambda p: p["a"].sum(), {"a": np.ones(2)}, {"a": ONES}),
]


@pytest.mark.parametrize("number", range(len(UNFIT)))
def test_properties_complain_in_messages(number: int, marked: None) -> None:
    text = raised(UNFIT[number])
    assert text.startswith("«")
    assert outside(text) == []


def test_students_need_nothing_that_writes_catalogues() -> None:
    for room in (*ROOMS, "languages", "prose", "values", "reporters"):
        for file in (PACKAGE / room).rglob("*.py"):
            assert "babel" not in file.read_text(encoding="utf-8").lower(), file


# Conditions of hints.

SPANISH = {
    "the result is 0, 1, 2, 3, 0": "el resultado es 0, 1, 2, 3, 0",
    "you get 3.5": "obtienes 3.5",
    "they are 1 and 2": "son 1 y 2",
    "you get 1/4 and 0": "obtienes 1/4 y 0",
    "all five are 3": "los cinco son 3",
    "all of it is 0": "todo es 0",
    "you get zeros": "obtienes ceros",
    "it is about 0.96": "es aproximadamente 0.96",
    "it is nan": "es nan",
    "you get 0 or nan": "obtienes 0 o nan",
    "you see 1, 2, 3 in the first row": "ves 1, 2, 3 en la primera fila",
    "the second number is -1": "el segundo número es -1",
    "the first is -3 or 0": "el primero es -3 o 0",
    "b is 4": "b es 4",
    "num = 0 fails": "num = 0 falla",
    "the result is too short": "el resultado es demasiado corto",
    "there are too many values": "hay demasiados valores",
    "there are more rows than before": "hay más filas que antes",
    "everything is in one row": "todo está en una sola fila",
    "you get two": "obtienes dos",
    "the shape is wrong": "la forma es incorrecta",
    "the shape is right and the numbers are not": "la forma es correcta y los números no",
    "the gradient is empty without padding": "el gradiente está vacío sin relleno",
    "they are cut off": "se recortan",
    "fractions are lost": "se pierden las fracciones",
    "only the ends are wrong": "solo los extremos son incorrectos",
    "only the border is wrong": "solo el borde es incorrecto",
    "the order is another": "el orden es otro",
    "they come out turned": "salen girados",
    "yours is three times as large as it should be": "el tuyo es tres veces mayor de lo que debería",
    "you get half of their sum": "obtienes la mitad de su suma",
    "the values are too large": "los valores son demasiado grandes",
    "your numbers are complex": "tus números son complejos",
}


@pytest.mark.parametrize("condition", HOLDS)
def test_a_condition_holds_in_spanish_of_the_same_answers(condition: str) -> None:
    yes, no = HOLDS[condition]
    with speaking("es"):
        assert decided(SPANISH[condition], yes) is True
        assert decided(SPANISH[condition], no) is False
        assert decided(condition, yes) is None, "English is not understood"


def conditions_of(hint: str, language: str) -> list[tuple[str, ...] | None]:
    """The conditions in a hint, each with its numbers, by the pattern that it has; None for what none knows."""
    with speaking(language):
        found = re.findall(rf"\b{languages.gettext('If')} ([^:]+?): ", " ".join(hint.split()))
        patterns = {name: languages.gettext(name).format(**conditions._parts()) for name in conditions._CONDITIONS}
        known = [next((name for name, each in patterns.items() if re.fullmatch(each, text)), None) for text in found]
    return [name and (name, *re.findall(r"\d+", text)) for name, text in zip(known, found, strict=True)]


@pytest.mark.parametrize("name", ["conv1d", "flatten"])
def test_translated_hints_have_the_same_conditions(name: str) -> None:
    texts = read_texts(catalogue_of(ROOT, name, "es"))
    hints = [
        text for text in code.messages((ROOT / "reference" / name / f"test_{name}.py").read_text()) if "If " in text
    ]
    assert len(hints) >= 2
    for hint in hints:
        assert conditions_of(texts[hint], "es") == conditions_of(hint, "en"), hint


# In Spanish, from the command line to the notebook.

ENGLISH = re.compile(r"\b(the|is|are|not|that|with|should|this|of|and|which|check|line|hint|written)\b")

LOUD = "{name} %(x)s {0.__class__} {error!r} %s"
"""What a student could hope to be put in."""


@pytest.fixture
def spanish(tmp_path: Path) -> Path:
    """The unit toy in Spanish, with a mistake in one function and an exception in the other."""
    checks = f"# language: es\n{CHECKS}"
    for english, text in {
        "Every value of `x` counts twice.": "Cada valor de `x` cuenta dos veces.",
        "Add x to itself.": "Suma x a sí mismo. Si la forma es incorrecta: no quites nada. Si todos son 7: no.",
        "The result has the shape of x.": "El resultado tiene la forma de x.",
        "The sum of all values.": "La suma de todos los valores.",
        "Text has no sum.": "Un texto no tiene suma.",
        "the shape must stay": "la forma debe conservarse",
    }.items():
        checks = checks.replace(english, text)
    module = with_double("return np.asarray(x)[:0]").replace("return np.sum(table)", f"raise KeyError({LOUD!r})")
    return unit(tmp_path, module, checks)


def test_the_command_line_speaks_the_language_of_the_checks(
    spanish: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    assert terminal.check_command(spanish) == 1
    told = capsys.readouterr().out
    for part in (
        "toy  se superan 1 de 4 comprobaciones",
        "Cada valor de `x`",
        "esperado",
        "devuelto",
        "pista",
        "línea",
    ):
        assert part in told
    assert "La forma es incorrecta: no quites nada." in " ".join(told.split())
    assert "Si todos son 7" not in told
    assert "total lanzó KeyError" in told
    assert "total lanzó KeyError: '{name} %(x)s {0.__class__} {error!r} %s'" in " ".join(told.split())
    assert terminal.check_command(spanish / "toy2.py") == 2
    assert "No hay ningún" in capsys.readouterr().err or language_of(spanish / "toy2.py") == "en"


def test_pytest_speaks_it_too(spanish: Path) -> None:
    (spanish / "toy.py").write_text(
        (spanish / "toy.py").read_text() + "\n\ndef total(table):\n    raise NotImplementedError\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_toy.py"]
    told = subprocess.run(command, cwd=spanish, capture_output=True, text=True, timeout=100).stdout
    assert "pega esto en el cuaderno:" in told
    assert "pista: Suma x a sí mismo. La forma es incorrecta: no quites nada." in told
    assert "Aún por escribir: total." in told


def test_the_notebook_speaks_it_too(spanish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(spanish)
    shown = autograder.check("double")
    panel = re.sub(r"<(style|pre|code).*?</\1>|<[^>]*>", " ", shown._repr_html_(), flags=re.DOTALL)
    assert "tal como se guardó a las" in panel
    assert "expected" not in panel
    assert ENGLISH.findall(panel) == []
    wrong = autograder.check("doble")
    assert "test_toy.py no tiene comprobaciones de 'doble': ¿quieres decir 'double'?" in repr(wrong)
    assert "las comprobaciones no se pudieron ejecutar" in wrong._repr_html_()
    assert "check toma el nombre de un ejercicio" in repr(autograder.check(3))
    with pytest.raises(KitError, match=r"^3 no es una función\."):
        autograder.xray(3)  # type: ignore[arg-type] # that is the mistake
    seen = autograder.xray(lambda x: np.exp(x), [1.0, 2.0])
    assert "no tiene fórmula" in repr(seen)
    assert "¿Qué número de la respuesta?" in seen._repr_html_()


def test_lines_of_a_pull_request_are_told_in_it(spanish: Path) -> None:
    told = visible_commands({"toy.py": run_visible(spanish, "toy")})
    assert any("esperado" in line for line in told)
    assert any("toy.py, línea" in line for line in told)


def test_what_is_missing_is_told_in_it(spanish: Path) -> None:
    (spanish / "toy.py").unlink()
    with pytest.raises(VisibleError, match=r"No hay ningún toy\.py en .*: cópialo ahí desde la tarea"):
        run_visible(spanish, "toy")


def test_an_unknown_language_is_english(tmp_path: Path) -> None:
    run = run_visible(unit(tmp_path, RIGHT, f"# language: zz\n{CHECKS}"), "toy")
    assert text_of(run).startswith("toy  all 4 checks pass")


def test_a_test_file_in_english_says_nothing_of_its_language(tmp_path: Path) -> None:
    folder = unit(tmp_path, textwrap.dedent(RIGHT), CHECKS)
    assert language_of(folder / "test_toy.py") == "en"
    assert language_of(tmp_path / "nowhere.py") == "en"
