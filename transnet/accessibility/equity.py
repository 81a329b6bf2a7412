"""How evenly something is spread over people: one value a zone, weighed by those who live there.

Zones without people don't count, whatever their value. A value that is missing or infinite where
people live is an error: say what an unreachable zone is worth before asking how unequal it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.accessibility.inputs import (
    at_least,
    group_codes,
    one_of,
    some_numbers,
    values_there,
    zone_values,
)
from transnet.accessibility.tables import bad_input, numbers_of, plain_series, prove_one_type
from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.base.units import FloatArray

_ROUNDING = 1e-12  # of a share of people, by which sums of fractions may differ


@dataclass(frozen=True, eq=False, repr=False)
class Theil(Shown):
    """A Theil index and its parts.

    total    0 if all have the same
    between  what is left when everyone in a group has the group's mean; within: the rest
    groups   by group: people, mean, index (inside the group), between, within (what the group adds
             to each part; the former may be negative)
    """

    total: float
    between: float
    within: float
    groups: pd.DataFrame


def lorenz_curve(
    values: pd.Series, people: pd.Series, ranked_by: pd.Series | None = None
) -> pd.DataFrame:
    """Return the Lorenz curve; the concentration curve where people are ranked by something else.

    values     by zone id, 0 or more; people: by zone id
    ranked_by  such as income, by zone id; those with the same stand together
    returns    people_share and value_share, both rising from 0 to 1; value_share is NaN if nobody
               has anything

    Raises InputError for missing zones, values that can't be counted, and no people at all.
    Source: Lorenz, Publications of the American Statistical Association 9 (1905).

    >>> import pandas as pd
    >>> lorenz_curve(pd.Series({"A": 3, "B": 1}), pd.Series({"A": 1, "B": 1})).to_numpy().tolist()
    [[0.0, 0.0], [0.5, 0.25], [1.0, 1.0]]
    """
    if ranked_by is None:
        held, counts = _populated(values, people)
        rank = held
    else:
        held, counts, rank = _populated(values, people, ranked_by)
    _, place = np.unique(rank, return_inverse=True)
    heads = np.bincount(place, counts).astype(np.float64)
    amounts = np.bincount(place, counts * held).astype(np.float64)
    return pd.DataFrame({"people_share": _cumulated(heads), "value_share": _cumulated(amounts)})


def gini(values: pd.Series, people: pd.Series) -> float:
    """Return the Gini index: 0 if all have the same, towards 1 if one has all.

    NaN if nobody has any.

    Raises InputError as `lorenz_curve` does.
    Source: Gini (1914); twice the area between the Lorenz curve and the diagonal.

    >>> import pandas as pd
    >>> gini(pd.Series({"A": 3, "B": 1}), pd.Series({"A": 1, "B": 1}))
    0.25
    """
    return float(np.maximum(_twice_area(lorenz_curve(values, people)), 0.0))  # not -1e-17


def concentration_index(
    values: pd.Series,
    people: pd.Series,
    ranked_by: pd.Series,
    kind: Literal["standard", "corrected"] = "standard",
    *,
    bounds: tuple[float, float] | None = None,
    ties: Literal["together", "as_given"] = "together",
) -> float:
    """Return how much the value is with those of high (above 0) or low rank (below 0), -1 to 1.

    ranked_by  such as income per head, by zone id; zones without it but with people are an error
    kind       standard (Wagstaff, Paci and van Doorslaer 1991), or corrected for the bounds of the
               value (Erreygers, Journal of Health Economics 28, 2009)
    bounds     least and largest value there can be; None: that there is where people live
    ties       zones of the same rank stand together, or one after another in the order of `people`,
               which makes the index depend on that order, as other tools do
    returns    NaN if nobody has any (standard), or all have the same (corrected)

    Raises InputError as `lorenz_curve` does.

    >>> import pandas as pd
    >>> jobs, people = pd.Series({"A": 3, "B": 1}), pd.Series({"A": 1, "B": 1})
    >>> concentration_index(jobs, people, pd.Series({"A": 500, "B": 900}))
    -0.25
    """
    one_of(kind, "kind", ("standard", "corrected"))
    if one_of(ties, "ties", ("together", "as_given")) == "as_given":
        ranks = plain_series(ranked_by, "ranked_by").reindex(plain_series(people, "people").index)
        figures = pd.Series(numbers_of(ranks, "ranked_by", "value"), ranks.index)
        ranked_by = figures.rank(method="first")
    standard = _twice_area(lorenz_curve(values, people, ranked_by))
    if kind == "standard":
        return standard
    held, counts = _populated(values, people)
    seen = (float(held.min()), float(held.max()))
    low, high = seen if bounds is None else some_numbers(bounds, "bounds", 2)
    if not (low <= held.min() and held.max() <= high < np.inf):
        hint = said("must hold all values, {min:g} to {max:g}", min=held.min(), max=held.max())
        raise bad_input("settings", "bounds", str(bounds), hint, "setting")
    spread = high - low
    return 4.0 * _mean(held, counts) * standard / spread if spread > 0 else float("nan")


def theil(
    values: pd.Series,
    people: pd.Series,
    groups: pd.Series | None = None,
    kind: Literal["T", "L"] = "T",
) -> Theil:
    """Return Theil's T or L (mean log deviation), with its parts between and within groups.

    groups   group of each zone by id; None: one group
    kind     T weighs a group by its share of the value, L by its share of the people
    returns  see Theil; T counts 0 ln 0 as 0, L is inf if anyone has nothing, both NaN if nobody
             has any

    Raises InputError as `lorenz_curve` does, and for zones with people but no group.
    Source: Theil, Economics and Information Theory (1967); Shorrocks, Econometrica 48 (1980).

    >>> import pandas as pd
    >>> result = theil(pd.Series({"A": 3, "B": 1}), pd.Series({"A": 1, "B": 1}))
    >>> round(result.total, 4), result.between
    (0.1308, 0.0)
    """
    one_of(kind, "kind", ("T", "L"))
    held, counts = _populated(values, people)
    names, place = _groups(people, groups)
    heads = np.bincount(place, counts)
    means = np.bincount(place, counts * held) / heads
    mean = _mean(held, counts) if held.any() else float("nan")
    term = _theil_t if kind == "T" else _theil_l
    each = np.bincount(place, counts * term(held, means[place])) / heads
    share = heads / heads.sum()
    weight = share * _ratio(means, np.full(len(means), mean)) if kind == "T" else share
    within = weight * each
    between = share * term(means, np.full(len(means), mean))
    if not held.any():
        between = between * np.nan
    table = pd.DataFrame(
        {"people": heads, "mean": means, "index": each, "between": between, "within": within},
        index=names,
    )
    totals = float(between.sum()), float(within.sum())
    return Theil(sum(totals), *totals, table)


def palma_ratio(
    values: pd.Series,
    people: pd.Series,
    ranked_by: pd.Series,
    low: float = 0.4,
    high: float = 0.9,
) -> float:
    """Return the mean of the highest-ranked tenth over that of the lowest-ranked two fifths.

    A zone stands wholly on one side: in the lower group if its rank isn't above that of who stands
    at the `low` share of people, in the upper if it is above that at the `high` share. Shares are
    the same whether people are counted one by one, in thousands or as weights.

    ranked_by  such as income per head, by zone id
    returns    inf if only the lower have nothing, NaN if both have nothing or a group is empty

    Raises InputError as `lorenz_curve` does, and unless 0 < low <= high < 1.
    Source: Palma, Development and Change 42 (2011), on means in place of shares.

    >>> import pandas as pd
    >>> jobs, people = pd.Series({"A": 2, "B": 3, "C": 6}), pd.Series({"A": 5, "B": 4, "C": 1})
    >>> palma_ratio(jobs, people, pd.Series({"A": 1, "B": 2, "C": 3}))
    3.0
    """
    low, high = some_numbers((low, high), "low, high")
    if not 0 < low <= high < 1:
        raise bad_input(
            "settings", "low, high", f"{low}, {high}", said("must be in 0 to 1"), "setting"
        )
    held, counts, rank = _populated(values, people, ranked_by)
    poor = rank <= _quantile(rank, counts, low)
    rich = rank > _quantile(rank, counts, high)
    if not (poor.any() and rich.any()):
        return float("nan")
    return float(
        _ratio(
            np.array([_mean(held[rich], counts[rich])]), np.array([_mean(held[poor], counts[poor])])
        )[0]
    )


def poverty(values: pd.Series, people: pd.Series, line: float) -> tuple[float, float, float]:
    """Return the Foster-Greer-Thorbecke indices 0 to 2 of those who have less than the line.

    returns  share of people below; mean gap to the line, as share of it; mean square of that gap

    Raises InputError as `lorenz_curve` does, and for a line that isn't above 0.
    Source: Foster, Greer and Thorbecke, Econometrica 52 (1984).

    >>> import pandas as pd
    >>> poverty(pd.Series({"A": 5, "B": 20}), pd.Series({"A": 1, "B": 3}), 10)
    (0.25, 0.125, 0.0625)
    """
    limit = at_least(line, "line", above=True)
    held, counts = _populated(values, people)
    gap = np.maximum(limit - held, 0.0) / limit
    below = (held < limit).astype(np.float64)
    return (_mean(below, counts), _mean(gap, counts), _mean(np.square(gap), counts))


def coefficient_of_variation(values: pd.Series, people: pd.Series) -> float:
    """Return the standard deviation over the mean, both over people; NaN if nobody has any.

    Raises InputError as `lorenz_curve` does.

    >>> import pandas as pd
    >>> coefficient_of_variation(pd.Series({"A": 3, "B": 1}), pd.Series({"A": 1, "B": 1}))
    0.5
    """
    held, counts = _populated(values, people)
    mean = _mean(held, counts)
    if mean == 0:
        return float("nan")
    return float(np.sqrt(_mean(np.square(held - mean), counts))) / mean


def _populated(values: pd.Series, people: pd.Series, *others: pd.Series) -> tuple[FloatArray, ...]:
    """Return values, people and what else belongs to them, of zones with people."""
    people = plain_series(people, "people")
    counts = zone_values(people, people.index, "people")
    lived_in = people.index[counts > 0]
    if not len(lived_in):
        raise bad_input("people", "", "", said("has no people at all"), "no_people")
    _all_lived_in(plain_series(values, "values"), people.index)
    parts = [_there(values, lived_in, "values"), counts[counts > 0]]
    return (*parts, *(_there(other, lived_in, "ranked_by") for other in others))


def _all_lived_in(values: pd.Series, zones: pd.Index) -> None:
    """Refuse a value at a zone of which nobody says how many live there: it isn't nobody."""
    prove_one_type(zones, values.index, "people", "values")
    lost = values.index[~values.index.isin(zones) & values.notna().to_numpy()]
    if len(lost):
        hint = said(
            "has a value but isn't in the people ({count} such); add it, 0 if empty",
            count=len(lost),
        )
        raise bad_input("people", "id", str(lost[0]), hint, "missing_zone")


def _there(values: pd.Series, lived_in: pd.Index, what: str) -> FloatArray:
    signed = what == "ranked_by"
    series = plain_series(values, what)
    prove_one_type(lived_in, series.index, "people", what)
    return zone_values(series[series.index.isin(lived_in)], lived_in, what, signed=signed)


def _groups(people: pd.Series, groups: pd.Series | None) -> tuple[pd.Index, npt.NDArray[np.intp]]:
    series = plain_series(people, "people")
    lived_in = series.index[numbers_of(series, "people", "value") > 0]
    if groups is None:
        return pd.Index(["all"]), np.zeros(len(lived_in), dtype=np.intp)
    return group_codes(values_there(groups, lived_in, "groups", "has people but no group"))


def _mean(values: FloatArray, counts: FloatArray) -> float:
    return float(values @ counts / counts.sum())


def _cumulated(parts: FloatArray) -> FloatArray:
    total = parts.sum()
    sums = np.concatenate([[0.0], np.cumsum(parts)])
    shares: FloatArray = np.divide(sums, total, out=np.full(len(sums), np.nan), where=total > 0)
    shares[0] = 0.0
    return shares


def _twice_area(curve: pd.DataFrame) -> float:
    people, value = curve["people_share"].to_numpy(), curve["value_share"].to_numpy()
    return 1.0 - float(np.sum(np.diff(people) * (value[1:] + value[:-1])))


def _ratio(values: FloatArray, means: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: FloatArray = values / means
    return quotient


def _theil_t(values: FloatArray, means: FloatArray) -> FloatArray:
    """Return r ln r of the ratio to the mean, 0 where all in a group have nothing."""
    ratio = np.where(means > 0, _ratio(values, means), 1.0)
    terms: FloatArray = ratio * np.log(np.where(ratio > 0, ratio, 1.0))
    return terms


def _theil_l(values: FloatArray, means: FloatArray) -> FloatArray:
    """Return ln of the mean over the value: inf for who has nothing in a group that has some."""
    ratio = np.where(means > 0, _ratio(means, values), 1.0)
    logs: FloatArray = np.log(ratio)
    return logs


def _quantile(rank: FloatArray, counts: FloatArray, share: float) -> float:
    """Return the rank of who stands at a share of people, counted from the lowest rank."""
    order = np.argsort(rank, kind="stable")
    heads = np.cumsum(counts[order])
    at = np.searchsorted(heads, (share - _ROUNDING) * heads[-1])
    return float(rank[order[min(int(at), len(order) - 1)]])
