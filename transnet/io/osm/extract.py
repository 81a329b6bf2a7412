"""Roads from an OpenStreetMap extract: a directed graph of junctions, and a folder that holds it.

Data © OpenStreetMap contributors, Open Database License 1.0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from transnet.base.cache import Cache
from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.given import path_given
from transnet.base.language import said
from transnet.base.progress import Progress
from transnet.base.version import __version__
from transnet.io.folder import write_folder
from transnet.io.input_files import exists, is_file, not_a_file
from transnet.io.osm.assembly import road_graph_of
from transnet.io.osm.countries import check_country
from transnet.io.osm.import_cache import entry_name, load_cached_import, put_import
from transnet.io.osm.import_notices import add_country, add_notices
from transnet.io.osm.node_tags import delays
from transnet.io.osm.profiles import check_profile
from transnet.io.osm.road_import import RoadImport
from transnet.io.osm.speeds import check_speeds
from transnet.io.osm.stream import read_extract
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.osm.ways import OsmExtract
from transnet.io.outputs import check_outputs
from transnet.io.roads.digests import ROAD_TABLES, ROADS_INFO, info_of, is_import_of, with_digests
from transnet.io.roads.gmns import gmns_files
from transnet.roads.graph import BoolArray, RoadGraph, largest_component
from transnet.roads.road_changes import OWN_KEYS

_STAGES = ("reading roads", "joining roads", "writing roads")


def read_osm(
    path: str | Path,
    options: OsmOptions | None = None,
    *,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> RoadImport:
    """Return the roads of an extract (.osm.pbf, .osm, .osm.gz or .osm.bz2).

    options  `OsmOptions(profile="walk")` reads ways for who walks, "bicycle" for who rides
    cache  where imports are kept between runs: one of the same bytes, options and version is taken
    Points between junctions become the shapes of arcs; lengths are great circles along them; times
    are those of free flow at the speed limit plus what points and turns cost. Turns that are
    forbidden are made impossible by copies of nodes. Roads on islands are kept and marked, and so
    are service roads that join what nothing else joins.
    Raises InputError when the file is no extract, cut off, incomplete, a history or a file of
    changes, without roads, or has a road through a point that lies nowhere; and UnknownNameError
    for a code that is no country's, or a delay that isn't in delays.csv.
    """
    path, options = path_given(path), checked_options(options)
    name = ""
    if cache is not None and is_file(path):
        name = entry_name(_sha256(path), path, options)
        kept = load_cached_import(cache, name, path.name)
        if kept is not None:
            return RoadImport(*kept, options, from_cache=True)
    made = _read(path, options, progress)
    if cache is not None:
        put_import(cache, name, made, path.name)
    return made


def checked_options(options: object) -> OsmOptions:
    """Return options whose values can be meant, the default ones for None.

    Raises InputError for another type, and UnknownNameError for a country or delay that isn't one.
    """
    chosen = OsmOptions() if options is None else options
    if not isinstance(chosen, OsmOptions):
        given = type(chosen).__name__
        raise InputError(
            said("options are OsmOptions, such as OsmOptions(country='MT'), not {kind}", kind=given)
        )
    for name in ("service", "turn_penalties"):
        if not isinstance(getattr(chosen, name), bool):
            raise InputError(
                said(
                    "{name} is True or False, not {value}",
                    name=name,
                    value=repr(getattr(chosen, name))[:80],
                )
            )
    check_country(chosen.country)
    delays(chosen.delays)
    check_speeds(chosen.speeds)
    check_profile(chosen)
    return replace(chosen, tags=_checked_tags(chosen.tags))


def _checked_tags(tags: object) -> tuple[str, ...]:
    """Return keys of tags, sorted, each once; raises InputError for what can't be any."""
    given = [tags] if isinstance(tags, str) else tags
    wrong = said("tags are keys such as ('bridge', 'lanes'), not {value}", value=repr(tags)[:80])
    if not isinstance(given, Iterable):
        raise InputError(wrong)
    keys = list(given)
    if not all(isinstance(each, str) and each == each.strip() != "" for each in keys):
        raise InputError(wrong)
    own = sorted({*keys} & OWN_KEYS)
    if own:
        raise InputError(
            said("{tags}: roads are chosen by it as it is; leave it out", tags=", ".join(own))
        )
    return tuple(sorted(set(keys)))


def _read(path: Path, options: OsmOptions, progress: Progress | None) -> RoadImport:
    faults = Notices(path.name)
    problem = not_a_file(path)
    if problem:
        faults.add("unreadable_file" if exists(path) else "missing_file", problem)
        raise faults.error()
    add_country(options.country, faults)
    _report(progress, 0)
    found = read_extract(path, options, faults)
    _report(progress, 1)
    graph, made_of = road_graph_of(found, options, faults)
    in_main = largest_component(graph)
    counts = _counts(found, made_of, graph, in_main)
    add_notices(found, graph, in_main, counts, faults)
    return RoadImport(graph, in_main, counts, tuple(faults.notices), options)


def import_roads(
    path: str | Path,
    out: str | Path,
    options: OsmOptions | None = None,
    *,
    progress: Progress | None = None,
    cache: Cache | None = None,
    force: bool = False,
) -> RoadImport:
    """Read an extract and write it into a folder as GMNS tables with roads.json, all or none.

    force  replace files that are there; without it they are refused, but for an import of the same
           extract that is as it was written
    roads.json comes last. It names the extract with its SHA-256, the options, the version, the
    counts, and each table with its SHA-256. Parameters and errors are those of `read_osm`; also
    raises InputError when the folder can't be written.
    """
    path, out, options = path_given(path), path_given(out), checked_options(options)
    files = [out / name for name in (*ROAD_TABLES, ROADS_INFO)]
    ours = partial(is_import_of, out, path.name)
    check_outputs(files, force=force or ours(), inputs=[path], new_folders=True)
    made = read_osm(path, options, progress=progress, cache=cache)
    _report(progress, 2)
    digests: dict[str, str] = {}
    tables = with_digests(gmns_files(made.graph, in_main=made.in_main), digests)
    contents = tables | {ROADS_INFO: info_of(_about(path, made), digests)}
    write_folder(out, contents, force=force, ours=ours)
    return made


def _about(path: Path, made: RoadImport) -> dict[str, object]:
    return {
        "source": path.name,
        "sha256": _sha256(path),
        "transnet": __version__,
        "licence": "ODbL-1.0, © OpenStreetMap contributors",
        "options": asdict(made.options),
        "counts": dict(made.counts),
        "notices": [notice.as_dict() for notice in made.notices],
    }


def _counts(
    found: OsmExtract, made_of: Mapping[str, int], graph: RoadGraph, in_main: BoolArray
) -> dict[str, int]:
    seen = found.relations.counts
    named = (
        "ways_used",
        "ways_without_limit",
        "ways_joining",
        "ways_spare",
        "points",
        "points_missing",
        "restrictions_honoured",
        "restrictions_moot",
        "restrictions_ambiguous",
        "restrictions_misplaced",
        "barriers",
    )
    return {
        "ways_seen": found.ways.seen,
        "ways_conditional": len(found.ways.remarks.get(("conditional", "", ""), ())),
        "turn_restrictions": seen["seen"],
        "restrictions_other_vehicles": seen["other_vehicles"],
        "restrictions_conditional": seen["conditional"],
        "restrictions_malformed": seen["malformed"],
        **{f"{kind}s_repeated": len(set(ids)) for kind, ids in found.repeated.items()},
        **{name: made_of.get(name, 0) for name in named},
        "nodes": int((~graph.is_copy).sum()),
        "copies": int(graph.is_copy.sum()),
        "arcs": int((~graph.is_repeated).sum()),
        "repeated_arcs": int(graph.is_repeated.sum()),
        "nodes_in_main": int((in_main & ~graph.is_copy).sum()),
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _report(progress: Progress | None, stage: int) -> None:
    if progress is not None:
        progress(_STAGES[stage], stage, len(_STAGES))
