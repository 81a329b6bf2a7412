"""A figure before and after, its range, and what is said of what the tables don't hold."""

from __future__ import annotations

import math
from dataclasses import dataclass

from transnet.report.words.words import Text, minutes, percent, same

NOT_IN_NETWORK = Text("不在路网内", "not in this network")
"""Between places of which one has no road in the tables: nobody can say how long one drives."""
NOT_IN_TABLES = Text("表中没有", "none in the tables")
"""Where the tables hold no way without a car; long-distance coaches may run all the same."""

NO_WAY = minutes(math.inf)
NO_WAY_BY = {"carfree": NOT_IN_TABLES}
"""What is said of a trip that there is none of, by the means that were asked for."""


@dataclass(frozen=True)
class Moved:
    """A figure in both states."""

    before: Text
    after: Text

    @property
    def moved(self) -> bool:
        """Whether it reads otherwise after than before."""
        return self.before != self.after

    @property
    def said(self) -> Text:
        """Both where they differ in a language, else one."""
        ends = ((self.before.zh, self.after.zh), (self.before.en, self.after.en))
        return Text(*(new if old == new else f"{old} → {new}" for old, new in ends))


def range_in_minutes(least: float, most: float) -> Text:
    """Return the lowest and the highest of some minutes; empty where they read alike."""
    ends = minutes(least), minutes(most)
    if math.isnan(least) or math.isnan(most) or ends[0] == ends[1]:
        return same("")
    if math.isinf(most):
        return Text(f"{least:.0f} 分…{ends[1].zh}", f"{least:.0f} min … {ends[1].en}")
    return Text(f"{least:.0f}–{most:.0f} 分", f"{least:.0f}–{most:.0f} min")


def range_in_percent(least: float, most: float) -> Text:
    """Return the lowest and the highest of some shares; empty where they read alike."""
    if not (math.isfinite(least) and math.isfinite(most)) or percent(least) == percent(most):
        return same("")
    return same(f"{least:.1f}–{most:.1f}%")


def range_of_counts(least: int, most: int) -> Text:
    """Return the lowest and the highest of a count; empty where they agree."""
    return same(f"{least}–{most}") if least != most else same("")
