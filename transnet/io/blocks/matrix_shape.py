"""What a matrix is that is written block by block: its places, and which rows a block has."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class MatrixShape:
    """Rows and columns of a matrix, and rows of a block.

    origins, destinations  ids
    block                  rows of each block but the last
    """

    origins: pd.Index
    destinations: pd.Index
    block: int

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-len(self.origins) // self.block)

    def rows(self, at: int) -> slice:
        """Return the rows of a block."""
        return slice(at * self.block, min((at + 1) * self.block, len(self.origins)))

    def digest(self) -> str:
        """Return a digest of the places and of the blocks."""
        ids = [list(map(_plain, each)) for each in (self.origins, self.destinations)]
        return hashlib.sha256(json.dumps([ids, self.block]).encode()).hexdigest()


def id_array(ids: pd.Index) -> Any:
    """Return ids as whole numbers where all are, else as texts."""
    if ids.dtype.kind in "iu":
        return ids.to_numpy(np.int64)
    return np.array([str(each) for each in ids], dtype=object)


def values_digest(minutes: Any) -> str:
    """Return the digest of a block's minutes, float64[rows, columns]."""
    return hashlib.sha256(np.ascontiguousarray(minutes, "<f8").data).hexdigest()


def _plain(value: object) -> int | str:
    return int(value) if isinstance(value, int | np.integer) else str(value)
