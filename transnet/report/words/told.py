"""A result in words, found once for the terminal, the page and the tables alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from transnet.base.kept_values import records_of
from transnet.report.words.answer import answer
from transnet.report.words.core_words import CoreRow, core_rows
from transnet.report.words.doubt import Doubts
from transnet.report.words.drive_note import drive_note
from transnet.report.words.journeys import Journey, Leg, Trip, journeys
from transnet.report.words.readings import Reading, readings
from transnet.report.words.way_not_taken import NotTaken
from transnet.report.words.why_little import WhyLittle
from transnet.report.words.words import Text, join

if TYPE_CHECKING:
    from transnet.study.result import Result


@dataclass(frozen=True, eq=False)
class Told:
    """What is said of a result: its readings, trips and answer, with what turns in them."""

    doubts: Doubts
    readings: list[Reading]
    result: Result

    @cached_property
    def journeys(self) -> list[Journey]:
        """The trips worth opening."""
        scenario = self.result.scenario
        return self.result.known(
            "journeys",
            lambda: journeys(self.result, self.readings, self.doubts, self._others),
            by=(scenario.id, scenario.name_zh, scenario.name_en),
            records=records_of(Journey, Trip, Leg, Text),
        )

    @cached_property
    def core_rows(self) -> list[CoreRow]:
        """The ways from the core to the other seats."""
        core = self.result.after.network.info.core_place_id
        rows = core_rows(self.result, self.doubts)
        ends = self.result.core_trips["place_id"]
        why = WhyLittle(self.result, self._others)
        return [
            replace(row, why=why.of(core, end), remark=join([row.remark, why.against(core, end)]))
            for row, end in zip(rows, map(str, ends), strict=True)
        ]

    @cached_property
    def drives(self) -> Text:
        """How drives compare with known ones, where they decide; empty elsewhere."""
        return drive_note(self.result.before, self.readings)

    @property
    def core_pairs(self) -> set[tuple[str, str]]:
        """The places that these rows lead between."""
        core = self.result.after.network.info.core_place_id
        return {(core, str(end)) for end in self.result.core_trips["place_id"]}

    @cached_property
    def _others(self) -> NotTaken:
        return NotTaken(self.result)

    @cached_property
    def answer(self) -> Text:
        """The answer in one sentence."""
        return answer(self.result, self.readings, self.doubts)


_TOLD: WeakKeyDictionary[Result, Told] = WeakKeyDictionary()


def told(result: Result) -> Told:
    """Return what is said of a result."""
    if result not in _TOLD:
        doubts = Doubts(result.sensitivity)
        _TOLD[result] = Told(doubts, readings(result, doubts), result)
    return _TOLD[result]
