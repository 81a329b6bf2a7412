"""Why a trip changes little or not at all: its parts, and the best way by what opens beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from transnet.base.language import both
from transnet.report.words.longer_trip import against_choice
from transnet.report.words.trip_parts import moved_parts, parts_of_row
from transnet.report.words.way_not_taken import NotTaken
from transnet.report.words.words import MODES, Text, join, same

if TYPE_CHECKING:
    from transnet.study.result import Result

LITTLE_MIN, LITTLE_SHARE = 5.0, 0.05
"""A trip that changes by less than either, minutes and share of it before, changes little."""
WHY_TITLE = Text(
    f"变化不到 {LITTLE_MIN:.0f} 分钟或 {LITTLE_SHARE:.0%}，为何：",
    f"Changes by less than {LITTLE_MIN:.0f} min or {LITTLE_SHARE:.0%}, and why:",
)
WHY_NOTE = Text(
    f"变化不到 {LITTLE_MIN:.0f} 分钟或 {LITTLE_SHARE:.0%} 的，说明为何。",
    f"Where less than {LITTLE_MIN:.0f} min or {LITTLE_SHARE:.0%} changes, it is said why.",
)
_SAME_MIN = 0.5


class WhyLittle:
    """Says of trips that change little what they are made of and what beats what opens."""

    def __init__(self, result: Result, others: NotTaken) -> None:
        self._result = result
        self._others = others
        self._rows: dict[tuple[str, str], Mapping[Any, Any]] = {}

    def of(self, start: str, end: str) -> Text:
        """Return the sentence of a trip; '' for one that changes more, and where nothing opens."""
        row = self._row(start, end)
        return join([_parts(row), self._other(row, brief=False)]) if row else same("")

    def against(self, start: str, end: str) -> Text:
        """Say that a trip's minutes move one way and what it is chosen by the other, and its parts.

        '' for any other.
        """
        row = self._known(start, end)
        said = against_choice(row) if row else same("")
        return join([said, _parts(row)]) if row and said else same("")

    def brief(self, start: str, end: str) -> Text:
        """Return the same in a line, to stand by a figure: what beats what opens, and by what."""
        row = self._row(start, end)
        return self._other(row, brief=True) or _parts(row) if row else same("")

    def _row(self, start: str, end: str) -> Mapping[Any, Any] | None:
        """Return a trip that changes little; None for any other, and where nothing opens."""
        row = self._known(start, end) if self._others.opens else None
        return row if row and _is_little(row) else None

    def _known(self, start: str, end: str) -> Mapping[Any, Any] | None:
        """Return the row of a trip."""
        pair = start, end
        if pair not in self._positions:
            return None
        if pair not in self._rows:
            of_pair = self._result.travel_times.iloc[[self._positions[pair]]]
            (self._rows[pair],) = of_pair.to_dict("records")
        return self._rows[pair]

    @cached_property
    def _positions(self) -> dict[tuple[str, str], int]:
        """Where each pair stands in the table, of whose many rows few are wanted."""
        table = self._result.travel_times
        ends = zip(table["from_id"].tolist(), table["to_id"].tolist(), strict=True)
        return {pair: at for at, pair in enumerate(ends)}

    def _other(self, row: Mapping[Any, Any], *, brief: bool) -> Text:
        """Say what the best way by what opens takes, beside the trip that is taken.

        Where the trip itself takes some of what opens, that alone is held against the trip before.
        """
        start, end = str(row["from_id"]), str(row["to_id"])
        changed = abs(row["after_min"] - row["before_min"]) >= _SAME_MIN or not math.isclose(
            row["chosen_after_min"], row["chosen_before_min"], abs_tol=_SAME_MIN
        )
        held = "before" if changed else "after"
        parts = parts_of_row(row, held)
        said = self._others.beside(
            (start, end), float(row[f"{held}_min"]), parts, alone=changed, brief=brief
        )
        if said or changed:
            return said
        return both("what opens offers no way there in less than twice the minutes")


def by_reason(found: Iterable[tuple[Text, Text]]) -> list[tuple[list[Text], Text]]:
    """Return trips by the reason why they change little, those without one left out.

    found  what each trip is called, and its reason
    """
    trips: dict[Text, list[Text]] = {}
    for trip, reason in found:
        if reason:
            trips.setdefault(reason, []).append(trip)
    return [(each, reason) for reason, each in trips.items()]


def _is_little(row: Mapping[Any, Any]) -> bool:
    before, after = float(row["before_min"]), float(row["after_min"])
    if not (math.isfinite(before) and math.isfinite(after)):
        return False
    return abs(after - before) < max(LITTLE_MIN, LITTLE_SHARE * before)


def _parts(row: Mapping[Any, Any]) -> Text:
    """Say what a trip is made of before and after; in a word where it is driven all the way."""
    modes = [str(row[f"mode_{state}"]) for state in ("before", "after")]
    before, after = (parts_of_row(row, state) for state in ("before", "after"))
    if modes[0] != modes[1]:
        old, new = (MODES[mode] for mode in modes)
        changed = both("{before} before, {after} after", before=old, after=new)
        return join([changed, moved_parts(before, after)], "：", ": ")
    how = both("{mode} before and after", mode=MODES[modes[0]])
    return how if modes[0] == "drive" else join([how, moved_parts(before, after)], "：", ": ")
