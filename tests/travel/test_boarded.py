"""What trips board without their legs: the services that paths name."""

from __future__ import annotations

import numpy as np

from tests.worlds import line_world
from transnet.supply.common_lines import Int64Array
from transnet.travel.model import TravelModel
from transnet.travel.timetable_days import days_of_entries

WORLD = line_world("2024-12-31")
MODEL = TravelModel(WORLD)


def _services(entries: Int64Array) -> set[str]:
    return set(MODEL.topology.lines.ids[MODEL.topology.pairs.pattern[entries]].tolist())


def _named(cells: list[str]) -> set[str]:
    return {name for cell in cells for name in cell.split(";") if name}


def test_trips_board_what_their_paths_name() -> None:
    ridden = 0
    for start in MODEL.place_ids:
        for end in MODEL.place_ids:
            found = _services(MODEL.boarded(start, end))
            assert found == _named(MODEL.path(start, end).legs["services"].tolist())
            ridden += bool(found)
    assert ridden


def test_who_waits_for_what_comes_boards_what_their_paths_name() -> None:
    waited = MODEL.with_waits("first_come")
    found = _services(waited.boarded("P1", "P3"))
    assert found == _named(waited.path("P1", "P3").legs["services"].tolist())


def test_rides_board_what_their_paths_name() -> None:
    stations = WORLD["stations"]["station_id"].tolist()
    ridden = 0
    for start in stations:
        for end in stations:
            found = _services(MODEL.boarded_in_train([start], [end]))
            assert found == _named(MODEL.in_train([start], [end]).legs["services"].tolist())
            ridden += bool(found)
    assert ridden


def test_no_entry_has_no_day() -> None:
    assert days_of_entries(WORLD, MODEL.topology, np.zeros(0, dtype=np.int64)) == ()


def test_a_single_pair_is_searched_alone_with_the_same_path() -> None:
    for waits in ("timetable", "first_come"):
        known = TravelModel(WORLD).with_waits(waits)
        known.trips()
        for start in known.place_ids:
            for end in known.place_ids:
                fresh = TravelModel(WORLD, known.topology).with_waits(waits)
                found, expected = fresh.path(start, end), known.path(start, end)
                assert found.as_dict() == expected.as_dict()
                assert not fresh._trips
