"""Real OpenStreetMap extracts: imported in processes of their own, measured, and nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from transnet.base.cache import Cache
from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.sphere import great_circle_km
from transnet.io.osm.extract import read_osm
from transnet.io.osm.stream import read_extract
from transnet.io.osm.things import UNKNOWN_PLACE
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.osm.ways import OsmWays
from transnet.roads.graph import RoadGraph

CHILD = """
import json, re, sys, time
from pathlib import Path
from transnet.base.cache import Cache
from transnet.io.osm.extract import read_osm
from transnet.io.osm.way_tags import OsmOptions
began = time.perf_counter()
made = read_osm(Path(sys.argv[1]), OsmOptions(sys.argv[2]), cache=Cache(Path(sys.argv[3])))
took = time.perf_counter() - began
status = Path("/proc/self/status")  # a child's ru_maxrss begins with its parent's
kib = re.search(r"VmHWM:\\s*(\\d+)", status.read_text()) if status.exists() else None
peak = int(kib[1]) // 1024 if kib else 0
print(json.dumps({"s": took, "MiB": peak, **made.counts}))
"""


def _extract(name: str) -> Path:
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        pytest.skip("TRANSNET_DATA doesn't say where the OpenStreetMap extracts are")
    return Path(data) / "osm" / name


@pytest.mark.parametrize("share", [0.001, 0.3, 0.5, 0.97])
def test_a_cut_off_extract(tmp_path: Path, share: float) -> None:
    data = _extract("monaco_osrm.osm.pbf").read_bytes()
    (tmp_path / "cut.osm.pbf").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError, match="cut off"):
        read_osm(tmp_path / "cut.osm.pbf")


@pytest.mark.parametrize(
    ("name", "country", "highways"),
    [
        ("andorra-latest.osm.pbf", "AD", 4_981),
        ("monaco_osrm.osm.pbf", "MC", 2_927),
        ("oslo-east-filtered.osm.pbf", "NO", 14_382),
        ("porto_portugal.osm.pbf", "PT", 51_349),
    ],
)
def test_real_extracts(
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    name: str,
    country: str,
    highways: int,
) -> None:
    path = _extract(name)
    command = [sys.executable, "-c", CHILD, str(path), country, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    said = json.loads(done.stdout)
    record_property("said", _line(name, path, said))
    assert said["ways_seen"] == highways  # as counted by the extracts' own description
    assert said["MiB"] < 2048
    made = read_osm(path, OsmOptions(country), cache=Cache(tmp_path))
    assert made.from_cache
    graph = made.graph
    assert made.in_main.mean() > 0.9
    degree = np.bincount(graph.heads, minlength=graph.node_count) + np.diff(graph.indptr)
    assert degree[~graph.is_copy].min() > 0
    speed = graph.length_km / np.maximum(graph.time_ms, 1) * 3_600_000
    assert speed[graph.time_ms > 1_000].max() < 131
    assert np.allclose(_shape_km(graph), graph.length_km, rtol=1e-9, atol=1e-9)


def _line(name: str, path: Path, said: dict[str, float]) -> str:
    return (
        f"{name}: {path.stat().st_size / 1e6:.1f} MB, {said['ways_used']:,} roads for cars, "
        f"{said['nodes']:,} junctions ({said['nodes_in_main']:,} in the largest part), "
        f"{said['arcs']:,} arcs, {said['restrictions_honoured']} of {said['turn_restrictions']} "
        f"turn restrictions honoured, {said['copies']} copies, {said['barriers']} barriers; "
        f"{said['s']:.1f} s, {said['MiB']:,} MiB"
    )


def _shape_km(graph: RoadGraph) -> np.ndarray:
    """Return the length of each arc's drawn line."""
    sizes = np.diff(graph.shape_ptr)
    arcs = np.repeat(np.arange(graph.arc_count), sizes + 2)
    lines = []
    for ends, inner in ((graph.lon, graph.shape_lon), (graph.lat, graph.shape_lat)):
        line = np.empty(len(arcs))
        first = graph.shape_ptr[:-1] + 2 * np.arange(graph.arc_count)
        last = first + sizes + 1
        line[first], line[last] = ends[graph.tails], ends[graph.heads]
        middle = np.ones(len(arcs), dtype=bool)
        middle[first] = middle[last] = False
        line[middle] = inner
        lines.append(line)
    lon, lat = lines
    steps = great_circle_km(lon[:-1], lat[:-1], lon[1:], lat[1:])
    steps[arcs[:-1] != arcs[1:]] = 0
    return np.bincount(arcs[:-1], weights=steps, minlength=graph.arc_count)


def _sums(ways: OsmWays, delay: dict[int, tuple[float, float]]) -> tuple[float, float]:
    """Return km and hours of all roads but service roads, in each open direction, step by step."""
    km = hours = 0.0
    for way in np.flatnonzero(np.array(ways.spare) == 0).tolist():
        part = range(ways.pointers[way], ways.pointers[way + 1] - 1)
        speeds = ways.ahead_kmh[way], ways.back_kmh[way]
        for step in part:
            ends = [(ways.x[i] / 1e7, ways.y[i] / 1e7) for i in (step, step + 1)]
            if UNKNOWN_PLACE in (ways.x[step], ways.x[step + 1]):
                continue
            length = float(great_circle_km(*ends[0], *ends[1]))
            for side, speed in enumerate(speeds):
                if speed and ways.refs[step] != ways.refs[step + 1]:
                    reached = ways.refs[step + 1 - side]
                    km += length
                    hours += length / speed + delay.get(reached, (0.0, 0.0))[side] / 3600
    return km, hours


@pytest.mark.parametrize(
    ("name", "country"), [("monaco_osrm.osm.pbf", "MC"), ("oslo-east-filtered.osm.pbf", "NO")]
)
def test_no_length_and_no_time_is_lost(name: str, country: str) -> None:
    path, options = _extract(name), OsmOptions(country)
    found = read_extract(path, options, Notices(path.name))
    marks = found.marks
    delay = dict(zip(marks.ids, zip(marks.ahead_s, marks.back_s, strict=True), strict=True))
    km, hours = _sums(found.ways, delay)
    graph = read_osm(path, options).graph
    first = ~graph.is_repeated & (graph.road_class != "service")
    assert graph.length_km[first].sum() == pytest.approx(km, rel=1e-9)
    # Each arc's time is rounded to a millisecond.
    assert abs(graph.time_ms[first].sum() - hours * 3_600_000) < first.sum()
