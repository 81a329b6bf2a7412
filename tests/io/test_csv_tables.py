"""What spreadsheets make of a CSV is read and told; what could be meant in two ways isn't."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.errors import Notice
from transnet.io.csv_tables import parse_csv
from transnet.model.raw import RawTable

NO_RUN = "\0\r\n'=+-@＝＋－＠\t"
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters=NO_RUN), max_size=5)
ROWS = st.lists(st.tuples(st.just("x"), PLAIN, PLAIN), min_size=1, max_size=5)


def _read(text: str, *may_lack: str) -> tuple[RawTable | None, list[Notice]]:
    return parse_csv(text, "roads", may_lack=may_lack)


def _written(rows: list[tuple[str, ...]], mark: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=mark).writerows(rows)
    return stream.getvalue()


@given(ROWS, st.sampled_from([";", "\t"]), st.integers(0, 3), st.booleans())
def test_a_spreadsheets_table_is_the_plain_one(
    rows: list[tuple[str, ...]], mark: str, empty: int, cut: bool
) -> None:
    plain, said = _read(_written([("a", "b", "c"), *rows], ","))
    assert not said
    padded = [(*row, *[""] * empty) for row in [("a", "b", "c"), *rows]]
    if cut:
        padded = [row if any(row[2:]) else row[:2] for row in padded]
    other, said = _read(_written(padded, mark), "b", "c")
    assert plain is not None
    assert other is not None
    assert (other.columns, other.rows) == (plain.columns, plain.rows)
    assert other.decimal_comma == (mark == ";")
    codes = {each.code for each in said}
    assert "other_delimiter" in codes
    assert codes <= {"other_delimiter", "empty_columns", "short_row"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a;b\tc\n1;2\t3\n", "wrong_delimiter"),
        ("a，b\n1，2\n", "wrong_delimiter"),
        ("a,b,\n1,2,3\n", "blank_column"),
        ("a,b\n1,2,3\n", "ragged_row"),
        ("a,b,c\n1,2\n", "ragged_row"),
        ("a,b\n1,2,,\n\n3,4\n", "blank_row"),
    ],
)
def test_what_is_in_doubt_is_refused(text: str, code: str) -> None:
    table, found = _read(text)
    assert table is None
    assert found[-1].code == code


def test_rows_that_were_made_to_fit_are_remembered() -> None:
    table, said = _read("a,b,c\n1,2,3\n4,5\n6,7,8,,\n9,0,\n", "c")
    assert table is not None
    assert table.rows == [["1", "2", "3"], ["4", "5", ""], ["6", "7", "8"], ["9", "0", ""]]
    assert table.refitted == {3, 4}
    assert [(each.code, each.row) for each in said] == [("empty_columns", 4), ("short_row", 3)]


def test_a_title_above_the_header_is_told_once() -> None:
    raw, found = parse_csv("Table 1,,\na,b,c\n1,2,3\n", "t")
    assert raw is None
    assert [(each.code, each.row) for each in found] == [("blank_column", 1)]
    assert "row 2" in found[0].hint
