"""What the minutes and people behind targets amount to, by a compiled loop over the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transnet.base.units import FloatArray, Int32Array
from transnet.kernels._arrays import read_only
from transnet.kernels.outcomes.target_readings import Asked, Behind, Read, read_rows
from transnet.model.network import BoolArray


@dataclass(frozen=True, eq=False)
class TargetRows:
    """Targets t: where their rows begin, int32[t + 1], whether people count, bool[t], and limits.

    within_min, required_pct  float64[t]
    """

    first: Int32Array
    of_people: BoolArray
    within_min: FloatArray
    required_pct: FloatArray


def read_target_rows(
    targets: TargetRows, minutes: FloatArray, counted: tuple[FloatArray, FloatArray]
) -> tuple[Read, int]:
    """Return what the rows r amount to, and the first target that has nobody to count, or -1.

    minutes  float64[r]; counted  float64[r] each: who lives there, and who gets there in time
    """
    count = len(targets.of_people)
    worst, failing = np.empty((2, count), dtype=np.int32)
    within = np.empty(len(minutes), dtype=np.bool_)
    value, mean, share, shortfall = np.empty((4, count))
    read = Read(value, mean, share, shortfall, worst, failing, within)
    asked = Asked(
        read_only(targets.first),
        read_only(targets.of_people),
        read_only(targets.within_min),
        read_only(targets.required_pct),
    )
    rows = Behind(read_only(minutes), read_only(counted[0]), read_only(counted[1]))
    return read, read_rows(asked, rows, read)
