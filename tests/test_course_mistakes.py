"""A mistake in a course's own files is told in two sentences: file and line, or at least the check,
then what to do.  No author ever reads a traceback of the kit's.
"""

import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import cli
from autograder.course import UnitError, load_unit
from autograder.course.loading import own_mistakes
from autograder.errors import KitError
from autograder.judging.cases import prepare

FILES = {
    "solution.py": """def one(x):
    if x > 1000:
        raise ValueError("x is too large.")
    return x

def two(x):
    return one(x)
""",
    "checks.py": """from hypothesis import strategies as st
from autograder.course import Check, Exercise, Unit, agrees, rejects
from autograder.testing import arguments

def drawn(x):
    return {"x": x}

def observe(subject, exercise, case):
    return subject.call(exercise, case)

CASES = st.integers(0, 3).map(drawn)
UNIT = Unit(
    "unit",
    "A unit",
    (
        Exercise("one", agrees("some", 1.0, "Text.", CASES), rejects(0.5, "No.", [{"x": 1001}])),
        Exercise("two", Check(name="own", points=1.0, text="", cases=CASES, observe=observe), needs=("one",)),
    ),
    in_all_forms=False,
)
""",
    "misconceptions.py": """from autograder.course import misconception

@misconception("two", "A hint.")
def wrong(x):
    return one(x) + 1
""",
    "misconceptions.toml": """# What people get wrong.
[two.negative]
hint = "Another hint."
edits = [["one(x)", "-one(x)"]]

[one.opposite]
hint = "A third hint."
edits = [["return x", "return -x"]]
""",
    "alternatives.py": """from autograder.course import alternative

@alternative("one", style="terse")
def other(x):
    return +x
""",
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "assignments").mkdir()
    folder = tmp_path / "reference" / "unit"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return tmp_path


def change(course: Path, file: str, old: str, new: str) -> None:
    path = course / "reference" / "unit" / file
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))


def told(course: Path) -> str:
    """What the author of a unit is told when its cases are to be drawn; empty if all is well."""
    try:
        prepare(load_unit(course, "unit"))
    except KitError as error:
        return str(error)
    return ""


def test_nothing_is_said_of_files_that_are_right(course: Path) -> None:
    assert told(course) == ""


CHECK_ONE = r"reference/unit/checks\.py, the check one/some: "
CHECK_TWO = r"reference/unit/checks\.py, the check two/own: "


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        # what shows when the files are read
        ("checks.py", "def drawn(x):", "def drawn(x:", r"/unit/checks\.py, line 5: '\(' was never closed\. "),
        ("checks.py", "def drawn(x):", "drawn = nothing", r"/unit/checks\.py, line 6: unexpected indent\. "),
        (
            "checks.py",
            "st.integers(0, 3).map(drawn)",
            "integers(0, 3)",
            r"/unit/checks\.py, line 11: NameError: name 'integers' is not defined\. ",
        ),
        ("checks.py", "Check, Exercise", "Chekc, Exercise", r"/unit/checks\.py, line 2: ImportError: cannot import "),
        ("checks.py", '"Text.", CASES', '"Text."', r"/unit/checks\.py, line 16: TypeError: .* argument: 'cases'\. "),
        ("checks.py", 'text="", ', "", r"/unit/checks\.py, line 17: TypeError: .* argument: 'text'\. "),
        ("checks.py", '"Text.", CASES', '"Text.", CASES, point=1', r"/unit/checks\.py, line 16: TypeError: "),
        ("solution.py", "def two(x):", "def two(x)", r"/unit/solution\.py, line 6: expected ':'\. "),
        ("solution.py", "def two(x):", "raise KeyError('two')\ndef two(x):", r"/unit/solution\.py, line 6: KeyError: "),
        ("misconceptions.py", "(x):", "(x:", r"/unit/misconceptions\.py, line 4: '\(' was never closed\. "),
        (
            "misconceptions.py",
            "import misconception",
            "import misconceptoin",
            r"/unit/misconceptions\.py, line 1: ImportError: ",
        ),
        (
            "misconceptions.py",
            "+ 1",
            '+ 1\n\n@misconception("one", "Hint.")\ndef wrong(x):\n    return 1',
            r"/unit/misconceptions\.py, line 8: wrong is defined again, as in line 4\. Rename one of them\.",
        ),
        ("alternatives.py", 'style="terse"', 'stile="terse"', r"/unit/alternatives\.py, line 3: TypeError: "),
        (
            "alternatives.py",
            "+x",
            '+x\n\n@alternative("two", style="terse")\ndef other(x):\n    return x',
            r"/unit/alternatives\.py, line 8: other is defined again, as in line 4\. ",
        ),
        # the misconceptions that are edits
        (
            "misconceptions.toml",
            'edits = [["one(x)',
            'edits [["one(x)',
            r"/unit: misconceptions\.toml: Expected '=' after a key .* \(at line 4, column 7\)\. ",
        ),
        (
            "misconceptions.toml",
            "[one.opposite]",
            "[two.negative]",
            r"/unit: misconceptions\.toml: Cannot declare .* \(at line 6, ",
        ),
        (
            "misconceptions.toml",
            '"return x"',
            '"return y"',
            r"misconceptions\.toml, line 6: 'return y' stands 0 times in the solution's one, and must stand there once\. ",
        ),
        ("misconceptions.toml", '"return x"', '"x"', r"misconceptions\.toml, line 6: 'x' stands 4 times in "),
        (
            "misconceptions.toml",
            '"return -x"',
            '"return -"',
            r"misconceptions\.toml, line 6: with these edits line 4 of one is no Python: invalid syntax\. ",
        ),
        (
            "misconceptions.toml",
            'hint = "A third',
            'hnt = "A third',
            r"misconceptions\.toml, line 6: it has no hint\. ",
        ),
        (
            "misconceptions.toml",
            'hint = "A third hint."',
            "hint = 3",
            r"misconceptions\.toml, line 6: its hint must be a text, not 3\. ",
        ),
        (
            "misconceptions.toml",
            '[["return x", "return -x"]]',
            '["return x", "return -x"]',
            r"misconceptions\.toml, line 6: its edits must be pairs of texts, \[\[old, new\], \.\.\.\], not ",
        ),
        (
            "misconceptions.toml",
            '[["return x", "return -x"]]',
            "[]",
            r"misconceptions\.toml, line 6: its edits must be ",
        ),
        (
            "misconceptions.toml",
            'hint = "A third hint."',
            'hint = "A third hint."\npoints = 1',
            r"misconceptions\.toml, line 6: 'points' means nothing here\. ",
        ),
        (
            "misconceptions.toml",
            "[one.opposite]",
            "[two.opposite]",
            r"misconceptions\.toml, line 6: 'return x' stands 0 times in the solution's two, ",
        ),
        (
            "misconceptions.toml",
            "[one.opposite]",
            "[three.opposite]",
            r"misconceptions\.toml, line 6: the solution defines no three\. ",
        ),
        (
            "misconceptions.toml",
            "# What",
            "three = 3  #",
            r"misconceptions\.toml, line 1: a mistake is a table \[exercise\.name\] ",
        ),
        ("misconceptions.toml", "[one.opposite]", "[one.negative]", r"/unit: there are two misconceptions negative\. "),
        ("misconceptions.toml", "[one.opposite]", "[one.wrong]", r"/unit: there are two misconceptions wrong\. "),
        # what shows when cases are drawn
        (
            "checks.py",
            'return {"x": x}',
            'return {"x": x / (x - x)}',
            r"/unit/checks\.py, line 6: ZeroDivisionError: division by zero\. ",
        ),
        (
            "checks.py",
            'return {"x": x}',
            "return helper(x)\n\ndef helper(x):\n    return {}[x]",
            r"/unit/checks\.py, line 9: KeyError: 0\. ",  # the last line, where it happened
        ),
        (
            "checks.py",
            "st.integers(0, 3)",
            "st.integers(3, 0)",
            CHECK_ONE + "InvalidArgument: Cannot have max_value=0 < min_value=3\\. ",
        ),
        ("checks.py", ".map(drawn)", ".map(drawn).filter(lambda case: False)", CHECK_ONE + "Unsatisfiable: "),
        ("checks.py", '[{"x": 1001}]', "[]", r"/unit: the check one/bad_arguments has no cases\. "),
        # and when they are answered
        (
            "solution.py",
            "x > 1000",
            "x > 0",
            r"^reference/unit/solution\.py, line 3: one\(\d\) raised ValueError: x is too large, but the check some needs an "
            r"answer\. Let the solution answer it, or draw no such case\.$",
        ),
        (
            "solution.py",
            "def two(x):",
            "def two(x):\n    x = two(x)",
            r"^reference/unit/solution\.py, line 7: two\(\d\) raised RecursionError: ",
        ),
        (
            "solution.py",
            "def two(x):",
            "def two(x):\n    one(x + 2000)",
            r"^reference/unit/solution\.py, line 3: two\(\d\) raised ValueError: x is too large, but the check own needs ",
        ),
        (
            "checks.py",
            "return subject.call(exercise, case)",
            'return subject.call(exercise, case)["a"]',
            r"/unit/checks\.py, line 9: TypeError: 'int' object is not subscriptable\. ",
        ),
        (
            "checks.py",
            "st.integers(0, 3).map(drawn)",
            "st.integers(0, 3)",
            CHECK_ONE + "AttributeError: 'int' object has no attribute 'values'",
        ),
        (
            "checks.py",
            'text="", ',
            'text="", tolerance=lambda case: case["y"], ',
            r"/unit/checks\.py, line 17: KeyError: 'y'\. ",
        ),
        ("checks.py", 'text="", ', 'text="", tolerance=3, ', CHECK_TWO + "TypeError: 'int' object is not callable"),
    ],
)
def test_a_mistake_is_told_with_its_place_in_two_sentences(
    course: Path, file: str, old: str, new: str, words: str
) -> None:
    change(course, file, old, new)
    message = told(course)
    assert re.search(words, message), message
    assert "\n" not in message
    assert re.search(
        r"\. (Mend that, then run the same command again|Rename one of them|Let the solution .*)\.$", message
    )
    assert ".." not in message.replace("...", "")


@pytest.mark.parametrize(
    ("name", "data"), [("solution.py", b"\xff\n"), ("solution.py", b"\0\n"), ("misconceptions.toml", b'a = "\xff"')]
)
def test_files_that_are_no_text_are_named(course: Path, name: str, data: bytes) -> None:
    (course / "reference" / "unit" / name).write_bytes(data)
    message = told(course)
    assert name in message
    assert message.endswith("Mend that, then run the same command again.")


def test_remarks_that_are_no_list_are_named(course: Path) -> None:
    remarks = course / "reference" / "remarks.py"
    remarks.write_text("REMARK = []\n")
    assert told(course) == f"{remarks} has no list REMARKS. Write one, or delete the file for the general ones."


def test_two_mistakes_are_told_at_once(course: Path) -> None:
    change(course, "misconceptions.toml", '"return x"', '"return y"')
    change(course, "checks.py", 'needs=("one",)', 'needs=("three",)')
    assert re.search(r"two needs three, .*; misconceptions\.toml, line 6: 'return y' stands 0 times", told(course))


def test_a_mistake_is_told_again_until_it_is_mended(course: Path) -> None:
    change(course, "checks.py", "def drawn(x):", "def drawn(x:")
    assert told(course) == told(course) != ""
    change(course, "checks.py", "def drawn(x:", "def drawn(x):")
    assert told(course) == ""


def test_an_exception_of_the_kits_own_is_not_blamed_on_the_course(course: Path) -> None:
    load_unit(course, "unit")
    with pytest.raises(ZeroDivisionError), own_mistakes():
        1 / 0  # noqa: B018 - this file stands for the kit's
    with pytest.raises(UnitError, match=r"^Here: ZeroDivisionError: division by zero"), own_mistakes("Here"):
        1 / 0  # noqa: B018 - as above


def test_a_folder_whose_name_begins_like_the_courses_is_not_the_course(course: Path) -> None:
    load_unit(course, "unit")
    beside = f"{course.resolve()}/reference_of_others/file.py"
    with pytest.raises(ZeroDivisionError), own_mistakes():
        exec(compile("1 / 0", beside, "exec"))


def test_what_can_be_mended_is_passed_on_as_it_is() -> None:
    with pytest.raises(KitError, match=r"^as it is$"), own_mistakes("Here"):
        raise KitError("as it is")


@pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("checks.py", "def drawn(x):", "def drawn(x:"),
        ("checks.py", 'return {"x": x}', "return nothing"),
        ("solution.py", "x > 1000", "x > 0"),
        ("misconceptions.toml", '"return x"', '"return y"'),
    ],
)
def test_the_command_line_says_the_same_and_shows_no_traceback(
    course: Path, file: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(course, file, old, new)
    (course / "assignments" / "unit").mkdir()
    (course / "assignments" / "unit" / "unit.ipynb").touch()
    (course / "submitted" / "anna").mkdir(parents=True)
    (course / "submitted" / "anna" / "unit.py").write_text(FILES["solution.py"])
    monkeypatch.chdir(course)
    for command in (["audit", "unit"], ["grade", "submitted", "--jobs", "1"], ["grade", "submitted", "--jobs", "2"]):
        result = CliRunner().invoke(cli.main, command, catch_exceptions=False)
        assert (result.exit_code, result.stdout) == (cli.EXIT_WRONG_USE, "")
        assert result.stderr.strip().splitlines()[-1] == f"Error: {told(course)}"
        assert "Traceback" not in result.stderr
