"""Sums from 10,000 origins over 10,000 destinations, with no table of times in memory.

Each library works in a process of its own, so that its peak of memory is its own. pandana sums for
all nodes or none: its time is for all of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import Progress
from scipy.sparse.csgraph import dijkstra

from benchmarks.graphs import Road, made_up
from benchmarks.memory import held_bytes, peak_bytes, reset_peak
from transnet.base.units import FloatArray, Int32Array

_COUNT = 10_000
_SCIPY_ROWS = 64
_MIB = 1 << 20
_MEASURES = ("flat", "linear")
_LIMITS_MIN = (5, 15)
_MOST_FOR_PANDANA = 5  # minutes, on a graph of more nodes than this
_MANY_NODES = 60_000


def regional(road: Road, peers: list[str], console: Console) -> Iterator[dict[str, Any]]:
    """Yield seconds, peak MiB and differences from ours, by limit and library, after each answer.

    Opportunities within the limit, and the same fading evenly to nothing at the limit.
    """
    sides = ["transnet, 1 thread", "transnet, 2 threads"]
    sides += [name for name in ("scipy", "pandana") if name in peers]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "road.npz"
        random = np.random.default_rng(1)
        count = min(_COUNT, road.nodes)
        np.savez(
            path,
            origins=random.choice(road.nodes, count, replace=False).astype(np.int32),
            places=random.choice(road.nodes, count, replace=False).astype(np.int32),
            amounts=random.integers(1, 100, count).astype(float),
            **{name: getattr(road, name) for name in ("indptr", "heads", "weights")},
            **({} if road.points is None else {"points": road.points}),
        )
        for minutes in _LIMITS_MIN:
            found[f"{minutes} min"] = rows = {}
            sums: dict[str, dict[str, FloatArray]] = {}
            for side in sides:
                too_long = road.nodes > _MANY_NODES and minutes > _MOST_FOR_PANDANA
                if side == "pandana" and too_long:
                    continue
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                    told, sums[side] = pool.submit(_side, side, path, minutes * 60_000).result()
                rows[side] = {**told, **_apart(sums[side], sums[sides[0]])}
                console.print(f"{minutes} min, {side}: {rows[side]}", soft_wrap=True)
                yield {"origins": count, "destinations": count, "limits": found}


def _apart(sums: dict[str, FloatArray], ours: dict[str, FloatArray]) -> dict[str, float]:
    """Return the largest difference from ours, as a share of our largest sum."""
    return {
        f"{name}: largest difference": float(
            np.abs(sums[name] - ours[name]).max() / max(1.0, ours[name].max())
        )
        for name in _MEASURES
    }


def _side(side: str, path: Path, limit: int) -> tuple[dict[str, float], dict[str, FloatArray]]:
    with np.load(path) as file:
        work = {name: file[name] for name in file}
    points = work.pop("points", None)
    picked = [work.pop(name) for name in ("origins", "places", "amounts")]
    road = Road("road", *(work[name] for name in ("indptr", "heads", "weights")), points)
    ways = {"scipy": _scipy, "pandana": _pandana}
    make = ways.get(side) or (_ours_on_2 if "2" in side else _ours_on_1)
    if side.startswith("transnet"):
        make(made_up(64), limit)(np.arange(2, dtype=np.int32), np.arange(2), np.ones(2))  # compiles
    held = held_bytes()
    reset_peak()
    start = perf_counter()
    answer = make(road, limit)
    ready = perf_counter()
    origins, places, amounts = picked
    sums = answer(origins, places, amounts)
    told = {
        "prepare_s": ready - start,
        "answer_s": perf_counter() - ready,
        "peak MiB of the process": peak_bytes() / _MIB,
        "peak MiB above the graph": (peak_bytes() - held) / _MIB,
    }
    return told, dict(zip(_MEASURES, sums, strict=True))


Answer = Callable[[Int32Array, Int32Array, FloatArray], tuple[FloatArray, FloatArray]]


def _ours_on_1(road: Road, limit: int) -> Answer:
    return _ours(road, limit, 1)


def _ours_on_2(road: Road, limit: int) -> Answer:
    return _ours(road, limit, 2)


def _ours(road: Road, limit: int, threads: int) -> Answer:
    """Return what a user would write, with a progress bar."""
    from numba import set_num_threads

    from transnet.accessibility import RoutedNetwork, accessibility_from_network, decay
    from transnet.routing.router import Router

    set_num_threads(threads)
    minutes = limit / 60_000
    fades = {"linear": (decay.linear(minutes), minutes)}

    router = Router(road.topology, cache=False)
    router.prepare()
    everywhere = np.arange(road.nodes, dtype=np.int32)
    metric = router.customize(road.weights).prepare()
    network = RoutedNetwork(metric, pd.Index(everywhere), everywhere, everywhere)

    def answer(
        origins: Int32Array, places: Int32Array, amounts: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        held = pd.Series(amounts, places)
        with Progress() as bar:
            task = bar.add_task("origins", total=None)
            table = accessibility_from_network(
                network,
                held,
                [minutes],
                fades,
                origins=origins,
                progress=lambda _, done, rows: bar.update(task, completed=done, total=rows),
            )
        return table.iloc[:, 0].to_numpy(), table.iloc[:, 1].to_numpy()

    return answer


def _scipy(road: Road, limit: int) -> Answer:
    """Return a pipeline of blocks of rows, for the table of all would take gigabytes."""
    graph = road.matrix

    def answer(
        origins: Int32Array, places: Int32Array, amounts: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        flat, linear = np.zeros(len(origins)), np.zeros(len(origins))
        for start in range(0, len(origins), _SCIPY_ROWS):
            rows = slice(start, start + _SCIPY_ROWS)
            times = dijkstra(graph, indices=origins[rows], limit=limit)[:, places]
            flat[rows] = (times <= limit) @ amounts
            linear[rows] = np.clip(1.0 - times / limit, 0.0, 1.0) @ amounts
        return flat, linear

    return answer


def _pandana(road: Road, limit: int) -> Answer:
    from benchmarks.peers import Pandana

    peer = Pandana(road)
    peer.use(2)

    def answer(
        origins: Int32Array, places: Int32Array, amounts: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        held = np.bincount(places, amounts, road.nodes)
        flat, linear = (peer.aggregate(held, limit, decay) for decay in ("flat", "linear"))
        return flat[origins], linear[origins]

    return answer
