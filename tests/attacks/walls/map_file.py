"""Map a file into memory instead of reading it."""

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    import mmap
    import os

    file = os.open(target["reference"], os.O_RDONLY)
    return bytes(mmap.mmap(file, 0, prot=mmap.PROT_READ)).decode()
