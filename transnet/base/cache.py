"""What is costly to work out and depends on content alone, kept on disk between runs.

An entry is named by a digest of everything that went into it and sealed by a digest of its name and
of what it holds: one that isn't as it was written, or lies under another's name, counts as absent
and is removed. It appears whole or not at all, so two processes may write the same one at once. A
disk that is full or read-only is no error: then nothing is kept, and likewise where no home can be
found, or where others can write the folder. Entries hold numbers alone and never code. When a new
one comes, those that nobody has used for two weeks go.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time
from typing import Any, BinaryIO, TypeVar

import numpy as np
import numpy.typing as npt

from transnet.base.private_folders import (
    cache_root,
    create_private,
    is_private,
    make_private,
    open_private,
)
from transnet.base.units import Int32Array

_Kept = TypeVar("_Kept")

_SEAL_BYTES = hashlib.sha256().digest_size
_PIECE_BYTES = 1 << 20
_HEADER_BYTES = 1_000
_KINDS = "biuf"
_PLAIN = re.compile(r"[<>|][biuf][1248]", re.ASCII)
_KEPT_UNUSED_S = 14 * 24 * 3600
_ENDINGS = (".int32", ".arrays", ".unfinished")


class Cache:
    """A folder of sealed arrays.

    folder  where they are kept; by default TRANSNET_CACHE_DIR, else the user's cache directory.
            None where there is none, or others can write it: then nothing is kept
    """

    def __init__(self, folder: Path | None = None) -> None:
        chosen = folder or default_folder()
        root = cache_root() if folder is None else None
        self.folder = chosen if chosen and is_private(chosen, root or chosen) else None

    def get(self, name: str) -> Int32Array | None:
        """Return the array kept under a name, or None if there is no sound copy of it."""
        kept = self._get(f"{name}.int32", lambda stream: stream.read())
        if kept is None or len(kept) % 4:
            return None
        return np.frombuffer(kept, dtype="<i4").astype(np.int32)

    def put(self, name: str, values: Int32Array) -> None:
        """Keep an array under a name."""
        with suppress(OSError), self._whole(f"{name}.int32") as stream:
            stream.write(values.astype("<i4").tobytes())

    def get_arrays(self, name: str) -> dict[str, npt.NDArray[Any]] | None:
        """Return the arrays kept under a name, or None if there is no sound copy of them."""
        return self._get(f"{name}.arrays", _read_arrays)

    def put_arrays(self, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Keep arrays under a name, none twice in memory; others than rows of numbers aren't."""
        if any(each.dtype.kind not in _KINDS or each.ndim != 1 for each in arrays.values()):
            return
        with suppress(OSError), self._whole(f"{name}.arrays") as stream:
            for key, values in arrays.items():
                header = json.dumps([key, values.dtype.str, len(values)])
                stream.write(header.encode() + b"\n")
                stream.write(np.ascontiguousarray(values).data)

    def _get(self, file: str, read: Callable[[BinaryIO], _Kept]) -> _Kept | None:
        """Return what reading an entry gives; None, and the entry goes, if it isn't sound."""
        if self.folder is None:
            return None
        path = self.folder / file
        stream = open_private(path)
        if stream is not None:
            with suppress(OSError, ValueError, RecursionError), stream:
                if stream.read(_SEAL_BYTES) == _seal(file, stream):
                    stream.seek(_SEAL_BYTES)
                    _used_now(path)
                    return read(stream)
        with suppress(OSError):
            path.unlink()
        return None

    @contextmanager
    def _whole(self, file: str) -> Iterator[BinaryIO]:
        """Give a stream to write to, and let what was written there appear under the name."""
        if self.folder is None:
            raise FileNotFoundError
        make_private(self.folder)
        unfinished = self.folder / f"{uuid.uuid4().hex}.unfinished"
        try:
            with create_private(unfinished) as stream:
                stream.write(bytes(_SEAL_BYTES))
                yield stream
                stream.seek(_SEAL_BYTES)
                seal = _seal(file, stream)
                stream.seek(0)
                stream.write(seal)
            unfinished.replace(self.folder / file)
        finally:
            unfinished.unlink(missing_ok=True)
        self._prune(self.folder)

    def _prune(self, folder: Path) -> None:
        """Remove what nobody has used for long, and nothing that isn't a cache's."""
        for path in folder.iterdir():
            with suppress(OSError):  # another process may have been faster
                if path.suffix in _ENDINGS and time() - path.stat().st_mtime > _KEPT_UNUSED_S:
                    path.unlink()


def _used_now(path: Path) -> None:
    with suppress(OSError):
        os.utime(path)


def _seal(file: str, stream: BinaryIO) -> bytes:
    """Return the digest of a name and of what is left of a file, which needn't fit into memory."""
    digest = hashlib.sha256(file.encode() + b"\0")
    while piece := stream.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.digest()


def _read_arrays(stream: BinaryIO) -> dict[str, npt.NDArray[Any]]:
    """Return arrays of plain numbers; ValueError for anything else, and none is larger than said.

    An array of objects would hold pointers taken from the file.
    """
    found: dict[str, npt.NDArray[Any]] = {}
    size = os.fstat(stream.fileno()).st_size
    while header := stream.readline(_HEADER_BYTES):
        said = json.loads(header)
        if not isinstance(said, list) or list(map(type, said)) != [str, str, int]:
            raise ValueError("no header of an array")
        key, text, count = said
        if not _PLAIN.fullmatch(text):
            raise ValueError("an array of something else than numbers")
        kind = np.dtype(text)
        if not 0 <= count * kind.itemsize <= size - stream.tell():
            raise ValueError("an array larger than its file")
        found[key] = np.fromfile(stream, dtype=kind, count=count)
    return found


def content_name(*parts: Int32Array | str) -> str:
    """Return a name that tells the parts apart by what they hold: arrays, options, versions."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part.astype("<i4").tobytes()
        digest.update(f"{len(content)}:".encode() + content)
    return digest.hexdigest()[:32]


def default_folder(kind: str = "orders") -> Path | None:
    """Return where node orders, or things of another kind, are kept unless one says otherwise.

    None where no home can be found.
    """
    root = cache_root()
    return root / kind if root else None
