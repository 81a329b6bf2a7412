"""Targets judged on the timetable of one state, in the morning and on the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.model.network import BoolArray
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.network_state import NetworkState
from transnet.study.state import State
from transnet.study.target_detail import DETAIL_MODES, count_people
from transnet.study.target_measures import PEOPLE_MEASURES
from transnet.study.timed.timed_hours import TimedHours
from transnet.study.timed.timed_minutes import Ridden, TimedState, station_ways, timed_state
from transnet.study.verdict_arrays import Readings, VerdictArrays, evaluate_targets, read_targets

BY_ROAD = ("access_share", "truck_time")
"""Measures that no timetable bears on."""


@dataclass(frozen=True, eq=False)
class OneWay:
    """What the rows r behind targets amount to in one direction.

    minutes  float64[r], by ride, by road or by air, whichever takes least
    ridden   bool[r], whether by a ride of the timetable
    people_within  float64[r], who gets there in time; NaN in rows that count pairs
    """

    minutes: FloatArray
    ridden: BoolArray
    people_within: FloatArray
    read: Readings


@dataclass(frozen=True, eq=False)
class TimedVerdicts:
    """Verdicts on the targets t of one state.

    by_road  bool[t], targets that no timetable bears on: they read as in the frequency model
    model    by the frequency model
    morning  from where a target begins to where it ends; evening  back
    """

    by_road: BoolArray
    model: VerdictArrays
    morning: OneWay
    evening: OneWay

    @property
    def met(self) -> BoolArray:
        """Which targets are met both in the morning and in the evening, bool[t]."""
        return self.morning.read.met & self.evening.read.met


@dataclass(frozen=True, eq=False)
class TimedTargets(Shown):
    """Targets and a state whose timetable they are judged on.

    timed  trips, with the roads off the peak; peak  with those of the peak, where it is asked for
    """

    compiled: CompiledTargets
    timed: TimedState
    peak: TimedState | None

    def __repr__(self) -> str:
        trips = len(self.timed.between.timetable.trip_ids)
        return f"<TimedTargets: {len(self.compiled.table)} targets on {trips:,} trips>"

    def at(self, target: int) -> TimedState:
        """Return the state with the roads of a target."""
        return self.peak if self.peak is not None and self.compiled.at_peak[target] else self.timed

    def verdicts(self) -> TimedVerdicts:
        """Judge them. Raises ScenarioError for a target that has nobody to count."""
        compiled, base = self.compiled, self.timed.state
        model = evaluate_targets(compiled, base)
        rides = self._in_train()
        ways = [
            self._one_way(model, lambda each: each.morning, rides[0], back=False),
            self._one_way(model, lambda each: each.evening, rides[1], back=True),
        ]
        return TimedVerdicts(compiled.is_measure(*BY_ROAD), model, *ways)

    def _one_way(
        self,
        model: VerdictArrays,
        of: Callable[[TimedState], Ridden],
        in_train: FloatArray,
        *,
        back: bool,
    ) -> OneWay:
        compiled, minutes = self.compiled, model.detail.legs.minutes.copy()
        # Flights have no times of day: who flies in the frequency model flies here.
        flies = model.detail.legs.mode == DETAIL_MODES.index("air")
        flown, ridden = np.where(flies, minutes, np.inf), np.zeros(len(minutes), dtype=np.bool_)
        for peak, timed in ((False, self.timed), (True, self.peak)):
            chosen = compiled.is_measure("door_to_door", "people_share")
            rows = compiled.rows_of(chosen & (compiled.at_peak == peak))
            if timed is None or not len(rows):
                continue
            ends = compiled.from_row[rows], compiled.to_row[rows]
            ends = ends[::-1] if back else ends
            by_train = np.where(
                compiled.waits[compiled.of_row[rows]],
                of(timed).median[ends],
                of(timed).fastest[ends],
            )
            other = np.minimum(timed.ways.drive_min[ends], flown[rows])
            ridden[rows] = by_train < other
            minutes[rows] = np.minimum(by_train, other)
        rows = compiled.rows_of(compiled.is_measure("in_train", "in_train_town"))
        stays = minutes[rows] == 0  # no ride leads on from a station that both places have
        minutes[rows] = np.where(stays, 0.0, in_train[rows])
        ridden[rows] = ~stays & np.isfinite(in_train[rows])
        counted = self._counted(model, minutes)
        return OneWay(minutes, ridden, counted[1], read_targets(compiled, minutes, counted))

    def _counted(self, model: VerdictArrays, minutes: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return who lives there and who gets there in time."""
        compiled, detail = self.compiled, model.detail
        counted = detail.people.copy(), detail.people_within.copy()
        for timed in (self.timed, self.peak):
            if timed is not None:
                count_people(compiled, timed.state, minutes, counted)
        own = compiled.is_measure("access_share")[compiled.of_row]
        counted[1][own] = detail.people_within[own]
        return counted

    def _in_train(self) -> tuple[FloatArray, FloatArray]:
        """Return the minutes of rides between cities by row, NaN in others: there, and back."""
        compiled, hours = self.compiled, self.timed.hours
        found = np.full((2, len(compiled.from_row)), np.nan)
        town_km = self.timed.state.network.parameter("town_station_km") if compiled.stations else 0
        for measure, km in (("in_train", np.inf), ("in_train_town", town_km)):
            rows = compiled.rows_of(compiled.is_measure(measure))
            if not len(rows):
                continue
            ends = compiled.from_row[rows], compiled.to_row[rows]
            places, at = np.unique(np.stack(ends), return_inverse=True)
            start, end = at.reshape(2, -1)
            ways = [
                station_ways(self.timed.state, compiled.stations[row], km)
                for row in places.tolist()
            ]
            there = self.timed.in_train(ways, hours.morning).fastest
            back = self.timed.in_train(ways, hours.evening).fastest
            found[:, rows] = there[start, end], back[end, start]
        return found[0], found[1]


def timed_targets(
    compiled: CompiledTargets, base: State, hours: TimedHours, asked: NetworkState | None = None
) -> TimedTargets:
    """Return targets with the trips of a state, which is the one off the peak.

    asked  as `timed_state` takes it
    """
    timed = timed_state(base, hours, asked)
    peak = timed.in_traffic(base.in_traffic("peak")) if compiled.at_peak.any() else None
    return TimedTargets(compiled, timed, peak)


def of_people(compiled: CompiledTargets) -> BoolArray:
    """Return which targets count people, bool[t]."""
    return compiled.is_measure(*PEOPLE_MEASURES)
