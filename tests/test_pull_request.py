"""Pull requests in real repositories: what they touch is graded, whatever else they bring decides nothing."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.pull_request import Repository, RepositoryError
from autograder.source import stub
from autograder.submission import MAX_FILE_BYTES
from tests.test_cli import SOLUTION

WRONG = SOLUTION.replace("x / 2.0", "x / 4.0")
TESTS = '''
import numpy as np
import pytest
import unit


@pytest.mark.exercise("double")
def test_double():
    """Every value counts twice."""
    assert np.array_equal(unit.double(np.ones(2)), [2.0, 2.0])
'''


def notebook(points: float) -> str:
    about = {"grade_id": "double", "points": points, "locked": True, "grade": True}
    cells = [
        {"cell_type": "code", "metadata": {"nbgrader": about}, "source": ["autograder.check('double')"], "outputs": []},
        {"cell_type": "markdown", "metadata": {}, "source": [f"Worth {points} points."]},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


RELEASED = {
    "unit/unit.py": stub(SOLUTION),
    "unit/test_unit.py": TESTS,
    "unit/unit.ipynb": notebook(1),
    ".github/workflows/feedback.yml": "on: pull_request\n",
    "README.md": "A course.\n",
}


def git(folder: Path, *arguments: str) -> str:
    known = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(folder)}
    people = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "n"), ("EMAIL", "e@example.org"))}
    done = subprocess.run(["git", *arguments], cwd=folder, env=os.environ | known | people, capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Students:
    """A students' repository: ``main`` has what was released, and work goes on in branches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        self.commit(RELEASED)

    def commit(self, files: Mapping[str, str | bytes | None]) -> str:
        """Writes (or, with None, removes) the files and commits everything."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_bytes(text.encode() if isinstance(text, str) else text)
        return self.commit_all()

    def commit_all(self) -> str:
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "-m", "work")
        return git(self.folder, "rev-parse", "HEAD")

    def branch(self, name: str, start: str = "main") -> None:
        git(self.folder, "checkout", "-q", "-b", name, start)


@pytest.fixture
def students(tmp_path: Path) -> Students:
    return Students(tmp_path / "students")


def touched(students: Students) -> list[str]:
    return [place.module for place in Repository(students.folder).pull_request("main", "HEAD").places(["unit", "other"])]


def exported(students: Students, target: Path) -> dict[str, bytes | None]:
    """The files that the grader gets, by name; None for a link."""
    request = Repository(students.folder).pull_request("main", "HEAD")
    (place,) = request.places(["unit"])
    request.export(place, target)
    return {path.name: None if path.is_symlink() else path.read_bytes() for path in target.iterdir()}


# What is touched.


def test_a_changed_module_is_touched_and_an_unchanged_one_is_not(students: Students) -> None:
    students.commit({"other/other.py": "x = 1\n"})
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION})
    assert touched(students) == ["unit/unit.py"]


@pytest.mark.parametrize(
    "name", ["README.md", "unit/notes.txt", "unit/unit.ipynb", "unit/test_unit.py", "unit/conftest.py", "elsewhere/tool.py", "unit/deeper/x.py"]
)
def test_other_files_touch_no_unit(students: Students, name: str) -> None:
    students.branch("work")
    students.commit({name: "something else\n"})
    assert touched(students) == []


def test_a_changed_helper_file_touches_the_unit_beside_it(students: Students, tmp_path: Path) -> None:
    students.branch("work")
    students.commit({"unit/helpers.py": "y = 2\n"})
    assert touched(students) == ["unit/unit.py"]
    assert set(exported(students, tmp_path / "out")) == {"unit.py", "helpers.py"}


def test_what_main_did_meanwhile_is_not_the_pull_requests_doing(students: Students) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION})
    git(students.folder, "checkout", "-q", "main")
    students.commit({"other/other.py": "x = 1\n", "unit/test_unit.py": "changed by the instructor\n"})
    git(students.folder, "checkout", "-q", "work")
    request = Repository(students.folder).pull_request("main", "work")
    assert request.changed == ["unit/unit.py"]


def test_after_a_force_push_the_new_commits_count(students: Students, tmp_path: Path) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION})
    git(students.folder, "reset", "-q", "--hard", "main")
    students.commit({"unit/unit.py": WRONG})
    assert exported(students, tmp_path / "out")["unit.py"] == WRONG.encode()


# What the grader gets.


def test_the_grader_gets_the_committed_bytes_whatever_filters_and_hooks_there_are(students: Students, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION, ".gitattributes": "*.py filter=evil diff=evil\n"})
    for key in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "diff.external", "core.pager"):
        git(students.folder, "config", key, f"sh -c 'touch {mark}; cat'")
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        path = students.folder / ".git" / "hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch {mark}\n")
        path.chmod(0o755)
    assert exported(students, tmp_path / "out")["unit.py"] == SOLUTION.encode()
    assert not mark.exists()
    git(students.folder, "checkout", "-q", "main")  # the hook does run where something is checked out
    assert mark.exists()


def test_neither_tests_nor_settings_of_the_pull_request_come_along(students: Students, tmp_path: Path) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION, "unit/conftest.py": "evil\n", "unit/test_unit.py": "evil\n", "unit/sitecustomize.py": "evil\n"})
    assert set(exported(students, tmp_path / "out")) == {"unit.py"}


def test_a_link_leads_nowhere(students: Students, tmp_path: Path) -> None:
    students.branch("work")
    (students.folder / "unit/unit.py").unlink()
    (students.folder / "unit/unit.py").symlink_to("/etc/passwd")
    students.commit_all()
    assert exported(students, tmp_path / "out") == {"unit.py": None}
    assert os.readlink(tmp_path / "out" / "unit.py") == "nowhere"


def test_a_huge_file_is_known_as_such_and_not_read(students: Students, tmp_path: Path) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": b"#" * (3 * MAX_FILE_BYTES)})
    assert len(exported(students, tmp_path / "out")["unit.py"] or b"") == MAX_FILE_BYTES + 1


# What is protected.


def protected(students: Students) -> dict[str, str]:
    return dict(Repository(students.folder).pull_request("main", "HEAD").protected())


def test_protected_files_are_named_with_what_they_are(students: Students) -> None:
    students.branch("work")
    students.commit(
        {
            "unit/unit.py": SOLUTION,
            "unit/test_unit.py": "def test_nothing(): pass\n",
            "unit/unit.ipynb": notebook(100),
            ".github/workflows/feedback.yml": "on: push\n",
            "unit/conftest.py": "x = 1\n",
            "README.md": "Mine.\n",
        }
    )
    assert protected(students) == {
        ".github/workflows/feedback.yml": "workflow",
        "unit/conftest.py": "settings",
        "unit/test_unit.py": "visible tests",
        "unit/unit.ipynb": "check cells",
    }


def test_a_notebook_in_which_students_only_worked_is_not_protected(students: Students) -> None:
    students.branch("work")
    students.commit({"unit/unit.ipynb": notebook(1).replace("Worth 1", "I think it is worth 1").replace('"outputs": []', '"outputs": [{"a": 1}]')})
    assert protected(students) == {}


@pytest.mark.parametrize("text", [None, "no notebook", "[" * 100_000, "{}", '{"cells": [{}]}', '{"cells": 3}'])
def test_a_notebook_that_is_gone_or_broken_has_changed_cells(students: Students, text: str | None) -> None:
    students.branch("work")
    students.commit({"unit/unit.ipynb": text})
    assert protected(students) == {"unit/unit.ipynb": "check cells"}


# Wrong use.


def test_errors_say_what_to_do(students: Students, tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="not in a Git repository"):
        Repository(tmp_path)
    with pytest.raises(RepositoryError, match="is no folder"):
        Repository(tmp_path / "nowhere")
    with pytest.raises(RepositoryError, match=r"no commit 'develop'.*git fetch origin develop"):
        Repository(students.folder).pull_request("develop", "HEAD")
    with pytest.raises(RepositoryError, match=r"no commit '--exec=evil'"):
        Repository(students.folder).pull_request("--exec=evil", "HEAD")
    git(students.folder, "checkout", "-q", "--orphan", "alone")
    students.commit({"unit/unit.py": SOLUTION})
    with pytest.raises(RepositoryError, match=r"no commit in common.*fetch-depth: 0"):
        Repository(students.folder).pull_request("main", "HEAD")
