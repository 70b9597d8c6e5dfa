"""Variants of a solution: misconceptions that are edits, read from a file, and definitions with helpers."""

from pathlib import Path

import pytest

from autograder.course.variants import alternative, edited_misconceptions, misconception

SOLUTION = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 2 * x + x\n"

DOUBLED = """
[double.halved]
hint = '''The result seems to be
halved.'''
edits = [["2 * x", "x / 2"]]
"""


def _write(folder: Path, text: str) -> Path:
    file = folder / "misconceptions.toml"
    file.write_text(text)
    return file


def test_a_mistake_is_an_edit_of_the_solution(tmp_path: Path) -> None:
    (halved,) = edited_misconceptions(_write(tmp_path, DOUBLED), SOLUTION)
    assert (halved.exercise, halved.name, halved.hint) == ("double", "halved", "The result seems to be halved.")
    assert halved.text == "def double(x):\n    return x / 2"


def test_a_mistake_takes_from_the_one_that_it_is_like_what_it_does_not_say(tmp_path: Path) -> None:
    text = (
        f'{DOUBLED}\n[triple]\npartly = {{ like = "double.halved" }}\nelse = {{ like = "double.halved", hint = "H" }}'
    )
    halved, partly, other = edited_misconceptions(_write(tmp_path, text), SOLUTION)
    assert (partly.exercise, partly.hint) == ("triple", halved.hint)
    assert partly.text == other.text == "def triple(x):\n    return x / 2 + x"
    assert other.hint == "H"


def test_a_mistake_may_have_several_spellings(tmp_path: Path) -> None:
    text = (
        f'{DOUBLED}spellings = [[["2 * x", "x * 0.5"]], [["2", "0.5"]]]\n[triple]\nalso = {{ like = "double.halved" }}'
    )
    made = list(edited_misconceptions(_write(tmp_path, text), SOLUTION))
    assert [each.name for each in made] == ["halved"] * 3 + ["also"] * 3
    assert {each.hint for each in made} == {"The result seems to be halved."}
    assert [each.text.splitlines()[1].strip() for each in made[:3]] == [
        "return x / 2",
        "return x * 0.5",
        "return 0.5 * x",
    ]


@pytest.mark.parametrize(
    ("entry", "line", "words"),
    [
        ("[double.wrong]\nhint = 'H'\nedits = [['2', '3']]\nspellings = 3", 7, "its spellings must be a list of edits"),
        ("[double.wrong]\nhint = 'H'\nedits = [['2', '3']]\nspellings = [['2', '3']]", 7, "must be pairs of texts"),
        ("[double.wrong]\nhint = 'H'\nedits = [['3 * x', 'x']]", 7, "'3 * x' stands 0 times in the solution's double"),
        ("[double.wrong]\nhint = 'H'", 7, "it has no edits"),
        ("[double.wrong]\nhint = 'H'\nedits = [['2']]", 7, "its edits must be pairs of texts"),
        ("[quadruple.wrong]\nhint = 'H'\nedits = [['x', 'y']]", 7, "the solution defines no quadruple"),
        ("[triple]\nright = { like = 'double.halved' }\nwrong = { like = 'double.none' }", 9, "like 'double.none'"),
        ("[triple]\nwrong = { like = 'halved' }", 8, "it is like 'halved', and there is no such mistake"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_with_its_line(tmp_path: Path, entry: str, line: int, words: str) -> None:
    file = _write(tmp_path, f"{DOUBLED}\n{entry}")
    with pytest.raises(ValueError, match="misconceptions") as error:
        list(edited_misconceptions(file, SOLUTION))
    assert str(error.value).startswith(f"{file.name}, line {line}: ")
    assert words in str(error.value)


def _half(x):
    return _scaled(x, 2)


def _scaled(x, by):
    return x / by


@alternative("double", style="divided")
def _divided(x):
    return _other(_half(x))


@alternative("triple", style="divided")
def _other(x):
    return x


def test_a_variant_brings_the_functions_that_it_uses_but_no_other_variant() -> None:
    _, exercise, text = _divided.__variant__
    assert exercise == "double"
    assert text == (
        "def double(x):\n    return _other(_half(x))\n\n\n"
        "def _half(x):\n    return _scaled(x, 2)\n\n\n"
        "def _scaled(x, by):\n    return x / by\n"
    )


@misconception("double", "A hint.")
def _doubled_half(x):
    return 2 * _half(x)


def test_a_misconception_brings_them_too() -> None:
    assert _doubled_half.__variant__.text.startswith("def double(x):\n    return 2 * _half(x)\n\n\ndef _half(x):")
