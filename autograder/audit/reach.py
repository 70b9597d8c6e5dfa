"""What an exercise of a module can reach: the text that its answers depend on.

A variant that leaves all of that as it is in the solution answers as the solution does, so it need
not be asked again.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
from collections.abc import Iterator, Mapping


@dataclasses.dataclass(frozen=True)
class Reach:
    """The definitions of a module by name, each with its text and the names that it uses; what else
    stands at the top level belongs to all of them.
    """

    texts: Mapping[str, str]
    uses: Mapping[str, frozenset[str]]
    common: str

    def names(self, name: str) -> frozenset[str]:
        """All names that a definition reaches, itself among them."""
        return frozenset(_reached(name, self.uses) & self.texts.keys())

    def text(self, name: str, without: str) -> str:
        """All that the answers of a definition depend on, but for what stands behind one name."""
        uses = {each: used for each, used in self.uses.items() if each != without}
        names = sorted((_reached(name, uses) & self.texts.keys()) - {without})
        return "\n".join([self.common, *(self.texts[each] for each in names)])


def _reached(name: str, uses: Mapping[str, frozenset[str]]) -> set[str]:
    found, open_ones = set[str](), {name}
    while open_ones:
        found |= open_ones
        open_ones = {used for each in open_ones for used in uses.get(each, ())} - found
    return found


@functools.lru_cache(maxsize=4)
def reach(text: str) -> Reach:
    """The definitions of a module."""
    lines = text.split("\n")
    texts: dict[str, str] = {}
    uses: dict[str, frozenset[str]] = {}
    common: list[str] = []
    for node in ast.parse(text).body:
        passage = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        used = frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
        bound = list(_bound(node))
        for name in bound:  # a class may be derived from one of its own name, which stands above it
            texts[name] = f"{texts.get(name, '')}\n{passage}"
            uses[name] = uses.get(name, frozenset()) | used
        if not bound:
            common.append(passage)
    return Reach(texts, uses, "\n".join(common))


@functools.lru_cache(maxsize=64)
def reach_of_methods(text: str, owner: str, methods: tuple[str, ...]) -> Mapping[str, str]:
    """The methods of a class that some of them reach, themselves among them, with their texts; what else
    stands in the class, or in another of its name, is under the empty name.
    """
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and node.name == owner]
    parts = {node.name: node for node in classes[-1].body if isinstance(node, ast.FunctionDef)}
    uses = {
        name: frozenset(each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute))
        for name, node in parts.items()
    }
    names = set().union(*(_reached(name, uses) for name in methods)) & parts.keys()
    rest = [node for node in classes[-1].body if not isinstance(node, ast.FunctionDef)]
    other = "\n".join(map(ast.unparse, [*classes[:-1], *rest]))
    return {"": other, **{name: ast.unparse(parts[name]) for name in names}}


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement at the top level gives a meaning to."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))
