"""Weights of arcs and departures of entries, against the same by NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from transnet.base.units import minutes_to_ms
from transnet.kernels._arrays import UNREACHABLE_MS, read_only
from transnet.kernels.weights.arc_weights import (
    NOWHERE,
    ON_RIDES,
    Arcs,
    Ends,
    Minutes,
    Rides,
    close_stops,
    weigh_arcs,
)
from transnet.kernels.weights.open_entries import Entries, mark_served, open_entries

SEEDS = st.integers(0, 2**32 - 1)
_COUNT, _ROWS, _MODES = 60, 7, 3
_SOURCE = np.array([0, 1, 2, 3, NOWHERE, ON_RIDES], dtype=np.int8)


@given(SEEDS, st.booleans())
@settings(max_examples=drawn(50))
def test_arcs_take_what_numpy_makes_of_their_rows(seed: int, is_slower: bool) -> None:
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, len(_SOURCE), _COUNT).astype(np.int8)
    row = rng.integers(0, _ROWS, _COUNT).astype(np.int32)
    mode = rng.integers(0, _MODES, _COUNT).astype(np.int8)
    rows = np.where(rng.random((2, _ROWS)) < 0.2, np.inf, rng.uniform(0, 90, (2, _ROWS)))
    usual, extra = rng.uniform(0, 9, (2, _MODES)), rng.uniform(-12, 9, (2, _ROWS))
    closed = rng.random(_ROWS) < 0.3
    slower = rng.uniform(1, 2, _COUNT) if is_slower else np.zeros(0)
    rides = Rides(*rng.integers(0, 10**7, (3, _ROWS)).astype(np.int32))
    found = Rides(*np.full((3, _COUNT), -1, dtype=np.int32))
    minutes = Minutes(*map(read_only, (rows, usual, extra, closed, slower)))
    arcs = Arcs(*map(read_only, (kind, row, mode, _SOURCE)))
    assert weigh_arcs(arcs, minutes, Rides(*map(read_only, rides)), found)
    both = usual[:, mode] + np.maximum(extra[:, row], -np.abs(usual[:, mode]))
    at_platform = np.where(closed[row], np.inf, both)
    by_kind = np.array([*rows[:, row], *at_platform, np.zeros(_COUNT), np.zeros(_COUNT)])
    value = by_kind[kind, np.arange(_COUNT)] * (slower if is_slower else 1.0)
    on_ride = _SOURCE[kind] == ON_RIDES
    assert (
        found.total.tolist() == np.where(on_ride, rides.total[row], minutes_to_ms(value)).tolist()
    )
    assert found.wait.tolist() == np.where(on_ride, rides.wait[row], 0).tolist()
    assert found.ride.tolist() == np.where(on_ride, rides.ride[row], 0).tolist()


@pytest.mark.parametrize("minutes", [-1.0, 36_000.0, 1e300])
def test_times_that_do_not_fit_are_told(minutes: float) -> None:
    one, none = np.zeros(1, dtype=np.int8), np.zeros((1, 1))
    arcs = Arcs(
        *map(read_only, (one, np.zeros(1, dtype=np.int32), one, np.zeros(1, dtype=np.int8)))
    )
    rides, into = (Rides(*np.zeros((3, 1), dtype=np.int32)) for _ in range(2))
    parts = np.full((1, 1), minutes), none, none, np.zeros(1, dtype=np.bool_), np.zeros(0)
    given_rides = Rides(*map(read_only, rides))
    assert not weigh_arcs(arcs, Minutes(*map(read_only, parts)), given_rides, into)


@given(SEEDS)
@settings(max_examples=drawn(50))
def test_entries_are_open_where_numpy_finds_no_closed_hop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    positions, count, stops = 12, 30, 5
    start = rng.integers(0, positions - 1, count)
    end = start + rng.integers(1, positions - start)
    pattern, stop = rng.integers(0, 4, count), rng.integers(0, stops, positions)
    parts = (pattern, start, end, stop)
    entries = Entries(*(read_only(each.astype(np.int32)) for each in parts))
    trains, stop_open = rng.integers(0, 3, 4), rng.random(stops) < 0.8
    hop_open, found = rng.random(positions) < 0.8, np.empty(count, dtype=np.int64)
    open_entries(entries, *map(read_only, (trains, stop_open, hop_open)), found)
    shut = np.cumsum(~hop_open)
    is_open = (shut[end] == shut[start]) & stop_open[stop[start]] & stop_open[stop[end]]
    assert found.tolist() == np.where(is_open, trains[pattern], 0).tolist()
    served, marked = np.zeros(stops, dtype=np.bool_), np.zeros(stops, dtype=np.bool_)
    mark_served(entries, read_only(found), served)
    marked[stop[np.concatenate([start[found > 0], end[found > 0]])]] = True
    assert served.tolist() == marked.tolist()


def test_arcs_at_closed_stops_are_closed() -> None:
    tails, heads = (np.array(each, dtype=np.int32) for each in ([0, 1, 2, 0], [1, 2, 3, 3]))
    stop, closed = np.array([-1, 0, 1, -1], dtype=np.int32), np.array([True, False])
    total, found = np.array([5, 6, 7, 8], dtype=np.int32), np.empty(4, dtype=np.int32)
    ends = Ends(*map(read_only, (tails, heads, stop)))
    close_stops(read_only(total), ends, read_only(closed), found)
    assert found.tolist() == [UNREACHABLE_MS, UNREACHABLE_MS, 7, 8]
