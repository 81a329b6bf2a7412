"""Why a county loses: its trips that take longer, and what they are made of instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.base.language import both
from transnet.report.words.longer_trip import MORE_MIN
from transnet.report.words.short_names import place_texts
from transnet.report.words.trip_parts import PART_NAMES, Parts, parts_more, parts_of_row
from transnet.report.words.words import Text, in_prose, join, minutes, same

if TYPE_CHECKING:
    from transnet.study.result import Result

_COUNTIES = 3
_LESS = ("displacement", "road", "drive")
_WORTH_MIN = 1.0


def losers(result: Result) -> list[Text]:
    """Return a sentence for each of the counties that lose most by the measures' headline.

    One more names the counties that gain by it though no trip of theirs is better. Only of measures
    by the best means, of which the legs are known.
    """
    gains = result.gains
    if gains.settings.using != "best":
        return []
    table = gains.of(gains.headline_measure)
    column = "change" if gains.row(gains.headline_measure)["unit"] == "min" else "change_pct"
    lost = table[table["outcome"] == "loses"]
    order = lost[column].abs().sort_values(ascending=False, kind="stable").index
    said = [_of_county(result, row) for row in lost.loc[order][:_COUNTIES].to_dict("records")]
    won = [str(place) for place in table.loc[table["outcome"] == "wins", "place_id"]]
    return [each for each in (*said, _in_minutes_alone(result, won)) if each]


def _in_minutes_alone(result: Result, places: Sequence[str]) -> Text:
    """Name the counties of which no trip is better as trips are chosen, and their parts."""
    trips = result.travel_times
    better = trips[trips["chosen_after_min"] < trips["chosen_before_min"]]
    alone = [place for place in places if place not in set(better["from_id"])]
    if not alone:
        return same("")
    fewer = trips["before_min"] - trips["after_min"] >= MORE_MIN
    told_of = trips[trips["from_id"].isin(alone) & fewer]
    names = place_texts(result.after.network)
    said = both(
        "in minutes alone {names} gain: no trip from there is better as trips are chosen",
        names=join((names[place] for place in alone), "、", ", "),
    )
    if told_of.empty:
        return said
    before, after = (_mean_parts(told_of, state) for state in ("before", "after"))
    return join([said, both("on average {parts}", parts=parts_more(before, after))])


def why_longer(row: Mapping[Any, Any]) -> Text:
    """Say in which parts a trip that takes longer does so; '' for one that doesn't.

    row  of `Result.travel_times`
    """
    if not row["after_min"] - row["before_min"] >= MORE_MIN:
        return same("")
    before, after = (parts_of_row(row, state) for state in ("before", "after"))
    said = parts_more(before, after)
    if not row["chosen_after_min"] < row["chosen_before_min"]:
        return said
    return join([said, _for_less(before, after)])


def _of_county(result: Result, county: Mapping[Any, Any]) -> Text:
    trips = result.travel_times
    trips = trips[trips["from_id"] == county["place_id"]]
    trips = trips[trips["after_min"] - trips["before_min"] >= MORE_MIN]
    name = Text(str(county["name_zh"]), str(county["name_en"]))
    reached = np.isfinite(trips["after_min"].to_numpy(np.float64))
    cut_off = both("{name}: {count} trips have no way left", name=name, count=int((~reached).sum()))
    said = [] if reached.all() else [cut_off]
    if reached.any():
        said.append(_of_trips(result, name, trips[reached]))
    return in_prose(join(said))


def _of_trips(result: Result, name: Text, trips: pd.DataFrame) -> Text:
    """Say of a county's trips that take longer how many, in which parts, and which most."""
    better = trips[trips["chosen_after_min"] < trips["chosen_before_min"]]
    told_of = better if len(better) > len(trips) / 2 else trips.drop(better.index)
    before, after = (_mean_parts(told_of, state) for state in ("before", "after"))
    most = trips.iloc[int((trips["after_min"] - trips["before_min"]).to_numpy().argmax())]
    old, new = (minutes(float(most[f"{state}_min"])) for state in ("before", "after"))
    count = both("{name}: {count} trips take a minute or more longer", name=name, count=len(trips))
    chosen = same("")
    if len(better) == len(trips):
        chosen = both("all of them better as trips are chosen")
    elif len(better):
        chosen = both("{count} of them better as trips are chosen", count=len(better))
    parts = both("on average {parts}", parts=parts_more(before, after))
    why = _for_less(before, after) if told_of is better else same("")
    to = place_texts(result.after.network)[str(most["to_id"])]
    largest = both("most to {place}, {before} → {after}", place=to, before=old, after=new)
    return join([join([count, chosen], "，", ", "), parts, why, largest])


def _mean_parts(trips: pd.DataFrame, state: str) -> Parts:
    each = pd.DataFrame([parts_of_row(row, state) for row in trips.to_dict("records")])
    return {str(part): float(value) for part, value in each.mean().items()}


def _for_less(before: Parts, after: Parts) -> Text:
    """Say what a trip that is better takes less of beside riding; '' for nothing."""
    less = [PART_NAMES[part] for part in _LESS if before[part] - after[part] >= _WORTH_MIN]
    return both("chosen for less of {parts}", parts=join(less, "、", ", ")) if less else same("")
