"""Parts of the outcomes of coalitions of projects, known by the projects that decide each part.

Most of a coalition's projects don't matter to a trip between two places: what it takes hangs on a
few. So a part (trips that hang on the same projects) is found once for each set of these that are
open, and an outcome is put together from what is known and from the parts of it that are new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, FloatArray, ms_to_minutes
from transnet.model.network import BoolArray
from transnet.scenario.project_rows import ProjectRows
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.county_sums import CountySums
from transnet.study.deciding_parts import DecidedParts
from transnet.study.distinct_coalitions import covering, distinct, inside_of, mask_of
from transnet.study.kept_parts import Block, IntArray, Part, parts_of
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
from transnet.travel.side_by_side import side_by_side

AnyArray = npt.NDArray[Any]

_KEPT = 4096


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

    def verdict(self, own: int, detail: Callable[[int], TargetDetail]) -> OnTargets:
        """Return the verdict on a coalition; `detail` has all rows behind the targets."""
        mine = own & self.mask
        if mine not in self.known:
            one, rows, found = empty_detail(self.compiled), self.rows, detail(own)
            legs = found.legs
            one.to_end[:], one.legs.minutes[:] = found.to_end[rows], legs.minutes[rows]
            one.legs.legs[:], one.legs.weak[:] = legs.legs[:, rows], legs.weak[rows]
            into = one.people, one.people_within
            count_people(self.compiled, self.state, one.legs.minutes, into)
            self.known[mine] = judged(self.compiled, one).on_targets
        return self.known[mine]


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
        self.bits = {project: 1 << at for at, project in enumerate(projects.projects)}
        self._projects, self._usual, self._compiled = projects, usual, compiled
        self._places = usual.model.place_ids
        self._masses = masses_of(usual.network)
        self._parts, self._checks, self._checked = parts_of(decided), mask_of(checked), {0}
        self._mask = mask_of(decided.rows.any(axis=1) | decided.pairs.any(axis=(1, 2)))
        self._of_rows = [part for part in self._parts if len(part.rows)]
        nothing = [np.zeros(0, dtype=np.int64)]
        self._row_order = np.argsort(np.concatenate([*nothing, *(p.rows for p in self._of_rows)]))
        self._pairs = np.concatenate([*nothing, *(part.pairs for part in self._parts)])
        self._targets = _targets(usual, compiled, decided)
        self._decided = decided
        self._to_core = mask_of(self.deciding("people").any(axis=1))
        self._reached: dict[int, float] = {}
        self._outcomes: dict[int, StateOutcome] = {}
        self._some: dict[bytes, CompiledTargets] = {}

    @cached_property
    def _sums(self) -> CountySums:
        """Sums over trips of counties, made once they are asked: rows behind targets need none."""
        return CountySums(*self._masses, self._parts, len(self._places))

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
        return self._decided.pairs.reshape(len(self.bits), -1)

    def among(self, projects: Iterable[str]) -> BoolArray:
        """Return which of the family's projects these are, bool[k]."""
        return np.isin(np.array(list(self.bits)), list(projects))

    def is_checked(self, own: int) -> bool:
        """Return whether it is known that no check finds an error in what projects change."""
        return self._checks & own in self._checked

    def note_checked(self, own: int) -> None:
        """Note that no check finds an error in what projects change."""
        self._checked.add(self._checks & own)

    def outcome(self, own: int) -> StateOutcome | None:
        """Return the outcome of a coalition; None where a part of it isn't known."""
        mine = own & self._mask
        if (found := self._outcomes.get(mine)) is not None:
            return found
        if any(mine & part.mask not in part.known for part in self._parts):
            return None
        if len(self._outcomes) >= _KEPT:
            self._outcomes = {}
        self._outcomes[mine] = self._put_together(mine)
        return self._outcomes[mine]

    def outcomes(self, every: Sequence[int], threads: int | None) -> dict[str, AnyArray]:
        """Return what `outcome` does of coalitions as arrays over them; what isn't known is found.

        threads  as `side_by_side` takes them
        Raises what `with_projects` raises.
        """
        inside = inside_of(every, len(self.bits))
        unlike = distinct(inside, self._mask)
        inside, own = inside[unlike.first], [every[at] for at in unlike.first.tolist()]
        self._find_all(inside, own, threads)
        found = self._verdicts(inside, own)
        to_core = distinct(inside, self._to_core)
        reached = [self._reached_by(own[at]) for at in to_core.first.tolist()]
        found["people_within_60"] = np.array(reached)[to_core.of]
        found["average_time_min"], found["potential"] = self._sums.of(inside, own)
        return {name: column[unlike.of] for name, column in found.items()}

    def _find_all(self, inside: BoolArray, own: Sequence[int], threads: int | None) -> None:
        """Find the parts of coalitions that aren't known, in few of them."""
        sets = [distinct(inside, part.mask) for part in self._parts]
        lacking = [
            np.array([own[at] & part.mask not in part.known for at in each.first.tolist()])
            for part, each in zip(self._parts, sets, strict=True)
        ]
        side_by_side(self.find, [own[at] for at in covering(sets, lacking)], threads)

    def _verdicts(self, inside: BoolArray, own: Sequence[int]) -> dict[str, AnyArray]:
        """Return the verdicts on coalitions, arrays [s, t] by their names in `OnTargets`."""
        if not self._targets:
            none = judged(self._compiled, self._detail(0)).on_targets
            return {name: np.tile(value, (len(own), 1)) for name, value in vars(none).items()}
        found: dict[str, list[AnyArray]] = {each.name: [] for each in fields(OnTargets)}
        for target in self._targets:
            sets = distinct(inside, target.mask)
            known = [target.verdict(own[at], self._detail) for at in sets.first.tolist()]
            for name, columns in found.items():
                columns.append(np.concatenate([getattr(each, name) for each in known])[sets.of])
        return {name: np.stack(columns, axis=1) for name, columns in found.items()}

    def on_rows(self, own: int) -> tuple[BoolArray, FloatArray, FloatArray]:
        """Return which targets a coalition meets, what they miss, [t], and minutes of their rows.

        Nothing else is found of it. Raises what `with_projects` raises.
        """
        self._find_parts(own, self._of_rows)
        detail = self._detail(own)
        found = [target.verdict(own, lambda _: detail) for target in self._targets]
        met = np.concatenate([np.zeros(0, dtype=np.bool_), *(each.met for each in found)])
        shortfall = np.concatenate([np.zeros(0), *(each.shortfall for each in found)])
        return met, shortfall, detail.legs.minutes

    def find(self, own: int) -> None:
        """Find those parts of a coalition that aren't known; raises what `with_projects` raises."""
        self._find_parts(own, self._parts)

    def _find_parts(self, own: int, parts: Sequence[Part]) -> None:
        """Find those of some parts of a coalition that aren't known."""
        missing = [part for part in parts if own & part.mask not in part.known]
        if not missing:
            return
        projects = [name for name, bit in self.bits.items() if bit & own]
        rows = np.concatenate([part.rows for part in missing])
        base = self._asking(with_projects(self._usual, self._projects, projects), missing)
        flat = np.zeros(0, dtype=np.int64)
        if any(len(part.pairs) for part in missing):
            flat = base.trips(waits=False).travel.ravel()
        detail = self._some_detail(rows, base) if len(rows) else empty_detail(self._compiled)
        for part in missing:
            part.known[own & part.mask] = Block(
                detail.to_end[part.rows],
                detail.legs.minutes[part.rows],
                detail.legs.weak[part.rows],
                flat[part.pairs],
                detail.legs.legs[:, part.rows],
            )

    def _asking(self, base: State, missing: Sequence[Part]) -> State:
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
        verdicts = [target.verdict(bits, lambda _: detail) for target in self._targets]
        verdicts = verdicts or [judged(self._compiled, detail).on_targets]  # of no targets
        between = self._between(bits)
        on_targets = OnTargets(
            **{
                each.name: np.concatenate([getattr(verdict, each.name) for verdict in verdicts])
                for each in fields(OnTargets)
            }
        )
        people = self._reached_by(bits, between)
        return StateOutcome(on_targets, people, *sums_between(*self._masses, between))

    def _between(self, bits: int) -> npt.NDArray[np.int64]:
        """Return the ms between all places."""
        travel = [part.known[bits & part.mask].travel for part in self._parts]
        between = np.full((len(self._places),) * 2, UNREACHABLE_MS, dtype=np.int64)
        between.ravel()[self._pairs] = np.concatenate(travel)
        return between

    def _reached_by(self, bits: int, between: npt.NDArray[np.int64] | None = None) -> float:
        """Return the people within the hour of the core; `between` where that is known."""
        own, core = bits & self._to_core, self._masses[0].core
        if own not in self._reached:
            travel = self._between(bits) if between is None else between
            minutes = ms_to_minutes(travel[:, core])
            minutes[core] = 0.0
            there = people_within_hour(self._usual.people, self._places, minutes)
            self._reached[own] = float(np.nansum(there))
        return self._reached[own]


def _targets(usual: State, compiled: CompiledTargets, decided: DecidedParts) -> list[_Target]:
    """Return the targets, each with what decides it."""
    found, every = [], np.arange(len(compiled.measure))
    for target, peak in enumerate(compiled.at_peak.tolist()):
        rows = slice(*compiled.first[target : target + 2].tolist())
        state = usual.in_traffic("peak" if peak else "off_peak")
        mask = mask_of(decided.rows[:, rows].any(axis=1))
        found.append(_Target(mask, compiled.some(every == target), rows, state))
    return found
