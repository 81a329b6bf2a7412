"""The fewest projects that meet a target: by looking at all sets of few, else by proof."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from transnet.base.units import FloatArray
from transnet.decision.least_sets import least_set
from transnet.decision.project_sets import Figure, ProjectSets
from transnet.model.network import BoolArray

MOST_SETS = 5000
"""Sets that are looked at one by one: all pairs of 99 projects, all threes of 31."""


@dataclass(frozen=True)
class LeastProjects:
    """The fewest projects that meet a target.

    chosen   their ids; empty where none was found
    others   how many sets of the same size meet it too
    looked   every set of up to so many projects was judged
    proofs   where more are needed: sets of ids, of each of which one is needed if no further
             project takes the target away; empty where all sets were judged
    """

    chosen: tuple[str, ...]
    others: int
    looked: int
    proofs: tuple[tuple[str, ...], ...] = ()


def least_projects(sets: ProjectSets | None, target: str) -> LeastProjects:
    """Return the fewest projects that meet a target; sets is None where none may open.

    All sets of one project are judged, then all of two, while there are at most MOST_SETS: what is
    found so is the least whatever projects do to each other. Beyond that by `least_set`.
    """
    if sets is None:
        return LeastProjects((), 0, 0)
    count, looked = len(sets.names), 0
    column = sets.figures.index(Figure("met", target))
    for size in range(1, count + 1):
        if size > 1 and comb(count, size) > MOST_SETS:
            break
        asked = _of_size(count, size)
        passing = np.flatnonzero(sets.worth(asked)[:, column] > 0)
        looked = size
        if passing.size:
            best = asked[passing[np.argmin(_costs(sets, asked[passing]))]]
            return LeastProjects(_ids(sets, best), len(passing) - 1, looked)
    if looked == count:
        return LeastProjects((), 0, looked)
    found = least_set(lambda asked: sets.worth(asked)[:, column] > 0, np.ones(count))
    names = sets.names
    proofs = tuple(tuple(names[at] for at in proof) for proof in found.proofs)
    chosen = () if found.chosen is None else tuple(names[at] for at in found.chosen)
    return LeastProjects(chosen, 0, looked, proofs)


def _of_size(count: int, size: int) -> BoolArray:
    """Return all sets of a size, bool[s, count]."""
    chosen = np.array(list(combinations(range(count), size)), dtype=np.int64)
    found = np.zeros((len(chosen), count), dtype=np.bool_)
    found[np.arange(len(chosen))[:, None], chosen] = True
    return found


def _costs(sets: ProjectSets, asked: BoolArray) -> FloatArray:
    """Return what sets cost, float64[s]; a project without a cost counts as more than any."""
    table = sets.study.network["projects"].set_index("project_id")["cost_100m_yuan"]
    costs = table.loc[list(sets.names)].to_numpy(np.float64)
    found: FloatArray = asked.astype(np.float64) @ np.where(np.isfinite(costs), costs, 1e9)
    return found


def _ids(sets: ProjectSets, chosen: BoolArray) -> tuple[str, ...]:
    return tuple(name for name, is_in in zip(sets.names, chosen.tolist(), strict=True) if is_in)
