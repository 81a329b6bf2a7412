"""Small worlds to measure: drawn at random, and one to compute by hand.

hand_world: three towns on a line and an island D that nothing reaches. Minutes:

    A --10-- B --20-- C        within a town 4      people A 100, B 200, C 0, D 50
                               beds A 30, B 0, C 10, D 5
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis import strategies as st

inf = float("inf")

TOWNS = list("ABCD")
TIMES = pd.DataFrame(
    [[4, 10, 30, inf], [10, 4, 20, inf], [30, 20, 4, inf], [inf, inf, inf, 4]], TOWNS, TOWNS
)
PEOPLE = pd.Series({"A": 100, "B": 200, "C": 0, "D": 50})
BEDS = pd.Series({"A": 30, "B": 0, "C": 10, "D": 5})


@dataclass(frozen=True)
class World:
    """Costs from each origin to each destination, people at origins, jobs at destinations."""

    costs: list[list[float]]
    people: list[int]
    jobs: list[int]

    @property
    def times(self) -> pd.DataFrame:
        return pd.DataFrame(self.costs, self.origins, self.destinations, dtype="float64")

    @property
    def origins(self) -> list[str]:
        return [f"o{row}" for row in range(len(self.people))]

    @property
    def destinations(self) -> list[str]:
        return [f"d{column}" for column in range(len(self.jobs))]

    @property
    def residents(self) -> pd.Series:
        return pd.Series(self.people, self.origins, dtype="int64")

    @property
    def supply(self) -> pd.Series:
        return pd.Series(self.jobs, self.destinations, dtype="int64")

    @property
    def long(self) -> pd.DataFrame:
        """Return the costs as a long table, without the pairs that have no way."""
        rows = [
            (origin, destination, cost)
            for origin, costs in zip(self.origins, self.costs, strict=True)
            for destination, cost in zip(self.destinations, costs, strict=True)
            if cost < inf
        ]
        return pd.DataFrame(rows, columns=["from_id", "to_id", "minutes"])


@st.composite
def worlds(draw: st.DrawFn, *, least_cost: int = 0) -> World:
    """Worlds with ties, zeros, islands, empty places and single zones."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    cost = st.one_of(st.integers(least_cost, 6).map(lambda ticks: 10.0 * ticks), st.just(inf))
    count = st.one_of(st.just(0), st.integers(1, 30))
    return World(
        [[draw(cost) for _ in range(columns)] for _ in range(rows)],
        [draw(count) for _ in range(rows)],
        [draw(count) for _ in range(columns)],
    )


def close(found: pd.Series, expected: list[float]) -> bool:
    """Return whether values agree to rounding; NaN agrees with NaN, inf with inf."""
    return bool(np.allclose(found.to_numpy(), expected, rtol=1e-9, atol=1e-12, equal_nan=True))
