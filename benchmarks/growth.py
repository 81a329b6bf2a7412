"""Our times on ever larger parts of one graph, held against n log n."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.contenders import Transnet
from benchmarks.graphs import Road, made_up
from benchmarks.questions import Work
from transnet.routing.router import Router

_SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
_WITHIN_MIN = 5


def growth(road: Road, rounds: int, console: Console) -> dict[str, Any]:
    """Return seconds by question for balls of 10,000 nodes and more, and the fitted exponents.

    Sizes are asked by turns. `exponents` are the slopes of log seconds over log nodes; `over_nlogn`
    how often more than n log n the largest takes, measured from the smallest: at most 1 is at most
    n log n.
    """
    _compile()
    sizes = [size for size in _SIZES if size <= road.nodes] or [road.nodes]
    parts = [road.ball(size) for size in sizes]
    rows: list[dict[str, Any]] = [{"nodes": part.nodes, "arcs": len(part.heads)} for part in parts]
    us = []
    for part, row in zip(parts, rows, strict=True):
        start = perf_counter()
        router = Router(part.topology, cache=False)
        router.prepare()
        row["order and build, 1 thread"] = perf_counter() - start
        us.append(Transnet(part, router))
        console.print(f"{part.nodes:,} nodes ordered in {row['order and build, 1 thread']:.2f} s")
    for threads in (1, 2):
        asks = [_asks(one, Work(part)) for one, part in zip(us, parts, strict=True)]
        for name in asks[0]:
            seconds: list[list[float]] = [[] for _ in parts]
            for _ in range(rounds + 1):
                for place, one in enumerate(us):
                    one.use(threads)
                    start = perf_counter()
                    asks[place][name]()
                    seconds[place].append(perf_counter() - start)
            for row, taken in zip(rows, seconds, strict=True):
                row[f"{name}, {threads} thread{'s' * (threads > 1)}"] = median(taken[1:])
    for row in rows:
        console.print(row, soft_wrap=True)
    return {"rows": rows, **_fits(rows)}


def _asks(us: Transnet, work: Work) -> dict[str, Callable[[], Any]]:
    weights, limit = work.road.weights, _WITHIN_MIN * 60_000
    return {
        "whole metric": partial(us.customize, weights),
        "one to all, 16 in a call": partial(us.trees, work.origins[:16]),
        "1,000 pairs": partial(us.pairs, work.origins, work.destinations),
        "matrix 1,000 x 1,000": partial(us.matrix, work.origins, work.destinations),
        f"opportunities in {_WITHIN_MIN} min, every node": partial(
            us.within, work.amounts, limit, work.everywhere
        ),
    }


def _compile() -> None:
    small = made_up(64)
    us = Transnet(small, Router(small.topology, cache=False))
    for ask in _asks(us, Work(small)).values():
        ask()


def _fits(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    nodes = np.array([row["nodes"] for row in rows], dtype=float)
    exponents, over = {}, {}
    if len(rows) < 2:
        return {"exponents": exponents, "over_nlogn": over}
    for name in rows[0]:
        if name in ("nodes", "arcs"):
            continue
        seconds = np.array([row[name] for row in rows])
        exponents[name] = float(np.polyfit(np.log(nodes), np.log(seconds), 1)[0])
        scaled = seconds / (nodes * np.log(nodes))
        over[name] = float(scaled[-1] / scaled[0])
    return {"exponents": exponents, "over_nlogn": over}
