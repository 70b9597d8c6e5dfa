"""In which order pull requests are graded."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import cli
from autograder.submissions.turns import ListError, in_turn


def request(number: int, author: str | None, day: int) -> dict[str, object]:
    """A pull request as GitHub lists it."""
    known = {"login": author} if author else None
    return {"number": number, "author": known, "updatedAt": f"2026-11-{day:02}T00:00:00Z"}


def test_everyone_has_their_newest_graded_before_anyone_has_two() -> None:
    eves = [request(number, "eve", 1 + number % 28) for number in range(100, 200)]
    others = [request(1, "ada", 20), request(2, "ben", 3), request(3, "ada", 19), request(4, None, 30)]
    order = [number for number, _ in in_turn([json.dumps([*eves, *others])])]
    newest = max(eves, key=lambda each: (each["updatedAt"], each["number"]))["number"]
    assert set(order[:4]) == {1, 2, 4, newest}
    assert order[:2] == [2, 1]  # who has waited longest comes first
    assert 3 in order[4:6]
    assert sorted(order) == sorted([1, 2, 3, 4, *range(100, 200)])


def test_the_same_list_has_the_same_order_however_it_comes() -> None:
    requests = [request(number, "eve" if number % 2 else "ada", 5) for number in range(10)]
    assert in_turn([json.dumps(requests)]) == in_turn([json.dumps(requests[5:]), json.dumps(requests[4::-1])])


def test_gitlabs_list_is_read_as_well() -> None:
    listed = [
        {"iid": 7, "id": 900, "author": {"username": "ada"}, "updated_at": "2026-11-01"},
        {"iid": 8, "id": 901, "author": {"username": "ada"}, "updated_at": "2026-11-02"},
    ]
    assert in_turn([json.dumps(listed), "[]"]) == [(8, "ada"), (7, "ada")]


NO_LISTS = [
    *("", "no list", "{}x", "[1]", '[{"number": "x; rm"}]', '[{"iid": 1}]', "[" * 99_999),
    '[{"number": 1e999, "updatedAt": "", "author": null}]',
    '[{"number": 1, "updatedAt": "", "author": ["ada"]}]',
    b"\xff\xfe[\0",
]


@pytest.mark.parametrize("text", NO_LISTS, ids=lambda text: ascii(text[:20]))
def test_what_is_no_list_says_how_to_make_one(text: str | bytes) -> None:
    with pytest.raises(ListError, match="gh pr list --json number,author,updatedAt"):
        in_turn([text])


def test_the_command_prints_a_number_a_line_with_its_student(tmp_path: Path) -> None:
    given = json.dumps([request(1, "a", 1), request(2, "b", 2), request(3, None, 3), request(4, "c\n5 d", 4)])
    result = CliRunner().invoke(cli.main, ["turns", "-"], input=given)
    assert (result.exit_code, result.stdout) == (0, "1 a\n2 b\n3\n4 c\N{REPLACEMENT CHARACTER}5 d\n")
    table = tmp_path / "students.csv"
    table.write_text("submission,student\na,Ada Lovelace\n")
    result = CliRunner().invoke(cli.main, ["turns", "-", "--students", str(table)], input=given)
    assert (result.exit_code, result.stdout) == (0, "1 Ada Lovelace\n2\n3\n4\n")  # who is not in it is nobody


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_is_read_in_the_encodings_that_shells_write(encoding: str, tmp_path: Path) -> None:
    listed = tmp_path / "open.json"
    listed.write_bytes(json.dumps([request(7, "é", 1)], ensure_ascii=False).encode(encoding))
    result = CliRunner().invoke(cli.main, ["turns", str(listed)])
    assert (result.exit_code, result.stdout) == (0, "7 é\n")
