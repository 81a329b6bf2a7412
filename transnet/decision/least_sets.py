"""The least that passes: smallest sets of projects that meet a target, found and proved.

A target that no set of projects takes away again is monotone: once met, met with more. Then a set
that fails, made as large as it can be, tells that one project outside it at least must be among
those that pass. The smallest set that has one of each of these is the smallest that can pass; where
it does, it is proved, and where it doesn't, it grows into one more of them (implicit hitting sets:
Moreno-Centeno & Karp 2013).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from transnet.base.given import wrong_type
from transnet.base.language import said
from transnet.base.progress import Progress, ignore_progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.model.network import BoolArray

Meets = Callable[[BoolArray], BoolArray]
"""Whether sets of projects meet a target: bool[s, n] to bool[s]."""


@dataclass(frozen=True, repr=False)
class LeastSet(Shown):
    """The least that passes.

    chosen  positions of the projects; None where all projects together don't pass
    proofs  sets of projects of which every set that passes has one: why nothing less does
    judged  how many sets were judged
    """

    chosen: tuple[int, ...] | None
    proofs: tuple[tuple[int, ...], ...]
    judged: int


def least_set(
    meets: Meets, weights: FloatArray, *, progress: Progress = ignore_progress
) -> LeastSet:
    """Return the set of least weight that meets a monotone target, with the proof of it.

    meets    judges sets; called with few at a time
    weights  float64[n] above 0: 1 each for the fewest projects, what they cost for the cheapest
    Raises InputError for what can't be called, and for weights that aren't numbers above 0.
    """
    if not callable(meets):
        raise wrong_type(meets, "meets", said("must be a function of sets: bool[s, n] to bool[s]"))
    weights = _weights(weights)
    projects = len(weights)
    judged = 1
    if not meets(np.ones((1, projects), dtype=np.bool_))[0]:
        return LeastSet(None, (), judged)
    proofs: list[BoolArray] = []
    while True:
        progress("least set", len(proofs), len(proofs) + 1)
        chosen = _lightest(proofs, weights)
        judged += 1
        if meets(chosen[None, :])[0]:
            progress("least set", len(proofs) + 1, len(proofs) + 1)
            told = tuple(tuple(np.flatnonzero(each).tolist()) for each in proofs)
            return LeastSet(tuple(np.flatnonzero(chosen).tolist()), told, judged)
        failing, more = _largest_failing(meets, chosen)
        judged += more
        proofs.append(~failing)


def _weights(weights: object) -> FloatArray:
    """Return weights as an array; raises InputError unless all are finite and above 0."""
    try:
        found = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        found = np.zeros(1)
    if found.ndim != 1 or not (np.isfinite(found) & (found > 0)).all():
        raise wrong_type(weights, "weights", said("must be numbers above 0, one a project"))
    return found


def _largest_failing(meets: Meets, chosen: BoolArray) -> tuple[BoolArray, int]:
    """Return a set that fails while each project more would pass, and how many were judged.

    Projects are put in one after another, many at once where all of them leave it failing: what is
    met with more is met by the same project first, so halves tell which one it is.
    """
    failing, judged = chosen.copy(), 0
    waiting = [np.flatnonzero(~chosen)]
    while waiting:
        some = waiting.pop()
        more = failing.copy()
        more[some] = True
        judged += 1
        if not meets(more[None, :])[0]:
            failing = more
        elif len(some) > 1:
            half = len(some) // 2
            waiting += [some[half:], some[:half]]  # the first half is tried first
    return failing, judged


def _lightest(proofs: list[BoolArray], weights: FloatArray) -> BoolArray:
    """Return the lightest set that has one of each of some sets."""
    if not proofs:
        return np.zeros(len(weights), dtype=np.bool_)
    from scipy.optimize import Bounds, LinearConstraint, milp

    found = milp(
        weights,
        constraints=LinearConstraint(np.array(proofs, dtype=np.float64), lb=1.0),
        integrality=np.ones(len(weights), dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:  # each set has a member, so there is one unless the solver failed
        raise RuntimeError(found.message)
    chosen: BoolArray = np.asarray(found.x) > 0.5
    return chosen
