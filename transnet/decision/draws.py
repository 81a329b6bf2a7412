"""Draws over the ranges of inputs, and designs that tell which of them decides."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray

PARTS = 8
"""Draws are so many sets of points, each evenly spread and scrambled apart from the others."""


@dataclass(frozen=True)
class Range:
    """An input and how far it may lie from its value.

    name   what it is called
    low, value, high  half of the draws lie between low and value, half between value and high
    group  inputs of one group are drawn as one: a delay that hits all openings; empty for its own
    """

    name: str
    low: float
    value: float
    high: float
    group: str = ""


def drawn(ranges: list[Range], draws: int, seed: int = 0) -> FloatArray:
    """Return quasi-random draws of inputs, float64[draws, inputs].

    draws  8 or more; a power of two keeps the points evenly spread (Owen 2020), others are cut from
           the next
    seed   of the scrambling; the same seed gives the same bytes

    They come in `parts_of` many parts, independent of each other, so that what differs between
    parts is the error of the draw and nothing else: within one part it can't be told, for points
    that are spread evenly are not independent.
    """
    groups = groups_of(ranges)
    seeds = np.random.SeedSequence(seed).spawn(PARTS)
    sizes = [len(part) for part in parts_of(draws)]
    own = zip(sizes, seeds, strict=True)
    points = np.vstack([_sobol(len(set(groups)), size, of) for size, of in own])
    return at_quantiles(ranges, points[:, groups])


def parts_of(draws: int) -> list[npt.NDArray[np.int64]]:
    """Return the rows of each part of some draws."""
    return np.array_split(np.arange(draws), PARTS)


def groups_of(ranges: list[Range]) -> list[int]:
    """Return the group of each input by number, in the order in which groups first occur."""
    names = [each.group or f"\0{each.name}" for each in ranges]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return [numbers[name] for name in names]


def at_quantiles(ranges: list[Range], quantiles: FloatArray) -> FloatArray:
    """Return inputs at quantiles of their ranges, float64[s, inputs] for quantiles [s, inputs]."""
    low, value, high = (
        np.array([getattr(each, name) for each in ranges]) for name in ("low", "value", "high")
    )
    below = low + (value - low) * 2.0 * quantiles
    above = value + (high - value) * (2.0 * quantiles - 1.0)
    found: FloatArray = np.where(quantiles < 0.5, below, above)
    return found


def _sobol(inputs: int, draws: int, seed: int | np.random.SeedSequence) -> FloatArray:
    from scipy.stats import qmc

    engine = qmc.Sobol(max(inputs, 1), scramble=True, rng=np.random.default_rng(seed))
    power = max(draws - 1, 0).bit_length()
    points: FloatArray = engine.random_base2(power)[:draws, :inputs]
    return points


@dataclass(frozen=True, eq=False)
class Design:
    """Points at which a model is asked for Sobol indices: two samples, and one swapped a group.

    points  float64[(groups + 2) * n, groups] in the unit cube: A, B, then A with each group of B
    rows    n, a power of two
    """

    points: FloatArray
    rows: int


def design_of(groups: int, rows: int, seed: int = 0) -> Design:
    """Return the design for first and total indices of groups of inputs (Saltelli et al. 2010).

    rows  a power of two; what it costs is rows * (groups + 2) runs. With less than about a thousand
          the indices are noise: ask for their intervals
    """
    both = _sobol(2 * groups, rows, seed)
    first, second = both[:, :groups], both[:, groups:]
    swapped = []
    for group in range(groups):
        mixed = first.copy()
        mixed[:, group] = second[:, group]
        swapped.append(mixed)
    return Design(np.vstack([first, second, *swapped]), rows)


@dataclass(frozen=True, eq=False)
class Indices:
    """How much of the variance of m figures each of g groups of inputs decides, float64[g, m].

    first  alone; total: with all that it does together with others. Each with the ends of its
    interval at 95 %, NaN for one of 0 throughout. NaN for a figure that doesn't vary. A first index
    below 0 is noise
    """

    first: FloatArray
    first_low: FloatArray
    first_high: FloatArray
    total: FloatArray
    total_low: FloatArray
    total_high: FloatArray


def indices(design: Design, values: FloatArray, *, resamples: int = 200, seed: int = 0) -> Indices:
    """Return Sobol indices with bootstrap intervals.

    values  float64[points, m], what the model says at the points of the design
    """
    first = np.stack([_of_figure(design, column, resamples, seed) for column in values.T], axis=-1)
    return Indices(*first)


def _of_figure(design: Design, values: FloatArray, resamples: int, seed: int) -> FloatArray:
    """Return the six fields of `Indices` of one figure, float64[6, groups]."""
    from scipy.stats import DegenerateDataWarning, sobol_indices

    groups = design.points.shape[1]
    parts = values.reshape(groups + 2, design.rows)
    if parts[:2].min() == parts[:2].max():
        return np.full((6, groups), np.nan)
    asked: dict[Literal["f_A", "f_B", "f_AB"], FloatArray] = {
        "f_A": parts[:1],
        "f_B": parts[1:2],
        "f_AB": parts[2:, None, :],
    }
    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)  # an index that is 0 throughout
        found = sobol_indices(func=asked, n=design.rows, rng=np.random.default_rng(seed))
        spread = found.bootstrap(n_resamples=resamples)
    one, all_of = spread.first_order.confidence_interval, spread.total_order.confidence_interval
    rows = (found.first_order, one.low, one.high, found.total_order, all_of.low, all_of.high)
    return np.array([np.asarray(each).reshape(groups) for each in rows])


def wilson(met: FloatArray, draws: int) -> tuple[FloatArray, FloatArray]:
    """Return the interval at 95 % of shares of draws that are met (Wilson 1927).

    met  float64[m], shares from 0 to 1
    """
    z2 = 1.959963984540054**2
    middle = (met + z2 / (2 * draws)) / (1 + z2 / draws)
    half = np.sqrt(met * (1 - met) * z2 / draws + z2 * z2 / (4.0 * draws**2)) / (1 + z2 / draws)
    return middle - half, middle + half
