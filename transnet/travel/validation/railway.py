"""Which stations the railways join, and how fast: lines whether or not a train runs on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from transnet.base.sphere import EARTH_RADIUS_KM, on_sphere
from transnet.base.units import UNREACHABLE_MS, FloatArray, ms_to_minutes
from transnet.kernels.search.dijkstra import shortest_times
from transnet.model.network import Network
from transnet.supply.kinds import TRAIN_MODES
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes, restrict

TRAIN_TRAFFIC = frozenset({"passenger", "mixed"})
"""Traffic of tracks that carry passengers between towns."""

_MIN_PER_H = 60.0


@dataclass(frozen=True, eq=False)
class Joined:
    """How a railway joins two groups of stations where it does so in least time.

    km       great circle between the two stations
    line_min  minutes along the railway at the design speed of its tracks; inf where none joins them
    line_kmh  mean design speed over the way; NaN where none joins them
    """

    km: float
    line_min: float
    line_kmh: float

    @property
    def straight_min(self) -> float:
        """Great circle over the line's speed: what no train can beat; inf where no line leads."""
        return _MIN_PER_H * self.km / self.line_kmh if np.isfinite(self.line_min) else np.inf


class Railway:
    """Open tracks between towns, and hops of open trains that the tables hold without tracks.

    A hop without tracks counts as straight, at the speed of its fastest train, so that it proves a
    line and can't look slow by itself.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        stations = network["stations"]
        self._row_of = {name: row for row, name in enumerate(stations["station_id"].tolist())}
        self._vectors = on_sphere(stations)

    def join(self, from_stations: Sequence[str], to_stations: Sequence[str]) -> Joined:
        """Return how the railway joins two groups of stations; NaN km where a group is empty."""
        froms, tos = (
            [self._row_of[name] for name in names] for names in (from_stations, to_stations)
        )
        if not (froms and tos):
            return Joined(np.nan, np.inf, np.nan)
        minutes, length = self._ways
        times = minutes[np.ix_(froms, tos)]
        row, column = np.unravel_index(int(np.argmin(times)), times.shape)
        start, end = froms[row], tos[column]
        chord = float(np.linalg.norm(self._vectors[start] - self._vectors[end]))
        km = 2 * EARTH_RADIUS_KM * float(np.arcsin(min(chord / 2, 1.0)))
        time = float(times[row, column])
        found = np.isfinite(time) and time > 0
        return Joined(km, time, _MIN_PER_H * float(length[start, end]) / time if found else np.nan)

    @cached_property
    def _ways(self) -> tuple[FloatArray, FloatArray]:
        """Minutes and km of the fastest way between all stations; inf where there is none."""
        edges = pd.concat([self._tracks(), self._hops()])
        low, high = edges[["a", "b"]].min(axis=1), edges[["a", "b"]].max(axis=1)
        edges = edges.assign(a=low, b=high).sort_values("minutes").drop_duplicates(["a", "b"])
        count = len(self._row_of)
        at = (edges["a"].to_numpy(np.intp), edges["b"].to_numpy(np.intp))
        graph = csr_array((edges["minutes"].to_numpy(np.float64), at), shape=(count, count))
        minutes, before = dijkstra(graph, directed=False, return_predecessors=True)
        length_of = np.zeros((count, count))
        length_of[at] = length_of[at[::-1]] = edges["km"].to_numpy(np.float64)
        return minutes, _lengths(minutes, before, length_of)

    def _tracks(self) -> pd.DataFrame:
        tracks = self.network["tracks"][self.network.open_rows("tracks")]
        tracks = tracks[tracks["traffic"].isin(TRAIN_TRAFFIC)]
        return pd.DataFrame(
            {
                "a": tracks["from_station"].map(self._row_of),
                "b": tracks["to_station"].map(self._row_of),
                "km": tracks["length_km"],
                "minutes": _MIN_PER_H * tracks["length_km"] / tracks["design_speed_kmh"],
            }
        )

    def _hops(self) -> pd.DataFrame:
        """Hops of open trains between towns that have a run but no tracks."""
        services = self.network["services"][self.network.open_rows("services")]
        trains = services.loc[services["mode"].isin(("emu", "conventional")), "service_id"]
        stops = self.network["stops"]
        stops = stops[stops["service_id"].isin(set(trains))].sort_values(["service_id", "seq"])
        rows = stops["station_id"].map(self._row_of)
        before = rows.groupby(stops["service_id"]).shift()
        hop = before.notna() & (stops["tracks"] == "") & stops["run_min"].notna()
        a, b = before[hop].to_numpy(np.intp), rows[hop].to_numpy(np.intp)
        chord = np.linalg.norm(self._vectors[a] - self._vectors[b], axis=1)
        km = 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2, 0, 1))
        return pd.DataFrame({"a": a, "b": b, "km": km, "minutes": stops["run_min"][hop].to_numpy()})


def _lengths(
    minutes: FloatArray, before: npt.NDArray[np.int32], length_of: FloatArray
) -> FloatArray:
    """Return the km of each fastest way; nearer ends are measured before those beyond them."""
    km = np.zeros_like(minutes)
    for start, times in enumerate(minutes):
        for end in np.argsort(times, kind="stable"):
            previous = before[start, end]
            if previous >= 0:
                km[start, end] = km[start, previous] + length_of[previous, end]
    return km


def fastest_rides(topology: Topology, times: ArcTimes, stations: Sequence[str]) -> pd.DataFrame:
    """Return minutes of the fastest ride from each station (row) to each (column).

    As `TravelModel.in_train` counts them: changes within a station, no access and no wait; inf
    where no train leads, 0 to the station itself.
    """
    starts, start_names = _platforms(topology, "dep", stations)
    ends, end_names = _platforms(topology, "arr", stations)
    weights = restrict(times, topology, "in_train")
    found = shortest_times(topology.indptr, topology.heads, weights, starts)[:, ends]
    minutes = np.full((len(stations), len(stations)), np.inf)
    at = np.ix_(start_names, end_names)
    rows, columns = np.broadcast_arrays(*at)
    np.minimum.at(
        minutes,
        (rows, columns),
        np.where(found < UNREACHABLE_MS, ms_to_minutes(found), np.inf),
    )
    np.fill_diagonal(minutes, 0.0)
    return pd.DataFrame(minutes, list(stations), list(stations))


def _platforms(
    topology: Topology, kind: str, stations: Sequence[str]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.intp]]:
    """Nodes where trains leave ('dep') or arrive ('arr'), and the position of their stations."""
    found = [
        (node, place)
        for place, name in enumerate(stations)
        for node in topology.platforms(kind, name, TRAIN_MODES)
    ]
    nodes, places = zip(*found, strict=True) if found else ((), ())
    return np.array(nodes, dtype=np.int32), np.array(places, dtype=np.intp)
