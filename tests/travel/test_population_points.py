"""A planner's own points: every bad cell is named with its row, and nothing is repaired."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from transnet.base.errors import InputError
from transnet.travel.population_points import outside_notices, read_points


def _table(**cells: object) -> pd.DataFrame:
    row = {"id": "a", "lon": 112.5, "lat": 37.8, "people": 100, **cells}
    return pd.DataFrame({name: [value] for name, value in row.items()})


def _faults(table: pd.DataFrame) -> list[tuple[str, int, str]]:
    with pytest.raises(InputError) as caught:
        read_points(table)
    return [(notice.code, notice.row, notice.column) for notice in caught.value.notices]


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"lon": "112.5", "lat": "37.8", "people": "1e3"},
        {"people": 0},
        {"people": -0.0},
        {"people": np.int64(3), "lon": np.float64(73.0)},
        {"id": "点1", "extra": "kept out"},
    ],
)
def test_good_points_are_read(cells: dict[str, object]) -> None:
    points, said = read_points(_table(**cells))
    assert not said
    assert points.columns.tolist() == ["id", "lon", "lat", "people"]
    assert points[["lon", "lat", "people"]].dtypes.tolist() == [np.float64] * 3
    assert points["people"].iloc[0] >= 0


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"people": -1}, "out_of_range", "people"),
        ({"people": "many"}, "bad_number", "people"),
        ({"people": "１２"}, "bad_number", "people"),
        ({"people": "1_000"}, "bad_number", "people"),
        ({"people": float("nan")}, "missing_value", "people"),
        ({"people": ""}, "missing_value", "people"),
        ({"people": float("inf")}, "bad_number", "people"),
        ({"people": "1e400"}, "number_overflow", "people"),
        ({"people": True}, "bad_number", "people"),
        ({"people": None}, "bad_number", "people"),
        ({"lon": -181.0}, "out_of_range", "lon"),
        ({"lat": 91.0}, "out_of_range", "lat"),
        ({"lon": 12512345.0}, "out_of_range", "lon"),
        ({"id": ""}, "missing_value", "id"),
    ],
)
def test_bad_cells_are_named(cells: dict[str, object], code: str, column: str) -> None:
    assert _faults(_table(**cells)) == [(code, 2, column)]


DOCUMENTED = ("编号", "经度", "纬度", "人口")
"""Headings that the documents give, read without a word."""


@pytest.mark.parametrize(
    "names",
    [
        ("编号", "经度", "纬度", "人口"),
        ("点号", "东经", "北纬", "常住人口（人）"),
        ("ID", "Longitude", " Lat", "Population"),
        ("id", "lng", "lat", "人数"),
    ],
)
def test_columns_may_have_other_names(names: tuple[str, ...]) -> None:
    table = _table(people="1,200")
    points, said = read_points(table.set_axis(list(names), axis=1))
    assert points.to_dict("records") == [{"id": "a", "lon": 112.5, "lat": 37.8, "people": 1200.0}]
    other = sum(name not in (*table, *DOCUMENTED) for name in names)
    assert [each.code for each in said] == ["header_read"] * other + ["number_read"]


@pytest.mark.parametrize("people", [["人口", "居民"], ["人口（万人）"]])
def test_names_that_may_mean_two_things_are_refused(people: list[str]) -> None:
    table = _table().drop(columns="people").assign(**dict.fromkeys(people, 5))
    assert _faults(table) == [("points_shape", 0, "")]


def test_columns_swapped_as_a_whole_are_one_message() -> None:
    rows = [_table(id=f"a{row}", lon=37.5 + row / 100, lat=112.5) for row in range(400)]
    assert _faults(pd.concat(rows)) == [("swapped_columns", 1, "lon")]
    west = [_table(id=f"a{row}", lon=39.4, lat=75.9) for row in range(400)]
    assert _faults(pd.concat(west)) == [("points_swapped", 1, "lon")]


def test_swapped_coordinates_are_recognised() -> None:
    swapped = _table(lon=37.8, lat=112.5)
    assert _faults(swapped) == [("points_swapped", 2, "lon"), ("points_swapped", 2, "lat")]


def test_all_faults_come_at_once_in_row_order() -> None:
    table = pd.concat([_table(), _table(people="?"), _table(id="b", lon="x")], ignore_index=True)
    assert _faults(table) == [
        ("bad_number", 3, "people"),
        ("points_duplicate", 3, "id"),
        ("bad_number", 4, "lon"),
    ]


@pytest.mark.parametrize("table", [pd.DataFrame({"id": ["a"]}), _table().iloc[:0]])
def test_tables_of_another_shape_are_refused(table: pd.DataFrame) -> None:
    assert _faults(table) == [("points_shape", 0, "")]


def test_outside_names_the_row_and_the_distance() -> None:
    notices = outside_notices(np.array([5.0, 250.4, 100.0]), 100.0)
    assert [(notice.row, notice.value) for notice in notices] == [(3, "250 km")]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (None, "a pandas DataFrame is needed"),
        ([1], "a pandas DataFrame is needed"),
        ("points.csv", "a pandas DataFrame is needed"),
        (pd.concat([_table(), _table()[["lon"]]], axis=1), "each once"),
        (_table().set_index("id"), "needs the columns id"),
        (_table().drop(columns=["lon", "lat"]).assign(geometry=None), "needs the columns"),
        (_table().iloc[:0], "at least one row"),
        (pd.concat({"x": _table()}, axis=1), "needs the columns"),
    ],
)
def test_tables_of_another_shape_say_what_is_amiss(table: pd.DataFrame, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_points(table)
    assert caught.value.notices[0].code == "points_shape"
    assert words in caught.value.notices[0].hint


@pytest.mark.parametrize("people", [1e300, 1.1e8, "1e9"])
def test_more_people_at_a_point_than_in_any_city_are_refused(people: object) -> None:
    assert _faults(_table(people=people)) == [("out_of_range", 2, "people")]
