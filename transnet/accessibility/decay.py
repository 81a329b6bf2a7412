"""How much an opportunity counts at a cost: families of decay functions.

Each function here returns a decay: a callable from costs, float64[…], to weights of the same shape.
One's own callable does as well; measures never ask it about pairs without a way, which weigh 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from transnet.accessibility.inputs import at_least, some_numbers
from transnet.accessibility.tables import bad_input
from transnet.base.language import said
from transnet.base.units import FloatArray

Decay = Callable[[FloatArray], FloatArray]


def binary(cutoff: float) -> Decay:
    """Return 1 up to the cutoff, which is within, and 0 beyond.

    >>> binary(30)(np.array([29.0, 30.0, 31.0])).tolist()
    [1.0, 1.0, 0.0]
    """
    limit = at_least(cutoff, "cutoff")
    return lambda costs: (costs <= limit).astype(np.float64)


def linear(cutoff: float) -> Decay:
    """Return 1 at no cost, falling evenly to 0 at the cutoff.

    >>> linear(40)(np.array([0.0, 10.0, 50.0])).tolist()
    [1.0, 0.75, 0.0]
    """
    limit = at_least(cutoff, "cutoff", above=True)
    return lambda costs: np.clip(1.0 - costs / limit, 0.0, 1.0)


def exponential(rate: float) -> Decay:
    """Return exp(-rate * cost); the rate is per unit of cost.

    >>> exponential(0.2)(np.array([10.0])).round(8).tolist()
    [0.13533528]
    """
    beta = at_least(rate, "rate")
    return lambda costs: np.exp(-beta * costs)


def power(exponent: float, cap: float | None = 1.0) -> Decay:
    """Return cost ** -exponent, at most `cap`; without a cap a cost of 0 is an error.

    >>> power(1)(np.array([0.5, 2.0, 10.0])).tolist()
    [1.0, 0.5, 0.1]
    """
    alpha = at_least(exponent, "exponent")
    most = np.inf if cap is None else at_least(cap, "cap", above=True)

    def weigh(costs: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore", over="ignore"):
            return np.minimum(costs**-alpha, most)

    return weigh


def gaussian(sigma: float) -> Decay:
    """Return exp(-cost**2 / (2 * sigma**2)); sigma is the cost of the steepest fall.

    >>> gaussian(20)(np.array([0.0, 20.0])).round(4).tolist()
    [1.0, 0.6065]
    """
    spread = at_least(sigma, "sigma", above=True)
    return lambda costs: np.exp(-0.5 * np.square(costs / spread))


def logistic(cutoff: float, deviation: float) -> Decay:
    """Return a falling logistic curve: 1 at no cost, about 1/2 at the cutoff.

    deviation  standard deviation of the cutoff, in units of cost

    Source: Bauer and Groneberg, PLOS ONE 11 (2016), e0159148.

    >>> logistic(50, 10)(np.array([0.0, 50.0])).round(4).tolist()
    [1.0, 0.5001]
    """
    middle = at_least(cutoff, "cutoff")
    slope = np.pi / (at_least(deviation, "deviation", above=True) * np.sqrt(3.0))
    from_top = np.logaddexp(0.0, -slope * middle)
    return lambda costs: np.exp(from_top - np.logaddexp(0.0, slope * (costs - middle)))


def stepped(steps: Sequence[float], weights: Sequence[float]) -> Decay:
    """Return 1 below the first step, and at each step and from there on its weight.

    steps    costs, rising, above 0
    weights  as many, each 0 to 1

    >>> stepped([10, 20, 30], [0.67, 0.33, 0])(np.array([5.0, 10.0, 25.0, 35.0])).tolist()
    [1.0, 0.67, 0.33, 0.0]
    """
    at = np.array(some_numbers(steps, "steps"))
    values = np.array([1.0, *some_numbers(weights, "weights")])
    if len(at) == 0 or len(values) != len(at) + 1:
        hint = said("{count} steps need as many weights, and at least one", count=len(at))
        raise bad_input("settings", "weights", str(list(weights)), hint, "setting")
    if not (np.isfinite(at).all() and at[0] > 0 and (np.diff(at) > 0).all()):
        raise bad_input(
            "settings", "steps", str(list(steps)), said("must rise from above 0"), "setting"
        )
    if not ((values >= 0) & (values <= 1)).all():
        raise bad_input(
            "settings", "weights", str(list(weights)), said("must be 0 to 1"), "setting"
        )
    return lambda costs: values[np.searchsorted(at, costs, side="right")]


def weights_of(decay: Decay, costs: FloatArray) -> FloatArray:
    """Return the weight of each cost, float64 of its shape; 0 where it is infinite.

    Raises InputError for a decay that can't be called, or whose weights aren't of the shape of the
    costs, negative, infinite, NaN or no numbers; yes and no, as of a comparison, weigh 1 and 0.
    """
    if not callable(decay):
        hint = said("must be a decay, such as decay.binary(30)")
        raise bad_input("settings", "decay", str(decay), hint, "decay")
    weights = np.zeros(costs.shape)
    reached = np.isfinite(costs)
    with np.errstate(over="ignore", under="ignore"):
        found = np.asarray(decay(costs[reached]))
    if found.dtype.kind not in "biuf":
        hint = said("must return numbers, not values of type {dtype}", dtype=found.dtype)
        raise bad_input("settings", "decay", "", hint, "decay")
    given = found.astype(np.float64)
    if given.shape != costs[reached].shape:
        hint = said("must return as many weights as costs, {shape}", shape=costs[reached].shape)
        raise bad_input("settings", "decay", str(given.shape), hint, "decay")
    bad = ~np.isfinite(given) | (given < 0)
    if bad.any():
        cost = float(costs[reached][bad][0])
        hint = said(
            "is {value} at a cost of {cost:g}; a weight is finite, 0 or more",
            value=given[bad][0],
            cost=cost,
        )
        raise bad_input("settings", "decay", "", hint, "decay")
    weights[reached] = given
    return weights
