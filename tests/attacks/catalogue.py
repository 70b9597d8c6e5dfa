"""The attacks, as data: each is a plain file, or a folder of files, whose docstring says what it
wants.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclasses.dataclass(frozen=True)
class Attack:
    """One attack: ``wants`` in a line, the submission's files, and the constants that its module
    declares in capitals.
    """

    name: str
    wants: str
    files: Mapping[str, bytes]
    settings: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The submitted module."""
        return self.files["unit.py"].decode()

    def setting(self, name: str, default: Any) -> Any:
        """A constant that the attack declares."""
        return self.settings.get(name, default)


def attacks(group: str) -> dict[str, Attack]:
    """All attacks of a group, which is a folder beside this file, by name."""
    found = [path for path in (FOLDER / group).iterdir() if path.suffix == ".py" or (path / "unit.py").is_file()]
    return {path.stem: _read(path) for path in sorted(found)}


def _read(path: Path) -> Attack:
    files = (
        {"unit.py": path.read_bytes()}
        if path.is_file()
        else {file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.is_file()}
    )
    tree = ast.parse(files["unit.py"])
    wants = ast.get_docstring(tree)
    assert wants, f"{path} does not say what it wants"
    settings = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id.isupper()
        and _is_literal(node.value)
    }
    return Attack(path.stem, wants.splitlines()[0], files, settings)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True
