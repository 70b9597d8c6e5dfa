"""In which order pull requests are graded, so that nobody's keep anybody else's waiting: everyone
has their newest one graded first, then everyone their next.
"""

from __future__ import annotations

import collections
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from autograder.errors import KitError


class ListError(KitError):
    """A list of pull requests is not what GitHub or GitLab writes."""


class Turn(NamedTuple):
    """A pull request, and the account that it is of; empty where that is gone."""

    number: int
    author: str


def in_turn(lists: Sequence[str | bytes]) -> list[Turn]:
    """Pull requests in the order in which they are to be graded.

    Args:
        lists: JSON as ``gh pr list --json number,author,updatedAt`` or GitLab's API gives it; bytes
            may be in any encoding of JSON, for PowerShell writes UTF-16.

    Raises:
        ListError: it is not.
    """
    turns: collections.Counter[str] = collections.Counter()
    order = []
    for updated, number, author in sorted((each for text in lists for each in _read(text)), reverse=True):
        order.append((turns[author], updated, number, author))
        turns[author] += 1
    return [Turn(number, author) for _, _, number, author in sorted(order)]


def _read(text: str | bytes) -> list[tuple[str, int, str]]:
    """When each was changed last, its number and its author."""
    try:
        return [_facts(each) for each in json.loads(text)]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        advice = "Make it with `gh pr list --json number,author,updatedAt`, or with GitLab's API."
        raise ListError(f"The list of pull requests cannot be read. {advice}") from None


def _facts(request: Mapping[str, Any]) -> tuple[str, int, str]:
    number = request["number"] if "number" in request else request["iid"]
    updated = request["updatedAt"] if "updatedAt" in request else request["updated_at"]
    author = request["author"] or {}  # whose account is gone
    return str(updated), int(number), str(author["login"] if "login" in author else author.get("username", ""))
