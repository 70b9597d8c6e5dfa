"""When something was handed in, as ``timestamp.txt`` says, whoever wrote it.

nbgrader reads what its own exchange writes.  Of the rest it makes no time, or another one: an offset
such as +0100 counts as a hundred seconds, an unknown time zone as UTC.  Where the time is not
certain, nobody is late without a word: there is a warning that names the student.
"""

from __future__ import annotations

import codecs
import datetime
import os
import re
import warnings
from pathlib import Path

import dateutil.parser  # type: ignore[import-untyped] # nbgrader requires it, and it ships without types
import dateutil.tz  # type: ignore[import-untyped]
from nbgrader.utils import parse_utc

from autograder.files import open_plain
from autograder.nbgrader.internals import TIME_STAMP, CourseFolders

_MAX_BYTES = 1000

_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_SINCE_1970 = {9: 1, 10: 1, 13: 1e3, 16: 1e6, 19: 1e9}
"""How many make a second, by how many digits there are."""

_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CEST": 2, "EEST": 3}
"""Hours that the abbreviations of RFC 822 and of European summers stand for."""

_BY_DAY = re.compile(r"\s*\d{1,2}\.\s*\d{1,2}\.\s*\d{4}")
_BY_SLASHES = re.compile(r"\s*(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}")
_REGION = re.compile(r"(.+?)\s*\[?([A-Za-z]+/[\w/+-]+)\]?")


def never_stop_at_a_time_stamp(courses: CourseFolders) -> None:
    """Reads time stamps in nbgrader's place, which gives no mark where it cannot read one, and waits
    for ever at one that is a pipe.
    """

    def get_existing_timestamp(folder: str) -> datetime.datetime | None:
        path = Path(folder) / TIME_STAMP
        if not os.path.lexists(path):
            return None
        try:
            return read_time(_bytes_of(path))
        except (OSError, ValueError, ArithmeticError):  # dateutil lets a Decimal's own through
            whose = f"{path.parent.parent.name}, {path.parent.name}"
            advice = "Write it as 2026-11-29 18:00:00 UTC, then grade again with --force"
            courses.log.warning("%s: the time in %s cannot be read, so nothing is late. %s.", whose, path, advice)
            return None

    courses.get_existing_timestamp = get_existing_timestamp


def read_time(data: bytes) -> datetime.datetime:
    """The time in UTC, without a time zone as nbgrader has it.

    Raises:
        ValueError: it is none, or could be several.
        ArithmeticError: it is beyond all years, or its seconds are beyond all numbers.
    """
    text = _text(data).strip().strip("\0").strip()
    digits = re.fullmatch(r"(\d+)(\.\d+)?", text)
    if digits and len(digits[1]) in _SINCE_1970:
        seconds = float(text) / _SINCE_1970[len(digits[1])]
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    slashes = _BY_SLASHES.match(text)
    if slashes and max(int(slashes[1]), int(slashes[2])) <= 12 and slashes[1] != slashes[2]:
        raise ValueError("the day could be the month")
    read: datetime.datetime = parse_utc(_parsed(text))
    return read


def _parsed(text: str) -> datetime.datetime:
    region = _REGION.fullmatch(text)
    words, zone = (region[1], _known(dateutil.tz.gettz(region[2]))) if region else (text, None)
    # what is left out would be taken from the default, which nobody wrote
    defaults = datetime.datetime(2000, 1, 1), datetime.datetime(2001, 2, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first, second = (
            dateutil.parser.parse(words, default=default, dayfirst=bool(_BY_DAY.match(words)), tzinfos=_zone)
            for default in defaults
        )
    if first != second:
        raise ValueError("a part of the date is missing")
    return first.replace(tzinfo=first.tzinfo or zone)


def _zone(name: str | None, offset: int | None) -> datetime.tzinfo | None:
    if name is None and offset is None:
        return None
    if offset is not None:
        return dateutil.tz.tzoffset(name, offset)
    if name in _ZONES:
        return dateutil.tz.tzoffset(name, 3600 * _ZONES[name])
    return _known(dateutil.tz.gettz(name))


def _known(zone: datetime.tzinfo | None) -> datetime.tzinfo:
    if zone is None:
        raise ValueError("no such time zone")
    return zone


def _text(data: bytes) -> str:
    for mark, encoding in _ENCODINGS:
        if data.startswith(mark):
            return data.decode(encoding)
    if data[1::2].count(0) > len(data) // 4:
        return data.decode("utf-16-le")
    return data.decode("utf-16-be" if data[::2].count(0) > len(data) // 4 else "utf-8")


def _bytes_of(path: Path) -> bytes:
    """Raises OSError or ValueError where it is no file, or too large."""
    with open_plain(path) as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ValueError("too large")
    return data
