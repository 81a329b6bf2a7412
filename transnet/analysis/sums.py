"""Legs of many trips at once: access, station, wait, ride, transfer, egress, drive."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.graph.kinds import LEG_OF_ARC, ROAD_MODES, TRAIN_MODES, ArcKind, Mode
from transnet.graph.topology import Topology
from transnet.graph.weights import ArcTimes
from transnet.kernels.paths import path_sums
from transnet.model.network import BoolArray
from transnet.units import MS_PER_MIN, UNREACHABLE_MS, Int32Array, ms_to_minutes

LEGS = ("access", "station", "wait", "ride", "transfer", "egress", "drive")
"""Legs of a trip; a trip is either a drive or made of the others. `station` is the way from the
kerb to the platform at the start, and back at the end."""

MEANS = ("air", "rail", "metro", "bus")
"""Means that a trip is named by, the farthest-reaching first."""

_OF_MEANS = {
    "air": (Mode.AIR,),
    "rail": TRAIN_MODES,
    "metro": (Mode.METRO,),
    "bus": ROAD_MODES,
}
WHOLE = 1_000_000
"""One ride of a trip for sure; less where only some of the departures that it takes have it."""


def leg_values(topology: Topology, times: ArcTimes, weak: BoolArray) -> Int32Array:
    """Return what each arc adds to a trip, int32[12, m]: ms by leg, rides by means, and marks.

    Rides are counted in millionths (`WHOLE`). The mark is of arcs on a recalled or assumed row.
    """
    values = np.zeros((len(LEGS) + len(MEANS) + 1, len(topology.heads)), dtype=np.int32)
    is_open = times.total < UNREACHABLE_MS
    for kind, all_arcs in topology.arcs_of.items():
        arcs = all_arcs[is_open[all_arcs]]
        if kind == ArcKind.RIDE:
            values[LEGS.index("wait"), arcs] = times.wait[arcs]
            values[LEGS.index("ride"), arcs] = times.ride[arcs]
            values[len(LEGS) : -1, arcs] = rides_by_means(topology.arc_mode[arcs])
        else:
            values[LEGS.index(LEG_OF_ARC[kind]), arcs] = times.total[arcs]
    values[-1] = weak
    return values


def rides_by_means(mode: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Return one ride of each mode as rides by means, int64[4, k]."""
    return np.stack([WHOLE * np.isin(mode, _OF_MEANS[name]).astype(np.int64) for name in MEANS])


def leg_table(
    topology: Topology,
    values: Int32Array,
    trees: tuple[Int32Array, Int32Array],
    targets: Int32Array,
) -> pd.DataFrame:
    """Return one row per tree and target door, trees first.

    values   as `leg_values` returns them
    trees    times and last arcs, int32[k, n] each, as `shortest_trees` returns them
    targets  door_in nodes
    returns  as `trip_frame`
    """
    all_times, last_arcs = trees
    sums = path_sums(last_arcs, topology.tails, values, all_times)[:, :, targets]
    total = all_times[:, targets].ravel()
    last = last_arcs[:, targets].ravel()
    drives = (total < UNREACHABLE_MS) & (topology.arc_kind[last] == ArcKind.PARK)
    flat = as_drives(sums.transpose(1, 0, 2).reshape(len(values), -1), drives)
    return trip_frame(total, flat, drives)


def as_drives(values: npt.NDArray[np.int64], drives: BoolArray) -> npt.NDArray[np.int64]:
    """Return values by trip, [12, trips], with the access of trips that are drives as drive."""
    found = values.copy()
    access, drive = LEGS.index("access"), LEGS.index("drive")
    found[drive, drives] += found[access, drives]
    found[access, drives] = 0
    return found


def trip_frame(
    total: npt.NDArray[np.integer], values: npt.NDArray[np.int64], drives: BoolArray
) -> pd.DataFrame:
    """Return trips as a table: travel_min, one column a leg, mode, weak.

    total    ms of each trip; UNREACHABLE_MS where there is none
    values   int64[12, trips], as `leg_values`
    returns  travel_min is inf and the legs are NaN where there is no way; mode is drive, air, rail,
             metro, bus or walk, and empty where there is no way. The legs add up to travel_min to
             the millisecond.
    """
    reached = total < UNREACHABLE_MS
    table = {"travel_min": ms_to_minutes(total)}
    for name, milliseconds in zip(LEGS, values, strict=False):
        table[f"{name}_min"] = np.where(reached, milliseconds / MS_PER_MIN, np.nan)
    frame = pd.DataFrame(table)
    frame["mode"] = _modes(values[len(LEGS) : len(LEGS) + len(MEANS)], reached, drives)
    frame["weak"] = reached & (values[-1] > 0)
    return frame


def stay_at_home(table: pd.DataFrame, at_home: BoolArray) -> pd.DataFrame:
    """Return a leg table in which some rows are no trip: no minutes, no mode."""
    kept = table.copy()
    for name in kept.columns.intersection(
        ["travel_min", "displacement_min", *(f"{leg}_min" for leg in LEGS)]
    ):
        kept[name] = kept[name].mask(at_home, 0.0)
    kept["mode"] = kept["mode"].mask(at_home, "")
    kept["weak"] &= ~at_home
    return kept


def _modes(rides: npt.NDArray[np.int64], reached: BoolArray, drives: BoolArray) -> list[str]:
    """Name each trip by the farthest-reaching means that half of its departures or more take."""
    usual = [2 * of_means >= WHOLE for of_means in rides]
    most = rides.argmax(axis=0)
    some = rides.max(axis=0, initial=0) > 0
    choice = np.select([~reached, drives, *usual, some], [0, 1, 2, 3, 4, 5, 2 + most], 6)
    names = ("", "drive", *MEANS, "walk")
    return [names[at] for at in choice.tolist()]
