"""Columns of distinct cells: the same whichever library numbers them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.io.gtfs import feed_columns

_CELLS = st.text(st.sampled_from('ab1 ",\n\u00e9\u592a'), max_size=4) | st.sampled_from(
    ["", "NA", "null", "007", "1.0", "06:30:00", "#", "'"]
)
_ROWS = st.lists(st.tuples(_CELLS, _CELLS, _CELLS).filter(any), min_size=1, max_size=12)


@given(rows=_ROWS, end=st.sampled_from(["\n", "\r\n"]))
def test_pyarrow_and_pandas_read_the_same_cells(rows: list[tuple[str, ...]], end: str) -> None:
    pytest.importorskip("pyarrow")
    stream = io.StringIO()
    csv.writer(stream, lineterminator=end).writerows(rows)
    text, header = stream.getvalue().encode(), ["x", "y", "z"]
    read = [
        of(text, header, ["x", "z"]) for of in (feed_columns._by_pyarrow, feed_columns._by_pandas)
    ]
    found = [
        [(name, [each.cells[code] for code in each.codes]) for name, each in columns.items()]
        for _, columns in read
    ]
    assert [count for count, _ in read] == [len(rows)] * 2
    assert found[0] == found[1]
    assert found[0] == [
        ("x", [row[0].strip() for row in rows]),
        ("z", [row[2].strip() for row in rows]),
    ]


def test_feed_is_read_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_columns, "_arrow", lambda: None)
    monkeypatch.setattr(feed_columns, "_LEAST", 0)
    count, columns = feed_columns.columns_of(b"a,b\nc,b\n", ["x", "y"], ["y", "w"], is_even=True)
    assert count == 2
    assert [columns["y"].cells, columns["w"].cells] == [["b"], [""]]
