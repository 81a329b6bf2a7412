"""The frozen network: the day decides what is open, and nothing is changed in place."""

from __future__ import annotations

import pickle
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.worlds import INFO, line_world
from transnet.base.errors import UnknownNameError
from transnet.model.network import Network


def test_the_day_decides_what_is_open() -> None:
    world = line_world()
    assert world.open_rows("roads").tolist() == [True, True, False, True, True]
    assert world.at("2025-12-31").open_rows("roads").tolist() == [True, True, False, True, True]
    assert world.at(date(2026, 1, 1)).open_rows("roads").all()
    assert world.open_rows("places").all(), "a table without days is always open"


def test_closed_from_its_closed_day_on() -> None:
    world = line_world()
    roads = world["roads"].copy()
    roads.loc[0, "closed"] = "2023-01-01"
    roads.loc[1, "opened"] = None
    changed = world.replace_table("roads", roads)
    assert changed.at("2022-12-31").open_rows("roads").tolist()[:2] == [True, False]
    assert changed.at("2023-01-01").open_rows("roads").tolist()[:2] == [False, False]


def test_networks_with_the_same_cells_are_equal() -> None:
    world = line_world()
    assert world == line_world()
    assert hash(world) == hash(line_world())
    assert world != world.at("2024-01-01")
    assert world != "line-world"
    shorter = world.replace_table("roads", world["roads"].iloc[1:].reset_index(drop=True))
    assert shorter != world
    assert len(world["roads"]) == 5


def test_content_hash_sees_cells_and_not_the_day() -> None:
    world = line_world()
    assert world.content_hash == world.at("2024-01-01").content_hash
    roads = world["roads"].copy()
    roads.loc[0, "length_km"] = 30.001
    assert world.replace_table("roads", roads).content_hash != world.content_hash


def test_parameters_fall_back_to_all() -> None:
    world = line_world()
    assert world.parameter("entry_min", "emu") == 10
    assert world.parameter("parking_min", "emu") == 5
    assert world.parameter("walk_speed_kmh") == 5
    with pytest.raises(UnknownNameError, match="did you mean"):
        world.parameter("entry_mim", "emu")
    with pytest.raises(UnknownNameError):
        world.parameter("entry_min", "ferry")


def test_each_place_has_its_city_and_one_outside_has_none() -> None:
    world = line_world()
    places = world["places"].set_index("place_id")
    assert list(world.city_of) == list(places.index)
    assert {world.city_of[place] for place in places.index[places["kind"] == "external"]} == {""}
    assert world.city_of["P1"] == places.loc["P1", "city_id"] != ""


def test_unknown_table_suggests() -> None:
    with pytest.raises(UnknownNameError, match="roads"):
        line_world()["road"]


def test_shown_as_text_and_html() -> None:
    world = line_world()
    assert repr(world) == (
        "<Network line-world on 2022-10-31: "
        "4 places, open 4 of 5 roads, 5 of 5 stations, 3 of 4 tracks, 4 of 8 services, "
        "1 of 1 flights>"
    )
    shown = world._repr_html_()
    assert f"<b>{INFO.name_en}</b>" in shown
    rows = re.findall(r"<tr><td>(\w+)</td><td>(\d*)</td><td>(\d*)</td></tr>", shown)
    found = {name: (count, opened) for name, count, opened in rows}
    assert found["roads"] == ("5", "4")  # R3 is being built
    assert found["nodes"] == ("5", "")  # which have no days


def _lengths(network: Network, times: float = 1.0) -> list[float]:
    return [times * each for each in network["roads"]["length_km"]]


def test_what_is_made_of_columns_is_made_again_once_they_change() -> None:
    world, column = line_world(), ("roads", "length_km")
    known = world.made_of(_lengths, column)
    assert world.at("2030-01-01").made_of(_lengths, column) is known
    roads = world["roads"].copy(deep=False)
    roads["opened"] = roads["opened"].shift()
    later = world.replace_table("roads", roads, ["opened"])
    assert later.made_of(_lengths, column) is known
    assert later.open_rows("roads").tolist() != world.open_rows("roads").tolist()
    roads["length_km"] = 2.0
    longer = later.replace_table("roads", roads, ["length_km"])
    assert longer.made_of(_lengths, column) == [2.0] * 5
    assert longer.made_of(_lengths, column, by=(3.0,)) == [6.0] * 5
    assert world.made_of(_lengths, column) is known
    more = world.replace_table("places", pd.concat([world["places"]] * 2, ignore_index=True))
    assert len(more.open_rows("places")) == 2 * len(world.open_rows("places"))


def test_what_is_returned_as_open_rows_is_ones_own() -> None:
    world = line_world()
    world.open_rows("roads")[:] = False
    assert world.open_rows("roads").any()


def test_what_was_made_of_a_network_is_not_pickled() -> None:
    world = line_world()
    size = len(pickle.dumps(world))
    world.made_of(_lengths, ("roads", "length_km"))
    assert len(pickle.dumps(world)) <= size + 100
    again: Network = pickle.loads(pickle.dumps(world))  # noqa: S301, our own bytes
    assert again == world
    assert again.open_rows("roads").tolist() == world.open_rows("roads").tolist()


def test_what_is_done_later_to_a_table_does_not_reach_the_network() -> None:
    world = line_world()
    roads = world["roads"].copy()
    changed = world.replace_table("roads", roads)
    before, content = changed["roads"]["length_km"].tolist(), changed.content_hash
    roads["length_km"] = 1.0
    roads.loc[0, "road_id"] = "other"
    assert changed["roads"]["length_km"].tolist() == before
    assert changed.content_hash == content
    assert line_world().replace_table("roads", changed["roads"]) == world


def test_columns_that_are_replaced_keep_their_types_and_the_rest_its_source() -> None:
    world = line_world()
    cells = {
        "opened": np.full(len(world["roads"]), np.datetime64("2020-01-01")),
        "road_class": np.full(len(world["roads"]), "trunk", dtype=object),
    }
    changed = world.replace_columns("roads", cells)
    assert (changed["roads"].dtypes == world["roads"].dtypes).all()
    assert changed == world.replace_table("roads", world["roads"].assign(**cells))
    assert changed.source("roads", "length_km") is world.source("roads", "length_km")
    assert changed.source("roads", "opened") is changed.column("roads", "opened")
    assert world["roads"]["road_class"].tolist() != changed["roads"]["road_class"].tolist()
