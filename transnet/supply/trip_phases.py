"""At which minute evenly spread trains leave, so that one changes with little wait.

Trains of a service leave every headway; the phase, how far into its first headway the first one
leaves, is free where a plan gives hours and a number of trains. Of all whole minutes the one is
taken at which the mean waits add up to least: at its first station for the next train that leaves
in the same direction, and at each station inside the cluster for those who change from a train that
is known, or to one. Known are the trains of the timetable and those of the same project that stand
before it in the tables: so what opens elsewhere moves no train.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray, Int32Array
from transnet.model.network import BoolArray

_LONGEST_WAIT_MIN = 120.0
_NOWHERE = -1
_TimedCalls = tuple[Int32Array, FloatArray, FloatArray, Int32Array]


@dataclass(frozen=True)
class DepartureHours:
    """From the first departure to the last, minutes of the day."""

    first_min: float
    last_min: float

    def even(self, count: int) -> FloatArray:
        """Return departures spread evenly from the first to the last."""
        if count == 1:
            return np.array([self.first_min])
        return np.linspace(self.first_min, self.last_min, count).astype(np.float64)

    def headway_min(self, count: int) -> float:
        """Return the gap between so many departures at any phase within the hours."""
        return (self.last_min - self.first_min) / max(count, 1)

    def at_phase(self, phase_min: float, count: int) -> FloatArray:
        """Return departures every headway from a phase on."""
        later_min: FloatArray = self.headway_min(count) * np.arange(count, dtype=np.float64)
        return self.first_min + phase_min + later_min


@dataclass(frozen=True, eq=False)
class KnownTrains:
    """Calls of trains, sorted by stop: arrival and departure, and the stops before and behind.

    before, behind  int32[c], NOWHERE at an end
    """

    stop: Int32Array
    arrival: FloatArray
    departure: FloatArray
    before: Int32Array
    behind: Int32Array

    @classmethod
    def of(cls, calls: _TimedCalls) -> KnownTrains:
        """Return calls by trip, as they stand in `ServiceTrips`, by stop."""
        stop, arrival, departure, first = calls
        before, behind = np.roll(stop, 1), np.roll(stop, -1)
        before[first[:-1]] = _NOWHERE
        behind[first[1:] - 1] = _NOWHERE
        return cls(stop, arrival, departure, before, behind)._by_stop()

    def more(self, calls: _TimedCalls) -> KnownTrains:
        """Return these trains and some more."""
        other = KnownTrains.of(calls)
        return KnownTrains(
            np.concatenate([self.stop, other.stop]),
            np.concatenate([self.arrival, other.arrival]),
            np.concatenate([self.departure, other.departure]),
            np.concatenate([self.before, other.before]),
            np.concatenate([self.behind, other.behind]),
        )._by_stop()

    def at(self, stop: int) -> KnownTrains:
        """Return the calls at a stop."""
        return self._some(slice(*np.searchsorted(self.stop, [stop, stop + 1]).tolist()))

    def _by_stop(self) -> KnownTrains:
        return self._some(np.argsort(self.stop, kind="stable"))

    def _some(self, rows: npt.NDArray[np.intp] | slice) -> KnownTrains:
        return KnownTrains(
            self.stop[rows],
            self.arrival[rows],
            self.departure[rows],
            self.before[rows],
            self.behind[rows],
        )


def timed_departures(
    known: KnownTrains,
    train: tuple[Int32Array, FloatArray, FloatArray],
    hubs: tuple[BoolArray, FloatArray],
    runs: tuple[DepartureHours, int],
) -> FloatArray:
    """Return the departures at the phase, in whole minutes, with the least waits.

    Those of a service that meets no known train are spread from the first to the last.

    known  trains that are timed already
    train  stops of a service, and arrivals and departures of a train that leaves at 0
    hubs   at which of the stops one changes, and the least minutes for that
    runs   hours and number of trains
    """
    hours, count = runs
    headway = hours.headway_min(count)
    phases = np.arange(max(int(np.ceil(headway)), 1), dtype=np.float64)
    starts = phases[:, np.newaxis] + hours.at_phase(0.0, count)
    stop, arrival, departure = train
    waits, meets = np.zeros(len(phases)), False
    for at in range(len(stop)):
        here = known.at(int(stop[at]))
        if not len(here.stop):
            continue
        meets |= bool(hubs[0][at]) or at == 0
        ends = tuple(
            int(stop[each]) if 0 <= each < len(stop) else _NOWHERE for each in (at - 1, at + 1)
        )
        if at == 0:
            along = np.sort(here.departure[here.behind == ends[1]])
            waits += _wait_for_next(along, starts + departure[at], hours)
        if hubs[0][at]:
            waits += _from_known(here, ends, starts + (departure[at] - hubs[1][at]), hours)
            waits += _to_known(here, ends, starts + (arrival[at] + hubs[1][at]))
    if not meets:
        return hours.even(count)
    return hours.at_phase(float(phases[int(np.argmin(np.round(waits, 6)))]), count)


def _wait_for_next(known: FloatArray, own: FloatArray, hours: DepartureHours) -> FloatArray:
    """Return the mean wait of who comes at any time of the hours, by phase."""
    known = np.append(known[known >= hours.first_min], hours.first_min)
    both = np.sort(np.concatenate([np.broadcast_to(known, (len(own), len(known))), own], axis=1))
    gaps = np.diff(both, axis=1)
    span = max(hours.last_min - hours.first_min, 1.0)
    mean: FloatArray = (np.minimum(gaps, 2 * _LONGEST_WAIT_MIN) ** 2).sum(axis=1) / (2.0 * span)
    return mean


def _from_known(
    here: KnownTrains, ends: tuple[int, ...], own: FloatArray, hours: DepartureHours
) -> FloatArray:
    """Return the mean wait of those who change from known trains, by phase."""
    behind = ends[1]
    useful = (here.before != _NOWHERE) & (here.before != behind) & (here.behind != behind)
    useful &= (here.arrival >= hours.first_min) & (here.arrival <= hours.last_min)
    if behind == _NOWHERE or not useful.any():
        return np.zeros(len(own))
    comes, gap = here.arrival[useful], hours.headway_min(own.shape[1])
    nth = np.maximum(np.ceil((comes - own[:, :1]) / max(gap, 1.0)), 0.0)
    wait = np.where(nth < own.shape[1], own[:, :1] + nth * gap - comes, np.inf)
    mean: FloatArray = np.minimum(wait, _LONGEST_WAIT_MIN).mean(axis=1)
    return mean


def _to_known(here: KnownTrains, ends: tuple[int, ...], own: FloatArray) -> FloatArray:
    """Return the mean wait of those who change to known trains by direction, by phase."""
    before, behind = ends
    if before == _NOWHERE:
        return np.zeros(len(own))
    total, directions = np.zeros(len(own)), 0
    for onward in np.unique(here.behind).tolist():
        if onward in (_NOWHERE, before, behind):
            continue
        leaves = np.sort(here.departure[here.behind == onward])
        total += _mean_wait(own, leaves)
        directions += 1
    return total / max(directions, 1)


def _mean_wait(comes: FloatArray, leaves: npt.NDArray[np.float64]) -> FloatArray:
    """Return the mean wait for the next of some departures, along the last axis."""
    at = np.searchsorted(leaves, comes)
    wait = np.append(leaves, np.inf)[at] - comes
    mean: FloatArray = np.minimum(wait, _LONGEST_WAIT_MIN).mean(axis=-1)
    return mean
