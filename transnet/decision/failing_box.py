"""Where it fails: the box of inputs in which a target is missed (scenario discovery)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray

PEELED = 0.05
"""Share of the draws in a box that a peel takes away: patient, as Friedman & Fisher advise."""


@dataclass(frozen=True, eq=False)
class Box:
    """A range of each input that decides, and how well the box tells failure.

    low, high  float64[inputs]; -inf and inf where an input isn't restricted
    coverage   share of all failures that lie in the box
    density    share of the draws in the box that fail
    mass       share of all draws that lie in the box
    """

    low: FloatArray
    high: FloatArray
    coverage: float
    density: float
    mass: float

    @property
    def restricted(self) -> tuple[int, ...]:
        """Positions of the inputs that decide."""
        return tuple(np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)).tolist())


def peeling(inputs: FloatArray, fails: BoolArray, *, least_mass: float = 0.05) -> list[Box]:
    """Return boxes in which failure is ever denser, from all draws to the last large enough.

    inputs      float64[draws, inputs]
    fails       bool[draws]
    least_mass  share of the draws that a box holds at least
    returns     none where no draw fails

    It is the patient rule induction method (Friedman & Fisher 1999; Bryant & Lempert 2010): each
    step takes away the slice of 5 % whose loss leaves the densest box.
    """
    draws, count = inputs.shape
    if not fails.any():
        return []
    low, high = np.full(count, -np.inf), np.full(count, np.inf)
    inside = np.ones(draws, dtype=np.bool_)
    found = [_box(low, high, inside, fails)]
    while True:
        best: tuple[float, int, float, BoolArray, bool] | None = None
        for column in range(count):
            own = inputs[inside, column]
            for upper in (False, True):
                edge = float(np.quantile(own, 1.0 - PEELED if upper else PEELED))
                kept = inputs[:, column] <= edge if upper else inputs[:, column] >= edge
                left = inside & kept
                if not least_mass * draws <= left.sum() < inside.sum():
                    continue
                density = float(fails[left].mean())
                if best is None or density > best[0]:
                    best = (density, column, edge, left, upper)
        if best is None or best[0] <= found[-1].density:
            return found
        _, column, edge, inside, upper = best
        (high if upper else low)[column] = edge
        found.append(_box(low.copy(), high.copy(), inside, fails))


def chosen_box(boxes: list[Box], least_coverage: float = 0.7) -> Box | None:
    """Return the densest box that still holds most failures; None of none."""
    wide = [each for each in boxes if each.coverage >= least_coverage]
    return max(wide, key=lambda each: each.density) if wide else None


def _box(low: FloatArray, high: FloatArray, inside: BoolArray, fails: BoolArray) -> Box:
    within = int((inside & fails).sum())
    return Box(
        low, high, within / int(fails.sum()), within / int(inside.sum()), float(inside.mean())
    )
