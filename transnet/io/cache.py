"""What is costly to work out and depends on content alone, kept on disk between runs.

An entry is named by a digest of everything that went into it and sealed by a digest of what it
holds: one that isn't as it was written counts as absent and is removed. It appears whole or not at
all, so two processes may write the same one at once. A disk that is full or read-only is no error:
then nothing is kept. When a new entry comes, those that nobody has used for two weeks go.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from transnet.units import Int32Array

_SEAL_BYTES = hashlib.sha256().digest_size
_PIECE_BYTES = 1 << 20
_KEPT_UNUSED_S = 14 * 24 * 3600
_ENDINGS = (".int32", ".arrays", ".unfinished")


class Cache:
    """A folder of sealed arrays.

    folder  where they are kept; by default TRANSNET_CACHE_DIR, else the user's cache directory
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def get(self, name: str) -> Int32Array | None:
        """Return the array kept under a name, or None if there is no sound copy of it."""
        path = self.folder / f"{name}.int32"
        try:
            sealed = path.read_bytes()
        except OSError:
            return None
        seal, content = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
        if hashlib.sha256(content).digest() != seal or len(content) % 4:
            with suppress(OSError):
                path.unlink()
            return None
        _used_now(path)
        return np.frombuffer(content, dtype="<i4").astype(np.int32)

    def put(self, name: str, values: Int32Array) -> None:
        """Keep an array under a name."""
        content = values.astype("<i4").tobytes()
        with suppress(OSError), self._whole(f"{name}.int32") as unfinished:
            unfinished.write_bytes(hashlib.sha256(content).digest() + content)

    def get_arrays(self, name: str) -> dict[str, npt.NDArray[Any]] | None:
        """Return the arrays kept under a name, or None if there is no sound copy of them."""
        path = self.folder / f"{name}.arrays"
        try:
            with path.open("rb") as stream:
                if stream.read(_SEAL_BYTES) == _digest(stream):
                    stream.seek(_SEAL_BYTES)
                    _used_now(path)
                    return _read_arrays(stream)
        except OSError:
            return None
        with suppress(OSError):
            path.unlink()
        return None

    def put_arrays(self, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Keep arrays of numbers under a name, none of them twice in memory."""
        with (
            suppress(OSError),
            self._whole(f"{name}.arrays") as unfinished,
            unfinished.open("w+b") as stream,
        ):
            stream.write(bytes(_SEAL_BYTES))
            for key, values in arrays.items():
                header = json.dumps([key, values.dtype.str, len(values)])
                stream.write(header.encode() + b"\n")
                stream.write(np.ascontiguousarray(values).data)
            stream.seek(_SEAL_BYTES)
            seal = _digest(stream)
            stream.seek(0)
            stream.write(seal)

    @contextmanager
    def _whole(self, name: str) -> Iterator[Path]:
        """Give a path to write to, and let what was written there appear under the name."""
        unfinished = self.folder / f"{uuid.uuid4().hex}.unfinished"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            yield unfinished
            unfinished.replace(self.folder / name)
        finally:
            unfinished.unlink(missing_ok=True)
        self._prune()

    def _prune(self) -> None:
        """Remove what nobody has used for long, and nothing that isn't a cache's."""
        for path in self.folder.iterdir():
            with suppress(OSError):  # another process may have been faster
                if path.suffix in _ENDINGS and time() - path.stat().st_mtime > _KEPT_UNUSED_S:
                    path.unlink()


def _used_now(path: Path) -> None:
    with suppress(OSError):
        os.utime(path)


def _digest(stream: BinaryIO) -> bytes:
    """Return the digest of what is left of a file, which needn't fit into memory."""
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.digest()


def _read_arrays(stream: BinaryIO) -> dict[str, npt.NDArray[Any]]:
    found = {}
    while header := stream.readline():
        key, kind, count = json.loads(header)
        found[key] = np.fromfile(stream, dtype=np.dtype(kind), count=count)
    return found


def content_name(*parts: Int32Array | str) -> str:
    """Return a name that tells the parts apart by what they hold: arrays, options, versions."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part.astype("<i4").tobytes()
        digest.update(f"{len(content)}:".encode() + content)
    return digest.hexdigest()[:32]


def default_folder(kind: str = "orders") -> Path:
    """Return where node orders, or things of another kind, are kept unless one says otherwise."""
    chosen = os.environ.get("TRANSNET_CACHE_DIR")
    if chosen:
        return Path(chosen) / kind
    user = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(user) if user else Path.home() / ".cache") / "transnet" / kind
