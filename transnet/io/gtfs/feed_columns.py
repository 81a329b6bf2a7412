"""Rows of a table that are known to be sound to columns of distinct cells.

pyarrow numbers distinct cells as it reads, in a third of the time that pandas takes to make a text
of each and compare them all. pandas reads without it, and rows that are not all of one length.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

_SPACE = re.compile(r"\s")
_MOST_BLOCK = 2**30
_LEAST = 100_000  # bytes; a smaller table is read before pyarrow is loaded


@dataclass(frozen=True, eq=False)
class Column:
    """Cells of a column.

    codes  int[rows], positions in `cells`
    cells  distinct texts, without spaces around them
    """

    codes: npt.NDArray[np.signedinteger]
    cells: list[str]


def columns_of(
    text: bytes, header: list[str], chosen: list[str], *, is_even: bool
) -> tuple[int, dict[str, Column]]:
    """Return how many rows there are, and columns of theirs.

    text     UTF-8, rows that end with LF or CRLF, at most as long as the header
    chosen   columns that are wanted; empty ones for those that the header lacks
    is_even  all rows are as long as the header, and none is blank
    """
    there = [each for each in chosen if each in header]
    if not header:
        return 0, {each: Column(np.zeros(0, dtype=np.int8), []) for each in chosen}
    if is_even and there and len(text) >= _LEAST and _arrow():
        count, columns = _by_pyarrow(text, header, there)
    else:
        count, columns = _by_pandas(text, header, there)
    nothing = Column(np.zeros(count, dtype=np.int8), [""])
    return count, {each: columns.get(each, nothing) for each in chosen}


@cache
def _arrow() -> Any:
    try:
        return import_module("pyarrow"), import_module("pyarrow.csv")
    except ImportError:
        return None


def _by_pyarrow(text: bytes, header: list[str], there: list[str]) -> tuple[int, dict[str, Column]]:
    arrow, csv = _arrow()
    numbered = arrow.dictionary(arrow.int32(), arrow.string())
    table = csv.read_csv(
        arrow.py_buffer(text),
        read_options=csv.ReadOptions(
            use_threads=False,
            column_names=header,
            block_size=min(len(text) + 1, _MOST_BLOCK),  # one, or each has numbers of its own
        ),
        parse_options=csv.ParseOptions(newlines_in_values=b'"' in text),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(there, numbered),
            include_columns=there,
            strings_can_be_null=False,  # cells are as they are written
        ),
    ).unify_dictionaries()
    columns = {}
    for each in there:
        chunks = table[each].chunks
        codes = np.concatenate([chunk.indices.to_numpy() for chunk in chunks])
        columns[each] = _bare(codes, chunks[0].dictionary.to_pylist())
    return table.num_rows, columns


def _by_pandas(text: bytes, header: list[str], there: list[str]) -> tuple[int, dict[str, Column]]:
    import pandas as pd

    frame = pd.read_csv(
        io.BytesIO(text),
        header=None,
        names=header,
        usecols=there or header[:1],
        dtype=object,  # as they are written; of categories pandas makes numbers
        na_filter=False,
        index_col=False,
        engine="c",
        encoding="utf-8",
    )
    columns = {each: _bare(*_numbered(frame[each].to_numpy())) for each in there}
    return len(frame), columns


def _numbered(texts: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.intp], list[str]]:
    import pandas as pd

    codes, distinct = pd.factorize(texts)
    return codes, distinct.tolist()


def _bare(codes: npt.NDArray[np.signedinteger], cells: list[str]) -> Column:
    """Return a column of cells without spaces around them."""
    if not _SPACE.search("".join(cells)):
        return Column(codes, cells)
    bare = [each.strip() for each in cells]
    if bare == cells:
        return Column(codes, cells)
    place: dict[str, int] = {}
    moved = np.array([place.setdefault(each, len(place)) for each in bare], dtype=np.int32)
    return Column(moved[codes], list(place))
