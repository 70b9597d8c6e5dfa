"""The wall `landlock` (linux/landlock.h; the numbers of the calls are the same on all architectures but Alpha)."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
from collections.abc import Mapping

from autograder.worker.sandbox.kernel import system_call
from autograder.worker.sandbox.surroundings import SYSTEM_LIBRARIES

_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_CREATE_RULESET_VERSION = 1
_LANDLOCK_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3

_FILE_SYSTEM_RIGHTS_BY_ABI = {
    1: 13,
    2: 14,
    3: 15,
    5: 16,
    9: 17,
}  # how many rights, as bits from the lowest, since which version
_NETWORK_RIGHTS_BY_ABI = {4: 2}  # bind and connect TCP
_SCOPES_BY_ABI = {6: 2}  # abstract Unix sockets, signals


class _RulesetAttributes(ctypes.Structure):
    _fields_ = [
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # what a packed structure has always had; Python 3.14 wants it said
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


@functools.cache
def rules(readable: tuple[str, ...]) -> int | None:
    """A descriptor of the rules: reading under ``readable`` and the system's libraries, nothing
    else; None without Landlock.
    """
    abi = version()
    if abi == 0:
        return None
    handled = [
        _all_bits(rights, abi) for rights in (_FILE_SYSTEM_RIGHTS_BY_ABI, _NETWORK_RIGHTS_BY_ABI, _SCOPES_BY_ABI)
    ]
    attributes = _RulesetAttributes(*handled)
    size = 8 * (3 if handled[2] else 2 if handled[1] else 1)  # an older kernel knows a shorter structure
    descriptor = system_call("landlock_create_ruleset", _LANDLOCK_CREATE_RULESET, ctypes.byref(attributes), size, 0)
    for path in (*readable, *filter(os.path.exists, SYSTEM_LIBRARIES)):
        _allow_reading(descriptor, path)
    return descriptor


def restrict(rules_of_all: int) -> None:
    """Confines this thread, and those that it starts later, to the rules with this descriptor."""
    system_call("landlock_restrict_self", _LANDLOCK_RESTRICT_SELF, rules_of_all, 0)
    os.close(rules_of_all)  # the zygote has it open too: rules added here would hold for later children
    rules.cache_clear()


def version() -> int:
    """The version of Landlock that the kernel speaks, 0 for none: compiled out, switched off, or
    hidden by a container.
    """
    try:
        return system_call(
            "landlock_create_ruleset", _LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_CREATE_RULESET_VERSION
        )
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM):
            return 0
        raise


def _all_bits(by_abi: Mapping[int, int], abi: int) -> int:
    """A mask of all the rights that a version knows."""
    count: int = max((count for since, count in by_abi.items() if since <= abi), default=0)
    return (1 << count) - 1


def _allow_reading(ruleset: int, path: str) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE
        rule = _PathBeneath(rights, descriptor)
        system_call(
            "landlock_add_rule", _LANDLOCK_ADD_RULE, ruleset, _LANDLOCK_RULE_PATH_BENEATH, ctypes.byref(rule), 0
        )
    finally:
        os.close(descriptor)
