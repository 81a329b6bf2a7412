"""Two workers of Dask, of one thread each, against two threads of one process: the same table."""

from __future__ import annotations

import os
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numba import set_num_threads
from psutil import Process
from rich.console import Console

from benchmarks.graphs import Road
from transnet.routing.router import Router

_ENDS = 4_000


def cluster(road: Road, rounds: int, console: Console) -> dict[str, Any]:
    """Return seconds of both by rounds, and the median of cluster by threads in the same round.

    `_cpu_s` are seconds of computing of all processes together, which a busy machine changes least.

    The start of the cluster, and the first question, by which the workers come to have the network
    and their kernels, aren't counted; the way of the answer to who asked is.
    """
    from distributed import Client, LocalCluster

    rng = np.random.default_rng(1)
    metric = Router(road.topology, cache=False).customize(road.weights).prepare()
    origins, destinations = (rng.integers(0, road.nodes, _ENDS) for _ in range(2))
    taken: dict[str, list[float]] = {}
    set_num_threads(2)
    how = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**how) as machines, Client(machines) as client:
        processes = [Process(), *map(Process, client.run(os.getpid).values())]
        for number in range(rounds + 1):
            begun = _clock(processes)
            expected = metric.travel_times(origins, destinations)
            turn = _clock(processes)
            found = metric.travel_times(origins, destinations, executor=client)
            ended = _clock(processes)
            if found.tobytes() != expected.tobytes():
                raise ValueError("a cluster answers otherwise than threads")
            for name, one, two in (("threads", begun, turn), ("cluster", turn, ended)):
                for unit in ("s", "cpu_s") if number else ():
                    taken.setdefault(f"{name}_{unit}", []).append(two[unit] - one[unit])
    result: dict[str, Any] = {"ends": _ENDS, **taken}
    for unit in ("s", "cpu_s"):
        pairs = zip(taken[f"threads_{unit}"], taken[f"cluster_{unit}"], strict=True)
        result[f"ratio_{unit}"] = median(two / one for one, two in pairs)
    console.print(result, soft_wrap=True)
    return result


def _clock(processes: list[Process]) -> dict[str, float]:
    spent = [each.cpu_times() for each in processes]
    return {"s": perf_counter(), "cpu_s": sum(each.user + each.system for each in spent)}
