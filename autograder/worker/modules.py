"""What workers import, in memory before the first of them starts.

A worker opens no file and asks for no name of one, because the kernel remembers: whether a file was
read, or a name looked up, can be timed by a later worker, so each would be a bit of a message.  So
the fork server reads all modules of the standard library and of the course's packages, and loads
their shared libraries, whole.  Every worker finds the same there, whatever others have imported.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.abc
import importlib.machinery
import importlib.util
import mmap
import os
import struct
import sys
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

_NO_MODULES = frozenset({
    "__pycache__", "ensurepip", "idlelib", "lib2to3", "pydoc_data", "test", "tests", "tkinter", "turtledemo",
    "site-packages", "dist-packages",
})  # fmt: skip
"""Folders that hold nothing that a worker would import by its path."""

_USELESS_LIBRARIES = ("_test", "_ctypes_test", "_xxtest", "xxlimited", "_tkinter", "_curses", "readline.", "nis.")
"""How extension modules begin that test Python itself, or are for terminals, screens and accounts: each
library that is loaded makes every fork a little slower.
"""

_UNNAMED_LIBRARIES = ("libgcc_s.so.1",)
"""What the C library looks for by itself: this one when a thread ends."""

_EXTENSIONS = tuple(importlib.machinery.EXTENSION_SUFFIXES)
_SOURCES = tuple(importlib.machinery.SOURCE_SUFFIXES)

_HEADER = struct.Struct("<3I")
"""How bytecode begins, after the number of its version: 0 where it is compared with the text's time of change
and size, which follow.
"""


def hold(readable: Sequence[str]) -> None:
    """Takes all that can be imported from the folders into memory; from here on nothing else can be
    imported.

    A student's ``import autograd`` is then an ordinary ModuleNotFoundError on every system.

    Args:
        readable: the folders that have the standard library, and those of packages.
    """
    folders = [os.path.realpath(path) for path in readable]
    sys.path[:] = [entry for entry in sys.path if _is_standard(entry, folders)]
    packages = [path for path in readable if os.path.isfile(os.path.join(path, "__init__.py"))]
    files, memory = _held(entry for folder in (*sys.path, *packages) for entry in _modules(folder))
    if sys.platform == "linux":  # elsewhere nothing keeps workers from opening files
        _load_libraries(path for path in files if path.endswith(_EXTENSIONS))
        _read_what_is_mapped()
    finder = _Finder(files, memory, packages)
    sys.meta_path[:] = [importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter, finder]


def _is_standard(entry: str, folders: Sequence[str]) -> bool:
    """Whether an entry of ``sys.path`` lies within the folders and is not one where packages are
    installed.
    """
    if not entry or os.path.basename(entry) in ("site-packages", "dist-packages"):
        return False
    path = os.path.normcase(os.path.realpath(entry))
    return any(path == folder or path.startswith(folder + os.sep) for folder in map(os.path.normcase, folders))


def _modules(folder: str) -> Iterator[os.DirEntry[str]]:
    """The files of the modules in a folder and below."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:  # an entry of sys.path need not exist
        for entry in entries:
            if entry.name.endswith(_EXTENSIONS) and entry.name.startswith(_USELESS_LIBRARIES):
                continue
            if entry.name.endswith(_EXTENSIONS + _SOURCES):
                yield entry
            elif entry.name not in _NO_MODULES and entry.is_dir():
                yield from _modules(entry.path)


class _File(NamedTuple):
    """A module's file: its size and the second when it was changed, and what of it is held.

    That is its bytecode, or its text where there is none that fits, and nothing of shared
    libraries, which the linker knows by their paths.
    """

    size: int
    changed: int
    held: str = ""
    start: int = 0
    end: int = 0


def _held(entries: Iterable[os.DirEntry[str]]) -> tuple[Mapping[str, _File], Any]:
    """The files of the modules by their paths, and the memory that holds their contents."""
    files, contents, end = {}, [], 0
    for entry in entries:
        status = entry.stat()
        file = _File(status.st_size, int(status.st_mtime))
        if not entry.name.endswith(_EXTENSIONS):
            held, content = _content(entry.path, file)
            file = file._replace(held=held, start=end, end=end + len(content))
            contents.append(content)
            end += len(content)
        files[entry.path] = file
    return files, _mapped(contents, end)


def _content(path: str, file: _File) -> tuple[str, bytes]:
    """What to hold of a module: the path and the content of its bytecode, or of its text."""
    with contextlib.suppress(OSError):
        bytecode = importlib.util.cache_from_source(path)
        content = _read(bytecode)
        if content[4:16] == _HEADER.pack(0, file.changed & 0xFFFFFFFF, file.size & 0xFFFFFFFF):
            return bytecode, content
    return path, _read(path)


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, 1 << 30)
    finally:
        os.close(descriptor)


def _mapped(contents: Sequence[bytes], size: int) -> Any:
    """The contents one after the other, in pages that a fork need not copy, nor note one by one.

    Python's own mmap keeps a descriptor, and workers would share where it stands in the file.
    """
    if sys.platform != "linux":
        return b"".join(contents)
    descriptor = os.memfd_create("modules")
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.writelines(contents)
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        length, offset = ctypes.c_size_t(size), ctypes.c_long(0)
        address = libc.mmap(None, length, mmap.PROT_READ, mmap.MAP_PRIVATE, descriptor, offset)
    finally:
        os.close(descriptor)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "The modules that workers import could not be held in memory")
    return (ctypes.c_char * size).from_address(address)


def _load_libraries(paths: Iterable[str]) -> None:
    """Has the linker load shared libraries: it does not look for those that it knows by their paths."""
    for path in (*_UNNAMED_LIBRARIES, *paths):
        with contextlib.suppress(OSError):  # what cannot be loaded cannot be imported either
            ctypes.CDLL(path, mode=os.RTLD_LAZY)


def _read_what_is_mapped() -> None:
    """Has the kernel read every file that this process maps, whole: a page that no worker has touched
    must be as fast to come by as another.
    """
    with contextlib.suppress(OSError), open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {line.split(maxsplit=5)[-1].strip() for line in maps if "/" in line}
        with open(os.devnull, "wb") as nowhere:
            for path in sorted(paths):
                with contextlib.suppress(OSError), open(path, "rb") as file:
                    while os.sendfile(nowhere.fileno(), file.fileno(), None, 1 << 30):
                        pass


def _folders_of(files: Iterable[str]) -> Iterator[str]:
    """The folders that hold these files, and those above them."""
    for folder in {os.path.dirname(file) for file in files}:
        yield folder
        while (above := os.path.dirname(folder)) != folder:
            folder = above
            yield folder


class _Finder(importlib.abc.MetaPathFinder):
    """Finds modules among the files that are held, as Python's own finder does on disk."""

    def __init__(self, files: Mapping[str, _File], memory: Any, packages: Iterable[str]) -> None:
        self._files = files
        self._memory = memory
        self._packages = {os.path.basename(path): os.path.dirname(path) for path in packages}
        self._folders = set(_folders_of(files))

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del target
        name = fullname.rpartition(".")[2]
        own = [self._packages[name]] if name in self._packages else sys.path
        bases = [os.path.join(folder, name) for folder in (own if path is None else path)]
        for base in bases:
            for stem, inside in ((os.path.join(base, "__init__"), [base]), (base, None)):
                for file in (stem + suffix for suffix in _EXTENSIONS + _SOURCES):
                    if file in self._files:
                        loader = self._loader(fullname, file)
                        return importlib.util.spec_from_file_location(
                            fullname, file, loader=loader, submodule_search_locations=inside
                        )
        return self._without_init(fullname, bases)

    def _without_init(self, fullname: str, bases: Iterable[str]) -> importlib.machinery.ModuleSpec | None:
        """A package that is a folder alone, as some of SciPy's are."""
        folders = [base for base in bases if base in self._folders]
        if not folders:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = folders
        return spec

    def _loader(self, fullname: str, path: str) -> importlib.machinery.ExtensionFileLoader | _Loader:
        if path.endswith(_EXTENSIONS):
            return importlib.machinery.ExtensionFileLoader(fullname, path)
        return _Loader(fullname, path, self._files[path], self._memory)


class _Loader(importlib.machinery.SourceFileLoader):
    """Python's own loader, which takes a module's file from memory."""

    def __init__(self, fullname: str, path: str, file: _File, memory: Any) -> None:
        super().__init__(fullname, path)
        self._file = file
        self._memory = memory

    def get_data(self, path: str) -> bytes:
        """The content of the file.

        Raises:
            FileNotFoundError: it is not held.
        """
        if path != self._file.held:
            raise FileNotFoundError(path)
        content: bytes = self._memory[self._file.start : self._file.end]
        return content

    def path_stats(self, path: str) -> dict[str, float]:
        """What bytecode is compared with, to see whether it belongs to the text."""
        del path
        return {"mtime": self._file.changed, "size": self._file.size}

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        """Keeps no bytecode."""
