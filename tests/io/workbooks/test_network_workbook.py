"""A network to a workbook and back, without loss; and what a spreadsheet does to one is told."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.worlds import INFO, line_world
from transnet.base.errors import InputError
from transnet.io.network_folder import (
    load_network,
    read_folder,
    save_network,
    save_workbook,
    table_text,
)
from transnet.io.text import LIMITS, Limits
from transnet.io.workbooks.sheets import Workbook
from transnet.io.workbooks.writer import Sheet, SheetColumn, header_of, workbook_bytes
from transnet.model.cells import type_table
from transnet.model.schema import tables

WORLD = line_world()
NO_SHRINKING = (Phase.explicit, Phase.generate)  # an example takes too long for it
MARCH, LATE = datetime(2013, 3, 1), timedelta(hours=25, minutes=10)
Change = Callable[[Any], None]


@cache
def _sound() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        save_workbook(WORLD, Path(folder) / "net.xlsx")
        return (Path(folder) / "net.xlsx").read_bytes()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "net.xlsx").write_bytes(_sound())
    return tmp_path / "net.xlsx"


def _edited(path: Path, change: Change) -> list[tuple[str, str, int, str]]:
    """Change a workbook as a spreadsheet would, and return the notices of reading it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return [(each.code, each.table, each.row, each.column) for each in read_folder(path)[1]]


def _place(sheet: Any, column: str) -> int:
    names = [str(cell.value).split("\n")[0] for cell in sheet[1]]
    return names.index(column) + 1


def _set(table: str, row: int, column: str, value: object, number_format: str = "") -> Change:
    def change(book: Any) -> None:
        cell = book[table].cell(row, _place(book[table], column))
        cell.value = value
        cell.number_format = number_format or "General"

    return change


def _hide(book: Any) -> None:
    book["roads"].sheet_state = "hidden"


def _hide_row(book: Any) -> None:
    book["roads"].row_dimensions[3].hidden = True


def _add_column(book: Any) -> None:
    book["roads"].cell(1, 40, "remarks")


def test_load_of_save_is_the_network(book: Path) -> None:
    loaded = load_network(book, when=INFO.base_date)
    assert loaded == WORLD
    assert loaded.content_hash == WORLD.content_hash
    assert read_folder(book)[1] == []


def test_a_folder_comes_back_byte_for_byte(book: Path, tmp_path: Path) -> None:
    save_network(WORLD, tmp_path / "before")
    save_network(load_network(book), tmp_path / "after")
    names = sorted(path.name for path in (tmp_path / "before").iterdir())
    assert len(names) == len(tables()) + 1
    for name in names:
        assert (tmp_path / "before" / name).read_bytes() == (tmp_path / "after" / name).read_bytes()


def test_the_same_network_makes_the_same_bytes(book: Path, tmp_path: Path) -> None:
    save_workbook(WORLD, tmp_path / "again.xlsx")
    assert book.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd"), max_size=12)
NUMBERS = st.floats(0.1, 1000.0) | st.just(float("nan"))
ODD = ("=1+1", "'=1+1", "_x000D_", "a\rb\nc\td", " padded ", "007", "1E5", "\ufffe\uffff")
CELLS = st.tuples(TEXTS | st.sampled_from(ODD), NUMBERS, st.dates(date(1800, 1, 1)))


@settings(max_examples=15, deadline=None, phases=NO_SHRINKING)
@given(st.lists(CELLS, min_size=1, max_size=5))
def test_odd_cells_survive(rows: list[tuple[str, float, date]]) -> None:
    notes, lengths, days = map(list, zip(*rows, strict=True))
    roads = WORLD["roads"].iloc[[0] * len(rows)].reset_index(drop=True)
    roads = roads.assign(note=notes, road_code=notes, length_km=lengths)
    roads["opened"] = pd.array(days, dtype="datetime64[s]")
    columns = {name: SheetColumn(each.type) for name, each in tables()["roads"].columns.items()}
    data = workbook_bytes([Sheet("roads", roads, columns)], "odd")
    raw, found = Workbook(data, "net.xlsx", LIMITS).table("roads", tables()["roads"])
    assert not found
    assert raw is not None
    assert table_text("roads", type_table(tables()["roads"], raw)[0]) == table_text("roads", roads)


def test_headers_name_their_column_in_both_languages(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["places"]
    assert sheet.cell(1, _place(sheet, "population")).value == "population\n人口（人）"
    assert sheet.freeze_panes == "B2"
    assert sheet.cell(1, 1).comment.text.startswith("Code of the place")
    for name, table in tables().items():
        lacking = [column for column in table.columns if "\n" not in header_of(column)]
        assert not lacking, name


Cell = tuple[str, int, str]
"""Table, row and column."""
READ: tuple[tuple[Cell, object, str, str, str], ...] = (
    (("roads", 2, "opened"), datetime(2013, 12, 31), "yyyy/m/d", "", "2013-12-31"),
    (("roads", 3, "opened"), 41639, "", "day_read", "2013-12-31"),
    (("roads", 4, "opened"), "2013/12/31", "", "day_read", "2013-12-31"),
    (("services", 2, "first_departure"), time(7, 5), "h:mm", "", "07:05"),
    (("services", 3, "first_departure"), "7:05", "", "time_read", "07:05"),
    (("services", 4, "first_departure"), 0.25, "", "time_read", "06:00"),
    (("services", 5, "last_departure"), LATE, "[h]:mm", "", "25:10"),
    (("services", 6, "headway_min"), timedelta(minutes=90), "[h]:mm", "time_read", "90.0"),
    (("roads", 5, "length_km"), "1,234", "", "number_read", "1234.0"),
    (("roads", 6, "note"), datetime(2013, 12, 31), "yyyy/m/d", "day_read", "2013-12-31"),
)
"""Cells that a spreadsheet writes so, the code of the notice that says so, and what is read."""


def test_what_a_spreadsheet_makes_of_cells_is_read(book: Path) -> None:
    def change(opened: Any) -> None:
        for (table, row, column), value, number_format, _, _ in READ:
            _set(table, row, column, value, number_format)(opened)

    found = {
        ((table, row, column), code)
        for code, table, row, column in _edited(book, change)
        if code.endswith("_read")
    }
    network, _ = read_folder(book)
    assert network is not None
    for (table, row, column), _, _, code, read in READ:
        assert [told for cell, told in found if cell == (table, row, column)] == [code] * bool(code)
        assert str(network[table][column].iloc[row - 2])[:10] == read


FAULTS: tuple[tuple[tuple[Change, tuple[str, str, int, str]], ...], ...] = (
    (  # each group is one workbook
        (_set("roads", 2, "road_id", MARCH, "d-mmm"), ("cell_is_day", "roads", 2, "road_id")),
        (_set("roads", 2, "length_km", MARCH, "d-mmm"), ("cell_is_day", "roads", 2, "length_km")),
        (_set("roads", 2, "opened", 2013), ("bad_date", "roads", 2, "opened")),
        (_set("tracks", 2, "length_km", "#REF!"), ("cell_error", "tracks", 2, "length_km")),
        (_set("airports", 2, "lon", "=1+1"), ("formula_without_value", "airports", 2, "lon")),
        (_add_column, ("extra_column", "roads", 1, "remarks")),
        (lambda book: book.create_sheet("草稿"), ("unknown_file", "草稿", 0, "")),
        (lambda book: book.remove(book["nodes"]), ("table_made", "nodes", 0, "")),
        (_set("network", 9, "value", "GCJ-02"), ("bad_crs", "network", 0, "crs")),
    ),
    (
        (_hide, ("hidden_part", "roads", 0, "")),
        (lambda book: book["nodes"].insert_rows(3), ("blank_row", "nodes", 3, "")),
        (lambda book: book["places"].merge_cells("A2:B3"), ("merged_cells", "places", 0, "")),
        (lambda book: setattr(book["stops"], "title", "stop"), ("misnamed_file", "stop", 0, "")),
        (lambda book: book.remove(book["network"]), ("missing_file", "network", 0, "")),
    ),
    ((_hide_row, ("hidden_part", "roads", 0, "")),),
)  # fmt: skip


@pytest.mark.parametrize("faults", FAULTS)
def test_what_no_table_holds_is_named(
    book: Path, faults: tuple[tuple[Change, tuple[str, str, int, str]], ...]
) -> None:
    def change(opened: Any) -> None:
        for edit, _ in faults:
            edit(opened)

    found = _edited(book, change)
    for _, expected in faults:
        assert expected in found


def test_merged_cells_and_lost_formulas_hide_no_other_fault(book: Path) -> None:
    def change(opened: Any) -> None:
        opened["places"].merge_cells("A2:B3")
        _set("places", 4, "lon", "=1+1")(opened)
        _set("places", 5, "lat", "north")(opened)
        _set("places", 5, "place_id", opened["places"].cell(4, 1).value)(opened)

    found = [each for each in _edited(book, change) if each[1] == "places"]
    assert sorted((code, row, column) for code, _, row, column in found) == [
        ("bad_number", 5, "lat"),
        ("default_taken", 0, ""),
        ("duplicate_id", 5, "place_id"),
        ("formula_without_value", 4, "lon"),
        ("merged_cells", 0, ""),
    ]


def test_days_since_1904(book: Path) -> None:
    def change(opened: Any) -> None:
        opened.epoch = datetime(1904, 1, 1)
        _set("roads", 2, "opened", 40177)(opened)

    assert ("day_read", "roads", 2, "opened") in _edited(book, change)
    assert str(read_folder(book)[0]["roads"]["opened"].iloc[0])[:10] == "2013-12-31"  # type: ignore[index]


def test_readings_go_with_the_network(book: Path) -> None:
    _edited(book, _set("roads", 2, "opened", "2010/1/1"))
    assert [each.code for each in load_network(book).readings] == ["day_read"]


def test_bounds(book: Path) -> None:
    for limits, code in (
        (Limits(rows=3), "too_many_rows"),
        (Limits(columns=5), "too_many_columns"),
        (Limits(file_bytes=1000), "file_too_large"),
    ):
        assert code in {each.code for each in read_folder(book, limits=limits)[1]}


def test_a_text_longer_than_a_cell_is_refused(tmp_path: Path) -> None:
    long = WORLD.replace_table("roads", WORLD["roads"].assign(note="x" * 32_768))
    with pytest.raises(InputError, match="cell_too_long"):
        save_workbook(long, tmp_path / "net.xlsx")
    assert not list(tmp_path.iterdir())


def test_what_is_there_is_replaced_only_when_forced(book: Path) -> None:
    before = book.read_bytes()
    with pytest.raises(InputError, match="file_exists"):
        save_workbook(WORLD, book)
    save_workbook(WORLD, book, force=True)
    assert book.read_bytes() == before


@given(st.binary(max_size=300), st.integers(0, 60_000))
@settings(max_examples=8, deadline=None, phases=NO_SHRINKING)
def test_damaged_workbooks_end_in_a_notice(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "net.xlsx"
    stream = io.BytesIO(_sound())
    stream.seek(at % len(_sound()))
    stream.write(noise)
    path.write_bytes(stream.getvalue()[: at + len(noise) + 1000])
    network, found = read_folder(path)
    assert network is None or found or network == WORLD
