"""Holes in the roads of the line world: each rule fires on its hole and on nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.supply.helpers import edit
from tests.worlds import line_world
from transnet.model.network import Network
from transnet.travel.validation.hole_rows import HOLE_COLUMNS, LIMITS
from transnet.travel.validation.road_holes import (
    broken_roads,
    detours,
    loose_ends,
    road_holes,
    roadless,
)

WORLD = line_world("2026-06-30")  # with the motorway R3 from J1 to N3


def _only(table: pd.DataFrame) -> dict[str, object]:
    assert tuple(table.columns) == HOLE_COLUMNS
    (row,) = table.to_dict("records")
    return row


def _with_node(network: Network, node_id: str, lon: float, lat: float) -> Network:
    nodes = network["nodes"]
    node = nodes[nodes["node_id"] == "J1"].assign(
        node_id=node_id, name_zh=f"{node_id}枢纽", name_en=f"{node_id} junction", lon=lon, lat=lat
    )
    return network.replace_table("nodes", pd.concat([nodes, node], ignore_index=True))


def _with_road(network: Network, road_id: str, ends: tuple[str, str], **cells: object) -> Network:
    roads = network["roads"]
    road = roads[roads["road_id"] == "R1"].assign(
        road_id=road_id, from_node=ends[0], to_node=ends[1], **cells
    )
    return network.replace_table("roads", pd.concat([roads, road], ignore_index=True))


def _cut_off(lon: float = 112.4, **cells: object) -> Network:
    """A trunk road from N3 southwards that ends at J2, by default 9 km west of N2."""
    network = _with_node(WORLD, "J2", lon, 38.25)
    return _with_road(network, "R9", ("N3", "J2"), **{"length_km": 58.0, "name_en": "Old", **cells})


def test_whole_roads_have_no_holes() -> None:
    assert road_holes(WORLD).empty
    assert tuple(road_holes(WORLD).columns) == HOLE_COLUMNS


def test_a_fast_road_that_ends_beside_another_is_found() -> None:
    row = _only(road_holes(_cut_off()))
    assert (row["rule"], row["from_id"], row["to_id"]) == ("loose_end", "J2", "N2")
    assert row["value"] == pytest.approx(118 / 8.73, rel=1e-3)
    assert row["why_en"] == "Old ends at J2 junction, 9 km from Bing, 118 km by road"
    assert row["why_zh"] == "J2枢纽是一路的尽头,距丙县9 km,公路118 km"


def test_ends_that_are_meant_or_lead_nowhere_near_are_no_holes() -> None:
    assert loose_ends(_cut_off(lon=112.3)).empty  # 17 km away
    assert loose_ends(_cut_off(), replace(LIMITS, near_km=8.0)).empty
    assert loose_ends(_cut_off(), replace(LIMITS, far_ratio=14.0)).empty
    assert loose_ends(_cut_off(road_class="primary")).empty
    assert loose_ends(_cut_off(opened=np.datetime64("2030-01-01", "s"))).empty
    assert loose_ends(edit(_cut_off(), "nodes", {"node_id": "J2"}, place_id="P2")).empty
    assert loose_ends(edit(_cut_off(), "access", {"access_id": "a2"}, node_id="J2")).empty
    joined = _with_road(_cut_off(), "R10", ("J2", "N2"), length_km=10.0)
    assert road_holes(joined).empty


def test_an_end_on_an_island_is_infinitely_far() -> None:
    island = _with_node(_with_node(WORLD, "J2", 112.4, 38.25), "J3", 112.2, 38.25)
    island = _with_road(island, "R9", ("J2", "J3"), length_km=18.0)
    row = _only(loose_ends(island))
    assert (row["from_id"], row["to_id"], row["value"]) == ("J2", "N2", np.inf)
    assert row["why_en"] == "One ends at J2 junction, 9 km from Bing, and no road leads there"


def test_numbered_roads_that_meet_end_to_end_are_found() -> None:
    cells = {"R3": "S1", "R5": "G2"}
    network = edit(WORLD, "roads", {"road_id": "R5"}, road_class="motorway", road_code="G2")
    row = _only(road_holes(network))
    assert (row["rule"], {row["from_id"], row["to_id"]}) == ("broken_road", {"N1", "N3"})
    assert all(code in str(row["why_zh"]) for code in cells.values())
    assert "S1 North and G2 Junction Road both end at Jia Junction" in str(row["why_en"])


def test_roads_that_change_class_or_go_on_are_whole() -> None:
    def ends_with(**cells: object) -> pd.DataFrame:
        return broken_roads(edit(WORLD, "roads", {"road_id": "R5"}, **cells))

    assert len(ends_with(road_class="trunk", road_code="G2")) == 1
    assert ends_with(road_class="primary", road_code="G2").empty
    assert ends_with(road_class="trunk", road_code="G2/S1").empty
    assert ends_with(road_class="trunk", road_code="").empty
    network = edit(WORLD, "roads", {"road_id": "R5"}, road_class="motorway", road_code="G2")
    assert broken_roads(edit(network, "nodes", {"node_id": "J1"}, kind="gateway")).empty
    assert broken_roads(edit(network, "nodes", {"node_id": "J1"}, place_id="P1")).empty
    goes_on = _with_road(network, "R9", ("J1", "N2"), road_code="G2", length_km=30.0)
    assert broken_roads(goes_on).empty
    assert broken_roads(network.at("2024-12-31")).empty


def test_roundabout_drives_between_neighbours_are_found() -> None:
    network = edit(line_world(), "roads", {"road_id": "R2"}, length_km=145.0)
    row = _only(road_holes(network))
    assert (row["rule"], row["from_id"], row["to_id"]) == ("detour", "P2", "P3")
    assert row["value"] == pytest.approx(145 / 55.6, rel=1e-3)
    assert row["why_en"] == "Bing to Yi is 56 km straight, 145 km by road"
    assert detours(network, replace(LIMITS, neighbour_km=50.0)).empty
    assert detours(network, replace(LIMITS, detour_ratio=2.7)).empty
    shut = edit(line_world(), "roads", {"road_id": "R2"}, opened=np.datetime64("2030-01-01", "s"))
    cut = detours(shut)
    assert set(cut["value"]) == {np.inf}
    assert {*cut["from_id"], *cut["to_id"]} == {"P1", "P2", "P3"}


def test_a_place_without_a_road_is_found_where_the_cluster_is_near() -> None:
    roads = WORLD["roads"]
    cut = WORLD.replace_table("roads", roads[(roads[["from_node", "to_node"]] != "N3").all(axis=1)])
    row = _only(roadless(cut))
    assert (row["rule"], row["from_id"], row["to_id"], row["unit"]) == ("no_road", "P3", "P2", "km")
    assert row["value"] == pytest.approx(55.6, rel=1e-3)
    assert row["why_en"] == "Yi has no road, though Bing is 56 km away"
    assert "no_road" in set(road_holes(cut)["rule"])
    assert roadless(cut, replace(LIMITS, neighbour_km=50.0)).empty
    assert roadless(WORLD).empty


def test_the_shorter_of_two_roads_counts() -> None:
    network = edit(line_world(), "roads", {"road_id": "R2"}, length_km=145.0)
    assert road_holes(_with_road(network, "R9", ("N2", "N3"), length_km=60.0)).empty
    assert not road_holes(_with_road(network, "R9", ("N2", "N3"), length_km=160.0)).empty
