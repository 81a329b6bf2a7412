"""Services and flights as stop patterns: which stops, over which tracks, in which order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.language import joined, said
from transnet.base.units import Int32Array
from transnet.model.called_rows import row_words
from transnet.model.network import Network
from transnet.supply.kinds import Mode
from transnet.supply.lookup import Lookup, ids, ranks
from transnet.supply.stops import Stops


@dataclass(frozen=True)
class StopPatterns:
    """Every pattern that could ever run: services by id, then flights out, then flights back.

    ids       str[s], service or flight id (a flight's id stands twice)
    flight    bool[s], whether the pattern is a flight
    row       int32[s], row in the services or flights table
    mode      int8[s], Mode
    first     int32[s + 1], stop positions of pattern i are first[i] to first[i + 1]
    stop      int32[p], position in the topology's stops
    stop_row  int32[p], row in the stops table; -1 for a flight
    track_first, tracks  int32[p + 1], int32[q]: rows in the tracks table run over to reach
                         position i are tracks[track_first[i]:track_first[i + 1]]
    """

    ids: npt.NDArray[np.object_]
    flight: npt.NDArray[np.bool_]
    row: Int32Array
    mode: npt.NDArray[np.int8]
    first: Int32Array
    stop: Int32Array
    stop_row: Int32Array
    track_first: Int32Array
    tracks: Int32Array

    @property
    def of_position(self) -> Int32Array:
        """Pattern that each stop position belongs to, int32[p]."""
        return np.repeat(np.arange(len(self.row), dtype=np.int32), np.diff(self.first))


def compile_lines(network: Network, stops: Stops, lookup: Lookup) -> StopPatterns:
    """Return the patterns; unknown services, stops and tracks go into the lookup's notices."""
    service_ids = ids(network, "services", "service_id")
    flight_ids = ids(network, "flights", "flight_id")
    service_order = np.argsort(service_ids, kind="stable").astype(np.int32)
    flight_order = np.argsort(flight_ids, kind="stable").astype(np.int32)
    calls, first = _calls(network, lookup)
    ends = [
        lookup.rows(stops.index, ("flights", column)) for column in ("from_airport", "to_airport")
    ]
    out, back = (np.stack(pair, axis=1)[flight_order].ravel() for pair in (ends, ends[::-1]))
    known = lookup.rows(stops.index, ("stops", "station_id"))
    track_first, tracks = _tracks(network, lookup, calls)
    flown = 2 * len(flight_order)
    last = int(first[-1])
    return StopPatterns(
        ids=np.concatenate([service_ids[service_order], *2 * [flight_ids[flight_order]]]),
        flight=np.arange(len(service_ids) + flown) >= len(service_ids),
        row=np.concatenate([service_order, flight_order, flight_order]),
        mode=np.concatenate(
            [_modes(network, lookup)[service_order], np.full(flown, Mode.AIR, dtype=np.int8)]
        ),
        first=np.concatenate([first, last + 2 * np.arange(1, flown + 1, dtype=np.int32)]),
        stop=np.concatenate([known[calls], out, back]),
        stop_row=np.concatenate([calls, np.full(2 * flown, -1, dtype=np.int32)]),
        track_first=np.concatenate(
            [track_first, np.full(2 * flown, track_first[-1], dtype=np.int32)]
        ),
        tracks=tracks,
    )


def _calls(network: Network, lookup: Lookup) -> tuple[Int32Array, Int32Array]:
    """Rows of the stops table by service id and seq, and where each service begins in them."""
    index = lookup.index("services", "service_id")
    rank = ranks(index)
    service = lookup.rows(index, ("stops", "service_id"))
    of_row = np.where(service >= 0, rank[service] if len(rank) else -1, -1)
    rows = np.lexsort((network["stops"]["seq"].to_numpy(np.float64), of_row))
    rows = rows[of_row[rows] >= 0]
    counts = np.bincount(of_row[rows], minlength=len(index))
    for row in np.flatnonzero(counts[rank] < 2).tolist():
        cell = ("services", row, "service_id")
        named = row_words(network, "services", row)
        lookup.notice("service_without_stops", cell, named, said("needs two stops or more"))
    first = np.concatenate([[0], np.cumsum(counts)])
    return rows.astype(np.int32), first.astype(np.int32)


def _modes(network: Network, lookup: Lookup) -> npt.NDArray[np.int8]:
    labels = ids(network, "services", "mode")
    known = {mode.label: int(mode) for mode in Mode if mode is not Mode.AIR}
    for row in np.flatnonzero(~np.isin(labels.astype(str), list(known))).tolist():
        hint = said("must be one of {listed}", listed=joined(known))
        lookup.notice("unknown_mode", ("services", row, "mode"), str(labels[row]), hint)
    return np.array([known.get(label, -1) for label in labels], dtype=np.int8)


def _tracks(network: Network, lookup: Lookup, calls: Int32Array) -> tuple[Int32Array, Int32Array]:
    """Track rows of each call as one list with its starts; the first stop's are as given."""
    texts = ids(network, "stops", "tracks")[calls]
    parts = [[part for part in str(text).split(";") if part] for text in texts]
    counts = np.array([len(part) for part in parts], dtype=np.int64)
    flat = np.array([track for part in parts for track in part], dtype=object)
    known: pd.Index[str] = lookup.index("tracks", "track_id")
    rows = np.repeat(calls, counts).astype(np.int32)
    found = lookup.positions(known, flat, ("stops", "tracks"), rows)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return starts, found
