"""What nbgrader is told, in place of the instructor: which of our classes stand in for its own."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Grade
from nbgrader.converters import GenerateAssignment
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
from autograder.nbgrader.formgrader import refuse_active_addresses
from autograder.nbgrader.gradebook import ReleaseExporter, SaveVerdicts, open_until_judged, wait_for_gradebook
from autograder.nbgrader.hand_ins import replace_what_finds_and_copies
from autograder.nbgrader.handed_in import SubmissionExporter
from autograder.nbgrader.internals import IDLE_WARNING, Resources, names_in
from autograder.nbgrader.late import LatePenalty
from autograder.nbgrader.rendering import FILTERS
from autograder.nbgrader.verdicts import Verdicts

_AUTOGRADE = (Verdicts, IgnorePattern, LimitOutput, SaveVerdicts, AssignLatePenalties, CheckCellMetadata)
"""nbgrader's own preprocessors, but for three: no kernel executes anything, saving leaves open
marks open, and metadata stay, for we write there what went wrong.
"""

_FEEDBACK = (GetGrades, ClearHiddenTests, CSSHTMLHeaderPreprocessor)
"""nbgrader's own, and that hidden tests are cleared, which would show what they test."""


def configure(config: Any) -> None:
    """Sets everything that nbgrader needs; what the instructor sets afterwards wins.

    Raises:
        UnitError: the current folder belongs to no course.
    """
    course = find_course(Path.cwd())
    config.CourseDirectory.source_directory = "assignments"
    config.GenerateAssignment.preprocessors = [*_own_preprocessors(GenerateAssignment), ReleaseGuard]
    config.GenerateAssignment.exporter_class = ReleaseExporter
    config.Autograde.exclude_overwriting = {unit: [f"{unit}.py"] for unit in declared_names(course)}
    config.Autograde.autograde_preprocessors = list(_AUTOGRADE)
    config.Autograde.exporter_class = SubmissionExporter
    config.AssignLatePenalties.plugin_class = LatePenalty
    config.GenerateFeedback.preprocessors = list(_FEEDBACK)
    config.GenerateFeedback.exporter_class = FeedbackExporter
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = dict(FILTERS)  # in formgrader too
    event.listen(Engine, "connect", wait_for_gradebook)
    event.listen(Grade, "init", open_until_judged)
    warnings.filterwarnings("ignore", message=IDLE_WARNING, category=SAWarning)
    replace_what_finds_and_copies()
    refuse_active_addresses()
    _put_own_programs_first()


def _own_preprocessors(converter: Any) -> list[Any]:
    """The preprocessors that nbgrader itself gives to a converter."""
    return list(converter.class_traits()["preprocessors"].default_args[0])


def _put_own_programs_first() -> None:
    """Lets nbgrader find alembic, which it calls by name, beside the Python that runs it."""
    own, others = str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([own, others])


class ReleaseGuard(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader ships without types
    """Aborts ``nbgrader generate_assignment`` when a solution, or anything else of ``reference/``,
    would reach students.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The notebook as it is.

        Raises:
            UnsafeReleaseError: something that students must not see would reach them.
        """
        release.assert_safe(find_course(Path.cwd()), names_in(resources).assignment)
        return nb, resources
