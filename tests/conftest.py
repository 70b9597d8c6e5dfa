"""Settings for all tests."""

import pytest
from hypothesis import settings

collect_ignore = ["courses"]  # their students' tests, which fail on stubs as they should

settings.register_profile(
    "kit", deadline=None, derandomize=True, database=None
)  # the suite gives one answer, on a busy machine too
settings.load_profile("kit")

SLOWEST = (
    "test_submissions",
    "test_nbgrader",
    "test_notebooks",
    "test_interruption",
    "test_postgresql",
    "test_every_exercise",
    "test_recovery",
    "test_documents",
    "test_honest_mistakes",
    "test_cluster",
    "test_ahead",
    "test_steadiness",
    "test_workflows",
    "test_any_course",
    "test_tutorial",
    "test_notebook_attacks",
    "test_student",
    "test_audit",
    "test_gradescope_archive",
    "test_visible",
)
"""The files that take longest: begun first, so that no core waits for the last of them in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the slowest files first; all else stays in its order."""
    places = {name: place for place, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(SLOWEST)))
