"""What text cells, code and outputs look like on a page: HTML that is inert, loads nothing, and
shows formulas without a network.

These run in a process of their own (see ``rendering``): with the text that it takes for that, any
of the libraries beneath can be kept busy for hours.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import bleach  # type: ignore[import-untyped] # ships without types
from bleach.html5lib_shim import Filter  # type: ignore[import-untyped]
from nbconvert.filters import Highlight2HTML, ansi2html, clean_html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.nbgrader import formulas

_BLOCKS = ("p", "br", "hr", "div", "span", "pre", "img", "h1", "h2", "h3", "h4", "h5", "h6")
_WORDS = ("del", "dd", "dl", "dt", "kbd", "s", "sub", "sup", "u")
_TABLES = ("table", "thead", "tbody", "tr", "th", "td")
_FOLDED = ("details", "summary")
_CLASS = re.compile(r"highlight|[a-z0-9]{1,3}|language-[\w+-]+|alert( alert-[a-z]+)?")
"""The names that Pygments gives, and those of Bootstrap's boxes: formgrader looks for others."""

_LINK = re.compile(r"\s*(https?://|mailto:|#)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*")


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return _CLASS.fullmatch(value) is not None
    if tag == "a":
        return name == "href" and _LINK.match(value) is not None
    if tag == "img":
        return name == "alt" or (name == "src" and _PICTURE.fullmatch(value) is not None)
    return name == "title"


class _Closed(Filter):  # type: ignore[misc] # ships without types
    """Lets no link tell where it was clicked, and puts words in the place of pictures that would be
    loaded.
    """

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            data = token.get("data")
            if token.get("name") == "a" and isinstance(data, dict):
                data[None, "rel"] = "noopener noreferrer"
            if token.get("name") == "img" and (None, "src") not in (data or {}):
                token = {"type": "Characters", "data": f"[picture: {(data or {}).get((None, 'alt')) or 'left out'}]"}
            yield token


_CLEANER = bleach.Cleaner(
    tags={*bleach.ALLOWED_TAGS, *_BLOCKS, *_WORDS, *_TABLES, *_FOLDED},
    attributes=_may_stay,
    protocols={"http", "https", "mailto", "data"},
    strip=True,
    filters=[_Closed],
)


class _Renderer(IPythonRenderer):
    """Writes words for formulas, of which nobody can know the marks, until all else is cleaned."""

    def __init__(self, attachments: Mapping[str, Mapping[str, str]], path: str) -> None:
        super().__init__(
            escape=False,
            attachments=dict(attachments),  # type: ignore[arg-type] # it only reads them
            embed_images=bool(path),
            path=path,
        )
        self._mark, self._formulas = secrets.token_hex(16), list[str]()

    def finished(self, page: str) -> str:
        """The page with the formulas in their places."""
        return re.sub(rf"{self._mark}_(\d+)_", lambda found: self._formulas[int(found[1])], page)

    def heading(self, text: str, level: int, **_attrs: Any) -> str:
        return f"<h{level}>{text}</h{level}>\n"

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre>{html.escape(code)}</pre>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return super().image(re.sub(rf"{self._mark}_\d+_", "formula", text), url, title)

    def _embed_image_or_attachment(self, src: str) -> str:
        if src.startswith("attachment:") and src.removeprefix("attachment:") not in self.attachments:
            return ""
        return super()._embed_image_or_attachment(src)

    def inline_math(self, body: str) -> str:
        return self._formula(body, f"${body}$")

    def block_math(self, body: str) -> str:
        return self._formula(body, f"$${body}$$", display=True)

    def latex_environment(self, name: str, body: str) -> str:
        whole = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._formula(whole, whole, display=True)

    def _formula(self, formula: str, source: str, *, display: bool = False) -> str:
        try:
            shown = formulas.mathml(formula, display=display)
        except ValueError:
            shown = html.escape(source)
        self._formulas.append(shown)
        return f"{self._mark}_{len(self._formulas) - 1}_"


def text_cell(source: str, attachments: Mapping[str, Mapping[str, str]], path: str) -> str:
    """Markdown, with the pictures that are attached to it or lie in the folder ``path``."""
    renderer = _Renderer(attachments, path)
    return renderer.finished(str(_CLEANER.clean(MarkdownWithMath(renderer=renderer).render(source))))


def code(source: str) -> str:
    """Python, coloured."""
    return str(Highlight2HTML(pygments_lexer="ipython3")(source))


RENDERERS: Mapping[str, Callable[..., str]] = {
    "text": text_cell,
    "code": code,
    "terminal": ansi2html,
    "fragment": clean_html,
}
"""How each kind of text is rendered."""
