"""The observed trains of a network, stop by stop, as a timetable."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.given import given
from transnet.base.language import said
from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable import Timetable, build_timetable

_MINUTES_PER_DAY = 1440


def network_timetable(network: Network) -> Timetable:
    """Return the trains of the timetable table as a timetable.

    Every train is taken to run on each day from the days before the network's day that its longest
    run takes to the day behind it: the table says times, and no days on which trains don't run.
    Stops are the stations of the table. One that is a station of the network has its id, point and
    time to change, `transfer_min` of its kind and its `transfer_extra_min`; any other has its own
    name for an id, no point, and the time to change of EMU trains. Ways between two stations are
    those of the transfers table, in both directions.
    Raises InputError where there is no network, and as `build_timetable`.
    """
    given(network, Network, "network", said("load_network gives one"))
    calls = network["timetable"].sort_values(["train_id", "seq"], kind="stable")
    arrivals, departures = _times(calls)
    names = calls["station_zh"].drop_duplicates().to_numpy(dtype=object)
    stations = network["stations"].drop_duplicates("name_zh").set_index("name_zh")
    stations = stations.reindex(names)
    trains = calls.drop_duplicates("train_id")
    sizes = calls.groupby("train_id", sort=False).size()
    kinds = sorted(set(trains["kind"]))
    longest = int(arrivals.max(initial=0)) // _MINUTES_PER_DAY
    marks = np.ones(len(calls), dtype=np.bool_)
    ids = stations["station_id"].where(stations["station_id"].notna(), names)
    return build_timetable(
        Stops(ids.tolist(), names.tolist(), stations["lon"], stations["lat"]),
        Routes(kinds, kinds, ["rail"] * len(kinds)),
        Trips(
            trains["train_id"].tolist(),
            calls.groupby("train_id", sort=False)["train_no"].agg(_numbers).tolist(),
            pd.Index(kinds).get_indexer(pd.Index(trains["kind"])),
            np.zeros(len(trains), dtype=np.int64),
            np.full(len(trains), -1),
            np.concatenate([[0], np.cumsum(sizes)]),
        ),
        Calls(
            pd.Index(names).get_indexer(pd.Index(calls["station_zh"])),
            _seconds(arrivals),
            _seconds(departures),
            *(marks, marks),
        ),
        Services(
            ["daily"],
            network.when - timedelta(days=longest),
            np.ones((1, longest + 2), dtype=np.bool_),
            "Asia/Shanghai",
        ),
        _transfers(network, stations, ids),
    )


def _numbers(numbers: pd.Series) -> str:
    """Return a train's numbers: it has another wherever its direction changes."""
    return "/".join(dict.fromkeys(numbers))


def _times(calls: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return arrivals and departures in minutes; where a train begins or ends, both are one."""
    arrivals, departures = (
        calls[f"{each}_min"].to_numpy(dtype=np.float64) for each in ("arrival", "departure")
    )
    return (
        np.where(np.isnan(arrivals), departures, arrivals),
        np.where(np.isnan(departures), arrivals, departures),
    )


def _seconds(minutes: FloatArray) -> npt.NDArray[np.int64]:
    return np.rint(minutes * 60).astype(np.int64)


def _transfers(network: Network, stations: pd.DataFrame, ids: pd.Series) -> Transfers:
    """Return times to change at each stop, and ways between two in both directions."""
    by_kind = {mode: network.parameter("transfer_min", mode) for mode in ("emu", "conventional")}
    least = [by_kind.get(kind, by_kind["emu"]) for kind in stations["kind"]]
    change = np.array(least) + stations["transfer_extra_min"].fillna(0.0).to_numpy(np.float64)
    stop = pd.Index(ids.to_numpy())
    table = network["transfers"]
    one, other = (stop.get_indexer(pd.Index(table[each])) for each in ("from_stop", "to_stop"))
    known = (one >= 0) & (other >= 0) & (one != other)
    one, other = one[known], other[known]
    walk = _seconds(table["transfer_min"].to_numpy(dtype=np.float64)[known])
    own = np.arange(len(ids))
    return Transfers(
        np.concatenate([own, one, other]),
        np.concatenate([own, other, one]),
        np.concatenate([_seconds(change), walk, walk]),
    )
