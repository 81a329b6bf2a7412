"""How near the core and the own seat are to the people of each belt and cluster of the plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from transnet.base.units import FloatArray
from transnet.scenario.select import split_ids
from transnet.study.evaluate import Evaluation

KINDS = ("core", "belt", "cluster")
BELT_COLUMNS = (
    "group_id", "kind", "name_zh", "name_en", "people", "core_min", "seat_min",
    "people_within_60",
)  # fmt: skip


def belt_readings(state: Evaluation) -> pd.DataFrame:
    """Return the core, belts and clusters of the plan, one row each, for a network state.

    returns  group_id, kind, name_zh, name_en, people, core_min and seat_min (minutes to the core
             and to the own city's seat, mean over the counties weighted by their people; inf where
             a county has no way, NaN where nobody is known to live), people_within_60 (of the core)
    """
    places = state.places.set_index("place_id")
    table = state.network["groups"]
    rows = []
    for group in table[table["kind"].isin(KINDS)].to_dict("records"):
        members = places.loc[split_ids(group["members"])]
        people = members["people"].to_numpy(dtype=np.float64)
        rows.append(
            {
                **{name: group[name] for name in ("group_id", "kind", "name_zh", "name_en")},
                "people": float(people.sum()),
                "core_min": _mean(members["core_min"], people),
                "seat_min": _mean(members["seat_min"], people),
                "people_within_60": float(members["people_within_60"].sum()),
            }
        )
    return pd.DataFrame(rows, columns=list(BELT_COLUMNS))


def _mean(minutes: pd.Series[float], people: FloatArray) -> float:
    return float(np.average(minutes, weights=people)) if people.sum() > 0 else float("nan")
