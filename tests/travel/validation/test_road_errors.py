from __future__ import annotations

import numpy as np
import pytest

from tests.supply.helpers import edit
from tests.worlds import line_world
from transnet.model.network import Network
from transnet.supply.topology import compile_topology
from transnet.supply.weights import arc_times
from transnet.travel.validation.road_errors import compare_roads, drive_speeds, summarise_speeds

WORLD = line_world()
TOPOLOGY = compile_topology(WORLD)


def _speeds(network: Network) -> dict[tuple[str, str], dict[str, object]]:
    table = drive_speeds(network, TOPOLOGY, arc_times(network, TOPOLOGY))
    return {(row["from_id"], row["to_id"]): row for row in table.to_dict("records")}


def test_observed_drives_by_hand() -> None:
    slow = edit(WORLD, "observed_roads", {"to_node": "N3"}, drive_min=76.0)
    table = compare_roads(slow, TOPOLOGY, arc_times(slow, TOPOLOGY))
    assert table["road_min"].tolist() == [30, 90]
    assert table["modelled_min"].tolist() == [35, 95]
    assert table["error_pct"].tolist() == pytest.approx([0, 25])
    assert table["to_zh"].tolist() == ["丙县", "乙区"]
    cut = edit(WORLD, "roads", {"road_id": "R1"}, opened=np.datetime64("NaT", "s"))
    cut = compare_roads(cut, TOPOLOGY, arc_times(cut, TOPOLOGY))
    assert cut["modelled_min"].tolist() == [np.inf, np.inf]


def test_speeds_between_seats_by_hand() -> None:
    speeds = _speeds(WORLD)
    assert set(speeds) == {(a, b) for a in ("P1", "P2", "P3") for b in ("P1", "P2", "P3") if a != b}
    assert speeds["P1", "P2"]["speed_kmh"] == pytest.approx(30 / 35 * 60)
    assert speeds["P1", "P3"]["length_km"] == 90
    assert speeds["P1", "P3"]["road_class"] == "trunk"
    later = _speeds(WORLD.at("2026-01-01"))["P3", "P1"]
    assert (later["road_class"], later["length_km"]) == ("motorway", 94)
    assert later["speed_kmh"] == pytest.approx(94 / 58 * 60)


def test_short_and_impossible_drives_are_left_out() -> None:
    near = edit(WORLD, "roads", {"road_id": "R1"}, length_km=9.9)
    assert ("P1", "P2") not in _speeds(near)
    cut = edit(WORLD, "roads", {"road_id": "R1"}, opened=np.datetime64("NaT", "s"))
    assert set(_speeds(cut)) == {("P2", "P3"), ("P3", "P2")}


def test_speeds_out_of_bounds_are_counted() -> None:
    fast = edit(WORLD, "roads", {"road_id": "R2"}, design_speed_kmh=140.0)
    table = drive_speeds(fast, TOPOLOGY, arc_times(fast, TOPOLOGY))
    implausible = table[~table["plausible"]]
    assert implausible[["from_id", "to_id"]].to_numpy().tolist() == [
        ["P1", "P3"],
        ["P2", "P3"],
        ["P3", "P1"],
        ["P3", "P2"],
    ]
    summary = summarise_speeds(table).set_index("road_class")
    assert summary.loc["trunk", ["drives", "outside"]].tolist() == [6, 4]
    assert summary.loc["motorway", "drives"] == 0
    assert np.isnan(summary.loc["motorway", "median_kmh"])
