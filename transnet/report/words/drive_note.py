"""What stands below the verdicts where time by road decides: how drives compare with known ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from transnet.report.words.readings import Reading
from transnet.report.words.words import Text, same
from transnet.study.target_measures import PEOPLE_MEASURES

if TYPE_CHECKING:
    from transnet.study.evaluate import Evaluation

_BY_ROAD = ("drive", "access", "egress")


def drive_note(state: Evaluation, found: Iterable[Reading]) -> Text:
    """Say by how much drives are longer, or shorter, than those that people recall.

    state  before the scenario
    found  readings, of which one at least counts people and is decided by the road
    returns empty where no recalled drive is known, or where some are longer and some shorter
    """
    if not any(_by_road(reading) for reading in found):
        return same("")
    errors = state.recalled_drives_pct
    if not errors or min(errors) * max(errors) <= 0:
        return same("")
    longer = min(errors) > 0
    low, high = (f"{each:.0f}" for each in sorted((abs(min(errors)), abs(max(errors)))))
    return Text(
        f"驾车时间比人们记忆中的（{len(errors)} 程）{'长' if longer else '短'} {low}%–{high}%，"
        f"一小时内的人数因此偏{'少' if longer else '多'}",
        f"drives take {low} to {high} % {'longer' if longer else 'less'} here than the "
        f"{len(errors)} that people recall, so people within the hour are rather too "
        f"{'few' if longer else 'many'}",
    )


def _by_road(reading: Reading) -> bool:
    legs = (reading.before.leg, reading.after.leg)
    return reading.measure in PEOPLE_MEASURES and any(leg in _BY_ROAD for leg in legs)
