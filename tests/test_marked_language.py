"""Nothing that students read of a verdict is forgotten by the translations: in a language in which each message stands
between marks, what stands outside of them is code, a name, or a number.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import gettext as catalogues
import json
import re
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from markupsafe import Markup
from rich.console import Console

from autograder import languages
from autograder.course.features import Features
from autograder.course.feedback import Detail
from autograder.course.loading import load_untranslated
from autograder.course.translations import texts_for, translated
from autograder.judging import messages
from autograder.judging.cases import Exam, prepare
from autograder.judging.feedback import withheld
from autograder.judging.judge import Judge
from autograder.judging.xray.facts import facts, facts_of_objects
from autograder.judging.xray.when import Literal
from autograder.languages import speaking
from autograder.nbgrader.feedback import Entry, Page
from autograder.report import GradingRun, Report
from autograder.reporters import github, gitlab, gradescope, html, junit, terminal
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission
from tests.test_visible_language import unmarked

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "autograder"
UNITS = ("conv1d", "flatten")

COPIES = "{len(told):,} submissions have further copies, which count nothing: {names}. The JSON report names them."

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


def marked(message: str) -> str:
    """A message between marks, each of its values outside of them: a value must be marked by itself."""
    pieces = re.split(r"(\{[^{}]*\}|%\(\w+\)s)", message)
    words = re.compile(r"[^\W\d_](.*[^\W\d_])?", re.DOTALL)
    return "".join(piece if place % 2 else words.sub(r"«\g<0>»", piece) for place, piece in enumerate(pieces))


class Marked(catalogues.NullTranslations):
    """The kit's messages between marks, those that are in its catalogue."""

    known = frozenset(languages.catalogue("es")._catalog)  # type: ignore[attr-defined]

    def gettext(self, message: str) -> str:
        return marked(message) if message in self.known else message

    def ngettext(self, one: str, many: str, number: int) -> str:
        return marked(one if number == 1 else many) if (one, 0) in self.known else one


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kit speaks between marks."""
    monkeypatch.setattr(languages, "catalogue", lambda _language: Marked())


def outside(text: str) -> str:
    """What stands outside of the marks."""
    left, depth = [], 0
    for character in text:
        depth += {"«": 1, "»": -1}.get(character, 0)
        left.append(character if depth == 0 and character not in "«»" else " ")
    return "".join(left)


class Read(HTMLParser):
    """What people read of a page: all texts but code, and the labels of pictures and groups."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br", "input", "img", "rect", "line"):
            self._within.append(tag)
        self.texts += [value or "" for name, value in attrs if name in ("aria-label", "title", "alt")]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"code", "style", "script"} & {*self._within}:
            self.texts.append(data)


def read(page: str) -> str:
    parser = Read()
    parser.feed(page)
    return "\n".join(parser.texts)


NAMES = frozenset(
    [
        "words",
        "chainrule",
        "kit",
        "NoneType",
        "NumPy",
        "SciPy",
        "tqdm",
        "ModuleNotFoundError",
        "nan",
        "inf",
        "np",
        "array",
        "dtype",
        "float64",
        "float32",
        "int64",
        "int8",
        "uint8",
        "int16",
        "uint16",
        "int32",
        "uint32",
        "None",
        "True",
        "False",
        "bool",
        "Fraction",
        "dict",
        "ValueError",
        "TypeError",
        "IndexError",
        "AttributeError",
        "ZeroDivisionError",
        "NotImplementedError",
        "AssertionError",
        "NameError",
        "py",
        "output",
        "full",
        "container",
        "rlimits",
        "landlock",
        "seccomp",
        "namespaces",
        "privileges",
        "basic",
        "no",
        "walls",
        "ndarray",
        "repeat",
        "flip",
        "moveaxis",
        "newbyteorder",
    ]
)
"""Names of the kit's, Python's and NumPy's."""

RAISED = (
    "could not broadcast input array from shape into shape",
    "object has no attribute",
    "index is out of bounds for axis with size",
    "object is not subscriptable",
    "was never closed",
    "No module named",
    "division by zero",
)
"""What Python and NumPy say in their own words."""


def forgotten(text: str, known: frozenset[str]) -> set[str]:
    """The words outside of all marks that are no names."""
    for line in RAISED:
        text = re.sub(line.replace(" ", r"[\s\d()',]+"), " ", text)
    return {word for word in re.findall(r"[^\W\d_]\w+", outside(text)) if word not in known}


class _AsTexts(Mapping[str, str]):
    """All texts of a course that are translated, between marks."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, text: str) -> str:
        if text not in self._texts:
            raise KeyError(text)
        return marked(text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


WRONG = {
    "conv1d": {
        "a turned kernel": ("@ param", "@ param[::-1]"),
        "other numbers": ("@ param", "@ (param * 1.5 + 0.25 * param[0])"),
        "no padding": ("padded[num:num + length] = input_", "padded[:length] = input_"),
        "an exception": ("padded[num:num + length] = input_", "padded[3 * num + 3 * length] = input_[0]"),
        "an exception of shapes": ("padded[num:num + length] = input_", "padded[num:] = input_"),
        "nothing": ("return ", "0; "),
        "a constant": ("return ", "return 0.0 * "),
        "whole numbers": ("np.zeros(length + 2 * num)", "np.zeros(length + 2 * num, int)"),
    },
    "flatten": {
        "columns first": (".reshape(", ".T.reshape("),
        "a factor": ("return ", "return 2 * "),
        "an exception": ("return ", "return images.missing + "),
    },
}
"""Wrong modules of each unit: in every place one piece of the solution is another one."""


@dataclasses.dataclass(frozen=True)
class Judged:
    """A report, and all names that it may hold."""

    run: GradingRun
    names: frozenset[str]

    @property
    def report(self) -> Report:
        return self.run.reports[0]


def words_in(code: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]\w*", code))


def bare(module: str) -> str:
    """A module without comments and docstrings, so that its words are names."""
    tree = ast.parse(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            node.exc.args = []
    return ast.unparse(tree)


@functools.cache
def exam_of(name: str) -> Exam:
    """A unit whose texts stand in marks."""
    unit = load_untranslated(ROOT, name)
    settings = dataclasses.replace(unit.settings, language="es")
    return prepare(translated(dataclasses.replace(unit, settings=settings), _AsTexts(texts_for(ROOT, name, "es"))))


def judged(name: str, module: str) -> Judged:
    """The verdict on a module in the marked language."""
    exam = exam_of(name)
    unit = exam.unit
    with ForkServer(unit.settings) as server:
        report = Judge(exam, server).judge(Submission(f"{name}.py", name, {f"{name}.py": module.encode()}))
    names = words_in(module) | {name} | NAMES
    for exercise in unit.exercises:
        names |= {exercise.name, *(check.name for check in exercise.checks)}
    return Judged(GradingRun(grader="1", sandbox="full", reports=(report,)), frozenset(names))


def feedback(run: GradingRun) -> str:
    """nbgrader's page on a report, with an answer in words that has a comment, and a penalty for being late."""
    nothing = Markup()
    entries = [
        Entry(
            name=each.name,
            is_check=True,
            score=each.score,
            most=each.max_score,
            result=each,
            shown=nothing,
            comment=nothing,
        )
        for each in run.reports[0].exercises
    ]
    own = Entry(name="words", is_check=False, score=None, most=2.0, result=None, shown=Markup("1"), comment=Markup("2"))
    page = Page(
        title=run.reports[0].unit,
        score=1.0,
        most=2.0,
        late_penalty=1.0,
        notices=(),
        entries=(*entries, own),
        lecture=nothing,
    )
    return html.render("feedback.html.j2", page=page, run=run, style="", script="", policy="")


def everything(run: GradingRun) -> Iterator[tuple[str, str]]:
    """What each reporter says of a run."""
    style = html.source("report.css")
    page = html.render("report.html.j2", run=run, report=run.reports[0], style=style, script="")
    yield "page", read(page)
    for result in run.reports[0].exercises:
        yield "cell", read(html.exercise(run.reports[0], result))
    shown = StringIO()
    terminal.show(run, Console(file=shown, width=10_000))
    yield "terminal", shown.getvalue()
    annotations = (unquote(line.split("::", 2)[2]) for line in github.workflow_commands(run))
    yield "github", "\n".join([*annotations, github.summary(run).replace("\\", "")])
    told: dict[str, Any] = json.loads(gradescope.results(run))
    yield "gradescope", "\n".join([told["output"], *(f"{test['name']}\n{test['output']}" for test in told["tests"])])
    yield "gitlab", "\n".join(entry["description"] for entry in json.loads("".join(gitlab.code_quality(run))))
    yield "feedback", read(feedback(run))
    for detail in (Detail.SCORE, Detail.HINTS):
        less = withheld(run.reports[0], detail)
        page = html.render("report.html.j2", run=run, report=less, style=style, script="")
        yield f"page with {detail}", read(page)
    yield "junit", "\n".join(re.findall(r'message="([^"]*)"', "".join(junit.document(run))))


def left_in(found: Judged) -> dict[str, set[str]]:
    """What each reporter says outside of all marks that is no name."""
    with speaking("es", _AsTexts(texts_for(ROOT, found.report.unit, "es"))):
        told = [(who, forgotten(text, found.names)) for who, text in everything(found.run)]
    return {who: words for who, words in told if words}


@pytest.mark.usefixtures("marks")
@pytest.mark.parametrize(("unit", "mistake"), [(unit, mistake) for unit in UNITS for mistake in WRONG[unit]])
def test_nothing_that_is_said_of_a_wrong_module_is_forgotten(unit: str, mistake: str) -> None:
    right = bare(load_untranslated(ROOT, unit).solution)
    old, new = WRONG[unit][mistake]
    assert old in right
    found = judged(unit, right.replace(old, new))
    assert found.report.score is not None
    assert found.report.score < found.report.max_score
    assert left_in(found) == {}


@pytest.mark.usefixtures("marks")
@pytest.mark.parametrize("module", ["def conv_1d(", "import nothing_like_that", "1 / 0", "", '{"cells": []}'])
def test_nothing_that_is_said_of_a_module_that_cannot_be_graded_is_forgotten(module: str) -> None:
    found = judged("conv1d", module)
    assert left_in(found) == {}


CALLS: tuple[dict[str, Any], ...] = (
    {"x": np.arange(12.0).reshape(3, 4), "stride": (1, 2), "num": 3, "rate": 0.5, "flag": True, "left": None},
    {"x": np.ones((1, 2, 3, 1), dtype=np.int8), "stride": 1, "num": np.int64(0), "flag": False},
    {"x": np.zeros(11, dtype=np.uint8), "y": np.array([-1e7, 0.5]), "z": np.ones(1, dtype=np.float32)},
    {"layers": [np.ones(2), np.ones(3)], "num": -1},
)


@pytest.mark.usefixtures("marks")
@pytest.mark.parametrize("call", CALLS)
def test_no_fact_is_forgotten(call: dict[str, Any]) -> None:
    known = facts_of_objects(call, Features()) if "layers" in call else facts(call, Features())
    assert len(known) > 5 or "layers" in call
    said = [Literal(fact, holds).said() for fact in known for holds in (True, False)]
    with speaking("es"):
        told = [Literal(fact, holds).said() for fact in known for holds in (True, False)]
    assert [outside(each) for each in said] == said
    assert {word for each in told for word in forgotten(each, frozenset({*call, "True"}))} == set()


REMARKS = ("arguments", "exceptions", "factors", "nothing_computed", "number_types", "places")

NO_SENTENCES = {
    "judging/messages.py": {
        *messages._ADVICE_ON,
        messages._INTO_NOTHING,
        messages._TOO_SMALL_A_TARGET,
        messages._OUT_OF_BOUNDS,
    },
    "course/remarks/exceptions.py": {
        *re.findall(r'    r"(.*)",', (PACKAGE / "course/remarks/exceptions.py").read_text())
    },
    "nbgrader/mending.py": {r"\Aversion https://git-lfs"},
    "values/compare.py": {"array of "},
    "reporters/words.py": {"right for other ", COPIES},
}
"""What Python and NumPy say, patterns of it, and what only instructors read."""


@pytest.mark.parametrize(
    "file",
    [
        *(
            f"judging/{name}.py"
            for name in ("attempt", "disclosure", "explanation", "feedback", "judge", "marks", "messages", "remarks")
        ),
        *(f"judging/xray/{name}.py" for name in ("places", "shapes", "titled", "when_wrong")),
        *(f"course/{name}.py" for name in ("manners", "other_arguments", "own_answers", "verdicts")),
        *(f"course/remarks/{name}.py" for name in REMARKS),
        *(f"values/{name}.py" for name in ("compare", "dependence", "formula_words", "structures")),
        *(f"reporters/{name}.py" for name in ("comparison", "gitlab", "gradescope", "heatmaps", "meetings", "words")),
        *(f"nbgrader/{name}.py" for name in ("given_out", "mending", "metadata")),
    ],
)
def test_every_sentence_is_a_message(file: str) -> None:
    found = unmarked((PACKAGE / file).read_text(encoding="utf-8"))
    assert found <= NO_SENTENCES.get(file, set())


@pytest.mark.usefixtures("marks")
def test_a_planted_sentence_is_found() -> None:
    with speaking("es"):
        page = f"<p>{languages.gettext('Well done.')} More is told here.</p><code>x y</code>"
    assert forgotten(read(page), NAMES) == {"More", "is", "told", "here"}
    assert outside("a «b «c» d» e").split() == ["a", "e"]


def test_marks_are_around_messages_and_not_around_values() -> None:
    assert marked("{name} is {form}.") == "{name} «is» {form}."
    assert marked("Where `{name}` is 0: `x` and `{other}`.") == "«Where» `{name}` «is 0: `x` and» `{other}`."
