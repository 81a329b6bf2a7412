"""What measures that count minutes alone don't hold: trips are chosen by displacement too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.base.kept_values import records_of
from transnet.base.language import Text
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS
from transnet.report.words.longer_trip import MORE_MIN

if TYPE_CHECKING:
    from transnet.model.network import BoolArray
    from transnet.study.result import Result

_COUNT = Text(
    "以上指标只计分钟，出行则按分钟、错时和长途驾车一并选择",
    "These measures count minutes alone; trips are chosen by displacement and long driving too",
)


def minutes_alone(result: Result) -> Text:
    """Say how many trips take fewer minutes and are worse, or more and are better; else nothing.

    Counted are trips of the counties by the means that the measures are taken by, and the counties
    that gain by the headline measure without a better trip, or lose by it without a worse one.
    """
    settings = result.gains.settings
    return result.known(
        "minutes alone", lambda: _found(result), by=settings, records=records_of(Text)
    )


def _found(result: Result) -> Text:
    using: Any = result.gains.settings.using
    old, new = (state.model.trips(using) for state in (result.before, result.after))
    both = (old.travel < UNREACHABLE_MS) & (new.travel < UNREACHABLE_MS)
    more_ms = np.where(both, new.travel - old.travel, 0)
    better, worse = new.choice < old.choice, new.choice > old.choice
    inside = (result.after.places["kind"] != "external").to_numpy()
    shorter = int((worse & (more_ms <= -MORE_MIN * MS_PER_MIN))[inside].sum())
    longer = int((better & (more_ms >= MORE_MIN * MS_PER_MIN))[inside].sum())
    if not shorter + longer:
        return Text("", "")
    return _COUNT + _counts(
        ("分钟减少却更差的出行", "trips with fewer minutes that are worse", shorter),
        ("分钟增加却更优的出行", "with more minutes that are better", longer),
        ("没有一程更优的受益县区", "counties that gain without a better trip",
         _of_those(result, "wins", better)),
        ("没有一程更差的受损县区", "that lose without a worse one",
         _of_those(result, "loses", worse)),
    )  # fmt: skip


def _counts(*parts: tuple[str, str, int]) -> Text:
    """Return counts after their names, Chinese and English, as the end of a sentence."""
    zh = "，".join(f"{name} {count:,}" for name, _, count in parts)
    en = ", ".join(f"{name}: {count:,}" for _, name, count in parts)
    return Text(f"：{zh}。", f". {en[:1].upper()}{en[1:]}.")


def _of_those(result: Result, outcome: str, moved: BoolArray) -> int:
    """Return how many counties win or lose by the headline measure and have no trip that does."""
    table = result.gains.of(result.gains.headline_measure)
    changed = set(table.loc[table["outcome"] == outcome, "place_id"])
    ids = result.after.places["place_id"].tolist()
    return sum(
        1 for place, row in zip(ids, moved, strict=True) if place in changed and not row.any()
    )
