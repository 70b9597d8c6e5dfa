"""Fork servers for all attacks: one for each set of walls, started when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import pytest

from autograder.course.settings import read_settings
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.student import Student
from autograder.subjects.tiers import TIERS, tier
from autograder.worker import sandbox
from tests.demo_course import ROOT

Servers = Callable[[Collection[str]], ForkServer]


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Gives the fork server whose workers lack the named walls."""
    running: dict[frozenset[str], ForkServer] = {}

    def server(without: Collection[str]) -> ForkServer:
        key = frozenset(without)
        if key not in running:
            running[key] = ForkServer(read_settings(ROOT), without=key, allow_unsafe=True)
            with Student(running[key], "unit", {"unit.py": b""}) as student:
                student.start()  # so that its walls are known
        return running[key]

    yield server
    for each in running.values():
        each.close()


LEFT_OUT: dict[str, frozenset[str]] = {"full": frozenset(), "container": frozenset({"namespaces"})}
"""What is left out to get the weaker of the tiers in which students' code may run."""

TIER_NAMES = tuple(LEFT_OUT)
assert set(TIER_NAMES) <= set(TIERS)


@pytest.fixture(scope="session", params=TIER_NAMES)
def tier_server(request: pytest.FixtureRequest, servers: Servers) -> ForkServer:
    """A server of each tier that this system offers."""
    server = servers(LEFT_OUT[request.param])
    if tier(server.walls) != request.param:
        pytest.skip(f"this system offers no {request.param} sandbox: there are only {', '.join(server.walls)}")
    return server


@pytest.fixture(scope="session")
def open_server(servers: Servers) -> ForkServer:
    """A server without any wall, for controls."""
    return servers(sandbox.WALLS)
