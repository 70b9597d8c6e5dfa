"""A PostgreSQL server of a test's own: in a temporary folder, reached by a socket there and by
nothing else.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg


def _programs() -> Path | None:
    """The folder of the server's programs; Debian keeps them out of the path."""
    found = shutil.which("pg_ctl")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return Path(found).resolve().parent if found else next(reversed(folders), None)


PROGRAMS = _programs()

_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=20", "shared_buffers=8MB")
"""What is written need not outlive the machine."""


class Server:
    """A server that is running.

    Args:
        folder: its own, where it keeps everything.
        user: whom it runs as, and who may connect.
    """

    def __init__(self, folder: Path, user: str) -> None:
        self._folder, self._user = folder, user
        self._data = str(folder / "data")
        self._run("initdb", "--pgdata", self._data, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        self.start()

    def database(self, name: str) -> str:
        """The address of a new, empty database, as SQLAlchemy wants it."""
        self._execute(f'CREATE DATABASE "{name}"')
        return self.address(name, self._user)

    def disconnect_all(self) -> None:
        """Ends every connection, as a server that is stopped does."""
        others = "backend_type = 'client backend' AND pid != pg_backend_pid()"
        self._execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")

    def _execute(self, command: str) -> None:
        with psycopg.connect(host=str(self._folder), user=self._user, dbname="postgres", autocommit=True) as connection:
            connection.execute(command)

    def address(self, database: str, user: str) -> str:
        """The address by which a user reaches a database."""
        return f"postgresql+psycopg://{user}@/{database}?host={self._folder}"

    def run(self, commands: str, answers: str) -> None:
        """Runs commands as a shell does where ``sudo -u postgres`` leads to this server and all is installed;
        what is asked for is answered.
        """
        sudo = 'sudo() { [ "$1" = apt-get ] || "${@:3}"; }'
        place = {
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
            "PGHOST": str(self._folder),
            "PGUSER": self._user,
        }
        done = subprocess.run(
            ["bash", "-euc", f"{sudo}\n{commands}"],
            cwd=self._folder,
            env=os.environ | place,
            input=answers,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,  # without a terminal, which would be asked for passwords
        )
        assert done.returncode == 0, done.stdout

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        settings = f"-h '' -k {self._folder} " + " ".join(f"-c {each}" for each in _QUICK)
        self._run("pg_ctl", "start", "--wait", "-D", self._data, "-l", str(self._folder / "log"), "-o", settings)

    def stop(self) -> None:
        """Stops it at once, as if it had crashed: every connection is lost."""
        self._run("pg_ctl", "stop", "--wait", "-D", self._data, "--mode=immediate")

    def _run(self, program: str, *arguments: str) -> None:
        assert PROGRAMS is not None
        done = subprocess.run(
            [PROGRAMS / program, *arguments],
            cwd=self._folder,
            user=self._user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == 0, done.stdout.decode()


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A server that ends with the block.  It refuses to be root: then it is nobody."""
    with tempfile.TemporaryDirectory(
        prefix="postgresql-"
    ) as name:  # the way to pytest's own folders is barred to others
        user = "nobody" if os.geteuid() == 0 else getpass.getuser()
        shutil.chown(name, user)
        running = Server(Path(name), user)
        try:
            yield running
        finally:
            running.stop()
