"""What sets of projects came to: a row for each, found again by who is in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray

IntArray = npt.NDArray[np.int64]


def keys_of(sets: BoolArray) -> list[bytes]:
    """Return a name of each set, bool[s, n], by who is in it."""
    packed = np.packbits(sets, axis=1)
    if not packed.shape[1]:
        return [b""] * len(sets)
    # Trailing zeros of a name are dropped, of all names of one length alike.
    names: list[bytes] = np.ascontiguousarray(packed).view(f"S{packed.shape[1]}").ravel().tolist()
    return names


class KnownSets:
    """Rows of figures by the names of sets, in pieces as they came."""

    def __init__(self) -> None:
        self._at: dict[bytes, int] = {}
        self._pieces: list[FloatArray] = []

    def __len__(self) -> int:
        return len(self._at)

    def lacking(self, keys: Sequence[bytes]) -> IntArray:
        """Return the first position of each name that isn't known."""
        new = {key: at for at, key in enumerate(reversed(keys)) if key not in self._at}
        last = len(keys) - 1
        return np.sort(last - np.fromiter(new.values(), dtype=np.int64, count=len(new)))

    def add(self, keys: Sequence[bytes], rows: FloatArray) -> None:
        """Keep the rows of names that aren't known, float64[s, m]."""
        first = len(self._at)
        self._at.update(zip(keys, range(first, first + len(keys)), strict=True))
        self._pieces.append(rows)

    def of(self, keys: Sequence[bytes], column: int | None = None) -> FloatArray:
        """Return the rows of names, all known: float64[s, m], or one column of them, [s, 1]."""
        if len(self._pieces) > 1:
            self._pieces = [np.vstack(self._pieces)]
        at = np.fromiter(map(self._at.__getitem__, keys), dtype=np.int64, count=len(keys))
        (rows,) = self._pieces
        return rows[at] if column is None else rows[at, column][:, np.newaxis]
