"""Trips worth opening: those that a scenario changes, and those that stay furthest off."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.decision.outcomes import savings
from transnet.report.words.doubt import NO_DOUBTS, Doubts
from transnet.report.words.leg_words import departures, leg_ends, usual, via
from transnet.report.words.longer_trip import MORE_MIN, against_choice
from transnet.report.words.short_names import place_texts
from transnet.report.words.way_not_taken import NotTaken
from transnet.report.words.why_little import WhyLittle
from transnet.report.words.words import (
    DISPLACEMENT,
    DISPLACEMENT_NOTE,
    LEGS,
    MODES,
    Text,
    join,
    minutes,
    same,
    signed,
)
from transnet.travel.path_text import rests_on_recalled
from transnet.travel.timetable_days import timetables_behind

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.report.words.readings import Reading
    from transnet.study.result import Result
    from transnet.travel.model import TravelModel
    from transnet.travel.trip_path import Path

_CHANGING_DESTINATIONS, _BEATEN, _WORST = 2, 2, 3
_WORTH_MIN = 1.0
_NOT_COUNTED = same("")
_OF_SEATS = Text("各市中变化最大", "changes most among the cities' seats")
_OF_PLACES = Text("各地中变化最大", "changes most among the places")
_NO_FASTER = Text("新开的班次也到，但没有更快", "what opens leads there too, and is no faster")


@dataclass(frozen=True)
class Leg:
    """One leg of a trip: where, by what, how long, and whether it rests on a marked input.

    counted  of how many departures those are that it waits for; a leg is the same without it
    """

    kind: str
    name: Text
    ends: Text
    via: Text
    minutes: float
    length_km: float
    marked: bool
    counted: Text = field(default=_NOT_COUNTED, compare=False)

    @property
    def by(self) -> Text:
        """By what it goes, and which departures count."""
        return join([self.via, self.counted], "，", ", ")


@dataclass(frozen=True)
class Trip:
    """One trip in one state; minutes inf and no legs where there is no way.

    rows   the rows that its minutes are made of, as (table, id)
    displacement_min  between the wished departure and the one taken, beside the minutes
    dated  days of the timetables that stand for another day in it
    """

    minutes: float
    mode: Text
    legs: tuple[Leg, ...]
    rows: tuple[tuple[str, str], ...]
    dated: tuple[str, ...]
    displacement_min: float = 0.0

    @property
    def took(self) -> Text:
        """Its minutes in words."""
        return minutes(self.minutes)

    @property
    def reads(self) -> tuple[object, ...]:
        """All that a page shows of it, but of how many departures those are that count."""
        legs = [(leg.name, leg.ends, leg.via, round(leg.minutes), leg.marked) for leg in self.legs]
        return (self.took, self.mode, self.displaced, *legs)

    @property
    def displaced(self) -> Text:
        """Its displacement in words; empty where there is none."""
        if not self.displacement_min > 0:
            return same("")
        size = minutes(self.displacement_min)
        return Text(f"{DISPLACEMENT.zh} {size.zh}", f"{DISPLACEMENT.en} {size.en}")


@dataclass(frozen=True)
class Journey:
    """The fastest trip between two places before and after, and why it is shown.

    doubt  whether what the scenario does to it turns between the ends of the inputs
    plans  its minutes after with either service plan; empty without plans
    why    why it changes little, with the best way by what opens; empty for more
    brief  the same in a line
    """

    pair: tuple[str, str]
    ends: Text
    reason: Text
    before: Trip
    after: Trip
    doubt: bool
    plans: Text
    why: Text
    brief: Text

    def width(self, part_min: float) -> float:
        """Return the share of the longer of both trips that some minutes take, per cent."""
        finite = [t.minutes for t in (self.before, self.after) if math.isfinite(t.minutes)]
        return 100.0 * part_min / max(finite) if finite and max(finite) > 0 else 0.0

    @property
    def dated(self) -> tuple[str, ...]:
        """Days of the timetables that stand for another day in either state."""
        return tuple(sorted({*self.before.dated, *self.after.dated}))

    @property
    def unchanged(self) -> bool:
        """Whether the trip reads the same in both states."""
        return self.before.reads == self.after.reads

    @property
    def states(self) -> list[tuple[str, str, Trip]]:
        """Return what to show under which headings; an unchanged trip once."""
        if self.unchanged:
            return [("前后相同", "Before and after", self.after)]
        return [("之前", "Before", self.before), ("之后", "After", self.after)]

    @property
    def change(self) -> str:
        """Minutes with their sign; '0' for what rounds to nothing."""
        if self.before.minutes == self.after.minutes:
            return "0"
        return signed(self.after.minutes - self.before.minutes)


def journeys(
    result: Result,
    found: Sequence[Reading],
    doubts: Doubts = NO_DOUBTS,
    others: NotTaken | None = None,
) -> list[Journey]:
    """Return the trips that change most, from the cluster's seats, then the worst of the readings.

    Each destination is shown from the seat whose trip changes most and from the core, also where
    nothing changes for the core. Where what opens leads and beats nothing, its best way stands
    beside the trip that is taken. In-train readings have no door-to-door trip of their own; their
    worst pair is shown door to door.
    """
    names, others = place_texts(result.after.network), others or NotTaken(result)
    why = WhyLittle(result, others)
    against = _against(result.travel_times)
    shown: dict[tuple[str, str], Text] = {}
    for pair, reason in [
        *_changing(result),
        *_turning(result, doubts),
        *_beaten(result, others),
        *_worst(result, found),
    ]:
        shown.setdefault(pair, reason)
    made = []
    for (start, end), reason in shown.items():
        before, after = (_trip(state.model, start, end) for state in (result.before, result.after))
        made.append(
            Journey(
                (start, end),
                join([names[start], names[end]], " → ", " → "),
                join([reason, against.get((start, end), same(""))], "；", "; "),
                before,
                after,
                doubts.trip(start, end),
                doubts.plans(start, end),
                why.of(start, end),
                why.brief(start, end),
            )
        )
    return made


def _against(trips: pd.DataFrame) -> dict[tuple[str, str], Text]:
    """Return what to say of trips whose minutes move one way and their choice the other."""
    moved = (trips["after_min"] - trips["before_min"]).abs() >= MORE_MIN
    rows = trips[moved].to_dict("records")
    found = {(str(row["from_id"]), str(row["to_id"])): against_choice(row) for row in rows}
    return {pair: text for pair, text in found.items() if text}


def _beaten(result: Result, others: NotTaken) -> Iterator[tuple[tuple[str, str], Text]]:
    """Yield trips from the core to where what opens leads, and beats nothing."""
    network = result.after.network
    core = network.info.core_place_id
    trips = seat_trips(result)
    trips = trips[(trips["from_id"] == core) & (trips["saved_min"].abs() < _WORTH_MIN)]
    served, count = set(others.served()), 0
    for row in trips[trips["to_id"].isin(served - {core})].to_dict("records"):
        if count < _BEATEN and others.way(core, str(row["to_id"]), float(row["after_min"])):
            yield (core, str(row["to_id"])), _NO_FASTER
            count += 1


def _changing(result: Result) -> Iterator[tuple[tuple[str, str], Text]]:
    network = result.after.network
    core = network.info.core_place_id
    trips = seat_trips(result)
    trips = trips[trips["saved_min"].abs() >= _WORTH_MIN]
    told = _OF_SEATS if len(network["cities"]) > 1 else _OF_PLACES
    for destination in trips["to_id"].drop_duplicates()[:_CHANGING_DESTINATIONS]:
        most = trips[trips["to_id"] == destination].iloc[0]
        yield (most["from_id"], destination), told
        if most["from_id"] != core and destination != core:
            yield (core, destination), Text("同一去向，从核心区出发", "the same way from the core")


def seat_trips(result: Result) -> pd.DataFrame:
    """Return trips from the cluster's seats to seats and main cities, largest change first.

    A loss is as large as what trips are chosen by grows: one that takes longer may make up for it
    by less displacement, or by less driving to its station.
    returns  the rows of `Result.travel_times`, with saved_min (see `saved_minutes`)
    """
    network = result.after.network
    seats = set(network["cities"]["seat_place_id"])
    trips = result.travel_times
    trips = trips[trips["from_id"].isin(seats) & trips["to_id"].isin(trip_ends(network))]
    trips = trips.assign(saved_min=saved_minutes(trips))
    lost = trips["chosen_after_min"] - trips["chosen_before_min"]
    size = trips["saved_min"].abs().where(trips["saved_min"] >= 0.0, lost)
    order = size.sort_values(ascending=False, kind="stable").index
    return trips.loc[order]


def trip_ends(network: Network) -> list[str]:
    """Return where trips lead that are spoken of: the cities' seats and the main cities.

    Where that is a single place, all places of the region are spoken of.
    """
    places, seats = network["places"], set(network["cities"]["seat_place_id"])
    ends = seats | {str(place) for place in places.loc[places["main_city"], "place_id"]}
    if len(ends) == 1:
        ends |= {str(place) for place in places.loc[places["kind"] != "external", "place_id"]}
    return sorted(ends)


def _turning(result: Result, doubts: Doubts) -> Iterator[tuple[tuple[str, str], Text]]:
    """Yield the trip from the core that gains nothing and might gain most."""
    network = result.after.network
    core = network.info.core_place_id
    end = doubts.turning(core, trip_ends(network))
    if end:
        reason = Text(
            "这里没有变化，输入取其他值时会有", "doesn't change here, but does with other inputs"
        )
        yield (core, end), reason


def saved_minutes(trips: pd.DataFrame) -> pd.Series[float]:
    """Return before_min - after_min; inf where a way opens, -inf where one is lost, 0 for none.

    A trip that takes longer because there are more trains to choose from is no loss, nor one that
    is shorter because there are fewer a gain: 0 where these part.
    """
    saved, chosen = (
        savings(*(trips[name.format(end)].to_numpy(dtype=float) for end in ("before", "after")))
        for name in ("{}_min", "chosen_{}_min")
    )
    kept = np.where(np.sign(saved) == np.sign(chosen), saved, 0.0)
    return pd.Series(kept, index=trips.index)


def _worst(result: Result, found: Sequence[Reading]) -> Iterator[tuple[tuple[str, str], Text]]:
    table = result.verdicts.set_index("target_id")
    pairs: dict[frozenset[str], tuple[tuple[str, str], Text]] = {}
    places = set(result.after.network["places"]["place_id"])
    for reading in found:
        row = table.loc[reading.target_id]
        ends = (str(row["worst_from_after"]), str(row["worst_to_after"]))
        if reading.headline and not reading.after.met and places.issuperset(ends):
            reason = Text("未达标口径的最差一对", "worst pair of a reading that isn't met")
            pairs.setdefault(frozenset(ends), (ends, reason))
    yield from list(pairs.values())[:_WORST]


def _trip(model: TravelModel, start: str, end: str) -> Trip:
    path: Path = model.path(start, end)
    rows = path.legs.to_dict("records")
    flights = set(model.network["flights"]["flight_id"])
    keys = dict.fromkeys(key for row in rows for key in _rows_of(row, flights))
    legs = tuple(_leg(row, model) for row in rows)
    dated = timetables_behind(model.network, [path])
    mode = MODES[path.mode]
    return Trip(path.travel_min, mode, legs, tuple(keys), dated, path.displacement_min)


def _rows_of(leg: Mapping[Any, Any], flights: Set[str]) -> list[tuple[str, str]]:
    taken = [row_id for row_id in str(leg["services"]).split(";") if row_id]
    rides = [("flights" if row_id in flights else "services", row_id) for row_id in taken]
    links = [link.partition("/") for link in str(leg["links"]).split(";") if link]
    return [*((name, row_id) for name, _, row_id in links), *rides]


def _leg(row: Mapping[Any, Any], model: TravelModel) -> Leg:
    return Leg(
        kind=row["leg"],
        name=LEGS[row["leg"]],
        ends=leg_ends(row),
        via=join([via(row), departures(row), usual(row)], "，", ", "),
        minutes=row["minutes"],
        length_km=row["length_km"],
        marked=rests_on_recalled(row),
        counted=_counted(row, model),
    )


def _counted(row: Mapping[Any, Any], model: TravelModel) -> Text:
    """Say of how many departures those are that a ride waits for; empty where it waits for all."""
    from transnet.study.direct_trains import departures_between

    taken = float(row["trains_per_day"])
    if not taken > 0:
        return same("")
    ends = [str(row[f"{end}_id"]).split("/") for end in ("from", "to")]
    every = departures_between(model, *ends)
    if every < taken + 0.5:
        return same("")
    return Text(
        f"{every:.0f} 班中计最快的 {taken:.0f} 班", f"the fastest {taken:.0f} of {every:.0f}"
    )


def displacement_note(trips: Iterable[Journey]) -> Text:
    """Say what displacement is where a trip shows some; empty where none does."""
    states = [state for trip in trips for state in (trip.before, trip.after)]
    return DISPLACEMENT_NOTE if any(state.displaced for state in states) else same("")
