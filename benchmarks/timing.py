"""Libraries asked by turns, and their answers compared."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.contenders import Contender
from benchmarks.questions import Question
from benchmarks.routingkit_driver import revision

_PACKAGES = (
    "numpy", "numba", "scipy", "igraph", "networkit", "rustworkx", "pandana", "routingkit_cch"
)  # fmt: skip
_NO_WAY = 2**31 - 1


@dataclass(frozen=True)
class Timing:
    """Seconds of each round for the whole question, scaled up where only a share was asked.

    differs  share of the answer that isn't the reference's; None for the reference itself, and
             where there is nothing to compare
    worst    largest relative difference
    """

    question: str
    contender: str
    threads: int
    seconds: list[float]
    share: float
    differs: float | None
    worst: float | None

    @property
    def median_s(self) -> float:
        """Median over the rounds."""
        return median(self.seconds)


@dataclass
class _Entry:
    contender: Contender
    threads: int
    share: float
    seconds: list[float]
    differences: list[tuple[float, float]]


def compare(question: Question, contenders: list[Contender], rounds: int) -> Iterator[Timing]:
    """Ask every contender with each number of threads by turns, one round after another.

    The answers of every round are held against those of the reference: SciPy where it takes part,
    else the first. An answer to a share of the work is a prefix of the whole one.
    """
    entries = [
        _Entry(contender, threads, 1.0, [], [])
        for contender in contenders
        for threads in contender.counts[: 1 if question.is_serial else None]
        if question.is_for(contender)
    ]
    entries.sort(key=lambda entry: entry.contender.name != "SciPy")
    for entry in entries if not question.is_long else []:
        _warm_up(question, entry)
    for _ in range(rounds):
        reference = None
        for entry in entries:
            first, took, answer = _timed(question, entry, entry.share)
            entry.seconds.append(first + took / entry.share)
            if reference is not None and answer is not None:
                entry.differences.append(_difference(answer, reference))
            elif entry is entries[0]:
                reference = answer
    return (_timing(question.key, entry) for entry in entries)


def _warm_up(question: Question, entry: _Entry) -> None:
    """Ask once, and find out how much of the work fits the budget."""
    if question.needs in entry.contender.entire:
        _timed(question, entry, 1.0)
        return
    _, took, _ = _timed(question, entry, question.least)
    entry.share = float(np.clip(question.least * question.budget_s / took, question.least, 1.0))


def _timed(question: Question, entry: _Entry, share: float) -> tuple[float, float, Any]:
    """Return the seconds of what comes first and of the asking, and what is to be compared."""
    entry.contender.use(entry.threads)
    start = perf_counter()
    if question.first:
        question.first(entry.contender)
    begun = perf_counter()
    answer = question.ask(entry.contender, share)
    took = perf_counter() - begun
    return begun - start, took, question.after(entry.contender, share, answer)


def _timing(question: str, entry: _Entry) -> Timing:
    differs, worst = (
        (max(each) for each in zip(*entry.differences, strict=True))
        if (entry.differences)
        else (None, None)
    )
    name = entry.contender.name
    return Timing(question, name, entry.threads, entry.seconds, entry.share, differs, worst)


def _difference(answer: Any, other: Any) -> tuple[float, float]:
    """Return the share of numbers that differ, and the largest relative difference."""
    given = [np.asarray(each, float) for each in (answer, other)]
    shape = tuple(min(pair) for pair in zip(given[0].shape, given[1].shape, strict=True))
    part = tuple(slice(size) for size in shape)
    one, two = (np.where(each[part] >= _NO_WAY, np.inf, each[part]) for each in given)
    apart = one != two
    if not apart.any():
        return 0.0, 0.0
    gaps = np.abs(one[apart] - two[apart]) / np.maximum(np.abs(two[apart]), 1e-300)
    return float(apart.mean()), float(gaps.max())


def machine() -> dict[str, Any]:
    """Return what the figures were measured on and with."""
    versions = {}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "-"
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(each, 1) for each in os.getloadavg()],
        "python": platform.python_version(),
        **versions,
        **({"RoutingKit": commit} if (commit := revision()) else {}),
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
