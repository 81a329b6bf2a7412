"""What spreadsheets rewrite is read where one meaning is possible, and refused where two are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.model.cells import mended_cells, type_cells, type_table
from transnet.model.loose_cells import DECIMAL, THOUSANDS, UNSURE, Comma
from transnet.model.raw import RawTable
from transnet.model.schema import Column, tables

DAY = tables()["roads"].columns["opened"]
TIME = tables()["services"].columns["first_departure"]
NUMBER = tables()["roads"].columns["length_km"]
LENGTH = replace(NUMBER, minimum=0.0, maximum=1e9)
HEADWAY = tables()["services"].columns["headway_min"]
CLOCK = tables()["timetable"].columns["arrival_min"]
LONGITUDE = tables()["places"].columns["lon"]


def _mended(column: Column, text: str, comma: Comma = THOUSANDS) -> str:
    """Return what a cell is read as; "" where it isn't."""
    errors = [each for each in type_cells(column, [text], comma)[1] if each.severity == "error"]
    return "" if errors else mended_cells(column, [text], comma)[0]


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_days_in_any_form(day: date) -> None:
    year, month, of_month = day.year, day.month, day.day
    for text in (
        f"{year}/{month}/{of_month}",
        f"{year}-{month}-{of_month}",
        f"{year}年{month}月{of_month}日",
        f"{year}/{month}/{of_month} 0:00",
        f"{day} 00:00:00",
    ):
        assert _mended(DAY, text) == day.isoformat()
    american, british = f"{month}/{of_month}/{year}", f"{of_month}/{month}/{year}"
    clear = of_month > 12 or of_month == month
    for text in (american, british):
        assert _mended(DAY, text) == (day.isoformat() if clear else "")


def test_a_doubtful_day_names_both() -> None:
    (found,) = type_cells(DAY, ["1/2/2013"])[1]
    assert (found.code, found.hint) == (
        "bad_date",
        "write 2013-01-02 or 2013-02-01, whichever it is",
    )
    (found,) = type_cells(DAY, ["41639"])[1]
    assert "Write 2013-12-31 or 2018-01-01" in found.hint


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("7:00", "07:00"),
        ("7：00", "07:00"),
        ("07:00:00", "07:00"),
        ("7:05 PM", "19:05"),
        ("下午 7:05", "19:05"),
        ("12:00 am", "00:00"),
        ("7:05:30", ""),
        ("13:00 PM", ""),
        ("7:60", ""),
    ],
)
def test_times(text: str, read: str) -> None:
    assert _mended(TIME, text) == read


@pytest.mark.parametrize(
    ("column", "text", "read"),
    [
        (CLOCK, "7:00", "420"),
        (CLOCK, "25:10", "1510"),
        (HEADWAY, "1:30:00", "90"),
        (HEADWAY, "30:00", "30"),  # 30 hours are no headway
        (HEADWAY, "1:30", ""),
        (LENGTH, "1:30", ""),
    ],
)
def test_minutes(column: Column, text: str, read: str) -> None:
    assert _mended(column, text) == read


@pytest.mark.parametrize(
    ("text", "thousands", "unsure", "decimal"),
    [
        ("1,234", "1234", "", "1.234"),
        ("1,234,567", "1234567", "1234567", "1234567"),
        ("1,234.5", "1234.5", "1234.5", "1234.5"),
        ("37,87", "", "", "37.87"),
        ("1.234,5", "", "", "1234.5"),
        ("1.234", "1.234", "1.234", ""),
        ("12.5", "12.5", "12.5", "12.5"),
    ],
)
def test_commas_in_numbers(text: str, thousands: str, unsure: str, decimal: str) -> None:
    assert _mended(LENGTH, text, THOUSANDS) == thousands
    assert _mended(LENGTH, text, UNSURE) == unsure
    assert _mended(LENGTH, text, DECIMAL) == decimal


def test_a_comma_that_makes_no_longitude_as_thousands_is_in_doubt() -> None:
    (found,) = type_cells(LONGITUDE, ["112,550"])[1]
    assert (found.code, found.column) == ("bad_number", "lon")
    assert "112550, or 112.550" in found.hint


def test_one_decimal_comma_tells_for_the_table() -> None:
    rows = [["A", "1,234", "x"], ["B", "37,87", "x"]]
    raw = RawTable("roads", ("road_id", "length_km", "note"), rows, decimal_comma=True)
    table, said = type_table(tables()["roads"], raw)
    assert table["length_km"].tolist() == [1.234, 37.87]
    told = [(each.code, each.row) for each in said if each.code != "default_taken"]
    assert told == [("number_read", 2)]


@given(st.text(max_size=12), st.sampled_from([DAY, TIME, LENGTH, CLOCK, HEADWAY]))
def test_mended_cells_are_read_without_a_word(text: str, column: Column) -> None:
    values, _ = type_cells(column, [text])
    mended = _mended(column, text)
    if mended:
        again, said = type_cells(column, [mended])
        assert not said
        assert again == values
