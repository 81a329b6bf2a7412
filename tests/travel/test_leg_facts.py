"""Legs that several trains or flights share: named by what most trips take, departures by means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.model.network import Network
from transnet.travel.leg_facts import flight_name, shares_cell
from transnet.travel.model import TravelModel
from transnet.travel.provenance import recalled_parameters


def _with_flights() -> Network:
    """Return the world with six flights a day between the ends of its trains."""
    network = line_world()
    airports = network["airports"].assign(place_id=["P1", "P3"])
    flights = network["flights"].assign(flights_per_day=6.0, block_min=30.0)
    access = pd.concat([network["access"], network["access"].iloc[[0, 0]]], ignore_index=True)
    at = access.index[-2:]
    access.loc[at, "access_id"] = ["f1", "f2"]
    access.loc[at, "node_id"] = ["N1", "N3"]
    access.loc[at, "stop_id"] = ["A1", "AX"]
    kept = ~access["stop_id"].isin(["A1", "AX"]) | access["access_id"].isin(["f1", "f2"])
    changed = network.replace_table("airports", airports).replace_table("flights", flights)
    return changed.replace_table("access", access[kept])


def _pooled() -> TravelModel:
    model = TravelModel(_with_flights())
    return model.with_parameters({("entry_min", "air"): 10.0, ("exit_min", "air"): 5.0})


def test_a_ride_is_named_by_what_most_trips_take_not_by_what_is_fastest() -> None:
    path = _pooled().path("P1", "P3", using="public")
    ride = path.legs[path.legs["leg"] == "ride"].iloc[0]
    assert set(ride["services"].split(";")) == {"E1", "F1"}
    assert (ride["trains_per_day"], ride["departures"]) == (30.0, "emu=24;air=6")
    assert (ride["via_zh"], ride["via_en"]) == ("一线", "First")
    assert (ride["via_share"], ride["via_trains_per_day"]) == (pytest.approx(0.8), 24.0)
    assert (ride["from_id"], ride["from_shares"]) == ("S1/A1", "0.8/0.2")
    said = str(path)
    assert "First 80%" in said
    assert "Jia (80%) and 1 more" in said
    assert "F1" not in said


def test_flights_are_called_by_the_cities_that_they_join() -> None:
    network = line_world()
    assert flight_name(network, 0) == ("甲—远 航班", "Jia–Yuan flight")
    nowhere = network["airports"].assign(city_id="", place_id="")
    alone = network.replace_table("airports", nowhere)
    assert flight_name(alone, 0) == ("甲机场—远机场 航班", "Jia Airport–Yuan Airport flight")
    model = TravelModel(network).with_parameters({("entry_min", "air"): 1.0})
    legs = model.path("P1", "X1", using="public").legs
    assert legs.loc[legs["leg"] == "ride", "via_zh"].tolist() == ["甲—远 航班"]


def test_shares_are_of_the_leg() -> None:
    assert shares_cell([0.3, 0.1]) == "0.75/0.25"
    assert shares_cell([0.5]) == "1"


def test_legs_name_the_recalled_parameters_of_their_own_means() -> None:
    network = line_world()
    table = network["parameters"].copy()
    station = table["parameter"] == "exit_min"
    assert set(table.loc[station, "mode"]) > {"emu", "metro"}
    table["basis"] = np.where(station, "assumed", "found")
    network = network.replace_table("parameters", table)
    assert recalled_parameters(network, "station", ["emu"]) == ["exit_min[emu]"]
    assert recalled_parameters(network, "ride", ["emu"]) == []
    path = TravelModel(network).path("P1", "P3")
    marked = path.legs.loc[path.legs["recalled_parameters"] != "", "leg"]
    assert set(marked) == {"station"}
    assert path.recalled_parameters == ("exit_min[emu]",)
    assert not path.uses_recalled  # no row of its own does
    assert str(path).count("†") == 3  # both station legs, and what the mark means
    assert path.as_dict()["recalled_parameters"] == ["exit_min[emu]"]


def test_a_trip_names_the_timetable_that_stands_for_its_day() -> None:
    network = line_world()
    services = network["services"]
    day = pd.Timestamp("2021-01-20")
    network = network.replace_table("services", services.assign(timetable=day))
    path = TravelModel(network).path("P1", "P3")
    assert path.timetables == ("2021-01-20",)
    dated = path.legs.loc[path.legs["timetable"] != "", "leg"]
    assert dated.tolist() == ["ride"]
    assert path.as_dict()["timetables"] == ["2021-01-20"]
    assert "‡ rides trains of the timetable of 2021-01-20" in str(path)
    assert TravelModel(line_world()).path("P1", "P3").timetables == ()
