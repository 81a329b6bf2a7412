"""What turns between the ends of the inputs: tables of targets and of trips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.decision.outcomes import Outcome, spoken_ends
from transnet.scenario.service_plans import PLANS, Plan
from transnet.study.input_ends import ENDS, End
from transnet.study.target_measures import PEOPLE_MEASURES

if TYPE_CHECKING:
    from transnet.base.units import FloatArray
    from transnet.model.network import BoolArray, Network

Named = Sequence[tuple[str, Outcome]]
"""Variations by what alone was varied, '' where all inputs were."""

TARGET_COLUMNS = (
    "target_id", "name_zh", "name_en", "value", "unit", "met", "fast_value", "fast_met",
    "slow_value", "slow_met", "least_value", "most_value", "before_least_value",
    "before_most_value", "fragile", "before_fragile", "turned_by",
)  # fmt: skip
JOURNEY_COLUMNS = (
    "from_id", "from_zh", "from_en", "to_id", "to_zh", "to_en", "spoken_of", "before_min",
    "after_min", "saved_min", "least_saved_min", "most_saved_min", "least_before_min",
    "most_before_min", "least_after_min", "most_after_min", "lean_min", "full_min", "fragile",
    "turned_by",
)  # fmt: skip


def targets_table(
    targets: pd.DataFrame, usual: Outcome, ends: Mapping[End, Outcome], varied: Named
) -> pd.DataFrame:
    """Return one row a target, with TARGET_COLUMNS.

    targets  rows of the targets table
    ends     outcomes with all inputs at the ends 'fast' and 'slow'
    """
    if targets.empty:
        return pd.DataFrame(columns=list(TARGET_COLUMNS))
    of_people = targets["measure"].isin(PEOPLE_MEASURES)
    table = pd.DataFrame(
        {
            **{name: targets[name].tolist() for name in ("target_id", "name_zh", "name_en")},
            "value": usual.after.value,
            "unit": np.where(of_people, "%", "min").tolist(),
            "met": usual.after.met,
        }
    )
    for end in ENDS:
        after = ends[end].after
        table[f"{end}_value"], table[f"{end}_met"] = after.value, after.met
    outcomes = [usual, *(each for _, each in varied)]
    for when, states in (
        ("", [each.after for each in outcomes]),
        ("before_", [each.before for each in outcomes]),
    ):
        values = np.array([state.value for state in states])
        table[f"{when}least_value"], table[f"{when}most_value"] = values.min(0), values.max(0)
    turned = [(name, outcome.after.met != usual.after.met) for name, outcome in varied]
    table["fragile"] = _any(turned, len(table))
    early = [(name, outcome.before.met != usual.before.met) for name, outcome in varied]
    table["before_fragile"] = _any(early, len(table))
    table["turned_by"] = _turned_by(turned, len(table))
    return table[list(TARGET_COLUMNS)]


def met_table(targets: pd.DataFrame, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return which targets are met after, a row for each outcome and a column for each target."""
    met = [outcome.after.met for outcome in outcomes]
    return pd.DataFrame(met, columns=targets["target_id"].tolist(), dtype=bool)


def journeys_table(
    network: Network, usual: Outcome, plans: Mapping[Plan, Outcome], varied: Named
) -> pd.DataFrame:
    """Return one row an ordered pair of places with an end in the cluster, with JOURNEY_COLUMNS.

    plans  outcomes with either service plan; none where no line opens that has several
    """
    places = network["places"]
    ids = places["place_id"].to_numpy()
    starts, ends = spoken_ends(network)
    inside = (places["kind"] != "external").to_numpy()
    rows, columns = np.nonzero((inside[:, None] | inside[None, :]) & ~np.eye(len(ids), dtype=bool))
    outcomes = [usual, *(each for _, each in varied)]
    saved = [outcome.saved[rows, columns] for outcome in outcomes]
    sign = usual.sign[rows, columns]
    turned = [(name, outcome.sign[rows, columns] != sign) for name, outcome in varied]
    table = pd.DataFrame(
        {
            "from_id": ids[rows],
            "to_id": ids[columns],
            "spoken_of": starts[rows] & ends[columns],
            "before_min": usual.before.minutes[rows, columns],
            "after_min": usual.after.minutes[rows, columns],
            "saved_min": saved[0],
            "least_saved_min": np.min(saved, axis=0),
            "most_saved_min": np.max(saved, axis=0),
            "fragile": _any(turned, len(rows)),
            "turned_by": _turned_by(turned, len(rows)),
        }
    )
    for when in ("before", "after"):
        minutes = [getattr(each, when).minutes[rows, columns] for each in outcomes]
        table[f"least_{when}_min"], table[f"most_{when}_min"] = (
            np.min(minutes, axis=0),
            np.max(minutes, axis=0),
        )
    for end, at in (("from", rows), ("to", columns)):
        for language in ("zh", "en"):
            table[f"{end}_{language}"] = places[f"name_{language}"].to_numpy()[at]
    none: FloatArray = np.full(len(rows), np.nan)
    for plan in PLANS:
        found = plans[plan].after.minutes[rows, columns] if plan in plans else none
        table[f"{plan}_min"] = found
    return table[list(JOURNEY_COLUMNS)]


def _any(turned: Sequence[tuple[str, BoolArray]], count: int) -> BoolArray:
    found = np.zeros(count, dtype=np.bool_)
    for _, rows in turned:
        found |= rows
    return found


def _turned_by(turned: Sequence[tuple[str, BoolArray]], count: int) -> list[str]:
    """Return what turns each row without the other inputs, each name once, ';'-separated."""
    names: list[dict[str, None]] = [{} for _ in range(count)]
    for name, rows in turned:
        for row in np.flatnonzero(rows) if name else ():
            names[row][name] = None
    return [";".join(each) for each in names]
