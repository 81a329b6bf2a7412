"""What opens, closes and changes between the states."""

from __future__ import annotations

from collections.abc import Callable

from transnet.report.page.differences import changed_cells
from transnet.report.words.what_opens import openings
from transnet.report.words.words import Text
from transnet.study.result import Result


def test_a_line_opens_with_its_trains(opened: Result) -> None:
    tracks, services = openings(opened)
    assert tracks.opens
    assert (tracks.table.en, tracks.count, tracks.amount) == (
        "rail sections",
        1,
        Text("90 公里", "90 km"),
    )
    assert tracks.names == Text("二线", "Second")
    assert services.amount.en == "32 departures a day"
    assert services.names.en == "Direct north; Direct south"
    assert changed_cells(opened) == ([], 0)


def test_a_line_closes(closed: Result) -> None:
    (tracks,) = openings(closed)
    assert not tracks.opens
    assert tracks.names.en == "First"  # two sections of one line
    assert tracks.count == 2


def test_values_that_change(faster: Result) -> None:
    cells, hidden = changed_cells(faster)
    assert [(cell.row_id, cell.column, cell.before, cell.after) for cell in cells] == [
        ("T1", "speed_kmh", "200", "250"),
        ("T2", "speed_kmh", "200", "250"),
    ]
    assert hidden == 0
    assert openings(faster) == []


def test_a_value_where_none_was_is_a_change(make_result: Callable[..., Result]) -> None:
    run = {"service": "E2", "from_station": "S3", "to_station": "S2", "run_min": 25}
    cells, _ = changed_cells(make_result({"action": "set_run_time", **run}))
    assert [(cell.column, cell.before, cell.after) for cell in cells] == [("run_min", "", "25")]


def test_nothing_changes(unchanged: Result) -> None:
    assert openings(unchanged) == []
    assert changed_cells(unchanged) == ([], 0)


def test_an_added_row_is_counted_as_opened_not_cell_by_cell(
    make_result: Callable[..., Result],
) -> None:
    link = {
        "action": "add_link",
        "id": "RX",
        "from_node": "N2",
        "to_node": "N3",
        "length_km": 60,
        "road_class": "motorway",
        "design_speed_kmh": 120,
    }
    result = make_result(link)
    (roads,) = openings(result)
    assert (roads.count, roads.amount.en) == (1, "60 km")
    assert changed_cells(result) == ([], 0)
