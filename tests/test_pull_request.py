"""Pull requests in real repositories: what they touch is graded, whatever else they bring decides
nothing.
"""

import hashlib
import json
import os
import subprocess
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder import cli
from autograder.judging.judge import Judge
from autograder.report import GradingRun, Report
from autograder.source import stub
from autograder.submissions.folders import MAX_FILE_BYTES, MAX_FILES, Submission
from autograder.submissions.git import Repository, RepositoryError
from autograder.submissions.pull_request import MAX_BYTES, MAX_PLACES, PullRequest
from autograder.submissions.trees import MAX_CHANGES
from tests.test_cli import SOLUTION, course

__all__ = ["course"]  # the fixture

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


Files = Mapping[str, str | bytes | Path | None]
"""What a commit writes: the content of each file, what it links to, or None where it is removed."""


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
    people = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "n"), ("EMAIL", "e@example.org"))
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | known | people, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


class Students:
    """A students' repository: ``main`` has what was released, and work goes on in branches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        self.commit(RELEASED)

    def commit(self, files: Files) -> str:
        """Writes the files, and commits everything."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None or isinstance(text, Path):
                path.unlink()
            if isinstance(text, Path):
                path.symlink_to(text)
            elif text is not None:
                path.write_bytes(text.encode() if isinstance(text, str) else text)
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "-m", "work")
        return git(self.folder, "rev-parse", "HEAD")

    def branch(self, name: str, start: str = "main") -> None:
        git(self.folder, "checkout", "-q", "-b", name, start)


@pytest.fixture
def students(tmp_path: Path) -> Students:
    return Students(tmp_path / "students")


def touched(students: Students) -> list[str]:
    return [
        place.module
        for place in PullRequest.between(Repository(students.folder), "main", "HEAD").places(["unit", "other"])
    ]


def exported(students: Students, target: Path) -> dict[str, bytes | None]:
    """The files that the grader gets, by name; None for a link."""
    request = PullRequest.between(Repository(students.folder), "main", "HEAD")
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
    "name",
    [
        "README.md",
        "unit/notes.txt",
        "unit/unit.ipynb",
        "unit/test_unit.py",
        "unit/conftest.py",
        "elsewhere/tool.py",
        "unit/deeper/x.py",
    ],
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
    request = PullRequest.between(Repository(students.folder), "main", "work")
    assert request.changed == ["unit/unit.py"]


def test_after_a_force_push_the_new_commits_count(students: Students, tmp_path: Path) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION})
    git(students.folder, "reset", "-q", "--hard", "main")
    students.commit({"unit/unit.py": WRONG})
    assert exported(students, tmp_path / "out")["unit.py"] == WRONG.encode()


# What the grader gets.


def test_the_grader_gets_the_committed_bytes_whatever_filters_and_hooks_there_are(
    students: Students, tmp_path: Path
) -> None:
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
    students.commit(
        {
            "unit/unit.py": SOLUTION,
            "unit/conftest.py": "evil\n",
            "unit/test_unit.py": "evil\n",
            "unit/sitecustomize.py": "evil\n",
        }
    )
    assert set(exported(students, tmp_path / "out")) == {"unit.py"}


def test_a_link_leads_nowhere(students: Students, tmp_path: Path) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": Path("/etc/passwd")})
    assert exported(students, tmp_path / "out") == {"unit.py": None}
    assert os.readlink(tmp_path / "out" / "unit.py") == "nowhere"


def test_a_huge_file_is_known_as_such_and_not_read(students: Students, tmp_path: Path) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": b"#" * (3 * MAX_FILE_BYTES)})
    assert len(exported(students, tmp_path / "out")["unit.py"] or b"") == MAX_FILE_BYTES + 1


# What is made to do harm.


def loose(students: Students, kind: str, data: bytes) -> str:
    """Writes an object as it is, without the checks that Git's own commands make."""
    whole = f"{kind} {len(data)}\0".encode() + data
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    path = students.folder / ".git" / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(zlib.compress(whole, 1))
    return name


def tree(students: Students, entries: Mapping[str, tuple[str, str]]) -> str:
    """Writes a tree of modes and objects by name."""
    lines = [f"{mode} {name}\0".encode() + bytes.fromhex(content) for name, (mode, content) in entries.items()]
    return loose(students, "tree", b"".join(lines))


def pushed(students: Students, root: Mapping[str, tuple[str, str]], headers: bytes = b"") -> None:
    """Makes a commit of the entries, and of what was released beside them, the head of a branch."""
    listed = [line.split(maxsplit=3) for line in git(students.folder, "ls-tree", "main").splitlines()]
    released = {name: (mode, content) for mode, _, content, name in listed}
    top = tree(students, dict(sorted((released | root).items())))
    who = b"n <e@example.org> 1 +0000"
    lines = [f"tree {top}".encode(), f"parent {git(students.folder, 'rev-parse', 'main')}".encode()]
    commit = loose(
        students, "commit", b"\n".join([*lines, b"author " + who, b"committer " + who]) + headers + b"\n\nwork\n"
    )
    git(students.folder, "update-ref", "refs/heads/work", commit)
    git(students.folder, "symbolic-ref", "HEAD", "refs/heads/work")


def blob(students: Students, text: str | bytes) -> tuple[str, str]:
    return "100644", loose(students, "blob", text if isinstance(text, bytes) else text.encode())


FOLDER = "40000"


def test_a_few_trees_that_name_millions_of_files_end_in_a_sentence(
    students: Students, pr: Callable[..., Result]
) -> None:
    inner = tree(students, {f"{name}.py": blob(students, "x = 1\n") for name in range(100)})
    for _ in range(3):
        inner = tree(students, {str(name): (FOLDER, inner) for name in range(100)})
    pushed(students, {"junk": (FOLDER, inner)})
    result = pr()
    assert result.exit_code == 2
    assert f"changes more than {MAX_CHANGES:,} files" in result.stderr


def test_a_tree_deeper_than_git_can_call_itself_ends_in_a_sentence(
    students: Students, pr: Callable[..., Result]
) -> None:
    inner = tree(students, {"x.py": blob(students, "x = 1\n")})
    for _ in range(3000):
        inner = tree(students, {"d": (FOLDER, inner)})
    pushed(students, {"junk": (FOLDER, inner)})
    result = pr()
    assert result.exit_code == 2
    assert "path that is too long" in result.stderr


def test_fifteen_hundred_names_of_one_large_file_are_as_many_files_as_are_ever_read(
    students: Students, tmp_path: Path
) -> None:
    large = blob(students, b"#" * 900_000)
    names = {f"a{number:04}.py": large for number in range(1500)}
    pushed(students, {"unit": (FOLDER, tree(students, names | {"unit.py": blob(students, SOLUTION)}))})
    files = exported(students, tmp_path / "out")
    assert len(files) == MAX_FILES + 1
    assert files["unit.py"] == SOLUTION.encode()


def test_more_than_anybody_writes_is_refused(students: Students, pr: Callable[..., Result]) -> None:
    large = blob(students, b"#" * MAX_FILE_BYTES)
    pushed(
        students,
        {"unit": (FOLDER, tree(students, {f"a{number:02}.py": large for number in range(50)} | {"unit.py": large}))},
    )
    result = pr()
    assert result.exit_code == 2
    assert f"have more than {MAX_BYTES:,} bytes. Keep data out of them." in " ".join(result.stderr.split())


def test_names_that_no_file_can_have_come_along_as_little_as_ways_out_of_the_folder(
    students: Students, tmp_path: Path
) -> None:
    odd = ["x" * 300 + ".py", "../evil.py", "../../evil.py", "a/b.py", ".hidden.py"]
    kept = ['"quoted"\n.py', "\u202egnp.py", "a b.py"]
    names = {name: blob(students, "y = 1\n") for name in [*odd, *kept]} | {"unit.py": blob(students, SOLUTION)}
    pushed(students, {"unit": (FOLDER, tree(students, names)), "..": (FOLDER, tree(students, names))})
    assert set(exported(students, tmp_path / "deep" / "out")) == {*kept, "unit.py"}
    assert not list(tmp_path.rglob("evil.py"))


def test_a_submodule_in_the_place_of_the_module_is_a_missing_one(students: Students, pr: Callable[..., Result]) -> None:
    helpers = {"tools.py": blob(students, "x = 1\n"), "unit.py": ("160000", "1" * 40)}
    pushed(students, {"unit": (FOLDER, tree(students, helpers))})
    assert reports(pr("--json", "-")) == {"unit/unit.py": 0.0}


def test_what_is_not_there_is_said_and_costs_no_marks_where_it_decides_none(
    students: Students, pr: Callable[..., Result]
) -> None:
    files = {"unit.py": blob(students, SOLUTION), "unit.ipynb": ("100644", "1" * 40)}
    pushed(students, {"unit": (FOLDER, tree(students, files))})
    assert reports(pr("--json", "-")) == {"unit/unit.py": 3.0}
    pushed(students, {"unit": (FOLDER, tree(students, files | {"unit.py": ("100644", "1" * 40)}))})
    result = pr()
    assert result.exit_code == 2
    assert "The repository is damaged, or was only fetched in part. Fetch it again." in " ".join(result.stderr.split())


def test_a_commit_in_an_odd_encoding_is_a_commit(students: Students, tmp_path: Path) -> None:
    changed = {"unit.py": blob(students, SOLUTION)}
    pushed(students, {"unit": (FOLDER, tree(students, changed))}, b"\nencoding \xff\xfe no such thing")
    assert exported(students, tmp_path / "out") == {"unit.py": SOLUTION.encode()}


def test_a_notebook_of_millions_of_values_is_not_taken_apart(students: Students) -> None:
    students.branch("work")
    students.commit({"unit/unit.ipynb": '{"cells": [' + "{}," * 400_000 + "{}]}"})
    assert protected(students) == {"unit/unit.ipynb": "check cells"}


def test_git_has_its_time_and_no_more(students: Students, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("autograder.submissions.git.SECONDS", 0.2)
    with pytest.raises(RepositoryError, match=r"Git took longer than 0.2 seconds"):
        Repository(students.folder)


def test_of_copies_of_a_unit_the_highest_counts_and_the_others_are_named(
    students: Students, pr: Callable[..., Result]
) -> None:
    students.branch("work")
    students.commit({f"{name}/unit.py": SOLUTION for name in ("a/b", "unit", "zoe")})
    result = pr("--json", "-")
    assert reports(result) == {"unit/unit.py": 3.0}
    assert "unit/unit.py counts for unit; further copies count nothing: zoe/unit.py, a/b/unit.py." in result.stderr


def test_a_module_that_was_moved_counts_where_it_is_now(students: Students, pr: Callable[..., Result]) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": None, "unit/deeper/unit.py": SOLUTION})
    result = pr("--json", "-")
    assert reports(result) == {"unit/deeper/unit.py": 3.0}
    assert "copies" not in result.stderr


def test_a_file_that_others_may_write_is_a_file(students: Students, pr: Callable[..., Result]) -> None:
    pushed(students, {"unit": (FOLDER, tree(students, {"unit.py": ("100664", blob(students, SOLUTION)[1])}))})
    assert reports(pr("--json", "-")) == {"unit/unit.py": 3.0}


@pytest.mark.parametrize(
    "data", [b"100644 unit.py", b"100644 unit.py\0abc", b"no tree"], ids=["name", "digest", "text"]
)
def test_a_tree_in_no_form_of_gits_ends_in_a_sentence(
    data: bytes, students: Students, pr: Callable[..., Result]
) -> None:
    pushed(students, {"unit": (FOLDER, loose(students, "tree", data))})
    result = pr()
    assert result.exit_code == 2
    assert "Error: The repository is damaged, or was only fetched in part. Fetch it again." in result.stderr


@pytest.mark.parametrize("branch", ["main", "origin/main"])
def test_a_tag_takes_the_place_of_no_branch(branch: str, students: Students) -> None:
    base = git(students.folder, "rev-parse", "main")
    git(students.folder, "update-ref", "refs/remotes/origin/main", base)
    students.branch("work")
    head = students.commit({"unit/unit.py": SOLUTION})
    git(students.folder, "update-ref", f"refs/tags/{branch}", head)
    assert git(students.folder, "rev-parse", branch) == head  # Git itself takes the tag
    assert Repository(students.folder).commit(branch) == base
    assert Repository(students.folder).commit(f"refs/tags/{branch}") == head


def test_a_branch_takes_the_place_of_no_commit(students: Students) -> None:
    base = git(students.folder, "rev-parse", "main")
    students.branch("work")
    head = students.commit({"unit/unit.py": SOLUTION})
    for name in (base, "HEAD", "refs/heads/main"):
        git(students.folder, "update-ref", f"refs/remotes/{name}", head if name != "HEAD" else base)
    assert [Repository(students.folder).commit(name) for name in (base, "refs/heads/main", "HEAD")] == [
        base,
        base,
        head,
    ]


# What is protected.


def protected(students: Students) -> dict[str, str]:
    ignored, more = PullRequest.between(Repository(students.folder), "main", "HEAD").ignored()
    assert more == ()
    return {each.path: each.reason for each in ignored}


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
    students.commit(
        {
            "unit/unit.ipynb": notebook(1)
            .replace("Worth 1", "I think it is worth 1")
            .replace('"outputs": []', '"outputs": [{"a": 1}]')
        }
    )
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
        PullRequest.between(Repository(students.folder), "develop", "HEAD")
    with pytest.raises(RepositoryError, match=r"no commit '--exec=evil'"):
        PullRequest.between(Repository(students.folder), "--exec=evil", "HEAD")
    git(students.folder, "checkout", "-q", "--orphan", "alone")
    students.commit({"unit/unit.py": SOLUTION})
    with pytest.raises(RepositoryError, match=r"no commit in common.*fetch-depth: 0"):
        PullRequest.between(Repository(students.folder), "main", "HEAD")


# From the command line, against the reference of a course elsewhere.


@pytest.fixture
def pr(students: Students, course: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Runs ``autograder pr`` in the students' repository, where the summary of GitHub goes to
    ``summary.md`` beside it.
    """
    monkeypatch.chdir(students.folder)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    arguments = ["pr", "--base", "main", "--jobs", "1"]
    return lambda *more, graded=True: CliRunner().invoke(
        cli.main, [*arguments, *(["--course", str(course)] if graded else []), *map(str, more)], catch_exceptions=False
    )


def reports(result: Result) -> dict[str, float | None]:
    assert result.exit_code == 0, result.output
    return {report["submission"]: report["score"] for report in json.loads(result.stdout)["reports"]}


def test_a_pull_request_that_mends_a_unit_gets_its_marks(students: Students, pr: Callable[..., Result]) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION})
    assert reports(pr("--json", "-")) == {"unit/unit.py": 3.0}
    assert pr("--require", "3").exit_code == 0


def test_what_has_not_changed_is_not_graded_again(
    students: Students, pr: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = []

    def judge(self: Judge, submission: Submission, judge: Any = Judge.judge) -> Report:
        judged.append(submission.name)
        found: Report = judge(self, submission)
        return found

    monkeypatch.setattr(Judge, "judge", judge)
    folder = tmp_path / "kept" / "here"
    keep = ("--keep", folder, "--json", "-", "--jobs", 1)
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION})
    first = pr(*keep)
    assert reports(first) == {"unit/unit.py": 3.0}
    students.commit({"README.md": "Better.\n"})
    assert pr(*keep).stdout == first.stdout
    assert len(judged) == 1
    students.commit({"unit/unit.py": WRONG})
    assert reports(pr(*keep)) == {"unit/unit.py": 1.0}
    assert len(judged) == 2
    old, _ = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    os.utime(old, (0, 0))
    students.commit({"unit/unit.py": SOLUTION})
    assert pr(*keep).stdout == first.stdout
    assert len(judged) == 3  # what nobody has asked for in a long time is not kept
    assert len(list(folder.iterdir())) == 2


def test_one_that_breaks_a_unit_falls_below_what_is_required(students: Students, pr: Callable[..., Result]) -> None:
    students.commit({"unit/unit.py": SOLUTION})
    students.branch("work")
    students.commit({"unit/unit.py": WRONG})
    assert reports(pr("--json", "-")) == {"unit/unit.py": 1.0}
    assert pr("--require", "3").exit_code == 1


def test_one_that_changes_no_module_grades_nothing(students: Students, pr: Callable[..., Result]) -> None:
    students.branch("work")
    students.commit({"README.md": "Better.\n"})
    assert reports(pr("--json", "-")) == {}
    assert "There was nothing to grade" in pr().stdout
    assert pr("--require", "1").exit_code == 1


def test_one_that_edits_tests_workflow_and_grader_changes_no_mark(
    students: Students, pr: Callable[..., Result], tmp_path: Path
) -> None:
    students.branch("work")
    forged = "def judge(*_): return 3\n"
    evil = dict.fromkeys(
        (
            "unit/autograder.py",
            "unit/numpy.py",
            "unit/conftest.py",
            "autograder/judge.py",
            "reference/unit/solution.py",
        ),
        forged,
    )
    students.commit(
        {
            "unit/unit.py": WRONG,
            "unit/test_unit.py": "",
            "unit/unit.ipynb": notebook(9),
            ".github/workflows/feedback.yml": "on: push\n",
        }
        | evil
    )
    result = pr("--github")
    assert result.exit_code == 0
    assert "::error file=unit/unit.py,line=7,title=half::half: expected" in result.stdout
    summary = (tmp_path / "summary.md").read_text()
    assert r"| unit/unit.py | unit | 1 / 3 | half: constant factor |" in summary
    assert "without effect" not in result.stdout
    for path in (
        r".github/workflows/feedback.yml (workflow)",
        r"unit/test\_unit.py (visible tests)",
        "unit/unit.ipynb (check cells)",
    ):
        assert f"- {path}" in summary


def test_what_was_changed_in_vain_is_in_every_output(
    students: Students, pr: Callable[..., Result], tmp_path: Path
) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": WRONG, "unit/test_unit.py": ""})
    files = {name: str(tmp_path / f"in_vain.{name}") for name in ("json", "junit", "gitlab", "html")}
    result = pr(*(part for name, file in files.items() for part in (f"--{name}", file)))
    sentence = "unit/test_unit.py is changed without effect on marks: visible tests."
    run = GradingRun.from_json(Path(files["json"]).read_text())
    assert [(each.path, each.reason) for each in run.ignored] == [("unit/test_unit.py", "visible tests")]
    pages = [page.read_text() for page in Path(files["html"]).glob("*.html")]
    assert len(pages) == 2
    for text in (result.stdout, Path(files["junit"]).read_text(), *pages):
        assert text.count(sentence) == 1
    *_, entry = json.loads(Path(files["gitlab"]).read_text())
    assert entry["location"] == {"path": "unit/test_unit.py", "lines": {"begin": 1}}
    assert (entry["severity"], entry["description"]) == ("info", "Changed without effect on marks: visible tests.")
    assert sentence in pr("--visible", graded=False).stdout
    students.commit({f"junk/{number}/test_{number}.py": "x\n" for number in range(50)})
    assert "1 more changed file has no effect on marks." in pr().stdout


def test_a_forks_hostile_module_says_nothing_that_github_obeys(students: Students, pr: Callable[..., Result]) -> None:
    students.branch("work")
    students.commit(
        {
            "unit/unit.py": (
                'def double(x):\n    raise ValueError("\\n::set-env '
                'name=PATH::/evil\\n::stop-commands::x")\n\n\ndef half(x):\n    return x / 2.0\n'
            )
        }
    )
    result = pr("--github")
    commands = [line for line in result.stdout.splitlines() if line.startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith("::error file=unit/unit.py,line=1,title=double::double raised ValueError")
    assert "set-env" in commands[0]


def test_a_hostile_path_stays_a_path(students: Students, pr: Callable[..., Result], tmp_path: Path) -> None:
    students.branch("work")
    folder = "a%0A::error::b,c|<img src=x>\n::warning::d"
    students.commit({f"{folder}/unit.py": WRONG, f"{folder}/test_unit.py": ""})
    result = pr("--github")
    commands = [line for line in result.stdout.splitlines() if line.startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith(
        "::error file=a%250A%3A%3Aerror%3A%3Ab%2Cc|<img src=x>�%3A%3Awarning%3A%3Ad/unit.py,line=7,title=half::"
    )
    assert "<img" not in (tmp_path / "summary.md").read_text()
    assert "\n::" not in (tmp_path / "summary.md").read_text()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"unit/unit.py": None}, "There is no unit.py in what was handed in."),
        (
            {"unit/unit.py": None, "unit/mine.py": SOLUTION},
            "There is no unit.py in what was handed in. The folder holds mine.py: was it renamed?",
        ),
        ({"unit/unit.py": Path("../README.md")}, "unit.py is a link to another file. Hand in the file itself."),
        ({"unit/unit.py": b"#" * (2 * MAX_FILE_BYTES)}, "unit.py has more than 1,000,000 bytes"),
    ],
    ids=["deleted", "renamed", "linked", "huge"],
)
def test_a_module_that_is_not_there_gets_nothing_with_the_reason(
    students: Students, pr: Callable[..., Result], files: Files, message: str
) -> None:
    students.commit({"unit/unit.py": SOLUTION})
    students.branch("work")
    students.commit(files)
    result = pr("--json", "-")
    assert reports(result) == {"unit/unit.py": 0.0}
    assert json.loads(result.stdout)["reports"][0]["message"].startswith(message)


def test_a_huge_pull_request_is_graded_like_any_other(
    students: Students, pr: Callable[..., Result], tmp_path: Path
) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION} | {f"junk/{number}/test_{number}.py": "x\n" for number in range(3000)})
    assert pr("--github").exit_code == 0
    summary = (tmp_path / "summary.md").read_text()
    assert "| unit/unit.py | unit | 3 / 3 |" in summary
    assert "2,950 more changed files have no effect on marks." in summary
    assert len(summary) < 10_000


@pytest.mark.parametrize("visible", [True, False])
def test_one_that_touches_too_many_modules_is_refused_as_a_whole(
    students: Students, pr: Callable[..., Result], visible: bool
) -> None:
    students.branch("work")
    students.commit({f"{number}/unit.py": SOLUTION for number in range(MAX_PLACES)})
    assert len(touched(students)) == MAX_PLACES
    students.commit({"unit/unit.py": SOLUTION})
    result = pr(*["--visible"] * visible, graded=not visible)
    assert result.exit_code == 2
    assert "touches Python files in 101 folders, and at most 100" in " ".join(result.stderr.replace("│", " ").split())


def test_the_visible_checks_are_those_of_the_base(
    students: Students, pr: Callable[..., Result], tmp_path: Path
) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": WRONG, "unit/test_unit.py": "def test_nothing(): pass\n"})
    result = pr("--visible", graded=False)
    assert result.exit_code == 0
    assert "| unit | the check passes |" in (tmp_path / "summary.md").read_text()
    assert r"unit/test\_unit.py (visible tests)" in (tmp_path / "summary.md").read_text()
    students.commit({"unit/unit.py": WRONG.replace("2.0 * x", "3.0 * x")})
    assert pr("--visible", graded=False).exit_code == 1
    students.commit({"unit/unit.py": None})
    result = pr("--visible", graded=False)
    assert result.exit_code == 1
    assert "There is no unit.py in unit" in result.stderr


def test_on_github_the_visible_checks_annotate_what_falls_short(
    students: Students, pr: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    students.branch("work")
    students.commit({"unit/unit.py": SOLUTION})
    assert pr("--visible", "--github", graded=False).stdout == ""
    students.commit({"unit/unit.py": "\n\n" + SOLUTION.replace("2.0 * x", "3.0 * x")})
    result = pr("--visible", "--github", graded=False)
    (command,) = result.stdout.splitlines()
    line = (students.folder / "unit" / "unit.py").read_text().splitlines().index("def double(x):") + 1
    assert command.startswith(f"::error file=unit/unit.py,line={line},title=double::")
    assert "%0A" in command
    assert "\N{REPLACEMENT CHARACTER}" not in command
    assert result.exit_code == 1
    students.commit({"unit/unit.py": "raise RuntimeError('\\n::error::forged')"})
    (command,) = pr("--visible", "--github", graded=False).stdout.splitlines()
    assert command.startswith("::error file=unit/unit.py,line=1,title=unit::")
    students.commit({"unit/unit.py": stub(SOLUTION) + "# begun\n"})
    assert pr("--visible", "--github", graded=False).stdout.startswith("::notice file=unit/unit.py,line=")


@pytest.mark.parametrize("option", [["--json", "-"], ["--html", "pages"], ["--require", "1"], ["--keep", "kept"]])
def test_visible_checks_give_nothing_to_write_or_to_require(
    students: Students, pr: Callable[..., Result], option: list[str]
) -> None:
    result = pr("--visible", *option, graded=False)
    assert result.exit_code == 2
    assert "The visible checks give no marks" in result.stderr


@pytest.mark.parametrize("visible", [True, False])
def test_on_github_a_students_text_is_no_command(
    students: Students, pr: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, visible: bool
) -> None:
    students.branch("work")
    students.commit({"unit/unit.py": "def double(x):\n    raise ValueError('\\n::error::forged')\n"})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lines = pr(*["--visible"] * visible, graded=not visible).stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("::stop-commands::"))
    end = lines.index(f"::{lines[start].removeprefix('::stop-commands::')}::")
    assert any("forged" in line for line in lines[start:end])
    assert not any("forged" in line for line in lines[:start] + lines[end:])


def test_wrong_use_is_said_plainly(students: Students, pr: Callable[..., Result], tmp_path: Path) -> None:
    for arguments, words in (
        (("--head", "nowhere"), "There is no commit 'nowhere'"),
        (("--repository", tmp_path), "is not in a Git repository"),
        (("--course", tmp_path), "a course has the folders reference/ and assignments/"),
    ):
        result = pr(*arguments)
        assert result.exit_code == 2
        assert words in " ".join(result.stderr.replace("│", " ").split())
