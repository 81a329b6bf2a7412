"""One folder of sealed entries on disk, each whole or not there: what all caches are made of.

An entry is sealed by a digest of its name and of what it holds: one that isn't as it was written,
or lies under another's name, counts as absent and is removed. It appears whole or not at all, so
two processes may write the same one at once. A disk that is full or read-only is no error: then
nothing is kept, and likewise where no home can be found, or where others can write the folder. With
the first new entry of a process, those that nobody has used for two weeks go.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time
from typing import BinaryIO, TypeVar

from transnet.base.private_folders import (
    cache_root,
    create_private,
    is_private,
    make_private,
    open_private,
)

_Kept = TypeVar("_Kept")

SEAL_BYTES = hashlib.sha256().digest_size
_PIECE_BYTES = 1 << 20
_KEPT_UNUSED_S = 14 * 24 * 3600
_UNFINISHED = ".unfinished"
_BETWEEN = 0.1  # of the most bytes are written before it is looked again who has to go


def default_folder(kind: str) -> Path | None:
    """Return where things of a kind are kept unless one says otherwise.

    None where no home can be found.
    """
    root = cache_root()
    return root / kind if root else None


class Store:
    """A folder of sealed entries.

    folder   where they lie; None keeps nothing, and so does a folder that others can write
    root     folder of all caches if it is one of them
    endings  endings of the names of its entries; other files in the folder are left alone
    most_bytes  what all entries may take; those that nobody used for longest go. None for any
    """

    def __init__(
        self,
        folder: Path | None,
        root: Path | None,
        endings: tuple[str, ...],
        most_bytes: int | None = None,
    ) -> None:
        self.folder = folder if folder and is_private(folder, root or folder) else None
        self._endings = (*endings, _UNFINISHED)
        self._most_bytes = most_bytes
        self._is_pruned = False
        self._written = 0

    def read(self, name: str, read: Callable[[BinaryIO], _Kept]) -> _Kept | None:
        """Return what `read` makes of an entry; None, and the entry goes, if it isn't sound.

        read  may raise OSError, ValueError or RecursionError for content that can't be meant
        """
        if self.folder is None:
            return None
        path = self.folder / name
        stream = open_private(path)
        if stream is not None:
            with suppress(OSError, ValueError, RecursionError), stream:
                if stream.read(SEAL_BYTES) == seal(name, stream):
                    stream.seek(SEAL_BYTES)
                    _used_now(path)
                    return read(stream)
        with suppress(OSError):
            path.unlink()
        return None

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Give a stream to write to, and let what was written there appear under the name.

        Raises OSError, where the block ends too, if the disk refuses.
        """
        if self.folder is None:
            raise FileNotFoundError
        make_private(self.folder)
        unfinished = self.folder / f"{uuid.uuid4().hex}{_UNFINISHED}"
        try:
            with create_private(unfinished) as stream:
                stream.write(bytes(SEAL_BYTES))
                yield stream
                stream.seek(SEAL_BYTES)
                found = seal(name, stream)
                self._written += stream.seek(0, os.SEEK_END)
                stream.seek(0)
                stream.write(found)
            unfinished.replace(self.folder / name)
        finally:
            unfinished.unlink(missing_ok=True)
        if not self._is_pruned:
            self._prune(self.folder)
        if self._most_bytes is not None and self._written > self._most_bytes * _BETWEEN:
            self._prune(self.folder)

    def _prune(self, folder: Path) -> None:
        """Remove what nobody has used for long, and nothing that isn't an entry."""
        self._is_pruned, self._written = True, 0
        left, oldest = self._most_bytes, time() - _KEPT_UNUSED_S
        for used, size, path in sorted(self._entries(folder), reverse=True):
            left = None if left is None else left - size
            with suppress(OSError):  # another process may have been faster
                if used < oldest or (left is not None and left < 0):
                    path.unlink()

    def _entries(self, folder: Path) -> Iterator[tuple[float, int, Path]]:
        """Yield when each entry was used last, how many bytes it takes, and where it lies."""
        for path in folder.iterdir():
            with suppress(OSError):
                if path.suffix in self._endings:
                    status = path.stat()
                    yield status.st_mtime, status.st_size, path


def seal(name: str, stream: BinaryIO) -> bytes:
    """Return the digest of a name and of what is left of a file, which needn't fit into memory."""
    digest = hashlib.sha256(name.encode() + b"\0")
    while piece := stream.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.digest()


def _used_now(path: Path) -> None:
    with suppress(OSError):
        os.utime(path)
