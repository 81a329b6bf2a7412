"""All holes of a network's tables, beside the exceptions that the tables name."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from transnet.model.network import Network
from transnet.travel.model import TravelModel
from transnet.travel.validation.hole_rows import HOLE_COLUMNS, LIMITS, HoleLimits, Names
from transnet.travel.validation.published import published_holes
from transnet.travel.validation.rail_holes import rail_holes
from transnet.travel.validation.road_holes import road_holes
from transnet.travel.validation.trip_holes import trip_holes

_Record = Mapping[Hashable, Any]


def find_holes(model: TravelModel, limits: HoleLimits = LIMITS) -> pd.DataFrame:
    """Return what the tables of a network likely lack, with the reasons of exceptions.

    Rules for services see `RailTrips`, for roads `road_holes`, for trips to places outside
    `trip_holes`, for fastest trains `published_holes`.

    returns  HOLE_COLUMNS, then reason_zh and reason_en from the table exceptions; empty for holes
             that nothing excuses
    """
    parts = (
        rail_holes(model, limits),
        road_holes(model.network, limits),
        trip_holes(model, limits),
        published_holes(model, limits),
    )
    holes = pd.concat(parts, ignore_index=True)
    exceptions = model.network["exceptions"].to_dict("records")
    reasons = [_reason(exceptions, hole) for hole in holes.to_dict("records")]
    return holes.assign(reason_zh=[zh for zh, _ in reasons], reason_en=[en for _, en in reasons])


def stale_exceptions(network: Network, holes: pd.DataFrame) -> pd.DataFrame:
    """Return exceptions that excuse none of the holes: rule, ends with names, and the reasons.

    The names of an end that stands for any are empty.
    """
    names = Names(network)
    found = holes.to_dict("records")
    rows = []
    for row in network["exceptions"].to_dict("records"):
        if any(_excuses(row, hole) for hole in found):
            continue
        named: dict[Hashable, Any] = {}
        for end in ("from", "to"):
            own_id = str(row[f"{end}_id"])
            named[f"{end}_zh"] = names.zh(own_id) if own_id else ""
            named[f"{end}_en"] = names.en(own_id) if own_id else ""
        rows.append({**row, **named})
    return pd.DataFrame(rows, columns=[*HOLE_COLUMNS[:7], "reason_zh", "reason_en"])


def _excuses(row: _Record, hole: _Record) -> bool:
    """Whether an exception names a hole, in whichever order of the ends."""
    if row["rule"] != hole["rule"]:
        return False
    ends = {hole["from_id"], hole["to_id"]}
    return {row["from_id"], row["to_id"]} == ends or (not row["to_id"] and row["from_id"] in ends)


def _reason(exceptions: list[dict[Hashable, Any]], hole: _Record) -> tuple[str, str]:
    """Return why a hole is none, in Chinese and English; empty where no exception names it."""
    for row in exceptions:
        if _excuses(row, hole):
            return str(row["reason_zh"]), str(row["reason_en"])
    return "", ""
