"""Trips that are taken from a known state are those that a search from nothing finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.travel.train_worlds import Service, Way, road_ways, train_services, trains_world
from tests.worlds import line_world
from transnet.base.units import MS_PER_MIN
from transnet.kernels._arrays import Int64Array
from transnet.kernels.strategies import departures
from transnet.kernels.strategies.problem import Problem
from transnet.model.network import Network
from transnet.supply.kinds import ModeSet
from transnet.supply.overrides import Overrides
from transnet.supply.topology import Topology, compile_topology
from transnet.travel import known_rides
from transnet.travel.departure_rules import Waits
from transnet.travel.model import TravelModel
from transnet.travel.trip_table import TripTable

_MOST = 5


@dataclass(frozen=True)
class Change:
    """What differs from the world as it was drawn: by service, by way and road, by parameter."""

    trains: tuple[float, ...]
    runs: tuple[int, ...]
    km: tuple[float, ...]
    parameters: Overrides

    def of(self, world: Network) -> Network:
        """Return the world with it; services without trains run on no day."""
        lines, stops = world["services"].copy(), world["stops"].copy()
        share = np.resize(self.trains, len(lines))
        lines["trains_per_day"] = lines["trains_per_day"] * np.where(share > 0, share, 1.0)
        lines.loc[share == 0, "opened"] = pd.Timestamp("2090-01-01")
        stops["run_min"] = stops["run_min"] + np.resize(self.runs, len(stops))
        for name, table in (("services", lines), ("stops", stops)):
            world = world.replace_table(name, table)
        for name in ("access", "roads"):
            table = world[name].copy()
            table["length_km"] = table["length_km"] * np.resize(self.km, len(table))
            world = world.replace_table(name, table)
        return world


def _few(values: list[float]) -> st.SearchStrategy[tuple[float, ...]]:
    """Mostly the first of some values, for most things stay as they are."""
    one = st.sampled_from([values[0]] * 3 + values)
    return st.lists(one, min_size=_MOST, max_size=_MOST).map(tuple)


changes = st.builds(
    Change,
    _few([1.0, 0.0, 3.0, 0.25]),
    _few([0, 1, 15]),
    _few([1.0, 0.5, 4.0]),
    st.sampled_from([{}, {}, {("transfer_min", "emu"): 3.0}, {("exit_min", "conventional"): 9.0}]),
)


def _trips(
    world: Network, topology: Topology, change: Change, waits: Waits, using: ModeSet = "best"
) -> TripTable:
    model = TravelModel(change.of(world), topology, change.parameters).with_waits(waits)
    count = len(model.place_ids)
    return model.some_trips(np.ones((count, count), dtype=np.bool_), using)


def _to_stops(
    world: Network, topology: Topology, change: Change, waits: Waits, origin: int
) -> bytes:
    model = TravelModel(change.of(world), topology, change.parameters).with_waits(waits)
    return model.bare_search.to_stops(origin, within_ms=90 * MS_PER_MIN).tobytes()


def _same(found: TripTable, expected: TripTable) -> None:
    for name in ("travel", "displaced", "choice", "drives", "sums"):
        assert getattr(found, name).tobytes() == getattr(expected, name).tobytes(), name


@given(
    lines=st.lists(train_services, min_size=2, max_size=_MOST),
    access=st.lists(road_ways, min_size=3, max_size=8, unique_by=lambda way: way[:2]),
    states=st.lists(changes, min_size=2, max_size=4),
    waits=st.sampled_from(["timetable", "first_come"]),
    using=st.sampled_from(["best", "public"]),
)
@settings(max_examples=drawn(16), deadline=None)
def test_any_states_in_any_order_have_the_trips_of_a_search_from_nothing(
    lines: list[Service], access: list[Way], states: list[Change], waits: Waits, using: ModeSet
) -> None:
    world = trains_world(lines, access)
    topology = compile_topology(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known_rides, "_MANY", 0.99)
        for change in states:
            found = _trips(world, topology, change, waits, using)
            _same(found, _trips(world, compile_topology(world), change, waits, using))


@given(
    lines=st.lists(train_services, min_size=2, max_size=_MOST),
    access=st.lists(road_ways, min_size=3, max_size=8, unique_by=lambda way: way[:2]),
    states=st.lists(st.tuples(changes, st.integers(0, 2)), min_size=2, max_size=5),
    waits=st.sampled_from(["timetable", "first_come"]),
)
@settings(max_examples=drawn(16), deadline=None)
def test_stops_are_as_far_from_a_place_as_in_a_search_from_nothing(
    lines: list[Service], access: list[Way], states: list[tuple[Change, int]], waits: Waits
) -> None:
    world = trains_world(lines, access)
    topology = compile_topology(world)
    for change, origin in states:
        found = _to_stops(world, topology, change, waits, origin)
        assert found == _to_stops(world, compile_topology(world), change, waits, origin)


def test_only_what_may_differ_is_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []
    plain = departures.find_trips

    def counted(problem: Problem, bounds: Int64Array, *more: Any) -> None:
        searched.append(int((bounds > 0).sum()))
        plain(problem, bounds, *more)

    for module in (departures, known_rides):
        monkeypatch.setattr(module, "find_trips", counted)

    def _ways_to(stop: str, km: float, world: Network, topology: Topology) -> int:
        table = world["access"].copy()
        table.loc[table["stop_id"] == stop, "length_km"] = km
        searched.clear()
        _trips(world.replace_table("access", table), topology, same, "timetable")
        return sum(searched)

    world = line_world("2024-12-31")
    topology = compile_topology(world)
    same = Change((1.0,), (0,), (1.0,), {})
    _trips(world, topology, same, "timetable")
    everywhere = sum(searched)
    searched.clear()
    _trips(world, topology, same, "timetable")
    assert not sum(searched)
    assert not _ways_to("AX", 400.0, world, topology), "nobody goes there"
    assert 0 < _ways_to("S2", 1.0, world, topology) < everywhere
