"""Time and memory on made-up nations of 10,000 to ten million arcs, and how fast both grow.

Each nation has a process of its own, which has compiled the kernels before the clock starts. Sums
are asked for the cells of some whole counties, and their time is scaled to those of all: cells of a
county lie side by side in the hierarchy, and share most of their way, as all of them do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numba import set_num_threads
from rich.console import Console

from benchmarks.graphs import made_up
from benchmarks.memory import held_bytes, peak_bytes, reset_peak
from benchmarks.nation import Nation, make_nation
from transnet.routing.router import Router

SIZES = (10_000, 100_000, 1_000_000, 3_000_000, 10_000_000)
LARGEST = SIZES[-1]
LIMITS_MIN = (60, 180)
_MIB = 1 << 20
_TREES, _THREADS = 16, 2
_SAMPLE = 12_000  # cells that sums are asked for
_ORDER, _BUILD, _EVERY = "order and build", "build, order known", 4
_LEAST_S, _LEAST_FITTED = 1.0, 900_000  # a short step is repeated until it has taken as long


def nation_growth(largest: int, console: Console) -> Iterator[dict[str, Any]]:
    """Yield a row for each size up to the largest, and the exponents that all rows so far give.

    Exponents are the slopes of log seconds, or log MiB, over log arcs, from a million arcs up: what
    is smaller lies in caches, and in memory that a process has from before.
    """
    rows: list[dict[str, Any]] = []
    with _new_process() as maker:
        for size in [each for each in SIZES if each < largest] + [largest]:
            rows.append(measured(size, maker))
            console.print(rows[-1], soft_wrap=True)
            yield {"nation": "made-up nation", "rows": rows, "exponents": exponents(rows)}


def exponents(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the slope of each column over the arcs; nothing from a single row."""
    large = [row for row in rows if row["arcs"] >= _LEAST_FITTED]
    if len(large) < 2:
        return {}
    arcs = np.log([row["arcs"] for row in large])
    names = [name for name in rows[0] if name.endswith((", s", ", CPU s", ", MiB"))]
    return {
        name: float(np.polyfit(arcs, np.log([max(row[name], 1e-9) for row in large]), 1)[0])
        for name in names
    }


def measured(size: int, maker: Executor) -> dict[str, Any]:
    """Return seconds, CPU seconds and MiB of each step on a nation of about so many arcs.

    One process makes the nation, another asks: so its memory is that of the router alone.
    """
    with TemporaryDirectory() as folder, _new_process() as asker:
        path = Path(folder) / "nation.npz"
        made = maker.submit(_make, size, path).result()
        return {**made, **asker.submit(_ask, path).result()}


def _new_process() -> Executor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _make(size: int, path: Path) -> dict[str, Any]:
    reset_peak()
    start = process_time()
    nation = make_nation(size)
    sample = np.concatenate(_sample(nation))
    np.savez(path, *nation.road.topology, weights=nation.road.weights, sample=sample)
    return {
        "arcs": len(nation.road.heads),
        "nodes": nation.road.nodes,
        "counties": nation.counties,
        "cells": sum(len(nation.cells(each)) for each in range(nation.counties)),
        "cells asked": len(sample),
        "nation made, CPU s": process_time() - start,
        "nation made, MiB": peak_bytes() / _MIB,
    }


def _ask(path: Path) -> dict[str, Any]:
    set_num_threads(_THREADS)
    small = made_up(80)
    _steps(small.topology, small.weights, np.arange(0, small.nodes, 4, dtype=np.int32), 0)
    before = held_bytes()
    with np.load(path) as file:
        topology = tuple(file[name] for name in file if name not in ("weights", "sample"))
        weights, sample = file["weights"], file["sample"]
    for array in (*topology, weights):
        array.flags.writeable = False  # so that nobody needs a copy
    return _steps(topology, weights, sample, before)


def _sample(nation: Nation) -> list[np.ndarray]:
    """Return cells of counties drawn from a seed, until there are enough."""
    drawn, found = np.random.default_rng(2).permutation(nation.counties), []
    for county in drawn:
        found.append(nation.cells(county))
        if sum(map(len, found)) >= _SAMPLE:
            break
    return found


def _steps(
    topology: tuple[np.ndarray, ...], weights: np.ndarray, cells: np.ndarray, before: int
) -> dict[str, Any]:
    """Return what each step takes: MiB above what was held before the graph was there."""
    row: dict[str, Any] = {"graph, MiB": (held_bytes() - before) / _MIB}

    def timed(name: str, call: Callable[[], Any], share: float = 1.0) -> Any:
        reset_peak()
        rounds, start, begun = 0, process_time(), perf_counter()
        while rounds == 0 or (perf_counter() - begun < _LEAST_S and name not in (_ORDER, _BUILD)):
            answer = call()
            rounds += 1
        row[f"{name}, s"] = (perf_counter() - begun) / rounds / share
        row[f"{name}, CPU s"] = (process_time() - start) / rounds / share
        row[f"{name}, MiB"] = (peak_bytes() - before) / _MIB
        return answer

    router = Router(topology, cache=False)
    timed(_ORDER, router.prepare)
    order = router.prepare().order
    router = Router(topology, order=order, cache=False)  # as a worker does that is sent the order
    timed(_BUILD, router.prepare)
    metric = timed("one metric", lambda: router.customize(weights).prepare())
    trees = np.random.default_rng(1).integers(0, router.nodes, _TREES)
    room = metric.travel_times(trees, method="hierarchy")
    timed("16 trees", partial(metric.travel_times, trees, method="hierarchy", out=room))
    del room
    amounts = np.zeros(router.nodes)
    amounts[::_EVERY] = 1.0
    share = len(cells) / len(amounts[::_EVERY])
    for minutes in LIMITS_MIN:
        limit, name = minutes * 60_000, f"sums of all cells within {minutes} min"
        ask = partial(metric.accumulate, amounts, [limit], origins=cells, method="hierarchy")
        row[f"cells in the mean sum, {minutes} min"] = float(timed(name, ask, share).mean())
    return row
