"""Tables of a network as they lie in the cache: each is put together when somebody reads it.

A command that shows one trip reads few of the tables, and what tells tables apart is kept beside
them: to make frames of them all and to digest each took longer than to find a trip that is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.cache import Cache
from transnet.base.errors import Notice
from transnet.base.plain_names import table_name
from transnet.model.cells import dtype_of
from transnet.model.schema import Column, Table, tables

_Array = npt.NDArray[Any]
_DIGESTS, _NOTICES = "digests", "notices"
_DAY = "datetime64[s]"


class KeptTables(Mapping[str, pd.DataFrame]):
    """Tables of the schema by name; a table is the same object each time it is asked for.

    arrays   of each column, by "table.column"; those of texts have their places among the words of
             their table, which lie under its name as JSON
    digests  `table_name` of each table
    Raises LookupError, TypeError or ValueError for arrays that are no tables.
    """

    def __init__(self, arrays: Mapping[str, _Array], digests: Mapping[str, str]) -> None:
        self._digests = {name: str(digests[name]) for name in tables()}
        self._parts = {name: _parts(table, arrays) for name, table in tables().items()}
        self._whole: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._whole:  # of two threads the first one's table counts
            self._whole.setdefault(name, _whole(*self._parts[name]))
        return self._whole[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)

    def __contains__(self, name: object) -> bool:
        return name in self._digests

    def __reduce__(self) -> tuple[type, tuple[dict[str, pd.DataFrame]]]:
        return dict, (dict(self),)

    def digest(self, name: str) -> str:
        """Return `table_name` of a table, for which it needn't be put together."""
        return self._digests[name]


_Parts = tuple[list[str], dict[str, _Array]]
"""Words of a table, and its columns: places of words as int32, all others as they are."""


def keep_tables(
    cache: Cache, name: str, frames: Mapping[str, pd.DataFrame], notices: Sequence[Notice]
) -> None:
    """Keep tables of the schema and what was found in them under a name."""
    arrays: dict[str, _Array] = {}
    try:
        for table, frame in frames.items():
            arrays |= _columns(table, frame)
        arrays[_DIGESTS] = _json_bytes({each: table_name(frames[each]) for each in frames})
        arrays[_NOTICES] = _json_bytes([each.as_dict() for each in notices])
    except (TypeError, ValueError):  # a text that UTF-8 doesn't hold
        return
    cache.put_arrays(name, arrays)


def kept_tables(cache: Cache, name: str) -> tuple[KeptTables, list[Notice]] | None:
    """Return what was kept under a name; None where nothing was, or nothing sound."""
    arrays = cache.get_arrays(name)
    if arrays is None:
        return None
    try:
        notices = [Notice.from_dict(each) for each in _of_json(arrays[_NOTICES])]
        return KeptTables(arrays, _of_json(arrays[_DIGESTS])), notices
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return None  # sealed by somebody, but no tables of ours


def _columns(table: str, frame: pd.DataFrame) -> dict[str, _Array]:
    """Return the arrays of a table: texts once, as places in a list of its words."""
    words: list[str] = []
    arrays: dict[str, _Array] = {}
    for column in frame:
        values, key = frame[column], f"{table}.{column}"
        if values.dtype.kind in "fbM":
            plain = values.to_numpy()
            arrays[key] = plain.view(np.int64) if plain.dtype.kind == "M" else plain
        else:
            codes, found = pd.factorize(values.array, use_na_sentinel=False)
            arrays[key] = (codes + len(words)).astype(np.int32)
            words += found.tolist()
    return arrays | {table: _json_bytes(words)}


def _parts(table: Table, arrays: Mapping[str, _Array]) -> _Parts:
    """Return what a table is put together from, which nothing can then go wrong in."""
    words = _of_json(arrays[table.name])
    if not isinstance(words, list) or not {str}.issuperset(map(type, words)):
        raise ValueError("no words")
    cells = {name: arrays[f"{table.name}.{name}"] for name in table.columns}
    if len({len(each) for each in cells.values()}) > 1:
        raise ValueError("columns of several lengths")
    typed = {
        name: _typed(column, cells[name], len(words)) for name, column in table.columns.items()
    }
    return words, typed


def _typed(column: Column, kept: _Array, words: int) -> _Array:
    """Return a column's array with its type. Raises TypeError or ValueError for another array."""
    dtype = dtype_of(column)
    if dtype is None:
        if kept.dtype != np.int32 or (len(kept) and not 0 <= kept.min() <= kept.max() < words):
            raise ValueError("no places of words")
        return kept
    if dtype == _DAY:
        return kept.astype(np.int64, casting="no", copy=False).view(_DAY)
    return kept.astype(dtype, casting="no", copy=False)


def _whole(words: list[str], cells: Mapping[str, _Array]) -> pd.DataFrame:
    texts = pd.array(words, dtype="str")
    frame = {
        name: texts.take(each) if each.dtype == np.int32 else each for name, each in cells.items()
    }
    return pd.DataFrame(frame, copy=False)


def _json_bytes(value: object) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), dtype=np.uint8)


def _of_json(kept: _Array) -> Any:
    return json.loads(kept.tobytes())
