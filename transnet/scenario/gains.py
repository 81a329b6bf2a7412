"""Who gains from a scenario: where the counties lie, before and after, and how evenly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from transnet.analysis.accessibility import (
    coefficient_of_variation,
    cost_matrix,
    daily_accessibility,
    economic_potential,
    gini,
    theil,
    weighted_average_time,
    winners_and_losers,
    zone_changes,
)
from transnet.analysis.accessibility.change import Better
from transnet.errors import InputError, Notice
from transnet.scenario.evaluate import Evaluation
from transnet.scenario.result import Result


@dataclass(frozen=True, slots=True)
class Measure:
    """A location indicator, its unit, and whether more or less of it is better."""

    of: Callable[[pd.DataFrame, pd.Series], pd.Series]
    unit: str
    better: Better


MEASURES: Final = {
    "watt": Measure(weighted_average_time, "min", "less"),
    "potential": Measure(economic_potential, "people/min", "more"),
    "daily": Measure(daily_accessibility, "people", "more"),
}
"""Weighted average travel time, economic potential (exponent 1), and people within four hours."""


@dataclass(frozen=True, eq=False)
class Gains:
    """What a scenario does to where the counties of the cluster lie.

    counties  one row a measure and county: measure, place_id, name_zh, name_en, city_id, people,
              before, after, change, change_pct, outcome (wins, loses, same)
    cities    one row a measure and city: people and zones that win, lose and stay, and the mean
              change over people
    measures  one row a measure: unit, better, before, after and change_pct (of the mean over
              people), people_win, people_lose, people_same, and gini, cv, theil, between and within
              (Theil's T, by city), each with _before and _after
    left_out  places that not every county reaches both before and after; they count in no measure,
              because an endless time would swallow all others
    """

    counties: pd.DataFrame
    cities: pd.DataFrame
    measures: pd.DataFrame
    left_out: pd.DataFrame

    def sentence(self, measure: str = "watt") -> tuple[str, str]:
        """Say in Chinese and in English who gains by a measure.

        Raises KeyError for a measure that isn't in MEASURES.
        """
        row = {str(one["measure"]): one for one in self.measures.to_dict("records")}[measure]
        table = self.counties[self.counties["measure"] == measure]
        total = float(table["people"].sum())
        win, lose = (100.0 * float(row[f"people_{word}"]) / total for word in ("win", "lose"))
        change = table["change"].to_numpy(dtype=np.float64)
        gain = -change if MEASURES[measure].better == "less" else change
        best = table.to_dict("records")[int(np.argmax(gain))]
        size = f"{best['change']:+,.1f} {row['unit']}"
        zh = f"{win:.0f}% 的居民受益,{lose:.0f}% 受损"
        en = f"{win:.0f} % of the residents gain and {lose:.0f} % lose"
        if best["outcome"] == "wins":
            zh += f";受益最大的是{best['name_zh']}({size})"
            en += f"; most of all {best['name_en']} ({size})"
        return f"{zh}。", f"{en}."


def gains(result: Result) -> Gains:
    """Return how a scenario changes WATT, potential and daily accessibility of the counties.

    The mass of a place is its population; a county doesn't count for itself, but for the people
    within a day trip. Times are door to door, by the fastest means.

    Raises InputError where no place is reached by all counties in both states.
    """
    names = result.after.places[result.after.places["kind"] != "external"].set_index("place_id")
    old, new = (_times(state, names.index) for state in (result.before, result.after))
    everywhere = np.isfinite(old.to_numpy()).all(axis=0) & np.isfinite(new.to_numpy()).all(axis=0)
    if not everywhere.any():
        hint = "holds no place that every county reaches"
        raise InputError(
            "no measure can be taken", [Notice("unreachable", "error", "places", 0, "", "", hint)]
        )
    places = result.after.model.network["places"].set_index("place_id")
    mass = places["population"].loc[old.columns[everywhere]].astype(np.float64)
    counties, cities, rows = [], [], []
    for name, measure in MEASURES.items():
        before, after = (measure.of(times.loc[:, everywhere], mass) for times in (old, new))
        changes = zone_changes(before, after, names["people"], better=measure.better)
        counties.append(names[["name_zh", "name_en", "city_id"]].join(changes).assign(measure=name))
        cities.append(winners_and_losers(changes, names["city_id"]).assign(measure=name))
        rows.append(_row(name, changes, names["city_id"]))
    left_out = places.loc[old.columns[~everywhere], ["name_zh", "name_en"]]
    return Gains(
        _long(counties, "place_id"),
        _long(cities, "city_id"),
        pd.DataFrame(rows),
        left_out.rename_axis("place_id").reset_index(),
    )


def _times(state: Evaluation, origins: pd.Index) -> pd.DataFrame:
    """Return times from the counties to all places in one order."""
    table = state.travel_times
    matrix = cost_matrix(table[table["from_id"].isin(origins)])
    return matrix.loc[origins, [str(place) for place in state.places["place_id"]]]


def _row(name: str, changes: pd.DataFrame, city: pd.Series) -> dict[str, float | str]:
    people = changes["people"]
    summary = winners_and_losers(changes).to_dict("records")[0]
    means = [float(np.average(changes[state], weights=people)) for state in ("before", "after")]
    row: dict[str, float | str] = {
        "measure": name,
        "unit": MEASURES[name].unit,
        "better": MEASURES[name].better,
        "before": means[0],
        "after": means[1],
        "change_pct": 100.0 * (means[1] / means[0] - 1.0) if means[0] else float("nan"),
    }
    for word in ("win", "lose", "same"):
        row[f"people_{word}"] = float(summary[f"people_{word}"])
    for state in ("before", "after"):
        parts = theil(changes[state], people, city)
        row[f"gini_{state}"] = gini(changes[state], people)
        row[f"cv_{state}"] = coefficient_of_variation(changes[state], people)
        row[f"theil_{state}"] = parts.total
        row[f"between_{state}"], row[f"within_{state}"] = parts.between, parts.within
    return row


def _long(parts: list[pd.DataFrame], key: str) -> pd.DataFrame:
    table = pd.concat([part.rename_axis(key).reset_index() for part in parts], ignore_index=True)
    return table[["measure", *(column for column in table.columns if column != "measure")]]
