"""Draws and indices, held against what is known on paper."""

from __future__ import annotations

import numpy as np
import pytest

from transnet.decision.draws import (
    Range,
    at_quantiles,
    design_of,
    drawn,
    groups_of,
    indices,
    wilson,
)


def test_half_of_the_draws_lie_below_the_value() -> None:
    found = drawn([Range("wait", 0.0, 1.0, 10.0), Range("speed", 5.0, 5.0, 6.0)], 1024, seed=4)
    assert (found[:, 0] < 1.0).mean() == pytest.approx(0.5, abs=0.005)
    assert found[:, 0].min() >= 0.0
    assert found[:, 0].max() <= 10.0
    assert (found[:, 1] == 5.0).mean() == pytest.approx(0.5, abs=0.005)
    assert (
        found.tobytes()
        == drawn(
            [Range("wait", 0.0, 1.0, 10.0), Range("speed", 5.0, 5.0, 6.0)], 1024, seed=4
        ).tobytes()
    )


def test_inputs_of_a_group_move_as_one() -> None:
    ranges = [
        Range("a", 0.0, 1.0, 2.0, "delay"),
        Range("b", 0, 1, 2),
        Range("c", 0, 5, 10, "delay"),
    ]
    assert groups_of(ranges) == [0, 1, 0]
    found = drawn(ranges, 64)
    assert found[:, 2] == pytest.approx(5.0 * found[:, 0])
    assert at_quantiles(ranges, np.array([[0.0, 0.5, 1.0]])).tolist() == [[0.0, 1.0, 10.0]]


def test_indices_of_the_ishigami_function() -> None:
    """Ishigami & Homma 1990 with a = 7 and b = 0.1, in closed form."""
    design = design_of(3, 4096, seed=2)
    x, y, z = (2.0 * np.pi * design.points.T) - np.pi
    values = np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    found = indices(design, np.stack([values, np.ones_like(values)], axis=1), resamples=100)
    assert found.first[:, 0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found.total[:, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert (found.first_low[:, 0] <= found.first[:, 0]).all()
    assert (found.total_high[:, 0] >= found.total[:, 0]).all()
    assert np.isnan(found.first[:, 1]).all()


def test_the_interval_of_a_share() -> None:
    """Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611."""
    low, high = wilson(np.array([81 / 263]), 263)
    assert (low[0], high[0]) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    low, high = wilson(np.array([0.0]), 20)
    assert (low[0], high[0]) == pytest.approx((0.0, 0.1611), abs=5e-5)
