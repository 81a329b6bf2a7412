"""Parts of the outcomes of coalitions of projects, known by the projects that decide each part.

Most of a coalition's projects don't matter to a trip between two places: what it takes hangs on a
few. So a part (trips that hang on the same projects) is found once for each set of these that are
open, and an outcome that has no part that is new is put together from what is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array, ms_to_minutes
from transnet.model.network import BoolArray
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.deciding_parts import DecidedParts
from transnet.study.outcome import StateOutcome
from transnet.study.place_arrays import people_within_hour, sums_between
from transnet.study.state import State
from transnet.study.target_detail import TargetDetail, count_people, empty_detail
from transnet.study.verdict_arrays import judged
from transnet.study.wanted import place_ends

_KEPT = 4096
IntArray = npt.NDArray[np.integer]


class _Block(NamedTuple):
    """A part: what rows behind targets hold, and ms between places."""

    to_end: Int32Array
    minutes: FloatArray
    weak: BoolArray
    travel: npt.NDArray[np.int64]
    legs: FloatArray


@dataclass(frozen=True, eq=False)
class _Part:
    """Rows behind targets and pairs of places (positions in a table of them) that hang on the same.

    mask   which projects, a bit each
    known  by those of them that are open
    """

    mask: int
    rows: IntArray
    pairs: IntArray
    known: dict[int, _Block]


class KnownParts:
    """What is known of the coalitions of some projects in a state without them.

    projects  in the order of their bits
    usual     the state without them, off the peak
    decided   which of them decide what
    checked   bool[k], those whose edits are held to the checks of networks
    """

    def __init__(
        self,
        projects: Sequence[str],
        usual: State,
        compiled: CompiledTargets,
        decided: DecidedParts,
        checked: BoolArray,
    ) -> None:
        self._bits = {project: 1 << at for at, project in enumerate(projects)}
        self._usual, self._compiled = usual, compiled
        self._parts, self._checks, self._checked = _parts(decided), _mask(checked), {0}
        self._mask = 0
        for part in self._parts:
            self._mask |= part.mask
        rows, pairs = (
            np.concatenate([getattr(part, name) for part in self._parts])
            for name in ("rows", "pairs")
        )
        self._row_order, self._pairs = np.argsort(rows), pairs
        self._outcomes: dict[int, StateOutcome] = {}

    def covers(self, projects: Iterable[str]) -> bool:
        """Return whether these are projects of the family."""
        return self._bits.keys() >= frozenset(projects)

    def is_checked(self, projects: Iterable[str]) -> bool:
        """Return whether it is known that no check finds an error in what projects change."""
        return self._checks & self._bits_of(projects) in self._checked

    def note_checked(self, projects: Iterable[str]) -> None:
        """Note that no check finds an error in what projects change."""
        self._checked.add(self._checks & self._bits_of(projects))

    def outcome(self, projects: Iterable[str]) -> StateOutcome | None:
        """Return the outcome of a coalition; None where a part of it isn't known."""
        bits = self._mask & self._bits_of(projects)
        if (found := self._outcomes.get(bits)) is not None:
            return found
        blocks = [part.known.get(bits & part.mask) for part in self._parts]
        known = [block for block in blocks if block is not None]
        if len(known) < len(blocks):
            return None
        if len(self._outcomes) >= _KEPT:
            self._outcomes = {}
        self._outcomes[bits] = self._put_together(known)
        return self._outcomes[bits]

    def learn(
        self, projects: Iterable[str], detail: TargetDetail, travel: npt.NDArray[np.int64]
    ) -> None:
        """Keep the parts of a coalition's outcome.

        travel  int64[p, p], ms between places off the peak, for those who know the timetable
        """
        bits, flat = self._bits_of(projects), travel.ravel()
        for part in self._parts:
            own = bits & part.mask
            if own not in part.known:
                part.known[own] = _Block(
                    detail.to_end[part.rows],
                    detail.legs.minutes[part.rows],
                    detail.legs.weak[part.rows],
                    flat[part.pairs],
                    detail.legs.legs[:, part.rows],
                )

    def _bits_of(self, projects: Iterable[str]) -> int:
        return sum(map(self._bits.__getitem__, projects))

    def _put_together(self, blocks: Sequence[_Block]) -> StateOutcome:
        detail, order = empty_detail(self._compiled), self._row_order
        to_end, minutes, weak, travel, legs = zip(*blocks, strict=True)
        detail.to_end[:] = np.concatenate(to_end)[order]
        detail.legs.minutes[:] = np.concatenate(minutes)[order]
        detail.legs.weak[:] = np.concatenate(weak)[order]
        detail.legs.legs[:] = np.concatenate(legs, axis=1)[:, order]
        compiled, places = self._compiled, self._usual.model.place_ids
        for peak in (False, True):
            if (compiled.at_peak == peak).any():
                there = self._usual.in_traffic("peak" if peak else "off_peak")
                into = detail.people, detail.people_within
                count_people(compiled, there, detail.legs.minutes, into)
        between = np.full((len(places), len(places)), UNREACHABLE_MS, dtype=np.int64)
        between.ravel()[self._pairs] = np.concatenate(travel)
        core = place_ends(self._usual.network).core
        to_core = ms_to_minutes(between[:, core])
        to_core[core] = 0.0
        people = float(np.nansum(people_within_hour(self._usual.people, places, to_core)))
        sums = sums_between(self._usual.network, between)
        return StateOutcome(judged(compiled, detail).on_targets, people, *sums)


def _parts(decided: DecidedParts) -> list[_Part]:
    """Return parts by what decides them."""
    projects, count = decided.rows.shape
    by = np.concatenate([decided.rows, decided.pairs.reshape(projects, -1)], axis=1).T
    classes, of = np.unique(by, axis=0, return_inverse=True)
    found, of = [], of.ravel()
    for nth, own in enumerate(classes):
        at = np.flatnonzero(of == nth)
        found.append(_Part(_mask(own), at[at < count], at[at >= count] - count, {}))
    return found


def _mask(own: BoolArray) -> int:
    return sum(1 << at for at in np.flatnonzero(own).tolist())
