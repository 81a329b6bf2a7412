"""A column that fails as a whole is one message, and says what has happened to it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.errors import Notice
from transnet.io.csv_tables import parse_csv
from transnet.io.network_folder import table_text
from transnet.model.cells import type_table
from transnet.model.raw import RawTable
from transnet.model.schema import tables


def _raw(name: str, times: int = 40) -> RawTable:
    table = pd.concat([line_world()[name]] * times, ignore_index=True)
    raw, _ = parse_csv(table_text(name, table), name)
    assert raw is not None
    return raw


def _notices(raw: RawTable, change: Callable[[list[str]], list[str]]) -> list[Notice]:
    columns = tuple(change(list(raw.columns)))
    return type_table(tables()[raw.name], RawTable(raw.name, columns, raw.rows))[1]


@pytest.mark.parametrize(
    ("table", "first", "second"),
    [("nodes", "lon", "lat"), ("roads", "length_km", "road_class")],
)
def test_two_columns_swapped_are_one_message(table: str, first: str, second: str) -> None:
    names = {first: second, second: first}
    found = _notices(_raw(table), lambda columns: [names.get(each, each) for each in columns])
    assert [(each.code, each.row) for each in found] == [("swapped_columns", 1)]
    assert first in found[0].hint
    assert second in found[0].hint


@pytest.mark.parametrize("place", [3, 5, 8])
@pytest.mark.parametrize("side", ["right", "left"])
def test_cells_shifted_by_one_are_one_message(place: int, side: str) -> None:
    raw = _raw("roads")

    def right(columns: list[str]) -> list[str]:
        return [*columns[:place], *columns[place + 1 :], "more"]

    def left(columns: list[str]) -> list[str]:
        return [*columns[:place], "more", *columns[place:-1]]

    found = _notices(raw, right if side == "right" else left)
    assert [(each.code, each.row) for each in found] == [("shifted_columns", 1)]
    assert f"to the {side}" in found[0].hint


def test_a_column_of_nonsense_is_one_message() -> None:
    raw = _raw("roads")
    at = raw.columns.index("length_km")
    for row in raw.rows:
        row[at] = "long"
    found = _notices(raw, lambda columns: columns)
    assert [(each.code, each.row, each.column) for each in found] == [
        ("bad_number", 2, "length_km")
    ]
    assert found[0].hint.startswith(f"{len(raw.rows):,} of {len(raw.rows):,} cells")


def test_single_faults_stay_single() -> None:
    raw = _raw("roads")
    at = raw.columns.index("length_km")
    for row in raw.rows[:7]:
        row[at] = "long"
    assert [each.row for each in _notices(raw, lambda columns: columns)] == list(range(2, 9))
