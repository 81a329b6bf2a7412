"""Shares of a gain, held against all orders of opening written out."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transnet.base.units import FloatArray
from transnet.decision.coalition_rule import CoalitionRule, members, subsets
from transnet.decision.shapley import pair_synergies, sampled_shares, shapley_shares
from transnet.model.network import BoolArray


def _worth(draw: np.random.Generator, projects: int, figures: int = 2) -> FloatArray:
    return draw.integers(-50, 50, (1 << projects, figures)).astype(np.float64)


def _by_all_orders(worth: FloatArray, projects: int) -> FloatArray:
    found = np.zeros((projects, worth.shape[1]))
    orders = list(permutations(range(projects)))
    for order in orders:
        now = 0
        for project in order:
            found[project] += worth[now | 1 << project] - worth[now]
            now |= 1 << project
    return found / len(orders)


@given(st.integers(1, 5), st.integers(0, 1000))
@settings(max_examples=30)
def test_a_share_is_the_mean_over_all_orders(projects: int, seed: int) -> None:
    worth = _worth(np.random.default_rng(seed), projects)
    found = shapley_shares(worth)
    assert found.share == pytest.approx(_by_all_orders(worth, projects))
    assert found.share.sum(axis=0) == pytest.approx(worth[-1] - worth[0])
    assert (found.error == 0).all()


def test_two_halves_of_a_bridge_share_it_and_help_each_other() -> None:
    worth = np.array([[0.0], [0.0], [0.0], [10.0], [1.0], [1.0], [1.0], [11.0]])
    found = shapley_shares(worth)
    assert found.share[:, 0].tolist() == [5.0, 5.0, 1.0]
    assert found.first_in[:, 0].tolist() == [0.0, 0.0, 1.0]
    assert found.last_in[:, 0].tolist() == [10.0, 10.0, 1.0]
    synergies = pair_synergies(worth)[:, :, 0]
    assert synergies.tolist() == [[0.0, 10.0, 0.0], [10.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


@given(st.integers(2, 5), st.integers(0, 1000))
@settings(max_examples=20)
def test_synergy_is_what_a_share_gains_by_the_other(projects: int, seed: int) -> None:
    """The index is the share of one in the game with the other, less that without it."""
    worth = _worth(np.random.default_rng(seed), projects, 1)
    last = projects - 1
    halves = worth[: 1 << last], worth[1 << last :]
    shares = [_by_all_orders(half, last) for half in halves]
    assert pair_synergies(worth)[:last, last] == pytest.approx(shares[1] - shares[0])


def test_drawn_orders_come_near_and_say_how_near() -> None:
    worth = _worth(np.random.default_rng(3), 7)
    bits = 1 << np.arange(7)

    def of(chosen: BoolArray) -> FloatArray:
        return worth[chosen @ bits]

    exact, drawn = shapley_shares(worth), sampled_shares(of, 7, orders=400, seed=1)
    assert drawn.share.sum(axis=0) == pytest.approx(worth[-1] - worth[0])
    assert (np.abs(drawn.share - exact.share) <= 4.0 * drawn.error).all()
    assert drawn.error.max() < 3.0
    assert drawn.first_in.tolist() == exact.first_in.tolist()
    assert drawn.last_in.tolist() == exact.last_in.tolist()
    again = sampled_shares(of, 7, orders=400, seed=1)
    assert again.share.tobytes() == drawn.share.tobytes()


def test_projects_without_their_needs_count_nothing_and_the_first_of_rivals_stands() -> None:
    rule = CoalitionRule(
        ("line", "more trains", "depot", "tram", "metro"),
        {"line": ("depot",), "more trains": ("line",)},
        frozenset({frozenset({"tram", "metro"})}),
    )
    named = {
        tuple(np.array(rule.names)[row]): tuple(np.array(rule.names)[own])
        for row, own in zip(
            members(subsets(5), 5), rule.stands(members(subsets(5), 5)), strict=True
        )
    }
    assert named["line",] == ()
    assert named["more trains", "depot"] == ("depot",)
    assert named["line", "more trains", "depot"] == ("line", "more trains", "depot")
    assert named["tram", "metro"] == ("tram",)
    assert named["metro",] == ("metro",)
    standing = rule.standing(subsets(5))
    assert rule.standing(standing).tolist() == standing.tolist()
