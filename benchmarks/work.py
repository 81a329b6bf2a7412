"""The questions, each asked of all contenders by turns, and the answers compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.contenders import Contender, offers
from benchmarks.graphs import Road
from transnet.units import Int32Array

_BUDGET_S = 2.0  # a contender that takes longer is given a sample next time


@dataclass(frozen=True)
class Timing:
    """Seconds for the whole question, scaled up where only a sample was asked."""

    question: str
    contender: str
    median_s: float
    ratio: float
    runs: int
    sampled: float
    agrees: bool | None


@dataclass
class _Entry:
    contender: Contender
    ask: Callable[[float], Any]
    share: float
    seconds: list[float]
    answers: list[Any]


def compare(
    question: str,
    asks: dict[Contender, tuple[Callable[[float], Any], float]],
    rounds: int,
    reference: str = "SciPy",
) -> list[Timing]:
    """Ask by turns; `asks` has for each contender what answers a share of the work, and the share.

    An answer is a prefix of the whole one, so the shortest two can be compared.
    """
    entries = [_Entry(one, ask, share, [], []) for one, (ask, share) in asks.items()]
    for entry in entries:
        entry.answers.append(entry.ask(entry.share))  # compiles, warms up
    for _ in range(rounds):
        for entry in entries:
            start = perf_counter()
            entry.ask(entry.share)
            entry.seconds.append((perf_counter() - start) / entry.share)
    base = next((entry for entry in entries if entry.contender.name == reference), entries[0])
    return [_timing(question, entry, base) for entry in entries]


def _timing(question: str, entry: _Entry, base: _Entry) -> Timing:
    ratios = np.array(base.seconds) / np.array(entry.seconds)
    return Timing(
        question,
        entry.contender.name,
        float(np.median(entry.seconds)),
        float(np.median(ratios)),
        len(entry.seconds),
        entry.share,
        _agree(entry.answers[0], base.answers[0]) if entry is not base else None,
    )


def _agree(answer: Any, other: Any) -> bool:
    ours, theirs = (np.asarray(each, float) for each in (answer, other))
    shape = tuple(min(pair) for pair in zip(ours.shape, theirs.shape, strict=True))
    part = tuple(slice(size) for size in shape)
    one, two = (np.where(each[part] >= 2**31 - 1, np.inf, each[part]) for each in (ours, theirs))
    return bool(np.array_equal(one, two))


class Questions:
    """The work on one graph, drawn from a seed."""

    def __init__(self, road: Road, seed: int = 1, size: int = 1_000) -> None:
        random = np.random.default_rng(seed)
        self.road, self.size = road, size
        nodes = random.integers(0, road.nodes, (2, size), dtype=np.int32)
        self.origins: Int32Array = nodes[0]
        self.destinations: Int32Array = nodes[1]
        self.arcs = random.choice(len(road.heads), 5, replace=False).astype(np.int32)
        self.amounts = random.integers(0, 5, road.nodes).astype(float)
        everywhere = np.arange(road.nodes, dtype=np.int32)
        self.everywhere = np.roll(everywhere, road.nodes // 2)  # samples lie in one place

    def trees(self, contender: Contender, share: float) -> Any:
        """Answer one tree after another."""
        count = max(1, round(share * 16))
        return np.array([contender.tree(source) for source in self.origins[:count]])

    def batch(self, contender: Contender, share: float) -> Any:
        """Answer sixteen trees in one call where the library has one."""
        if not hasattr(contender, "threads"):
            return self.trees(contender, share)
        return contender.matrix(self.origins[:16], None)

    def pairs(self, contender: Contender, share: float) -> Any:
        """Answer pairs."""
        count = max(1, round(share * self.size))
        return contender.pairs(self.origins[:count], self.destinations[:count])

    def matrix(self, contender: Contender, share: float) -> Any:
        """Answer a table, or its first rows."""
        count = max(1, round(share * self.size))
        return contender.matrix(self.origins[:count], self.destinations)

    def change(self, contender: Contender, share: float) -> Any:
        """Change five arcs, there and back by turns, and answer the table."""
        slower = self.road.weights[self.arcs] * 2
        turn = getattr(contender, "turn", 0)
        contender.turn = 1 - turn  # type: ignore[attr-defined]
        contender.change(self.arcs, self.road.weights[self.arcs] if turn else slower)
        return self.matrix(contender, share)

    def customize(self, contender: Contender, _share: float) -> Any:
        """Take a whole new metric."""
        contender.customize(self.road.weights)
        return np.zeros(0)

    def within(self, contender: Contender, share: float, limit: int) -> Any:
        """Sum up what lies within the limit of every node, or of some in one place."""
        count = max(16, round(share * self.road.nodes))
        return contender.within(self.amounts, limit, self.everywhere[:count])


def share_of(ask: Callable[[float], Any], least: float) -> float:
    """Return the share of the work that fits the budget, from the time that the least takes."""
    start = perf_counter()
    ask(least)
    return float(np.clip(least * _BUDGET_S / max(perf_counter() - start, 1e-9), least, 1.0))


def answers(contender: Contender, question: str) -> bool:
    """Tell whether a contender takes a question."""
    return offers(contender, question)
