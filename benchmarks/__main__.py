"""Time transnet's routing beside its peers, interleaved, on one graph after another.

python -m benchmarks --graph FILE.gr --coordinates FILE.co
TRANSNET_DATA=folder python -m benchmarks      New York and two more, from folder/road
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.contenders import PEERS, Contender, Pandana, Transnet, TransnetSearch, make
from benchmarks.graphs import Road, made_up, read_dimacs, read_pairs
from benchmarks.work import Questions, Timing, answers, compare, share_of
from transnet.graph.router import Router

_MS_PER_UNIT = 3.6  # DIMACS names no unit; with this one its fastest roads run at 100 km/h
_LIMITS_MIN = (5, 15)
_ROUNDS = 5
_PART_NODES = 19_525
_PACKAGES = ("numpy", "numba", "scipy", "igraph", "networkit", "rustworkx", "pandana")


_SIDE = 100


def main() -> int:
    """Run what the command line asks for; returns the exit status."""
    options = _options().parse_args()
    results = [_run(road, options) for road in _roads(options)]
    if options.growth:
        results.append(_growth(read_dimacs(options.growth, None, 1.0), options.rounds))
    report = {"machine": _machine(), "results": results}
    if options.json:
        options.json.write_text(json.dumps(report, indent=1))
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--graph", type=Path, help="DIMACS .gr, plain, .gz or .xz")
    parser.add_argument("--coordinates", type=Path, help="DIMACS .co")
    parser.add_argument("--ms-per-unit", type=float, default=_MS_PER_UNIT)
    parser.add_argument("--peers", nargs="*", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--growth", type=Path, help="a large .gr to cut balls out of")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    return parser


def _roads(options: argparse.Namespace) -> Iterator[Road]:
    if options.graph:
        yield read_dimacs(options.graph, options.coordinates, options.ms_per_unit)
        return
    if options.growth:
        return
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        print("TRANSNET_DATA names no folder with road/dimacs_ny: a made-up graph instead")  # noqa: T201
        yield made_up(_SIDE)
        return
    road = Path(data) / "road"
    york = road / "dimacs_ny"
    times, places = york / "USA-road-t.NY.gr.gz", york / "USA-road-d.NY.co.gz"
    yield read_dimacs(times, places, options.ms_per_unit)
    rome = road / "osm_cities"
    yield read_pairs(rome / "rome-roads.gr.bin", rome / "rome-roads.co.bin")
    yield read_dimacs(road / "pace16" / "COL.gr.xz", None, 1.0)


def _run(road: Road, options: argparse.Namespace) -> dict[str, Any]:
    console = Console()
    console.print(f"[bold]{road.name}[/]: {road.nodes} nodes, {len(road.heads)} arcs")
    ours, preparation = _prepared(road)
    peers: list[Contender] = []
    for name in options.peers:
        start = perf_counter()
        peer = make(name, road)
        if peer is not None:
            peers.append(peer)
            preparation[peer.name] = perf_counter() - start
    timings = list(_shown(console, _questions(road, [*ours, *peers], options.rounds)))
    timings += _shown(console, _part_questions(road, options))
    for name, value in preparation.items():
        console.print(f"  {name}: {value:.2f}")
    return {
        "graph": road.name,
        "nodes": road.nodes,
        "arcs": len(road.heads),
        "preparation_s": preparation,
        "timings": [asdict(timing) for timing in timings],
    }


def _prepared(road: Road) -> tuple[list[Contender], dict[str, float]]:
    """Return us, ready, and the seconds that took without the compiler."""
    small = road.ball(2_000)
    Transnet(small).customize(small.weights)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = perf_counter()
    points = () if road.points is None else tuple(road.points.T)
    router = Router((road.indptr, road.heads, *points), cache=False)
    router.prepare()
    preparation = {"transnet: order and build": perf_counter() - start}
    contenders: list[Contender] = [TransnetSearch(road, 1, router)]
    contenders += [Transnet(road, count, router) for count in sorted({1, os.cpu_count() or 1})]
    contenders[1].customize(road.weights)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    used = (after - before) / 1024 / (len(road.heads) / 1e6)
    preparation["transnet: peak MiB per million arcs"] = used
    return contenders, preparation


def _questions(road: Road, contenders: list[Contender], rounds: int) -> Iterator[Timing]:
    asked = Questions(road)
    yield from _ask("one to all, one by one", asked.trees, "tree", contenders, rounds, 1 / 16)
    yield from _ask("one to all, 16 in a batch", asked.batch, "tree", contenders, rounds, 1 / 16)
    yield from _ask("1,000 pairs", asked.pairs, "pairs", contenders, rounds, 0.01)
    yield from _ask("matrix 1,000 x 1,000", asked.matrix, "matrix", contenders, rounds, 0.002)
    yield from _ask("5 arcs, matrix again", asked.change, "change", contenders, rounds, 0.002)
    yield from _ask("whole metric", asked.customize, "customize", contenders, rounds, 1.0)
    sampling = [contender for contender in contenders if not isinstance(contender, Pandana)]
    yield from _within(asked, sampling, rounds)


def _part_questions(road: Road, options: argparse.Namespace) -> Iterator[Timing]:
    """Ask for opportunities within a part of the graph, where pandana can answer for all nodes."""
    part = road.ball(_PART_NODES, road.nodes // 2)
    ours, _ = _prepared(part)
    peers = (make(name, part) for name in options.peers if name in ("scipy", "pandana"))
    contenders = [*ours, *(peer for peer in peers if peer is not None)]
    yield from _within(Questions(part), contenders, options.rounds)


def _within(asked: Questions, contenders: list[Contender], rounds: int) -> Iterator[Timing]:
    for minutes in _LIMITS_MIN:
        ask = partial(asked.within, limit=minutes * 60_000)
        name = f"opportunities in {minutes} min, {asked.road.nodes} nodes"
        yield from _ask(name, ask, "within", contenders, max(1, rounds // 2), 0.0005)


def _ask(
    name: str,
    ask: Any,
    question: str,
    contenders: list[Contender],
    rounds: int,
    least: float,
) -> Iterator[Timing]:
    asks: dict[Contender, tuple[Callable[[float], Any], float]] = {}
    for contender in contenders:
        if not answers(contender, question):
            continue
        if question == "within" and isinstance(contender, TransnetSearch):
            continue
        one = partial(ask, contender)
        asks[contender] = (one, _share(contender, one, least))
    yield from compare(name, asks, rounds)


def _share(contender: Contender, one: Any, least: float) -> float:
    if type(contender) is Transnet or (isinstance(contender, Pandana) and least < 0.001):
        return 1.0
    one(least)
    return share_of(one, least)


def _growth(road: Road, rounds: int) -> dict[str, Any]:
    """Time the same questions on balls of ten thousand to a million nodes."""
    console = Console()
    table = Table(title="Growth", box=None)
    for column in ("nodes", "prepare s", "customize s", "ms a tree, batch of 16", "matrix s"):
        table.add_column(column, justify="right")
    rows = []
    for size in (10_000, 30_000, 100_000, 300_000, 1_000_000):
        part = road.ball(size, road.nodes // 2)
        ours, preparation = _prepared(part)
        asked, us = Questions(part), ours[1]
        timings = {
            name: compare(name, _alone(us, ask), rounds)[0].median_s
            for name, ask in (
                ("customize", asked.customize),
                ("batch", asked.batch),
                ("matrix", asked.matrix),
            )
        }
        rows.append({"nodes": part.nodes, **preparation, **timings})
        figures = (timings["customize"], timings["batch"] / 16 * 1e3, timings["matrix"])
        prepared = preparation["transnet: order and build"]
        table.add_row(f"{part.nodes}", *(f"{figure:.3f}" for figure in (prepared, *figures)))
    console.print(table)
    return {"graph": f"{road.name}, balls", "growth": rows}


def _alone(us: Contender, ask: Any) -> dict[Contender, tuple[Callable[[float], Any], float]]:
    return {us: (partial(ask, us), 1.0)}


def _shown(console: Console, timings: Iterator[Timing]) -> Iterator[Timing]:
    """Print each timing as it comes."""
    for each in timings:
        agrees = "" if each.agrees is None else "agrees" if each.agrees else "DIFFERS"
        console.print(
            f"{each.question:<38}{each.contender:<20}{each.median_s:>12.5f} s "
            f"{each.ratio:>9.2f} x SciPy  share {each.sampled:.3f}  {agrees}",
            highlight=False,
        )
        yield each


def _machine() -> dict[str, Any]:
    versions = {}
    for package in (*_PACKAGES, "routingkit-cch"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "-"
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": np.round(os.getloadavg(), 1).tolist(),
        **versions,
    }


if __name__ == "__main__":
    sys.exit(main())
