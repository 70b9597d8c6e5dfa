"""Everything of nbgrader's own that the kit touches, in one table.

nbgrader promises next to none of it, so its version is pinned.  Who moves the pin reads this table:
a test looks for each row in the version that is installed, and another finds what this room touches
and the table does not name.
"""

from __future__ import annotations

import dataclasses
import enum
from typing import Any, NamedTuple

Converter = Any
"""What nbgrader runs for a command, ``converters.base.BaseConverter``; it ships without types."""

CourseFolders = Any
"""Where a course's folders are, ``coursedir.CourseDirectory``."""

Resources = dict[str, Any]
"""What nbgrader and nbconvert hand on beside a notebook."""

CELL = "nbgrader"
"""Where nbgrader keeps what it knows: in the metadata of each cell, and in the resources."""

TIME_STAMP = "timestamp.txt"
"""The file that says when something was handed in."""

UPGRADE_ADVICE = "nbgrader db upgrade"
"""Stands in what nbgrader says of every failure of the gradebook."""

FAILED_HAND_IN = "There was an error processing assignment: "
"""Begins what nbgrader says of a hand-in that it gives up, before a traceback."""

ROLLED_BACK = "Rolling back session due to database error"
"""Begins what it says, with another traceback, where it makes an error of its own of SQLAlchemy's."""

IDLE_WARNING = "Object of type <Submitted"
"""How SQLAlchemy begins to warn of nbgrader's own code: three times for each submission."""


class Names(NamedTuple):
    """Which notebook of whom is in hand."""

    student: str
    assignment: str
    notebook: str


def names_in(resources: Resources) -> Names:
    """The names that nbgrader hands on beside a notebook."""
    names = resources[CELL]
    return Names(names["student"], names["assignment"], names["notebook"])


# The table.


class As(enum.Enum):
    """What a name is in its owner."""

    NAME = "an attribute of the class or module, or a trait"
    MADE = "an attribute that the class's own methods give to its objects"
    TEXT = "a passage of the owner's source, which is all that tells what it does"


@dataclasses.dataclass(frozen=True)
class Internal:
    """One row.

    Args:
        owner: a module, or ``module:Class``.
        name: the attribute, or the passage.
        why: what the kit wants of it.
        is_a: what it is there.
        parameters: of a method or function, its first parameters, ``self`` aside: so it is called,
            or overridden.
    """

    owner: str
    name: str
    why: str
    is_a: As = As.NAME
    parameters: tuple[str, ...] = ()


_CONVERTER = "nbgrader.converters.base:BaseConverter"
_AUTOGRADE = "nbgrader.converters.autograde:Autograde"
_FOLDERS = "nbgrader.coursedir:CourseDirectory"
_SAVING = "nbgrader.preprocessors.saveautogrades:SaveAutoGrades"
_PREPROCESSORS = "nbgrader.preprocessors"
_UTILS = "nbgrader.utils"
_API = "nbgrader.api"
_MARKDOWN = "nbconvert.filters.markdown_mistune"
_PATHS = ("assignment_id", "student_id")
_KEPT = "stays where nbgrader has it, between those of ours"

_CONFIGURED = (
    Internal(_FOLDERS, "source_directory", "assignments/ in our courses; a unit of it is locked while it is graded"),
    Internal("nbgrader.converters", "GenerateAssignment", "its own preprocessors stay"),
    Internal("nbgrader.converters:GenerateAssignment", "no_database", "whether it needs no gradebook"),
    Internal("nbgrader.converters", "GenerateFeedback", "tells that the exporter of pages was made for it"),
    Internal("nbgrader.converters", "Autograde", "is configured"),
    Internal(_CONVERTER, "preprocessors", "the guard of releases joins the defaults of the trait"),
    Internal(_CONVERTER, "exporter_class", "ours read notebooks, and write pages"),
    Internal(_AUTOGRADE, "exclude_overwriting", "keeps the student's module from being replaced by the stub"),
    Internal(_AUTOGRADE, "autograde_preprocessors", "Verdicts in the place of Execute, ours in that of SaveAutoGrades"),
    Internal(_PREPROCESSORS, "NbGraderPreprocessor", "what ours derive from"),
    Internal(_PREPROCESSORS, "SaveAutoGrades", "what SaveVerdicts derives from"),
    Internal(_PREPROCESSORS, "IgnorePattern", _KEPT),
    Internal(_PREPROCESSORS, "LimitOutput", _KEPT),
    Internal(_PREPROCESSORS, "AssignLatePenalties", _KEPT),
    Internal(_PREPROCESSORS, "CheckCellMetadata", _KEPT),
    Internal(_PREPROCESSORS, "GetGrades", _KEPT),
    Internal(_PREPROCESSORS, "ClearHiddenTests", "hides on pages what a hidden test holds"),
    Internal(_API, "['alembic', ", "calls a program by its name, so the path must lead to it", As.TEXT),
    Internal(_API, "SubmittedAssignment", "SQLAlchemy warns of these objects for nothing"),
    Internal(_API, "SubmittedNotebook", "SQLAlchemy warns of these objects for nothing"),
)

_RUN = (
    Internal(_CONVERTER, "coursedir", "where everything is"),
    Internal("nbgrader.converters", "BaseConverter", "finds and copies hand-ins in our ways"),
    Internal(_CONVERTER, "init_notebooks", "is replaced by what finds those too that have no notebook"),
    Internal(_CONVERTER, "assignments", "the notebooks found, by folder"),
    Internal(
        _CONVERTER,
        "init_assignment",
        "copies a hand-in's files: is replaced by what follows no link",
        parameters=("assignment_id", "student_id"),
    ),
    Internal(_AUTOGRADE, "_sanitizing", "tells what was handed in from what came of that"),
    Internal(
        _CONVERTER,
        "self.exporter = self.exporter_class(parent=self,",
        "an exporter is made when all notebooks are found and none is touched, and knows its converter",
        As.TEXT,
    ),
    Internal(
        _CONVERTER, "self.exporter.from_filename(notebook_filename, ", "whatever is read goes through it", As.TEXT
    ),
    Internal(
        _CONVERTER,
        "_format_source",
        "the pattern by which nbgrader reads student and unit from a folder",
        parameters=(*_PATHS, "escape"),
    ),
    Internal(_CONVERTER, "force", "whether what is graded is graded again"),
    Internal(_FOLDERS, "student_id_exclude", "who is passed over, with commas between"),
    Internal(_CONVERTER, "_format_dest", "the folder that a submission's result goes to", parameters=_PATHS),
    Internal(_CONVERTER, "Skipping existing assignment", "why half of a folder must be removed", As.TEXT),
    Internal("nbgrader.converters.base", UPGRADE_ADVICE, "is replaced by what is the matter", As.TEXT),
    Internal("nbgrader.converters.base", FAILED_HAND_IN, "is replaced by what is the matter", As.TEXT),
    Internal(_API, f'app_log.exception("{ROLLED_BACK}', "is left out", As.TEXT),
    Internal(_API, "InvalidEntry", "what it makes of an error of SQLAlchemy's, a lost connection too"),
    Internal("nbgrader.converters.base", "NbGraderException", "ends a command without a traceback"),
    Internal(_FOLDERS, "format_path", "a folder's path", parameters=("nbgrader_step", "student_id", "assignment_id")),
    Internal(_FOLDERS, "root", "the course's folder, which is no pattern"),
    Internal(_FOLDERS, "release_directory", "where notebooks are as they were handed out"),
    Internal(_FOLDERS, "submitted_directory", "where they are as they were handed in"),
    Internal(_FOLDERS, "student_id", "who is to be graded, as a pattern"),
    Internal(_FOLDERS, "assignment_id", "the unit that the command was given"),
    Internal(_FOLDERS, "notebook_id", "which notebooks are to be graded, as a pattern"),
    Internal(_FOLDERS, "ignore", "what is not copied"),
    Internal(_FOLDERS, "db_url", "where the gradebook is, which is handed on beside notebooks too"),
    Internal(_FOLDERS, "get_existing_timestamp", "is replaced by one that never waits", parameters=("dest_path",)),
    Internal(_FOLDERS, f"'{TIME_STAMP}'", "the file that it reads", As.TEXT),
    Internal(_UTILS, "parse_utc", "whether it will be able to read a time stamp", parameters=("ts",)),
    Internal(_UTILS, "rmtree", "removes what it has made, read-only files too", parameters=("path",)),
)

_SAVED = (
    Internal(_SAVING, "preprocess", "is replaced by what saves all cells or none", parameters=("nb", "resources")),
    Internal(_SAVING, ".db.commit()", "after each cell; ours commits once", As.TEXT),
    Internal(_API, "Grade", "is open from the time that a submission is known until it is judged"),
    Internal(f"{_API}:Gradebook", "Grade(cell_id=", "how it is made then", As.TEXT),
    Internal(_SAVING, "_add_score", "leaves open marks open", parameters=("cell", "resources")),
    Internal(_SAVING, "gradebook", "the gradebook, open while a notebook is saved", As.MADE),
    Internal(_SAVING, "notebook_id", "which notebook it saves", As.MADE),
    Internal(_SAVING, "assignment_id", "of which unit", As.MADE),
    Internal(_SAVING, "student_id", "of whom", As.MADE),
    Internal(
        f"{_API}:Gradebook",
        "find_grade",
        "the grade of a cell",
        parameters=("grade_cell", "notebook", "assignment", "student"),
    ),
    Internal(f"{_API}:Gradebook", "db", "the session that writes", As.MADE),
    Internal(f"{_API}:Gradebook", "find_assignment", "when it is due for all", parameters=("name",)),
    Internal(f"{_API}:Gradebook", "find_submission", "when it was due for one", parameters=("assignment", "student")),
    Internal(_API, "extension = Column(Interval())", "how much longer one has", As.TEXT),
    Internal(_API, "def duedate(self)", "when it is due for one", As.TEXT),
    Internal(_API, "duedate = Column(DateTime())", "when it is due for all, in UTC", As.TEXT),
    Internal(_API, "submissions = relationship(", "of which each may be due at another time", As.TEXT),
    Internal("nbgrader.plugins", "LateSubmissionPlugin", "what our penalty is made from"),
    Internal("nbgrader.preprocessors:AssignLatePenalties", "plugin_class", "takes our penalty"),
    Internal(
        "nbgrader.plugins:LateSubmissionPlugin",
        "late_submission_penalty",
        "what it costs to be late",
        parameters=("student_id", "score", "total_seconds_late"),
    ),
    Internal(_API, "Gradebook", "is asked what exercises are worth in it"),
    Internal(_API, "MissingEntry", "it has no such notebook yet"),
    Internal(f"{_API}:Gradebook", "find_notebook", "the cells of a notebook", parameters=("name", "assignment")),
    Internal(_API, "source_cells = relationship(", "the text of each cell of a notebook as it was handed out", As.TEXT),
    Internal(_API, "def grade_cells(self)", "the cells of a notebook that are scored", As.TEXT),
    Internal(_API, "def max_score(cls)", "what a cell is worth", As.TEXT),
    Internal(_FOLDERS, "course_id", "which course of a gradebook it is; empty, it has no row to refer to"),
    Internal(f"{_API}:Grade", "auto_score", "our score, or none"),
    Internal(f"{_API}:Grade", "needs_manual_grade", "whether a person must look"),
    Internal(f"{_API}:Grade", "name", "of which cell it is"),
    Internal(
        f"{_API}:Gradebook",
        "find_submission_notebook",
        "all grades of a notebook that was handed in",
        parameters=("notebook", "assignment", "student"),
    ),
    Internal(
        _UTILS,
        "if output.output_type == 'execute_result'",
        "the first such output is the score; without one a cell has all of its points",
        As.TEXT,
    ),
)

_HANDED_ON = (
    Internal(_CONVERTER, f"resources['{CELL}']['student']", "whose notebook it is", As.TEXT),
    Internal(_CONVERTER, f"resources['{CELL}']['assignment']", "of which unit", As.TEXT),
    Internal(_CONVERTER, f"resources['{CELL}']['notebook']", "of which name", As.TEXT),
    Internal(_UTILS, f"cell.metadata.{CELL}['grade_id']", "the cell's name: that of its exercise", As.TEXT),
    Internal(_UTILS, f"cell.metadata['{CELL}']['points']", "what it is worth", As.TEXT),
    Internal(_UTILS, f'cell.metadata.{CELL}["checksum"]', "tells nbgrader that nothing was written", As.TEXT),
    Internal(_UTILS, f"cell.metadata['{CELL}'].get('grade', ", "whether it is scored", As.TEXT),
    Internal(_UTILS, f"cell.metadata['{CELL}'].get('solution', ", "whether a student writes there", As.TEXT),
    Internal(_UTILS, f"cell.metadata['{CELL}'].get('locked', ", "whether nobody may", As.TEXT),
    Internal(_UTILS, f"cell.metadata['{CELL}'].get('task', ", "whether it is a task, as none of ours is", As.TEXT),
    Internal("nbgrader.nbgraderformat.v3", "meta['cell_type']", "what the cell was when it was handed out", As.TEXT),
    Internal("nbgrader.nbgraderformat.v3", "schema_version = 3", "the form in which we write these", As.TEXT),
)

_BENEATH = (
    Internal("traitlets.config:LoggingConfigurable", "log", "what the instructor reads"),
    Internal("traitlets.config:Configurable", "parent", "the converter of an exporter, the exporter of a preprocessor"),
    Internal("traitlets:HasTraits", "class_traits", "knows the defaults, ``default_args``"),
    Internal(
        "nbconvert.exporters:NotebookExporter",
        "from_filename",
        "reads what was handed in",
        parameters=("filename", "resources"),
    ),
    Internal(
        "nbconvert.exporters:NotebookExporter",
        "from_notebook_node",
        "what follows reading",
        parameters=("nb", "resources"),
    ),
    Internal(
        "nbconvert.exporters:HTMLExporter",
        "from_notebook_node",
        "makes the page, which is closed then",
        parameters=("nb", "resources"),
    ),
    Internal("nbconvert.exporters:HTMLExporter", "sanitize_html", "outputs are cleaned"),
    Internal("nbconvert.exporters:HTMLExporter", "filters", "ours take the place of four: all with a deadline"),
    Internal("nbconvert.exporters.html", "self.filters.get(", "how the colours of code are replaced too", As.TEXT),
    Internal("nbconvert.exporters.templateexporter", '"ansi2html": filters.ansi2html', "one of the four", As.TEXT),
    Internal("nbconvert.exporters.templateexporter", '"clean_html": filters.clean_html', "one of the four", As.TEXT),
    Internal("nbconvert.exporters.html", 'yield ("markdown2html", self.markdown2html)', "one of the four", As.TEXT),
    Internal(_MARKDOWN, "MarkdownWithMath", "reads text cells", parameters=("renderer",)),
    *(
        Internal(f"{_MARKDOWN}:IPythonRenderer", name, why, parameters=parameters)
        for name, parameters, why in (
            ("heading", ("text", "level"), "ours has no name, which could be that of a field"),
            ("block_mermaidjs", ("code",), "ours is code: nbconvert's is not escaped"),
            ("image", ("text", "url", "title"), "has no formula in its words"),
            ("_embed_image_or_attachment", ("src",), "a picture that is gone costs no page"),
            ("inline_math", ("body",), "is MathML"),
            ("block_math", ("body",), "is MathML"),
            ("latex_environment", ("name", "body"), "is MathML"),
        )
    ),
    Internal("nbconvert.preprocessors", "CSSHTMLHeaderPreprocessor", "gives pages their styles, as nbgrader has it"),
)

_PAGES = "nbgrader.server_extensions.formgrader.base"

_SHOWN = (
    Internal(f"{_PAGES}:BaseHandler", "render", "makes pages: ours refuses what is active", parameters=("name",)),
    Internal(
        "nbgrader.server_extensions.formgrader.handlers", "student_id=student_id,", "what comes of an address", As.TEXT
    ),
)

INTERNALS = (*_CONFIGURED, *_RUN, *_SAVED, *_HANDED_ON, *_BENEATH, *_SHOWN)
"""All rows: what is configured, what a run is made of, how scores are saved, what is handed on with
notebooks and cells, what lies beneath, of nbconvert and traitlets, and what formgrader shows.
"""
