"""Misconceptions that are edits of the solution, read from a file."""

from pathlib import Path

import pytest

from autograder.course.variants import edited_misconceptions

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


@pytest.mark.parametrize(
    ("entry", "line", "words"),
    [
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
    assert str(error.value).startswith(f"{file}, line {line}: ")
    assert words in str(error.value)
