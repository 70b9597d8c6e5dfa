"""The container for whoever has neither Linux nor its packages: what the page, the Containerfile and the
dev container say is the same, and it works in a fresh Debian.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.course import load_unit
from tests.test_documents import ROOT, clone

__all__ = ["clone"]  # the fixture

PAGE = (ROOT / "docs" / "containers.md").read_text(encoding="utf-8")
OUTSIDE, INSIDE = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
"""The commands that start a container, and those that come first in it."""


NETWORK = ("/etc/resolv.conf", "/etc/ssl/certs", "/opt")
"""How this machine reaches package indexes, which is shown to a fresh system."""


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's, each a word and what follows it."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Containerfile").read_text(), flags=re.MULTILINE)
    return [tuple(line.split(" ", 1)) for line in text.replace("\\\n", " ").splitlines()]  # type: ignore[misc]


def said(word: str) -> list[str]:
    return [rest for first, rest in instructions() if first == word]


def options(command: str) -> dict[str, list[str]]:
    """The values of a command's long options."""
    found: dict[str, list[str]] = {}
    words = shlex.split(command)
    for name, value in zip(words, [*words[1:], ""], strict=True):
        if name.startswith("--"):
            found.setdefault(name, []).append(value)
    return found


def test_page_containerfile_and_dev_container_say_the_same() -> None:
    place = ROOT / ".devcontainer" / "devcontainer.json"
    container = json.loads(place.read_text())
    build, run = map(options, OUTSIDE.splitlines())
    (folder,), (user,) = said("WORKDIR"), said("USER")
    assert (place.parent / container["build"]["dockerfile"]).resolve() == ROOT / build["--file"][0]
    assert OUTSIDE.split()[-1] == build["--tag"][0]
    assert (container["workspaceFolder"], container["remoteUser"]) == (folder, user)
    of_course, of_packages = (volume.rsplit(":", 1) for volume in run["--volume"])
    assert of_course[1] == folder
    assert f"target={folder}," in container["workspaceMount"]
    assert container["mounts"] == [f"source={of_packages[0]},target={of_packages[1]},type=volume"]
    assert INSIDE.splitlines()[:2] == [f"cd {folder}", container["postCreateCommand"]]
    assert run["--publish"] == [f"127.0.0.1:{port}:{port}" for port in container["forwardPorts"]]  # not to the network


def in_root(root: Path, user: str, script: str, timeout: float = 1200) -> str:
    """What a script prints that runs in another root as a user, as a step of a Containerfile does."""
    seen = [part for name in NETWORK if Path(name).exists() for part in ("--ro-bind", name, name)]
    command = ["bwrap", "--bind", str(root), "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", *seen]
    as_user = ["runuser", "-u", user, "--", "bash", "-euo", "pipefail", "-c", script]
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "http", "HTTP", "no_", "NO_"))
    }
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    done = subprocess.run(
        [*command, "--cap-add", "ALL", "--unshare-pid", "--die-with-parent", *as_user],
        env=kept | {"PATH": path, "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=timeout,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("debootstrap") and shutil.which("bwrap") and os.geteuid() == 0),
    reason="a fresh Debian takes root, debootstrap and bubblewrap",
)
def test_its_steps_work_in_a_fresh_debian(clone: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    (image,) = said("FROM")
    assert re.fullmatch(r"debian:\w+-slim", image)
    release = image.removeprefix("debian:").removesuffix("-slim")
    mirror = "http://deb.debian.org/debian"
    subprocess.run(["debootstrap", "--variant=minbase", release, root, mirror], check=True, stdout=subprocess.DEVNULL)
    (root / "etc" / "ssl" / "certs").mkdir(parents=True, exist_ok=True)  # bubblewrap would make them for root alone
    for step in said("RUN"):
        in_root(root, "root", f"set +o pipefail\n{step}")
    (user,), (folder,) = said("USER"), said("WORKDIR")
    shutil.copytree(clone, root / folder.lstrip("/"), ignore=shutil.ignore_patterns(".venv"), dirs_exist_ok=True)
    handed_in = root / folder.lstrip("/") / "submitted" / "ada" / "conv1d"
    handed_in.mkdir(parents=True)
    (handed_in / "conv1d.py").write_text(load_unit(ROOT, "conv1d").solution)
    in_root(root, "root", f"chown -R {user} {folder}")
    graded = "autograder grade submitted/ada/conv1d/conv1d.py"
    printed = in_root(root, user, f"{INSIDE}\n{graded}\nnbgrader --version")
    assert "Everything is up to date." in printed
    assert "20 / 20" in printed
    assert "landlock, seccomp" in printed
