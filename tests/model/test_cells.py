"""Text to typed values: strict, and never a traceback."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.io.network_folder import table_text
from transnet.model.cells import EMPTY, day_remedy, id_problem, type_cells, type_table
from transnet.model.raw import RawTable
from transnet.model.schema import Column, tables

PLAIN = replace(tables()["roads"].columns["length_km"], required=False, minimum=None, maximum=None)


def _column(kind: str) -> Column:
    choices = ("open", "closed") if kind == "enum" else ()
    return replace(PLAIN, type=kind, choices=choices)


def _read(kind: str, text: str) -> tuple[object, str]:
    """Return the typed value and the code of its notice, or ""."""
    values, notices = type_cells(_column(kind), [text])
    assert len(notices) <= 1
    return values[0], notices[0].code if notices else ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("12.5", 12.5),
        ("-3", -3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("007", 7.0),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        ("9" * 400 + "e-395", 1e5),
    ],
)
def test_plain_numbers(text: str, value: float) -> None:
    assert _read("float", text) == (value, "")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1,5", "write 1.5"),
        ("1_000", "write 1000"),
        ("１２", "write 12"),
        ("٣", "write a plain"),
        (" 7", "write 7"),
        ("7\u3000", "write 7"),
        ("−5", "write -5"),
        ("-0", "write 0"),
        ("-0.0", "write 0"),
        ("nan", "leave the cell empty"),
        ("NaN", "leave the cell empty"),
        ("N/A", "leave the cell empty"),
        ("—", "leave the cell empty"),
        ("inf", "finite"),
        ("-Infinity", "finite"),
        ("+5", "write a plain"),
        ("0x10", "write a plain"),
        ("1e", "write a plain"),
        ("12 km", "write a plain"),
        ("1.2.3", "write a plain"),
        ("五", "write a plain"),
        ("1e99999", "write a plain"),
    ],
)
def test_other_numbers_are_refused_with_the_remedy(text: str, hint: str) -> None:
    values, notices = type_cells(_column("float"), [text])
    assert np.isnan(values[0])
    assert notices[0].code == "bad_number"
    assert hint in notices[0].hint


@pytest.mark.parametrize("text", ["1e400", "-1e400", "9" * 400])
def test_numbers_that_overflow(text: str) -> None:
    value, code = _read("float", text)
    assert math.isnan(float(str(value)))
    assert code == "number_overflow"


@pytest.mark.parametrize(
    ("text", "code"), [("4", ""), ("4.0", "not_whole_number"), ("1e3", "not_whole_number")]
)
def test_whole_numbers(text: str, code: str) -> None:
    assert _read("int", text)[1] == code


def test_a_number_out_of_range_stays() -> None:
    column = replace(PLAIN, minimum=0.0, maximum=2000.0, unit="km")
    values, notices = type_cells(column, ["-1", "0", "2000", "2000.1"])
    assert list(values) == [-1, 0, 2000, 2000.1]
    assert [found.row for found in notices] == [2, 5]
    assert notices[0].hint == "expected at least 0 and at most 2000 km"


@pytest.mark.parametrize("text", ["yes", "YES", "true", "True", "1"])
def test_yes(text: str) -> None:
    assert _read("bool", text) == (True, "")


@pytest.mark.parametrize("text", ["no", "No", "false", "FALSE", "0"])
def test_no(text: str) -> None:
    assert _read("bool", text) == (False, "")


@pytest.mark.parametrize("text", ["y", "on", "是", "2", " yes"])
def test_neither_yes_nor_no(text: str) -> None:
    assert _read("bool", text)[1] == "bad_bool"


def test_dates() -> None:
    assert _read("date", "2024-02-29") == (pd.Timestamp("2024-02-29"), "")
    values, notices = type_cells(
        _column("date"), ["2024-2-9", "2024年2月9日", "2023-02-29", "45000"]
    )
    assert [str(day)[:10] for day in values] == ["2024-02-09", "2024-02-09", "NaT", "NaT"]
    assert [found.code for found in notices] == ["bad_date", "bad_date", "day_read"]
    assert notices[-1].hint == "read as 2024-02-09, and so 1 more"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2024-02-29", ""),
        ("2028-02-30", "there is no such day: 2028-02 ends on 2028-02-29"),
        ("2028年2月30日", "there is no such day: 2028-02 ends on 2028-02-29"),
        ("2028-13-01", "there is no such day: months go from 01 to 12"),
        ("0000-01-01", "there is no such day"),
        ("2028/6/1", "write 2028-06-01"),
        ("2028", "write YYYY-MM-DD, such as 2027-12-31"),
        ("20280601", "write YYYY-MM-DD, such as 2027-12-31"),
        ("二〇二八年", "write YYYY-MM-DD, such as 2027-12-31"),
    ],
)
def test_what_is_said_of_a_day(text: str, remedy: str) -> None:
    assert day_remedy(text) == remedy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("00:00", ""),
        ("23:59", ""),
        ("24:00", ""),
        ("31:05", ""),
        ("7:05", "time_read"),
        ("07:60", "bad_time"),
        ("07:05:30", "bad_time"),
        ("０７:05", "bad_time"),
    ],
)
def test_times_go_on_past_midnight(text: str, code: str) -> None:
    assert _read("time", text)[1] == code


def test_choices_suggest_the_nearest() -> None:
    values, notices = type_cells(_column("enum"), ["open", "Open", "shut"])
    assert list(values) == ["open", "", ""]
    assert notices[0].hint.startswith("did you mean 'open'?")
    assert "did you mean" not in notices[1].hint


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0101", ""),
        ("R-1_a.b", ""),
        ("太原南", ""),
        ("R1 ", "padded_id"),
        ("\u3000R1", "padded_id"),
        ("\u200bR1", "padded_id"),
        ("R\u00a01", "bad_id"),
        ("R\t1", "bad_id"),
        ("R\u200b1", "bad_id"),
        ("R;1", "bad_id"),
        ("R" * 201, "bad_id"),
    ],
)
def test_ids(text: str, code: str) -> None:
    problem = id_problem(text)
    assert (problem.code if problem else "") == code


@pytest.mark.parametrize("text", ["S1,S2", "S1；S2", "S1、S2", ";S1", "S1;;S2", "S1;S1"])
def test_lists_are_parted_by_semicolons(text: str) -> None:
    assert _read("ids", text) == ("", "bad_list")


def test_lists_of_ids() -> None:
    assert _read("ids", "S1;S2") == ("S1;S2", "")
    assert _read("ids", "S1; S2")[1] == "padded_id"


def test_gbk_read_as_utf8_by_chance_is_no_mojibake() -> None:
    # 太原 in GBK is valid UTF-8, 上海 in UTF-8 is valid GBK; only the second was decoded wrongly.
    assert _read("text", "太原")[1] == ""
    assert _read("text", "上海".encode().decode("gbk"))[1] == "mojibake"


def test_empty_cells_by_type() -> None:
    for kind, empty in EMPTY.items():
        values, notices = type_cells(_column(kind), ["", ""])
        assert not notices
        assert len(values) == 2
        first = values[0]
        assert first == empty or (pd.isna(first) and pd.isna(empty))  # type: ignore[call-overload]


def test_required_cells() -> None:
    _, notices = type_cells(replace(PLAIN, required=True), ["1", "", "2", ""])
    assert [(found.code, found.row) for found in notices] == [
        ("missing_value", 3),
        ("missing_value", 5),
    ]


def test_table_has_the_schemas_columns_and_types() -> None:
    raw = RawTable.from_records("flights", [{"flight_id": "F1", "block_min": "60"}])
    frame, notices = type_table(tables()["flights"], raw)
    assert list(frame) == list(tables()["flights"].columns)
    lacking = [each for each in notices if each.code != "default_taken"]
    assert not lacking, "columns that a table lacks are its file's affair"
    assert frame["status"].tolist() == ["open"]
    assert frame["block_min"].dtype == np.float64
    assert frame["opened"].dtype == np.dtype("datetime64[s]")
    assert frame["flight_id"].tolist() == ["F1"]
    assert frame["note"].tolist() == [""]


def test_empty_table_has_types_too() -> None:
    frame, _ = type_table(tables()["tracks"], RawTable("tracks", (), []))
    assert frame["electrified"].dtype == np.bool_
    assert frame["opened"].dtype == np.dtype("datetime64[s]")
    assert frame["length_km"].dtype == np.float64


@given(st.sampled_from(sorted(EMPTY)), st.text(max_size=30))
def test_no_text_raises(kind: str, text: str) -> None:
    values, notices = type_cells(_column(kind), [text])
    assert len(values) == 1
    assert len(notices) <= 1
    assert not notices or notices[0].hint


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_survives_being_written(value: float) -> None:
    frame, _ = type_table(tables()["flights"], RawTable("flights", ("flight_id",), [["F1"]]))
    text = table_text("flights", frame.assign(block_min=[value])).splitlines()[1].split(",")[3]
    values, notices = type_cells(PLAIN, [text])
    assert not notices
    assert values[0] == value
