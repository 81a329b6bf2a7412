"""Terrain and toll stations follow from a road's own cells."""

from __future__ import annotations

import pytest

from networks.build.road_terrain import has_toll_station, terrain


def _road(**values: object) -> dict[str, object]:
    road = {"road_class": "trunk", "lanes": 2, "design_speed_kmh": 60}
    return {**road, "from_node": "140106", "to_node": "140322", **values}


@pytest.mark.parametrize(
    ("values", "is_link", "expected"),
    [
        ({}, False, "mountain"),  # Taiyuan to Yuxian, out of the basin
        ({"to_node": "140702"}, False, "level"),  # Yuci, in it
        ({"to_node": "140902"}, False, "mountain"),  # two basins
        ({"from_node": "140302", "to_node": "140311"}, False, "level"),  # one valley
        ({"lanes": 4}, False, "level"),
        ({"road_class": "primary", "to_node": "I_YUXIAN"}, True, "level"),
        ({"road_class": "primary", "to_node": "I_YUXIAN"}, False, "mountain"),
        ({"road_class": "urban"}, False, "level"),
        ({"road_class": "motorway", "design_speed_kmh": 80, "lanes": 4}, False, "mountain"),
        ({"road_class": "motorway", "design_speed_kmh": 100, "lanes": 4}, False, "level"),
    ],
)
def test_terrain(values: dict[str, object], is_link: bool, expected: str) -> None:
    assert terrain(_road(**values), is_link=is_link) == expected


def test_links_to_a_motorway_have_a_toll_station() -> None:
    kinds = {"140106": "seat", "140322": "seat", "I": "interchange", "J": "junction"}
    nodes = {name: {"kind": kind} for name, kind in kinds.items()}
    link = _road(to_node="I")
    assert has_toll_station(link, nodes, {"I"}, is_link=True)
    assert not has_toll_station(link, nodes, {"I"}, is_link=False)
    assert not has_toll_station(link, nodes, {"J"}, is_link=True)
    assert not has_toll_station(_road(from_node="J", to_node="I"), nodes, {"I", "J"}, is_link=True)
    assert not has_toll_station(_road(), nodes, {"140322"}, is_link=True)
