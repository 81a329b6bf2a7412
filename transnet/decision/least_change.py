"""The fewest projects that meet a target or bring a pair within its limit.

By looking at all sets of few that may matter to it, else by proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from transnet.base.units import FloatArray
from transnet.decision.deciding_sets import DecidingSets
from transnet.decision.least_sets import least_set
from transnet.decision.project_sets import ProjectSets
from transnet.model.network import BoolArray

MOST_SETS = 5000
"""Sets that are looked at one by one: all pairs of 99 projects, all threes of 31."""
_MOST_OF_LARGER = 200
"""The same of three projects or more of a long list, where bounds leave few sets."""
_ROW_SIZE = 2  # projects that are tried together for a single pair or county


@dataclass(frozen=True)
class LeastProjects:
    """The fewest projects that meet a target.

    chosen   their ids; empty where none was found
    others   how many sets of the same size meet it too
    looked   every set of up to so many projects was judged, or comes to the same as a smaller one
    proofs   where more are needed: sets of ids, of each of which one is needed if no further
             project takes the target away; empty where all sets were judged
    """

    chosen: tuple[str, ...]
    others: int
    looked: int
    proofs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class RowChange:
    """The fewest projects that bring a row behind the targets within its limit.

    row       position among the rows of `study.judge(states, parts="rows")`
    chosen    ids of the projects; empty where none were found
    looked    as in `LeastProjects`
    at_best   minutes with all candidates open; inf where there is no way
    """

    row: int
    chosen: tuple[str, ...]
    looked: int
    at_best: float


def least_projects(
    sets: ProjectSets | None, deciding: DecidingSets | None, target: str, rows: BoolArray
) -> LeastProjects:
    """Return the fewest projects that meet a target; sets is None where none may open.

    rows  bool[r], those behind the target
    All sets of one project are judged, then all of two, while there are at most MOST_SETS that may
    matter to it: what is found so is the least whatever projects do to each other. Beyond that by
    `least_set`.
    """
    if sets is None or deciding is None:
        return LeastProjects((), 0, 0)
    count, looked = len(sets.names), 0
    for size in range(1, count + 1):
        every = size == 2 or comb(count, size) <= MOST_SETS
        most = MOST_SETS if every else _MOST_OF_LARGER
        if size > 1 and deciding.are_more_than(most, size, rows):
            break
        asked = deciding.of_size(size, rows)
        looked = size
        if not len(asked):
            continue
        passing = np.flatnonzero(sets.met(asked, target))
        if passing.size:
            best = asked[passing[np.argmin(_costs(sets, asked[passing]))]]
            return LeastProjects(_ids(sets, best), len(passing) - 1, looked)
    if looked == count:
        return LeastProjects((), 0, looked)
    found = least_set(lambda asked: sets.met(asked, target), np.ones(count))
    names = sets.names
    proofs = tuple(tuple(names[at] for at in proof) for proof in found.proofs)
    chosen = () if found.chosen is None else tuple(names[at] for at in found.chosen)
    return LeastProjects(chosen, 0, looked, proofs)


def least_for_rows(
    sets: ProjectSets | None,
    deciding: DecidingSets | None,
    rows: Sequence[int],
    limits: Sequence[float],
) -> list[RowChange]:
    """Return the fewest projects that bring each of some rows within its limit.

    rows, limits  positions, and minutes of each
    All sets of one project that may matter to a row are looked at, then all of two, while there are
    at most MOST_SETS: a row that needs more has none.
    """
    if sets is None or deciding is None:
        return [RowChange(row, (), 0, np.inf) for row in rows]
    every = sets.row_minutes(np.ones((1, len(sets.names)), dtype=np.bool_))[0]
    found = []
    for row, limit in zip(rows, limits, strict=True):
        chosen, looked = _least_for(sets, deciding, np.arange(len(every)) == row, limit)
        found.append(RowChange(row, chosen, looked, float(every[row])))
    return found


def _least_for(
    sets: ProjectSets, deciding: DecidingSets, own: BoolArray, limit: float
) -> tuple[tuple[str, ...], int]:
    """Return the fewest projects that bring one row, bool[r], within a limit, and sizes tried."""
    looked = 0
    for size in range(1, _ROW_SIZE + 1):
        if deciding.are_more_than(MOST_SETS, size, own):
            break
        looked, asked = size, deciding.of_size(size, own)
        if not len(asked):
            continue
        passing = np.flatnonzero(sets.row_minutes(asked)[:, own][:, 0] <= limit)
        if passing.size:
            best = asked[passing[np.argmin(_costs(sets, asked[passing]))]]
            return _ids(sets, best), looked
    return (), looked


def _costs(sets: ProjectSets, asked: BoolArray) -> FloatArray:
    """Return what sets cost, float64[s]; a project without a cost counts as more than any."""
    table = sets.study.network["projects"].set_index("project_id")["cost_100m_yuan"]
    costs = table.loc[list(sets.names)].to_numpy(np.float64)
    found: FloatArray = asked.astype(np.float64) @ np.where(np.isfinite(costs), costs, 1e9)
    return found


def _ids(sets: ProjectSets, chosen: BoolArray) -> tuple[str, ...]:
    return tuple(name for name, is_in in zip(sets.names, chosen.tolist(), strict=True) if is_in)
