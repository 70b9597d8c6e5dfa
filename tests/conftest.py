"""Settings for all tests."""

from hypothesis import settings

collect_ignore = ["courses"]  # their students' tests, which fail on stubs as they should

settings.register_profile(
    "kit", deadline=None, derandomize=True, database=None
)  # the suite gives one answer, on a busy machine too
settings.load_profile("kit")
