"""Fastest trains of the model against the times that railways and newspapers published."""

from __future__ import annotations

import pandas as pd

from transnet.travel.model import TravelModel
from transnet.travel.validation.hole_rows import LIMITS, HoleLimits, Names, hole_table

PUBLISHED_COLUMNS = (
    "from_id", "from_zh", "from_en", "to_id", "to_zh", "to_en", "observed", "published_min",
    "modelled_min", "error_pct", "source",
)  # fmt: skip

_DAY = r"\d{4}(?:-\d\d){0,2}"


def compare_published(model: TravelModel) -> pd.DataFrame:
    """Return the fastest trains that were published for stations outside the cluster.

    A row of observed_rail counts that is found, gives a fastest time and no median (a timetable
    gives both), names a day, month or year until the model's day, and has an end in no city of the
    network; of several for a pair the newest counts.

    returns  PUBLISHED_COLUMNS; modelled_min is the fastest ride, changes within stations included,
             inf where no train runs
    """
    network = model.network
    table = network["observed_rail"]
    city = network["stations"].set_index("station_id")["city_id"]
    outside = [table[end].map(city).fillna("") == "" for end in ("from_station", "to_station")]
    known = table["observed"].str.fullmatch(_DAY) & (table["observed"] <= network.when.isoformat())
    fastest_only = table["fastest_min"].notna() & table["median_min"].isna()
    found = table[known & fastest_only & (table["basis"] == "found") & (outside[0] | outside[1])]
    found = found.sort_values("observed", kind="stable")
    found = found.drop_duplicates(["from_station", "to_station"], keep="last")
    names = Names(network)
    rows = []
    for row in found.sort_values(["from_station", "to_station"]).to_dict("records"):
        start, end = str(row["from_station"]), str(row["to_station"])
        modelled = model.in_train([start], [end]).travel_min
        rows.append(
            {
                "from_id": start,
                "from_zh": names.zh(start),
                "from_en": names.en(start),
                "to_id": end,
                "to_zh": names.zh(end),
                "to_en": names.en(end),
                "observed": row["observed"],
                "published_min": row["fastest_min"],
                "modelled_min": modelled,
                "error_pct": 100 * (modelled / row["fastest_min"] - 1),
                "source": row["source"],
            }
        )
    return pd.DataFrame(rows, columns=list(PUBLISHED_COLUMNS))


def published_holes(model: TravelModel, limits: HoleLimits = LIMITS) -> pd.DataFrame:
    """Return pairs whose fastest train is off the published time by more than `published_ratio`.

    value: the error as a share of the published time, see `HOLE_COLUMNS`.
    """
    rows = (
        {
            "rule": "published",
            "from_id": row["from_id"],
            "to_id": row["to_id"],
            "value": row["error_pct"] / 100,
            "limit": limits.published_ratio,
            "unit": "1",
            "why_zh": f"{row['from_zh']}—{row['to_zh']}:公布最快{row['published_min']:.0f} min"
            f"({row['observed']}),推算{row['modelled_min']:.0f} min",
            "why_en": f"{row['from_en']}–{row['to_en']}: {row['published_min']:.0f} min published "
            f"({row['observed']}), {row['modelled_min']:.0f} min modelled",
        }
        for row in compare_published(model).to_dict("records")
        if not abs(row["error_pct"]) <= 100 * limits.published_ratio
    )
    return hole_table(model.network, rows)
