"""Minutes of the parts of an outcome in one state, and which losses each part rests on.

Parts are the rows behind the targets and, behind these, the way of each place to the core. What
people and verdicts come to hangs on these minutes and on who lives where, and on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, FloatArray, ms_to_minutes
from transnet.model.network import BoolArray
from transnet.study.city_rides import rides_taken
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.lost_things import LostThings
from transnet.study.outcome_parts import OnCounties
from transnet.study.place_arrays import people_within_hour
from transnet.study.state import State
from transnet.study.target_detail import allowed_goals, count_people, target_detail
from transnet.study.target_measures import RIDE_MEASURES
from transnet.study.verdict_arrays import read_targets
from transnet.study.wanted import Wanted, place_ends
from transnet.supply.congestion import Traffic
from transnet.travel.used_by_trips import (
    used_by_rides,
    used_by_trips,
    used_by_trucks,
    used_by_ways,
)

_TRAFFICS: tuple[Traffic, ...] = ("off_peak", "peak")
_TRIPS = ("door_to_door", "people_share")
Rows = npt.NDArray[np.intp]


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

    def wanted(self, some: Rows) -> Wanted:
        """Return the pairs of places that some parts ask about."""
        parts = self._marked(some)
        compiled, places = self.compiled, len(self.compiled.place_ids)
        rows, found = len(compiled.from_row), {}
        for traffic in _TRAFFICS:
            for waits in (False, True):
                read = compiled.rows_read(traffic, waits, *_TRIPS)
                asked = parts[read.rows]
                pairs = np.zeros((places, places), dtype=np.bool_)
                pairs[read.froms[asked], read.tos[asked]] = True
                found[traffic, waits] = pairs
        core = place_ends(self.usual.network).core
        found[self.shown, False][parts[rows:], core] = True
        return Wanted(found, self.usual.wanted)

    def some(self, base: State, asked: Asked) -> SomeParts:
        """Return some parts of a state, which finds the trips that they ask about."""
        minutes, rows = np.empty(self.count), len(self.compiled.from_row)
        minutes[:rows] = target_detail(self.compiled, base).legs.minutes
        shown, core = base.in_traffic(self.shown), place_ends(base.network).core
        minutes[rows:] = ms_to_minutes(shown.trips(waits=False).travel[:, core])
        minutes[rows + core] = 0.0
        if len(asked.lost) > 1:
            none = np.zeros((len(asked.rows), 0), dtype=np.bool_)
            return SomeParts(asked.rows, minutes[asked.rows], none)
        uses = self._uses(base, self._marked(asked.rows))
        return SomeParts(asked.rows, minutes[asked.rows], uses[asked.rows])

    def _uses(self, base: State, parts: BoolArray) -> BoolArray:
        """Return which losses some parts rest on, bool[q, k]."""
        uses = np.zeros((self.count, self.things.parts.count), dtype=np.bool_)
        for traffic in _TRAFFICS:
            if self._reads(traffic):
                state = base.in_traffic(traffic)
                for fill in (_put_trips, _put_rides, _put_goals, _put_trucks):
                    fill(self, state, parts, uses)
        rows, shown = len(self.compiled.from_row), base.in_traffic(self.shown)
        chosen = np.flatnonzero(parts[rows:])
        core = np.full(len(chosen), place_ends(base.network).core, dtype=np.int32)
        search, trips = shown.timed.bare_search, shown.trips(waits=False)
        pairs = chosen.astype(np.int32), core
        uses[rows + chosen] = used_by_trips(search, trips, pairs, self.things.parts)
        return uses

    def _marked(self, some: Rows) -> BoolArray:
        parts = np.zeros(self.count, dtype=np.bool_)
        parts[some] = True
        return parts

    def _reads(self, traffic: Traffic) -> bool:
        return bool((self.compiled.at_peak == (traffic == "peak")).any())

    def on_counties(self, minutes: FloatArray) -> OnCounties:
        """Return what minutes of all parts amount to, float64[q]."""
        compiled, usual = self.compiled, self.usual
        rows = len(compiled.from_row)
        people, within = np.full((2, rows), np.nan)
        for traffic in _TRAFFICS:
            if self._reads(traffic):
                count_people(compiled, usual.in_traffic(traffic), minutes[:rows], (people, within))
        met = read_targets(compiled, minutes[:rows], (people, within)).met
        shown, inside = usual.in_traffic(self.shown), place_ends(usual.network).inside
        home = shown.people.positions(list(compiled.place_ids))
        lives = np.append(shown.people.by_place(), np.nan)[home]
        there = people_within_hour(shown.people, compiled.place_ids, minutes[rows:])
        lives, there = (np.nan_to_num(each[inside]) for each in (lives, there))
        here = minutes[rows:][inside]
        return OnCounties(met=met, people=lives, within=there, minutes=here)


def _put_trips(of: OutcomeParts, state: State, parts: BoolArray, uses: BoolArray) -> None:
    for waits in (False, True):
        read = of.compiled.rows_read(state.model.traffic, waits, *_TRIPS)
        asked = parts[read.rows]
        if asked.any():
            search = (state.waited if waits else state.timed).bare_search
            pairs = read.froms[asked], read.tos[asked]
            found = used_by_trips(search, state.trips(waits=waits), pairs, of.things.parts)
            uses[read.rows[asked]] = found


def _put_rides(of: OutcomeParts, state: State, parts: BoolArray, uses: BoolArray) -> None:
    compiled = of.compiled
    read = compiled.rows_read(state.model.traffic, None, *RIDE_MEASURES)
    rows = read.rows[parts[read.rows]]
    if len(rows):
        in_town = compiled.is_measure("in_train_town")[compiled.of_row[rows]]
        pairs = compiled.from_row[rows], compiled.to_row[rows]
        rides = rides_taken(state.model, compiled.stations, pairs, in_town)
        uses[rows] = used_by_rides(state.model, rides, len(rows), of.things.parts)


def _put_goals(of: OutcomeParts, state: State, parts: BoolArray, uses: BoolArray) -> None:
    """Mark the ways to the nearest goals, and what makes these goals."""
    compiled = of.compiled
    read = compiled.rows_read(state.model.traffic, None, "access_share")
    rows = read.rows[parts[read.rows]]
    if not len(rows):
        return
    places, goals = compiled.from_row[rows], compiled.stops.goals
    found = state.model.ways_by_road.nearest(places, goals, allowed_goals(compiled, state, rows))
    reached = np.flatnonzero((found.at >= 0) & (found.ms < UNREACHABLE_MS))
    search, at = state.timed.bare_search, found.at[reached]
    uses[rows[reached]] = used_by_ways(search, (places[reached], goals[at]), of.things.parts)
    lost = of.things.goals[at].tocoo()
    uses[rows[reached][lost.row], lost.col] = True


def _put_trucks(of: OutcomeParts, state: State, parts: BoolArray, uses: BoolArray) -> None:
    compiled = of.compiled
    read = compiled.rows_read(state.model.traffic, None, "truck_time")
    rows = read.rows[parts[read.rows]]
    if len(rows):
        pairs = compiled.from_row[rows], compiled.to_row[rows]
        uses[rows] = used_by_trucks(state.model, pairs, of.things.parts)
