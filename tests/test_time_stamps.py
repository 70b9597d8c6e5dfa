"""When something was handed in: read in whatever form it is written, or a warning that names the
student.
"""

import datetime
import logging
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.utils import parse_utc

from autograder.nbgrader.time_stamps import never_stop_at_a_time_stamp, read_time

NOON = datetime.datetime(2026, 11, 29, 12)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-29 12:00:00.000000 UTC",
        "2026-11-29 12:00:00 UTC\r\n",
        "2026-11-29T12:00:00Z",
        "2026-11-29T13:00:00+01:00",
        "2026-11-29 13:00:00 +0100",
        "2026-11-29 07:00:00 -0500",
        "2026-11-29 13:00:00 CET",
        "2026-11-29 14:00:00 CEST",
        "2026-11-29 04:00:00.000000 PST",
        "2026-11-29 13:00:00 Europe/Berlin",
        "2026-11-29T13:00:00+01:00[Europe/Berlin]",
        "Sun, 29 Nov 2026 13:00:00 +0100",
        "Sun Nov 29 12:00:00 UTC 2026",
        "November 29, 2026 12:00 PM",
        "29.11.2026 12:00",
        "11/29/2026 12:00",
        "20261129T120000Z",
        "20261129120000",
        "1795953600",
        "1795953600.0",
        "1795953600000",
        "1795953600000000000",
        "2026-11-29 12:00",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_usual_forms_are_read_in_any_encoding(text: str, encoding: str) -> None:
    assert read_time(text.encode(encoding)) == NOON


def test_dots_put_the_day_first() -> None:
    assert read_time(b"1.2.2026 10:00") == datetime.datetime(2026, 2, 1, 10)


UNCERTAIN = [
    b"",
    b" \n",
    b"yesterday",
    b"12:00",
    b"November",
    b"29",
    b"2026-11",
    b"01/02/2026 12:00",
    b"2026-02-30 12:00:00 UTC",
    b"2026-11-29 12:00:00 XYZ",
    b"2026-11-29 12:00:00 Atlantis/Centre",
    b"9999-12-31 23:59:59 -1200",
    b"9" * 30,
    b"\xff\xff\xff",
    b"2026-11-29 12:00:00 UTC" + b" " * 2000,
    b"\xff\xfe\x00",
    b"1" + b"0" * 30 + b"h-0000inf11Z",
]


@pytest.mark.parametrize("data", UNCERTAIN, ids=lambda data: ascii(data[:30]))
def test_what_is_not_certain_is_no_time_and_is_said_with_the_students_name(
    data: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "submitted" / "ada" / "conv1d"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_bytes(data)
    assert time_of(folder) is None
    (record,) = caplog.records
    assert record.getMessage().startswith("ada, conv1d: the time in ")


@pytest.mark.skipif(sys.platform == "win32", reason="needs named pipes")
@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_is_no_file_is_not_waited_for(kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    stamp = tmp_path / "timestamp.txt"
    {"pipe": os.mkfifo, "folder": os.mkdir, "link": lambda path: path.symlink_to("/dev/zero")}[kind](stamp)  # type: ignore[operator]
    assert time_of(tmp_path) is None
    assert len(caplog.records) == 1


def test_without_a_time_stamp_there_is_nothing_to_say(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert time_of(tmp_path) is None
    assert not caplog.records


def test_nbgraders_own_reading_is_an_hour_off_with_an_offset_and_takes_no_count_of_seconds() -> None:
    assert parse_utc("2026-11-29 13:00:00 +0100") != NOON
    assert parse_utc("2026-11-29 12:00:00 XYZ") == NOON  # whatever zone that is
    with pytest.raises((ValueError, OverflowError)):
        parse_utc("1795953600")
    with pytest.raises((ValueError, OverflowError)):
        parse_utc("\ufeff2026-11-29 12:00:00")


def time_of(folder: Path) -> datetime.datetime | None:
    """What nbgrader is told."""
    courses = SimpleNamespace(log=logging.getLogger("nbgrader"))
    never_stop_at_a_time_stamp(courses)
    found: datetime.datetime | None = courses.get_existing_timestamp(str(folder))
    return found
