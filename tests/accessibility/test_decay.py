from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.accessibility import decay
from transnet.base.errors import InputError

FAMILIES = [
    decay.binary(30),
    decay.linear(30),
    decay.exponential(0.1),
    decay.power(1.5),
    decay.gaussian(25),
    decay.logistic(40, 8),
    decay.stepped([10, 30], [0.5, 0.1]),
]


@pytest.mark.parametrize("family", FAMILIES)
@given(costs=st.lists(st.floats(0, 1e6), min_size=1, max_size=9))
def test_weights_fall_from_one_and_never_below_zero(
    family: decay.Decay, costs: list[float]
) -> None:
    weights = decay.weights_of(family, np.sort(np.array([0.0, *costs])))
    assert weights[0] == pytest.approx(1.0)
    assert np.all(np.diff(weights) <= 1e-15)
    assert weights[-1] >= 0


def test_values_by_hand() -> None:
    costs = np.array([0.0, 15.0, 30.0, 60.0])
    assert decay.linear(30)(costs).tolist() == [1.0, 0.5, 0.0, 0.0]
    assert decay.binary(30)(costs).tolist() == [1.0, 1.0, 1.0, 0.0]
    assert decay.power(2, cap=None)(costs[1:]).tolist() == [1 / 225, 1 / 900, 1 / 3600]
    assert decay.gaussian(30)(costs) == pytest.approx(np.exp([0, -1 / 8, -1 / 2, -2]))
    assert decay.stepped([15, 30], [0.5, 0.0])(costs).tolist() == [1.0, 0.5, 0.0, 0.0]


def test_logistic_is_the_published_formula() -> None:
    costs, slope = np.array([0.0, 20.0, 50.0, 80.0]), np.pi / (10 * np.sqrt(3))
    expected = (1 + np.exp(-slope * 50)) / (1 + np.exp(slope * (costs - 50)))
    assert decay.logistic(50, 10)(costs) == pytest.approx(expected)
    assert decay.logistic(50, 0.001)(np.array([0.0, 1e6])).tolist() == [1.0, 0.0]


def test_no_way_weighs_nothing_whatever_the_decay() -> None:
    weights = decay.weights_of(np.ones_like, np.array([[1.0, np.inf]]))
    assert weights.tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize(
    "own",
    [
        lambda costs: costs - 5,
        lambda costs: costs * np.nan,
        lambda costs: costs[:1],
        decay.power(1, cap=None),
    ],
)
def test_decays_that_cannot_be_used(own: decay.Decay) -> None:
    with pytest.raises(InputError):
        decay.weights_of(own, np.array([0.0, 1.0]))


@pytest.mark.parametrize(
    ("steps", "weights"),
    [([], []), ([10], [0.5, 0.1]), ([20, 10], [0.5, 0.1]), ([0], [0.5]), ([10], [1.5])],
)
def test_steps_that_cannot_be_used(steps: list[float], weights: list[float]) -> None:
    with pytest.raises(InputError):
        decay.stepped(steps, weights)
