"""What the ends of the inputs make of the belts and clusters of the plan, and what of it turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.decision.outcomes import ALL
from transnet.study.belts import BELT_FIGURES, belts_of

if TYPE_CHECKING:
    from transnet.base.units import FloatArray
    from transnet.decision.outcomes import Outcome
    from transnet.model.network import Network

AS_IT_IS = ""
"""Input of the rows where nothing is varied."""
DECIMALS: Mapping[str, int] = {"core_min": 1, "seat_min": 1, "people_within_60": 0}
"""Decimals to which the figures of belts are shown."""
TRIAL_COLUMNS = (
    "input", "end", "group_id", *BELT_FIGURES, *(f"before_{name}" for name in BELT_FIGURES),
)  # fmt: skip
TURNING_COLUMNS = ("group_id", "figure", "turned_by")


def belts_table(
    network: Network, usual: Outcome, varied: Iterable[tuple[str, str, Outcome]]
) -> pd.DataFrame:
    """Return one row a variation and belt, with TRIAL_COLUMNS; the first are as things are.

    varied  what was varied ('' for all inputs together), at which end, and the outcome
    """
    groups = belts_of(network)["group_id"].astype(str).tolist()
    parts = []
    trials = ((name or ALL, end, outcome) for name, end, outcome in varied)
    for name, end, outcome in ((AS_IT_IS, "", usual), *trials):
        figures = np.hstack([outcome.after.belts, outcome.before.belts])
        part = pd.DataFrame(figures, columns=list(TRIAL_COLUMNS[3:]))
        parts.append(part.assign(input=name, end=end, group_id=groups))
    return pd.concat(parts, ignore_index=True)[list(TRIAL_COLUMNS)]


def turning_belts(trials: pd.DataFrame, first: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return which figures of belts turn after a scenario, one row a figure.

    A figure turns where it is nothing in one variation and something in another, or where what it
    gains is, or has another sign, at the decimals of DECIMALS.

    trials  as `belts_table` gives them
    first   trials of the scenario that gains are counted from, after it; None for the state before
    returns group_id, figure, and turned_by: what turns it without the other inputs,
            ';'-separated, '' where it takes several together
    """
    base = _base(trials, first)
    found = []
    for figure in BELT_FIGURES:
        answers = _answers(trials[figure], base[figure], DECIMALS[figure])
        table = trials[["input", "group_id"]].assign(answer=answers)
        usual = table[table["input"] == AS_IT_IS].set_index("group_id")["answer"]
        other = table[table["answer"] != table["group_id"].map(usual)]
        for group, rows in other.groupby("group_id", sort=False):
            alone = dict.fromkeys(name for name in rows["input"] if name != ALL)
            found.append((group, figure, ";".join(alone)))
    return pd.DataFrame(found, columns=list(TURNING_COLUMNS))


def _base(trials: pd.DataFrame, first: pd.DataFrame | None) -> pd.DataFrame:
    """Return what gains are counted from, by the rows of the trials.

    Where the first scenario was not varied so, such as by service plans that it has none of, it is
    as things are.
    """
    if first is None:
        return pd.DataFrame({name: trials[f"before_{name}"] for name in BELT_FIGURES})
    keys = ["input", "end", "group_id"]
    usual = first[first["input"] == AS_IT_IS].set_index("group_id")
    own = trials[keys].merge(first[[*keys, *BELT_FIGURES]], on=keys, how="left")
    found = {name: own[name].fillna(own["group_id"].map(usual[name])) for name in BELT_FIGURES}
    return pd.DataFrame(found).set_index(trials.index)


def _answers(values: pd.Series[float], base: pd.Series[float], digits: int) -> FloatArray:
    """Return a number for each value, the same where it is as much something and gains as much.

    What it is: nothing, finite or not; and the sign of what it gains.
    """
    now, then = values.to_numpy(np.float64), base.to_numpy(np.float64)
    same = (now == then) | (np.isnan(now) & np.isnan(then))
    gain = np.where(same, 0.0, now) - np.where(same, 0.0, then)
    what = _signs(np.where(np.isinf(now), -1.0, now), digits)
    answers: FloatArray = 3 * what + _signs(gain, digits)
    return answers


def _signs(values: FloatArray, digits: int) -> FloatArray:
    signs: FloatArray = np.sign(np.nan_to_num(np.round(values, digits)))
    return signs
