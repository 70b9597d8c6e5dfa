"""nbgrader, without anything for the instructor to configure: ``nbgrader_config.py`` calls
:func:`configure`.
"""

from autograder.nbgrader.config import configure

__all__ = ["configure"]
