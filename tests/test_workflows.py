"""The workflows to copy: their own commands, run against real repositories; and what a security
tool says of all of them.
"""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.report import GradingRun, Report, Status
from tests.test_cli import SOLUTION, course
from tests.test_pull_request import WRONG, Files, Students, git, notebook

__all__ = ["course"]  # the fixture

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = ROOT / "docs" / "workflows"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

PULL_REQUESTS: dict[int, tuple[float, list[Files]]] = {
    1: (3.0, [{"unit/unit.py": SOLUTION}]),
    2: (1.0, [{"unit/unit.py": WRONG}]),
    3: (
        1.0,
        [
            {
                "unit/unit.py": WRONG,
                "unit/test_unit.py": "",
                "unit/unit.ipynb": notebook(99),
                ".github/workflows/marks.yml": "on: push\n",
            }
        ],
    ),
    4: (
        0.0,
        [
            {
                "unit/unit.py": 'import os\nopen("/tmp/forged", "w")\n' + SOLUTION,
                "unit/autograder.py": "def judge(*_): return 3\n",
            }
        ],
    ),
    5: (0.0, [{"unit/unit.py": None}]),
    6: (1.0, [{"unit/unit.py": SOLUTION}, {"unit/unit.py": WRONG}]),
    7: (3.0, [{"unit/unit.py": SOLUTION} | {f"junk/{number}/test_{number}.py": "x\n" for number in range(2000)}]),
    8: (0.0, [{"unit/unit.py": Path("/etc/passwd")}]),
    9: (0.0, [{"unit/unit.py": None, "unit/mine.py": SOLUTION}]),
}
"""For each pull request the marks that it should get, and what it changes in the released unit;
each version is pushed over the one before.
"""

UNRELATED = 10
"""The number of a pull request that was pushed over with a history of its own, which cannot be
graded.
"""


CLOSED = 11
"""The number of one that was closed."""

AUTHORS = {1: "ada", 2: "ben"}
"""Who opened the first two; eve has all the others."""

TURNS = [1, 2, 10, 9, 8, 7, 6, 5, 4, 3]
"""The order in which the open ones are graded: each is newer than those of lower numbers."""


def listed(number: int) -> dict[str, Any]:
    """An open pull request as both platforms list it."""
    author, day = AUTHORS.get(number, "eve"), f"2026-11-{number:02}"
    return {"number": number, "iid": number, "author": {"login": author}, "updatedAt": day, "updated_at": day}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository as GitHub and GitLab keep them: a branch, and a reference to the head of each
    pull or merge request.
    """
    folder = tmp_path_factory.mktemp("hub")
    students = Students(folder / "students")
    bare = folder / "hub.git"
    git(folder, "clone", "-q", "--bare", str(students.folder), str(bare))

    def push(number: int) -> None:
        git(
            students.folder,
            "push",
            "-q",
            "--force",
            str(bare),
            *(f"HEAD:refs/{kind}/{number}/head" for kind in ("pull", "merge-requests")),
        )

    for number, (_, versions) in PULL_REQUESTS.items():
        for files in versions:
            git(students.folder, "checkout", "-q", "--detach", "main")
            students.commit(files)
            push(number)
    git(students.folder, "checkout", "-q", "--orphan", "alone")
    students.commit({"unit/unit.py": SOLUTION})
    push(UNRELATED)
    git(students.folder, "checkout", "-q", "--detach", "main")
    students.commit({"unit/unit.py": SOLUTION})
    push(CLOSED)
    (folder / "open.json").write_text(json.dumps([listed(number) for number in (*PULL_REQUESTS, UNRELATED)]))
    return bare


@pytest.fixture
def shell(tmp_path: Path, hub: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a step in bash, as the platforms do, where nothing is installed and nobody becomes root;
    what they answer is in a file beside the repository.
    """
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sudo", "apt-get", "make"):
        _script(tools / name, "exit 0")
    _script(tools / "python", f'[ "$2" = pip ] && exit 0; exec {sys.executable} "$@"')
    _script(tools / "gh", f"cat {hub.parent}/open.json")
    _script(tools / "curl", f"case $* in *page=1) cat {hub.parent}/open.json;; *) echo [];; esac")
    _script(tools / "autograder", f'exec {sys.executable} -m autograder "$@"')

    def run(step: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        known = {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step]
        return subprocess.run(
            command, cwd=folder, env=os.environ | known | environment, capture_output=True, text=True, check=False
        )

    return run


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def steps(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The commands of a workflow's only job, each with the environment that it asks for."""
    document: dict[Any, Any] = yaml.safe_load((WORKFLOWS / name).read_text())
    if "jobs" in document:
        (job,) = document["jobs"].values()
        yield from ((step["run"], step.get("env", {})) for step in job["steps"] if "run" in step)
    else:
        (job,) = (value for value in document.values() if isinstance(value, dict) and "script" in value)
        yield "\n".join(job["script"]), {}


def filled(environment: dict[str, str], values: dict[str, str]) -> dict[str, str]:
    """The environment with each expression in it replaced by its value."""
    return {
        name: re.sub(r"\$\{\{ (.*?) \}\}", lambda match: values[match[1]], text) for name, text in environment.items()
    }


# Feedback, in the students' repository.


@pytest.mark.parametrize(("number", "status"), [(1, 0), (2, 0), (3, 0), (5, 1), (6, 0), (7, 0), (8, 1), (9, 1)])
def test_githubs_feedback_runs_the_visible_checks_of_the_base(
    hub: Path, tmp_path: Path, shell: Callable[..., subprocess.CompletedProcess[str]], number: int, status: int
) -> None:
    git(tmp_path, "clone", "-q", str(hub), "work")
    base = git(hub, "rev-parse", "main")
    values = {"github.event.pull_request.number": str(number), "github.event.pull_request.base.sha": base}
    summary = tmp_path / "summary.md"
    done = [
        shell(step, tmp_path / "work", GITHUB_STEP_SUMMARY=str(summary), **filled(wanted, values))
        for step, wanted in steps("github/feedback.yml")
    ]
    assert [each.returncode for each in done] == [0, 0, status], done
    assert ("the check passes" in summary.read_text()) == (status == 0)
    assert ("(workflow)" in summary.read_text()) == (number == 3)
    assert git(tmp_path / "work", "rev-parse", "HEAD") == base


@pytest.mark.parametrize(("number", "status"), [(1, 0), (5, 1)])
def test_gitlabs_feedback_does_the_same(
    hub: Path, tmp_path: Path, shell: Callable[..., subprocess.CompletedProcess[str]], number: int, status: int
) -> None:
    ((script, _),) = steps("gitlab/feedback.yml")
    base = git(hub, "rev-parse", "main")
    done = shell(
        script,
        tmp_path,
        CI_MERGE_REQUEST_PROJECT_URL=str(hub).removesuffix(".git"),
        CI_MERGE_REQUEST_IID=str(number),
        CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
    )
    assert done.returncode == status, done
    assert ("the check passes" in done.stdout) == (status == 0)


# Marks, in the instructor's repository.


def instructors(course: Path, tmp_path: Path) -> Path:
    """The instructor's repository, where ``make setup`` has been run."""
    folder = tmp_path / "instructor"
    for part in ("reference", "assignments"):
        (folder / part).parent.mkdir(exist_ok=True)
        (folder / part).symlink_to(course / part)
    (folder / ".venv" / "bin").mkdir(parents=True)
    _script(folder / ".venv" / "bin" / "autograder", 'exec autograder "$@"')
    return folder


UNCHANGED = f"""exec {sys.executable} -c '
import sys
from autograder import cli
from autograder.judging.judge import Judge
Judge.judge = None
cli.main(sys.argv[1:])' "$@"
"""
"""The command, where nobody can be judged."""


def class_table(folder: Path) -> dict[str, str]:
    """The marks of the class, as Moodle would import them."""
    with (folder / "class" / "moodle.csv").open(newline="") as file:
        _, *rows = csv.reader(file)
    return {row[0]: row[-1] for row in rows}


def leave_from_last_time(folder: Path, student: str) -> None:
    """Puts the mark of a pull request there that was closed since."""
    report = Report(
        submission="unit/unit.py", unit="unit", status=Status.GRADED, score=2.0, max_score=3.0, student=student
    )
    run = GradingRun(grader="1", sandbox="walls", reports=(report,))
    (folder / "marks").mkdir()
    (folder / "marks" / f"{CLOSED}.json").write_text(run.to_json())


def marks(folder: Path) -> dict[int, float]:
    reports = {
        int(path.stem): json.loads(path.read_text())["reports"]
        for path in (folder / "marks").glob("*.json")
        if path.stem.isdigit()
    }
    return {number: found[0]["score"] for number, found in sorted(reports.items()) if found}


def test_githubs_marks_are_right_for_every_pull_request(
    hub: Path, course: Path, tmp_path: Path, shell: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    folder = instructors(course, tmp_path)
    (folder / "students.csv").write_text("submission,student\nada,Ada L.\nben,Ben\neve,Eve\n")
    leave_from_last_time(folder, "Zoe")
    summary = tmp_path / "summary.md"
    token = "secrets.STUDENTS_TOKEN"
    values = {"vars.STUDENTS_REPOSITORY": str(hub), "secrets.COURSE_SECRET": "5ec2" * 16}
    values |= dict.fromkeys((token, f"{token} || github.token"), "t0ken")
    done = [
        shell(step, folder, GITHUB_STEP_SUMMARY=str(summary), **filled(wanted, values))
        for step, wanted in steps("github/marks.yml")
    ]
    assert [each.returncode for each in done] == [0, 0, 0, 2, 0], done
    assert "have no commit in common" in done[-2].stderr
    expected = {number: score for number, (score, _) in PULL_REQUESTS.items()} | {CLOSED: 2.0}
    assert marks(folder) == expected
    assert re.findall(r"^### Pull request (\d+)$", summary.read_text(), flags=re.MULTILINE) == [
        str(number) for number in TURNS
    ]
    assert not Path("/tmp/forged").exists()
    secret = folder / "reference" / "secret.txt"
    assert secret.read_text() == "5ec2" * 16 + "\n"
    secret.unlink()
    assert not any(word in each.stdout + each.stderr for each in done for word in ("t0ken", "5ec2"))
    of_class = {"Ada L.": "3", "Ben": "1", "Eve": "0", "Zoe": "2"}  # of eve's pull requests the last one counts
    assert class_table(folder) == of_class

    (folder / "reference" / "secret.txt").write_text("5ec2" * 16 + "\n")
    _script(folder / ".venv" / "bin" / "autograder", UNCHANGED)
    for step, _ in list(steps("github/marks.yml"))[-2:]:
        again = shell(step, folder, GITHUB_STEP_SUMMARY=str(summary))
        assert again.returncode in (0, 2), again.stdout + again.stderr
    (folder / "reference" / "secret.txt").unlink()
    assert marks(folder) == expected
    assert class_table(folder) == of_class


def test_githubs_marks_are_those_of_the_day_on_which_a_unit_was_due(
    hub: Path, course: Path, tmp_path: Path, shell: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    folder = instructors(course, tmp_path)
    (folder / "course.toml").write_text("[due_dates]\nunit = 2020-10-01T23:59:00+02:00\n")
    (folder / "extensions.csv").write_text("student,unit,due\nben,unit,2099-10-08T23:59+02:00\n")
    git(folder, "clone", "-q", "--no-checkout", str(hub), "students")
    for number in AUTHORS:
        git(folder / "students", "fetch", "-q", "origin", f"+refs/pull/{number}/head:refs/remotes/pull/{number}")
    (folder / "turns.txt").write_text("".join(f"{number} {author}\n" for number, author in AUTHORS.items()))
    summary = tmp_path / "summary.md"
    for step, _ in list(steps("github/marks.yml"))[-2:]:
        assert shell(step, folder, GITHUB_STEP_SUMMARY=str(summary)).returncode == 0
    assert class_table(folder) == {"ben": "1"}
    assert "when unit was due, so none counts" in summary.read_text()


def test_gitlabs_marks_are_the_same(
    hub: Path, course: Path, tmp_path: Path, shell: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    folder = instructors(course, tmp_path)
    leave_from_last_time(folder, "zoe")
    ((script, _),) = steps("gitlab/marks.yml")
    done = shell(script, folder, STUDENTS_REPOSITORY=str(hub), STUDENTS_PROJECT="7", CI_API_V4_URL="https://localhost")
    assert done.returncode == 2, done
    assert class_table(folder) == {"ada": "3", "ben": "1", "eve": "0", "zoe": "2"}
    assert re.findall(r"^Merge request (\d+)$", done.stdout, flags=re.MULTILINE) == [str(number) for number in TURNS]
    assert marks(folder) == {number: score for number, (score, _) in PULL_REQUESTS.items()} | {CLOSED: 2.0}
    quality = json.loads((folder / "marks" / "2-quality.json").read_text())
    assert [entry["location"] for entry in quality] == [{"path": "unit/unit.py", "lines": {"begin": 7}}]


# All of them.


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        (
            ["vendor.github-workflows"],
            [*(ROOT / ".github" / "workflows").glob("*.yml"), *(WORKFLOWS / "github").glob("*.yml")],
        ),
        (["vendor.gitlab-ci", "--data-transform", "gitlab-ci"], list((WORKFLOWS / "gitlab").glob("*.yml"))),
    ],
    ids=["github", "gitlab"],
)
def test_they_fit_their_published_schemas_and_a_misspelt_one_does_not(
    schema: list[str], files: list[Path], tmp_path: Path
) -> None:
    command = [Path(sys.executable).parent / "check-jsonschema", "--builtin-schema", *schema]
    assert len(files) >= 2
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    misspelt = tmp_path / "misspelt.yml"
    misspelt.write_text(
        re.sub(r"^( +)timeout(-minutes)?: .*", r"\1timeout: [soon]", files[0].read_text(), flags=re.MULTILINE)
    )
    assert subprocess.run([*command, misspelt], capture_output=True, check=False).returncode == 1


def test_zizmor_finds_nothing() -> None:
    files = [*(ROOT / ".github" / "workflows").glob("*.yml"), *(WORKFLOWS / "github").glob("*.yml")]
    assert len(files) >= 3
    done = subprocess.run(
        [Path(sys.executable).parent / "zizmor", "--offline", "--persona", "pedantic", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_zizmor_would_find_a_checkout_of_the_pull_request_with_secrets(tmp_path: Path) -> None:
    text = (
        (WORKFLOWS / "github" / "feedback.yml").read_text().replace("on: pull_request\n", "on: pull_request_target\n")
    )
    (tmp_path / "bad.yml").write_text(text)
    done = subprocess.run(
        [Path(sys.executable).parent / "zizmor", "--offline", tmp_path / "bad.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "dangerous-triggers" in done.stdout
