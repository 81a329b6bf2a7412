"""Verdicts in words: what a target asks, what was found, and what is missing, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transnet.report.words.beside import station_note, timetables_of
from transnet.report.words.doubt import NO_DOUBTS, Doubts
from transnet.report.words.figures import range_in_minutes, range_in_percent
from transnet.report.words.short_names import place_texts, stop_texts
from transnet.report.words.words import LEGS, MEASURES, Text, minutes, people, percent, same, signed
from transnet.study.target_measures import PAIR_MEASURES

_HALF_MINUTE = 0.5

if TYPE_CHECKING:
    from collections.abc import Mapping

    from transnet.study.result import Result


@dataclass(frozen=True)
class Judged:
    """One target on one network state.

    value      minutes of the worst pair, or per cent of people
    share      per cent of pairs or people within the limit
    shortfall  minutes beyond the limit, or people too few; 0 when met
    worst      ends of the worst trip (for people: of the county that misses most)
    doubt      whether the verdict turns between the ends of the inputs
    range      lowest and highest value between them; empty where they read alike
    """

    value: float
    share: float
    met: bool
    shortfall: float
    worst: Text
    leg: str
    count: int
    failing: int
    doubt: bool
    range: Text


@dataclass(frozen=True)
class Reading:
    """One target before and after a scenario.

    waited  whether the wait for the first departure is part of its minutes
    marked  whether the verdict's trips or its definition rest on recalled or assumed rows
    dated   days of the timetables that stand for another day in the trips that decide it
    beside  which stations far from town it counts, and what the other reading gives
    """

    target_id: str
    document: str
    name: Text
    measure: str
    within_min: float
    required_pct: float
    headline: bool
    at_peak: bool
    waited: bool
    before: Judged
    after: Judged
    change: float
    marked: bool
    dated: tuple[str, ...]
    beside: Text

    @property
    def of_pairs(self) -> bool:
        """Whether it counts pairs of places rather than people."""
        return self.measure in PAIR_MEASURES

    @property
    def counted(self) -> Text:
        """How time or people are counted."""
        counted = MEASURES.get(self.measure, same(self.measure))
        counted += Text("，含候车", ", wait counted") if self.waited else same("")
        return counted + Text("，工作日早高峰", ", weekday peak") if self.at_peak else counted

    @property
    def asks(self) -> Text:
        """What must hold."""
        limit, share = f"{self.within_min:.0f}", f"{self.required_pct:.0f}"
        if self.of_pairs and self.required_pct >= 100:
            count = self.after.count
            if count == 1:
                return Text(f"≤\u00a0{limit} 分", f"≤\u00a0{limit}\u00a0min")
            return Text(
                f"{count} 对全部 ≤\u00a0{limit} 分", f"all {count} pairs ≤\u00a0{limit}\u00a0min"
            )
        what = Text("的对数", "of pairs") if self.of_pairs else Text("居民", "of people")
        return Text(
            f"{limit} 分内 ≥ {share}% {what.zh}", f"≥ {share}% {what.en} within {limit} min"
        )

    def found(self, state: Judged) -> Text:
        """Return what was found in one state: the worst pair's minutes, or the share of people."""
        return minutes(state.value) if self.of_pairs else percent(state.value)

    def within(self, state: Judged) -> Text:
        """Return how many pairs are within the limit; empty where people are counted."""
        if not self.of_pairs:
            return same("")
        inside = state.count - state.failing
        return Text(f"{inside}/{state.count} 对达标", f"{inside} of {state.count} within")

    @property
    def doubt(self) -> bool:
        """Whether either verdict turns between the ends of the inputs."""
        return self.before.doubt or self.after.doubt

    @property
    def moved(self) -> bool:
        """Whether anything that a table shows is another number after than before."""
        return (self.changed.en, self.within(self.before)) != ("0", self.within(self.after))

    @property
    def changed(self) -> Text:
        """The change with its sign: minutes, or percentage points."""
        if self.of_pairs:
            text = signed(self.change)
            return Text(f"{text} 分", f"{text} min") if text != "0" else same("0")
        text = signed(self.change, 1)
        return Text(f"{text} 个百分点", f"{text} pp") if text != "0" else same("0")

    def missing(self, state: Judged) -> Text:
        """Return how far one state is from the target; empty when met."""
        if state.met:
            return same("")
        if self.of_pairs:
            rounded_away = 0 < state.shortfall < _HALF_MINUTE
            return Text("不足 1 分", "<1 min") if rounded_away else minutes(state.shortfall)
        return people(state.shortfall)

    def where(self, state: Judged) -> Text:
        """Return the leg that the shortfall sits in, with the pair; empty when met."""
        if state.met or not state.worst:
            return same("")
        if state.leg not in LEGS:
            return state.worst
        leg = LEGS[state.leg]
        return Text(f"{state.worst.zh}，{leg.zh}段", f"{state.worst.en}, {leg.en} leg")


def readings(result: Result, doubts: Doubts = NO_DOUBTS) -> list[Reading]:
    """Return every target of a result, the plan's own headline readings first.

    doubts  which verdicts turn between the ends of the inputs; by default none is said to
    """
    network = result.after.network
    ends = {**stop_texts(network), **place_texts(network)}
    found = [_reading(result, row, ends, doubts) for row in result.verdicts.to_dict("records")]
    return sorted(found, key=lambda reading: not reading.headline)


def _reading(
    result: Result, row: Mapping[Any, Any], ends: Mapping[str, Text], doubts: Doubts
) -> Reading:
    return Reading(
        target_id=row["target_id"],
        document=row["document"],
        name=Text(row["name_zh"], row["name_en"]),
        measure=row["measure"],
        within_min=row["within_min"],
        required_pct=row["required_share_pct"],
        headline=bool(row["headline"]),
        at_peak=row["traffic"] == "peak",
        waited=bool(row["schedule_delay"]),
        before=_judged(row, "before", ends, doubts),
        after=_judged(row, "after", ends, doubts),
        change=row["change"],
        marked=bool(row["uses_recalled"]) or row["basis"] in ("recalled", "assumed"),
        dated=timetables_of((result.before, result.after), row["target_id"]),
        beside=station_note(result.after, row),
    )


def _judged(row: Mapping[Any, Any], state: str, ends: Mapping[str, Text], doubts: Doubts) -> Judged:
    start, end = (ends.get(row[f"worst_{end}_{state}"], same("")) for end in ("from", "to"))
    return Judged(
        value=row[state],
        share=row[f"share_within_pct_{state}"],
        met=bool(row[f"met_{state}"]),
        shortfall=row[f"shortfall_{state}"],
        worst=Text(f"{start.zh}—{end.zh}", f"{start.en}–{end.en}") if start and end else same(""),
        leg=row[f"binding_leg_{state}"],
        count=int(row[f"count_{state}"]),
        failing=int(row[f"failing_{state}"]),
        doubt=doubts.verdict(row["target_id"], state),
        range=_range(row, state, doubts),
    )


def _range(row: Mapping[Any, Any], state: str, doubts: Doubts) -> Text:
    ends = doubts.value_range(row["target_id"], state)
    of_pairs = row["measure"] in PAIR_MEASURES
    return range_in_minutes(*ends) if of_pairs else range_in_percent(*ends)
