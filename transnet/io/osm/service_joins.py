"""Service roads that join what nothing else joins, such as the way to a ferry's landing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from transnet.io.osm.things import Bools, Ints
from transnet.io.osm.way_segments import WaySegments


def without_spare(pieces: WaySegments, ends: tuple[Ints, Ints], spare: Bools) -> WaySegments:
    """Return the pieces without those of spare roads, but for spare ones that join parts.

    ends   integers [k] twice, the points that each piece begins and ends at
    spare  bool[k], of a road that counts only where it joins
    Spare pieces that hang together without touching another road are one group. A group is kept
    when it touches two points of other roads that reach each other with all roads, in both
    directions, and don't without the spare ones; of it the pieces that lead on.
    """
    if not spare.any():
        return pieces
    nodes, where = np.unique(np.concatenate(ends), return_inverse=True)
    tails, heads = where[: len(spare)], where[len(spare) :]
    main = np.zeros(len(nodes), dtype=np.bool_)
    main[tails[~spare]] = main[heads[~spare]] = True
    without, with_all = (
        _parts(len(nodes), tails, heads, pieces.open & np.repeat(kept, 2))
        for kept in (~spare, np.ones_like(spare))
    )
    groups, points = _groups(tails[spare], heads[spare], main)
    touched = main[points]
    group, point = np.tile(groups, 2)[touched], points[touched]
    rows = np.unique(np.column_stack((group, with_all[point], without[point])), axis=0)
    pairs, counts = np.unique(rows[:, :2], axis=0, return_counts=True)
    kept = ~spare
    whole = with_all[tails[spare]] == with_all[heads[spare]]
    kept[spare] = np.isin(groups, pairs[counts > 1, 0]) & whole
    _drop_stubs(kept, tails, heads, spare, main)
    return replace(
        pieces,
        first=pieces.first[kept],
        last=pieces.last[kept],
        way=pieces.way[kept],
        length_km=pieces.length_km[kept],
        time_ms=pieces.time_ms[np.repeat(kept, 2)],
        open=pieces.open[np.repeat(kept, 2)],
    )


def _drop_stubs(kept: Bools, tails: Ints, heads: Ints, spare: Bools, main: Bools) -> None:
    """Unmark spare pieces that lead nowhere, until none is left."""
    while True:
        there = np.flatnonzero(kept & spare)
        points = np.concatenate((tails[there], heads[there]))
        lone = (np.bincount(points, minlength=len(main)) == 1) & ~main
        stubs = lone[tails[there]] | lone[heads[there]]
        if not stubs.any():
            return
        kept[there[stubs]] = False


def _parts(count: int, tails: Ints, heads: Ints, is_open: Bools) -> npt.NDArray[np.int32]:
    """Return int32[count], the part of each node in which each reaches each other one."""
    ahead, back = is_open[0::2], is_open[1::2]
    sources = np.concatenate((tails[ahead], heads[back]))
    targets = np.concatenate((heads[ahead], tails[back]))
    return _components(count, sources, targets, "strong")


def _groups(tails: Ints, heads: Ints, main: Bools) -> tuple[Ints, Ints]:
    """Return int32[k], the group of each spare piece, and integers [2k], the points at its ends."""
    points = np.concatenate((tails, heads))
    # A point on another road joins no two spare pieces: each has a point there of its own.
    own = np.where(main[points], len(main) + np.arange(len(points)), points)
    count = len(main) + len(points)
    labels = _components(count, own[: len(tails)], own[len(tails) :], "weak")
    return labels[own[: len(tails)]], points


def _components(
    count: int, sources: Ints, targets: Ints, connection: Literal["weak", "strong"]
) -> npt.NDArray[np.int32]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(sources), dtype=np.int8)
    matrix: Any = csr_array((ones, (sources, targets)), shape=(count, count))
    _, labels = connected_components(matrix, directed=True, connection=connection)
    found: npt.NDArray[np.int32] = labels
    return found
