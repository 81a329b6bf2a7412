"""Tables and series that measures are given: which shapes, ids and numbers they may hold.

Notebooks hold the same figures in many shapes. Those that can only mean one thing are read; all
others are refused with what to do, for a cast would make some figure of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionDtype

from transnet.base.arrays import KINDS, is_real, is_real_or_missing
from transnet.base.errors import InputError, Notice
from transnet.base.language import Message, said
from transnet.base.units import FloatArray

_NUMBERS = "iuf"
_MOST_SHOWN = 60


def bad_input(
    table: str, column: str, value: str, hint: Message, code: str, row: int = 0
) -> InputError:
    """Return the error to raise for one fault, with its notice."""
    shown = value if len(value) <= _MOST_SHOWN else value[:_MOST_SHOWN] + "…"
    notice = Notice(code, "error", table, row, column, shown, hint)
    return InputError(said("the measure can't be taken"), [notice])


def plain_table(table: object, what: str) -> pd.DataFrame:
    """Return a table whose rows and columns have names of one level.

    Raises InputError for anything else than such a DataFrame, with what to make of it.
    """
    if isinstance(table, pd.Series):
        names = list(table.index.names)
        hint = (
            said(
                "is a series by {names}; give {what}.reset_index(), with columns from_id and to_id",
                names=names,
                what=what,
            )
            if table.index.nlevels > 1
            else said("is a series; costs are a table of pairs, or origins x destinations")
        )
        raise bad_input(what, "", "Series", hint, "shape")
    if not isinstance(table, pd.DataFrame):
        hint = said(
            "must be a pandas DataFrame with from_id, to_id and a cost, or a matrix with ids"
        )
        raise bad_input(what, "", type(table).__name__, hint, "shape")
    if table.index.nlevels > 1:
        hint = said(
            "has an index of several levels, {list}; use reset_index()",
            list=list(table.index.names),
        )
        raise bad_input(what, "", "", hint, "shape")
    if table.columns.nlevels > 1:
        first = table.columns[0][0] if len(table.columns) else ""
        hint = said(
            "has columns of several levels; take one of the first, such as costs[{first!r}]",
            first=first,
        )
        raise bad_input(what, "", "", hint, "shape")
    return table


def plain_series(values: object, what: str) -> pd.Series:
    """Return values by id as a series with an index of one level; ids are distinct.

    values  a series, or a mapping of ids to values
    Raises InputError for anything else, and for ids that are missing, doubled or of two types.
    """
    if isinstance(values, Mapping):
        values = pd.Series(list(values.values()), list(values), dtype=object)
    if not isinstance(values, pd.Series):
        kind = type(values).__name__
        hint = said(
            "must be a pandas Series by zone id; of a table take one column, and set_index(id)"
        )
        raise bad_input(what, "", kind, hint, "shape")
    if values.index.nlevels > 1:
        hint = said(
            "has an index of several levels, {list}; zones have one id",
            list=list(values.index.names),
        )
        raise bad_input(what, "", "", hint, "shape")
    ids = plain_ids(values.index, what, "id")
    return values if ids is values.index else values.set_axis(ids)


def numbers_of(values: pd.Series | pd.DataFrame, table: str, column: str) -> FloatArray:
    """Return the numbers of a series or table, float64 of its shape; NaN where there is none.

    Raises InputError for marks, durations, dates, texts and everything else that is no number.
    """
    if isinstance(values, pd.Series):
        return _floats(values, table, column)
    if all(dtype.kind in _NUMBERS for dtype in values.dtypes):
        return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))
    parts = [_floats(part, table, str(name)) for name, part in values.items()]
    return np.column_stack(parts)


def plain_ids(ids: pd.Index, table: str, column: str) -> pd.Index:
    """Return ids as an index that compares with others; the same one where nothing is to be done.

    Raises InputError for ids that are missing or doubled, and for a number and a text that read
    alike: which of them is meant, nobody can tell.
    """
    if ids.nlevels > 1 or (ids.dtype == object and any(isinstance(each, tuple) for each in ids)):
        hint = said("is a tuple; an id is a text or number")
        raise bad_input(table, column, str(ids[0]), hint, "shape")
    if isinstance(ids.dtype, ExtensionDtype) and not isinstance(ids.dtype, pd.StringDtype):
        ids = pd.Index(ids.tolist(), tupleize_cols=False, name=ids.name)
    if ids.inferred_type == "boolean":
        raise bad_input(table, column, "", said("are marks (true or false), not ids"), "id_types")
    missing = ids.isna()
    if missing.any():
        row = int(np.flatnonzero(missing)[0]) + 2
        raise bad_input(table, column, "", said("is empty; every zone has an id"), "empty_id", row)
    _no_doubles(ids, table, column)
    if ids.inferred_type in ("mixed", "mixed-integer"):
        texts = pd.Index(as_texts(ids))
        if not texts.is_unique:
            value = str(texts[texts.duplicated()][0])
            hint = said("is there as a number and as a text; give all ids one type")
            raise bad_input(table, column, value, hint, "id_types")
    return ids


def prove_one_type(ids: pd.Index, others: pd.Index, table: str, where: str) -> None:
    """Raise InputError if some ids are among others only when a number and its text are the same.

    table, where  what holds the ids, and what holds the others, for the message
    """
    if _one_kind(ids, others):
        return
    lone = ids[~ids.isin(others)]
    alike = np.isin(as_texts(lone), as_texts(others[~others.isin(ids)]))
    if alike.any():
        found = lone[alike][0]
        twin = others[as_texts(others) == as_texts(pd.Index([found], dtype=object))[0]][0]
        hint = said(
            "is of type {type_name} here, and of type {type_name2} in the "
            "{where} ({value} such): give ids one type, such as .astype(str)",
            type_name=_type_name(found),
            type_name2=_type_name(twin),
            where=where,
            value=int(alike.sum()),
        )
        raise bad_input(table, "id", str(found), hint, "id_types")


def as_texts(ids: pd.Index) -> npt.NDArray[np.object_]:
    """Return ids as people read them, str[ids]: 7, 7.0 and "7" are the same, and so is " 7"."""
    texts = np.empty(len(ids), dtype=object)
    texts[:] = [_read(each) for each in ids]
    return texts


def ids_of(given: Iterable[Hashable], table: str) -> pd.Index:
    """Return a list of ids as an index; raises InputError for what is no list of distinct ids."""
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        hint = said("must be a list of ids, such as ['A', 'B']")
        raise bad_input(table, "id", str(given), hint, "shape")
    every = given if isinstance(given, pd.Index) else None
    try:
        every = pd.Index(list(given), tupleize_cols=False) if every is None else every
        hash(tuple(every))
    except TypeError as error:
        hint = said("must be a list of texts or numbers: {error}", error=error)
        raise bad_input(table, "id", "", hint, "shape") from error
    return plain_ids(every, table, "id")


def _floats(values: pd.Series, table: str, column: str) -> FloatArray:
    kind = values.dtype.kind
    if kind in _NUMBERS:
        return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))
    if kind != "O" or isinstance(values.dtype, pd.PeriodDtype | pd.IntervalDtype):
        what = KINDS.get(kind, said("values of type {type}", type=values.dtype))
        hint = said("must hold numbers, not {what}", what=what)
        raise bad_input(table, column, str(values.dtype), hint, "not_a_number")
    every = values.tolist()
    for place, value in enumerate(every):
        if not is_real_or_missing(value) and value is not pd.NaT:
            hint = (
                said("isn't a number, but a text; read texts as numbers first")
                if isinstance(value, str)
                else said("isn't a number, but of type {name}", name=type(value).__name__)
            )
            raise bad_input(table, column, str(value), hint, "not_a_number", place + 2)
    return np.array([float(value) if is_real(value) else np.nan for value in every], np.float64)


def _no_doubles(ids: pd.Index, table: str, column: str) -> None:
    if not ids.is_unique:
        value = str(ids[ids.duplicated()][0])
        raise bad_input(table, column, value, said("occurs twice; ids are unique"), "doubled_id")


def _one_kind(ids: pd.Index, others: pd.Index) -> bool:
    """Return whether all ids of both are texts without blanks around them, or all numbers."""
    kinds = {ids.inferred_type, others.inferred_type}
    return kinds <= {"integer", "floating"} or not (len(ids) and len(others))


def _read(each: object) -> str:
    if isinstance(each, float) and each.is_integer():
        return str(int(each))
    return str(each).strip()


def _type_name(value: object) -> str:
    if isinstance(value, str) and value != value.strip():
        return "text with blanks around it"
    return "text" if isinstance(value, str) else f"number ({type(value).__name__})"
