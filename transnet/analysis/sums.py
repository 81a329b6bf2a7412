"""Legs of many trips at once: what each arc adds to access, wait, ride, transfer, egress, drive."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.graph.kinds import LEG_OF_ARC, ROAD_MODES, TRAIN_MODES, ArcKind, Mode
from transnet.graph.topology import Topology
from transnet.graph.weights import ArcTimes
from transnet.kernels.paths import path_sums
from transnet.model.network import BoolArray
from transnet.units import UNREACHABLE_MS, Int32Array, ms_to_minutes

LEGS = ("access", "wait", "ride", "transfer", "egress", "drive")
"""Legs of a trip, in travel order; a trip is either a drive or made of the others."""

_TRAIN, _METRO, _AIR, _BUS, _WEAK = range(len(LEGS), len(LEGS) + 5)


def leg_values(topology: Topology, times: ArcTimes, weak: BoolArray) -> Int32Array:
    """Return what each arc adds to a trip, int32[11, m]: ms by leg, then counts.

    Counts are of rides by train, metro, air, and coach or bus, and of arcs on a recalled or
    assumed row.
    """
    values = np.zeros((len(LEGS) + 5, len(topology.heads)), dtype=np.int32)
    is_open = times.total < UNREACHABLE_MS
    for kind, all_arcs in topology.arcs_of.items():
        arcs = all_arcs[is_open[all_arcs]]
        if kind == ArcKind.RIDE:
            values[LEGS.index("wait"), arcs] = times.wait[arcs]
            values[LEGS.index("ride"), arcs] = times.ride[arcs]
            mode = topology.arc_mode[arcs]
            values[_AIR, arcs] = mode == Mode.AIR
            values[_METRO, arcs] = mode == Mode.METRO
            values[_BUS, arcs] = np.isin(mode, ROAD_MODES)
            values[_TRAIN, arcs] = np.isin(mode, TRAIN_MODES)
        else:
            values[LEGS.index(LEG_OF_ARC[kind]), arcs] = times.total[arcs]
    values[_WEAK] = weak
    return values


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
    returns  travel_min (inf where unreachable), access_min … drive_min, mode (drive, metro, rail,
             air, bus, or empty where unreachable), weak; legs are NaN where unreachable. The legs
             add up to travel_min to the millisecond.
    """
    all_times, last_arcs = trees
    sums = path_sums(last_arcs, topology.tails, values, all_times)[:, :, targets]
    total = all_times[:, targets].ravel()
    reached = total < UNREACHABLE_MS
    last = last_arcs[:, targets].ravel()
    drives = reached & (topology.arc_kind[last] == ArcKind.PARK)
    flat = sums.transpose(1, 0, 2).reshape(len(values), -1)
    legs = flat[: len(LEGS)].copy()
    access, drive = LEGS.index("access"), LEGS.index("drive")
    legs[drive, drives] += legs[access, drives]
    legs[access, drives] = 0
    table = {"travel_min": ms_to_minutes(total)}
    for name, milliseconds in zip(LEGS, legs, strict=True):
        table[f"{name}_min"] = np.where(reached, milliseconds / 60_000.0, np.nan)
    frame = pd.DataFrame(table)
    frame["mode"] = _modes(flat, reached, drives)
    frame["weak"] = reached & (flat[_WEAK] > 0)
    return frame


def stay_at_home(table: pd.DataFrame, at_home: BoolArray) -> pd.DataFrame:
    """Return a leg table in which some rows are no trip: no minutes, no mode."""
    kept = table.copy()
    for name in ("travel_min", *(f"{leg}_min" for leg in LEGS)):
        kept[name] = kept[name].mask(at_home, 0.0)
    kept["mode"] = kept["mode"].mask(at_home, "")
    kept["weak"] &= ~at_home
    return kept


def _modes(sums: npt.NDArray[np.int64], reached: BoolArray, drives: BoolArray) -> list[str]:
    """Name each trip by its farthest-reaching means."""
    rides = [sums[row] > 0 for row in (_AIR, _TRAIN, _METRO, _BUS)]
    choice = np.select([~reached, drives, *rides], range(6), 6)
    names = ("", "drive", "air", "rail", "metro", "bus", "walk")
    return [names[at] for at in choice.tolist()]
