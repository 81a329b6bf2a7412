"""Before and after: who gains and who loses, where the gain falls, and at what cost in equity."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from transnet.accessibility.inputs import at_least, group_codes, one_of, values_there, zone_values
from transnet.accessibility.tables import (
    bad_input,
    numbers_of,
    plain_ids,
    plain_series,
    plain_table,
    prove_one_type,
)
from transnet.base.language import said
from transnet.base.marks import mark_column
from transnet.base.units import FloatArray

Better = Literal["more", "less"]

_AREA = ("people", "before", "after", "change", "change_pct")


def zone_changes(
    before: pd.Series,
    after: pd.Series,
    people: pd.Series,
    *,
    better: Better = "more",
    tolerance: float = 0.0,
    tolerance_pct: float = 0.0,
) -> pd.DataFrame:
    """Return what changes for each zone, and whether it wins or loses.

    before, after  a measure by zone id; inf is a zone cut off, of a measure of which less is better
    people         by zone id, of the same zones
    better         "more" of opportunities, "less" of minutes
    tolerance      change, in units of the measure, up to which a zone stays as it is;
                   tolerance_pct the same in per cent of the value before
    returns        by zone: people, before, after, change (NaN where it is inf before and after),
                   change_pct (NaN from 0 or inf), outcome (wins, loses or same)

    Raises InputError for zones that differ and values that are NaN.

    >>> import pandas as pd
    >>> old, new = pd.Series({"A": 60.0, "B": 50.0}), pd.Series({"A": 45.0, "B": 50.0})
    >>> zone_changes(old, new, pd.Series({"A": 9, "B": 1}), better="less")["outcome"].to_list()
    ['wins', 'same']
    """
    one_of(better, "better", ("more", "less"))
    least, share = at_least(tolerance, "tolerance"), at_least(tolerance_pct, "tolerance_pct")
    before = plain_series(before, "before")
    counts = zone_values(people, before.index, "people")
    old, new = _measure(before, before.index, "before"), _measure(after, before.index, "after")
    with np.errstate(invalid="ignore", divide="ignore"):
        change = new - old
        percent = np.where(np.isfinite(old) & (old != 0), 100.0 * change / np.abs(old), np.nan)
    gain = np.nan_to_num(change if better == "more" else -change, nan=0.0)
    enough = np.maximum(least, share / 100.0 * np.where(np.isfinite(old), np.abs(old), 0.0))
    outcome = np.select([gain > enough, gain < -enough], ["wins", "loses"], "same")
    return pd.DataFrame(
        {
            "people": counts,
            "before": old,
            "after": new,
            "change": change,
            "change_pct": percent,
            "outcome": outcome,
        },
        index=before.index,
    )


def winners_and_losers(changes: pd.DataFrame, groups: pd.Series | None = None) -> pd.DataFrame:
    """Return how many people and zones win, lose and stay as they are, by group.

    changes  as `zone_changes` returns them
    groups   group of each zone by id; None: one group, "all"
    returns  by group: zones_win, zones_lose, zones_same, people_win, people_lose, people_same, and
             mean_change over people (inf where a place with people is cut off or connected, NaN
             without people)

    Raises InputError for zones without a group.

    >>> import pandas as pd
    >>> old, new = pd.Series({"A": 60.0, "B": 50.0}), pd.Series({"A": 45.0, "B": 50.0})
    >>> changes = zone_changes(old, new, pd.Series({"A": 9, "B": 1}), better="less")
    >>> winners_and_losers(changes).loc["all", ["people_win", "mean_change"]].to_list()
    [9.0, -13.5]
    """
    changes = _changes(changes)
    named = pd.Series("all", changes.index)
    names, codes = group_codes(
        named if groups is None else values_there(groups, changes.index, "groups", "has no group")
    )
    people, change = (changes[name].to_numpy(dtype=np.float64) for name in ("people", "change"))
    columns = {}
    for outcome, word in (("wins", "win"), ("loses", "lose"), ("same", "same")):
        chosen = (changes["outcome"] == outcome).to_numpy()
        for what, each in (("zones", np.ones(len(people))), ("people", people)):
            columns[f"{what}_{word}"] = np.bincount(codes, each * chosen, minlength=len(names))
    counted = (people > 0) & ~np.isnan(change)
    heads = np.bincount(codes, people * counted, minlength=len(names))
    totals = np.bincount(codes, np.where(counted, change, 0.0) * people, minlength=len(names))
    columns["mean_change"] = np.divide(
        totals, heads, out=np.full(len(names), np.nan), where=heads > 0
    )
    return pd.DataFrame(columns, index=names)


def spill_over(changes: pd.DataFrame, investing: pd.Series) -> pd.DataFrame:
    """Return how much of a change falls outside the area that invests.

    changes    as `zone_changes` returns them
    investing  by zone id, whether it belongs to the area that invests: true or false, yes or no
    returns    rows inside and outside: people, before and after (means over people), change,
               change_pct, and share (of the people-weighted change that falls there; NaN if it is
               0 or infinite)

    Raises InputError for zones that aren't told apart.
    Source: Gutiérrez, Condeço-Melhorado and Martín, Journal of Transport Geography (2010).

    >>> import pandas as pd
    >>> old, new = pd.Series({"A": 60.0, "B": 50.0}), pd.Series({"A": 45.0, "B": 45.0})
    >>> changes = zone_changes(old, new, pd.Series({"A": 1, "B": 1}), better="less")
    >>> spill_over(changes, pd.Series({"A": True, "B": False}))["share"].to_list()
    [0.75, 0.25]
    """
    changes = _changes(changes)
    here = values_there(investing, changes.index, "investing", "is neither inside nor outside")
    inside = mark_column(here, "investing", needed=True)
    rows = {
        "inside": _area(changes[inside & (changes["people"] > 0).to_numpy()]),
        "outside": _area(changes[~inside & (changes["people"] > 0).to_numpy()]),
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    amounts = (table["change"] * table["people"]).where(table["people"] > 0, 0.0)
    total = float(amounts.sum())
    table["share"] = amounts / total if np.isfinite(total) and total != 0 else np.nan
    return table


def frontier(
    scenarios: pd.DataFrame, efficiency: str, inequality: str, better: Better = "more"
) -> pd.Series:
    """Return which scenarios no other beats both in efficiency and in equity.

    scenarios   one row a scenario
    efficiency  column of which more is better, or less as `better` says; inequality: column of
                which less is better
    returns     bool by scenario; equal ones stand or fall together

    Raises InputError for columns that aren't there or hold NaN.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"jobs": [9, 7, 6], "gini": [0.4, 0.3, 0.35]}, list("abc"))
    >>> frontier(table, "jobs", "gini").to_dict()
    {'a': True, 'b': True, 'c': False}
    """
    one_of(better, "better", ("more", "less"))
    scenarios = plain_table(scenarios, "scenarios")
    gain, evenness = (_figures(scenarios, column) for column in (efficiency, inequality))
    gain, evenness = gain if better == "more" else -gain, -evenness
    at_least_as_good = (gain[:, None] >= gain) & (evenness[:, None] >= evenness)
    better_somewhere = (gain[:, None] > gain) | (evenness[:, None] > evenness)
    return pd.Series(~(at_least_as_good & better_somewhere).any(axis=0), scenarios.index)


def _figures(table: pd.DataFrame, column: str) -> FloatArray:
    if not isinstance(column, str) or list(table.columns).count(column) != 1:
        hint = said("must be a column of the scenarios, and there once")
        raise bad_input("scenarios", str(column), "", hint, "missing_column")
    found = numbers_of(table[column], "scenarios", column)
    if np.isnan(found).any():
        raise bad_input("scenarios", column, "", said("must be without gaps"), "missing_column")
    return found


def _changes(changes: pd.DataFrame) -> pd.DataFrame:
    table = plain_table(changes, "changes")
    missing = [name for name in (*_AREA, "outcome") if name not in table.columns]
    if missing:
        hint = said("isn't a column; the table is what zone_changes returns")
        raise bad_input("changes", missing[0], "", hint, "missing_column")
    for name in _AREA:
        numbers_of(table[name], "changes", name)
    plain_ids(table.index, "changes", "id")
    return table


def _measure(values: pd.Series, zones: pd.Index, what: str) -> FloatArray:
    series = plain_series(values, what)
    prove_one_type(zones, series.index, "before", what)
    if set(series.index) != set(zones):
        raise bad_input(
            what, "id", "", said("must hold the same zones as before, once each"), "zones"
        )
    found = numbers_of(series.loc[zones], what, "value")
    bad = np.isnan(found) | (found == -np.inf)
    if bad.any():
        hint = said("is NaN or -inf; drop the zone or give it a value")
        raise bad_input(what, "value", str(zones[bad][0]), hint, "bad_value")
    return found


def _area(zones: pd.DataFrame) -> dict[str, float]:
    counts = zones["people"].to_numpy(dtype=np.float64)
    heads = float(counts.sum())
    if heads == 0:
        empty = float("nan")
        return dict.fromkeys(_AREA, empty) | {"people": 0.0}
    old, new = (float(zones[state].to_numpy() @ counts) / heads for state in ("before", "after"))
    change = new - old if np.isfinite(old) or np.isfinite(new) else float("nan")
    percent = 100.0 * change / old if np.isfinite(old) and old != 0 else float("nan")
    return dict(zip(_AREA, (heads, old, new, change, percent), strict=True))
