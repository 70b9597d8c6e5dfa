"""Settings for all tests."""

from hypothesis import settings

settings.register_profile(
    "kit", deadline=None, derandomize=True, database=None
)  # the suite gives one answer, on a busy machine too
settings.load_profile("kit")
