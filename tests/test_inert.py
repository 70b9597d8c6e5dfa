"""What students write is inert once it is read, and rendering it ends, whatever it is."""

from __future__ import annotations

import copy
import html.parser
import re
import time
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, markdown2html_mistune
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config

from autograder.nbgrader import feedback, formulas, hand_ins, inert, markup, rendering
from autograder.nbgrader.active_files import is_active
from autograder.nbgrader.feedback import FeedbackExporter

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

# What is active.

_TAGS = re.compile(r"\W+").split(
    "p br hr div span pre code h1 h2 h3 h4 h5 h6 ul ol li dl dt dd a em strong del b i u s sub sup kbd blockquote img "
    "table thead tbody tr th td input"
)
_HARMLESS = {
    "href": r"(?i)https?://.*|mailto:.*|#.*",
    "src": r"data:image/png;base64,.*|[\w-]+([/.][\w-]+)*\.(png|jpe?g|gif|webp)",
    "class": r"highlight|\w{1,3}|language-.*|anchor-link|task-list-item(-checkbox)?|jp-Mermaid|mermaid",
    "id": r"|.*%.*",  # nobody's field has such a name
    "style": r"text-align: ?(left|right|center)",
    "type": r"checkbox",
    "alt": r"(?s).*",
    "title": r"(?s).*",
    "rel": r"noopener noreferrer",
    "disabled": r"disabled|",
}
"""What nbconvert makes of Markdown, and no more."""


class Active(html.parser.HTMLParser):
    """Collects what in a text is neither text nor one of these."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.found.append(tag)
        for name, value in attributes:
            if not re.fullmatch(_HARMLESS.get(name, r"(?!)"), value or "", re.DOTALL):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")

    handle_decl = unknown_decl = handle_pi = handle_comment


def active(source: str, attachments: dict[str, dict[str, str]] | None = None) -> list[str]:
    """What is active of Markdown, shown as formgrader does."""
    renderer = IPythonRenderer(escape=False, attachments=attachments or {})
    return Active(MarkdownWithMath(renderer=renderer).render(source)).found


HOSTILE = {
    "handler": "<img src=x onerror=alert(1)>",
    "script": "<script>alert(1)</script>",
    "svg": "<svg onload=alert(1)><use href='data:image/svg+xml,x'></svg>",
    "mathml": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "page covered": "<div style='position:fixed;inset:0'>0 points</div>",
    "style sheet": "<style>body {display: none}</style>",
    "form": "<form action=//x><input name=y><button>Full credit</button></form>",
    "frame": "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x><embed src=x>",
    "refresh": "<meta http-equiv=refresh content='0;url=//x'><base href=//x><link rel=stylesheet href=//x>",
    "names": "<a id=double name=formgrader class='score tabbable'>x</a>",
    "end": "</div></div></body>",
    "command in a tag": "<\\style>body {display: none}</style><\\data onclick=alert(1)>x",
    "comment": "<!-- everything that follows",
    "cdata": "<![CDATA[x]]><?php x ?><!DOCTYPE x>",
    "half a tag": "<img src=x onerror=alert(1) x=",
    "over lines": "<img\nsrc=x\nonerror=alert(1)>",
    "link": "[x](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [x]( javascript:alert(1))",
    "link by entity": "[x](java&#115;cript:alert(1)) [x](javascript&colon;alert(1)) [x](\tjavascript:alert(1))",
    "link in brackets": "[x](<javascript:alert(1)>) [x](<\njavascript:alert(1)>)",
    "link to data": "[x](data:text/html,<script>alert(1)</script>)",
    "link beside": "[x](page.html) [x](/lab) [x](../../api) [x](//elsewhere.example)",
    "link by reference": "[x][y] [y]\n\n[y]: javascript:alert(1)\n",
    "link by folded reference": "[x][y]\n\n[y]:\njavascript:alert(1)\n",
    "autolink": "<javascript:alert(1)> <https://x.example>",
    "picture elsewhere": "![x](http://elsewhere.example/x.png) ![x][y] !![x](//elsewhere.example/x.png)\n\n[y]: http://e.example/x\n",
    "picture in link": "[![x](http://elsewhere.example/x.png)](javascript:alert(1))",
    "picture above": "![x](../../../x.png) ![x](/x.png)",
    "title": "[x](https://x.example \"' onmouseover='alert(1)\") ![x](x.png '\" onerror=\"alert(1)')",
    "diagram": "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "language": "```x' onclick='alert(1)\nx\n```",
    "heading": "# double\n\n#total\n\n> ## score\n\nstatusmessage\n===\n\n- # notebook\n\nwords\n-----\n",
    "code": "`<img src=x onerror=alert(1)>` ``<script>``",
    "table": "| <img src=x onerror=alert(1)> |\n|---|\n| [x](javascript:alert(1)) |",
    "formula": "$<img src=x onerror=alert(1)>$ $$</script><script>alert(1)</script>$$",
    "simple tags": "<b>x`</b>` <sub onclick=alert(1)>x</sub> <b/onclick=alert(1)>x</b>",
    "escapes": "\\<img src=x onerror=alert(1)> \\\\<img src=x onerror=alert(1)> &lt;img src=x onerror=alert(1)&gt;",
    "zero": "<\x00img src=x onerror=alert(1)> <\u202eimg src=x>",
}
each_hostile = pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)


@each_hostile
def test_nothing_is_active_of_what_was_cleaned(source: str) -> None:
    assert active(inert.text(source)) == []


NO_CONTROL = {
    "code",
    "formula",
    "escapes",
    "language",
    "zero",
    "title",
    "comment",
    "end",
    "half a tag",
    "command in a tag",
}
"""Tried because another program might make something of them: nbconvert does not."""


@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - NO_CONTROL))
def test_it_is_active_where_nothing_cleans_it(name: str) -> None:
    assert active(HOSTILE[name]) != []


PIECES = st.sampled_from(
    [*HOSTILE.values(), *"<>![]()`\\\n&#;:'\"$|-=* ", "](", "<b>", "</b>", "javascript:", "img src=x ", "\n\n", "    "]
)


@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=12).map("".join))
def test_nothing_is_active_however_it_is_put_together(source: str) -> None:
    assert active(inert.text(source)) == []


@pytest.mark.parametrize(
    "command",
    ["href{javascript:alert(1)}", "class{score}", "cssId{double}", "style{color:red}", "def", "require{html}"],
)
@pytest.mark.parametrize("slashes", ["\\", "\\\\", "\\\\\\"])
def test_no_formula_makes_links_names_or_styles(command: str, slashes: str) -> None:
    assert "\\" not in inert.text(f"${slashes}{command}{{x}}$")


HONEST = """A formula $a < b$, $$\\frac{1}{2} \\le \\sum_i x_i$$ and `code[0]`; 1 < 2, x <- y, a <= b.

| a | b |
|--:|---|
| 1 | **2** |

1. H<sub>2</sub>O<br>
2. [a page](https://example.org/a?b=c&d=e), https://example.org
   - *nested*

```python
if x < 1 and y[0] != [1, 2]:
    return {"a": 1}
```

![my plot](attachment:plot.png) ![beside](plots/one.png)
"""


def test_an_honest_answer_stays_as_it_is() -> None:
    assert inert.text(HONEST, {"plot.png"}) == HONEST
    assert active(HONEST, {"plot.png": {"image/png": PIXEL}}) == []


def test_a_picture_that_is_gone_is_said_to_be() -> None:
    assert inert.text("![x](attachment:gone.png)") == "(The picture gone.png is missing.)"


def notebook(*cells: NotebookNode) -> NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def test_the_instructors_own_text_stays_and_of_a_students_attachments_only_pictures() -> None:
    ours = nbformat.v4.new_markdown_cell("<b id='x'>Ours</b>", attachments={"a.png": {"image/png": PIXEL}})
    changed = copy.deepcopy(ours)
    changed.attachments = {"a.png": {"image/svg+xml": "<svg onload=alert(1)>", "text/html": "x"}}
    theirs = nbformat.v4.new_markdown_cell("<b id='y'>Theirs</b>")
    theirs.attachments = {"b.png": {"image/png": PIXEL, "text/html": "x"}, "c": {"image/png": "' onerror="}}
    raw = nbformat.v4.new_raw_cell("<img src=x onerror=alert(1)>")
    code = nbformat.v4.new_code_cell("x[0](1) < y  # <img src=x>")
    found = inert.cleaned(notebook(changed, theirs, raw, code), notebook(ours)).cells
    assert [cell.source for cell in found] == [
        ours.source,
        "< b id='y'>Theirs< /b>",
        "< img src=x onerror=alert(1)>",
        code.source,
    ]
    assert found[0].attachments == ours.attachments
    assert found[1].attachments == {"b.png": {"image/png": PIXEL}}


# Rendering.


@each_hostile
def test_nothing_is_active_of_what_is_rendered_even_if_it_was_not_cleaned(source: str) -> None:
    shown = markup.text_cell(source, {}, "")
    assert Active(re.sub("<math.*?</math>", "", shown, flags=re.DOTALL)).found == []
    assert "elsewhere.example/x.png" not in "".join(re.findall("<img[^>]*>", shown))


def test_what_a_lecture_folds_stays_folded_and_keeps_no_attribute() -> None:
    shown = markup.text_cell(
        "<details open ontoggle='x()'>\n<summary>Answer</summary>\n\n**Yes.**\n\n</details>", {}, ""
    )
    assert "".join(shown.split()) == "<details><summary>Answer</summary><p><strong>Yes.</strong></p></details>"


def test_formulas_are_shown_without_a_script() -> None:
    shown = markup.text_cell("$x_1$ and $$\\begin{aligned}a&=b\\\\c&=d\\end{aligned}$$ and $\\undefined{$", {}, "")
    assert shown.count("<math") == 2
    assert "<msub><mi>x</mi><mn>1</mn></msub>" in shown
    assert "$\\undefined{$" in shown


@pytest.mark.parametrize(
    "formula",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{score}{x}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{<script>alert(1)</script>}",
        r"\text{</math><img src=x onerror=alert(1)>}",
        r"\text{<annotation-xml encoding='text/html'><p>x</p></annotation-xml>}",
        r"\hspace{9999em}x",
    ],
)
def test_in_a_formula_there_are_only_formulas(formula: str) -> None:
    try:
        shown = formulas.mathml(formula)
    except ValueError:
        return
    assert re.findall(r"<(?!/?(?:math|mrow|mi|mo|mn|mtext|mspace)\b)", shown) == []
    assert not re.search(r"\b(href|style|class|on\w+)=|9999", shown)


def test_a_formula_in_the_words_of_a_picture_stays_in_its_words() -> None:
    shown = markup.text_cell("![a $x$ b](attachment:p)", {"p": {"image/png": PIXEL}}, "")
    assert re.fullmatch(r'<p><img src="data:image/png;base64,[^"<>]*" alt="a formula b"></p>\s*', shown)


# Deadlines.

SLOW = "a" + "<div>" * 20_000


class Context(dict[str, object]):
    """What nbconvert's templates hand to filters."""


def context() -> Context:
    return Context(resources={}, cell={})


def test_what_takes_too_long_is_plain_text_and_the_next_cell_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "SECONDS", 0.5)
    place = context()
    assert "<p>first</p>" in rendering.markdown2html(place, "first")
    start = time.monotonic()
    shown = rendering.markdown2html(place, SLOW)
    assert rendering._SORRY in shown
    assert "a&lt;div&gt;" in shown
    monkeypatch.setattr(rendering, "SECONDS", 30.0)
    assert "<p>next</p>" in rendering.markdown2html(place, "next")
    assert time.monotonic() - start < 60


def test_a_notebook_has_no_more_time_than_all_of_it_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    place = context()
    rendering.markdown2html(place, "first")
    monkeypatch.setattr(rendering, "NOTEBOOK_SECONDS", 0.0)
    for show in (rendering.markdown2html, rendering.highlight_code, rendering.ansi2html, rendering.clean_html):
        assert rendering._SORRY in show(place, "<b>")
        assert "&lt;b&gt;" in show(place, "<b>")


@pytest.mark.parametrize("name", sorted(rendering.FILTERS))
def test_what_is_too_long_is_cut(name: str) -> None:
    shown = rendering.FILTERS[name](context(), "<" * 1_000_000)
    assert "(and 900000 characters more)" in shown
    assert len(shown) < 500_000


MEGABYTES = ["a" + " " * 10**6 + "b", "[a](<" * 200_000, "<div>" * 200_000, "```\n" * 250_000, "[" * 10**6, "\\" * 10**6, "!" * 10**6,
             "![" * 500_000, "<b>" * 300_000, "=\n" * 500_000, "> # " * 250_000, "[a]:" * 250_000, "\\href" * 200_000, "![a](a/a" * 125_000]  # fmt: skip


@pytest.mark.parametrize("source", MEGABYTES, ids=lambda source: repr(source[:5]))
def test_a_megabyte_is_cleaned_at_once(source: str) -> None:
    start = time.process_time()
    inert.text(source)
    assert time.process_time() - start < 5  # a tenth of that


# Pages.


def page(*cells: NotebookNode) -> str:
    exporter = FeedbackExporter(
        config=Config(
            HTMLExporter={"filters": dict(rendering.FILTERS), "template_name": "classic", "sanitize_html": True}
        )
    )
    return str(exporter.from_notebook_node(notebook(*cells))[0])


def test_a_page_loads_nothing_and_says_so() -> None:
    shown = page(nbformat.v4.new_markdown_cell("\n\n".join([*HOSTILE.values(), HONEST])))
    assert "default-src 'none'" in shown
    assert not re.search(r"<(script|link|iframe|object|embed|base|form)\b|@font-face|@import", shown)
    assert all(source.startswith("data:image/") for source in re.findall(r'<img[^>]*\bsrc="([^"]*)"', shown))
    assert all("noopener" in link for link in re.findall(r"<a [^>]*href=\"http[^>]*>", shown))


def test_nbconverts_own_page_loads_things() -> None:
    own = HTMLExporter(template_name="classic").from_notebook_node(notebook(nbformat.v4.new_markdown_cell("x")))[0]
    assert re.search(r'<script src="https://', own)


# Files.


@pytest.mark.parametrize(
    "name", ["toy.html", "TOY.HTM", "a.svg", "a.xhtml", "a.xml", "a.js", "a.pdf", "x.atom", "toy.html\n"]
)
def test_files_that_a_browser_obeys_are_not_copied(name: str) -> None:
    assert is_active(name) or "\n" in name


@pytest.mark.parametrize("name", ["toy.py", "data.csv", "plot.png", "notes.md", "a.docx", "a.txt", "html", "x.npz"])
def test_other_files_are(name: str) -> None:
    assert not is_active(name)


def test_a_page_that_was_handed_in_never_stands_for_the_feedback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("toy.py", "toy.html", "more/toy.HTML", "data.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<html></html>")

    def copied() -> set[str]:
        return {str(path.relative_to(tmp_path)) for path in hand_ins._plain_files(tmp_path, [], first="toy.py")}

    assert copied() == {"toy.py", "data.csv"}
    assert not feedback._is_ours(tmp_path / "toy.html")
    (tmp_path / "toy.html").write_text(page(nbformat.v4.new_markdown_cell("x")))
    assert feedback._is_ours(tmp_path / "toy.html")
    monkeypatch.setattr(hand_ins, "is_active", lambda name: False)
    assert "toy.html" in copied()


def test_a_picture_beside_the_notebook_is_shown_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "plot.png").write_bytes(b"x")
    assert 'src="data:image/png;base64,' in markup.text_cell("![p](plot.png)", {}, str(tmp_path))
    assert "<img" not in markup.text_cell("![p](gone.png)", {}, str(tmp_path))
    assert markdown2html_mistune("![p](plot.png)").count("<img") == 1
