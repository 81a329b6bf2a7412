"""A trip that takes more minutes after a scenario, and is better as trips are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from transnet.base.codes import notice
from transnet.base.language import Text, said, same

if TYPE_CHECKING:
    from transnet.base.errors import Notice
    from transnet.travel.trip_path import Way

MORE_MIN = 1.0
"""What a trip has to take more to be spoken of, minutes."""
LONGER = Text(
    "分钟数增加，但错时或长途驾车减少，按选择所计更优",
    "takes more minutes, but is better as trips are chosen: displacement or long driving falls",
)

SHORTER = Text(
    "分钟数减少，但错时或长途驾车增加，按选择所计更差",
    "takes fewer minutes, but is worse as trips are chosen: displacement or long driving grows",
)


def against_choice(row: Mapping[Any, Any]) -> Text:
    """Say that a trip's minutes move one way and what it is chosen by the other; '' otherwise.

    row  of `Result.travel_times`
    """
    more = float(row["after_min"]) - float(row["before_min"])
    better = float(row["chosen_before_min"]) - float(row["chosen_after_min"])
    if more >= MORE_MIN and better > 0.0:
        return LONGER
    return SHORTER if more <= -MORE_MIN and better < 0.0 else same("")


def longer_notices(before: Way, after: Way, ends: str, between: Text) -> list[Notice]:
    """Return a notice where a trip takes a minute more and is better; none otherwise.

    ends     what the trip is called
    between  which two states it is held against each other in
    """
    more = after.travel_min - before.travel_min >= MORE_MIN
    if not (more and after.choice_min < before.choice_min):
        return []
    hint = said(
        "{between}: {before:.0f} → {after:.0f} min: {why}",
        between=between,
        before=before.travel_min,
        after=after.travel_min,
        why=LONGER,
    )
    return [notice("longer_yet_better", "path", 0, "", ends, hint)]
