"""The sentences in Python code: docstrings, comments, and strings that people read.

A string is one that people read where words follow each other in it, or where it is a label. Each is one
message, as it stands between its quotation marks; a docstring's is without its indentation.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping

_LABELS = frozenset({"title", "label", "xlabel", "ylabel", "suptitle", "what"})
"""What arguments are called whose values people read, be it a single word."""

_SAYING = frozenset({"print", *_LABELS, *(f"set_{label}" for label in _LABELS)})
"""What functions are called whose arguments are such."""

_FIELD = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_WORDS = re.compile(r"[^\W\d_]{2,}[,;:.]? +[^\W\d_]{2,}|[^\W\d_]{3,}-[^\W\d_]{3,}")
_LITERAL = re.compile(r"([A-Za-z]*)(\"\"\"|'''|\"|')((?:\\.|(?!\2).)*)\2", re.DOTALL)
_LANGUAGE = re.compile(r"\A# language: (\w+)\n")
_FOR_TOOLS = re.compile(r"# *(noqa|type:|ruff:|mypy:|pragma|language:)")


@dataclasses.dataclass(frozen=True)
class _Passage:
    """A message of the code: where it stands, and how another text is written in its place."""

    start: int
    end: int
    message: str
    written: Callable[[str], str]
    is_string: bool = False


def messages(code: str, *, all_kinds: bool = True) -> list[str]:
    """The messages of a piece of code, in their order, or its strings alone; none where it is no Python."""
    return list(dict.fromkeys(passage.message for passage in _passages(code) if all_kinds or passage.is_string))


def marked(code: str) -> list[str]:
    """The messages that a piece of code looks up itself: ``_("...")``, and what ``N_("...")`` marks."""
    tree = _tree(code)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
    texts = (call.args[0] for call in calls if _called(call.func) in ("_", "N_") and call.args)
    return [text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str)]


def translated(code: str, texts: Mapping[str, str]) -> str:
    """The code with its messages in another language, those that ``texts`` has.

    Raises:
        ValueError: a translation has other fields in braces than the message, or makes no Python.
    """
    changed = code
    for passage in reversed(_passages(code)):
        if passage.message in texts:
            changed = changed[: passage.start] + passage.written(texts[passage.message]) + changed[passage.end :]
    if changed != code and _tree(changed) is None:
        raise ValueError(f"with its translations, this is no Python any more: {code.strip().splitlines()[0]!r} ...")
    return changed


def language_of(code: str) -> str:
    """The language that a file says it is written in; empty if it says none."""
    found = _LANGUAGE.match(code)
    return found[1] if found else ""


def in_language(code: str, language: str) -> str:
    """The code with a first line that says in what language it is written; English is not worth a word."""
    return code if language == "en" else f"# language: {language}\n{code}"


def _passages(code: str) -> list[_Passage]:
    tree = _tree(code)
    if tree is None:
        return []
    return sorted([*_strings(code, tree), *_comments(code)], key=lambda passage: passage.start)


def _tree(code: str) -> ast.Module | None:
    try:
        return ast.parse(_without_magic(code))
    except (SyntaxError, ValueError):
        return None


def _without_magic(code: str) -> str:
    """The code with IPython's own commands made comments of the same length."""
    return re.sub(r"^[%!].*$", lambda found: "#" * len(found[0]), code, flags=re.MULTILINE)


# Strings.


def _strings(code: str, tree: ast.Module) -> Iterator[_Passage]:
    place = _places(code)
    docstrings, inner, labels = _docstrings(tree), _inner(tree), _labelled(tree)
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        if not is_text or id(node) in inner:
            continue
        assert isinstance(node, ast.expr)
        start, end = place(node.lineno, node.col_offset), place(node.end_lineno or 0, node.end_col_offset or 0)
        parts = list(_LITERAL.finditer(code[start:end]))
        if not parts or _LITERAL.sub("", code[start:end]).strip():
            continue  # what stands between its parts is more than space
        if id(node) in docstrings:
            yield _docstring(parts[0], start, end, node.col_offset)
        elif _is_read("".join(part[3] for part in parts), alone=id(node) in labels):
            yield _string(parts, start, end)


def _docstring(literal: re.Match[str], start: int, end: int, indent: int) -> _Passage:
    message = re.sub(rf"^ {{1,{indent}}}" if indent else "^", "", literal[3], flags=re.MULTILINE).strip()

    def written(text: str) -> str:
        lines = text.strip().split("\n")
        margin = " " * indent
        below = [margin + line if line else "" for line in lines[1:]]
        return "\n".join([literal[1] + literal[2] + lines[0], *below, *([margin] if below else [])]) + literal[2]

    return _Passage(start, end, message, written)


def _string(parts: list[re.Match[str]], start: int, end: int) -> _Passage:
    message, quote = "".join(part[3] for part in parts), parts[0][2]
    is_formatted = any("f" in part[1].lower() for part in parts)
    prefix = next((part[1] for part in parts if "f" in part[1].lower()), parts[0][1])

    def written(text: str) -> str:
        if is_formatted and sorted(_FIELD.findall(text)) != sorted(_FIELD.findall(message)):
            raise ValueError(f"a translation has other fields in braces than {message!r}: {text!r}")
        return f"{prefix}{quote}{text}{quote}"

    return _Passage(start, end, message, written, is_string=True)


def _is_read(text: str, *, alone: bool) -> bool:
    """Whether people read a string: words follow each other in it, or it stands ``alone`` as a label."""
    own = _FIELD.sub("", text)
    return bool(_WORD.search(own) and (alone or _WORDS.search(_FIELD.sub("Xx", text))))


def _docstrings(tree: ast.Module) -> set[int]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = (node.body[0] for node in ast.walk(tree) if isinstance(node, holders) and node.body)
    return {id(each.value) for each in first if isinstance(each, ast.Expr)}


def _inner(tree: ast.Module) -> set[int]:
    """The parts of strings with fields."""
    joined = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    return {id(part) for node in joined for part in ast.walk(node)} - {
        id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and not _is_format(node, tree)
    }


def _is_format(node: ast.JoinedStr, tree: ast.Module) -> bool:
    """Whether it is what stands behind the colon of a field."""
    return any(isinstance(each, ast.FormattedValue) and each.format_spec is node for each in ast.walk(tree))


def _labelled(tree: ast.Module) -> set[int]:
    keywords = (node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in _LABELS)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    said = (argument for node in calls if _called(node.func) in _SAYING for argument in node.args)
    return {id(node) for node in (*keywords, *said)}


def _called(function: ast.expr) -> str:
    return getattr(function, "attr", "") or getattr(function, "id", "")


def _places(code: str) -> Callable[[int, int], int]:
    """From a line and a column, which Python counts in bytes, to a place in the text."""
    lines = code.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    @functools.cache
    def place(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    return place


# Comments.


def _comments(code: str) -> Iterator[_Passage]:
    """The comments; lines that hold nothing else, one below the other, are one message."""
    tokens = tokenize.generate_tokens(io.StringIO(_without_magic(code)).readline)
    place = _places(code)
    runs: list[list[tokenize.TokenInfo]] = []
    for token in tokens:
        if token.type != tokenize.COMMENT or not token.string.startswith("# ") or _FOR_TOOLS.match(token.string):
            continue
        if runs and _goes_on(runs[-1][-1], token):
            runs[-1].append(token)
        else:
            runs.append([token])
    for run in runs:
        message = "\n".join(token.string[2:] for token in run)
        if _WORDS.search(message):
            column = run[0].start[1]
            start = place(run[0].start[0], 0) + column
            end = place(run[-1].start[0], 0) + run[-1].end[1]
            yield _Passage(start, end, message, functools.partial(_commented, " " * column))


def _goes_on(before: tokenize.TokenInfo, token: tokenize.TokenInfo) -> bool:
    """Whether a comment goes on from the line above, where no code stands beside either."""
    alone = not before.line[: before.start[1]].strip() and not token.line[: token.start[1]].strip()
    return alone and token.start == (before.start[0] + 1, before.start[1])


def _commented(margin: str, text: str) -> str:
    return f"\n{margin}".join(f"# {line}" for line in text.split("\n"))
