"""Which projects decide each part of an outcome: rows behind targets, and times between places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS
from transnet.model.network import BoolArray
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.project_owners import Owners
from transnet.study.state import State
from transnet.study.target_detail import allowed_goals
from transnet.study.target_measures import RIDE_MEASURES
from transnet.supply.boardings import boardings_of
from transnet.supply.congestion import Traffic
from transnet.travel.deciding_rides import RideReading
from transnet.travel.deciding_roads import RoadReading
from transnet.travel.trips import TripSearch

_TRIPS = ("door_to_door", "people_share")


@dataclass(frozen=True, eq=False)
class DecidedParts:
    """What decides the parts of an outcome, over a family of states.

    rows   bool[k, r], which projects decide each row behind the targets
    pairs  bool[k, o, d], and trips off the peak between places, of those who know the timetable
    """

    rows: BoolArray
    pairs: BoolArray


def decided_parts(
    usual: State, whole: State, compiled: CompiledTargets, owners: Owners
) -> DecidedParts | None:
    """Return which of some projects decide what, or None where they don't only make things better.

    usual, whole  states without any of the projects and with all of them, off the peak
    """
    rows = np.zeros((len(owners.trains), len(compiled.from_row)), dtype=np.bool_)
    pairs = np.zeros((len(owners.trains), 0, 0), dtype=np.bool_)
    traffics: tuple[Traffic, ...] = ("off_peak", "peak")
    for traffic in traffics:
        chosen = compiled.at_peak == (traffic == "peak")
        if not (chosen.any() or traffic == "off_peak"):
            continue
        reading = _Reading(usual.in_traffic(traffic), whole.in_traffic(traffic), owners)
        if not reading.only_better:
            return None
        reading.put(rows, compiled, chosen)
        if traffic == "off_peak":
            pairs = reading.trips[False]
    return DecidedParts(rows, pairs)


class _Reading:
    """Two states in one traffic, without any of some projects and with all of them."""

    def __init__(self, usual: State, whole: State, owners: Owners) -> None:
        self.usual, self._owners = usual, owners
        self._roads = RoadReading(_search(usual), _search(whole), owners.arcs)
        self._rides = {
            waits: _rides(usual, whole, waits)
            for waits in (False, True)
            if _wanted(usual, waits).any()
        }

    @property
    def only_better(self) -> bool:
        """Whether nothing takes longer, costs more or runs less with all of the projects."""
        rides = self._rides.values()
        return self._roads.never_longer and all(each.never_dearer for each in rides)

    @cached_property
    def trips(self) -> dict[bool, BoolArray]:
        """Which projects decide trips, bool[k, o, d] by whether one waits for what comes."""
        topology, own = self.usual.model.topology, self._owners
        at = boardings_of(topology)
        ids = topology.stops.ids
        to_stops = self._roads.from_places(topology.nodes("in", ids))
        access = to_stops[..., at.stop] | own.arcs[:, np.newaxis, at.board]
        from_stops = self._roads.to_places(topology.nodes("out", ids))
        ends = from_stops[..., at.stop] | own.arcs[:, np.newaxis, at.alight]
        drives = self._roads.from_places(topology.nodes("place_in", self._place_ids))
        found = {}
        for waits, rides in self._rides.items():
            decided = drives.copy()
            decided[..., self._to] |= rides.deciding(own.entries, own.links, access, ends)
            np.logical_and(decided, _wanted(self.usual, waits), out=decided)
            found[waits] = decided
        return found

    def put(self, rows: BoolArray, compiled: CompiledTargets, chosen: BoolArray) -> None:
        """Fill what decides the rows behind the targets that are judged in this traffic."""
        own, trips = self._owners, chosen & compiled.is_measure(*_TRIPS)
        for waits, decided in self.trips.items():
            at = compiled.rows_of(trips & (compiled.waits == waits))
            rows[:, at] = decided[:, compiled.from_row[at], compiled.to_row[at]]
        at = compiled.rows_of(chosen & compiled.is_measure(*RIDE_MEASURES))
        rows[:, at] = own.trains[:, np.newaxis]
        at = compiled.rows_of(chosen & compiled.is_measure("truck_time"))
        rows[:, at] = own.roads[:, np.newaxis]
        at = compiled.rows_of(chosen & compiled.is_measure("access_share"))
        if len(at):
            rows[:, at] = self._nearest(compiled, at)

    def _nearest(self, compiled: CompiledTargets, rows: npt.NDArray[np.intp]) -> BoolArray:
        """Return what decides ways to the nearest of some stops: ways to those that may be it."""
        goals, places = compiled.stops.goals, compiled.from_row[rows]
        allowed = allowed_goals(compiled, self.usual.network, rows)
        nearest = self.usual.model.ways_by_road.nearest(places, goals, allowed).ms
        least = self._roads.whole.roads("best").times_from(goals)[places]
        may_be = (least <= nearest[:, np.newaxis]) & (least < UNREACHABLE_MS)
        ways = self._roads.from_places(goals)[:, places]
        may_decide = may_be & (ways | self._owners.goals[:, np.newaxis])
        decided: BoolArray = np.logical_or.reduce(may_decide, axis=2)
        return decided

    @property
    def _place_ids(self) -> list[str]:
        return self.usual.model.place_ids

    @property
    def _to(self) -> npt.NDArray[np.intp]:
        to = self._roads.usual.to
        return np.arange(len(self._place_ids)) if to is None else to


def _search(state: State, *, waits: bool = False) -> TripSearch:
    return (state.waited if waits else state.timed).bare_search


def _wanted(state: State, waits: bool) -> BoolArray:
    """Return the pairs of places that are asked about, bool[o, d]."""
    count = len(state.model.place_ids)
    if state.wanted is None:
        return np.ones((count, count), dtype=np.bool_)
    return state.wanted.pairs(state.model.traffic, waits)


def _rides(usual: State, whole: State, waits: bool) -> RideReading:
    search = _search(usual, waits=waits)
    bounds, wanted = search.bounds("best"), _wanted(usual, waits)
    most = np.minimum(usual.trips(waits=waits).choice, bounds)
    to = slice(None) if search.to is None else search.to
    return RideReading(
        usual.model.topology.tables,
        search.ready("best"),
        _search(whole, waits=waits).ready("best"),
        np.where(wanted, most, -1)[:, to],
        np.where(wanted, bounds, 0)[:, to],
    )
