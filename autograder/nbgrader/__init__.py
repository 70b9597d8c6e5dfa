"""nbgrader, without anything for the instructor to configure: ``nbgrader_config.py`` calls
:func:`configure`.

The verdict is computed in nbgrader's own process, by our judge, from the student's module; no
kernel runs the notebook.  Into each grade cell goes one plain score and the explanation that the
student reads.  nbgrader itself gives full points to a grade cell that prints nothing, so a cell
that we cannot answer for gets an explicit zero, or, where the grader is at fault, no score at all.
"""

from autograder.nbgrader.config import configure

__all__ = ["configure"]
