"""Those with a car and those without one in words: what each counts, and whose trips change."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.report.words.accessibility_words import amount, percent_change, side, unit_text
from transnet.report.words.figures import NOT_IN_TABLES, Moved
from transnet.report.words.journeys import saved_minutes, trip_ends
from transnet.report.words.measure_names import measure_text
from transnet.report.words.short_names import place_texts
from transnet.report.words.words import Text, minutes, same, signed

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.study.result import Result

_WORTH_MIN = 1.0
_STATES = ("before", "after")


@dataclass(frozen=True)
class Side:
    """What a measure is to those with a car, or to those without one."""

    figure: Moved
    change: str
    wins: Text
    loses: Text


@dataclass(frozen=True)
class WithAndWithout:
    """A measure of people, for those with a car and for those without one."""

    name: Text
    unit: Text
    with_car: Side
    without_car: Side


@dataclass(frozen=True)
class OwnTrip:
    """The trip without a car from a county that changes most, and its way to the core."""

    name: Text
    to: Text
    figure: Moved
    change: str
    core: Moved


def with_and_without(result: Result) -> list[WithAndWithout]:
    """Return a row for each measure of people."""
    settings = result.scenario.accessibility
    table = result.without_car.measures
    rows = []
    for measure, both in table.groupby("measure", sort=False):
        by_car = {bool(row["with_car"]): row for row in both.to_dict("records")}
        unit = str(by_car[True]["unit"])
        rows.append(
            WithAndWithout(
                measure_text(str(measure), settings),
                unit_text(unit),
                *(_side(by_car[with_car], unit) for with_car in (True, False)),
            )
        )
    return rows


def _side(row: Mapping[Any, Any], unit: str) -> Side:
    figure = Moved(*(amount(float(row[state]), unit) for state in _STATES))
    return Side(
        figure, percent_change(float(row["change_pct"])), side(row, "win"), side(row, "lose")
    )


def own_trips(result: Result) -> list[OwnTrip]:
    """Return each county whose trips without a car change, largest change first.

    Of its trips to the seats of the cluster, to main cities and to the districts of its own city.
    Trips that open or are lost come last: coaches that the tables don't list may run.
    """
    table = own_changes(result)
    names = place_texts(result.after.network)
    core = result.after.network.info.core_place_id
    trips = result.without_car.trips
    trips = trips[trips["to_id"] == core]
    to_core = {str(row["from_id"]): row for row in trips.to_dict("records")}
    return [_own_trip(row, names, to_core) for row in table.to_dict("records")]


def own_changes(result: Result, to: Sequence[str] = ()) -> pd.DataFrame:
    """Return the trip without a car of each county that changes most, where one does.

    to       places that trips lead to; by default those that `own_trips` names
    returns  from_id, to_id, before_min, after_min, saved_min (see `saved_minutes`); largest first,
             trips that open or are lost last
    """
    network, trips = result.after.network, result.without_car.trips
    trips = trips[trips["to_id"].isin(to) if to else _spoken_of(trips, network)]
    trips = trips.assign(saved_min=saved_minutes(trips))
    size = trips["saved_min"].abs()
    trips = trips.assign(size=size, endless=np.isinf(size))[size >= _WORTH_MIN]
    order = trips.sort_values(["endless", "size"], ascending=[True, False], kind="stable")
    columns = ["from_id", "to_id", "before_min", "after_min", "saved_min"]
    return order.drop_duplicates("from_id")[columns].reset_index(drop=True)


def _spoken_of(trips: pd.DataFrame, network: Network) -> pd.Series[bool]:
    places = network["places"].set_index("place_id")
    districts = places.index[places["kind"] == "district"]
    city = places["city_id"]
    own = trips["from_id"].map(city) == trips["to_id"].map(city)
    return trips["to_id"].isin(trip_ends(network)) | (own & trips["to_id"].isin(districts))


def _own_trip(
    row: Mapping[Any, Any],
    names: Mapping[str, Text],
    to_core: Mapping[str, Mapping[Any, Any]],
) -> OwnTrip:
    start = str(row["from_id"])
    core = to_core.get(start)  # none from the core itself
    return OwnTrip(
        names[start],
        names[str(row["to_id"])],
        _own_figure(row),
        own_change(float(row["saved_min"])),
        Moved(same("–"), same("–")) if core is None else _own_figure(core),
    )


def _own_figure(row: Mapping[Any, Any]) -> Moved:
    before, after = (own_minutes(float(row[f"{state}_min"])) for state in _STATES)
    return Moved(before, after)


def own_minutes(value: float) -> Text:
    """Return the minutes of a trip without a car; where there are none, that the tables hold none.

    Nobody can say that there is no way: coaches that the tables don't list may run.
    """
    return NOT_IN_TABLES if math.isinf(value) else minutes(value)


def own_change(saved: float) -> str:
    """Return the change in minutes with its sign; a dash where a trip opens or is lost."""
    return "–" if math.isinf(saved) else signed(-saved)
