"""Drives over streets name the roads they take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.street_worlds import same_streets, street_world
from transnet.roads.graph import RoadGraph
from transnet.travel.model import TravelModel


def _named(names: dict[int, tuple[str, str]]) -> RoadGraph:
    """Return the streets of the line world with the names of some ways."""
    plain = same_streets()
    table = np.array(sorted({("", ""), *names.values()}), dtype=object)
    place = {tuple(row): code for code, row in enumerate(table.tolist())}
    codes = [place[names.get(way, ("", ""))] for way in plain.way_ids.tolist()]
    return replace(plain, name_codes=np.array(codes, dtype=np.int32), name_table=table)


def _via(graph: RoadGraph) -> tuple[str, str]:
    legs = TravelModel(street_world(graph)).path("P1", "P3", using="drive").legs
    drive = legs[legs["leg"] == "drive"].iloc[0]
    return drive["via_zh"], drive["via_en"]


def test_a_drive_names_its_streets_in_travel_order() -> None:
    graph = _named({1: ("A4 南街", "A4 South Street"), 2: ("Rua X", "")})
    assert _via(graph) == ("A4 南街; Rua X", "A4 South Street; Rua X")


def test_a_street_without_a_name_gives_its_class() -> None:
    assert _via(same_streets()) == ("trunk", "trunk")
    assert _via(_named({2: ("Rua X", "")})) == ("trunk; Rua X", "trunk; Rua X")
