"""Verdicts of one state as arrays: no words, no tables. Words are put on them by `targets`."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from transnet.base.errors import ScenarioError
from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.base.units import FloatArray, Int32Array
from transnet.model.network import BoolArray
from transnet.study.compiled_targets import CompiledTargets, empty_target
from transnet.study.state import State
from transnet.study.target_detail import TargetDetail, target_detail

_TOLERANCE_PCT = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class OnTargets(Shown):
    """Verdicts on t targets, in the order of `CompiledTargets`; of several states [s, t].

    met          bool[t]
    value        float64[t], minutes of the worst pair (inf where there is no way), or percent of
                 people
    shortfall    float64[t], minutes that are missing, or people
    mean         float64[t], minutes: of the pairs, or of the seats weighted by people
    share        float64[t], percent of pairs or people within the time
    binding_leg  int8[t], position in LEGS of the largest leg of the worst trip; for people, of the
                 county where most are missing; -1 where there is none
    worst_from, worst_to  int32[t], ends of that trip: row of the place, and position in
                 `CompiledTargets.end_ids` (-1: none)
    count, failing  int32[t], pairs or counties, and those beyond the limit
    """

    met: BoolArray
    value: FloatArray
    shortfall: FloatArray
    mean: FloatArray
    share: FloatArray
    binding_leg: npt.NDArray[np.int8]
    worst_from: Int32Array
    worst_to: Int32Array
    count: Int32Array
    failing: Int32Array


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class VerdictArrays(OnTargets):
    """The verdicts on one state, and the rows r behind them.

    weak    bool[t], whether a trip behind it rests on a recalled or assumed row
    within  bool[r], which of the rows behind the targets are within the limit
    detail  those rows
    """

    weak: BoolArray
    within: BoolArray
    detail: TargetDetail

    @property
    def on_targets(self) -> OnTargets:
        """The verdicts without the rows behind them."""
        return OnTargets(**{each.name: getattr(self, each.name) for each in fields(OnTargets)})


@dataclass(frozen=True, eq=False)
class Readings:
    """What minutes and people behind t targets amount to, as `OnTargets` has it.

    worst   int32[t], the row behind each target that decides
    within  bool[r], which of the rows are within the limit
    """

    met: BoolArray
    value: FloatArray
    shortfall: FloatArray
    mean: FloatArray
    share: FloatArray
    failing: Int32Array
    worst: Int32Array
    within: BoolArray


def evaluate_targets(compiled: CompiledTargets, base: State) -> VerdictArrays:
    """Return the verdict on each target in one state.

    base  the state off the peak; a target of the peak is judged on it in the peak's traffic
    Raises ScenarioError for a target that has nobody to count, InputError for the peak of a network
    without rows in congestion.csv.
    """
    return judged(compiled, target_detail(compiled, base))


def judged(compiled: CompiledTargets, detail: TargetDetail) -> VerdictArrays:
    """Return the verdict on each target by the rows behind it; raises what `read_targets` does."""
    read = read_targets(compiled, detail.legs.minutes, (detail.people, detail.people_within))
    return VerdictArrays(
        met=read.met,
        value=read.value,
        shortfall=read.shortfall,
        mean=read.mean,
        share=read.share,
        binding_leg=largest_leg(detail.legs.legs[:, read.worst]),
        worst_from=compiled.from_row[read.worst],
        worst_to=detail.to_end[read.worst],
        count=compiled.counts,
        failing=read.failing,
        weak=_any_of_target(compiled, detail.legs.weak),
        within=read.within,
        detail=detail,
    )


def read_targets(
    compiled: CompiledTargets, minutes: FloatArray, counted: tuple[FloatArray, FloatArray]
) -> Readings:
    """Return what the rows r behind targets amount to.

    minutes  float64[r]
    counted  float64[r] each: who lives there, and who of them gets there in time
    Raises ScenarioError for a target that has nobody to count.
    """
    from transnet.travel.read_rows import TargetRows, read_target_rows

    limits = compiled.within_min, compiled.required_pct
    targets = TargetRows(compiled.first, compiled.of_people, *limits)
    read, nobody = read_target_rows(targets, minutes, counted)
    if nobody >= 0:
        raise _nobody(compiled, nobody)
    return Readings(
        met=read.share + _TOLERANCE_PCT >= compiled.required_pct,
        value=read.value,
        shortfall=read.shortfall,
        mean=read.mean,
        share=read.share,
        failing=read.failing,
        worst=read.worst,
        within=read.within,
    )


def largest_leg(legs: FloatArray) -> npt.NDArray[np.int8]:
    """Return the largest leg of each trip, int8[k]; -1 where no leg takes time.

    legs  float64[7, k], minutes; NaN where there is no way
    """
    known = np.where(np.isnan(legs), 0.0, legs)
    found = np.where(known.max(axis=0) > 0, known.argmax(axis=0), -1)
    return found.astype(np.int8)


def _any_of_target(compiled: CompiledTargets, marked: BoolArray) -> BoolArray:
    """Return whether some row behind each target is marked, bool[t]."""
    if not len(compiled.measure):
        return np.zeros(0, dtype=np.bool_)
    found: BoolArray = np.logical_or.reduceat(marked, compiled.first[:-1])
    return found


def _nobody(compiled: CompiledTargets, target: int) -> ScenarioError:
    row = compiled.table.to_dict("records")[target]
    group = row["from_group"]
    hint = said("nobody lives in {from_group}; fill population in places", from_group=group)
    return empty_target(row, hint)
