"""Which inputs decide, held against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from transnet.decision.drawn_states import IN_COMMON, shared_place
from transnet.decision.draws import Range, drawn
from transnet.decision.given_data import by_bin, decides_from, share_decided

UNIT = [Range(name, 0.0, 0.5, 1.0) for name in "abc"]


def test_shares_of_a_sum_and_of_a_verdict_are_those_on_paper() -> None:
    """Of 3a + b + 0c the variances are 9, 1 and 0 parts of 10; of a < 1/2 and b < 11/16 as below.

    Both edges lie between bins: one within a bin would lose what varies there.
    """
    p = 11 / 16
    whole = p / 2 * (1 - p / 2)
    points = drawn(UNIT, 4096)
    weighted = points @ np.array([3.0, 1.0, 0.0])
    both = ((points[:, 0] < 0.5) & (points[:, 1] < p)).astype(float)
    for figure, shares in (
        (weighted, (0.9, 0.1, 0.0)),
        (both, (p**2 / 4 / whole, p * (1 - p) / 4 / whole, 0.0)),
    ):
        found = [share_decided(points[:, at], figure) for at in range(3)]
        assert found == pytest.approx(shares, abs=0.01)
    assert np.isnan(share_decided(points[:, 0], np.ones(4096)))


def test_chance_decides_nothing_however_few_the_draws() -> None:
    rng = np.random.default_rng(3)
    for draws in (64, 512):
        found = [share_decided(rng.random(draws), rng.random(draws)) for _ in range(200)]
        assert np.mean(found) == pytest.approx(0.0, abs=0.01)
        assert np.mean(np.array(found) > decides_from(draws)) <= 0.005


def test_few_draws_give_the_share_on_paper_too() -> None:
    """Held for 256 evenly spread draws, whose chance the usual correction takes for larger: 0.178.

    The edge lies within a bin, where the share loses what varies there: 0.2198 is left of 0.2308.
    """
    found = []
    for seed in range(64):
        points = drawn(UNIT[:2], 256, seed)
        both = ((points[:, 0] < 0.5) & (points[:, 1] <= 0.7)).astype(float)
        found.append(share_decided(points[:, 1], both))
    expected = 0.25 * (0.21 - 0.16 / 16) / 0.2275
    assert np.mean(found) == pytest.approx(expected, abs=3 * np.std(found) / 8)
    assert np.std(found) < 0.02


def test_bins_hold_as_many_draws_each() -> None:
    found = by_bin(np.arange(64.0)[::-1], (np.arange(64.0)[::-1] >= 32).astype(float))
    assert found.draws.tolist() == [16] * 4
    assert found.low.tolist() == [0.0, 16.0, 32.0, 48.0]
    assert found.mean.tolist() == [0.0, 0.0, 1.0, 1.0]


def test_classes_of_roads_keep_their_range_and_move_together() -> None:
    """Ranks of a Gaussian copula of 1/2 correlate by 6 / pi * asin(1/4) (Pearson 1907)."""
    places = np.array([[shared_place(a, b), shared_place(a, c)] for a, b, c in drawn(UNIT, 1024)])
    for column in places.T:
        assert np.quantile(column, (0.1, 0.5, 0.9)) == pytest.approx((0.1, 0.5, 0.9), abs=0.02)
    expected = 6.0 / np.pi * np.arcsin(IN_COMMON / 2.0)
    assert np.corrcoef(places.T)[0, 1] == pytest.approx(expected, abs=0.03)
