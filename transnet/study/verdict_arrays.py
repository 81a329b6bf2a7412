"""Verdicts of one state as arrays: no words, no tables. Words are put on them by `targets`."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.base.units import FloatArray, Int32Array
from transnet.model.network import BoolArray
from transnet.study.compiled_targets import CompiledTargets, empty_target
from transnet.study.state import State
from transnet.study.target_detail import TargetDetail, target_detail
from transnet.study.target_measures import PEOPLE_MEASURES

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


@dataclass(frozen=True)
class _Reading:
    """What the rows behind one target amount to; worst is the row that decides, from 0."""

    value: float
    mean: float
    share: float
    shortfall: float
    worst: int


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
        count=np.diff(compiled.first),
        failing=read.failing,
        weak=np.array([detail.legs.weak[rows].any() for rows in compiled.spans], dtype=np.bool_),
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
    people, people_within = counted
    of_people, spans = compiled.is_measure(*PEOPLE_MEASURES), compiled.spans
    readings = []
    for target, rows in enumerate(spans):
        limits = float(compiled.within_min[target]), float(compiled.required_pct[target])
        if of_people[target]:
            _require_people(compiled, target, people[rows])
            readings.append(
                _read_people(minutes[rows], (people[rows], people_within[rows]), limits[1])
            )
        else:
            readings.append(_read_pairs(minutes[rows], *limits))
    value, mean, share, shortfall = (
        np.array([getattr(each, name) for each in readings], dtype=np.float64)
        for name in ("value", "mean", "share", "shortfall")
    )
    within = minutes <= compiled.within_min[compiled.of_row]
    failing = [np.count_nonzero(~within[rows]) for rows in spans]
    return Readings(
        met=share + _TOLERANCE_PCT >= compiled.required_pct,
        value=value,
        shortfall=shortfall,
        mean=mean,
        share=share,
        failing=np.array(failing, dtype=np.int32),
        worst=compiled.first[:-1] + np.array([each.worst for each in readings], dtype=np.int32),
        within=within,
    )


def largest_leg(legs: FloatArray) -> npt.NDArray[np.int8]:
    """Return the largest leg of each trip, int8[k]; -1 where no leg takes time.

    legs  float64[7, k], minutes; NaN where there is no way
    """
    known = np.where(np.isnan(legs), 0.0, legs)
    found = np.where(known.max(axis=0) > 0, known.argmax(axis=0), -1)
    return found.astype(np.int8)


def _read_pairs(minutes: FloatArray, within_min: float, required_pct: float) -> _Reading:
    needed = math.ceil(required_pct / 100.0 * len(minutes) - 1e-9)
    count, worst = len(minutes), int(minutes.argmax())
    last_needed = float(np.sort(minutes)[needed - 1]) if needed else 0.0
    return _Reading(
        value=float(minutes[worst]),
        mean=float(np.add.reduce(minutes)) / count,
        share=100.0 * (int(np.count_nonzero(minutes <= within_min)) / count),
        shortfall=max(0.0, last_needed - within_min),
        worst=worst,
    )


def _read_people(
    minutes: FloatArray, counted: tuple[FloatArray, FloatArray], required_pct: float
) -> _Reading:
    people, within = counted
    total = float(people.sum())
    share = 100.0 * float(within.sum()) / total
    return _Reading(
        value=share,
        mean=float(np.average(minutes, weights=people)),
        share=share,
        shortfall=max(0.0, required_pct / 100.0 * total - float(within.sum())),
        worst=int(np.argmax(people - within)),
    )


def _require_people(compiled: CompiledTargets, target: int, people: FloatArray) -> None:
    if not np.nansum(people) > 0:
        row = compiled.table.to_dict("records")[target]
        hint = said(
            "nobody lives in {from_group}; fill population in places", from_group=row["from_group"]
        )
        raise empty_target(row, hint)
