"""Trust: the weakest basis among the rows behind a time."""

from __future__ import annotations

import numpy as np
import pytest

from tests.supply.helpers import pairs_between
from tests.worlds import line_world
from transnet.supply.kinds import ArcKind
from transnet.travel.model import TravelModel
from transnet.travel.provenance import Trust, ride_entries, rows_behind, weak_arcs, weak_parameters

MODEL = TravelModel(line_world("2028-01-01"))


def _pair(start: str, end: str) -> int:
    return int(pairs_between(MODEL.topology, start, end)[0])


def _weakened(table: str) -> TravelModel:
    rows = MODEL.network[table].assign(basis="assumed")
    return TravelModel(MODEL.network.replace_table(table, rows), MODEL.topology)


def test_trust_is_that_of_the_weakest() -> None:
    network = line_world()
    roads = network["roads"].copy()
    roads["basis"] = ["found", "derived", "assumed", "recalled", "found"]
    roads["confidence"] = ["high", "low", "high", "medium", "high"]
    network = network.replace_table("roads", roads)
    assert Trust.of(network, [("roads", 0), ("roads", 1)]) == Trust("derived", "low")
    assert Trust.of(network, [("roads", 3), ("roads", 2)]) == Trust("assumed", "medium")
    assert Trust.of(network, []) == Trust("", "")


def test_fastest_is_one_service_of_the_best_set() -> None:
    pair = _pair("S1", "S3")
    everyone = ride_entries(MODEL.topology, MODEL.times, pair)
    alone = ride_entries(MODEL.topology, MODEL.times, pair, fastest=True)
    names = MODEL.topology.lines.ids[MODEL.topology.pairs.pattern[everyone]]
    assert sorted(names) == ["E1", "E3", "E5"]
    assert MODEL.topology.lines.ids[MODEL.topology.pairs.pattern[alone]].tolist() == ["E5"]


def test_closed_pairs_have_no_entries() -> None:
    closed = TravelModel(line_world("2000-01-01"), MODEL.topology)
    pair = _pair("S1", "S3")
    assert ride_entries(closed.topology, closed.times, pair) == []
    assert ride_entries(closed.topology, closed.times, pair, fastest=True) == []


@pytest.mark.parametrize(
    "table", ["roads", "access", "transfers", "services", "stops", "flights", "tracks"]
)
def test_one_arc_and_all_arcs_agree(table: str) -> None:
    model = _weakened(table)
    weak = weak_arcs(model.network, model.topology, model.times)
    for arc in range(len(model.topology.heads)):
        behind = rows_behind(model.network, model.topology, model.times, arc)
        assert weak[arc] == any(name == table for name, _ in behind), model.topology.arc_kind[arc]


def test_doors_and_platforms_rest_on_no_row() -> None:
    weak = np.zeros(len(MODEL.topology.heads), dtype=bool)
    for table in ("roads", "access", "transfers", "services", "stops", "flights"):
        model = _weakened(table)
        weak |= weak_arcs(model.network, model.topology, model.times)
    still = (ArcKind.DEPART, ArcKind.PARK, ArcKind.BOARD, ArcKind.ALIGHT, ArcKind.TRANSFER_AT_STOP)
    assert not weak[np.isin(MODEL.topology.arc_kind, still)].any()
    roads = np.isin(MODEL.topology.arc_kind, (ArcKind.DRIVE, ArcKind.ACCESS, ArcKind.TRANSFER_WALK))
    assert weak[roads].all()


def test_weak_parameters_are_listed_with_their_values() -> None:
    assert weak_parameters(line_world()).empty
    table = line_world()["parameters"].copy()
    table.loc[table["parameter"] == "parking_min", "basis"] = "recalled"
    found = weak_parameters(line_world().replace_table("parameters", table))
    assert found.to_dict("records") == [
        {"parameter": "parking_min", "mode": "all", "value": 5.0, "basis": "recalled"}
    ]
