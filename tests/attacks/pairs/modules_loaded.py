"""Import modules, which a later submission finds loaded."""

import importlib
import sys

CLOSED_BY = "a new worker"
# the later submission does not name what the earlier one imports: names are made from two parts
NAMES = [f"encodings.{name}" for name in (
    "cp037", "cp1006", "cp1026", "cp1125", "cp1140", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255",
    "cp1256", "cp1257", "cp1258", "cp273", "cp424", "cp437", "cp500", "cp720", "cp737", "cp775", "cp850", "cp852",
    "cp855", "cp856", "cp857", "cp858", "cp860", "cp861", "cp862", "cp863", "cp864",
)]  # fmt: skip


def send(bits, target):
    for name, bit in zip(NAMES, bits, strict=True):
        if bit:
            importlib.import_module(name)


def receive(count, target):
    return [name in sys.modules for name in NAMES[:count]]
