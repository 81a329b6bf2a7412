"""Minutes of the parts of an outcome in one state, and which losses each part rests on.

Parts are the rows behind the targets and, behind these, the way of each place to the core. What
people and verdicts come to hangs on these minutes and on who lives where, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray, ms_to_minutes
from transnet.model.network import BoolArray, Network
from transnet.study.city_rides import rides_taken
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.lost_things import KEYS, LostThings
from transnet.study.outcome_parts import OnCounties
from transnet.study.place_arrays import people_within_hour
from transnet.study.state import State
from transnet.study.target_detail import allowed_goals, count_people
from transnet.study.target_measures import RIDE_MEASURES
from transnet.study.verdict_arrays import read_targets
from transnet.study.wanted import place_ends
from transnet.supply.closed_rows import times_without
from transnet.supply.congestion import Traffic
from transnet.travel.freight import truck_trips
from transnet.travel.model import TravelModel
from transnet.travel.trips import TripSearch
from transnet.travel.used_by_trips import (
    used_by_rides,
    used_by_trips,
    used_by_trucks,
    used_by_ways,
)
from transnet.travel.ways_by_road import WaysByRoad

_TRAFFICS: tuple[Traffic, ...] = ("off_peak", "peak")
_TRIPS = ("door_to_door", "people_share")
Rows = npt.NDArray[np.intp]
_Ends = npt.NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class SomeParts:
    """Some parts in a state: which, float64[n] minutes, and bool[n, k] losses each rests on.

    Without two losses nobody asks what parts rest on: then it is bool[n, 0].
    """

    rows: Rows
    minutes: FloatArray
    uses: BoolArray


class Asked(NamedTuple):
    """Parts that are to be found without some losses, by their places."""

    lost: tuple[int, ...]
    rows: Rows


@dataclass(frozen=True, eq=False)
class OutcomeParts:
    """What the parts of an outcome are.

    usual   the state that losses are taken from, off the peak; people live there in all of them
    shown   traffic of the ways to the core
    things  what the losses take
    """

    usual: State
    compiled: CompiledTargets
    shown: Traffic
    things: LostThings

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(self.compiled.from_row) + len(self.compiled.place_ids)

    def some(self, asked: Asked, network: Callable[[], Network]) -> SomeParts:
        """Return some parts without some losses.

        network  gives the tables without them
        """
        asks_uses = len(asked.lost) < 2
        found = _Found(self, asked, network, self.things.parts.count if asks_uses else 0)
        for traffic in _TRAFFICS:
            found.find(traffic)
        return SomeParts(asked.rows, found.minutes[asked.rows], found.uses[asked.rows])

    def model(self, traffic: Traffic, lost: tuple[int, ...]) -> TravelModel:
        """Return the model without some losses; its tables are those of the usual state."""
        usual = self.usual.in_traffic(traffic).model
        closed = {table: self.things.closed(table, lost) for table in KEYS}
        times = times_without(
            usual.network, usual.topology, closed, overrides=usual.parameters,
            reference=usual.reference, traffic=traffic,
        )  # fmt: skip
        return usual.with_times(times)

    def reads(self, traffic: Traffic) -> bool:
        """Whether a target is judged in a traffic."""
        return bool((self.compiled.at_peak == (traffic == "peak")).any())

    def on_counties(self, minutes: FloatArray) -> OnCounties:
        """Return what minutes of all parts amount to, float64[q]."""
        compiled, usual = self.compiled, self.usual
        rows = len(compiled.from_row)
        people, within = np.full((2, rows), np.nan)
        for traffic in _TRAFFICS:
            if self.reads(traffic):
                count_people(compiled, usual.in_traffic(traffic), minutes[:rows], (people, within))
        met = read_targets(compiled, minutes[:rows], (people, within)).met
        shown, inside = usual.in_traffic(self.shown), place_ends(usual.network).inside
        home = shown.people.positions(list(compiled.place_ids))
        lives = np.append(shown.people.by_place(), np.nan)[home]
        there = people_within_hour(shown.people, compiled.place_ids, minutes[rows:])
        lives, there = (np.nan_to_num(each[inside]) for each in (lives, there))
        here = minutes[rows:][inside]
        return OnCounties(met=met, people=lives, within=there, minutes=here)


class _Found:
    """Parts that are found without some losses; all others hold anything."""

    def __init__(
        self, of: OutcomeParts, asked: Asked, network: Callable[[], Network], things: int
    ) -> None:
        self._of, self._lost, self._network = of, asked.lost, network
        self._asked = np.zeros(of.count, dtype=np.bool_)
        self._asked[asked.rows] = True
        self.minutes = np.zeros(of.count)
        self.uses = np.zeros((of.count, things), dtype=np.bool_)

    def find(self, traffic: Traffic) -> None:
        """Find the parts that are read in a traffic."""
        trips = {waits: self._trips(traffic, waits) for waits in (False, True)}
        goals = self._rows(traffic, "access_share")
        rides, trucks = self._rows(traffic, *RIDE_MEASURES), self._rows(traffic, "truck_time")
        places = [froms for _, froms, _ in trips.values()]
        froms = np.unique(np.concatenate([*places, self._of.compiled.from_row[goals]]))
        if not (len(froms) or len(rides) or len(trucks)):
            return
        model = self._of.model(traffic, self._lost)
        if len(rides):
            self._find_rides(model, rides)
        if len(trucks):
            self._find_trucks(model, trucks)
        if len(froms):
            search = model.bare_search
            search.froms = froms.astype(np.intp)
            to = np.unique(np.concatenate([tos for *_, tos in trips.values()]))
            search.to = to.astype(np.intp)
            for waits, pairs in trips.items():
                self._find_trips(model.with_waits("first_come" if waits else "timetable"), pairs)
            if len(goals):
                self._find_goals(model, search, goals)

    def _rows(self, traffic: Traffic, *measures: str) -> Rows:
        rows = self._of.compiled.rows_read(traffic, None, *measures).rows
        return rows[self._asked[rows]]

    def _trips(self, traffic: Traffic, waits: bool) -> tuple[Rows, _Ends, _Ends]:
        """Return the parts that are trips in a reading of waits, and the places at both ends."""
        compiled = self._of.compiled
        rows, froms, tos = compiled.rows_read(traffic, waits, *_TRIPS)
        chosen = self._asked[rows]
        parts, froms, tos = rows[chosen], froms[chosen], tos[chosen]
        if traffic == self._of.shown and not waits:
            first, core = len(compiled.from_row), place_ends(self._of.usual.network).core
            places = np.flatnonzero(self._asked[first:]).astype(np.int32)
            parts, froms = np.append(parts, first + places), np.append(froms, places)
            tos = np.append(tos, np.full_like(places, core))
        away = froms != tos
        return parts[away], froms[away], tos[away]

    def _find_trips(self, model: TravelModel, pairs: tuple[Rows, _Ends, _Ends]) -> None:
        parts, froms, tos = pairs
        if not len(parts):
            return
        search = model.bare_search
        ends = np.searchsorted(_known(search.froms), froms), tos
        wanted = np.zeros((len(_known(search.froms)), len(model.place_ids)), dtype=np.bool_)
        wanted[ends] = True
        table = search.table("best", wanted)
        self.minutes[parts] = ms_to_minutes(table.travel[ends])
        if self.uses.shape[1]:
            self.uses[parts] = used_by_trips(search, table, ends, self._of.things.parts)

    def _find_rides(self, model: TravelModel, rows: Rows) -> None:
        compiled = self._of.compiled
        in_town = compiled.is_measure("in_train_town")[compiled.of_row[rows]]
        pairs = compiled.from_row[rows], compiled.to_row[rows]
        self.minutes[rows], rides = rides_taken(model, compiled.stations, pairs, in_town)
        if self.uses.shape[1]:
            self.uses[rows] = used_by_rides(model, rides, len(rows), self._of.things.parts)

    def _find_goals(self, model: TravelModel, search: TripSearch, rows: Rows) -> None:
        """Find the ways to the nearest goals, and what makes these goals."""
        compiled = self._of.compiled
        goals, allowed = compiled.stops.goals, allowed_goals(compiled, self._network(), rows)
        places = np.searchsorted(_known(search.froms), compiled.from_row[rows])
        ways = WaysByRoad(model.topology, search.roads("best"), model.weak_arcs)
        found = ways.nearest(places, goals, allowed)
        self.minutes[rows] = ms_to_minutes(found.ms)
        if self.uses.shape[1]:
            reached = np.flatnonzero(found.at >= 0)
            at, things = found.at[reached], self._of.things
            taken = places[reached], goals[at]
            self.uses[rows[reached]] = used_by_ways(search, taken, things.parts)
            lost = things.goals[at].tocoo()
            self.uses[rows[reached][lost.row], lost.col] = True

    def _find_trucks(self, model: TravelModel, rows: Rows) -> None:
        pairs = self._of.compiled.from_row[rows], self._of.compiled.to_row[rows]
        trips = truck_trips(model, *pairs)
        self.minutes[rows] = trips.drive_min + trips.handling_min
        if self.uses.shape[1]:
            self.uses[rows] = used_by_trucks(model, pairs, self._of.things.parts)


def _known(rows: Rows | None) -> Rows:
    return np.zeros(0, dtype=np.intp) if rows is None else rows
