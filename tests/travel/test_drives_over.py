"""The fastest drive over some roads, held against every simple way through the graph."""

from __future__ import annotations

import itertools

import networkx as nx
import pytest

from tests.worlds import line_world
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS
from transnet.supply.kinds import ArcKind
from transnet.travel.drives_over import DrivesOver, opened_roads
from transnet.travel.model import TravelModel

PLACES = ("P1", "P2", "P3", "X1")
ROADS = ("R1", "R2", "R3", "R4", "R5")


@pytest.fixture(scope="module")
def model() -> TravelModel:
    """The line world with its second road open."""
    return TravelModel(line_world("2027-06-30"))


def ways(model: TravelModel, start: str, end: str) -> list[tuple[float, set[str]]]:
    """Return every simple way by car: minutes, and the roads that it takes."""
    topology = model.topology
    ids = model.network["roads"]["road_id"].tolist()
    graph = nx.DiGraph()
    for kind in (ArcKind.DEPART, ArcKind.DRIVE, ArcKind.PARK):
        arcs, rows = topology.arcs_of[kind], topology.rows_of[kind]
        for arc, row in zip(arcs, rows, strict=True):
            cost = int(model.times.total[arc])
            if cost < UNREACHABLE_MS:
                ends = int(topology.tails[arc]), int(topology.heads[arc])
                graph.add_edge(*ends, cost=cost, road=ids[row] if kind == ArcKind.DRIVE else "")
    nodes = topology.node("place_out", start), topology.node("place_in", end)
    found = []
    for path in nx.all_simple_edge_paths(graph, *nodes):
        arcs = [graph.edges[edge] for edge in path]
        roads = {arc["road"] for arc in arcs} - {""}
        found.append((sum(arc["cost"] for arc in arcs) / MS_PER_MIN, roads))
    return found


@pytest.mark.parametrize("pair", list(itertools.permutations(PLACES, 2)))
@pytest.mark.parametrize("road", ROADS)
def test_a_drive_over_a_road_is_the_fastest_way_that_does_not_turn_back(
    model: TravelModel, pair: tuple[str, str], road: str
) -> None:
    found, every = DrivesOver(model, {road}).best(*pair), ways(model, *pair)
    over = [way for way in every if road in way[1]]
    if found is None:  # not there and back again, and no long way round
        assert all(minutes > 2 * min(every)[0] for minutes, _ in over)
        return
    assert found.travel_min == pytest.approx(min(over)[0], abs=1e-9)
    assert found.road_ids == (road,)


def test_of_several_roads_the_best_counts_and_all_on_the_way_are_named(model: TravelModel) -> None:
    every = DrivesOver(model, set(ROADS))
    alone = model.travel_times(["P1"], ["P3"], using="drive")["travel_min"].item()
    found = every.best("P1", "P3")
    assert found is not None
    assert found.travel_min == pytest.approx(alone, abs=1e-9)
    assert set(found.road_ids) == min(ways(model, "P1", "P3"))[1]


def test_no_roads_no_drive(model: TravelModel) -> None:
    assert DrivesOver(model, frozenset()).best("P1", "P3") is None


def test_roads_that_open_between_two_days() -> None:
    early, late = line_world("2024-12-31"), line_world("2027-06-30")
    assert opened_roads(early, late) == {"R3"}
    assert opened_roads(late, early) == frozenset()
