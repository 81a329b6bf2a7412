"""Which inputs decide, told from draws of any number: shares and means by bin of each input."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray

MOST_BINS, LEAST_IN_BIN = 16, 16
_CHANCE = 0.001
_LEAST_SHARE = 0.02


@dataclass(frozen=True, eq=False)
class ByBin:
    """A figure by bins of one input, each with as many draws.

    low, high  float64[bins], ends of the input's bins
    draws      int64[bins]
    mean       float64[bins], of the figure; of one that is 0 or 1 the share
    """

    low: FloatArray
    high: FloatArray
    draws: npt.NDArray[np.int64]
    mean: FloatArray


def by_bin(drawn: FloatArray, figure: FloatArray) -> ByBin:
    """Return the mean of a figure by bins of an input, both float64[draws]; 2 to 16 bins."""
    count = len(drawn)
    bins = max(2, min(MOST_BINS, count // LEAST_IN_BIN))
    order = np.argsort(drawn, kind="stable")
    parts = np.array_split(order, bins)
    ends = np.array([[drawn[part[0]], drawn[part[-1]]] for part in parts])
    means = np.array([figure[part].mean() for part in parts])
    return ByBin(ends[:, 0], ends[:, 1], np.array([len(part) for part in parts]), means)


def share_decided(drawn: FloatArray, figure: FloatArray) -> float:
    """Return how much of the variance of a figure an input alone decides, by its bins.

    It is the correlation ratio (Pearson 1905), which tends to the first-order Sobol index, less
    what chance gives as many bins (Kelley's epsilon squared, 1935): about 0, or a little below it,
    for an input that decides nothing. NaN for a figure that doesn't vary or isn't finite.
    """
    if not np.isfinite(figure).all() or figure.min() == figure.max():
        return float("nan")
    found = by_bin(drawn, figure)
    count, bins = len(figure), len(found.mean)
    whole = float(((figure - figure.mean()) ** 2).sum())
    between = float((found.draws * (found.mean - figure.mean()) ** 2).sum())
    return 1.0 - (1.0 - between / whole) * (count - 1) / (count - bins)


def decides_from(draws: int) -> float:
    """Return the share above which an input decides: 2 %, or what chance gives few draws.

    Chance gives as much to one input in a thousand that doesn't move the figure (by the F
    distribution of the bins' means).
    """
    from scipy.stats import f

    bins = max(2, min(MOST_BINS, draws // LEAST_IN_BIN))
    between = (bins - 1) * float(f.isf(_CHANCE, bins - 1, draws - bins))
    rest = (draws - bins) / (between + draws - bins)
    return max(_LEAST_SHARE, 1.0 - rest * (draws - 1) / (draws - bins))
