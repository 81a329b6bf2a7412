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

_SEAL_BYTES = hashlib.sha256().digest_size
_PIECE_BYTES = 1 << 20
_KEPT_UNUSED_S = 14 * 24 * 3600
_UNFINISHED = ".unfinished"


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
    """

    def __init__(self, folder: Path | None, root: Path | None, endings: tuple[str, ...]) -> None:
        self.folder = folder if folder and is_private(folder, root or folder) else None
        self._endings = (*endings, _UNFINISHED)
        self._is_pruned = False

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
                if stream.read(_SEAL_BYTES) == seal(name, stream):
                    stream.seek(_SEAL_BYTES)
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
                stream.write(bytes(_SEAL_BYTES))
                yield stream
                stream.seek(_SEAL_BYTES)
                found = seal(name, stream)
                stream.seek(0)
                stream.write(found)
            unfinished.replace(self.folder / name)
        finally:
            unfinished.unlink(missing_ok=True)
        if not self._is_pruned:
            self._prune(self.folder)

    def _prune(self, folder: Path) -> None:
        """Remove what nobody has used for long, and nothing that isn't an entry."""
        self._is_pruned = True
        for path in folder.iterdir():
            with suppress(OSError):  # another process may have been faster
                if path.suffix in self._endings and time() - path.stat().st_mtime > _KEPT_UNUSED_S:
                    path.unlink()


def seal(name: str, stream: BinaryIO) -> bytes:
    """Return the digest of a name and of what is left of a file, which needn't fit into memory."""
    digest = hashlib.sha256(name.encode() + b"\0")
    while piece := stream.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.digest()


def _used_now(path: Path) -> None:
    with suppress(OSError):
        os.utime(path)
