"""The verdicts: a score and its explanation in every grade cell, computed by our judge."""

from __future__ import annotations

import atexit
import dataclasses
import functools
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Unicode
from traitlets.log import get_logger

from autograder import __version__
from autograder.course.loading import UnitError, find_course
from autograder.course.papers import ABSENT, KNOWN, read_paper
from autograder.course.translations import speaking_in
from autograder.grading.grader import Grader, loaded
from autograder.handout import notebooks
from autograder.languages import _
from autograder.nbgrader.ahead import Ahead, cores
from autograder.nbgrader.handed_in import SubmissionExporter
from autograder.nbgrader.internals import CourseFolders, Names, Resources, names_in
from autograder.nbgrader.metadata import BONUS, NOTE, OPEN, REPORT, STANDS_IN, UNREADABLE, WHAT_WENT_WRONG
from autograder.report import ExerciseResult, GradingRun, Report, Status
from autograder.reporters import html
from autograder.reporters.words import in_short, printable
from autograder.subjects import tiers
from autograder.submissions.folders import Submission, read_submission


class Verdicts(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader ships without types
    """Writes a score and its explanation into every grade cell, in place of whatever outputs the
    notebook came with.
    """

    allow_unsafe = Bool(
        False, help="Grade even where the sandbox is weak: students' code can then read and change whatever you can."
    ).tag(config=True)

    dask = Unicode(
        "",
        help="The address of the Dask scheduler whose workers grade, such as tcp://10.0.0.1:8786.",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The notebook with its verdicts.

        Raises:
            UnsafeSandboxError: there are too few walls around students' code.
            UnitError: the unit is not as it should be, or nbgrader has overwritten the module.
        """
        names, course = names_in(resources), find_course(Path.cwd())
        _tell_of_secret(course)
        loaded(course, names.assignment)
        with speaking_in(course):
            return self._with_verdicts(nb, resources, names, course)

    def _with_verdicts(
        self, nb: NotebookNode, resources: Resources, names: Names, course: Path
    ) -> tuple[NotebookNode, Resources]:
        submission = self._submission(Path(resources["metadata"]["path"]), names)
        report, walls = self._ahead(course).find(submission) or _grader(course, self.allow_unsafe).graded(submission)
        self._tell(report)
        behind = _behind(walls)
        footer = _("Graded by chainrule-kit {version}. Student code ran behind: {sandbox}.")
        _write_verdicts(nb, report, footer.format(version=__version__, sandbox=behind))
        nb.metadata[REPORT] = printable(GradingRun(grader=__version__, sandbox=behind, reports=(report,))).to_plain()
        unreadable = nb.metadata.get(UNREADABLE, "")
        if unreadable:
            self.log.warning("%s, %s: %s", report.submission, report.unit, unreadable)
            nb.cells.insert(0, _note(unreadable))
        nb.metadata[WHAT_WENT_WRONG] = "; ".join(filter(None, (in_short(report), unreadable.split(". ")[0])))
        return nb, resources

    def _ahead(self, course: Path) -> Ahead:
        """The verdicts on all hand-ins of the run, begun when the first is asked for."""
        exporter: SubmissionExporter = self.parent
        if exporter.ahead is None:
            alone = not self.dask and (len(exporter.hand_ins) < 2 or cores() < 2)
            tasks = [] if alone else exporter.hand_ins
            exporter.ahead = Ahead(course, tasks, allow_unsafe=self.allow_unsafe, dask=self.dask)
        return exporter.ahead

    def _submission(self, folder: Path, names: Names) -> Submission:
        """What the student handed in, from the copy in ``folder``: nbgrader overwrites files there
        that it is not told to keep, and follows links.
        """
        courses: CourseFolders = self.parent.parent.coursedir
        student, unit = names.student, names.assignment
        place = Path(courses.format_path(courses.submitted_directory, student, unit))
        if place.parent.is_symlink():
            link = _("{name} is a link to another folder. Hand in the folder itself.").format(name=student)
            return Submission(student, unit, {}, link)
        handed_in = read_submission(place, unit, name=student)
        if handed_in.problem:
            return handed_in
        submission = read_submission(folder, unit, name=student)
        module = f"{unit}.py"
        if submission.files.get(module) != handed_in.files[module]:
            raise UnitError(
                f"{module} is not what {student} handed in: nbgrader has overwritten it. "
                "Leave Autograde.exclude_overwriting as nbgrader_config.py sets it, then grade again with --force."
            )
        return submission

    def _tell(self, report: Report) -> None:
        said = (report.submission, report.unit, report.score, report.max_score, report.message)
        self.log.info("%s, %s: %s of %g points. %s", *said)


@functools.cache
def _tell_of_secret(course: Path) -> None:
    if read_paper(course) == KNOWN:
        get_logger().warning(ABSENT)


@functools.cache
def _grader(course: Path, allow_unsafe: bool) -> Grader:
    """The one grader of this process: nbgrader makes a new preprocessor for each submission."""
    grader = Grader(course, allow_unsafe=allow_unsafe)
    atexit.register(grader.close)
    return grader


# Grade cells.


@dataclasses.dataclass(frozen=True)
class _Verdict:
    """What goes into a grade cell; ``is_open`` tells that a person must set the mark, and ``bonus`` are points
    on top of what the cell is worth.
    """

    score: float
    explanation: str
    is_open: bool = False
    bonus: float = 0.0


def _behind(walls: tuple[str, ...]) -> str:
    return tiers.described(walls) if walls else _("nothing: no code was run")


def _write_verdicts(nb: NotebookNode, report: Report, footer: str) -> None:
    """Gives each grade cell its outputs: the explanation, and a score that nbgrader reads as it
    stands.
    """
    results = {result.name: result for result in report.exercises}
    for cell in filter(notebooks.is_check_cell, nb.cells):
        verdict = _verdict(cell, report, results.get(cell.metadata.nbgrader.grade_id), footer)
        for note in (OPEN, BONUS):
            cell.metadata.pop(note, None)
        if verdict.is_open:
            cell.metadata[OPEN] = True
        if verdict.bonus:
            cell.metadata[BONUS] = verdict.bonus
        cell.outputs, cell.execution_count = _outputs(verdict), 1
        footer = ""  # once on a page will do


def _verdict(cell: NotebookNode, report: Report, result: ExerciseResult | None, footer: str) -> _Verdict:
    name, points = cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
    if result is None or result.status is Status.GRADER_ERROR or points != (0 if result.bonus else result.max_score):
        stale = _(
            "{name} is worth {points} points here, which is not what the unit says. Run `autograder sync` and "
            "generate the "
            "assignment again."
        )
        why = report.message or stale.format(name=name, points=f"{points:g}")
        open_mark = " ".join((why, _("This mark is open: it will be set by a person.")))
        return _Verdict(0.0, html.notice(_("Not graded yet"), open_mark), is_open=True)
    explanation = html.exercise(report, result, footer=footer)
    return _Verdict(0.0, explanation, bonus=result.score) if result.bonus else _Verdict(result.score, explanation)


def _outputs(verdict: _Verdict) -> list[NotebookNode]:
    score = {"text/plain": repr(float(verdict.score))}
    return [_shown(verdict.explanation), nbformat.v4.new_output("execute_result", data=score, execution_count=1)]


def _note(unreadable: str) -> NotebookNode:
    """What comes first on the page where the notebook handed out stands in for another."""
    words = f"{unreadable} {_(STANDS_IN)}"
    return nbformat.v4.new_code_cell(id=NOTE, outputs=[_shown(html.notice(_("Your notebook"), words))])


def _shown(explanation: str) -> NotebookNode:
    plain = _("The explanation is shown on the feedback page.")
    return nbformat.v4.new_output("display_data", data={"text/html": explanation, "text/plain": plain})
