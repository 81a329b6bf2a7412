"""What changes of roads do to travel times, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from transnet.base.language import Text, both
from transnet.report.words.street_words import street_words
from transnet.report.words.words import join, same
from transnet.scenario.street_edits import StreetEdit
from transnet.study.road_result import RoadResult

_LIKE = 0.05


def road_answer(result: RoadResult) -> Text:
    """Say in a sentence or two what the changes do."""
    table = result.measures
    changes = dict(zip(table["measure"], table["change"].tolist(), strict=True))
    change = float(changes["mean_min"])
    before = float(table["before"].iloc[0])
    if math.isnan(change):
        first = both("No trip is possible in both states.")
    elif abs(change) < _LIKE:
        first = both(
            "Trips take as long as before, {before:.1f} minutes on average.", before=before
        )
    else:
        first = both(
            "Trips take {after:.1f} minutes on average, {before:.1f} before ({change:+.1f}).",
            after=before + change,
            before=before,
            change=change,
        )
    told = [first]
    cut = -float(changes["pairs_reached"])
    if cut > 0:
        told.append(both("{count:,.0f} pairs of places are cut off.", count=cut))
    elif cut < 0:
        told.append(both("{count:,.0f} pairs of places are joined anew.", count=-cut))
    longer = float(changes["people_longer"])
    if longer > 0:
        told.append(both("{count:,.0f} people take over a minute longer.", count=longer))
    return join(told, "", " ")


def road_edits(result: RoadResult) -> list[Text]:
    """Say what is done to streets, in the order of the file."""
    return [street_words(each) for each in result.scenario.edit if isinstance(each, StreetEdit)]


def measure_rows(result: RoadResult) -> list[dict[str, Any]]:
    """Return the measures as rows: name, before, after, change, as they are read."""
    return [
        {
            "name": _measure(str(row["measure"])),
            **{key: _figure(row["measure"], row[key]) for key in ("before", "after", "change")},
        }
        for row in result.measures.to_dict("records")
    ]


def loser_rows(result: RoadResult) -> list[dict[str, Any]]:
    """Return who loses most as rows: name, people, before, after, change, cut off."""
    return [_loser(row) for row in result.losers().to_dict("records")]


def _loser(row: Mapping[Any, Any]) -> dict[str, Any]:
    minutes = ("mean_min_before", "mean_min_after", "mean_min_change")
    figures = [_figure("mean_min", row[each]) for each in minutes]
    return {
        "name": same(str(row["name"])),
        "cells": [f"{row['people']:,.0f}", *figures, f"{row['cut_off']:,.0f}"],
    }


def loser_heads() -> list[Text]:
    """Return the heads of the table of who loses most."""
    return [
        both("place"),
        both("people"),
        both("minutes before"),
        both("minutes after"),
        both("change"),
        both("cut off from"),
    ]


def _measure(name: str) -> Text:
    if name.startswith("jobs_within_"):
        minutes = name.removeprefix("jobs_within_").removesuffix("_min")
        return both("within {minutes} minutes, on average of people", minutes=minutes)
    return {
        "mean_min": both("mean minutes"),
        "pairs_reached": both("pairs of places that are joined"),
        "people_longer": both("people who take over a minute longer"),
    }[name]


def _figure(measure: Any, value: Any) -> str:
    number = float(value)
    if math.isnan(number):
        return "–"
    return f"{number:.1f}" if measure == "mean_min" else f"{number:,.0f}"
