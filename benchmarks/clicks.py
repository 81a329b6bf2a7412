"""What a click on the live map costs the server: CPU time of a question, from address to bytes.

Random sets of projects, none of which was asked before: all verdicts, counties, gains, minutes and
curve (`state`), and minutes to the points of the map beside them (`reach`). What the engine takes
is told apart from what the server adds to it. Then twenty clients ask at once, over sockets, and a
browser clicks (`benchmarks.paints`). Some answers are held against a study that has seen none.
"""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import numpy as np
from numba import set_num_threads
from rich.console import Console

from benchmarks.paints import paints
from benchmarks.states import Draw
from transnet import Study
from transnet.explore.explorer import Explorer

_NETWORK, _SEED = "shanxi-central", 2035
_CLIENTS, _CHECKED = 20, 3
_PAINTED, _TICKED = 100, 40
_PER_S = 1e3


def click_rows(
    clicks: int, console: Console, source: str = _NETWORK, painted: int = _PAINTED
) -> Iterator[dict[str, Any]]:
    """Yield the figures once they are known, as plain values: ms, and how many answers differ.

    clicks   how many sets of projects are asked
    source   name or path of the network
    painted  how many of them are painted in a browser; 0 for none, and no browser
    """
    set_num_threads(1)
    explorer = Explorer(source)
    explorer.load()
    explorer.reach("")
    draw, rng = Draw(explorer.study.network), np.random.default_rng(_SEED)
    queries = [_query(draw, rng) for _ in range(clicks)]
    took: dict[str, list[float]] = {"engine": [], "state": [], "reach": []}
    for query in queries:
        asked = explorer.asked(query)
        engine = _timed(lambda asked=asked: explorer.figures(asked.after))
        added = _timed(lambda query=query: explorer.state(query))
        took["engine"].append(engine)
        took["state"].append(engine + added)
        took["reach"].append(_timed(lambda query=query: explorer.reach(query)))
    checked = queries[:_CHECKED]
    found = {
        "clicks": clicks,
        "load": os.getloadavg()[0],
        **{name: _ends(each) for name, each in took.items()},
        "added": _ends([a - b for a, b in zip(took["state"], took["engine"], strict=True)]),
        "clients": _clients(explorer, [_query(draw, rng) for _ in range(_CLIENTS)]),
        "bytes": len(explorer.state(queries[0])),
        "checked": len(checked),
        "differ": sum(_differs(explorer, query) for query in checked),
    }
    if painted:
        asked = [_query(draw, rng) for _ in range(painted)]
        found["paint"] = paints(explorer, asked, _TICKED)
    _show(found, console)
    yield {"network": explorer.study.network.info.network_id, "explore": found}


def _query(draw: Draw, rng: np.random.Generator) -> str:
    state = draw.random(rng)
    projects = [name for edit in state.edits for name in getattr(edit, "project", ())]
    return f"open={','.join(projects)}" if projects else ""


def _timed(call: Callable[[], object]) -> float:
    """Return the ms of CPU that a call takes."""
    start = time.process_time()
    call()
    return _PER_S * (time.process_time() - start)


def _ends(values: list[float]) -> dict[str, float]:
    return {f"p{share}": float(np.percentile(values, share)) for share in (50, 95)}


def _differs(explorer: Explorer, query: str) -> bool:
    """Whether verdicts aren't those of a study from nothing."""
    sent = json.loads(explorer.state(query))["verdicts"]
    study = Study(explorer.study.network)
    found = study.judge(explorer.asked(query).after)
    values = [each if np.isfinite(each) else None for each in found.value[0].tolist()]
    return bool(sent["value_after"] != values or sent["met_after"] != found.met[0].tolist())


def _clients(explorer: Explorer, queries: list[str]) -> dict[str, float]:
    """Return by when half and all of some clients have their answer that ask at once, in ms."""
    from transnet.explore.serve import served
    from transnet.explore.server import application

    with served(application(explorer)) as place, ThreadPoolExecutor(len(queries)) as clients:
        began = time.perf_counter()

        def one(query: str) -> float:
            with closing(http.client.HTTPConnection(*place, timeout=60)) as connection:
                connection.request("GET", f"/api/state?{query}")
                answer = connection.getresponse()
                answer.read()
            return _PER_S * (time.perf_counter() - began)

        took = list(clients.map(one, queries))
    return {"count": float(len(queries)), "p50": float(np.median(took)), "last": max(took)}


def _show(found: dict[str, Any], console: Console) -> None:
    for name in ("state", "engine", "added", "reach"):
        ends = found[name]
        console.print(
            f"{name:<10} p50 {ends['p50']:7.1f} ms  p95 {ends['p95']:7.1f} ms", highlight=False
        )
    clients = found["clients"]
    console.print(
        f"{clients['count']:.0f} clients at once: half by {clients['p50']:.0f} ms, all by "
        f"{clients['last']:.0f} ms; {found['differ']} of {found['checked']} answers differ; "
        f"load {found['load']:.1f}",
        highlight=False,
    )
    if "paint" in found:
        console.print(_painted(found["paint"]), highlight=False)


def _painted(paint: dict[str, Any]) -> str:
    if "lacks" in paint:
        return f"click to paint: not measured, {paint['lacks']} isn't installed"
    told = [
        f"{what} p50 {paint[name]['p50']:.0f} ms, p95 {paint[name]['p95']:.0f} ms"
        for name, what in (("sets", "another set of projects"), ("ticks", "one project ticked"))
    ]
    return f"click to paint in headless Chromium: {'; '.join(told)}; load {paint['load']:.1f}"
