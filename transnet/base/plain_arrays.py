"""Arrays of plain numbers as bytes of a file, one after another: they never hold code."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from io import BufferedReader

_HEADER_BYTES = 1_000
_KINDS = "biuf"
_PLAIN = re.compile(r"[<>|][biuf][1248]", re.ASCII)


def are_plain(arrays: Mapping[str, npt.NDArray[Any]]) -> bool:
    """Return whether all of them are rows of numbers, which is what can be kept."""
    return all(each.dtype.kind in _KINDS and each.ndim == 1 for each in arrays.values())


def write_arrays(stream: BinaryIO, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write arrays by name, none twice in memory. Raises OSError if the disk refuses."""
    for key, values in arrays.items():
        header = json.dumps([key, values.dtype.str, len(values)])
        stream.write(header.encode() + b"\n")
        stream.write(np.ascontiguousarray(values).data)


def read_arrays(stream: BinaryIO) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays from where a file stands to its end; none is larger than it says.

    Raises ValueError for anything else than arrays of plain numbers: an array of objects would
    hold pointers taken from the file.
    """
    found: dict[str, npt.NDArray[Any]] = {}
    left = os.fstat(stream.fileno()).st_size - stream.tell()
    while header := stream.readline(_HEADER_BYTES):
        said = json.loads(header)
        if not isinstance(said, list) or list(map(type, said)) != [str, str, int]:
            raise ValueError("no header of an array")
        key, text, count = said
        if not _PLAIN.fullmatch(text):
            raise ValueError("an array of something else than numbers")
        kind = np.dtype(text)
        left -= len(header) + count * kind.itemsize
        if count < 0 or left < 0:
            raise ValueError("an array larger than its file")
        # `np.fromfile` asks where a stream stands for each of hundreds of arrays, and takes longer.
        found[key] = np.empty(count, kind)
        cast("BufferedReader", stream).readinto(found[key].view(np.uint8).data)
    return found
