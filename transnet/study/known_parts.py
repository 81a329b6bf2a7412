"""Parts of the outcomes of coalitions of projects, known by the projects that decide each part.

Most of a coalition's projects don't matter to a trip between two places: what it takes hangs on a
few. So a part (trips that hang on the same projects) is found once for each set of these that are
open, and an outcome is put together from what is known and from the parts of it that are new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array, ms_to_minutes
from transnet.model.network import BoolArray
from transnet.scenario.project_rows import ProjectRows
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.deciding_parts import DecidedParts
from transnet.study.outcome import StateOutcome
from transnet.study.place_arrays import masses_of, people_within_hour, sums_between
from transnet.study.state import State
from transnet.study.target_detail import (
    TargetDetail,
    count_people,
    empty_detail,
    target_detail,
)
from transnet.study.verdict_arrays import OnTargets, judged
from transnet.study.with_projects import with_projects

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
    known: dict[int, _Block] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class _Target:
    """A target and the rows behind it.

    mask   projects that decide any of them
    state  in whose traffic it is judged, for the people
    known  verdicts by those of the projects that are open
    """

    mask: int
    compiled: CompiledTargets
    rows: slice
    state: State
    known: dict[int, OnTargets] = field(default_factory=dict)

    def verdict(self, bits: int, detail: TargetDetail) -> OnTargets:
        """Return the verdict by all rows behind the targets."""
        own = bits & self.mask
        if own not in self.known:
            one, rows, legs = empty_detail(self.compiled), self.rows, detail.legs
            one.to_end[:], one.legs.minutes[:] = detail.to_end[rows], legs.minutes[rows]
            one.legs.legs[:], one.legs.weak[:] = legs.legs[:, rows], legs.weak[rows]
            into = one.people, one.people_within
            count_people(self.compiled, self.state, one.legs.minutes, into)
            self.known[own] = judged(self.compiled, one).on_targets
        return self.known[own]


class KnownParts:
    """What is known of the coalitions of some projects in a state without them.

    projects  what they open and make better, in the order of their bits
    usual     the state without them, off the peak
    decided   which of them decide what
    checked   bool[k], those whose edits are held to the checks of networks
    """

    def __init__(
        self,
        projects: ProjectRows,
        usual: State,
        compiled: CompiledTargets,
        decided: DecidedParts,
        checked: BoolArray,
    ) -> None:
        self._bits = {project: 1 << at for at, project in enumerate(projects.projects)}
        self._projects, self._usual, self._compiled = projects, usual, compiled
        self._places = usual.model.place_ids
        self._masses = masses_of(usual.network)
        self._parts, self._checks, self._checked = _parts(decided), _mask(checked), {0}
        self._mask = _mask(decided.rows.any(axis=1) | decided.pairs.any(axis=(1, 2)))
        self._of_rows = [part for part in self._parts if len(part.rows)]
        nothing = [np.zeros(0, dtype=np.int64)]
        self._row_order = np.argsort(np.concatenate([*nothing, *(p.rows for p in self._of_rows)]))
        self._pairs = np.concatenate([*nothing, *(part.pairs for part in self._parts)])
        self._targets = _targets(usual, compiled, decided)
        self._decided = decided
        self._to_core = _mask(self.deciding("people").any(axis=1))
        self._reached: dict[int, float] = {}
        self._outcomes: dict[int, StateOutcome] = {}
        self._some: dict[bytes, CompiledTargets] = {}

    def covers(self, projects: Iterable[str]) -> bool:
        """Return whether these are projects of the family."""
        return self._bits.keys() >= frozenset(projects)

    def deciding(self, figure: str, target: int = 0) -> BoolArray:
        """Return which projects may decide each of the parts that a figure is made of, bool[k, m].

        figure  people (within the hour of the core) or sums (over trips between places), which
                are sums over their parts; met, of one target; or rows, all behind the targets
        """
        if figure == "rows":
            return self._decided.rows
        if figure == "met":
            return self._decided.rows[:, self._compiled.of_row == target]
        if figure == "people":
            return self._decided.pairs[:, :, self._masses[0].core]
        return self._decided.pairs.reshape(len(self._bits), -1)

    def bits(self, projects: Iterable[str]) -> BoolArray:
        """Return which of the family's projects these are, bool[k]."""
        return np.isin(np.array(list(self._bits)), list(projects))

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
        if any(bits & part.mask not in part.known for part in self._parts):
            return None
        if len(self._outcomes) >= _KEPT:
            self._outcomes = {}
        self._outcomes[bits] = self._put_together(bits)
        return self._outcomes[bits]

    def on_rows(self, projects: Iterable[str]) -> tuple[BoolArray, FloatArray]:
        """Return which targets a coalition meets, bool[t], and minutes of the rows behind them.

        Nothing else is found of it. Raises what `with_projects` raises.
        """
        bits = self._bits_of(projects)
        self._find_parts(projects, self._of_rows)
        detail = self._detail(bits)
        met = [target.verdict(bits, detail).met for target in self._targets]
        return np.concatenate([np.zeros(0, dtype=np.bool_), *met]), detail.legs.minutes

    def find(self, projects: Iterable[str]) -> StateOutcome:
        """Return the outcome of a coalition in which some parts aren't known: only these are found.

        Raises what `with_projects` raises.
        """
        self._find_parts(projects, self._parts)
        found = self.outcome(projects)
        assert found is not None  # noqa: S101, all of its parts are known now
        return found

    def _find_parts(self, projects: Iterable[str], parts: Sequence[_Part]) -> None:
        """Find those of some parts of a coalition that aren't known."""
        bits = self._bits_of(projects)
        missing = [part for part in parts if bits & part.mask not in part.known]
        if not missing:
            return
        rows = np.concatenate([part.rows for part in missing])
        base = self._asking(with_projects(self._usual, self._projects, projects), missing)
        flat = np.zeros(0, dtype=np.int64)
        if any(len(part.pairs) for part in missing):
            flat = base.trips(waits=False).travel.ravel()
        detail = self._some_detail(rows, base) if len(rows) else empty_detail(self._compiled)
        for part in missing:
            part.known[bits & part.mask] = _Block(
                detail.to_end[part.rows],
                detail.legs.minutes[part.rows],
                detail.legs.weak[part.rows],
                flat[part.pairs],
                detail.legs.legs[:, part.rows],
            )

    def _asking(self, base: State, missing: Sequence[_Part]) -> State:
        """Return a state that asks for no more trips off the peak than the missing parts need."""
        compiled, pairs = self._compiled, np.zeros((len(self._places),) * 2, dtype=np.bool_)
        pairs.ravel()[np.concatenate([part.pairs for part in missing])] = True
        rows = np.concatenate([part.rows for part in missing])
        rows = compiled.rows_of(self._with_rows(rows))
        rows = rows[compiled.to_row[rows] >= 0]
        pairs[compiled.from_row[rows], compiled.to_row[rows]] = True
        wanted = None if base.wanted is None else base.wanted.only("off_peak", pairs)
        return replace(base, wanted=wanted)

    def _with_rows(self, rows: IntArray) -> BoolArray:
        """Return the targets that have some of the rows behind them, bool[t]."""
        chosen = np.zeros(len(self._compiled.measure), dtype=np.bool_)
        chosen[self._compiled.of_row[rows]] = True
        return chosen

    def _some_detail(self, rows: IntArray, base: State) -> TargetDetail:
        """Return the rows behind targets that have some rows, found; nothing in others."""
        compiled, detail = self._compiled, empty_detail(self._compiled)
        chosen = self._with_rows(rows)
        own = chosen.tobytes()
        if own not in self._some:
            self._some[own] = compiled.some(chosen)
        found, at = target_detail(self._some[own], base), compiled.rows_of(chosen)
        detail.to_end[at], detail.legs.minutes[at] = found.to_end, found.legs.minutes
        detail.legs.legs[:, at], detail.legs.weak[at] = found.legs.legs, found.legs.weak
        return detail

    def _bits_of(self, projects: Iterable[str]) -> int:
        return sum(map(self._bits.__getitem__, projects))

    def _detail(self, bits: int) -> TargetDetail:
        """Return the rows behind the targets, of parts that are known."""
        detail, order = empty_detail(self._compiled), self._row_order
        blocks = [part.known[bits & part.mask] for part in self._of_rows]
        if blocks:
            detail.to_end[:] = np.concatenate([each.to_end for each in blocks])[order]
            detail.legs.minutes[:] = np.concatenate([each.minutes for each in blocks])[order]
            detail.legs.weak[:] = np.concatenate([each.weak for each in blocks])[order]
            detail.legs.legs[:] = np.concatenate([each.legs for each in blocks], axis=1)[:, order]
        return detail

    def _put_together(self, bits: int) -> StateOutcome:
        detail = self._detail(bits)
        travel = [part.known[bits & part.mask].travel for part in self._parts]
        verdicts = [target.verdict(bits, detail) for target in self._targets]
        verdicts = verdicts or [judged(self._compiled, detail).on_targets]  # of no targets
        between = np.full((len(self._places),) * 2, UNREACHABLE_MS, dtype=np.int64)
        between.ravel()[self._pairs] = np.concatenate(travel)
        on_targets = OnTargets(
            **{
                each.name: np.concatenate([getattr(verdict, each.name) for verdict in verdicts])
                for each in fields(OnTargets)
            }
        )
        people = self._people_within(bits & self._to_core, between)
        return StateOutcome(on_targets, people, *sums_between(*self._masses, between))

    def _people_within(self, bits: int, travel: npt.NDArray[np.int64]) -> float:
        if bits not in self._reached:
            core = self._masses[0].core
            minutes = ms_to_minutes(travel[:, core])
            minutes[core] = 0.0
            there = people_within_hour(self._usual.people, self._places, minutes)
            self._reached[bits] = float(np.nansum(there))
        return self._reached[bits]


def _parts(decided: DecidedParts) -> list[_Part]:
    """Return parts by what decides them: rows behind targets apart from pairs of places."""
    nothing, found = np.zeros(0, dtype=np.int64), list[_Part]()
    for by, is_row in ((decided.rows, True), (decided.pairs.reshape(len(decided.rows), -1), False)):
        classes, of = np.unique(by.T, axis=0, return_inverse=True)
        for nth, own in enumerate(classes):
            at = np.flatnonzero(of.ravel() == nth)
            found.append(_Part(_mask(own), *((at, nothing) if is_row else (nothing, at))))
    return found


def _targets(usual: State, compiled: CompiledTargets, decided: DecidedParts) -> list[_Target]:
    """Return the targets, each with what decides it."""
    found, every = [], np.arange(len(compiled.measure))
    for target, peak in enumerate(compiled.at_peak.tolist()):
        rows = slice(*compiled.first[target : target + 2].tolist())
        state = usual.in_traffic("peak" if peak else "off_peak")
        mask = _mask(decided.rows[:, rows].any(axis=1))
        found.append(_Target(mask, compiled.some(every == target), rows, state))
    return found


def _mask(own: npt.ArrayLike) -> int:
    """Return a bit for each of some projects, bool[k]."""
    return sum(1 << at for at in np.flatnonzero(own).tolist())
