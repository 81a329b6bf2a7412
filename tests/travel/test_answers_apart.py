"""Questions from places on an executor: the bytes of one answer, whoever finds them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.executors import Packing
from tests.io.gtfs.feeds import feed
from tests.transit.test_transit_network import KM, MONDAY, STOPS, TIMES, street
from transnet.accessibility import accessibility_from_network, nearest_from_network, route_network
from transnet.base.errors import InputError
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.transit.transit_network import TransitNetwork
from transnet.transit.walking import Walking

_RNG = np.random.default_rng(5)


def _places(count: int, *, first: int, far: bool = False) -> pd.DataFrame:
    lat = 37 + _RNG.uniform(-1, 7, count) * KM
    lat[0] = 38.0 if far else lat[0]
    jobs = _RNG.random(count)
    return pd.DataFrame({"id": range(first, first + count), "lon": 112.0, "lat": lat, "jobs": jobs})


_FROM, _TO = _places(70, first=100, far=True), _places(9, first=0)


@pytest.fixture(scope="module")
def roads() -> RoadGraph:
    whole = street(0.25, "residential")
    arcs = Arcs(whole.tails, whole.heads, np.full(whole.arc_count, 9_000), whole.length_km)
    return build_road_graph(whole.node_ids, whole.lon, whole.lat, arcs)


@pytest.fixture(scope="module")
def transit(tmp_path_factory: pytest.TempPathFactory) -> TransitNetwork:
    trips = "route_id,service_id,trip_id,trip_short_name,block_id\nR1,WD,T1,D1,\n"
    town = feed(tmp_path_factory.mktemp("a") / "b", stops=STOPS, stop_times=TIMES, trips=trips)
    return TransitNetwork(town, street(), Walking(longest_min=15))


_DAY: dict[str, Any] = {"departure": f"{MONDAY} 07:00", "window": 12}
_ROADS: dict[str, Callable[..., pd.DataFrame]] = {
    "times": lambda of, **how: of.travel_times(_FROM, _TO, beside_kmh=4, **how),
    "all times": lambda of, **how: of.travel_times(_FROM, **how),
    "none": lambda of, **how: of.travel_times(_FROM[:0], _TO, **how),
    "nearest": lambda of, **how: of.nearest(_FROM, _TO, 2, **how),
    "sums": lambda of, **how: of.accumulate(_FROM, (_TO, "jobs"), [1, 3.5], **how),
}
_TRANSIT: dict[str, Callable[..., pd.DataFrame]] = {
    "times": lambda of, **how: of.travel_times(_FROM, _TO, percentiles=[5, 90], **_DAY, **how),
    "all times": lambda of, **how: of.travel_times(_FROM, longest_min=40, **_DAY, **how),
    "sums": lambda of, **how: of.opportunities(_FROM, (_TO, "jobs"), **_DAY, **how),
}


def _same(ask: Callable[..., pd.DataFrame], of: Any, executor: Executor) -> None:
    found, expected = ask(of, executor=executor), ask(of)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    assert found.attrs == expected.attrs


@pytest.mark.parametrize("name", _ROADS)
def test_roads_answer_on_an_executor_as_here(name: str, roads: RoadGraph) -> None:
    _same(_ROADS[name], roads, Packing())
    with ThreadPoolExecutor(2) as threads:
        _same(_ROADS[name], roads, threads)


@pytest.mark.parametrize("name", _TRANSIT)
def test_windows_are_answered_on_an_executor_as_here(name: str, transit: TransitNetwork) -> None:
    _same(_TRANSIT[name], transit, Packing())
    with ThreadPoolExecutor(2) as threads:
        _same(_TRANSIT[name], transit, threads)


def test_measures_on_a_network_are_those_here(roads: RoadGraph) -> None:
    ready = route_network(roads)
    jobs = pd.Series(_RNG.random(len(ready.ids)), ready.ids, name="jobs")
    decays = {"near": (lambda minutes: np.exp(-minutes), 5)}
    found, expected = (
        accessibility_from_network(ready, jobs, [1, 3], decays, executor=executor)
        for executor in (Packing(), None)
    )
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    for ask in (
        lambda **how: nearest_from_network(ready, [3, 9], 2, **how),
        lambda **how: ready.travel_times(None, [3, 9], **how),
    ):
        pd.testing.assert_frame_equal(ask(executor=Packing()), ask(), check_exact=True)


def test_what_is_no_executor_is_refused(roads: RoadGraph, transit: TransitNetwork) -> None:
    for ask, of in ((_ROADS["times"], roads), (_TRANSIT["times"], transit)):
        with pytest.raises(InputError, match="executor"):
            ask(of, executor="dask")  # type: ignore[arg-type]
