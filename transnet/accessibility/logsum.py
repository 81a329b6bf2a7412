"""Several ways at once: the logsum over modes, and a measure for each of many cost tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from transnet.accessibility.inputs import at_least, cost_matrix, number_of
from transnet.accessibility.tables import bad_input, plain_table, prove_one_type
from transnet.base.language import said


def logsum_cost(
    modes: Mapping[str, pd.DataFrame],
    scale: float,
    constants: Mapping[str, float] | None = None,
    *,
    cost: str = "travel_min",
) -> pd.DataFrame:
    """Return the expected least cost over modes, -ln(sum(exp(-scale * cost))) / scale, as a matrix.

    modes      costs of each mode, as `cost_matrix` takes them, over the same zones
    scale      per unit of cost: how surely the cheapest mode is taken
    constants  what is added to the cost of a mode, 0 where none is given
    returns    cost matrix; never above the cheapest mode, and possibly negative; inf where no mode
               goes

    Raises InputError as `cost_matrix` does, for no modes, for constants of other modes, and for
    zones that differ.
    Source: Ben-Akiva and Lerman, Discrete Choice Analysis (1985).

    >>> import pandas as pd
    >>> road = pd.DataFrame([[60]], ["A"], ["B"])
    >>> logsum_cost({"rail": road, "road": road}, 0.1).round(3).to_numpy().tolist()
    [[53.069]]
    """
    rate = at_least(scale, "scale", above=True)
    if not isinstance(modes, Mapping) or not isinstance(constants, Mapping | None):
        hint = said("must be a mapping of modes to tables, and constants one of modes to numbers")
        raise bad_input("settings", "modes", type(modes).__name__, hint, "setting")
    added = {mode: _finite(value, mode) for mode, value in (constants or {}).items()}
    if not modes or set(added) - set(modes):
        hint = said(
            "must name some of {value}", value=", ".join(map(str, modes)) or "at least one mode"
        )
        raise bad_input("settings", "constants", ", ".join(map(str, added)), hint, "setting")
    tables = {mode: cost_matrix(table, cost) for mode, table in modes.items()}
    first = next(iter(tables.values()))
    sums, least = np.full(first.shape, -np.inf), np.full(first.shape, np.inf)
    for mode, table in tables.items():
        for ids, own in ((first.index, table.index), (first.columns, table.columns)):
            prove_one_type(ids, own, "first mode", str(mode))
        if set(table.index) != set(first.index) or set(table.columns) != set(first.columns):
            raise bad_input(
                "costs", "id", str(mode), said("has other zones than the first mode"), "zones"
            )
        costs = table.loc[first.index, first.columns].to_numpy() + added.get(mode, 0.0)
        sums, least = np.logaddexp(sums, -rate * costs), np.minimum(least, costs)
    return pd.DataFrame(np.minimum(-sums / rate, least), first.index, first.columns)


def for_each(
    costs: pd.DataFrame, by: str, measure: Callable[[pd.DataFrame], pd.Series]
) -> pd.DataFrame:
    """Return a measure of each part of a long table: one column a percentile, hour or mode.

    costs    long table with the column `by` besides what the measure reads
    measure  from the part's costs to a value by zone
    returns  zones down, values of `by` across; NaN for a zone that a part doesn't hold

    Raises InputError for a column that isn't there or has gaps, and for a measure that returns no
    series.

    >>> import pandas as pd
    >>> from transnet.accessibility.reach import cumulative
    >>> times = pd.DataFrame(
    ...     {"from_id": "A", "to_id": "B", "percentile": [10, 90], "travel_min": [20, 40]}
    ... )
    >>> for_each(times, "percentile", lambda part: cumulative(part, {"B": 5}, 30)).to_numpy()
    array([[5., 0.]])
    """
    table = plain_table(costs, "costs")
    if not isinstance(by, str) or list(table.columns).count(by) != 1:
        hint = said("isn't a column of the costs, or is there twice")
        raise bad_input("costs", str(by), "", hint, "missing_column")
    if table[by].isna().any():
        row = int(np.flatnonzero(table[by].isna())[0]) + 2
        raise bad_input(
            "costs", by, "", said("is empty; every row has a part"), "missing_group", row
        )
    parts = {}
    for value, part in table.groupby(by, sort=True, observed=True):
        parts[value] = measure(part) if callable(measure) else None
        if not isinstance(parts[value], pd.Series):
            hint = said("must be a function that returns a series by zone")
            raise bad_input("settings", "measure", str(measure), hint, "setting")
    return pd.DataFrame(parts)


def _finite(value: float, mode: object) -> float:
    number = number_of(value, "constants")
    if not np.isfinite(number):
        hint = said("must be a finite number; leave out a mode that doesn't go")
        raise bad_input("settings", "constants", f"{mode}: {number}", hint, "setting")
    return number
