"""What roads are called: each distinct name once, and for each arc its place among them."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array

NameTable = npt.NDArray[np.object_]

_UNNAMED = ("", "")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, eq=False)
class RoadNames:
    """Names of arcs in any order.

    codes  integers [m], row of the table
    table  object[k, 2] of str, the name on the spot, and that in English; "" where none is known
    """

    codes: npt.NDArray[np.int32]
    table: NameTable


@dataclass(slots=True)
class NameList:
    """Names, added one by one; an arc takes 4 bytes, and a name its text once."""

    _codes: array[int] = field(default_factory=lambda: array("i"))
    _rows: dict[tuple[str, str], int] = field(default_factory=lambda: {_UNNAMED: 0})

    def add(self, name: str = "", name_en: str = "") -> None:
        """Append the names of the next arc."""
        self._codes.append(self._rows.setdefault((name, name_en), len(self._rows)))

    def keep(self, kept: npt.NDArray[np.bool_]) -> None:
        """Leave out the names of all arcs but those that are marked: bool[arcs]."""
        codes = np.array(self._codes, dtype=np.int32)[kept]
        self._codes = array("i", codes.tolist())

    def names(self) -> RoadNames:
        """Return the names so far."""
        table = np.array(list(self._rows), dtype=object).reshape(-1, 2)
        return RoadNames(np.array(self._codes, dtype=np.int32), table)


def road_label(ref: str, name: str) -> str:
    """Return a road's number and name as one text; several of either are parted by a slash."""
    parts = ("/".join(part.strip() for part in text.split(";")) for text in (ref, name))
    return " ".join(part for part in parts if part)


def sorted_names(
    names: RoadNames | None, count: int, order: npt.NDArray[np.int64]
) -> tuple[Int32Array, NameTable]:
    """Return codes int32[m] in another order, and the sorted table of the names they use.

    Its first row is that of roads without a name. Spaces are single, control characters are none,
    and an English name that is the same as that on the spot is empty. Raises ValueError when the
    names aren't `count`.
    """
    if names is None:
        return np.zeros(count, dtype=np.int32), np.array([_UNNAMED], dtype=object)
    if len(names.codes) != count:
        raise ValueError(f"expected {count} names, got {len(names.codes)}")
    used = np.zeros(len(names.table), dtype=np.bool_)
    used[names.codes] = True
    pairs = [_plain_pair(*row) for row in names.table.tolist()]
    kept = sorted({_UNNAMED, *(pairs[row] for row in np.flatnonzero(used).tolist())})
    place = {pair: row for row, pair in enumerate(kept)}
    moved = np.array([place.get(pair, 0) for pair in pairs], dtype=np.int32)
    return moved[names.codes[order]], np.array(kept, dtype=object)


def _plain_pair(name: str, name_en: str) -> tuple[str, str]:
    local, english = (" ".join(_CONTROL.sub(" ", each).split()) for each in (name, name_en))
    return local, "" if english == local else english
