"""What is handed to another process answers there as here, to the byte, used before or not."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.io.gtfs.feeds import feed
from tests.naive import Graph
from tests.street_worlds import same_streets, street_world
from tests.worlds import line_world, priced_world
from transnet import Router, Study, TransitNetwork, TravelModel, Walking, read_gtfs
from transnet.base.plain_names import table_name
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.routing.metric import Metric
from transnet.study.outcome import Outcome

_ROOT = Path(__file__).parents[1]
_MORNING = {"departure": "2026-03-02 07:00", "window": 30}
_PLACES = pd.DataFrame(
    {"lon": [112.0, 112.0], "lat": [36.999, 37.061], "jobs": [3.0, 5.0]}, index=["home", "work"]
)
_ARRAYS = [each.name for each in fields(Outcome) if each.name not in ("states", "notices")]
_STOPS = "stop_id,stop_name,stop_lat,stop_lon\nS1,a,37,112\nS2,b,37.02,112\nS3,c,37.06,112\n"
_RING = Graph.of(60, [(at, (at + hop) % 60, 7 + at % 5) for at in range(60) for hop in (1, 3)]).csr


def _footway() -> RoadGraph:
    """Return a way along the stops, from one place to the other."""
    lat = [36.999, 37.0, 37.02, 37.06, 37.061]
    ahead = np.arange(4)
    tails, heads = np.append(ahead, ahead + 1), np.append(ahead + 1, ahead)
    arcs = Arcs(tails, heads, np.full(8, 1), np.abs(np.diff(lat))[np.tile(ahead, 2)] * 111.2)
    return build_road_graph(list("abcde"), [112.0] * 5, lat, arcs)


def _tables(*tables: pd.DataFrame) -> bytes:
    return "".join(table_name(table.reset_index()) for table in tables).encode()


def _ask_router(router: Router) -> bytes:
    return _ask_metric(router.customize(_RING[2]))


def _ask_metric(metric: Metric) -> bytes:
    everywhere = np.arange(60)
    swept = metric.travel_times(everywhere, method="hierarchy")
    searched = metric.travel_times(everywhere, method="search")
    return swept.tobytes() + searched.tobytes() + bytes([metric.router.is_prepared])


def _ask_graph(graph: RoadGraph) -> bytes:
    times = Router(graph, cache=False).customize(graph.time_ms).travel_times([0, 1])
    shapes = [graph.shape(arc) for arc in range(graph.arc_count)]
    names = [graph.unique_names(), graph.names.codes.tolist() if graph.has_names else []]
    return graph.fold(times).tobytes() + repr((shapes, names, graph == same_streets())).encode()


def _ask_study(study: Study) -> bytes:
    states = [study.state(open=["rail-direct"], traffic="peak"), study.state(), study.state()]
    found, result = study.judge(states, threads=2), study.result(states[0])
    arrays = [getattr(found, name) for name in _ARRAYS]
    tables = _tables(result.verdicts, result.counties, result.travel_times)
    return b"".join(each.tobytes() for each in arrays) + tables


def _ask_model(model: TravelModel) -> bytes:
    return _tables(model.travel_times(), model.costs(impedance="money"), model.leg_minutes())


def _ask_transit(network: TransitNetwork) -> bytes:
    times = network.travel_times(_PLACES, **_MORNING, percentiles=[50, 100])
    jobs = network.opportunities(_PLACES, (_PLACES, "jobs"), **_MORNING, cutoffs_min=[30])
    legs = network.journeys(_PLACES[:1], _PLACES[1:], departure="2026-03-02 07:02")
    assert "rail" in set(legs["mode"])
    return _tables(times, jobs, legs)


def _ask_timetable(timetable: Any) -> bytes:
    day = timetable.on("2026-03-02")
    found = timetable.travel_times(["S1"], ["S3"], date="2026-03-02", percentiles=[50])
    return found.whole_min.tobytes() + repr(day.journeys("S1", "S3", "07:00")).encode()


Kind = tuple[Callable[[Path], Any], Callable[[Any], bytes]]
"""How one is made, and what it is asked."""

KINDS: dict[str, Kind] = {
    "router": (lambda _: Router(_RING[:2], cache=False), _ask_router),
    "metric": (lambda _: Router(_RING[:2], cache=False).customize(_RING[2]), _ask_metric),
    "prepared": (
        lambda _: Router(_RING[:2], cache=False).customize(_RING[2]).prepare(),
        _ask_metric,
    ),
    "graph": (lambda _: same_streets(bent=True), _ask_graph),
    "state": (
        lambda _: Study(line_world()).state(open=["rail-direct"], services={"E1": 3}),
        lambda state: (
            Study(line_world()).judge(state).potential.tobytes() + repr(state.edits).encode()
        ),
    ),
    "study": (lambda _: Study(line_world()), _ask_study),
    "study on streets": (lambda _: Study(street_world(same_streets())), _ask_study),
    "model": (lambda _: TravelModel(priced_world()), _ask_model),
    "network": (lambda _: line_world(), lambda network: _ask_study(Study(network))),
    "transit": (
        lambda folder: TransitNetwork(feed(folder / "a", stops=_STOPS), _footway(), Walking()),
        _ask_transit,
    ),
    "timetable": (lambda folder: read_gtfs(feed(folder / "b"))[0], _ask_timetable),
}


def print_answers(path: str) -> None:
    """Print what each pickled thing in a file answers, as the process begun by the test does."""
    for kind, content in pickle.loads(Path(path).read_bytes()):  # noqa: S301, our own bytes
        print(KINDS[kind][1](pickle.loads(content)).hex())  # noqa: S301, T201


def test_each_answers_in_a_process_of_its_own_as_here(tmp_path: Path) -> None:
    made = {kind: make(tmp_path) for kind, (make, _) in KINDS.items()}
    fresh = {kind: pickle.dumps(each) for kind, each in made.items()}
    expected = {kind: ask(made[kind]).hex() for kind, (_, ask) in KINDS.items()}
    assert min(map(len, expected.values())) >= 64  # a digest of a table, or more
    used = {kind: pickle.dumps(each) for kind, each in made.items()}
    path = tmp_path / "sent"
    path.write_bytes(pickle.dumps([*fresh.items(), *used.items()]))
    code = "import sys; from tests.test_pickles import print_answers; print_answers(sys.argv[1])"
    command = [sys.executable, "-c", code, str(path)]
    there = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    assert there.stdout.split() == [*expected.values()] * 2
