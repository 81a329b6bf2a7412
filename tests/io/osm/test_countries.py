"""Every country is known with its side of the road; where its speeds aren't, that is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.io.osm.osm_worlds import CROSSING, write_osm
from transnet.base.errors import InputError, UnknownNameError
from transnet.io.osm.countries import check_country, countries, drives_on_left
from transnet.io.osm.extract import read_osm
from transnet.io.osm.road_import import RoadImport
from transnet.io.osm.way_tags import OsmOptions, default_speed

# Wikipedia, "Left- and right-hand traffic": all that keep left.
LEFT = [
    "AG",
    "AI",
    "AU",
    "BB",
    "BD",
    "BM",
    "BN",
    "BS",
    "BT",
    "BW",
    "CC",
    "CK",
    "CX",
    "CY",
    "DM",
    "FJ",
    "FK",
    "GB",
    "GD",
    "GG",
    "GS",
    "GY",
    "HK",
    "ID",
    "IE",
    "IM",
    "IN",
    "JE",
    "JM",
    "JP",
    "KE",
    "KI",
    "KN",
    "KY",
    "LC",
    "LK",
    "LS",
    "MO",
    "MS",
    "MT",
    "MU",
    "MV",
    "MW",
    "MY",
    "MZ",
    "NA",
    "NF",
    "NP",
    "NR",
    "NU",
    "NZ",
    "PG",
    "PK",
    "PN",
    "SB",
    "SC",
    "SG",
    "SH",
    "SR",
    "SZ",
    "TC",
    "TH",
    "TK",
    "TL",
    "TO",
    "TT",
    "TV",
    "TZ",
    "UG",
    "VC",
    "VG",
    "VI",
    "WS",
    "ZA",
    "ZM",
    "ZW",
]
RIGHT = [
    "AD",
    "AR",
    "AT",
    "BE",
    "BR",
    "CA",
    "CN",
    "DE",
    "EG",
    "ES",
    "FR",
    "GI",
    "GR",
    "IO",
    "IS",
    "IT",
    "KR",
    "MM",
    "NO",
    "PH",
    "PT",
    "RU",
    "SE",
    "TW",
    "US",
    "VN",
    "XK",
]
PENALTIES = {"turn_near": 1.0, "turn_across": 10.0, "u_turn": 100.0}


def _with_turns(path: Path, country: str) -> RoadImport:
    return read_osm(path, OsmOptions(country, turn_penalties=True, delays=PENALTIES))


def _lost(made: RoadImport) -> dict[tuple[int, int, int], int]:
    """Return milliseconds that the turns from 1 over 2 cost, by their three nodes."""
    graph = made.graph
    ids, tails = graph.node_ids.tolist(), graph.tails.tolist()
    own = {
        (ids[tail], ids[head]): int(graph.time_ms[arc])
        for arc, (tail, head) in enumerate(zip(tails, graph.heads.tolist(), strict=True))
        if not graph.is_repeated[arc]
    }
    found = {}
    for tail, middle in zip(tails, graph.heads.tolist(), strict=True):
        if (ids[tail], ids[middle]) == (1, 2) and graph.is_copy[middle]:
            for arc in range(graph.indptr[middle], graph.indptr[middle + 1]):
                to = ids[graph.heads[arc]]
                found[1, 2, to] = int(graph.time_ms[arc]) - own[2, to]
    return found


@pytest.mark.parametrize("country", LEFT)
def test_turns_across_are_those_to_the_right_where_one_keeps_left(
    tmp_path: Path, country: str
) -> None:
    assert drives_on_left(country)
    lost = _lost(_with_turns(write_osm(tmp_path, CROSSING), country))
    # From 1 in the west to 2 in the middle: 5 lies north, to the left, and 4 south.
    assert lost == {(1, 2, 5): 1_000, (1, 2, 4): 10_000, (1, 2, 3): 0, (1, 2, 1): 100_000}


@pytest.mark.parametrize("country", ["*", *RIGHT])
def test_and_to_the_left_where_one_keeps_right(tmp_path: Path, country: str) -> None:
    assert not drives_on_left(country)
    lost = _lost(_with_turns(write_osm(tmp_path, CROSSING), country))
    assert lost == {(1, 2, 5): 10_000, (1, 2, 4): 1_000, (1, 2, 3): 0, (1, 2, 1): 100_000}


@pytest.mark.parametrize("country", ["MT", "KE", "LK", "VI", "XK"])
def test_where_no_speeds_are_known_those_that_count_are_named(tmp_path: Path, country: str) -> None:
    made = read_osm(write_osm(tmp_path, CROSSING), OsmOptions(country))
    (said,) = [each for each in made.notices if each.code == "assumed_speeds"]
    assert said.value == country
    assert f"{default_speed('motorway'):g} km/h on motorways" in said.hint
    assert f"on the {'right' if country == 'XK' else 'left'}" in said.hint
    assert default_speed("primary", country) == default_speed("primary")


@pytest.mark.parametrize("country", ["*", "PT", "GB", "BE-VLG"])
def test_where_they_are_known_or_no_country_is_given_nothing_is_told(
    tmp_path: Path, country: str
) -> None:
    made = read_osm(write_osm(tmp_path, CROSSING), OsmOptions(country))
    assert "assumed_speeds" not in {each.code for each in made.notices}


@pytest.mark.parametrize("code", ["XX", "mt", "", "Malta", "BE-XXX", None, 7, ["MT"], b"MT"])
def test_what_is_no_country_is_refused(tmp_path: Path, code: Any) -> None:
    with pytest.raises(UnknownNameError, match="country"):
        check_country(code)
    with pytest.raises(UnknownNameError, match="country"):
        read_osm(write_osm(tmp_path, CROSSING), OsmOptions(code))


def test_a_code_in_small_letters_is_told_how_to_be_written() -> None:
    with pytest.raises(UnknownNameError, match="write MT"):
        check_country("mt")
    with pytest.raises(UnknownNameError, match="ISO 3166-1"):
        check_country("Malta")


def test_every_country_with_speeds_is_a_country() -> None:
    for code in countries():
        check_country(code)
    assert drives_on_left("GB-WLS")


@pytest.mark.parametrize(
    "options",
    [
        {"country": "MT"},
        "MT",
        OsmOptions(service="yes"),  # type: ignore[arg-type]
        OsmOptions(turn_penalties=1),  # type: ignore[arg-type]
        OsmOptions(delays=[("stop", 4)]),  # type: ignore[arg-type]
        OsmOptions(delays={"stop": "4"}),  # type: ignore[dict-item]
        OsmOptions(delays={"stop": float("nan")}),
        OsmOptions(delays={"stop": -1}),
        OsmOptions(delays={"stop": 1e9}),
        OsmOptions(delays={"stop": True}),
    ],
)
def test_options_that_cannot_be_meant_are_refused(tmp_path: Path, options: Any) -> None:
    with pytest.raises(InputError):
        read_osm(write_osm(tmp_path, CROSSING), options)


@pytest.mark.parametrize("path", [None, 7, b"world.osm", ["world.osm"]])
def test_a_path_is_a_text_or_a_path(path: Any) -> None:
    with pytest.raises(InputError, match="a text or a Path"):
        read_osm(path)
