"""Stations and airports where a place is wanted."""

from __future__ import annotations

import pytest

from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.model.place_names import find_place
from transnet.model.stop_names import stops_named


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("S1", "Jia is a station in Jia (P1)"),
        ("A1", "Jia Airport is an airport in Jia (P1)"),
        ("jia", "Jia Airport is an airport in Jia (P1)"),
        ("甲国际机场", "Jia Airport is an airport in Jia (P1)"),
        ("远机场", "Yuan Airport is an airport in Yuan (X1)"),
    ],
)
def test_a_stop_is_told_with_its_place(name: str, said: str) -> None:
    assert said in stops_named(line_world(), name)


@pytest.mark.parametrize("name", ["", "机场", "站", "丁站", "airport"])
def test_names_of_no_stop(name: str) -> None:
    assert stops_named(line_world(), name) == []


def test_a_stop_without_a_place_lies_in_the_seat_of_its_city() -> None:
    network = line_world()
    stations = network["stations"].assign(place_id="")
    told = stops_named(network.replace_table("stations", stations), "甲站")
    assert told[0].endswith("is a station in Jia (P1)")
    nowhere = network.replace_table("stations", stations.assign(city_id=""))
    assert stops_named(nowhere, "甲站")[0].endswith("is a station")


@pytest.mark.parametrize("name", ["甲站", "甲火车站", "甲国际机场"])
def test_a_place_that_is_a_stop_says_so(name: str) -> None:
    with pytest.raises(UnknownNameError, match="trips go between places, so name the place"):
        find_place(line_world(), name)
