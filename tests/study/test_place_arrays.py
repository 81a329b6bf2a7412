"""What a state is to its places: arrays against the tables of single trips and of people."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.study.place_arrays import PlaceArrays, evaluate_places
from transnet.study.state import State
from transnet.supply.topology import compile_topology
from transnet.travel.leg_names import LEGS
from transnet.travel.model import TravelModel
from transnet.travel.people import People

TOPOLOGY = compile_topology(line_world())


def _found(day: str) -> tuple[State, PlaceArrays]:
    network = line_world(day)
    state = State(TravelModel(network, TOPOLOGY), People.from_network(network))
    return state, evaluate_places(state)


@pytest.mark.parametrize("day", ["2000-01-01", "2022-10-31", "2026-06-01", "2028-01-01"])
def test_places_are_those_of_the_tables(day: str) -> None:
    state, found = _found(day)
    legs = state.legs[state.legs["to_id"] == "P1"].set_index("from_id")
    assert found.to_core.minutes.tolist() == legs["travel_min"].tolist()
    known = legs[[f"{leg}_min" for leg in LEGS]].fillna(0.0).to_numpy().tolist()
    largest = [each.index(max(each)) if max(each) > 0 else -1 for each in known]
    assert found.largest_leg.tolist() == largest
    counted = state.people.within(legs["travel_min"], 60.0)
    assert found.people[:3].tolist() == counted["people"].tolist()
    assert found.people_within_60[:3].tolist() == counted["people_within"].tolist()
    pairs = [("P1", "P1"), ("P2", "P1"), ("P3", "P3")]
    times = state.legs.set_index(["from_id", "to_id"])["travel_min"]
    assert found.seat_min[:3].tolist() == [times[pair] for pair in pairs]


def test_outside_the_cluster_nobody_is_counted() -> None:
    _, found = _found("2022-10-31")
    for values in (found.people, found.people_within_60, found.seat_min):
        assert math.isnan(values[3])
        assert np.isfinite(values[:3]).all()


def test_a_cut_off_place_has_no_way_and_nobody_within() -> None:
    network = line_world("2022-10-31")
    for table in ("roads", "services", "flights"):
        rows = network[table]
        network = network.replace_table(
            table, rows.assign(opened=rows["opened"].mask(rows.index >= 0))
        )
    state = State(TravelModel(network, TOPOLOGY), People.from_network(network))
    found = evaluate_places(state)
    assert found.to_core.minutes.tolist() == [0.0, math.inf, math.inf, math.inf]
    assert found.largest_leg.tolist() == [-1, -1, -1, -1]
    assert found.people_within_60[:3].tolist() == [600_000.0, 0.0, 0.0]
    assert pd.isna(found.to_core.legs[:, 1:]).all()
