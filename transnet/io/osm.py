"""Roads from an OpenStreetMap extract: a directed graph of junctions, and a folder that holds it.

Data © OpenStreetMap contributors, Open Database License 1.0.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from transnet import __version__
from transnet.errors import InputError, Notice, UnknownNameError
from transnet.io.gmns import gmns_files
from transnet.io.lines import Faults
from transnet.io.osm_chains import Chains, Floats, Ints, join_segments
from transnet.io.osm_stream import OsmPoints, OsmWays, points_of, read_ways
from transnet.io.osm_tags import OsmOptions, countries
from transnet.io.text import write_together
from transnet.model.road_graph import (
    Arcs,
    BoolArray,
    RoadGraph,
    build_road_graph,
    largest_component,
)
from transnet.model.rules import great_circle_km
from transnet.units import MS_PER_HOUR, UNREACHABLE_MS

Progress = Callable[[str, int, int], None]
_STAGES = ("reading roads", "joining roads")


@dataclass(frozen=True)
class RoadImport:
    """What an extract became.

    in_main  bool[n], nodes of the largest part in which each reaches each other one
    counts   whole numbers by name, such as ways_seen, nodes, arcs, nodes_in_main
    notices  what a user should know: roads cut at the border, islands, restrictions not honoured
    """

    graph: RoadGraph
    in_main: BoolArray
    counts: Mapping[str, int]
    notices: tuple[Notice, ...]
    options: OsmOptions


@dataclass(frozen=True)
class _Segments:
    """Directed pieces between neighbouring points, in both directions where a car may go both."""

    tails: Ints
    heads: Ints
    ways: Ints
    length_km: Floats
    time_ms: Floats


def read_osm(
    path: Path, options: OsmOptions | None = None, *, progress: Progress | None = None
) -> RoadImport:
    """Return the drivable roads of an extract (.osm.pbf, .osm, .osm.gz or .osm.bz2).

    Points between junctions become the shapes of arcs; lengths are great circles along them; times
    are those of free flow at the speed limit plus signals. Roads on islands are kept and marked.
    Raises InputError when the file is no extract, cut off or without roads, and UnknownNameError
    for a country without default speeds.
    """
    options = options or OsmOptions()
    if options.country not in ("*", *countries()):
        raise UnknownNameError("country", options.country, countries())
    faults = Faults(path.name)
    _report(progress, 0)
    ways = read_ways(path, options, faults)
    _report(progress, 1)
    points = points_of(ways)
    segments = _segments(ways, points, options, faults)
    graph = _graph(ways, points, segments)
    in_main = largest_component(graph)
    counts = {
        "ways_seen": ways.seen,
        "ways_used": len(ways.ids),
        "points": len(points.ids),
        "points_missing": int(np.isnan(points.lon).sum()),
        "turn_restrictions": ways.restrictions,
        "nodes": graph.node_count,
        "arcs": graph.arc_count,
        "nodes_in_main": int(in_main.sum()),
    }
    _add_notices(counts, faults)
    return RoadImport(graph, in_main, counts, tuple(faults.notices), options)


def import_roads(
    path: Path,
    out: Path,
    options: OsmOptions | None = None,
    *,
    progress: Progress | None = None,
) -> RoadImport:
    """Read an extract and write it into a folder as GMNS tables with roads.json, all or none.

    roads.json names the extract with its SHA-256, the options, the version and the counts.
    Raises what `read_osm` does, and InputError when the folder can't be written.
    """
    made = read_osm(path, options, progress=progress)
    about = {
        "source": path.name,
        "sha256": _sha256(path),
        "transnet": __version__,
        "licence": "ODbL-1.0, © OpenStreetMap contributors",
        "options": asdict(made.options),
        "counts": dict(made.counts),
        "notices": [notice.as_dict() for notice in made.notices],
    }
    text = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
    files = gmns_files(made.graph, in_main=made.in_main) | {"roads.json": text.encode("utf-8")}
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_together({out / name: data for name, data in files.items()})
    except OSError as error:
        hint = f"it can't be written: {error.strerror or error}"
        found = Notice("unwritable_folder", "error", out.name, 0, "", "", hint)
        raise InputError(f"{out.name}: nothing was written.", [found]) from error
    return made


def _segments(ways: OsmWays, points: OsmPoints, options: OsmOptions, faults: Faults) -> _Segments:
    """Return the directed pieces whose two ends the extract holds."""
    # int32 and one column after the other: large extracts have tens of millions of segments.
    found = np.searchsorted(points.ids, np.frombuffer(ways.refs, dtype=np.int64))
    refs = found.astype(np.int32)
    pointers = np.frombuffer(ways.pointers, dtype=np.int64)
    sizes = pointers[1:] - pointers[:-1]
    way_of_ref = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    tails, heads, way = refs[:-1], refs[1:], way_of_ref[:-1]
    known = ~(np.isnan(points.lon[tails]) | np.isnan(points.lon[heads]))
    keep = (way == way_of_ref[1:]) & (tails != heads) & known
    tails, heads, way = tails[keep], heads[keep], way[keep]
    if not len(tails):
        faults.add("no_roads", 0, "it has roads but not the points they pass; fetch it again")
        raise faults.error()
    length = great_circle_km(
        points.lon[tails], points.lat[tails], points.lon[heads], points.lat[heads]
    )
    open_, times = [], []
    for column, end in ((ways.ahead_kmh, heads), (ways.back_kmh, tails)):
        speed = _with_durations(np.array(column), ways, way, length)[way]
        hours = np.divide(length, speed, out=np.zeros_like(length), where=speed > 0)
        time = hours * MS_PER_HOUR + points.signal[end] * options.signal_s * 1000.0
        open_.append(speed > 0)
        times.append(time[speed > 0])
    return _Segments(
        tails=np.concatenate((tails[open_[0]], heads[open_[1]])),
        heads=np.concatenate((heads[open_[0]], tails[open_[1]])),
        ways=np.concatenate((way[open_[0]], way[open_[1]])),
        length_km=np.concatenate((length[open_[0]], length[open_[1]])),
        time_ms=np.concatenate(times),
    )


def _with_durations(speed: Floats, ways: OsmWays, way: Ints, length: Floats) -> Floats:
    """Return km/h by way, where a ferry's tagged duration replaces the default speed."""
    minutes = np.array(ways.duration_min)
    total = np.bincount(way, weights=length, minlength=len(speed))
    timed = (minutes > 0) & (speed > 0) & (total > 0)
    speed[timed] = total[timed] / minutes[timed] * 60.0
    return speed


def _graph(ways: OsmWays, points: OsmPoints, segments: _Segments) -> RoadGraph:
    names, classes = np.unique(np.array(ways.classes, dtype=object), return_inverse=True)
    oneway = np.array(ways.oneway, dtype=np.int64)
    kinds = (classes * 2 + oneway).astype(np.int16)[segments.ways]
    chains = join_segments(len(points.ids), segments.tails, segments.heads, kinds)
    first, last = chains.first(), chains.last()
    tails, heads = segments.tails[first], segments.heads[last]
    kept = np.unique(np.concatenate((tails, heads)))
    way = segments.ways[first]
    time = np.minimum(np.rint(chains.total(segments.time_ms)), UNREACHABLE_MS - 1)
    arcs = Arcs(
        tails=np.searchsorted(kept, tails),
        heads=np.searchsorted(kept, heads),
        time_ms=time,
        length_km=chains.total(segments.length_km),
        road_class=names[classes[way]],
        oneway=oneway[way] == 1,
        way_ids=np.frombuffer(ways.ids, dtype=np.int64)[way],
        shapes=_shapes(chains, points, segments),
    )
    return build_road_graph(points.ids[kept], points.lon[kept], points.lat[kept], arcs)


def _shapes(
    chains: Chains, points: OsmPoints, segments: _Segments
) -> tuple[npt.NDArray[np.int64], Floats, Floats]:
    members, pointers = chains.inner()
    inner = segments.heads[members]
    return pointers.astype(np.int64), points.lon[inner], points.lat[inner]


def _add_notices(counts: Mapping[str, int], faults: Faults) -> None:
    outside = counts["nodes"] - counts["nodes_in_main"]
    if counts["points_missing"]:
        hint = f"{counts['points_missing']:,} points of roads aren't in it: roads end at its border"
        faults.warn("missing_points", 0, hint)
    if outside:
        share = 100 * outside / counts["nodes"]
        hint = f"{outside:,} nodes ({share:.1f} %) lie outside the largest part; kept and marked"
        faults.warn("split_network", 0, hint)
    if counts["turn_restrictions"]:
        hint = f"{counts['turn_restrictions']:,} turn restrictions were seen and aren't honoured"
        faults.warn("left_out", 0, hint)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _report(progress: Progress | None, stage: int) -> None:
    if progress is not None:
        progress(_STAGES[stage], stage, len(_STAGES))
