"""The pictures of lectures: they are as they are drawn, and travel within the notebooks."""

from __future__ import annotations

import base64
import re
import runpy
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import nbformat
import pytest

from autograder.course.loading import LECTURE, UnitError
from autograder.handout import release
from autograder.handout.pictures import with_pictures
from autograder.nbgrader.markup import text_cell
from tests.demo_course import ROOT

DRAWN: dict[Path, str] = runpy.run_path(str(ROOT / "reference" / "pictures.py"))["files"]()
MOST = 10_000
"""Bytes of a picture that is drawn by hand."""

DOT = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'


# Those of this course.


def test_the_files_are_those_that_are_drawn() -> None:
    assert {path: path.read_text("utf-8") for path in sorted((ROOT / "reference").rglob("*.svg"))} == DRAWN, (
        "run `python reference/pictures.py`"
    )


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_a_picture_is_small_inert_and_has_colours_for_light_and_for_dark(path: Path) -> None:
    text = DRAWN[path]
    assert len(text.encode()) < MOST
    kinds = {element.tag.partition("}")[2] for element in ET.fromstring(text).iter()}
    assert kinds <= {"svg", "style", "defs", "marker", "path", "rect", "circle", "text"}
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    light, dark = text.partition("</style>")[0].split("@media (prefers-color-scheme: dark)")
    coloured = [set(re.findall(r"^([#.\w][^{]*?) \{", style, re.MULTILINE)) for style in (light, dark)]
    named = [{name for names in style for name in names.split(", ")} for style in coloured]
    assert named[0] - named[1] == {".small", ".left"}, "these have no colour; all others have one for dark, too"


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_its_lecture_shows_it_and_says_what_is_to_be_seen(path: Path) -> None:
    shown = re.findall(rf"!\[([^\]]*)\]\({path.name}\)", (path.parent / LECTURE).read_text("utf-8"))
    assert len(shown) == 1
    assert len(shown[0].split()) > 20


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_it_is_within_the_notebook_and_on_the_feedback_page(path: Path) -> None:
    unit, data = path.parent.name, base64.b64encode(path.read_bytes()).decode()
    notebook = nbformat.read(ROOT / "assignments" / unit / f"{unit}.ipynb", as_version=4)
    (cell,) = (cell for cell in notebook.cells if data in cell.source)
    page = text_cell(cell.source, {}, "")
    assert f'src="data:image/svg+xml;base64,{data}"' in page
    assert list((ROOT / "assignments" / unit).glob("*.svg")) == []


# Those of any course.


def test_a_picture_becomes_a_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "dot.svg").write_bytes(DOT)
    (tmp_path / "dot.png").write_bytes(b"a picture")
    text = 'One ![a "dot" & more](more/dot.svg) and ![another](dot.png).'
    assert with_pictures(text, tmp_path) == (
        f'One <img alt="a &quot;dot&quot; &amp; more" src="data:image/svg+xml;base64,{base64.b64encode(DOT).decode()}"> '
        'and <img alt="another" src="data:image/png;base64,YSBwaWN0dXJl">.'
    )


@pytest.mark.parametrize(
    "text",
    [
        "![far away](https://example.org/dot.svg)",
        "![within](data:image/png;base64,YSBwaWN0dXJl)",
        "[a link](dot.svg)",
        "`dot.svg`",
    ],
)
def test_what_shows_no_file_stays_as_it_is(text: str, tmp_path: Path) -> None:
    assert with_pictures(text, tmp_path) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("![a dot](missing.svg)", "shows missing.svg, which does not exist. Lay it beside the lecture."),
        ("![](dot.svg)", "shows dot.svg without words. Say between the brackets"),
        ("![ ](dot.svg)", "shows dot.svg without words."),
        (
            "![a page](page.html)",
            "shows page.html, which is no picture that a notebook can hold. Make it one of jpeg, ",
        ),
        ("![large](large.png)", "shows large.png, which has 100001 bytes. Make it smaller than 100000."),
    ],
)
def test_a_picture_that_cannot_be_shown_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "dot.svg").write_bytes(DOT)
    (tmp_path / "page.html").write_text("<p>")
    (tmp_path / "large.png").write_bytes(bytes(100_001))
    with pytest.raises(ValueError, match=r"^shows ") as raised:
        with_pictures(text, tmp_path)
    assert str(raised.value).startswith(said)


def test_syncing_names_the_lecture_whose_picture_is_missing(tmp_path: Path) -> None:
    for part in ("reference", "assignments"):
        shutil.copytree(ROOT / part / "flatten", tmp_path / part / "flatten")
    shutil.copy(ROOT / "course.toml", tmp_path)
    lecture = tmp_path / "reference" / "flatten" / LECTURE
    lecture.write_text(lecture.read_text().replace("## Summary", "![a dot](dot.svg)\n\n## Summary"))
    with pytest.raises(UnitError, match=r"flatten/lecture\.md shows dot\.svg, which does not exist"):
        release.sync(tmp_path, write=True)
    (lecture.parent / "dot.svg").write_bytes(DOT)
    release.sync(tmp_path, write=True)
    release.assert_safe(tmp_path, "flatten")
    assert base64.b64encode(DOT).decode() in (tmp_path / "assignments/flatten/flatten.ipynb").read_text()
