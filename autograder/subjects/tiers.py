"""How much of a sandbox student code ran in: the tiers, and the least that grading asks for.

==========  ======================================================================================================
full        namespaces of its own, no privileges, resource limits, Landlock and seccomp
container   no namespaces, as inside most containers: resource limits, Landlock and seccomp
namespaces  namespaces and no privileges, where the kernel has no Landlock or the system no libseccomp
basic       less than any of these: resource limits at most, a clean environment, bounds on time and output
==========  ======================================================================================================

What each wall is for is written in :mod:`autograder.worker.sandbox`; that they hold is shown by
``tests/attacks``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from autograder.errors import KitError
from autograder.worker.sandbox import WALLS

TIERS: Mapping[str, frozenset[str]] = {
    "full": frozenset(WALLS),
    "container": frozenset({"rlimits", "landlock", "seccomp"}),
    "namespaces": frozenset({"namespaces", "privileges"}),
    "basic": frozenset(),
}
"""The tiers, best first, with the walls that each needs."""

_NEEDED = ("rlimits", "landlock", "seccomp")
_REMEDIES = {
    "rlimits": "switch the resource limits on",
    "landlock": "run Linux 5.13 or later with Landlock switched on",
    "seccomp": "install libseccomp 2",
    "namespaces": "install bubblewrap and let it make namespaces",
}


class UnsafeSandboxError(KitError):
    """There are too few walls to run a student's code; the message says what is missing and what to
    do.
    """


def tier(walls: Collection[str]) -> str:
    """The best tier whose walls are all there."""
    return next(name for name, needed in TIERS.items() if needed <= set(walls))


def described(walls: Collection[str]) -> str:
    """The tier with its walls, for reports: ``container (rlimits, landlock, seccomp)``."""
    return f"{tier(walls)} ({', '.join(wall for wall in WALLS if wall in walls) or 'no walls'})"


def require_safe(walls: Collection[str]) -> None:
    """Returns if students' code may run behind these walls.

    Raises:
        UnsafeSandboxError: they are too few.
    """
    if tier(walls) != "basic":
        return
    missing = [wall for wall in _NEEDED if wall not in walls] + (["namespaces"] if "namespaces" not in walls else [])
    ways = [" and ".join(_REMEDIES[wall] for wall in missing if wall != "namespaces")] + (
        [_REMEDIES["namespaces"]] if "namespaces" in missing else []
    )
    raise UnsafeSandboxError(
        f"The sandbox is too weak to run students' code: {' and '.join(missing)} "
        f"{'is' if len(missing) == 1 else 'are'} missing here. "
        f"{_sentence(ways)}, "
        "or accept with --allow-unsafe (for nbgrader: c.Verdicts.allow_unsafe = True) that students' code can read "
        "and change whatever you can."
    )


def _sentence(ways: Sequence[str]) -> str:
    return f"Either {', or '.join(ways)}" if len(ways) > 1 else ways[0][0].upper() + ways[0][1:]
