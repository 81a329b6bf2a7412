"""Those with a car and those without one: what each measure of people is to either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.shown import Shown
from transnet.base.units import FloatArray, ms_to_minutes
from transnet.study.gains import measures_of
from transnet.study.wanted import place_ends
from transnet.supply.overrides import Parameters

if TYPE_CHECKING:
    from transnet.study.accessibility import Accessibility, TwoStates
    from transnet.study.evaluate import Evaluation
    from transnet.supply.kinds import ModeSet

COLUMNS = (
    "measure", "with_car", "unit", "before", "after", "change", "change_pct", "people_win",
    "people_lose", "zones_win", "zones_lose",
)  # fmt: skip
CORE_HOUR, SEAT_HOUR = "core_hour", "seat_hour"


@dataclass(frozen=True, eq=False, repr=False)
class WithoutCar(Shown):
    """What a scenario does to those with a car and to those without one.

    measures  two rows a measure, with_car first: measure, with_car, unit, before, after, change,
              change_pct, and people_* and zones_* that win and lose. core_hour and seat_hour are
              the people within an hour of the core and of their own city's seat; the others are
              the sums of the scenario's settings as `Gains.measures` names them, means over
              people. Mean times are not among them: there is hardly a place that every county
              reaches without a car
    trips     every ordered pair of places that begins in the cluster: from_id, to_id, before_min
              and after_min without a car (inf where the tables hold no way), chosen_before_min and
              chosen_after_min, by which trips are chosen

    Those with a car go by whatever is best; where the scenario's own settings say otherwise, other
    than carfree, by that. Those without one also leave home by bus, by cycle or on foot.
    """

    measures: pd.DataFrame
    trips: pd.DataFrame


def without_car(access: Accessibility) -> WithoutCar:
    """Return what `Result.without_car` does, from the accessibility of the result."""
    rows = [*_hours(access.result), *_sums(access)]
    order = {str(row["measure"]): at for at, row in enumerate(rows)}
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    at = table["measure"].map(order)
    table = table.assign(at=at).sort_values(["at", "with_car"], ascending=[True, False])
    return WithoutCar(table.drop(columns="at").reset_index(drop=True), _trips(access.result))


def _hours(result: TwoStates) -> Iterator[dict[str, object]]:
    """Yield the people within an hour of the core and of the own seat."""
    found = place_ends(result.after.network)
    ends = {CORE_HOUR: np.full_like(found.seats, found.core), SEAT_HOUR: found.seats}
    for measure, goals in ends.items():
        for with_car in (True, False):
            before, after = (
                _people_within(state, found.inside, goals, with_car=with_car)
                for state in (result.before, result.after)
            )
            yield _row(measure, "people", before, after, with_car=with_car) | _sides(before, after)


def _people_within(
    state: Evaluation, homes: np.ndarray, goals: np.ndarray, *, with_car: bool
) -> FloatArray:
    """Return who of each county gets to a place within an hour, float64[counties]."""
    from transnet.study.place_arrays import HOUR_MIN
    from transnet.supply.own_legs import OwnLegs

    model, people = state.model, state.people
    using: ModeSet = "best" if with_car else "carfree"
    if not with_car:
        read = Parameters(model.network, model.parameters)
        own_kmh = OwnLegs(model.network, model.topology, read).speed_kmh
        people = state.judged_on.people.without_car(model.network, own_kmh)
    minutes = ms_to_minutes(model.trips(using).travel[homes, goals])
    minutes[homes == goals] = 0.0
    places = [model.place_ids[row] for row in homes.tolist()]
    at_homes = np.full(len(people.place_ids) + 1, np.inf)
    positions = people.positions(places)
    at_homes[positions] = minutes
    return np.append(people.within_each(at_homes[:-1], HOUR_MIN), 0.0)[positions]


def _sides(before: FloatArray, after: FloatArray) -> dict[str, object]:
    """Return how many more and fewer people of counties are within the hour."""
    more, fewer = np.maximum(after - before, 0.0), np.maximum(before - after, 0.0)
    return {
        "people_win": float(more.sum()),
        "people_lose": float(fewer.sum()),
        "zones_win": float(np.count_nonzero(np.round(more))),
        "zones_lose": float(np.count_nonzero(np.round(fewer))),
    }


def _row(
    measure: str, unit: str, before: FloatArray, after: FloatArray, *, with_car: bool
) -> dict[str, object]:
    old, new = float(before.sum()), float(after.sum())
    return {
        "measure": measure,
        "with_car": with_car,
        "unit": unit,
        "before": old,
        "after": new,
        "change": new - old,
        "change_pct": 100.0 * (new / old - 1.0) if old else float("nan"),
    }


def _sums(access: Accessibility) -> Iterator[dict[str, object]]:
    """Yield the sums over opportunities that the scenario asks for, means over people."""
    settings = access.settings
    names = tuple(name for name in settings.names if name != "watt") or ("potential",)
    with_car = "best" if settings.using == "carfree" else settings.using
    for car, using in ((True, with_car), (False, "carfree")):
        for each in measures_of(access.with_settings(using=using, measures=names)):
            table = each.change.table
            people = table["people"].to_numpy(dtype=np.float64)
            share = people / people.sum()
            before, after = (table[state].to_numpy() * share for state in ("before", "after"))
            row = _row(each.name, each.unit, before, after, with_car=car)
            sides = each.change.winners_and_losers().to_dict("records")[0]
            yield row | {name: float(sides[name]) for name in COLUMNS[-4:]}


def _trips(result: TwoStates) -> pd.DataFrame:
    """Return the trips without a car of both states."""
    model = result.after.model
    inside = place_ends(model.network).inside
    ids = np.array(model.place_ids, dtype=object)
    starts, columns = np.nonzero(inside[:, np.newaxis] != np.arange(len(ids)))
    rows = inside[starts]
    table = pd.DataFrame({"from_id": ids[rows], "to_id": ids[columns]})
    for name, state in (("before", result.before), ("after", result.after)):
        trips = state.model.trips("carfree")
        table[f"{name}_min"] = ms_to_minutes(trips.travel[rows, columns])
        table[f"chosen_{name}_min"] = trips.choice_min[rows, columns]
    return table
