"""Values kept on disk: the same to the bit when they are found again, or not kept at all."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.cache import Cache
from transnet.base.kept_values import keep_value, kept_value, records_of, same_value
from transnet.base.language import Text
from transnet.base.plain_names import plain_name, table_name


@dataclass(frozen=True)
class Pair:
    """Two values."""

    first: object
    second: object


RECORDS = records_of(Text, Pair)
FRAME = pd.DataFrame(
    {
        "figure": [1.5, math.nan, -0.0],
        "text": ["忻州", "", "b"],
        "mixed": np.array(["q", None, 2.5], dtype=object),
        "flag": [True, False, True],
        "count": np.array([1, -2, 3], dtype=np.int32),
        "day": pd.to_datetime(["2025-12-31", None, "2026-01-01"]).astype("datetime64[s]"),
    }
)
VALUES = [
    FRAME,
    FRAME.set_index("text"),
    FRAME[FRAME["flag"]],
    FRAME.iloc[:0],
    pd.DataFrame(),
    pd.DataFrame({"a": pd.Series(["x", None], dtype="str")}),
    np.arange(6.0).reshape(2, 3),
    np.zeros((0, 4), dtype=np.int8),
    np.array([["a", None]], dtype=object),
    (1, [2.5, math.inf, -0.0], {"k": None, "zh": "忻州"}, ()),
    [Text("中", "en"), Pair((1,), FRAME)],
    {},
    True,
]


@pytest.mark.parametrize("value", VALUES)
def test_what_is_kept_is_found_the_same_to_the_bit(tmp_path: Path, value: object) -> None:
    cache = Cache(tmp_path)
    keep_value(cache, "one", value, RECORDS)
    found = kept_value(Cache(tmp_path), "one", RECORDS)
    assert found is not None
    assert same_value(found[0], value)
    if isinstance(value, pd.DataFrame) and isinstance(found[0], pd.DataFrame):
        pd.testing.assert_frame_equal(found[0], value, check_exact=True)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        [np.float64(1.0)],
        date(2025, 1, 1),
        pd.DataFrame({1: [2]}),
        pd.DataFrame({"a": pd.Categorical(["x"])}),
        pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([("x", "y")])),
        np.array([object()]),
        np.array(["text"]),
    ],
)
def test_what_could_be_found_otherwise_is_not_kept(tmp_path: Path, value: object) -> None:
    cache = Cache(tmp_path)
    keep_value(cache, "one", value, RECORDS)
    assert kept_value(cache, "one", RECORDS) is None
    assert list(tmp_path.iterdir()) == []


def test_only_named_records_are_made(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    keep_value(cache, "one", Text("中", "en"), RECORDS)
    assert kept_value(cache, "one", records_of(Pair)) is None


@pytest.mark.parametrize(
    "told",
    [
        ["record", "Popen", "ls"],
        ["frame"],
        ["array", [2], {"dtype": "O", "at": "0"}],
        ["array", [3], {"dtype": "<f8", "at": "0"}],
        ["array", [2], {"dtype": "<i4", "at": "0"}],
        ["nothing"],
        [],
    ],
)
def test_sealed_nonsense_is_no_value(tmp_path: Path, told: object) -> None:
    cache = Cache(tmp_path)
    text = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
    cache.put_arrays("one", {"json": text, "0": np.zeros(2)})
    assert kept_value(cache, "one", RECORDS) is None


def test_values_that_only_look_alike_differ() -> None:
    for one, other in [
        (0.0, -0.0),
        (1, True),
        ((), []),
        (FRAME, FRAME.rename(columns={"flag": "flags"})),
        (FRAME, FRAME.astype({"count": "int64"})),
        (FRAME, FRAME.set_axis([1, 2, 3])),
        (np.zeros(2), np.zeros((2, 1))),
    ]:
        assert not same_value(one, other)
    assert same_value(math.nan, math.nan)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(PLAIN, PLAIN)
def test_names_are_alike_for_the_same_values_and_no_others(one: object, other: object) -> None:
    assert (plain_name(one) == plain_name(other)) == same_value(one, other)


def test_a_name_holds_all_that_a_record_holds() -> None:
    assert plain_name(Text("a", "b")) != plain_name(Text("a", "c"))
    assert plain_name(Pair(1, 2)) != plain_name((1, 2))
    with pytest.raises(TypeError):
        plain_name(Pair(1, object()))


def test_a_tables_name_changes_with_each_cell_type_and_heading() -> None:
    others = [
        FRAME.assign(figure=[1.5, math.nan, 0.0]),
        FRAME.assign(text=["忻州", "b", ""]),
        FRAME.astype({"count": "int64"}),
        FRAME.rename(columns={"flag": "flags"}),
        FRAME.iloc[::-1],
        FRAME.iloc[:2],
        FRAME[["text", *(name for name in FRAME if name != "text")]],
        pd.DataFrame({"text": ["a", None]}),
        pd.DataFrame({"text": ["a", "None"]}),
        pd.DataFrame({"text": ["a", ""]}),
    ]
    names = [table_name(each) for each in (FRAME, *others)]
    assert len(set(names)) == len(names)
    assert table_name(FRAME.copy()) == names[0]


def test_texts_are_told_apart_by_cells_and_not_by_how_they_lie_in_memory() -> None:
    def name(*cells: object) -> str:
        return table_name(pd.DataFrame({"a": pd.Series(cells, dtype="str")}))

    told_apart = [
        name(), name(""), name(None), name("", ""), name("", None), name(None, ""), name("ab", ""),
        name("a", "b"), name("", "ab"), name("b", "a"), name("太", "原"), name("太原", ""),
    ]  # fmt: skip
    assert len(set(told_apart)) == len(told_apart)
    whole = pd.DataFrame({"a": pd.Series(["x", "", None, "太原", "y"], dtype="str")})
    part = whole.iloc[1:4]
    assert table_name(part) == name("", None, "太原")
    assert table_name(pd.concat([whole, part])) == name(
        "x", "", None, "太原", "y", "", None, "太原"
    )
