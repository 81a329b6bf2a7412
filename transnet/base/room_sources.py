"""What of a room's code decides what a file there compiles to: itself and all it imports there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

# What a pattern of absolute imports doesn't tell: then everything in the room counts.
_UNTOLD = re.compile(r"^\s*from\s+(?:\.|\S+\s+import\s+\*)", re.MULTILINE)


class RoomSources:
    """Digests of the files of a room, each with the files of the room that it leads to.

    room     the folder
    package  what it is imported as, such as "transnet.kernels"
    """

    def __init__(self, room: Path, package: str) -> None:
        self._room, self._package = room, package
        # A pattern, since parsing takes a hundred times as long; a text like one does no harm.
        self._import = re.compile(
            rf"^\s*(?:import\s+({re.escape(package)}[\w.]*)"
            rf"|from\s+({re.escape(package)}[\w.]*)\s+import\s+(\([^)]*\)|[^\n#]*))",
            re.MULTILINE,
        )
        self._known: dict[str, tuple[bytes, set[str]]] = {}
        self._digests: dict[Path, bytes] = {}

    def digest(self, path: Path) -> bytes:
        """Return a digest of a file of the room, and of all files there that it leads to.

        Raises OSError where one of them can't be read, and KeyError for a file that isn't there.
        """
        if path not in self._digests:
            digest = hashlib.sha256()
            for module in sorted(self._reached(self._modules[path])):
                digest.update(f"{module} ".encode() + self._read(module)[0])
            self._digests[path] = digest.digest()
        return self._digests[path]

    @cached_property
    def _modules(self) -> dict[Path, str]:
        """Return the module that each file of the room is; a folder's own file is the folder."""
        found = {}
        for path in self._room.rglob("*.py"):
            names = path.relative_to(self._room).with_suffix("").parts
            inside = names[:-1] if names[-1] == "__init__" else names
            found[path] = ".".join((self._package, *inside))
        return found

    @cached_property
    def _files(self) -> dict[str, Path]:
        return {module: path for path, module in self._modules.items()}

    def _reached(self, module: str) -> set[str]:
        found: set[str] = set()
        waiting = {module}
        while waiting:
            each = waiting.pop()
            found.add(each)
            waiting |= self._read(each)[1] - found
        return found

    def _read(self, module: str) -> tuple[bytes, set[str]]:
        """Return the digest of a module's content, and the modules that it leads to by one step."""
        if module not in self._known:
            content = self._files[module].read_bytes()
            leads = set(self._leads_to(module, content.decode("utf-8"))) & self._files.keys()
            self._known[module] = (hashlib.sha256(content).digest(), leads)
        return self._known[module]

    def _leads_to(self, module: str, source: str) -> Iterator[str]:
        """Yield the modules that a source imports, and the folders it lies in; some may be none."""
        yield module.rpartition(".")[0]
        if _UNTOLD.search(source):
            yield from self._files
        for found in self._import.finditer(source):
            home = found[1] or found[2]
            yield from (home, home.rpartition(".")[0])
            yield from (f"{home}.{each}" for each in re.findall(r"\w+", found[3] or ""))
