"""What every measure is given: costs between zones, and values at zones, checked and aligned."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.errors import InputError, Notice
from transnet.units import FloatArray

_BLOCK_CELLS = 1 << 22


def cost_matrix(
    costs: pd.DataFrame, cost: str = "travel_min", zones: Iterable[Hashable] | None = None
) -> pd.DataFrame:
    """Return costs as a matrix: origins down, destinations across; inf where there is no way.

    costs    long table with from_id, to_id and the column `cost`, or such a matrix already; a pair
             that isn't in a long table, and NaN, are no way
    cost     column of a long table that holds the impedance: minutes, money, generalised cost
    zones    ids of all zones, for a table in which a zone without any way is left out
    returns  float64[origins, destinations], ids as index and columns, in order of appearance or of
             `zones`

    Raises InputError for missing columns, empty or doubled ids and pairs, costs that are negative
    or no numbers, and ids that aren't among `zones`.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"from_id": ["A", "B"], "to_id": ["B", "B"], "travel_min": [30, 0]})
    >>> cost_matrix(table, zones=["A", "B"]).to_numpy().tolist()
    [[inf, 30.0], [inf, 0.0]]
    """
    if {"from_id", "to_id"} <= set(costs.columns):
        matrix = _from_long(costs, cost)
    else:
        _no_doubles(costs.index, "costs", "from_id")
        _no_doubles(costs.columns, "costs", "to_id")
        matrix = pd.DataFrame(_numbers(costs, "costs", cost), costs.index, costs.columns)
    values = matrix.to_numpy(copy=True)
    values[np.isnan(values)] = np.inf
    if (values < 0).any():
        row, column = (int(at[0]) for at in np.nonzero(values < 0))
        value = f"{matrix.index[row]} to {matrix.columns[column]}"
        raise _error("costs", cost, value, "is negative; a cost is 0 or more", "negative_cost")
    matrix = pd.DataFrame(values, matrix.index, matrix.columns)
    if zones is None:
        return matrix
    every = pd.Index(list(zones))
    _no_doubles(every, "zones", "id")
    for ids in (matrix.index, matrix.columns):
        _all_known(ids, every, "costs", "zones")
    return matrix.reindex(index=every, columns=every, fill_value=np.inf)


def oriented(costs: pd.DataFrame, cost: str, active: bool) -> pd.DataFrame:
    """Return the cost matrix as it is for an active measure, turned over for a passive one."""
    matrix = cost_matrix(costs, cost)
    return matrix if active else matrix.T


def zone_values(
    values: pd.Series | Mapping[Any, float], zones: pd.Index, what: str, *, signed: bool = False
) -> FloatArray:
    """Return one value per zone, float64[zones], in the order of the zones.

    values  by zone id; may also hold zones that aren't asked for, as long as their value is 0
    what    name of the values in errors
    signed  values may be negative

    Raises InputError for doubled ids, values that are missing, negative, infinite or no numbers,
    and values other than 0 at a zone that isn't among `zones`: they would vanish without a word.
    """
    series = values if isinstance(values, pd.Series) else pd.Series(values, dtype="float64")
    _no_doubles(series.index, what, "id")
    _all_known(zones, series.index, "zones", what)
    every = pd.Series(_numbers(series, what, "value"), series.index)
    found = np.asarray(every.reindex(zones), dtype=np.float64)
    bad = ~np.isfinite(found) | ((found < 0) & (not signed))
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        hint = f"is {found[at]}; a value is a finite number" + ("" if signed else ", 0 or more")
        raise _error(what, "value", str(zones[at]), hint, "bad_value")
    outside = every[~every.index.isin(zones)]
    outside = outside[outside != 0]
    if len(outside):
        hint = "has a value but no costs; drop it, or name all zones in cost_matrix(zones=…)"
        raise _error(what, "id", str(outside.index[0]), hint, "zone_without_costs")
    return found


def own_replaced(matrix: pd.DataFrame, own: float | Mapping[Any, float] | None) -> FloatArray:
    """Return costs in which a zone's cost to itself is `own`; None leaves it out (inf).

    own  one cost for all zones, or one for each zone that is both origin and destination
    """
    values: FloatArray = matrix.to_numpy(copy=True)
    columns = matrix.columns.get_indexer(matrix.index)
    rows = np.flatnonzero(columns >= 0)
    if own is None:
        values[rows, columns[rows]] = np.inf
    elif isinstance(own, Mapping | pd.Series):
        values[rows, columns[rows]] = zone_values(pd.Series(own), matrix.index[rows], "own cost")
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
    number = float(value)
    if not np.isfinite(number) or number < low or (above and number == low):
        bound = f"above {low:g}" if above else f"{low:g} or more"
        raise _error("settings", name, str(value), f"must be a finite number, {bound}", "setting")
    return number


def one_of(value: str, name: str, known: Sequence[str]) -> str:
    """Return a setting; raise InputError unless it is one of the known words."""
    if value not in known:
        raise _error("settings", name, str(value), f"must be one of {', '.join(known)}", "setting")
    return value


def bad_input(table: str, column: str, value: str, hint: str, code: str) -> InputError:
    """Return the error to raise for one fault, with its notice."""
    return _error(table, column, value, hint, code)


def _from_long(table: pd.DataFrame, cost: str) -> pd.DataFrame:
    if cost not in table.columns:
        hint = f"isn't a column of the costs, which has {', '.join(map(str, table.columns))}"
        raise _error("costs", cost, "", hint, "missing_column")
    places = []
    for end in ("from_id", "to_id"):
        codes, ids = pd.factorize(table[end])
        if (codes < 0).any():
            row = int(np.flatnonzero(codes < 0)[0]) + 2
            raise _error("costs", end, "", "is empty; every pair has two ids", "empty_id", row)
        places.append((codes, pd.Index(ids)))
    (froms, from_ids), (tos, to_ids) = places
    cells = froms.astype(np.int64) * len(to_ids) + tos
    doubled = pd.Series(cells).duplicated().to_numpy()
    if doubled.any():
        at = int(np.flatnonzero(doubled)[0])
        value = f"{table['from_id'].iloc[at]} to {table['to_id'].iloc[at]}"
        raise _error(
            "costs", "", value, "occurs twice; keep one row a pair", "doubled_pair", at + 2
        )
    values = np.full(len(from_ids) * len(to_ids), np.inf)
    values[cells] = _numbers(table[cost], "costs", cost)
    return pd.DataFrame(values.reshape(len(from_ids), len(to_ids)), from_ids, to_ids)


def _numbers(values: pd.Series | pd.DataFrame, table: str, column: str) -> FloatArray:
    try:
        return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))
    except (TypeError, ValueError) as error:
        raise _error(table, column, "", f"isn't all numbers: {error}", "not_a_number") from error


def _no_doubles(ids: pd.Index, table: str, column: str) -> None:
    if not ids.is_unique:
        value = str(ids[ids.duplicated()][0])
        raise _error(table, column, value, "occurs twice; ids are unique", "doubled_id")


def _all_known(ids: pd.Index, known: pd.Index, table: str, where: str) -> None:
    missing: npt.NDArray[np.bool_] = ~ids.isin(known)
    if missing.any():
        count = int(missing.sum())
        hint = f"isn't in the {where} ({count} missing); add it, with 0 if there is nothing"
        raise _error(table, "id", str(ids[missing][0]), hint, "missing_zone")


def _error(table: str, column: str, value: str, hint: str, code: str, row: int = 0) -> InputError:
    notice = Notice(code, "error", table, row, column, value, hint)
    return InputError("the measure can't be taken", [notice])
