"""Who is meant by the words of a target."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.io.network_folder import load_network
from transnet.model.checks.target_rules import PLACE_GROUPS, STOP_GROUPS
from transnet.model.network import Network
from transnet.study.groups import PlaceGroups, city_stations, destination_of, residents

WORLD = line_world()


def _pairs(from_group: str, to_group: str, network: Network = WORLD) -> list[tuple[str, str]]:
    return PlaceGroups(network).pairs(from_group, to_group)


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


def test_unknown_words_come_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="other_seats"):
        _pairs("core", "othr_seats")


def test_every_word_of_the_bundled_targets_is_known() -> None:
    network = load_network("shanxi-central")
    known = {*PLACE_GROUPS, *STOP_GROUPS, *network["groups"]["group_id"]}
    assert {*network["targets"]["from_group"], *network["targets"]["to_group"]} <= known
