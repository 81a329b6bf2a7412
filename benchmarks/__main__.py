"""Time transnet's routing beside its peers, interleaved, on one graph after another.

python -m benchmarks --graph FILE.gr --coordinates FILE.co
TRANSNET_DATA=folder python -m benchmarks      New York and two more, from folder/road
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.contenders import Contender, Transnet, TransnetSearch
from benchmarks.decision_cost import decision_rows
from benchmarks.graphs import Road, made_up, read_graph, read_pairs
from benchmarks.growth import growth
from benchmarks.memory import peak_memory
from benchmarks.nation_growth import LARGEST, nation_growth
from benchmarks.peers import PEERS, make
from benchmarks.questions import Question, Work
from benchmarks.regional import regional
from benchmarks.states import study_rows
from benchmarks.timing import Timing, compare, machine
from transnet.base.errors import TransnetError
from transnet.routing.router import Router

_MS_PER_UNIT = 3.6  # DIMACS names no unit; with this one its fastest roads run at 100 km/h
_ROUNDS = 5
_PART_NODES = 19_525
_SIDE = 100
_MOST_SEARCHED_WHOLE = 60_000  # nodes; pandana takes minutes to sum for all nodes of a larger one
_SUM_PEERS = ("scipy", "pandana", "routingkit-dijkstra")
_ORDER_PEERS = ("pandana", "routingkit-cch", "routingkit-ch", "routingkit-c++")
_EXTRAS = (
    *("part", "order", "memory", "growth", "regional", "study", "explore", "decisions", "nation"),
    "cluster",
)
_OWN_GRAPHS = {"study", "explore", "decisions", "nation"}
_CLICKS = 200


def main() -> int:
    """Run what the command line asks for; returns the exit status."""
    parser = _options()
    options = parser.parse_args()
    if fault := _fault(options):
        parser.error(fault)
    report: dict[str, Any] = {"machine": machine(), "results": []}
    try:
        for results in _asked(options):
            for result in results:
                kept = [*report["results"], result]
                if options.json:  # again and again, so that a stop leaves what is there
                    text = json.dumps({**report, "results": kept}, indent=1)
                    options.json.write_text(text + "\n", encoding="utf-8")
            report["results"] = kept
    except TransnetError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _asked(options: argparse.Namespace) -> Iterator[Iterator[dict[str, Any]]]:
    """Yield what is known, after each answer: states, clicks, nations, one graph after another.

    All but the last have no graph that is given: where nothing else is asked for, none is read.
    """
    if "study" in options.questions:
        yield study_rows(options.rounds, Console())
    if "explore" in options.questions:
        from benchmarks.clicks import click_rows  # needs the extra `explore`

        yield click_rows(_CLICKS, Console())
    if "decisions" in options.questions:
        yield decision_rows(Console())
    if "nation" in options.questions:
        yield nation_growth(options.largest, Console())
    if not options.questions or not {*options.questions} <= _OWN_GRAPHS:
        for read in _roads(options):
            yield _run(read(), options)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--graph", type=Path, help="DIMACS .gr, plain or .gz; PACE .gr.xz; .osm.pbf"
    )
    parser.add_argument("--coordinates", type=Path, help="DIMACS .co")
    parser.add_argument("--ms-per-unit", type=_positive, default=_MS_PER_UNIT)
    parser.add_argument("--data", choices=["NY", "rome", "COL", "FLA", "porto"], nargs="*")
    parser.add_argument("--peers", nargs="*", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--rounds", type=_count, default=_ROUNDS)
    parser.add_argument(
        "--questions",
        nargs="*",
        default=[],
        help=f"parts of their names, or {', '.join(_EXTRAS)}; all but growth, regional, "
        "study, explore, decisions, nation and cluster without it",
    )
    parser.add_argument(
        "--largest",
        type=_count,
        default=LARGEST,
        help="arcs of the largest nation, by default 10^7",
    )
    parser.add_argument("--json", type=Path, help="where to write the figures")
    return parser


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError
    return value


_positive.__name__, _count.__name__ = "number above 0", "number of 1 or more"  # for argparse


def _fault(options: argparse.Namespace) -> str:
    """Return what is wrong with the options; empty if nothing is."""
    names = [*_EXTRAS, *(question.key for question in Work(made_up(4)).questions())]
    for part in options.questions:
        if not any(part in name for name in names):
            return f"--questions: {part!r} is in no question: {'; '.join(names)}"
    if options.data and not os.environ.get("TRANSNET_DATA"):
        return "--data: TRANSNET_DATA names no folder with road/ in it"
    if options.coordinates and not options.graph:
        return "--coordinates goes with --graph"
    if options.json and not options.json.absolute().parent.is_dir():
        return f"--json: there is no folder {options.json.parent}"
    return ""


def _roads(options: argparse.Namespace) -> Iterator[Callable[[], Road]]:
    if options.graph:
        yield lambda: read_graph(options.graph, options.coordinates, options.ms_per_unit)
        return
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        print("TRANSNET_DATA names no folder with road/dimacs_ny: a made-up graph instead")  # noqa: T201
        yield lambda: made_up(_SIDE)
        return
    known = _known_roads(Path(data), options.ms_per_unit)
    for name in options.data or ("NY", "rome", "COL"):
        yield known[name]


def _known_roads(data: Path, ms_per_unit: float) -> dict[str, Callable[[], Road]]:
    road, porto = data / "road", data / "osm" / "porto_portugal.osm.pbf"
    york, rome, pace = road / "dimacs_ny", road / "osm_cities", road / "pace16"
    times, places = york / "USA-road-t.NY.gr.gz", york / "USA-road-d.NY.co.gz"
    return {
        "NY": lambda: read_graph(times, places, ms_per_unit),
        "rome": lambda: read_pairs(rome / "rome-roads.gr.bin", rome / "rome-roads.co.bin"),
        "COL": lambda: read_graph(pace / "COL.gr.xz", None, 1.0),
        "FLA": lambda: read_graph(pace / "FLA.gr.xz", None, 1.0),
        "porto": lambda: read_graph(porto, None, 1.0),
    }


def _run(road: Road, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield what is known of one graph after each answer."""
    console = Console()
    console.print(f"[bold]{road.name}[/]: {road.nodes:,} nodes, {len(road.heads):,} arcs")
    wanted = _wanted(options.questions)
    result: dict[str, Any] = {"graph": road.name, "nodes": road.nodes, "arcs": len(road.heads)}
    result["timings"] = []
    for timing in _shown(console, _timings(road, options, wanted)):
        result["timings"].append(asdict(timing))
        yield result
    if wanted("memory"):
        result["memory"] = peak_memory(road)
        console.print(result["memory"])
        yield result
    if "growth" in options.questions:
        result["growth"] = growth(road, options.rounds, console)
    if "cluster" in options.questions:
        from benchmarks.cluster import cluster  # needs the extra `dask`

        result["cluster"] = cluster(road, options.rounds, console)
        yield result
    if "regional" in options.questions:
        for found in regional(road, options.peers, console):
            result["regional"] = found
            yield result
    yield result


def _wanted(parts: list[str]) -> Callable[[str], bool]:
    return lambda name: not parts or any(part in name for part in parts)


def _timings(
    road: Road, options: argparse.Namespace, wanted: Callable[[str], bool]
) -> Iterator[Timing]:
    work = Work(road)
    asked = [question for question in work.questions() if wanted(question.key)]
    if asked:
        contenders = [*ours(road), *_peers(road, options.peers)]
        for question in asked:
            yield from compare(question, _able(question, contenders, road), options.rounds)
    if wanted("part") and road.nodes > _MOST_SEARCHED_WHOLE:
        part = road.ball(_PART_NODES)
        names = [name for name in options.peers if name in _SUM_PEERS]
        contenders = [*ours(part), *_peers(part, names)]
        for question in Work(part).within_questions():
            yield from compare(question, contenders, options.rounds)
    if wanted("order"):
        names = [name for name in options.peers if name in _ORDER_PEERS]
        contenders = [*ours(road), *_peers(road, names)]
        yield from compare(work.order_question(), contenders, 1)


def ours(road: Road) -> list[Contender]:
    """Return us over a graph, with everything compiled."""
    small = made_up(64)
    for question in Work(small).questions():
        list(compare(question, _both(small), 1))
    return _both(road)


def _both(road: Road) -> list[Contender]:
    router = Router(road.topology, cache=False)
    both: list[Contender] = [TransnetSearch(road, router), Transnet(road, router)]
    both[1].customize(road.weights)
    return both


def _peers(road: Road, names: list[str]) -> Iterator[Contender]:
    for name in names:
        try:
            yield make(name, road)
        except ImportError as error:
            print(f"{name} isn't installed: left out. {error}")  # noqa: T201


def _able(question: Question, contenders: list[Contender], road: Road) -> list[Contender]:
    """Return who is asked: pandana sums for all nodes or none, so not on large graphs."""
    is_long = question.needs == "within" and road.nodes > _MOST_SEARCHED_WHOLE
    return [one for one in contenders if not (is_long and one.name == "pandana")]


def _shown(console: Console, timings: Iterator[Timing]) -> Iterator[Timing]:
    """Print each timing as it comes."""
    for each in timings:
        agrees = "" if each.differs is None else "agrees"
        if each.differs:
            agrees = f"{each.differs:.2%} DIFFER by up to {each.worst:.1e}"
        console.print(
            f"{each.question:<45}{each.contender:<24}{each.threads} threads "
            f"{each.median_s:>12.5f} s  share {each.share:.3f}  {agrees}",
            highlight=False,
            soft_wrap=True,
        )
        yield each


if __name__ == "__main__":
    sys.exit(main())
