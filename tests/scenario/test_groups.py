"""Who is meant by the words of a target."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.errors import UnknownNameError
from transnet.io.tables import load_network
from transnet.model.network import Network
from transnet.scenario.groups import (
    PLACE_GROUPS,
    STOP_GROUPS,
    city_stations,
    destination_of,
    motorway_entries,
    place_pairs,
    residents,
    stops_of,
)

WORLD = line_world()


def _pairs(from_group: str, to_group: str, network: Network = WORLD) -> list[tuple[str, str]]:
    return [tuple(row) for row in place_pairs(network, from_group, to_group).to_numpy().tolist()]


@pytest.mark.parametrize(
    ("from_group", "to_group", "pairs"),
    [
        ("core", "other_seats", [("P1", "P3")]),
        ("seats", "seats", [("P1", "P3"), ("P3", "P1")]),
        ("counties", "own_seat", [("P2", "P1")]),
        ("counties", "core", [("P2", "P1"), ("P3", "P1")]),
        ("core", "main_cities", [("P1", "X1")]),
        ("seats", "own_districts", []),
        ("core", "province_seats", [("P1", "P3")]),
    ],
)
def test_pairs_of_the_line_world(
    from_group: str, to_group: str, pairs: list[tuple[str, str]]
) -> None:
    assert _pairs(from_group, to_group) == pairs


def test_other_districts_of_the_own_city() -> None:
    network = WORLD.replace_table("places", WORLD["places"].assign(kind="district"))
    assert _pairs("seats", "own_districts", network) == [("P1", "P2")]


def test_prefectures_of_the_core_s_province_count_as_province_seats() -> None:
    places = WORLD["places"]
    outside = places[places["place_id"] == "X1"]
    rows = [
        outside.assign(place_id="140200", province="山西省"),
        outside.assign(place_id="140229", province="山西省"),
        outside.assign(place_id="130100"),
    ]
    network = WORLD.replace_table("places", pd.concat([places, *rows], ignore_index=True))
    assert _pairs("core", "province_seats", network) == [("P1", "P3"), ("P1", "140200")]


def test_people_and_where_they_go() -> None:
    assert residents(WORLD, "counties") == ["P1", "P2", "P3"]
    assert residents(WORLD, "seats") == ["P1", "P3"]
    assert [destination_of(WORLD, "own_seat", place) for place in ("P1", "P2", "P3")] == [
        "P1", "P1", "P3",
    ]  # fmt: skip
    assert destination_of(WORLD, "core", "P3") == "P1"


def test_stations_of_a_city() -> None:
    assert city_stations(WORLD, "P2") == ["S1"]
    assert city_stations(WORLD, "P3") == ["S3"]
    assert city_stations(WORLD, "X1") == []


def test_fast_transport_is_what_is_open() -> None:
    assert stops_of(WORLD, "fast_transport", "P2") == (["S1", "S2", "S3", "A1", "AX"], [])
    later = line_world("2026-01-01")
    # The motorway ends at J1, where an urban road meets it, and at N3, where trunk roads do.
    assert motorway_entries(later) == ["J1", "N3"]
    assert stops_of(later, "fast_transport", "P2")[1] == ["J1", "N3"]
    assert stops_of(line_world("2000-01-01"), "fast_transport", "P2") == ([], [])


def test_hubs_are_the_own_city_s() -> None:
    assert stops_of(WORLD, "hubs", "P2") == (["S1", "A1"], [])
    assert stops_of(WORLD, "hubs", "P3") == (["S3"], [])


def test_unknown_words_come_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="other_seats"):
        place_pairs(WORLD, "core", "othr_seats")
    with pytest.raises(UnknownNameError, match="hubs"):
        stops_of(WORLD, "hub", "P1")


def test_every_word_of_the_bundled_targets_is_known() -> None:
    network = load_network("shanxi-central")
    known = {*PLACE_GROUPS, *STOP_GROUPS, *network["groups"]["group_id"]}
    assert {*network["targets"]["from_group"], *network["targets"]["to_group"]} <= known
