"""Papers: which of all possible cases are drawn.

What a report shows can be learnt by heart.  So cases follow from a secret of the course and, where
students can hand in again and again, from the hand-in itself: the same hand-in always meets the same
cases, and the next one others.  Who could compute a table of answers would need the paper's cases
before the hand-in that holds the table exists.
"""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
import zlib
from collections.abc import Mapping
from pathlib import Path

from autograder.errors import KitError

FILE = "secret.txt"
"""The name, in ``reference/``, of the file with the course's secret, which is never handed out."""

ABSENT = (
    "This course has no secret, so its cases are those that anybody can draw who has the kit. "
    "Run `autograder new secret` once, and keep the file with the reference."
)
"""What is said, once a run, where there is none."""

_DIGITS = 64


class SecretError(KitError):
    """The course's secret cannot be used; the message names the file and what to do."""


@dataclasses.dataclass(frozen=True)
class Paper:
    """One drawing of the cases of every check.

    Args:
        secret: the course's; empty where it has none.
        hand_in: the digest of the one hand-in that meets it; empty for the paper of a whole class.
    """

    secret: str = dataclasses.field(default="", repr=False)
    hand_in: str = ""

    def of(self, files: Mapping[str, bytes]) -> Paper:
        """The paper that one hand-in meets, whoever hands it in."""
        digest = hashlib.sha256()
        for name, data in sorted(files.items()):
            add_part(digest, name.encode(errors="surrogatepass"))
            add_part(digest, data)
        return dataclasses.replace(self, hand_in=digest.hexdigest())

    def seed(self, unit: str, exercise: str, check: str) -> int:
        """The seed of a check's cases.  It depends on names alone, so that editing one check moves no
        other; without a secret the class's paper is the one that everybody knows.
        """
        names = f"{unit}/{exercise}/{check}"
        if self == KNOWN:
            return zlib.crc32(names.encode())
        text = "\0".join((self.secret, self.hand_in, names))
        return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def add_part(digest: hashlib._Hash, part: bytes) -> None:
    """Adds a part with its length, so that no two sequences of parts look the same."""
    digest.update(len(part).to_bytes(8, "big") + part)


KNOWN = Paper()
"""The paper that everybody can draw: that of a class whose course has no secret."""


def read_paper(course: Path) -> Paper:
    """The paper that a class of the course meets.

    Raises:
        SecretError: there is a file for the secret, and it holds none.
    """
    file = course / "reference" / FILE
    try:
        secret = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return KNOWN
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"{file} cannot be read: {error}. {_MEND}") from None
    if len(secret) != _DIGITS or not set(secret) <= set("0123456789abcdef"):
        raise SecretError(f"{file} does not hold {_DIGITS} hexadecimal digits. {_MEND}")
    return Paper(secret)


_MEND = "Delete it and run `autograder new secret`; all hand-ins will meet other cases."


def new_secret(course: Path) -> Path:
    """Writes a secret that nobody knows, for nobody else to read; returns the file.

    Raises:
        SecretError: there is one already.
    """
    file = course / "reference" / FILE
    try:
        file.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise SecretError(
            f"{file} exists already. Delete it first if all hand-ins shall meet other cases, as in a new term."
        ) from None
    file.write_text(f"{secrets.token_hex(_DIGITS // 2)}\n", encoding="ascii")
    return file
