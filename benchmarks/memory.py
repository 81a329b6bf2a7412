"""How much memory preparing and asking takes, seen from a process that does nothing else."""

from __future__ import annotations

import resource
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.graphs import Road, made_up
from transnet.routing.router import Router

_MIB = 1 << 20
_PAGES = resource.getpagesize()


def peak_memory(road: Road) -> dict[str, float]:
    """Return the MiB that order, hierarchy, one metric and a batch of trees add at their peak.

    Measured in a child process that has compiled the kernels and holds the arrays of the graph;
    what it holds by then isn't counted, and its peak counts from there on.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.npz"
        np.savez(path, *road.topology, weights=road.weights)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            steps = pool.submit(_measure, path).result()
    millions = len(road.heads) / 1e6
    return {
        **{f"{name}, MiB": mib for name, mib in steps.items()},
        "peak MiB per million arcs": max(steps.values()) / millions,
    }


def _measure(path: Path) -> dict[str, float]:
    _ask(made_up(64).topology, made_up(64).weights)
    with np.load(path) as file:
        topology = tuple(file[name] for name in file if name != "weights")
        weights = file["weights"]
    return _ask(topology, weights)


def _ask(topology: tuple[np.ndarray, ...], weights: np.ndarray) -> dict[str, float]:
    """Return the peak of each step in MiB, above what was held before the first."""
    before, steps = held_bytes(), {}
    reset_peak()
    router = Router(topology, cache=False)
    router.prepare()
    steps["order and build"] = (peak_bytes() - before) / _MIB
    reset_peak()
    metric = router.customize(weights).prepare()
    steps["one metric, with it"] = (peak_bytes() - before) / _MIB
    reset_peak()
    metric.travel_times(np.arange(16), method="hierarchy")
    steps["16 trees, with both"] = (peak_bytes() - before) / _MIB
    return steps


def held_bytes() -> int:
    """Return the memory this process holds now."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text(encoding="ascii").split()[1]) * _PAGES
    return peak_bytes()


def peak_bytes() -> int:
    """Return the most this process has held since `reset_peak`, or since it began."""
    told = Path("/proc/self/status")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    peaks = [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")]
    return peaks[0] if peaks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def reset_peak() -> None:
    """Let the peak count from now on, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
