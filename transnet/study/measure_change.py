"""A measure of accessibility before and after a scenario, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from transnet.accessibility import (
    coefficient_of_variation,
    concentration_index,
    gini,
    lorenz_curve,
    palma_ratio,
    poverty,
    spill_over,
    theil,
    winners_and_losers,
)
from transnet.accessibility.change import Better
from transnet.base.shown import Shown

By = Literal["city", "belt", "cluster"]
STATES = ("before", "after")


@dataclass(frozen=True, eq=False)
class MeasureChange(Shown):
    """A measure at the counties of the cluster, in both states of a result.

    name    of the function that was asked for
    better  whether "more" or "less" of it is better
    table   as `zone_changes` returns it: people, before, after, change, change_pct, outcome, by
            place_id
    groups  columns city, belt and cluster: id of each place's group; "other" where a place is in
            none of the plan's belts or clusters

    Indices of inequality weigh each county by its people and come as a series of before, after and
    change. They raise InputError where a value is infinite and people live: nobody can say how
    uneven it is to be cut off.
    """

    name: str
    better: Better
    table: pd.DataFrame
    groups: pd.DataFrame

    def __repr__(self) -> str:
        outcomes = self.table["outcome"].value_counts()
        told = ", ".join(f"{outcomes.get(word, 0)} {word}" for word in ("wins", "loses", "same"))
        return f"<MeasureChange {self.name}: {told}>"

    def winners_and_losers(self, by: By | None = None) -> pd.DataFrame:
        """Return people and counties that win, lose and stay, of all or by group."""
        return winners_and_losers(self.table, None if by is None else self.groups[by])

    def spill_over(self, investing: Iterable[str]) -> pd.DataFrame:
        """Return what falls inside and outside the counties that invest, by their place_id."""
        inside = self.table.index.isin(list(investing))
        return spill_over(self.table, pd.Series(inside, self.table.index))

    def theil(self, by: By = "city", kind: Literal["T", "L"] = "T") -> pd.DataFrame:
        """Return Theil's index: rows total, between and within groups; before, after, change."""
        parts = {
            state: theil(self.table[state], self.table["people"], self.groups[by], kind)
            for state in STATES
        }
        rows = {state: [found.total, found.between, found.within] for state, found in parts.items()}
        table = pd.DataFrame(rows, index=["total", "between", "within"])
        return table.assign(change=table["after"] - table["before"])

    def gini(self) -> pd.Series:
        """Return the Gini index."""
        return self._both(gini)

    def coefficient_of_variation(self) -> pd.Series:
        """Return the standard deviation over the mean."""
        return self._both(coefficient_of_variation)

    def palma_ratio(self, ranked_by: pd.Series) -> pd.Series:
        """Return the mean of the top tenth by rank over that of the lowest two fifths."""
        return self._both(lambda values, people: palma_ratio(values, people, ranked_by))

    def concentration_index(
        self, ranked_by: pd.Series, kind: Literal["standard", "corrected"] = "standard"
    ) -> pd.Series:
        """Return how much of it is with those of high rank."""
        return self._both(
            lambda values, people: concentration_index(values, people, ranked_by, kind)
        )

    def poverty(self, line: float) -> pd.DataFrame:
        """Return the Foster-Greer-Thorbecke indices of those below a line: rows fgt0 to fgt2."""
        rows = {state: poverty(self.table[state], self.table["people"], line) for state in STATES}
        table = pd.DataFrame(rows, index=["fgt0", "fgt1", "fgt2"])
        return table.assign(change=table["after"] - table["before"])

    def lorenz_curve(self) -> pd.DataFrame:
        """Return the Lorenz curves: state, people_share, value_share."""
        parts = [
            lorenz_curve(self.table[state], self.table["people"]).assign(state=state)
            for state in STATES
        ]
        table = pd.concat(parts, ignore_index=True)
        return table[["state", "people_share", "value_share"]]

    def _both(self, index: Callable[[pd.Series, pd.Series], float]) -> pd.Series:
        old, new = (index(self.table[state], self.table["people"]) for state in STATES)
        return pd.Series({"before": old, "after": new, "change": new - old})
