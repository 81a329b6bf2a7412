"""The answer in one sentence, computed from the verdicts and the trips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transnet.report.journeys import seat_trips
from transnet.report.names import place_texts
from transnet.report.readings import Reading
from transnet.report.words import Text, join

if TYPE_CHECKING:
    from transnet.scenario.result import Result

_WORTH_MIN = 1.0


def answer(result: Result, found: Sequence[Reading]) -> Text:
    """Return what the scenario does to the hour, what it brings, and how far the hour still is.

    Speaks of the headline readings, or of all targets where a scenario judges none of them.
    """
    headline = [reading for reading in found if reading.headline]
    what = Text("“一小时圈”", "the one-hour circle") if headline else Text("目标", "the targets")
    judged = headline or list(found)
    sentence = join([_counts(judged, what), _brings(result), _missing(judged)])
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
        f"{what.en} stays as it is, {after} of {total} readings met",
    )


def _brings(result: Result) -> Text:
    trips = seat_trips(result)
    best = trips.iloc[0] if len(trips) else None
    if best is None or best["saved_min"] < _WORTH_MIN:
        return Text("五市出行时间没有缩短", "no trip from the cluster's seats gets shorter")
    names = place_texts(result.after.model.network)
    start, end = names[best["from_id"]], names[best["to_id"]]
    if math.isinf(best["before_min"]):
        return Text(
            f"{start.zh}至{end.zh}从不可达变为 {best['after_min']:.0f} 分钟",
            f"{start.en}–{end.en} becomes possible, in {best['after_min']:.0f} min",
        )
    return Text(
        f"省时最多的是{start.zh}至{end.zh}，由 {best['before_min']:.0f} 分钟减至"
        f" {best['after_min']:.0f} 分钟",
        f"the largest gain is {start.en}–{end.en}, from {best['before_min']:.0f} to"
        f" {best['after_min']:.0f} min",
    )


def _missing(judged: Sequence[Reading]) -> Text:
    """Return the largest shortfall of the readings in minutes, and of those in people."""
    parts = []
    pairs = [reading for reading in judged if reading.of_pairs and not reading.after.met]
    if pairs:
        worst = max(pairs, key=lambda reading: reading.after.shortfall)
        over, where = worst.missing(worst.after), worst.where(worst.after)
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
        parts.append(
            Text(
                f"{limit} 分钟内的居民还少 {few.zh}",
                f"{few.en} residents too few are within {limit} min",
            )
        )
    return join(parts, "，", " and ")
