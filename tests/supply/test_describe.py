from __future__ import annotations

import numpy as np
import pytest

from tests.supply.helpers import edit, pairs_between
from tests.worlds import line_world
from transnet.supply.describe import describe_arcs, pair_km, pair_services
from transnet.supply.topology import compile_topology
from transnet.supply.weights import arc_times

WORLD = line_world("2024-07-01")
TOPOLOGY = compile_topology(WORLD)
TIMES = arc_times(WORLD, TOPOLOGY)


def _arc(tail: str, head: str) -> int:
    ends = (TOPOLOGY.tails == TOPOLOGY.node_index[tail]) & (
        TOPOLOGY.heads == TOPOLOGY.node_index[head]
    )
    return int(np.flatnonzero(ends)[0])


def test_every_arc_says_what_it_is() -> None:
    steps = [
        ("place_out:P1", "access_road:N1"),
        ("access_road:N1", "in:S1"),
        ("in:S1", "dep:S1:emu"),
        ("dep:S1:emu", "arr:S3:emu"),
        ("arr:S3:emu", "out:S3"),
        ("out:S3", "egress_road:N3"),
        ("egress_road:N3", "egress_road:N2"),
        ("out:S1", "in:M2"),
    ]
    table = describe_arcs(WORLD, TOPOLOGY, TIMES, [_arc(*step) for step in steps])
    assert table["kind"].tolist() == [
        "depart",
        "access",
        "board",
        "ride",
        "alight",
        "egress",
        "taxi",
        "transfer_walk",
    ]
    assert table["leg"].tolist() == [
        "access",
        "access",
        "station",
        "ride",
        "station",
        "egress",
        "egress",
        "transfer",
    ]
    assert table["mode"].tolist() == ["", "", "emu", "emu", "emu", "", "", ""]
    assert table["table"].tolist() == [
        "places",
        "access",
        "stops",
        "services",
        "stops",
        "access",
        "roads",
        "transfers",
    ]
    assert table["row_id"].tolist() == ["P1", "a1", "S1", "", "S3", "a3", "R2", "t1"]
    assert table["from_id"].tolist() == ["P1", "N1", "S1", "S1", "S3", "S3", "N3", "S1"]
    assert table["to_id"].tolist() == ["N1", "S1", "S1", "S3", "S3", "N3", "N2", "M2"]
    assert table["minutes"].tolist() == [0, 6, 10, 49.5, 5, 4, 60, 3]
    assert table["wait_min"].tolist() == [0, 0, 0, 15, 0, 0, 0, 0]
    assert table["ride_min"].tolist() == [0, 0, 0, 34.5, 0, 0, 0, 0]
    assert table["length_km"].tolist() == [0, 3, 0, 90, 0, 2, 60, 0]
    assert (table["pair"] >= 0).tolist() == (table["kind"] == "ride").tolist()


def test_no_arcs_make_an_empty_table() -> None:
    table = describe_arcs(WORLD, TOPOLOGY, TIMES, [])
    assert len(table) == 0
    assert "length_km" in table


def test_services_behind_a_ride() -> None:
    (pair,) = pairs_between(TOPOLOGY, "S1", "S3")
    table = pair_services(TOPOLOGY, TIMES, int(pair))
    assert table["service_id"].tolist() == ["E3", "E1"]
    assert table["trains_per_day"].tolist() == [8, 24]
    assert table["ride_min"].tolist() == [30, 36]
    assert table["chosen"].tolist() == [True, True]
    (back,) = pairs_between(TOPOLOGY, "AX", "A1")
    flights = pair_services(TOPOLOGY, TIMES, int(back))
    assert flights[["service_id", "mode"]].to_numpy().tolist() == [["F1", "air"]]


def test_length_follows_the_fastest_open_service() -> None:
    (pair,) = pairs_between(TOPOLOGY, "S1", "S3")
    assert pair_km(WORLD, TOPOLOGY, TIMES)[pair] == pytest.approx(90)
    (flight,) = pairs_between(TOPOLOGY, "A1", "AX")
    assert np.isnan(pair_km(WORLD, TOPOLOGY, TIMES)[flight])
    longer = edit(WORLD, "tracks", {"track_id": "T3"}, length_km=88.0).at("2028-01-01")
    times = arc_times(longer, TOPOLOGY)
    assert pair_km(longer, TOPOLOGY, times)[pair] == pytest.approx(88)
    closed = WORLD.at("2001-01-01")
    assert np.isnan(pair_km(closed, TOPOLOGY, arc_times(closed, TOPOLOGY))).all()
