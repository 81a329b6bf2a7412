"""Several ways at once: the logsum over modes, and a measure for each of many cost tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from transnet.analysis.accessibility.inputs import at_least, bad_input, cost_matrix


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
    added = dict(constants or {})
    if not modes or set(added) - set(modes):
        hint = f"must name some of {', '.join(modes) or 'at least one mode'}"
        raise bad_input("settings", "constants", ", ".join(added), hint, "setting")
    tables = {mode: cost_matrix(table, cost) for mode, table in modes.items()}
    first = next(iter(tables.values()))
    sums = np.full(first.shape, -np.inf)
    for mode, table in tables.items():
        if set(table.index) != set(first.index) or set(table.columns) != set(first.columns):
            raise bad_input("costs", "id", mode, "has other zones than the first mode", "zones")
        costs = table.loc[first.index, first.columns].to_numpy() + added.get(mode, 0.0)
        sums = np.logaddexp(sums, -rate * costs)
    return pd.DataFrame(-sums / rate, first.index, first.columns)


def for_each(
    costs: pd.DataFrame, by: str, measure: Callable[[pd.DataFrame], pd.Series]
) -> pd.DataFrame:
    """Return a measure of each part of a long table: one column a percentile, hour or mode.

    costs    long table with the column `by` besides what the measure reads
    measure  from the part's costs to a value by zone
    returns  zones down, values of `by` across; NaN for a zone that a part doesn't hold

    Raises InputError for a column that isn't there.

    >>> import pandas as pd
    >>> from transnet.analysis.accessibility.reach import cumulative
    >>> times = pd.DataFrame(
    ...     {"from_id": "A", "to_id": "B", "percentile": [10, 90], "travel_min": [20, 40]}
    ... )
    >>> for_each(times, "percentile", lambda part: cumulative(part, {"B": 5}, 30)).to_numpy()
    array([[5., 0.]])
    """
    if by not in costs.columns:
        raise bad_input("costs", by, "", "isn't a column of the costs", "missing_column")
    parts = {value: measure(part) for value, part in costs.groupby(by, sort=True)}
    return pd.DataFrame(parts)
