"""Fit road speeds to observed drives: python -m networks.build.fit_roads.

Prints the speed factors and the parking time that bring the drives from Yingze in
observed_roads.csv nearest (least squares of the log ratios), each within the range that
parameters.csv gives it; the values are then entered in data/parameters.csv by hand.
"""

from __future__ import annotations

import heapq
import math
import sys
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from networks.build.common import BASE_DATE, read_csv

FOLDER = Path(__file__).parents[1] / "shanxi-central"
ORIGIN = "140106"
STEP = 0.05
CLASSES = ("motorway", "trunk", "primary", "urban")
Graph = dict[
    str, list[tuple[str, str, float]]
]  # node -> (other end, class, minutes at design speed)


def main() -> None:
    """Fit and print."""
    graph = _graph(read_csv(FOLDER / "roads.csv"))
    observed = {
        row["to_node"]: float(row["drive_min"])
        for row in read_csv(FOLDER / "observed_roads.csv")
        if row["from_node"] == ORIGIN
    }
    best, factors, parking = min(_trials(graph, observed), key=lambda trial: trial[0])
    lines = [f"speed_factor {name} {factors[name]:.2f}" for name in CLASSES]
    lines += [f"parking_min {parking:.0f}", f"root mean square of log ratios {best:.3f}"]
    times = _drive_minutes(graph, factors)
    for node, minutes in observed.items():
        modelled = times[node] + parking
        lines.append(f"{ORIGIN}-{node}: {modelled:.0f} min, observed {minutes:.0f}")
    sys.stdout.write("\n".join(lines) + "\n")


def _graph(roads: list[dict[str, str]]) -> Graph:
    graph: Graph = {}
    for row in roads:
        if not row["opened"] or row["opened"] > BASE_DATE.isoformat():
            continue
        minutes = float(row["length_km"]) / float(row["design_speed_kmh"]) * 60
        for tail, head in ((row["from_node"], row["to_node"]), (row["to_node"], row["from_node"])):
            graph.setdefault(tail, []).append((head, row["road_class"], minutes))
    return graph


def _trials(
    graph: Graph, observed: Mapping[str, float]
) -> Iterator[tuple[float, dict[str, float], float]]:
    ranges = {
        (row["parameter"], row["mode"]): (float(row["low"]), float(row["high"]))
        for row in read_csv(FOLDER / "parameters.csv")
    }
    grids = [_grid(*ranges["speed_factor", name], STEP) for name in CLASSES]
    for values in product(*grids):
        factors = dict(zip(CLASSES, values, strict=True))
        times = _drive_minutes(graph, factors)
        for parking in _grid(*ranges["parking_min", "all"], 1.0):
            logs = [math.log((times[node] + parking) / m) for node, m in observed.items()]
            yield math.sqrt(sum(x * x for x in logs) / len(logs)), factors, parking


def _grid(low: float, high: float, step: float) -> list[float]:
    return [low + step * i for i in range(round((high - low) / step) + 1)]


def _drive_minutes(graph: Graph, factors: Mapping[str, float]) -> dict[str, float]:
    """Return minutes on the road from the origin to each node (Dijkstra 1959)."""
    times = {ORIGIN: 0.0}
    queue = [(0.0, ORIGIN)]
    while queue:
        time, node = heapq.heappop(queue)
        if time > times[node]:
            continue
        for head, road_class, minutes in graph[node]:
            reached = time + minutes / factors[road_class]
            if reached < times.get(head, math.inf):
                times[head] = reached
                heapq.heappush(queue, (reached, head))
    return times


if __name__ == "__main__":
    main()
