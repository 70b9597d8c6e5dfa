"""No hand-in holds up the comparison of all of them."""

from __future__ import annotations

import time

import pytest

from autograder.similar.texts import LONGEST_LINE, comparable, read

LINES = {"names of characters": '"' + "\\N{" * 14_000, "a word and spaces": "match" + " " * 80_000 + "x"}
SECONDS = 4.0


def seconds(text: str) -> float:
    start = time.process_time()
    read(text, frozenset())
    return time.process_time() - start


@pytest.mark.parametrize("name", LINES)
def test_a_long_line_takes_no_longer_than_short_ones(name: str) -> None:
    line = LINES[name]
    read("x = 1\n", frozenset())  # loads what takes texts apart
    assert seconds(line[:8_000]) > 4 * seconds(line[:2_000]) > 0, "the attack works no more"
    text = comparable({"unit.py": line.encode()}, "unit.py")
    assert seconds(text) < SECONDS
    assert text.replace("\n", "") == line


def test_only_long_lines_are_taken_apart() -> None:
    lines = ["x" * LONGEST_LINE, "", "y" * (LONGEST_LINE + 1), "z"]
    text = comparable({"unit.py": "\n".join(lines).encode()}, "unit.py")
    assert text.split("\n") == ["x" * LONGEST_LINE, "", "y" * LONGEST_LINE, "y", "z"]
