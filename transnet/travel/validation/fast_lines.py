"""Between which main cities fast trains run, and what a trip over a fast line takes at the most."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.travel.validation.hole_rows import LIMITS, HoleLimits

_EMU = "emu"


def plausible_rail_min(network: Network, km: FloatArray, limits: HoleLimits = LIMITS) -> FloatArray:
    """Return the minutes from town to town over a fast line, every input at its slow end.

    The ways to and from the stations, entry, exit, one change, and the great circle times
    `circuity` at `line_kmh`, less what trains stay below it and keep in reserve. No input in its
    range makes a trip over such a line slower, so a slower one lacks the line or its trains.

    km  great circle, of any shape
    """
    outside = 2 * limits.town_min + sum(
        _end(network, name, "high") for name in ("entry_min", "exit_min", "transfer_min")
    )
    reserve = 1 + _end(network, "recovery_share", "high")
    kmh = limits.line_kmh * _end(network, "cruise_factor", "low") / reserve
    minutes: FloatArray = outside + 60.0 * limits.circuity * km / kmh
    return minutes


def joined_by_fast_trains(network: Network, ends: pd.DataFrame) -> BoolArray:
    """Return which pairs of main cities, and of them and the core, fast trains join, bool[p, p].

    Whatever the way and the changes: a station of one is joined to a station of the other by open
    EMU trains.

    ends  rows of places
    """
    core = network.info.core_place_id
    main = (ends["main_city"].astype(bool) | (ends["place_id"] == core)).to_numpy()
    parts = _parts(network)
    stations = network["stations"].set_index("station_id")["place_id"]
    of_place = parts.groupby(stations.reindex(parts.index)).agg(set)
    found = [of_place.get(place, set()) for place in ends["place_id"]]
    joined = np.array([[bool(one & other) for other in found] for one in found], dtype=np.bool_)
    pairs: BoolArray = joined.reshape(len(ends), len(ends)) & main[:, np.newaxis] & main
    return pairs


def _parts(network: Network) -> pd.Series[Any]:
    """Return the part of the network of open EMU trains that each of their stations is in."""
    services = network["services"][network.open_rows("services")]
    own = set(services.loc[services["mode"] == _EMU, "service_id"])
    stops = network["stops"][network["stops"]["service_id"].isin(own)]
    names, at = np.unique(stops["station_id"].to_numpy(dtype=str), return_inverse=True)
    _, runs = np.unique(stops["service_id"].to_numpy(dtype=str), return_inverse=True)
    count = len(names) + (int(runs.max()) + 1 if len(runs) else 0)
    calls = (np.ones(len(at)), (at, len(names) + runs))
    _, parts = connected_components(csr_array(calls, shape=(count, count)), directed=False)
    return pd.Series(parts[: len(names)], index=names.astype(object))


def _end(network: Network, name: str, end: str) -> float:
    """Return the low or high end of a parameter of EMU trains."""
    table = network["parameters"]
    rows = table[(table["parameter"] == name) & table["mode"].isin([_EMU, "all"])]
    return float(rows.sort_values("mode", key=lambda modes: modes != _EMU)[end].iloc[0])
