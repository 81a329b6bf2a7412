"""Merged cells of a sheet: where they lie, and which cells have no value of their own for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_MOST_CELLS = 1_000_000  # of a hostile file; that further ones are empty may be told too


class Area(NamedTuple):
    """A merged area as it is written (B2:C3), and its first and last row and column from 0."""

    written: str
    top: int
    left: int
    bottom: int
    right: int


def areas_within(merged: Iterable[str], rows: int) -> list[Area]:
    """Return those areas that begin within the rows that hold cells."""
    areas = (_area(written) for written in merged)
    return [each for each in areas if each.top < rows]


def covered(areas: Sequence[Area], width: int) -> Iterator[tuple[int, int]]:
    """Yield the cells that areas cover, each but its first, within a width: row and column."""
    left = _MOST_CELLS
    for area in areas:
        last = min(area.right, width - 1)
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, last + 1):
                left -= 1
                if left < 0:
                    return
                if (row, column) != (area.top, area.left):
                    yield row, column


def _area(written: str) -> Area:
    from openpyxl.utils.cell import range_boundaries

    left, top, right, bottom = range_boundaries(written)
    return Area(written, top - 1, left - 1, bottom - 1, right - 1)
