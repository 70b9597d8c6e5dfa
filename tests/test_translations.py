"""What a course says itself, in the language of its students: found, kept in catalogues, and put in its place."""

from __future__ import annotations

import base64
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from click.testing import CliRunner

from autograder.cli import main
from autograder.course.loading import UnitError, load_unit, load_untranslated
from autograder.course.settings import SettingsError
from autograder.course.translations import catalogue_of, read_texts
from autograder.errors import KitError
from autograder.handout import release, translating
from autograder.handout.notebooks import is_check_cell
from autograder.prose import code, drawings, lectures
from autograder.visible.running import run_visible
from tests.demo_course import nbgrader
from tests.test_notebooks import executed, outputs
from tests.test_visible_language import ENGLISH, sides

ROOT = Path(__file__).resolve().parents[1]
UNITS = ("conv1d", "flatten")

CODE = '''\
"""A module.

    An example, indented.
"""
import numpy as np

%matplotlib inline
def f(x):
    """Does it."""
    # A comment of several
    # lines.
    key = {"kind": "o-", "row-major": 1}  # a short one
    axis.set(title="Loss", color="blue", xlabel=f"step {x} of {len(key)}")
    print("and", f"{x} {x}", "é then more")
    raise ValueError(f"x must be large, but it is {x:.3g}, "
                     "which is small")  # noqa: E501
'''

MESSAGES = [
    "A module.\n\n    An example, indented.",
    "Does it.",
    "A comment of several\nlines.",
    "row-major",
    "a short one",
    "Loss",
    "step {x} of {len(key)}",
    "and",
    "é then more",
    "x must be large, but it is {x:.3g}, which is small",
]


class Shouted(dict[str, str]):
    """Everything translated: in capitals, but for the fields."""

    def __contains__(self, message: object) -> bool:
        return True

    def __getitem__(self, message: str) -> str:
        return re.sub(r"(\{[^}]*\})|.", lambda found: found[1] or found[0].upper(), message, flags=re.DOTALL)

    def get(self, message: str, default: object = None) -> str:  # type: ignore[override] # it has all
        return self[message]


def test_the_sentences_of_code_are_found_and_nothing_else() -> None:
    assert code.messages(CODE) == MESSAGES
    assert code.messages(CODE, all_kinds=False) == [m for m in MESSAGES[3:] if m != "a short one"]
    assert code.messages("this is no Python") == []


def test_code_in_another_language_does_the_same() -> None:
    changed = code.translated(CODE, Shouted())
    assert code.messages(changed) == [Shouted()[message] for message in MESSAGES]
    assert '    """DOES IT."""\n    # A COMMENT OF SEVERAL\n    # LINES.\n' in changed
    assert '"kind": "o-", "ROW-MAJOR": 1}  # A SHORT ONE' in changed
    assert 'title="LOSS", color="blue", xlabel=f"STEP {x} OF {len(key)}"' in changed
    assert "%matplotlib inline" in changed
    assert "# noqa: E501" in changed


def test_what_code_looks_up_itself_is_found() -> None:
    text = 'A = N_("one thing")\nB = _("two {things}").format(things=1)\nC = _(A) + other("no")\n'
    assert code.marked(text) == ["one thing", "two {things}"]
    assert code.marked("no Python") == []


def test_what_checks_say_of_answers_is_a_message(course: Path) -> None:
    file = course / "reference" / "flatten" / "checks.py"
    file.write_text(file.read_text() + '\nfrom autograder.languages import _\n\nWORDS = _("the rank is {rank}")\n')
    list(translating.update(course, "es", ["flatten"]))
    assert '\nmsgid "the rank is {rank}"\n' in catalogue_of(course, "flatten", "es").read_text()


def test_what_has_no_translation_stays_as_it_is() -> None:
    assert code.translated(CODE, {}) == CODE
    for unit in UNITS:
        text = (ROOT / "assignments" / unit / f"test_{unit}.py").read_text()
        assert code.translated(text, {message: message for message in code.messages(text)}) == text


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("step {x} of {len(key)}", "paso {x}"),
        ("step {x} of {len(key)}", "paso {x} de {print(key)}"),
        ("é then more", 'unas "comillas"'),
    ],
)
def test_a_translation_cannot_change_what_code_does(message: str, text: str) -> None:
    with pytest.raises(ValueError, match="translation"):
        code.translated(CODE, {message: text})


def test_a_file_says_in_what_language_it_is() -> None:
    assert code.language_of(code.in_language(CODE, "es")) == "es"
    assert code.in_language(CODE, "en") == CODE
    assert code.language_of(CODE) == ""
    assert code.messages(code.in_language('x = "two words"', "es")) == ["two words"]


LECTURE = """\
---
kernelspec: of no interest
---

# A title

Two lines with $x$
and `code`.

$$x = \\frac12$$

| a | table |
|---|---|

```python
shown = "only shown"
```

```{code-cell}
print("Write f first.")
```

`f` $x$ <br>

+++ {"nbgrader": {"grade_id": "q", "points": 2}}

*Your answer.*

+++ {"tags": ["instructor"]}

The rubric.

Of two paragraphs.

+++

The end.
"""


def test_the_sentences_of_a_lecture_are_found_and_put_in_their_places() -> None:
    assert lectures.messages(LECTURE) == [
        "# A title",
        "Two lines with $x$\nand `code`.",
        "| a | table |\n|---|---|",
        "Write f first.",
        "*Your answer.*",
        "The end.",
    ]
    texts = {"Write f first.": "Escribe f.", "The end.": "Fin.", "The rubric.": "no"}
    wanted = LECTURE.replace("Write f first.", "Escribe f.").replace("The end.", "Fin.")
    assert lectures.translated(LECTURE, texts) == wanted
    for unit in UNITS:
        text = (ROOT / "reference" / unit / "lecture.md").read_text()
        assert lectures.translated(text, {}) == text


def test_the_words_in_drawings_are_found_and_put_in_their_places() -> None:
    drawing = (
        '<svg><style>text { fill: red }</style><text x="1">one &amp; two</text><text>h₁</text><text>7</text></svg>'
    )
    assert drawings.messages(drawing) == ["one & two"]
    assert drawings.translated(drawing, {"one & two": "uno < dos"}) == drawing.replace("one &amp; two", "uno &lt; dos")
    assert drawings.translated(drawing, {}) == drawing


# Catalogues.


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """This course, with two units, in Spanish."""
    for folder in ("reference", "assignments"):
        for unit in UNITS:
            shutil.copytree(
                ROOT / folder / unit, tmp_path / folder / unit, ignore=shutil.ignore_patterns("__pycache__")
            )
    shutil.copytree(ROOT / "reference" / "translations", tmp_path / "reference" / "translations")
    shutil.copyfile(ROOT / "reference" / "remarks.py", tmp_path / "reference" / "remarks.py")
    settings = (ROOT / "course.toml").read_text()
    (tmp_path / "course.toml").write_text(f'language = "es"\n{settings}')
    return tmp_path


def unfit(message: Message) -> str:
    """What is wrong with a translation of a course's text."""
    asked, told = str(message.id), str(message.string)
    if not told or message.fuzzy:
        return "no translation"
    formula = r"\$[^$]*\$"
    if len(re.findall(formula, asked)) > len(re.findall(formula, told)):  # numbers are written otherwise in some
        return "a formula is left out"
    for what, pattern in {"code": r"`[^`]*`", "field": r"\{[^{}]*\}"}.items():
        if set(re.findall(pattern, re.sub(formula, "", asked))) - set(re.findall(pattern, told)):
            return f"a {what} is left out"
    return ""


@pytest.mark.parametrize("unit", ["", *UNITS])
def test_the_catalogues_of_this_course_are_complete(unit: str) -> None:
    with catalogue_of(ROOT, unit, "es").open("rb") as file:
        found = {message.id: why for message in read_po(file) if message.id and (why := unfit(message))}
    assert found == {}


@pytest.mark.parametrize(
    ("asked", "told", "why"),
    [
        ("it is {x}", "es {x}", ""),
        ("it is {x}", "es", "a field is left out"),
        ("see `f`", "mira f", "a code is left out"),
        ("with $x$ and $y$", "con $x$", "a formula is left out"),
        ("it is", "", "no translation"),
    ],
)
def test_an_unfit_translation_is_found(asked: str, told: str, why: str) -> None:
    assert unfit(Message(asked, told)) == why


def test_the_catalogues_of_this_course_are_up_to_date(course: Path) -> None:
    before = {path: path.read_bytes() for path in course.rglob("*.po")}
    written = list(translating.update(course, "es", UNITS))
    assert {each.file for each in written} == set(before)
    assert [each.left for each in written] == [0, 0, 0], "run `autograder translate es conv1d flatten`, and translate"
    assert {path: path.read_bytes() for path in before} == before, "run `autograder translate es conv1d flatten`"


def test_new_messages_are_empty_and_old_ones_gone(course: Path) -> None:
    file = course / "reference" / "flatten" / "misconceptions.toml"
    file.write_text(file.read_text().replace("Your samples seem to stand in columns.", "Samples are in columns."))
    result = run(course, "translate", "es", "flatten")
    assert "reference/flatten/translations/es.po: 1 of " in result
    assert "reference/translations/es.po: nothing is left to translate" in result
    texts = catalogue_of(course, "flatten", "es").read_text()
    assert '"Samples are in columns. They belong' in texts
    assert "Your samples seem" not in texts
    hints = [each.hint for each in load_unit(course, "flatten").misconceptions]
    assert [hint for hint in hints if "columns" in hint] == [hint for hint in hints if hint.startswith("Samples")] != []


def test_a_unit_begins_with_an_empty_catalogue_and_stays_english(course: Path) -> None:
    shutil.rmtree(course / "reference" / "flatten" / "translations")
    (course / "reference" / "flatten" / "test_flatten.py").unlink()
    (written,) = [each for each in translating.update(course, "es", ["flatten"]) if "flatten" in each.file.parts]
    assert written.left > 100
    assert (course / "reference" / "flatten" / "test_flatten.py").read_bytes() == (
        ROOT / "assignments" / "flatten" / "test_flatten.py"
    ).read_bytes()
    release.sync(course, write=True)
    assert "Writes each image of a batch as one row." in given_out(course, "flatten", "flatten.py")


def test_a_translation_is_not_taken_for_its_source(course: Path) -> None:
    run(course, "sync")
    (course / "reference" / "flatten" / "test_flatten.py").unlink()
    before = catalogue_of(course, "flatten", "es").read_bytes()
    with pytest.raises(UnitError, match=r"assignments/flatten/test_flatten\.py is a translation \(es\)\. Bring back"):
        list(translating.update(course, "es", ["flatten"]))
    assert catalogue_of(course, "flatten", "es").read_bytes() == before


def test_what_another_unit_has_translated_is_taken_from_there(course: Path) -> None:
    shutil.rmtree(course / "reference" / "flatten" / "translations")
    *_, written = translating.update(course, "es", ["flatten"])
    texts = read_texts(written.file)
    assert texts["**Goals.** After this unit you can"] == "**Objetivos.** Después de esta unidad podrás"
    assert "# Flatten" not in texts
    assert 5 < written.number - written.left < 20


def test_what_is_doubtful_is_not_used(course: Path) -> None:
    file = catalogue_of(course, "flatten", "es")
    file.write_text(file.read_text().replace('msgid "one image"', '#, fuzzy\nmsgid "one image"'))
    assert "one image" not in read_texts(file)
    assert read_texts(file)["one channel"] == "un canal"


def test_a_broken_catalogue_is_named(course: Path) -> None:
    file = catalogue_of(course, "flatten", "es")
    file.write_text(file.read_text() + "\nthis is none")
    with pytest.raises(SettingsError, match=r"flatten/translations/es\.po cannot be read: .* Mend that line\."):
        load_unit(course, "flatten")


def test_a_translation_that_breaks_the_solution_is_named(course: Path) -> None:
    file = catalogue_of(course, "flatten", "es")
    file.write_text(file.read_text().replace("pero su forma es {images.shape}", "pero no"))
    with pytest.raises(UnitError, match=r"flatten: a translation has other fields in braces .* Mend that in"):
        load_unit(course, "flatten")


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_language_that_the_kit_does_not_speak_is_refused(course: Path, language: str) -> None:
    with pytest.raises(KitError, match=f"no translation into '{language}'. Languages there are: es"):
        list(translating.update(course, language, []))


# What students get.


def run(course: Path, *arguments: str) -> str:
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(course)
        result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def given_out(course: Path, unit: str, file: str) -> str:
    return (course / "assignments" / unit / file).read_text(encoding="utf-8")


def prose_of(course: Path, unit: str) -> Iterator[str]:
    """All sentences that a student finds in the files of a unit."""
    yield from given_out(course, unit, "README.md").splitlines()
    yield from code.messages(given_out(course, unit, f"{unit}.py"))
    yield from code.messages(given_out(course, unit, f"test_{unit}.py"))
    for cell in json.loads(given_out(course, unit, f"{unit}.ipynb"))["cells"]:
        text = "".join(cell["source"])
        for data in re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', text):
            yield from drawings.messages(base64.b64decode(data).decode())
        text = re.sub("<img [^>]*>", "", text)
        yield from code.messages(text) if cell["cell_type"] == "code" else lectures.messages(text)


def test_everything_that_is_handed_out_is_translated(course: Path) -> None:
    english = {unit: set(prose_of(course, unit)) for unit in UNITS}
    assert run(course, "sync").count("written: ") == 8
    for unit in UNITS:
        texts = read_texts(catalogue_of(course, unit, "es"))
        told = list(prose_of(course, unit))
        assert len(told) > 80
        assert set(told) <= {*texts.values(), *given_out(course, unit, "README.md").splitlines(), "tu código aquí"}
        assert set(told) & (english[unit] - set(texts.values())) == {""}, "it is as it was in English"
        assert "NotImplementedError  # tu código aquí" in given_out(course, unit, f"{unit}.py")
        assert given_out(course, unit, f"test_{unit}.py").startswith("# language: es\n")
        release.assert_safe(course, unit)
    assert run(course, "sync", "--check") == "Everything is up to date.\n"


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")  # of the kernel's client, not ours
def test_a_notebook_runs_in_another_language(course: Path, tmp_path: Path) -> None:
    run(course, "sync")
    unit = load_unit(course, "flatten")
    nb = executed("flatten", unit.solution, tmp_path / "right", course=course)
    told = [outputs(cell) for cell in nb.cells if is_check_cell(cell)]
    assert [re.findall(r"se superan las \d+ comprobaciones", text) != [] for text in told] == [True, True]
    assert any("¿Qué número de la respuesta?" in outputs(cell) for cell in nb.cells if cell.cell_type == "code")
    stub = executed("flatten", given_out(course, "flatten", "flatten.py"), tmp_path / "stub", course=course, checks=1)
    (told_first,) = (outputs(cell) for cell in stub.cells if is_check_cell(cell))
    assert "aún sin escribir" in told_first
    assert any("Escribe primero flatten" in outputs(cell) for cell in stub.cells if cell.cell_type == "code")


@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader is not for Windows")
def test_nbgrader_releases_what_is_translated(course: Path) -> None:
    run(course, "sync")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    nbgrader(course, "generate_assignment", "flatten")
    assert "**Objetivos.**" in (course / "release" / "flatten" / "flatten.ipynb").read_text(encoding="utf-8")
    for file in ("flatten.py", "test_flatten.py", "README.md"):
        assert (course / "release" / "flatten" / file).read_text() == given_out(course, "flatten", file)


MISTAKES = {
    "conv1d": ("size] @ param\n", "size] @ param[::-1]\n", "np.convolve da la vuelta al núcleo"),
    "flatten": ("len(images), -1", "1, -1", "Todo está en una sola fila: conserva el eje del lote."),
}


@pytest.mark.parametrize("name", UNITS)
def test_a_wrong_answer_is_told_without_a_word_of_english(course: Path, name: str) -> None:
    run(course, "sync")
    right, wrong, hint = MISTAKES[name]
    solution = load_unit(course, name).solution
    assert solution.count(right) == 1
    (course / "assignments" / name / f"{name}.py").write_text(solution.replace(right, wrong))
    told = list(sides(run_visible(course / "assignments" / name, name, seconds=20)))
    assert hint in " ".join(told[0].split())
    assert hint in " ".join(told[1].split())
    assert {word for text in told for word in ENGLISH.findall(text)} == set()


def test_a_course_goes_back_to_english(course: Path) -> None:
    run(course, "sync")
    settings = course / "course.toml"
    settings.write_text(settings.read_text().replace('language = "es"', 'language = "en"'))
    run(course, "sync")
    for unit in UNITS:
        for file in (ROOT / "assignments" / unit).iterdir():
            if file.is_file():
                assert (course / "assignments" / unit / file.name).read_bytes() == file.read_bytes(), file


def test_names_stay_and_what_is_read_is_translated(course: Path) -> None:
    unit, english = load_unit(course, "conv1d"), load_untranslated(course, "conv1d")
    of_the_kit = ("forms", "manners")  # translated when it is told
    assert unit.title == "Convolución en una dimensión"
    for own, other in zip(unit.exercises, english.exercises, strict=True):
        assert (own.name, [check.name for check in own.checks]) == (other.name, [check.name for check in other.checks])
        assert all(a.text != b.text for a, b in zip(own.checks, other.checks, strict=True) if a.name not in of_the_kit)
    for told, hint in zip(unit.misconceptions, english.misconceptions, strict=True):
        assert (told.name, told.text) == (hint.name, hint.text)
        assert told.hint != hint.hint
    assert unit.settings.reasons["with no padding"].startswith("la porción")
    assert "input_ debe tener 1 dimensión" in unit.solution
    assert english.texts == {}
