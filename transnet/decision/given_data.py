"""Which inputs decide, told from draws of any number: shares and means by bin of each input."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray
from transnet.decision.draws import PARTS, parts_of

MOST_BINS, LEAST_IN_BIN = 16, 16
_CHANCE = 1e-5  # of one pair: a table of draws holds some thousand pairs of figure and input
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
    order = np.argsort(drawn, kind="stable")
    parts = np.array_split(order, _bins(len(drawn)))
    ends = np.array([[drawn[part[0]], drawn[part[-1]]] for part in parts])
    means = np.array([figure[part].mean() for part in parts])
    return ByBin(ends[:, 0], ends[:, 1], np.array([len(part) for part in parts]), means)


def share_decided(drawn: FloatArray, figure: FloatArray) -> float:
    """Return how much of the variance of a figure an input alone decides, by its bins.

    drawn, figure  float64[draws] in the order of `draws.drawn`, whose parts are independent
    returns  about 0, or a little below it, for an input that decides nothing; NaN for a figure that
             doesn't vary or isn't finite

    It is the correlation ratio (Pearson 1905), which tends to the first-order Sobol index. Chance
    adds to the square of a bin's mean, and nothing to the product of two parts' means of it, so
    products of different parts are what is taken. The usual correction (Kelley 1935) takes away
    what chance adds to independent draws; evenly spread ones have less, and small shares came out
    too small by it: 0.17 for 0.22 with 256 draws.
    """
    if not np.isfinite(figure).all() or figure.min() == figure.max():
        return float("nan")
    around = figure - figure.mean()
    means = np.array([_bin_means(drawn[rows], around[rows]) for rows in parts_of(len(figure))])
    whole_mean = float(_between_parts(means.mean(axis=1)))
    between = float(_between_parts(means).mean()) - whole_mean
    return between / (float((around**2).mean()) - whole_mean)


def _bin_means(drawn: FloatArray, figure: FloatArray) -> FloatArray:
    """Return the means of a part of the draws by bins of the input."""
    bins = _bins(len(drawn) * PARTS)
    order = np.argsort(drawn, kind="stable")
    return np.array([figure[part].mean() for part in np.array_split(order, bins)])


def _between_parts(means: FloatArray) -> FloatArray:
    """Return the mean product of two different parts' means, of float64[parts, ...]."""
    squares = (means**2).sum(axis=0)
    products: FloatArray = (means.sum(axis=0) ** 2 - squares) / (PARTS * (PARTS - 1))
    return products


def _bins(draws: int) -> int:
    return max(2, min(MOST_BINS, draws // LEAST_IN_BIN))


def decides_from(draws: int) -> float:
    """Return the share above which an input decides: 2 %, or what chance gives few draws.

    Chance gives as much to one input in a hundred thousand that doesn't move the figure, were the
    draws independent (by the F distribution: means of bins against what they differ by between
    parts).
    """
    from scipy.stats import f

    bins = _bins(draws)
    ratio = float(f.isf(_CHANCE, bins - 1, bins * (PARTS - 1)))
    return max(_LEAST_SHARE, (bins - 1) / draws * (ratio - 1.0))
