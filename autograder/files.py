"""Writing files so that nobody ever finds half of one, and reading nothing but files."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

_AS_IT_IS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
"""No link is followed, no pipe waited at, no line end changed; each where the system can."""


def open_plain(path: Path) -> BinaryIO:
    """Opens a file that somebody else may put another thing in the place of at any time: what was
    opened is looked at, not what is there before.

    Raises:
        OSError: it cannot be read, or is a link, a folder, a pipe or a device.
    """
    file = os.fdopen(os.open(path, os.O_RDONLY | _AS_IT_IS), "rb")
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "It is no file", str(path))


def write_whole(path: Path, data: str | bytes | Iterable[str]) -> None:
    """Writes a file, at once or piece by piece, beside its place and then puts it there: what was
    there before stays until all of the new one is on disk.

    Where ``path`` is no file but, say, a pipe, the data are written into it.

    Raises:
        OSError: it cannot be written; what was there before is unchanged.
    """
    pieces = [data] if isinstance(data, str | bytes) else data
    if path.exists() and not path.is_file() and not path.is_dir():
        _write(path, pieces)
        return
    path = Path(os.path.realpath(path))  # a link stays a link
    beside = path.with_name(f".{path.name}.part")
    try:
        _write(beside, pieces)
        if path.exists():
            shutil.copymode(path, beside)
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _write(path: Path, pieces: Iterable[str | bytes]) -> None:
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece.encode() if isinstance(piece, str) else piece)
