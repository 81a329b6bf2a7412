"""Trips by money, generalised cost and CO2 in the priced line world."""

from __future__ import annotations

import json
import math
from typing import get_args

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.supply.helpers import edit, search_ms
from tests.worlds import line_world, priced_world
from transnet.accessibility import cost_matrix, cost_to_nth, cumulative
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.units import UNREACHABLE_MS
from transnet.supply.kinds import Impedance, ModeSet
from transnet.supply.weights import restrict
from transnet.travel.model import TravelModel
from transnet.travel.trip_costs import COST_COLUMNS

MODEL = TravelModel(priced_world()).with_waits("first_come")
LATER = TravelModel(priced_world("2028-01-01"), MODEL.topology).with_waits("first_come")
TIMED = MODEL.with_waits("timetable")
MEANS: tuple[ModeSet, ...] = ("best", "drive", "public", "rail", "carfree")
VALUE = ("value_of_time_cny_per_h", "commuting")
TOLL = ("toll_cny_per_km", "car")


def _worth(yuan_per_h: float) -> TravelModel:
    return MODEL.with_parameters({VALUE: yuan_per_h})


def test_the_cheapest_trip_is_not_the_fastest() -> None:
    fast = MODEL.path("P1", "P3")
    assert (fast.mode, fast.travel_min, fast.yuan, fast.co2_kg) == ("rail", 81.0, 34.75, 3.062)
    assert fast.legs["leg"].tolist() == ["access", "station", "wait", "ride", "station", "egress"]
    assert fast.legs["yuan"].tolist() == [2.75, 0, 0, 28, 0, 4]  # the ticket is the ride's
    assert fast.legs["co2_kg"].tolist() == [0.262, 0, 0, 2.7, 0, 0.1]
    assert fast.legs["cost_km"].tolist() == pytest.approx([3, 0, 0, 90, 0, 2])
    cheap = MODEL.path("P1", "P3", impedance="money")
    assert (cheap.mode, cheap.travel_min, cheap.yuan, cheap.co2_kg) == ("drive", 95, 25.5, 7.875)
    clean = MODEL.path("P1", "P3", impedance="co2")
    assert clean.mode == "rail"


def test_the_value_of_time_decides_where_it_should() -> None:
    # 9.25 yuan more for 14 minutes less: 39.64 yuan an hour.
    switch = 9.25 / 14 * 60
    assert _worth(switch - 0.1).path("P1", "P3", impedance="generalised_cost").mode == "drive"
    rail = _worth(switch + 0.1).path("P1", "P3", impedance="generalised_cost")
    assert rail.mode == "rail"
    assert rail.generalised_yuan == pytest.approx(34.75 + 81 / 60 * (switch + 0.1), abs=0.03)
    weighed = MODEL.with_parameters({VALUE: 60.0, ("time_weight", "wait"): 2.0})
    drive = weighed.path("P1", "P3", impedance="generalised_cost")
    assert (drive.mode, drive.generalised_yuan) == ("drive", 25.5 + 95)


@pytest.mark.parametrize("impedance", get_args(Impedance))
@pytest.mark.parametrize("using", MEANS)
@pytest.mark.parametrize("model", [MODEL, LATER, TIMED])
def test_legs_add_up_and_paths_match_the_table(
    model: TravelModel, using: ModeSet, impedance: Impedance
) -> None:
    for row in model.costs(impedance=impedance, using=using).to_dict("records"):
        path = model.path(row["from_id"], row["to_id"], impedance=impedance, using=using)
        assert path.impedance == impedance
        assert path.mode == row["mode"]
        assert path.travel_min == pytest.approx(row["travel_min"], abs=1e-9)
        if not math.isfinite(row["travel_min"]):
            assert [row[column] for column, _ in COST_COLUMNS.values()] == [math.inf] * 3
            assert math.isnan(path.yuan)
            continue
        for name, (column, per_unit) in COST_COLUMNS.items():
            leg = {"money": "yuan", "generalised_cost": "generalised_yuan", "co2": "co2_kg"}[name]
            whole = round(getattr(path, leg) * per_unit)
            assert sum(round(each * per_unit) for each in path.legs[leg]) == whole
            assert round(row[column] * per_unit) == whole


@pytest.mark.parametrize("impedance", ["money", "co2"])
@pytest.mark.parametrize("using", MEANS)
@pytest.mark.parametrize("model", [MODEL, LATER])
def test_least_is_what_an_obvious_search_finds(
    model: TravelModel, using: ModeSet, impedance: Impedance
) -> None:
    column, per_unit = COST_COLUMNS[impedance]
    found = model.costs(impedance=impedance, using=using)
    # Whoever must ride may leave the car at home.
    ways: tuple[ModeSet, ...] = (using, "carfree") if using == "public" else (using,)
    for place in model.place_ids:
        least = np.minimum.reduce([_least(model, way, impedance, place) for way in ways])
        for row in found[found["from_id"] == place].to_dict("records"):
            if row["to_id"] != place:
                whole = least[model.topology.node("place_in", row["to_id"])]
                expected = math.inf if whole == UNREACHABLE_MS else whole / per_unit
                assert row[column] == pytest.approx(expected)


def _least(
    model: TravelModel, using: ModeSet, impedance: Impedance, place: str
) -> npt.NDArray[np.int32]:
    costs = model._costs_by(impedance, using)
    closed = restrict(costs.times, model.topology, using) == UNREACHABLE_MS
    weights = np.where(closed, UNREACHABLE_MS, costs.weight).astype(np.int32)
    return search_ms(model.topology, weights, model.topology.node("place_out", place))


@pytest.mark.parametrize("using", MEANS)
@pytest.mark.parametrize("model", [MODEL, LATER])
def test_nothing_takes_less_than_the_least(model: TravelModel, using: ModeSet) -> None:
    tables = {
        name: model.costs(impedance=name, using=using).set_index(["from_id", "to_id"])
        for name in get_args(Impedance)
    }
    assert np.array_equal(
        tables["time"]["travel_min"], model.travel_times(using=using)["travel_min"]
    )
    for name, (column, _) in COST_COLUMNS.items():
        for other in tables.values():
            assert (tables[name][column] <= other[column] + 1e-9).all(), column
    for other in tables.values():
        assert (tables["time"]["travel_min"] <= other["travel_min"]).all()


def test_of_equally_cheap_trips_the_fastest_counts() -> None:
    nothing = {key: 0.0 for key in zip(
        *(MODEL.network["parameters"][part] for part in ("parameter", "mode")), strict=True
    ) if "gco2" in key[0]}  # fmt: skip
    free = MODEL.with_parameters(nothing)
    table = free.costs(impedance="co2", using="public")
    assert (table["co2_kg"] == 0).all()
    # The slowest services are as clean, so the fastest way is taken between each two stations; the
    # fastest trips of all also pool what leaves from several.
    fastest = free.travel_times(using="public")["travel_min"]
    assert (table["travel_min"] >= fastest).all()
    assert (table["travel_min"] == fastest).sum() >= len(table) - 2


@settings(max_examples=15, deadline=None)
@given(
    fares=st.tuples(st.floats(0, 2), st.floats(0, 2), st.floats(0, 3)),
    toll=st.floats(0, 2),
    using=st.sampled_from(MEANS),
)
def test_worthless_time_leaves_money(
    fares: tuple[float, float, float], toll: float, using: ModeSet
) -> None:
    names = ("hsr_350", "emu_250", "air")
    rates = {("fare_cny_per_pkm", name): fare for name, fare in zip(names, fares, strict=True)}
    model = LATER.with_parameters({**rates, TOLL: toll, VALUE: 0.0})
    money = model.costs(impedance="money", using=using)
    both = model.costs(impedance="generalised_cost", using=using)
    assert money["money_yuan"].tolist() == both["generalised_cost_yuan"].tolist()
    assert both["money_yuan"].tolist() == both["generalised_cost_yuan"].tolist()
    assert both["travel_min"].tolist() == money["travel_min"].tolist()


@settings(max_examples=15, deadline=None)
@given(low=st.floats(0, 3), more=st.floats(0, 3), using=st.sampled_from(MEANS))
def test_a_higher_toll_or_fare_makes_nothing_cheaper(
    low: float, more: float, using: ModeSet
) -> None:
    for key in (TOLL, ("fare_cny_per_pkm", "emu_250"), ("boarding_fare_cny", "emu")):
        before, after = (LATER.with_parameters({key: value}) for value in (low, low + more))
        for impedance in ("money", "generalised_cost"):
            column = COST_COLUMNS[impedance][0]
            old, new = (model.costs(impedance=impedance, using=using) for model in (before, after))
            assert (new[column] >= old[column] - 1e-9).all(), key


def test_a_toll_is_paid_where_the_motorway_is_worth_it() -> None:
    fast = LATER.path("P1", "P3", using="drive")
    assert (fast.travel_min, fast.yuan) == (58.0, (94 * 0.5 + 90 * 0.4 + 6) / 2)
    assert LATER.path("P1", "P3", using="drive", impedance="money").yuan == 25.5
    free = LATER.with_parameters({TOLL: 0.0})
    assert free.path("P1", "P3", using="drive").yuan == (94 * 0.5 + 6) / 2


def test_measures_take_any_cost() -> None:
    table = MODEL.costs(impedance="money")
    matrix = cost_matrix(table, cost="money_yuan")
    people = MODEL.network["places"].set_index("place_id")["population"].astype(float)
    assert cumulative(matrix, people, cutoff=25.5)["P1"] == people[["P1", "P2", "P3"]].sum()
    assert cumulative(matrix, people, cutoff=25.4)["P1"] == people[["P1", "P2"]].sum()
    assert cost_to_nth(matrix, people, count=people.sum())["P1"] == matrix.loc["P1"].max()


def test_marks_of_prices_and_of_rows() -> None:
    rows = MODEL.network["parameters"].copy()
    assert not MODEL.path("P1", "P3").uses_recalled_prices
    rows.loc[rows["parameter"] == "boarding_fare_cny", ["basis", "confidence"]] = "recalled", "low"
    guessed = TravelModel(MODEL.network.replace_table("parameters", rows), MODEL.topology)
    path = guessed.with_waits("first_come").path("P1", "P3")
    assert path.legs["yuan_basis"].tolist() == ["found", "", "", "recalled", "", "found"]
    assert path.legs["co2_basis"].tolist() == ["found", "", "", "found", "", "found"]
    assert (path.uses_recalled, path.uses_recalled_prices) == (False, True)
    assert "†" in str(path)
    roads = edit(MODEL.network, "roads", {"road_id": "R1"}, basis="assumed")
    drive = TravelModel(roads, MODEL.topology).path("P1", "P3", using="drive")
    assert drive.legs["yuan_basis"].tolist() == drive.legs["co2_basis"].tolist() == ["assumed"]


def test_without_prices_times_are_as_they_were() -> None:
    bare = TravelModel(line_world(), MODEL.topology).with_waits("first_come")
    path = bare.path("P1", "P3")
    assert math.isnan(path.yuan)
    assert path.legs["yuan"].isna().all()
    assert "yuan" not in str(path)
    assert json.dumps(path.as_dict(), allow_nan=False)
    assert bare.costs(impedance="time")["money_yuan"].isna().all()
    assert bare.travel_times().equals(MODEL.travel_times())
    with pytest.raises(InputError, match="prices"):
        bare.costs()


def test_what_is_printed() -> None:
    text = str(MODEL.path("P1", "P3"))
    assert "81.0 min, 34.75 yuan, 3.06 kg CO2 (by rail)" in text
    assert "28.00 yuan, 2.70 kg CO2" in text
    assert "34.75 yuan" in MODEL.path("P1", "P3")._repr_html_()
    home = MODEL.path("P1", "P1", impedance="money")
    assert (home.yuan, home.co2_kg, home.travel_min) == (0.0, 0.0, 0.0)


def test_fares_from_station_to_station() -> None:
    assert MODEL.ride_fare("S1", "S3") == 28.0
    assert MODEL.ride_fare("M1", "M2", "metro") == 2.8
    assert MODEL.ride_fare("S1", "M1") == math.inf
    with pytest.raises(UnknownNameError, match="emu"):
        MODEL.ride_fare("S1", "S3", "emus")
    with pytest.raises(UnknownNameError, match="S33"):
        MODEL.ride_fare("S1", "S33")
    with pytest.raises(InputError, match="prices"):
        TravelModel(line_world(), MODEL.topology).ride_fare("S1", "S3")
