"""Marks, yes or no: what stands for which, in all the types that tables and graphs give."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.errors import InputError
from transnet.base.marks import mark_column, mark_of, marks_of, oneway_of

YES = ["yes", "Yes", "YES", "true", "True", "t", "1", " 1 ", "1.0", True, np.True_, 1, 1.0]
NO = ["no", "No", "false", "False", "FALSE", "f", "0", "0.0", False, np.False_, 0, -0.0]
NOTHING = [None, "", "  ", "nan", "NaN", "None", "<NA>", math.nan, np.nan, pd.NA, pd.NaT]
WRONG = ["y", "ja", "是", "2", "-1", "yes no", 2, -1, 0.5, math.inf, 10**400, b"1", [True],
         timedelta(1), np.timedelta64(1, "s"), pd.Timestamp("2024-01-01")]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "mark"), [(YES, True), (NO, False), (NOTHING, None)], ids=["yes", "no", "nothing"]
)
def test_what_stands_for_a_mark(values: list[object], mark: bool | None) -> None:
    assert [mark_of(value) for value in values] == [mark] * len(values)
    assert [oneway_of(value) for value in values] == [(mark, False)] * len(values)


@pytest.mark.parametrize("kind", [np.int8, np.int64, np.uint32, np.float32, np.float64])
def test_numbers_of_all_types(kind: type) -> None:
    assert (mark_of(kind(0)), mark_of(kind(1))) == (False, True)


@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_what_is_no_mark_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is no mark: write yes or no"):
        mark_of(value)


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none() | st.binary())
def test_nothing_else_comes_out(value: object) -> None:
    try:
        mark = mark_of(value)
    except ValueError:
        return
    assert mark in (True, False, None)
    assert oneway_of(value) == (mark, False)


@pytest.mark.parametrize("value", ["-1", "-1.0", "Reverse", -1, -1.0, np.int64(-1)])
def test_a_road_against_its_line(value: object) -> None:
    assert oneway_of(value) == (True, True)


def test_marks_of_a_table() -> None:
    told: list[tuple[int, object]] = []
    marks = marks_of(["no", None, "yes", "maybe"], lambda at, value: told.append((at, value)))
    assert marks.tolist() == [False, False, True, False]
    assert told == [(3, "maybe")]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["yes", "no"], ["a", "b"]),
        pd.Series([True, False], ["a", "b"]),
        pd.Series([1.0, 0.0], ["a", "b"]),
        pd.Series([True, False], ["a", "b"], dtype="boolean"),
        pd.Series(["True", "False"], ["a", "b"], dtype="category"),
    ],
)
def test_a_column_of_marks(column: pd.Series) -> None:
    assert mark_column(column, "urban", needed=True).tolist() == [True, False]


@pytest.mark.parametrize("missing", [None, math.nan, "", "nan"])
def test_a_mark_that_is_missing_is_no_unless_it_is_needed(missing: object) -> None:
    column = pd.Series(["yes", missing], ["a", "b"], dtype=object)
    assert mark_column(column, "urban").tolist() == [True, False]
    with pytest.raises(InputError, match="urban row 3, b"):
        mark_column(column, "urban", needed=True)


def test_an_unknown_mark_is_named_with_row_id_value_and_remedy() -> None:
    with pytest.raises(InputError) as caught:
        mark_column(pd.Series(["yes", "suburb"], ["140105", "140106"]), "urban")
    found = caught.value.notices[0]
    assert (found.code, found.table, found.row, found.column) == ("bad_bool", "urban", 3, "140106")
    assert found.value == "'suburb'"
    assert "write yes or no" in found.hint
