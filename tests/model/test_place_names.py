"""Places by name."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.model.network import Network
from transnet.model.place_names import find_place


def _twins() -> Network:
    """The line world with a second Bing, in city C2."""
    network = line_world()
    places = network["places"]
    twin = places[places["place_id"] == "P2"].assign(place_id="P4", city_id="C2")
    return network.replace_table("places", pd.concat([places, twin], ignore_index=True))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("P2", "P2"),
        ("丙县", "P2"),
        ("丙", "P2"),
        ("Bing", "P2"),
        (" bing  county ", "P2"),
        ("甲市", "P1"),
        ("甲", "P1"),
        ("Jia City", "P1"),
        ("乙区", "P3"),
        ("远市", "X1"),
    ],
)
def test_known_names(name: str, place: str) -> None:
    assert find_place(line_world(), name) == place


def test_unknown_names_come_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean Bing"):
        find_place(line_world(), "Bin")


@pytest.mark.parametrize("name", ["丙县", "丙", "Bing"])
def test_names_of_several_places_are_refused_with_their_ids(name: str) -> None:
    with pytest.raises(UnknownNameError, match=r"Bing \(P2\), Bing \(P4\)"):
        find_place(_twins(), name)


def test_a_city_stands_for_its_seat_before_a_place_by_its_short_name() -> None:
    network = line_world()
    places = network["places"].copy()
    places.loc[places["place_id"] == "P2", "name_zh"] = "甲县"
    assert find_place(network.replace_table("places", places), "甲") == "P1"
