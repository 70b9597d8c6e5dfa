"""How the documentation is built: ``make docs`` writes it to ``build/docs``; every warning is an
error.

Sphinx with MyST: it is maintained, reads Markdown, and fails on every broken link and reference.
The pages take their text from the README and from CONTRIBUTING.md wherever it stands there already.
"""

import json
import re
import sys
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))

import course_map  # noqa: E402 - which stands beside this file

project = "chainrule-kit"
author = "The authors of chainrule-kit"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
autodoc_typehints = "signature"
html_theme = "furo"
html_title = project
html_theme_options = {"top_of_page_buttons": []}
html_show_copyright = False
exclude_patterns = ["_generated"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # a part of the README starts with the level of heading that it has there


def write_report_tables(_app: Sphinx) -> None:
    """The report's fields, from the published schema."""
    schema = json.loads((ROOT / "autograder" / "report.schema.json").read_text(encoding="utf-8"))
    parts = [
        table("run", schema),
        *(table(name, definition) for name, definition in schema["$defs"].items() if "properties" in definition),
    ]
    target = ROOT / "docs" / "_generated" / "report.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(parts), encoding="utf-8")


def draw_floors(_app: Sphinx) -> None:
    """The rooms of the code on their floors, from CONTRIBUTING's table; readable on light and on
    dark.
    """
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| `(\w+)` \| (.*?) \| .*\|$", text, flags=re.MULTILINE)
    floors = sorted({int(floor) for floor, *_ in rows}, reverse=True)
    boxes = [
        box
        for level, floor in enumerate(floors)
        for box in floor_boxes(level, [(name, what) for number, name, what in rows if int(number) == floor])
    ]
    height = len(floors) * FLOOR + 8
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">{STYLE}{"".join(boxes)}</svg>\n'
    target = ROOT / "docs" / "_generated" / "floors.svg"
    target.parent.mkdir(exist_ok=True)
    target.write_text(picture, encoding="utf-8")


def draw_course(_app: Sphinx) -> None:
    """The course as a map and as a table."""
    units = course_map.places(ROOT)
    folder = ROOT / "docs" / "_generated"
    folder.mkdir(exist_ok=True)
    (folder / "course_map.svg").write_text(course_map.picture(units), encoding="utf-8")
    (folder / "units.md").write_text(course_map.table(units), encoding="utf-8")


WIDTH, FLOOR = 880, 64
STYLE = """<style>
rect { fill: #eef3fb; stroke: #3b5b92; }
.public { fill: #dff2e1; stroke: #2d7a36; }
.edge { fill: #fbeaea; stroke: #9c3838; }
text { fill: #1d2433; font: 15px sans-serif; text-anchor: middle; }
@media (prefers-color-scheme: dark) {
rect { fill: #1d2940; stroke: #8fb0ea; }
.public { fill: #16331c; stroke: #7fd08a; }
.edge { fill: #3a1d1d; stroke: #e69a9a; }
text { fill: #eef1f7; }
}
</style>"""


def floor_boxes(level: int, rooms: list[tuple[str, str]]) -> list[str]:
    """One floor as boxes with the rooms' names; public rooms and the untrusted one stand out."""
    sizes = [len(name) + 6 for name, _ in rooms]
    scale, left, boxes = (WIDTH - 12 * (len(rooms) + 1)) / max(sum(sizes), 60), 12.0, []
    left = (WIDTH - scale * sum(sizes) - 12 * (len(rooms) - 1)) / 2
    for (name, what), size in zip(rooms, sizes, strict=True):
        kind = "public" if "**public**" in what else "edge" if name == "worker" else "room"
        width, top = scale * size, level * FLOOR + 8
        boxes.append(f'<rect class="{kind}" x="{left:.0f}" y="{top}" width="{width:.0f}" height="44" rx="6"/>')
        boxes.append(f'<text x="{left + width / 2:.0f}" y="{top + 28}">{name}</text>')
        left += width + 12
    return boxes


def table(name: str, definition: dict) -> str:
    """One object of the schema as a table in Markdown."""
    rows = [
        f"| `{field}` | {kind(about)} | {about.get('description', '')} |"
        for field, about in definition["properties"].items()
    ]
    return "\n".join(
        [f"## {name}", "", definition.get("description", ""), "", "| field | what | |", "|---|---|---|", *rows, ""]
    )


def kind(about: dict) -> str:
    """What a field holds, in a few words."""
    if "const" in about:
        return f"`{json.dumps(about['const'])}`"
    if "enum" in about:
        return ", ".join(f"`{value}`" for value in about["enum"])
    if "$ref" in about:
        return about["$ref"].rpartition("/")[2]
    if "anyOf" in about:
        return " or ".join(map(kind, about["anyOf"]))
    if about.get("type") == "array":
        return f"list of {kind(about['items'])}" if "items" in about else "list"
    return str(about.get("type", "any value"))


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("builder-inited", write_report_tables)
    app.connect("builder-inited", draw_floors)
    app.connect("builder-inited", draw_course)
