"""Legs of many trips at once: access, station, wait, ride, transfer, egress, drive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray, Int32Array, ms_to_minutes
from transnet.kernels.strategies.trip_tables import Rows
from transnet.model.network import BoolArray
from transnet.supply.arc_records import ARCS
from transnet.supply.kinds import ROAD_MODES, TRAIN_MODES, WALK, ArcKind, Mode
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes
from transnet.travel.leg_names import LEGS, MEANS, TRIP_MODES

Int64Array = npt.NDArray[np.int64]

_OF_MEANS = {
    "air": (Mode.AIR,),
    "rail": TRAIN_MODES,
    "metro": (Mode.METRO,),
    "bus": ROAD_MODES,
}
WHOLE = 1_000_000
"""One ride of a trip for sure; less where only some of the departures that it takes have it."""


class LegValues(NamedTuple):
    """What each arc adds to a trip, c values: ms by leg, rides by means, amounts, and a mark.

    Rides are counted in millionths (`WHOLE`). What of a ride isn't wait is put into the leg that
    stands for it.

    legs, rides  leg of each arc by position in LEGS, int[m], and its rides by means, int32[4, m]
    times  what arcs take; amounts  int32[m] each
    weak   bool[m], the mark: arcs on a recalled or assumed row
    """

    legs: npt.NDArray[np.intp]
    rides: Int32Array
    times: ArcTimes
    amounts: tuple[Int32Array, ...]
    weak: BoolArray

    def at(self, arcs: npt.NDArray[np.integer]) -> Int32Array:
        """Return what some arcs add, int32[c, k]; a value of 0 stands before the mark."""
        means, total = slice(len(LEGS), len(LEGS) + len(MEANS)), self.times.total[arcs]
        values = np.zeros((means.stop + len(self.amounts) + 2, len(arcs)), dtype=np.int32)
        is_open, wait = total < UNREACHABLE_MS, self.times.wait[arcs]
        np.multiply(self.rides[:, arcs], is_open, out=values[means])
        values[self.legs[arcs], np.arange(len(arcs))] = np.where(is_open, total - wait, 0)
        values[LEGS.index("wait")] = np.where(is_open, wait, 0)
        for at, amount in enumerate(self.amounts, start=means.stop):
            values[at] = amount[arcs]
        values[-1] = self.weak[arcs]
        return values


def leg_values(
    topology: Topology, times: ArcTimes, weak: BoolArray, amounts: tuple[Int32Array, ...]
) -> LegValues:
    """Return what each arc adds to a trip, to be asked for by arcs."""
    legs, rides = topology.tables.made(_legs_and_means, topology)
    return LegValues(legs, rides, times, amounts, weak)


def rides_by_means(mode: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Return one ride of each mode as rides by means, int64[4, k]."""
    return np.stack([WHOLE * np.isin(mode, _OF_MEANS[name]).astype(np.int64) for name in MEANS])


def _legs_and_means(topology: Topology) -> tuple[npt.NDArray[np.intp], Int32Array]:
    """Return the leg of each arc, by position in LEGS, and rides by means, int32[4, m]."""
    leg = np.empty(len(topology.heads), dtype=np.intp)
    for kind, arcs in topology.arcs_of.items():
        leg[arcs] = LEGS.index("ride" if kind == ArcKind.RIDE else ARCS[kind].leg)
    means = np.zeros((len(MEANS), len(topology.heads)), dtype=np.int32)
    rides = topology.arcs_of[ArcKind.RIDE]
    means[:, rides] = rides_by_means(topology.arc_mode[rides])
    return leg, means


def _means_of_entries(topology: Topology) -> npt.NDArray[np.int64]:
    return np.ascontiguousarray(rides_by_means(topology.lines.mode[topology.pairs.pattern]).T)


def entry_values(
    topology: Topology,
    time: Int64Array,
    paid: tuple[Int64Array, ...],
    weak: BoolArray,
) -> Int64Array:
    """Return what entries of the ride pairs take, int64[e, c]: legs, rides, amounts, 0, and marks.

    time, paid  int64[e] each, ms on board, and amounts
    weak        bool[e], entries on a recalled or assumed row
    """
    counted = len(LEGS) + len(MEANS)
    values = np.zeros((len(time), counted + len(paid) + 2), dtype=np.int64)
    values[:, LEGS.index("ride")] = time
    values[:, len(LEGS) : counted] = topology.tables.made(_means_of_entries, topology)
    for at, amount in enumerate(paid, start=counted):
        values[:, at] = amount
    values[:, -1] = weak
    return values


def drive_rows(used: Int64Array, marks: int) -> Rows:
    """Return which rows of a table of trips hold what drives take of the values that roads take.

    used   int64[u], which values those are
    marks  which value is the mark
    The way to a stop is, for those who drive all of it, the drive.
    """
    counted, drive = len(LEGS) + len(MEANS), LEGS.index("drive")
    of = np.where((used < counted) | (used == marks), np.minimum(used, counted), -1)
    return Rows(len(LEGS), drive, np.where(used == LEGS.index("access"), drive, of))


@dataclass(frozen=True, eq=False)
class TripLegs:
    """The minutes of some trips, by leg.

    minutes  float64[k], inf where there is no way
    legs     float64[7, k], minutes of each of LEGS; NaN where there is no way. They add up to
             `minutes` to the millisecond.
    mode     int8[k], position in TRIP_MODES
    weak     bool[k], whether it rests on a recalled or assumed row
    """

    minutes: FloatArray
    legs: FloatArray
    mode: npt.NDArray[np.int8]
    weak: BoolArray

    def staying(self, at_home: BoolArray) -> TripLegs:
        """Return them where some are no trip, bool[k]: no minutes, no mode."""
        return TripLegs(
            np.where(at_home, 0.0, self.minutes),
            np.where(at_home, 0.0, self.legs),
            np.where(at_home, np.int8(0), self.mode),
            self.weak & ~at_home,
        )

    def frame(self) -> pd.DataFrame:
        """Return them as a table: travel_min, one column a leg, mode, weak."""
        legs = {f"{name}_min": minutes for name, minutes in zip(LEGS, self.legs, strict=True)}
        names = np.array(TRIP_MODES, dtype=object)
        return pd.DataFrame(
            {"travel_min": self.minutes, **legs, "mode": names[self.mode], "weak": self.weak}
        ).astype({"mode": "str"})


def trip_arrays(
    total: npt.NDArray[np.integer],
    values: npt.NDArray[np.int64],
    drives: BoolArray,
    own_mode: str = "",
) -> TripLegs:
    """Return the minutes of trips by leg.

    total   ms of each trip, [k]; UNREACHABLE_MS where there is none
    values  int64[12, k], as `leg_values`
    drives  bool[k]
    own_mode  how drives are made without a car; empty for a car
    """
    reached = total < UNREACHABLE_MS
    return TripLegs(
        ms_to_minutes(total),
        np.where(reached, values[: len(LEGS)] / MS_PER_MIN, np.nan),
        _modes(values[len(LEGS) : len(LEGS) + len(MEANS)], reached, drives, own_mode or "drive"),
        reached & (values[-1] > 0),
    )


def _modes(
    rides: npt.NDArray[np.int64], reached: BoolArray, drives: BoolArray, driven: str
) -> npt.NDArray[np.int8]:
    """Name each trip by the farthest-reaching means that half of its departures or more take.

    driven  what drives are called
    """
    most = rides.argmax(axis=0).astype(np.int8)
    some = rides.max(axis=0, initial=0) > 0
    modes: npt.NDArray[np.int8] = np.where(some, 2 + most, np.int8(TRIP_MODES.index(WALK)))
    for nth in reversed(range(len(MEANS))):
        modes[2 * rides[nth] >= WHOLE] = 2 + nth
    modes[drives] = TRIP_MODES.index(driven)
    modes[~reached] = 0
    return modes
