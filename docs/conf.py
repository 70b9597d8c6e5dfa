"""How the documentation is built: ``make docs`` writes it to ``build/docs``; every warning is an
error.

Sphinx with MyST: it is maintained, reads Markdown, and fails on every broken link and reference.
The pages take their text from the README and from CONTRIBUTING.md wherever it stands there already.
"""

import json
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]

project = "chainrule-kit"
author = "The authors of chainrule-kit"
extensions = ["myst_parser", "sphinx_click"]
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
