"""Parts of the outcomes of coalitions: what is known of each by the projects that decide it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray, Int32Array
from transnet.model.network import BoolArray
from transnet.study.deciding_parts import DecidedParts
from transnet.study.distinct_coalitions import mask_of

IntArray = npt.NDArray[np.integer]


class Block(NamedTuple):
    """A part: what rows behind targets hold, and ms between places."""

    to_end: Int32Array
    minutes: FloatArray
    weak: BoolArray
    travel: npt.NDArray[np.int64]
    legs: FloatArray


@dataclass(frozen=True, eq=False)
class Part:
    """Rows behind targets and pairs of places (positions in a table of them) that hang on the same.

    mask   which projects, a bit each
    known  by those of them that are open
    """

    mask: int
    rows: IntArray
    pairs: IntArray
    known: dict[int, Block] = field(default_factory=dict)


def parts_of(decided: DecidedParts) -> list[Part]:
    """Return parts by what decides them: rows behind targets apart from pairs of places."""
    nothing, found = np.zeros(0, dtype=np.int64), list[Part]()
    for by, is_row in ((decided.rows, True), (decided.pairs.reshape(len(decided.rows), -1), False)):
        classes, of = np.unique(by.T, axis=0, return_inverse=True)
        for nth, own in enumerate(classes):
            at = np.flatnonzero(of.ravel() == nth)
            found.append(Part(mask_of(own), *((at, nothing) if is_row else (nothing, at))))
    return found
