"""Where the timetable and the frequency model differ, on which trip, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transnet.base.units import FloatArray
from transnet.study.target_detail import DETAIL_MODES
from transnet.study.target_measures import RIDE_MEASURES
from transnet.study.timed.named_rides import Journeys, NamedJourney
from transnet.study.timed.timed_minutes import TimedState, station_ways
from transnet.study.timed.timed_verdicts import OneWay, TimedTargets, TimedVerdicts, of_people
from transnet.study.timed.train_numbers import TrainNumbers
from transnet.travel.leg_names import LEGS
from transnet.travel.platform_ways import Ways

REASONS = (
    "no_train", "last_train", "slower_than_road", "by_road", "train_suits", "wait",
    "slower_train", "faster_train", "longer_change", "shorter_change", "farther_station",
    "nearer_station",
)  # fmt: skip
_WORTH_MIN = 1.0
_SEEN = 0.05  # minutes or percent
_ROAD = ("access", "station", "egress")
_READ = ("value", "share")


@dataclass(frozen=True)
class Difference:
    """A trip behind a target that takes another time by timetable than in the frequency model.

    direction          morning or evening
    from_row, to_row   rows of the places, in the direction of the trip
    model_min, timed_min  inf where there is no way
    reason             one of REASONS: of what the trip is made of, what differs most
    last               the last useful journey of the day, where none is taken
    best               the shortest journey of the window; None where there is none
    """

    target: int
    direction: str
    from_row: int
    to_row: int
    model_min: float
    timed_min: float
    reason: str
    best: NamedJourney | None
    last: NamedJourney | None


@dataclass(frozen=True, eq=False)
class Differences:
    """What differs between the verdicts of one state."""

    targets: TimedTargets
    found: TimedVerdicts

    def all(self) -> Iterator[Difference]:
        """Yield the difference that weighs most behind each target, in either direction."""
        for target in range(len(self.targets.compiled.measure)):
            if not self.found.by_road[target]:
                for direction, way in self._ways:
                    row = self._weightiest(target, way)
                    if row >= 0:
                        yield self._told(target, direction, way, row)

    @property
    def _ways(self) -> tuple[tuple[str, OneWay], ...]:
        return (("morning", self.found.morning), ("evening", self.found.evening))

    def _weightiest(self, target: int, way: OneWay) -> int:
        """Return the row that differs most, one beyond the limit in one reading alone if there is.

        Of people the one from where most more or fewer get there. -1 where both readings agree.
        """
        model, read = self.found.model, (self.found.model.on_targets, way.read)
        if all(_close(getattr(each, name)[target] for each in read) for name in _READ):
            return -1
        rows = np.arange(*self.targets.compiled.first[target : target + 2].tolist())
        apart = _apart(model.detail.legs.minutes[rows], way.minutes[rows])
        differs = apart >= _WORTH_MIN
        if of_people(self.targets.compiled)[target]:
            apart = np.abs(way.people_within[rows] - model.detail.people_within[rows])
        else:
            turned = differs & (way.read.within != model.within)[rows]
            differs = turned if turned.any() else differs
        return int(rows[int(np.argmax(np.where(differs, apart, -1.0)))]) if differs.any() else -1

    def _told(self, target: int, direction: str, way: OneWay, row: int) -> Difference:
        compiled = self.targets.compiled
        ends = int(compiled.from_row[row]), int(compiled.to_row[row])
        ends = ends if direction == "morning" else ends[::-1]
        timed = self.targets.at(target)
        window = timed.hours.morning if direction == "morning" else timed.hours.evening
        ways = self._ways_between(target, timed, ends)
        journeys = self._in_train if self._by_train(target) else self._by_trip
        best = journeys.best(*ways, window)
        last = None if way.ridden[row] else next(iter(journeys.first_and_last(*ways)[1:]), None)
        return Difference(
            target,
            direction,
            *ends,
            float(self.found.model.detail.legs.minutes[row]),
            float(way.minutes[row]),
            self._reason(way, row, best, gone=last is not None and last.departure < window[0]),
            best,
            last,
        )

    def _by_train(self, target: int) -> bool:
        return bool(self.targets.compiled.is_measure(*RIDE_MEASURES)[target])

    def _ways_between(
        self, target: int, timed: TimedState, ends: tuple[int, int]
    ) -> tuple[Ways, Ways]:
        if not self._by_train(target):
            return timed.ways.access.of(ends[0]), timed.ways.egress.of(ends[1])
        compiled, network = self.targets.compiled, timed.state.network
        town = compiled.is_measure("in_train_town")[target]
        near = network.parameter("town_station_km") if town else np.inf
        one, other = (station_ways(timed.state, compiled.stations[row], near) for row in ends)
        return one, other

    def _reason(self, way: OneWay, row: int, best: NamedJourney | None, *, gone: bool) -> str:
        mode = DETAIL_MODES[int(self.found.model.detail.legs.mode[row])]
        rides = mode not in ("", "drive")
        if not way.ridden[row] and not rides:
            return "by_road"
        if not way.ridden[row] and gone:
            return "last_train"
        if best is None:
            return "no_train"
        if not way.ridden[row]:
            return "slower_than_road"
        if not rides:
            return "train_suits"
        legs = self.found.model.detail.legs.legs[:, row]
        parts = {name: float(legs[at]) for at, name in enumerate(LEGS)}
        road = sum(parts[name] for name in _ROAD)
        apart = {
            ("slower_train", "faster_train"): best.ride_min - parts["ride"],
            ("longer_change", "shorter_change"): best.change_min - parts["transfer"],
            ("farther_station", "nearer_station"): best.road_min - road,
            ("wait", "wait"): way.minutes[row] - best.minutes - parts["wait"],
        }
        later = way.minutes[row] > self.found.model.detail.legs.minutes[row]
        names = max(apart, key=lambda name: apart[name] if later else -apart[name])
        return names[0] if later else names[1]

    @property
    def _numbers(self) -> TrainNumbers:
        return TrainNumbers(self.targets.timed.state.network)

    @cached_property
    def _by_trip(self) -> Journeys:
        return Journeys(self.targets.timed.between, self._numbers)

    @cached_property
    def _in_train(self) -> Journeys:
        return Journeys(self.targets.timed.inside, self._numbers)


def _close(values: Iterable[float]) -> bool:
    """Return whether two figures are printed alike."""
    one, other = values
    return one == other or abs(one - other) < _SEEN


def _apart(model: FloatArray, timed: FloatArray) -> FloatArray:
    """Return by how many minutes two readings differ; a day where only one has a way."""
    both = np.isfinite(model) & np.isfinite(timed)
    one = np.isfinite(model) != np.isfinite(timed)
    known: FloatArray = np.abs(np.where(both, model, 0.0) - np.where(both, timed, 0.0))
    return np.where(one, 1440.0, known)
