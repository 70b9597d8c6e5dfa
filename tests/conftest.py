"""Settings for all tests."""

import pytest
from hypothesis import settings

collect_ignore = ["courses"]  # their students' tests, which fail on stubs as they should

settings.register_profile(
    "kit", deadline=None, derandomize=True, database=None
)  # the suite gives one answer, on a busy machine too
settings.load_profile("kit")

SLOWEST = (
    "test_cluster",
    "test_submissions",
    "test_visible",
    "test_documents",
    "test_workflows",
    "test_marked_language",
    "test_ahead",
    "test_postgresql",
    "test_student",
    "test_nbgrader",
    "test_honest_mistakes",
    "test_kept",
    "test_browser",
    "test_elsewhere",
    "test_notebooks",
    "test_any_course",
    "test_calls",
    "test_damaged_notebooks",
    "test_cases",
    "test_translations",
    "test_pull_request",
    "test_layers_reference",
    "test_cli",
    "test_seldom",
    "test_judge",
    "test_forms",
    "test_cnn_reference",
)
"""The files that take longest: begun first, so that no core waits for the last of them in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the slowest files first; all else stays in its order."""
    places = {name: place for place, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(SLOWEST)))
