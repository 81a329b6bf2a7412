"""Our import of an OpenStreetMap extract beside OSMnx's: size, lengths, paths, time, memory.

    python -m benchmarks.osm_peer EXTRACT.osm.pbf COUNTRY

OSMnx reads XML without choosing roads, so the extract is first cut down to the ways of OSMnx's own
"drive" filter; the time that takes counts for neither. Each side runs in a process of its own.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from rich.console import Console
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

_PAIRS = 1_000
_TARGETS = 20


def main() -> None:
    """Run both sides and print what they found, as JSON."""
    extract, country = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder) / "drive.osm"
        write_ways(extract, xml, "drive")
        found: dict[str, Any] = {}
        for side, source in (("transnet", extract), ("osmnx", xml)):
            arcs = Path(folder) / f"{side}.npz"
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                found[side] = pool.submit(_side, side, source, country, arcs).result()
        found["paths"] = _compare_paths(Path(folder))
    Console().print_json(json.dumps(found))


def _side(side: str, source: Path, country: str, arcs: Path) -> dict[str, Any]:
    began = time.perf_counter()
    graph = _ours(source, country) if side == "transnet" else _theirs(source)
    took = time.perf_counter() - began
    ends, lengths, classes = graph
    km: Counter[str] = Counter()
    for kind, length in zip(classes, lengths, strict=True):
        km[kind] += length
    np.savez(arcs, ends=ends, km=lengths)
    return {
        "seconds": round(took, 2),
        "MiB": _peak_mib(),
        "nodes": len(np.unique(ends)),
        "arcs": len(lengths),
        "km": {kind: round(length, 2) for kind, length in sorted(km.items())},
    }


def _peak_mib() -> int:
    """Return the most memory of this process alone: ru_maxrss begins with its parent's."""
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) // 1024 if found else 0


def _ours(path: Path, country: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
    from transnet.io.osm.extract import read_osm
    from transnet.io.osm.way_tags import OsmOptions

    graph = read_osm(path, OsmOptions(country=country)).graph
    # OSMnx knows no turn restrictions: lengths are compared without the copies that obey them.
    first = ~graph.is_repeated
    ends = np.column_stack((graph.node_ids[graph.tails], graph.node_ids[graph.heads]))
    return ends[first], graph.length_km[first], graph.road_class[first].tolist()


def _theirs(path: Path) -> tuple[np.ndarray, np.ndarray, list[str]]:
    import osmnx

    raw = osmnx.graph_from_xml(path, simplify=False, retain_all=True)
    raw.remove_nodes_from(list(nx.isolates(raw)))
    graph = osmnx.simplify_graph(raw, edge_attrs_differ=["highway"])
    rows = [(u, v, data["length"], data["highway"]) for u, v, data in graph.edges(data=True)]
    ends = np.array([row[:2] for row in rows], dtype=np.int64)
    return ends, np.array([row[2] / 1000 for row in rows]), [str(row[3]) for row in rows]


def write_ways(extract: Path, xml: Path, network_type: str) -> None:
    """Write the ways of a type of OSMnx's, such as "drive" or "walk", with their nodes."""
    import osmium
    from osmnx._overpass import _get_network_filter

    rules = re.findall(r'\["(\w+)"(?:!~"([^"]*)")?\]', _get_network_filter(network_type))
    refs: set[int] = set()
    ways = set()
    for way in osmium.FileProcessor(str(extract), osmium.osm.WAY):
        if _passes(dict(way.tags), rules):
            ways.add(way.id)
            refs.update(node.ref for node in way.nodes)
    with osmium.SimpleWriter(str(xml)) as writer:
        for thing in osmium.FileProcessor(str(extract), osmium.osm.NODE | osmium.osm.WAY):
            if thing.id in (refs if thing.is_node() else ways):
                writer.add(thing)


def _passes(tags: dict[str, str], rules: list[tuple[str, str]]) -> bool:
    for key, pattern in rules:
        if not pattern and key not in tags:
            return False
        if pattern and key in tags and re.search(pattern, tags[key]):
            return False
    return True


def _compare_paths(folder: Path) -> dict[str, Any]:
    """Hold shortest lengths between junctions that both have against each other."""
    sides = [np.load(folder / f"{side}.npz") for side in ("transnet", "osmnx")]
    common = np.intersect1d(np.unique(sides[0]["ends"]), np.unique(sides[1]["ends"]))
    random = np.random.default_rng(7)
    sources = random.choice(common, _PAIRS // _TARGETS, replace=False)
    targets = random.choice(common, _TARGETS, replace=False)
    ours, theirs = (_lengths(side["ends"], side["km"], sources, targets) for side in sides)
    both = np.isfinite(ours) & np.isfinite(theirs) & (theirs > 0)
    apart = np.full(ours.shape, 0.0)
    apart[both] = np.abs(ours[both] / theirs[both] - 1)
    off = apart[both]
    return {
        "common_nodes": len(common),
        "pairs": int(ours.size),
        "joined_by_both": int(both.sum()),
        "joined_by_one": int((np.isfinite(ours) != np.isfinite(theirs)).sum()),
        "within_0.1_pct": int((off <= 0.001).sum()),
        "median_pct": float(np.median(off) * 100),
        "p95_pct": float(np.quantile(off, 0.95) * 100),
        "differing": [
            _first_gaps(sides, int(sources[row]), int(targets[column]))
            for row, column in np.argwhere(apart > 0.001)
        ],
    }


def _first_gaps(sides: list[Any], source: int, target: int) -> dict[str, Any]:
    """Name the stretches of the shorter path that the other side can't drive as briefly."""
    km, paths = zip(*(_path(side, source, target) for side in sides), strict=True)
    short = int(np.argmin(km))
    known = set(np.unique(sides[1 - short]["ends"]).tolist())
    nodes = [node for node in paths[short] if node in known]
    gaps = []
    for first, second in pairwise(nodes):
        lengths = [_path(side, first, second)[0] for side in sides]
        if lengths[1 - short] > lengths[short] + 0.001:
            gaps.append([first, second, *(round(each, 4) for each in lengths)])
    return {"from": source, "to": target, "km": [round(each, 4) for each in km], "gaps": gaps}


def _path(side: Any, source: int, target: int) -> tuple[float, list[int]]:
    """Return km and nodes of a shortest path."""
    ids, matrix = _matrix(side["ends"], side["km"])
    start, end = np.searchsorted(ids, [source, target]).tolist()
    found, before = dijkstra(matrix, indices=start, return_predecessors=True)
    path = [end]
    while path[-1] != start and before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return float(found[end]), ids[path[::-1]].tolist()


def _lengths(
    ends: np.ndarray, km: np.ndarray, sources: np.ndarray, targets: np.ndarray
) -> np.ndarray:
    ids, matrix = _matrix(ends, km)
    found = dijkstra(matrix, indices=np.searchsorted(ids, sources))
    return found[:, np.searchsorted(ids, targets)]


def _matrix(ends: np.ndarray, km: np.ndarray) -> tuple[np.ndarray, csr_array]:
    """Return sorted node ids and lengths between them; of parallel arcs the shortest."""
    ids, flat = np.unique(ends, return_inverse=True)
    places = flat.reshape(-1, 2)
    order = np.lexsort((km, places[:, 1], places[:, 0]))
    _, first = np.unique(places[order], axis=0, return_index=True)
    best = order[first]
    shape = (len(ids), len(ids))
    return ids, csr_array((km[best], (places[best, 0], places[best, 1])), shape=shape)


if __name__ == "__main__":
    main()
