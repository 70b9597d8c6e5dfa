"""Writes the table of attacks in ``docs/security.md``: ``python -m tests.attacks.table``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.attacks.catalogue import Attack, attacks

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- attacks: begin -->", "<!-- attacks: end -->"

GROUPS = {
    "walls": (
        "On the machine",
        "Each works in a worker without the walls named, and fails in every tier and behind each of these walls alone.",
        "stopped by",
    ),
    "pairs": (
        "From one hand-in to another",
        "Each tells the next hand-in something where what closes the channel is left out, and nothing in any tier.",
        "closed by",
    ),
    "judging": (
        "On the verdict",
        "Each gets full marks from a grader that imports the student's module, and none here.",
        "fools a grader that uses",
    ),
    "crashing": (
        "On the grader's life",
        "Each ends a grader that imports the student's module, and costs its author alone here.",
        "",
    ),
    "hanging": (
        "On the grader's time",
        "Each keeps a judge without deadlines waiting, and costs no more than the time allowed here.",
        "",
    ),
    "replies": (
        "On the wire",
        "Each harms a judge that reads what it gets, and is an answer or a lost worker here.",
        "a trusting judge has",
    ),
    "messages": (
        "On whoever reads the report",
        "Each harms whoever reads what the student wrote, and nobody who reads one of our reports.",
        "harm",
    ),
    "folders": ("By the folder handed in", "Each traps a program that reads all files of a folder.", "a naive reader"),
    "notebooks": (
        "By the notebook handed in",
        "Each gets what it wants of nbgrader's own functions, and nothing of `nbgrader autograde` in a course.",
        "plain nbgrader",
    ),
}
"""The folders of attacks: title, what is tested, and what the last column is called."""

FATES = {"blocked": "waits for ever", "died": "ends with an error", "believed": "believes it"}


def table() -> str:
    """All attacks in Markdown."""
    found = {group: attacks(group) for group in GROUPS}
    lines = [f"There are {sum(map(len, found.values()))} attacks, each a file in `tests/attacks`.", ""]
    for group, (title, tested, column) in GROUPS.items():
        lines += [f"### {title}", "", tested, "", *_rows(group, found[group], column), ""]
    return "\n".join(lines)


def _rows(group: str, found: dict[str, Attack], column: str) -> Iterator[str]:
    extra = f" {column} |" if column else ""
    yield f"| attack | wants to |{extra}"
    yield f"|---|---|{'---|' if column else ''}"
    for name, attack in found.items():
        wants = attack.wants.rstrip(".").replace("|", "\\|")
        yield f"| `{group}/{name}` | {wants[0].lower()}{wants[1:]} |" + (f" {_last(attack)} |" if column else "")


def _last(attack: Attack) -> str:
    harm = attack.setting("HARM", "")
    closed = ", ".join(attack.setting("STOPPED_BY", ())) or attack.setting("CLOSED_BY", "")
    return closed or attack.setting("FOOLS", "") or FATES.get(harm, harm)


def with_table(page: str) -> str:
    """The page with the table in its place."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
