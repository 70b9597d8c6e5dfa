"""Writing files so that nobody ever finds half of one."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path


def write_whole(path: Path, data: str | bytes) -> None:
    """Writes a file beside its place and then puts it there: what was there before stays until all
    of the new one is on disk.

    Where ``path`` is no file but, say, a pipe, the data are written into it.

    Raises:
        OSError: it cannot be written; what was there before is unchanged.
    """
    data = data.encode() if isinstance(data, str) else data
    if path.exists() and not path.is_file() and not path.is_dir():
        path.write_bytes(data)
        return
    path = Path(os.path.realpath(path))  # a link stays a link
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        if path.exists():
            shutil.copymode(path, beside)
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
