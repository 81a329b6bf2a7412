"""The answer in one sentence, computed from the verdicts and the trips."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.report.words.comparison_words import has_plan
from transnet.report.words.doubt import NO_DOUBTS, Doubts
from transnet.report.words.figures import range_of_counts
from transnet.report.words.journeys import seat_trips
from transnet.report.words.readings import Reading
from transnet.report.words.short_names import place_texts
from transnet.report.words.without_car_words import own_changes
from transnet.report.words.words import DOUBT, Text, in_prose, join, minutes, same

if TYPE_CHECKING:
    from transnet.study.result import Result

_WORTH_MIN = 1.0
_STATES = ("before", "after")
_UNJUDGED = Text("网络没有目标，因此不作达标判断", "the network has no targets, so none is judged")


def answer(result: Result, found: Sequence[Reading], doubts: Doubts = NO_DOUBTS) -> Text:
    """Return what the scenario does to the hour, what it brings, and how far the hour still is.

    Speaks of the headline readings, or of all targets where a scenario judges none of them.
    """
    headline = [reading for reading in found if reading.headline]
    circle = headline and has_plan(result.after.network)
    what = Text("“一小时圈”", "the one-hour circle") if circle else Text("目标", "the targets")
    judged = headline or list(found)
    counts = _counts(judged, what) + _ends(judged, doubts) if judged else _UNJUDGED
    sentence = in_prose(join([counts, _brings(result, doubts), _missing(judged)]))
    return Text(sentence.zh + "。", sentence.en[:1].upper() + sentence.en[1:] + ".")


def _counts(judged: Sequence[Reading], what: Text) -> Text:
    total = len(judged)
    before = sum(reading.before.met for reading in judged)
    after = sum(reading.after.met for reading in judged)
    moved = sum(reading.moved for reading in judged)
    if after != before:
        return Text(
            f"{what.zh}的 {total} 种口径由 {before} 种达标变为 {after} 种达标",
            f"{after} of {total} readings of {what.en} are met, {before} before",
        )
    if moved:
        return Text(
            f"{what.zh}的 {total} 种口径仍是 {after} 种达标，{moved} 种有变化",
            f"{after} of {total} readings of {what.en} are met, as before, and {moved} "
            f"{'moves' if moved == 1 else 'move'}",
        )
    return Text(
        f"{what.zh}没有变化，{total} 种口径仍是 {after} 种达标",
        f"no change for {what.en}, {after} of {total} readings met",
    )


def _ends(judged: Sequence[Reading], doubts: Doubts) -> Text:
    """Return the fewest and the most that are met between the ends of the inputs."""
    ends = doubts.met_range([reading.target_id for reading in judged])
    between = range_of_counts(*ends) if ends else same("")
    if not between:
        return between
    return Text(f"（输入取低至高：{between.zh} 种）", f" ({between.en} from low to high inputs)")


def _brings(result: Result, doubts: Doubts) -> Text:
    """Return the largest gain and the largest loss of a trip from one of the cluster's seats.

    The loss comes first where more minutes are lost than saved.

    Losses are ranked by the minutes that trips are chosen by: a trip that takes longer may make up
    for it by less displacement, or by less driving to its station. A gain is in doubt where what
    happens to the trip is, or where another one may gain more.
    """
    names = place_texts(result.after.network)
    trips = sorted(seat_trips(result).to_dict("records"), key=lambda trip: -trip["saved_min"])
    parts = []
    if trips and trips[0]["saved_min"] >= _WORTH_MIN:
        gain = _turn(Text("省时最多的是", "the largest gain is "), names, trips[0])
        ends = (trips[0]["from_id"], trips[0]["to_id"])
        plans = doubts.plans(*ends)
        if plans:
            gain += Text(f"（{plans.zh}）", f" ({plans.en})")
        parts.append(gain + _doubt(doubts.trip(*ends) or not doubts.leads()))
    lost = [trip for trip in trips if trip["saved_min"] <= -_WORTH_MIN]
    if lost:
        most = max(lost, key=lambda trip: trip["chosen_after_min"] - trip["chosen_before_min"])
        loss = _turn(Text("变慢最多的是", "the largest loss is "), names, most)
        loss += _as_chosen(most)
        parts.append(loss + _doubt(doubts.trip(most["from_id"], most["to_id"])))
    if sum(trip["saved_min"] for trip in trips if math.isfinite(trip["saved_min"])) < 0.0:
        parts.reverse()  # what it does in the main comes first
    if not parts and not doubts.leads():
        return Text(
            f"各市出行时间没有变化{DOUBT}", f"no trip from the cities' seats changes {DOUBT}"
        )
    none = Text("各市出行时间没有变化", "no trip from the cities' seats changes")
    return join(parts, "，", " and ") if parts else join([none, _without_car(result)])


def _without_car(result: Result) -> Text:
    """Return what changes most for those without a car, where nothing does for the others."""
    core = result.after.network.info.core_place_id
    to_core = own_changes(result, to=[core])
    changes = to_core if len(to_core) else own_changes(result)
    changes = changes[np.isfinite(changes["saved_min"].to_numpy())]
    if changes.empty:
        return same("")
    most = changes.iloc[0].to_dict()
    what = Text("无车者变化最大的是", "without a car the largest change is ")
    return _turn(what, place_texts(result.after.network), most)


def _doubt(turns: bool) -> Text:
    return Text(DOUBT, f" {DOUBT}") if turns else same("")


def _turn(what: Text, names: Mapping[str, Text], trip: Mapping[Any, Any]) -> Text:
    start, end = names[trip["from_id"]], names[trip["to_id"]]
    old, new = minutes(trip["before_min"]), minutes(trip["after_min"])
    return Text(
        f"{what.zh}{start.zh}至{end.zh}，由 {old.zh}变为 {new.zh}",
        f"{what.en}{start.en}–{end.en}, from {old.en} to {new.en}",
    )


def _as_chosen(trip: Mapping[Any, Any]) -> Text:
    """Return the minutes that trips are chosen by; empty where they are no others."""
    ends = [(minutes(trip[f"{end}_min"]), minutes(trip[f"chosen_{end}_min"])) for end in _STATES]
    if all(plain == chosen for plain, chosen in ends):
        return same("")
    (_, old), (_, new) = ends
    return Text(
        f"（计入错时和过远的接驳驾车，由 {old.zh}变为 {new.zh}）",
        f" (with displacement and long drives to stations counted, from {old.en} to {new.en})",
    )


def _missing(judged: Sequence[Reading]) -> Text:
    """Return the largest shortfall of the readings in minutes, and of those in people."""
    parts = []
    pairs = [reading for reading in judged if reading.of_pairs and not reading.after.met]
    if pairs:
        worst = max(pairs, key=lambda reading: reading.after.shortfall)
        over, where = worst.missing(worst.after), worst.where(worst.after)
        if math.isinf(worst.after.shortfall):
            parts.append(Text(f"{where.zh}不可达", f"there is no way for {where.en}"))
        else:
            parts.append(
                Text(
                    f"最差一对仍超 {over.zh}（{where.zh}）",
                    f"the worst pair is still {over.en} over ({where.en})",
                )
            )
    counted = [reading for reading in judged if not reading.of_pairs and not reading.after.met]
    if counted:
        worst = max(counted, key=lambda reading: reading.after.shortfall)
        few = worst.missing(worst.after)
        limit = f"{worst.within_min:.0f}"
        peak = Text("工作日早高峰 ", " in the weekday peak") if worst.at_peak else Text("", "")
        parts.append(
            Text(
                f"{peak.zh}{limit} 分钟内的居民还少 {few.zh}",
                f"{few.en} residents too few are within {limit} min{peak.en}",
            )
        )
    return join(parts, "，", " and ")
