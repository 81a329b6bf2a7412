"""What every check is made of: a draft of a network, a rule over it, and rows to notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message
from transnet.base.sphere import great_circle_km
from transnet.model.called_rows import called, row_names
from transnet.model.cells import short_cell_text
from transnet.model.schema import tables as schema_tables

if TYPE_CHECKING:
    from transnet.model.network import NetworkInfo

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

INFO_FILE = "network.toml"


@dataclass(frozen=True)
class Draft:
    """Typed tables that nobody has vouched for yet.

    tables  every table of the schema; cells that couldn't be read are empty
    info    what network.toml says, or None when it can't be read
    sound   names of tables whose rows are all there
    shared  what one rule worked out and others need too, by name
    """

    tables: Mapping[str, pd.DataFrame]
    info: NetworkInfo | None
    sound: frozenset[str]
    shared: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]


@dataclass(frozen=True)
class Rule:
    """One check: the tables whose rows it must see all of, and what it finds in them."""

    needs: tuple[str, ...]
    find: Callable[[Draft], Iterable[Notice]]


def flagged(
    code: str,
    place: tuple[str, str],
    frame: pd.DataFrame,
    mask: Iterable[bool],
    hint: str | Callable[[int], str],
) -> Iterator[Notice]:
    """Yield a notice for every row where the mask is true.

    place  table and column of the notice
    mask   bool[rows]
    hint   text, or what gives it for a row's position
    """
    table, column = place
    for position in np.flatnonzero(np.asarray(list(mask), dtype=np.bool_)):
        value = short_cell_text(frame[column].iloc[position])
        words = hint if isinstance(hint, str) else hint(int(position))
        yield notice(code, table, int(position) + 2, column, value, words)


def row_called(draft: Draft, table: str, key: str) -> Message:
    """Return the name, with the id, of the row that an id stands for; the id alone without one."""
    kept = f"rows of {table}"
    if kept not in draft.shared:
        (column,) = schema_tables()[table].primary_key
        draft.shared[kept] = {name: at for at, name in enumerate(texts(draft[table], column))}
    at = draft.shared[kept].get(key)
    return called(key, ("", "") if at is None else row_names(draft[table].iloc[at]))


def texts(frame: pd.DataFrame, column: str) -> list[str]:
    """Return a column of ids or text as plain strings."""
    return [str(value) for value in frame[column].tolist()]


def numbers(frame: pd.DataFrame, column: str) -> FloatArray:
    """Return a column of numbers, NaN where empty."""
    return frame[column].to_numpy(dtype=np.float64)


def id_lists(frame: pd.DataFrame, column: str) -> list[list[str]]:
    """Return a column of ;-separated ids as lists, empty ones where there is none."""
    return [text.split(";") if text else [] for text in texts(frame, column)]


def points(draft: Draft, *names: str) -> dict[str, tuple[float, float]]:
    """Return lon and lat in degrees by id, over tables whose first column is the id."""
    found: dict[str, tuple[float, float]] = {}
    for name in names:
        frame = draft[name]
        keys = texts(frame, str(frame.columns[0]))
        found |= dict(
            zip(
                keys,
                zip(numbers(frame, "lon"), numbers(frame, "lat"), strict=True),
                strict=True,
            )
        )
    return found


def straight_km(
    known: Mapping[str, tuple[float, float]], starts: Sequence[str], ends: Sequence[str]
) -> FloatArray:
    """Return the great circle in km between points with these ids, float64[k]; NaN if unknown."""
    nowhere = (np.nan, np.nan)
    first = np.array([known.get(key, nowhere) for key in starts]).reshape(-1, 2)
    last = np.array([known.get(key, nowhere) for key in ends]).reshape(-1, 2)
    return great_circle_km(*first.T, *last.T)
