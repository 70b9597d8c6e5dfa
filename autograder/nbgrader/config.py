"""nbgrader, without anything for the instructor to configure: ``nbgrader_config.py`` calls
:func:`configure`.

The verdict is computed in nbgrader's own process, by our judge, from the student's module; no
kernel runs the notebook.  Into each grade cell goes one plain score and the explanation that the
student reads.  nbgrader itself gives full points to a grade cell that prints nothing, so a cell
that we cannot answer for gets an explicit zero, or, where the grader is at fault, no score at all.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader import converters
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
)
from sqlalchemy import Engine, event
from sqlalchemy.exc import SAWarning

from autograder.course.loading import declared_names, find_course
from autograder.handout import release
from autograder.nbgrader.feedback import FeedbackExporter
from autograder.nbgrader.gradebook import SaveVerdicts, wait_for_gradebook
from autograder.nbgrader.handed_in import SubmissionExporter
from autograder.nbgrader.metadata import Resources
from autograder.nbgrader.verdicts import Verdicts


def configure(config: Any) -> None:
    """Sets everything that nbgrader needs; what the instructor sets afterwards wins.

    Raises:
        UnitError: the current folder belongs to no course.
    """
    course = find_course(Path.cwd())
    os.environ["PATH"] = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    )  # nbgrader calls alembic by name
    config.CourseDirectory.source_directory = "assignments"
    config.GenerateAssignment.preprocessors = [*_defaults("GenerateAssignment", "preprocessors"), ReleaseGuard]
    config.Autograde.exclude_overwriting = {unit: [f"{unit}.py"] for unit in declared_names(course)}
    config.Autograde.autograde_preprocessors = [
        Verdicts,
        IgnorePattern,
        LimitOutput,
        SaveVerdicts,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    config.Autograde.exporter_class = SubmissionExporter
    config.GenerateFeedback.preprocessors = [GetGrades, ClearHiddenTests, CSSHTMLHeaderPreprocessor]
    config.GenerateFeedback.exporter_class = FeedbackExporter
    config.HTMLExporter.sanitize_html = True
    event.listen(Engine, "connect", wait_for_gradebook)
    warnings.filterwarnings(
        "ignore", message="Object of type <Submitted", category=SAWarning
    )  # of nbgrader's own code: three for each submission


def _defaults(converter: str, trait: str) -> list[Any]:
    return list(getattr(converters, converter).class_traits()[trait].default_args[0])


# Releasing.


class ReleaseGuard(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader ships without types
    """Aborts ``nbgrader generate_assignment`` when a solution, or anything else of ``reference/``,
    would reach students.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        release.assert_safe(find_course(Path.cwd()), resources["nbgrader"]["assignment"])
        return nb, resources


# Reading what students handed in.


# Grading.


# Feedback.
