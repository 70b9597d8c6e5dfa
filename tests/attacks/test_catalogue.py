"""The published table of attacks is that of the suite, and every attack says what it wants and what
it is measured by.
"""

import pytest

from autograder.worker import sandbox
from tests.attacks.catalogue import FOLDER, attacks
from tests.attacks.table import GROUPS, PAGE, with_table

EVERY = [(group, name) for group in GROUPS for name in attacks(group)]
NEEDED = {
    "walls": "STOPPED_BY",
    "pairs": "CLOSED_BY",
    "judging": "FOOLS",
    "replies": "HARM",
    "messages": "HARM",
    "folders": "HARM",
    "notebooks": "HARM",
}


def test_the_table_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page, "run `python -m tests.attacks.table`"


def test_no_group_is_left_out() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))}
    assert folders == {*GROUPS, "naive"}
    assert len(EVERY) >= 60


@pytest.mark.parametrize(("group", "name"), EVERY)
def test_every_attack_says_what_it_wants_and_how_it_is_measured(group: str, name: str) -> None:
    attack = attacks(group)[name]
    assert attack.wants.endswith(".")
    assert len(attack.wants) < 120
    assert group not in NEEDED or attack.settings[NEEDED[group]]
    assert {*attack.setting("STOPPED_BY", ()), *attack.setting("HINDERED_BY", ())} <= {*sandbox.WALLS}
