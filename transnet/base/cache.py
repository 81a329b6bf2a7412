"""Arrays that are costly to work out and depend on content alone, kept on disk between runs.

An entry is named by a digest of everything that went into it and lies in a `Store`: damaged or
forged, it counts as absent. Entries hold numbers alone and never code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.plain_arrays import are_plain, read_arrays, write_arrays
from transnet.base.private_folders import cache_root
from transnet.base.store import Store, default_folder
from transnet.base.units import Int32Array


class Cache:
    """A folder of sealed arrays.

    folder  where they are kept; by default TRANSNET_CACHE_DIR, else the user's cache directory.
            None where there is none, or others can write it: then nothing is kept
    most_bytes  what all of them may take; None for any amount
    """

    def __init__(self, folder: Path | None = None, *, most_bytes: int | None = None) -> None:
        root = cache_root() if folder is None else None
        chosen = folder or default_folder("orders")
        self._store = Store(chosen, root, (".int32", ".arrays"), most_bytes)

    @property
    def folder(self) -> Path | None:
        """The folder of the entries, None where nothing is kept."""
        return self._store.folder

    def get(self, name: str) -> Int32Array | None:
        """Return the array kept under a name, int32[k], or None if there is no sound copy of it."""
        kept = self._store.read(f"{name}.int32", lambda stream: stream.read())
        if kept is None or len(kept) % 4:
            return None
        return np.frombuffer(kept, dtype="<i4").astype(np.int32)

    def put(self, name: str, values: Int32Array) -> None:
        """Keep an array under a name."""
        with suppress(OSError), self._store.writing(f"{name}.int32") as stream:
            stream.write(values.astype("<i4").tobytes())

    def get_arrays(self, name: str) -> dict[str, npt.NDArray[Any]] | None:
        """Return the arrays kept under a name, of one axis each; None if there is no sound copy."""
        return self._store.read(f"{name}.arrays", read_arrays)

    def put_arrays(self, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Keep arrays under a name, none twice in memory; others than rows of numbers aren't."""
        if not are_plain(arrays):
            return
        with suppress(OSError), self._store.writing(f"{name}.arrays") as stream:
            write_arrays(stream, arrays)


def content_name(*parts: Int32Array | str) -> str:
    """Return a name that tells the parts apart by what they hold: arrays, options, versions."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part.astype("<i4").tobytes()
        digest.update(f"{len(content)}:".encode() + content)
    return digest.hexdigest()[:32]
