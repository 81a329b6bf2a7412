"""What every measure is given: costs between zones, and values at zones, checked and aligned."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.accessibility.tables import (
    bad_input,
    ids_of,
    numbers_of,
    plain_ids,
    plain_series,
    plain_table,
    prove_one_type,
)
from transnet.base.arrays import is_real
from transnet.base.given import is_list
from transnet.base.language import joined, said
from transnet.base.units import FloatArray

_BLOCK_CELLS = 1 << 22
# The largest of int32, uint32 and float32, and of the first two in seconds and minutes of a
# millisecond: what routers leave where nothing leads, ours among them.
_INT32, _UINT32 = 2**31 - 1, 2**32 - 1
_NO_WAY = np.array(
    [float(np.finfo(np.float32).max), np.finfo(np.float64).max]
    + [most / unit for most in (_INT32, _UINT32) for unit in (1, 1_000, 60_000)]
)
_LEAST, _MOST = 1e-100, 1e100  # sizes of values other than 0: their products and squares hold


def cost_matrix(
    costs: pd.DataFrame, cost: str = "travel_min", zones: Iterable[Hashable] | None = None
) -> pd.DataFrame:
    """Return costs as a matrix: origins down, destinations across; inf where there is no way.

    costs    long table with from_id, to_id and the column `cost`, or such a matrix already; a pair
             that isn't in a long table, and NaN, are no way
    cost     column of a long table that holds the impedance: minutes, money, generalised cost;
             where its name ends in _min, durations (timedelta) are read as minutes
    zones    ids of all zones, for a table in which a zone without any way is left out
    returns  float64[origins, destinations], ids as index and columns, in order of appearance or of
             `zones`

    Raises InputError for tables of another shape, missing columns, empty or doubled ids and pairs,
    ids of which the same is a number in one column and a text in the other, costs that are negative
    or no numbers (marks, dates, texts), large numbers by which programs say that there is no way,
    such as 2147483647, and ids that aren't among `zones`.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"from_id": ["A", "B"], "to_id": ["B", "B"], "travel_min": [30, 0]})
    >>> cost_matrix(table, zones=["A", "B"]).to_numpy().tolist()
    [[inf, 30.0], [inf, 0.0]]
    """
    table = plain_table(costs, "costs")
    is_long = {"from_id", "to_id"} <= set(table.columns)
    matrix = _from_long(table, cost) if is_long else _from_matrix(table, cost)
    prove_one_type(matrix.index, matrix.columns, "from_id", "to_id")
    values = matrix.to_numpy(copy=True)
    values[np.isnan(values)] = np.inf
    if (values < 0).any():
        row, column = (int(at[0]) for at in np.nonzero(values < 0))
        value = f"{matrix.index[row]} to {matrix.columns[column]}"
        raise bad_input(
            "costs", cost, value, said("is negative; a cost is 0 or more"), "negative_cost"
        )
    _no_marks(values, matrix, cost)
    matrix = pd.DataFrame(values, matrix.index, matrix.columns)
    if zones is None:
        return matrix
    every = ids_of(zones, "zones")
    for ids in (matrix.index, matrix.columns):
        _all_known(ids, every, "costs", "zones")
    return matrix.reindex(index=every, columns=every, fill_value=np.inf)


def oriented(costs: pd.DataFrame, cost: str, active: bool) -> pd.DataFrame:
    """Return the cost matrix as it is for an active measure, turned over for a passive one."""
    matrix = cost_matrix(costs, cost)
    if not isinstance(active, bool | np.bool_):
        hint = said("must be True (from the origin) or False (from the destination)")
        raise bad_input("settings", "active", str(active), hint, "setting")
    return matrix if active else matrix.T


def zone_values(
    values: pd.Series | Mapping[Any, float], zones: pd.Index, what: str, *, signed: bool = False
) -> FloatArray:
    """Return one value per zone, float64[zones], in the order of the zones.

    values  by zone id; may also hold zones that aren't asked for, as long as their value is 0
    what    name of the values in errors
    signed  values may be negative

    Raises InputError for doubled ids, ids of another type than those of the zones, values that are
    missing, negative, infinite, of a size beyond measure or no numbers (marks, durations, dates,
    texts), and values other than 0 at a zone that isn't among `zones`: they would vanish without a
    word.
    """
    series = plain_series(values, what)
    _all_known(zones, series.index, "zones", what)
    every = pd.Series(numbers_of(series, what, "value"), series.index)
    found = np.asarray(every.reindex(zones), dtype=np.float64)
    bad = ~np.isfinite(found) | ((found < 0) & (not signed))
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        hint = (
            said("is {value}; a value is a finite number", value=found[at])
            if signed
            else said("is {value}; a value is a finite number, 0 or more", value=found[at])
        )
        raise bad_input(what, "value", str(zones[at]), hint, "bad_value")
    size = np.abs(found)
    wild = (found != 0) & ((size < _LEAST) | (size > _MOST))
    if wild.any():
        at = int(np.flatnonzero(wild)[0])
        hint = said(
            "is {found:g}; a value other than 0 has a size of {least:g} to {most:g}, so that "
            "sums and squares hold: count in another unit",
            found=found[at],
            least=_LEAST,
            most=_MOST,
        )
        raise bad_input(what, "value", str(zones[at]), hint, "bad_value")
    outside = every[~every.index.isin(zones)]
    outside = outside[outside != 0]
    if len(outside):
        hint = said("has a value but no costs; drop it, or name all zones in cost_matrix(zones=…)")
        raise bad_input(what, "id", str(outside.index[0]), hint, "zone_without_costs")
    return found


def own_replaced(matrix: pd.DataFrame, own: float | Mapping[Any, float] | None) -> FloatArray:
    """Return costs with `own` from a zone to itself, float64[origins, zones]; None: inf there.

    own  one cost for all zones, or one for each zone that is both origin and destination
    """
    values: FloatArray = matrix.to_numpy(copy=True)
    columns = matrix.columns.get_indexer(matrix.index)
    rows = np.flatnonzero(columns >= 0)
    if own is None:
        values[rows, columns[rows]] = np.inf
    elif isinstance(own, Mapping | pd.Series):
        values[rows, columns[rows]] = zone_values(own, matrix.index[rows], "own cost")
    else:
        values[rows, columns[rows]] = at_least(own, "own")
    return values


def blocks(rows: int, columns: int) -> Iterator[slice]:
    """Yield slices of rows whose work arrays stay small, however large the matrix."""
    step = max(1, _BLOCK_CELLS // max(1, columns))
    for start in range(0, rows, step):
        yield slice(start, start + step)


def at_least(value: float, name: str, low: float = 0.0, *, above: bool = False) -> float:
    """Return a setting as float; raise InputError unless it is finite and not below `low`.

    above  the setting must not be `low` itself
    """
    number = number_of(value, name)
    if not np.isfinite(number) or number < low or (above and number == low):
        bound = f"above {low:g}" if above else f"{low:g} or more"
        raise bad_input(
            "settings",
            name,
            str(value),
            said("must be a finite number, {bound}", bound=bound),
            "setting",
        )
    return number


def number_of(value: object, name: str) -> float:
    """Return a setting as float; raise InputError unless it is one number."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if not is_real(value):
        hint = said("must be a number, not of type {name}", name=type(value).__name__)
        raise bad_input("settings", name, str(value), hint, "setting")
    return float(value)  # type: ignore[arg-type]


def some_numbers(values: Iterable[float], name: str, count: int | None = None) -> list[float]:
    """Return settings as floats; raise InputError unless they are a list of (so many) numbers."""
    if isinstance(values, str | bytes) or not is_list(values):
        hint = said("must be a list of numbers, such as [15, 30]")
        raise bad_input("settings", name, str(values), hint, "setting")
    numbers = [number_of(each, name) for each in values]
    if count is not None and len(numbers) != count:
        raise bad_input(
            "settings", name, str(numbers), said("must be {count} numbers", count=count), "setting"
        )
    return numbers


def values_there(values: object, zones: pd.Index, what: str, lacks: str) -> pd.Series:
    """Return values of any kind by zone, such as groups, in the order of the zones.

    lacks  what to say of a zone without a value
    Raises InputError for doubled ids, and for a zone that has none or whose is missing or empty.
    """
    series = plain_series(values, what)
    prove_one_type(zones, series.index, "zones", what)
    named = series.reindex(zones)
    blank = np.array([isinstance(each, str) and not each.strip() for each in named], np.bool_)
    empty = named.isna().to_numpy() | blank
    if empty.any():
        missing = named.index[empty]
        hint = said("{lacks} ({count} such)", lacks=lacks, count=len(missing))
        raise bad_input(what, "id", str(missing[0]), hint, "missing_group")
    return named


def group_codes(named: pd.Series) -> tuple[pd.Index, npt.NDArray[np.intp]]:
    """Return the names of groups, sorted, and each value's position among them, int[values].

    Raises InputError for names of several types, which have no order.
    """
    try:
        codes, names = pd.factorize(named, sort=True)
    except TypeError as error:
        raise bad_input(
            "groups", "value", "", said("must be of one type: {error}", error=error), "groups"
        ) from error
    return pd.Index(names), np.asarray(codes, dtype=np.intp)


def one_of(value: str, name: str, known: Sequence[str]) -> str:
    """Return a setting; raise InputError unless it is one of the known words."""
    if not isinstance(value, str) or value not in known:
        hint = said("must be one of {listed}", listed=joined(known))
        raise bad_input("settings", name, str(value), hint, "setting")
    return value


def _from_matrix(table: pd.DataFrame, cost: str) -> pd.DataFrame:
    for end, other in (("from_id", "to_id"), ("to_id", "from_id")):
        if end in table.columns:
            hint = said(
                "is a column and {other} is none; a matrix has its ids as index and columns",
                other=other,
            )
            raise bad_input("costs", end, "", hint, "shape")
    if "to_id" in (table.index.name,) or "from_id" in (table.columns.name,):
        hint = said(
            "run down the rows; a matrix has origins down and destinations across: turn it (.T)"
        )
        raise bad_input("costs", "to_id", "", hint, "shape")
    numbered = isinstance(table.index, pd.RangeIndex) and len(table)
    if numbered and table.columns.inferred_type == "string":
        hint = said("has rows without ids, but columns with: give it the ids of origins as index")
        raise bad_input("costs", "from_id", "", hint, "shape")
    index = plain_ids(table.index, "costs", "from_id")
    columns = plain_ids(table.columns, "costs", "to_id")
    return pd.DataFrame(numbers_of(_in_minutes(table, cost), "costs", cost), index, columns)


def _from_long(table: pd.DataFrame, cost: str) -> pd.DataFrame:
    for name in ("from_id", "to_id", cost):
        if not isinstance(name, str) or name not in table.columns:
            hint = said(
                "isn't a column of the costs, which has {listed}",
                listed=joined(map(str, table.columns)),
            )
            raise bad_input("costs", str(name), "", hint, "missing_column")
        if list(table.columns).count(name) > 1:
            raise bad_input(
                "costs", name, "", said("is there twice; keep one column"), "doubled_column"
            )
    places = []
    for end in ("from_id", "to_id"):
        codes, ids = pd.factorize(table[end])
        if (codes < 0).any():
            row = int(np.flatnonzero(codes < 0)[0]) + 2
            raise bad_input(
                "costs", end, "", said("is empty; every pair has two ids"), "empty_id", row
            )
        places.append((codes, plain_ids(pd.Index(ids, tupleize_cols=False), "costs", end)))
    (froms, from_ids), (tos, to_ids) = places
    cells = froms.astype(np.int64) * len(to_ids) + tos
    doubled = pd.Series(cells).duplicated().to_numpy()
    if doubled.any():
        at = int(np.flatnonzero(doubled)[0])
        value = f"{table['from_id'].iloc[at]} to {table['to_id'].iloc[at]}"
        raise bad_input(
            "costs", "", value, said("occurs twice; keep one row a pair"), "doubled_pair", at + 2
        )
    values = np.full(len(from_ids) * len(to_ids), np.inf)
    values[cells] = numbers_of(_in_minutes(table[[cost]], cost), "costs", cost)[:, 0]
    return pd.DataFrame(values.reshape(len(from_ids), len(to_ids)), from_ids, to_ids)


def _in_minutes(table: pd.DataFrame, cost: str) -> pd.DataFrame:
    """Return the table with durations as minutes, if the cost's name says that it is in minutes."""
    if not str(cost).endswith("_min") or all(dtype.kind != "m" for dtype in table.dtypes):
        return table
    parts = [table.iloc[:, place] for place in range(table.shape[1])]
    minutes = [
        part.astype("timedelta64[us]") / pd.Timedelta(minutes=1) if part.dtype.kind == "m" else part
        for part in parts
    ]
    return pd.concat(minutes, axis=1)


def _no_marks(values: FloatArray, matrix: pd.DataFrame, cost: str) -> None:
    """Refuse numbers by which programs mean that there is no way: a mean would count them."""
    found = np.isin(values, _NO_WAY) | (np.isfinite(values) & (values > _MOST))
    if found.any():
        row, column = (int(at[0]) for at in np.nonzero(found))
        pair = f"{matrix.index[row]} to {matrix.columns[column]}"
        hint = said(
            "is {values:.10g}, which stands for no way; put inf or NaN there",
            values=values[row, column],
        )
        raise bad_input("costs", cost, pair, hint, "no_way_mark")


def _all_known(ids: pd.Index, known: pd.Index, table: str, where: str) -> None:
    missing: npt.NDArray[np.bool_] = ~ids.isin(known)
    if missing.any():
        prove_one_type(ids, known, table, where)
        count = int(missing.sum())
        hint = said(
            "isn't in the {where} ({count} missing); add it, with 0 if there is nothing",
            where=where,
            count=count,
        )
        raise bad_input(table, "id", str(ids[missing][0]), hint, "missing_zone")
