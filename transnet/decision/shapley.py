"""Who earned it: shares of a gain that don't depend on the order in which projects open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

import numpy as np

from transnet.base.units import FloatArray
from transnet.decision.coalition_rule import sizes, subsets
from transnet.model.network import BoolArray

Worth = Callable[[BoolArray], FloatArray]
"""What sets of projects are worth: bool[s, n] to float64[s, m], a column for each figure."""


@dataclass(frozen=True, eq=False)
class Shares:
    """What each of n projects earned of each of m figures.

    share     float64[n, m]; adds up to all projects together less none of them
    first_in  float64[n, m], what it brings where none of the others is open
    last_in   float64[n, m], what it brings on top of all others
    error     float64[n, m], standard error of the share; 0 where all sets were looked at
    """

    share: FloatArray
    first_in: FloatArray
    last_in: FloatArray
    error: FloatArray


def shapley_shares(worth: FloatArray) -> Shares:
    """Return the Shapley value of every project, from what every set of them is worth.

    worth  float64[2^n, m]; bit i of the row's number says whether project i is in the set

    A share is the mean, over all orders of opening, of what a project adds when it opens (Shapley
    1953). Where the figure is a verdict, 0 or 1, this is an index of power (Shapley & Shubik 1954)
    and no gain.
    """
    projects = len(worth).bit_length() - 1
    weights = _weights(projects, 1)
    share = np.empty((projects, worth.shape[1]))
    for project in range(projects):
        without, with_it = _halves(worth, project)
        share[project] = weights @ (with_it - without)
    bits = np.int64(1) << np.arange(projects)
    return Shares(
        share, worth[bits] - worth[0], worth[-1] - worth[len(worth) - 1 - bits],
        np.zeros_like(share),
    )  # fmt: skip


def pair_synergies(worth: FloatArray) -> FloatArray:
    """Return how much more each two projects bring together than apart, float64[n, n, m].

    worth  as `shapley_shares` takes it
    returns  above 0 where the two help each other, below 0 where they are rivals; 0 on the diagonal

    It is the Shapley interaction index of pairs (Grabisch & Roubens 1999): the mean second
    difference over the sets of all others.
    """
    projects = len(worth).bit_length() - 1
    found = np.zeros((projects, projects, worth.shape[1]))
    if projects < 2:
        return found
    weights = _weights(projects, 2)
    for second in range(projects):
        without, with_it = _halves(worth, second)
        added = with_it - without
        for first in range(second):
            alone, along = _halves(added, first)
            found[first, second] = found[second, first] = weights @ (along - alone)
    return found


def sampled_shares(worth: Worth, projects: int, *, orders: int, seed: int = 0) -> Shares:
    """Return the Shapley values of more projects than have all their sets looked at.

    orders  how many orders of opening are drawn; each is also taken backwards, which cancels much
            of the noise (antithetic pairs: Mitchell, Cooper, Frank & Holmes 2022), so pairs are
            what the error is made of. 2 or more
    seed    of the draw; the same seed gives the same bytes

    What it costs is orders * 2 * (projects - 1) sets, and the two ends.
    """
    draw = np.random.Generator(np.random.PCG64(seed))
    ends = worth(np.array([np.zeros(projects), np.ones(projects)], dtype=np.bool_))
    drawn = np.array([_gains(worth, draw.permutation(projects), ends) for _ in range(orders)])
    alone = worth(np.eye(projects, dtype=np.bool_)) - ends[0]
    last = ends[1] - worth(~np.eye(projects, dtype=np.bool_))
    error = drawn.std(axis=0, ddof=1) / np.sqrt(orders)
    return Shares(drawn.mean(axis=0), alone, last, error)


def _gains(worth: Worth, order: np.ndarray, ends: FloatArray) -> FloatArray:
    """Return what each project adds in an order of opening and its reverse, the mean of both."""
    projects = len(order)
    both = []
    for turn in (order, order[::-1]):
        opened = np.zeros((projects + 1, projects), dtype=np.bool_)
        for step, project in enumerate(turn, 1):
            opened[step:, project] = True
        inner = worth(opened[1:-1]) if projects > 1 else ends[:0]
        reached = np.vstack([ends[:1], inner, ends[1:]])
        added = np.empty((projects, ends.shape[1]))
        added[turn] = np.diff(reached, axis=0)
        both.append(added)
    return (both[0] + both[1]) / 2.0


def _halves(worth: FloatArray, project: int) -> tuple[FloatArray, FloatArray]:
    """Return rows without and with a project, float64[2^(n-1), m] each, in the same order."""
    parts = worth.reshape(-1, 2, 1 << project, worth.shape[1])
    without, with_it = (parts[:, side].reshape(-1, worth.shape[1]) for side in (0, 1))
    return without, with_it


def _weights(projects: int, taken: int) -> FloatArray:
    """Return the weight of each set of the projects that are left when some are taken out."""
    left = projects - taken
    by_size = np.array([1.0 / ((left + 1) * comb(left, size)) for size in range(left + 1)])
    return by_size[sizes(subsets(left))]
