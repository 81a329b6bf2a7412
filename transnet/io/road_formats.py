"""Road graphs in any file: the ending says the format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.collector import Notices, refusal
from transnet.base.errors import InputError, Notice
from transnet.base.files import folders_made
from transnet.base.given import given, path_given
from transnet.base.language import joined, said
from transnet.base.os_errors import not_written, unwritable
from transnet.base.units import UNREACHABLE_MS
from transnet.base.version import __version__
from transnet.io.coordinates import check_declared, check_degrees, in_wgs84
from transnet.io.features.feature_writer import FEATURE_ENDINGS
from transnet.io.folder import write_folder
from transnet.io.input_files import exists, is_file, is_folder, json_object, not_a_file
from transnet.io.osm.countries import check_country
from transnet.io.osm.extract import read_osm
from transnet.io.osm.speed_table import speeds_given
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.outputs import check_outputs
from transnet.io.roads.digests import ROAD_TABLES, ROADS_INFO, info_of, with_digests
from transnet.io.roads.dimacs import read_dimacs, write_dimacs
from transnet.io.roads.feature_roads import read_road_features, write_road_features
from transnet.io.roads.gmns import gmns_files, read_gmns
from transnet.io.roads.tntp import read_tntp
from transnet.model.anchors import anchors_of, datum_notices
from transnet.model.datum import Datum, from_wgs84
from transnet.model.network import Network
from transnet.roads.graph import RoadGraph, largest_component

_OSM = (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2", ".pbf")
_DIMACS = (".gr", ".gr.gz")
_FOLDER = said("a folder (GMNS)")
_READABLE = joined([_FOLDER, *FEATURE_ENDINGS, *_DIMACS, ".tntp", *_OSM])
_WRITABLE = joined([_FOLDER, *FEATURE_ENDINGS, *_DIMACS])
_OSM_LICENCE = "ODbL-1.0, © OpenStreetMap contributors"

Found = tuple[RoadGraph, list[Notice]]
Reader = Callable[[Path], Found]


def read_roads(
    path: str | Path,
    *,
    crs: Datum | None = None,
    profile: str = "car",
    country: str = "*",
    speeds: str | Path | Mapping[str, float] | None = None,
    tags: Sequence[str] = (),
) -> Found:
    """Return the road graph of a file or folder, and notices of what was left out.

    path  a GMNS folder; .gpkg, .parquet or .geojson; .gr (DIMACS, with .co beside it); .tntp (with
          _node.tntp beside it); .osm.pbf, .osm, .osm.gz or .osm.bz2
    crs   coordinates of its points, where the file doesn't say (GMNS without crs, DIMACS, tntp) or
          is wrong; GCJ-02 and BD-09 are moved to WGS-84
    profile  of OpenStreetMap's ways those for "car", "walk" or "bicycle"; `read_osm` takes more
    country  whose speeds and side of the road count there, such as PT or BE-VLG
    speeds   km/h where no tag says any: a CSV table's file (see `read_speeds` of
             `transnet.io.osm.speed_table`), or a mapping such as {"residential": 25}
    tags     of ways there that `RoadGraph.select` chooses by, such as ("bridge", "lanes", "ref")
    Raises InputError with the row of each fault, where nothing says the coordinates, and for a
    profile, country, speeds or tags of a file that isn't OpenStreetMap's.
    """
    source = path_given(path)
    check_country(country)
    if not source.name.lower().endswith(_OSM):
        if profile != "car":
            hint = said("only OpenStreetMap's files say who may use a way; leave profile out")
            raise _unread(source, "unknown_format", hint)
        if country != "*" or speeds is not None:
            hint = said("other files than OpenStreetMap's have times; leave country and speeds out")
            raise _unread(source, "unknown_format", hint)
        if tags:
            hint = said("only OpenStreetMap's files have tags to choose; what others kept is read")
            raise _unread(source, "unknown_format", hint)
    if is_folder(source):
        return read_gmns(source, crs=crs)
    reader = _reader(source, partial(_read_osm, how=(profile, country, speeds, tags)))
    if reader is None:
        hint = said("roads are read from {readable}", readable=_READABLE)
        raise _unread(source, "unknown_format", hint)
    if problem := not_a_file(source):
        raise _unread(source, "unreadable_file", problem)
    graph, notices = reader(source)
    if source.name.lower().endswith((*_DIMACS, ".tntp")):
        faults = Notices(source.name)
        check_declared(crs, graph.lon, graph.lat, faults)
        check_degrees(graph.lon, graph.lat, faults)
        faults.raise_if_any()
    return in_wgs84(graph, crs), notices


def write_roads(
    graph: RoadGraph, path: str | Path, *, force: bool = False, source: str = ""
) -> list[Notice]:
    """Write a road graph whole or not at all, and return notices of what the format can't hold.

    path    a folder (no ending, GMNS); .gpkg, .parquet or .geojson; .gr (DIMACS, with .co); folders
            on the way there are made
    force   replace files that are there; without it they are refused
    source  who the roads come from: a column in files of features, roads.json in a folder
    Raises InputError when the ending isn't known, a file is there or can't be written, and for
    closed roads, which no format can hold.
    """
    given(graph, RoadGraph, "graph", said("read_roads and from_networkx give one"))
    target = path_given(path)
    closed = int((graph.time_ms == UNREACHABLE_MS).sum())
    if closed:
        hint = said("{closed:,} arcs are closed, and files hold open roads alone", closed=closed)
        raise not_written(target, "bad_graph", hint)
    check_roads(target, force=force, source=source)
    try:
        with folders_made(target.parent):
            return _write(graph, target, source, force)
    except OSError as error:
        raise unwritable(target, error) from error


def check_roads(
    target: Path, *, force: bool = False, source: str = "", inputs: Sequence[Path] = ()
) -> None:
    """Raise InputError where `write_roads` would for this path, before the roads are read.

    inputs  files and folders that are read, with what stands beside them: never replaced
    """
    files = _files_of(target)
    both = [*inputs, *(_coordinates_of(each) for each in inputs if _ends(each, _DIMACS))]
    check_outputs(files, force=force, inputs=both, new_folders=True)
    if not source and is_file(target / ROADS_INFO):
        hint = said("it holds an import, whose roads.json would speak of other roads; name another")
        raise not_written(target, "file_exists", hint)


def road_datum_notices(
    graph: RoadGraph, declared: Datum, network: Network, name: str
) -> list[Notice]:
    """Return what a network says of the coordinates that a graph's nodes were read in.

    Nodes are held against the network's stations, airports, places and nodes of the same id; a
    graph without any is said to be unchecked. Takes `declared` and `name` as `datum_notices` does.
    """
    known = np.isfinite(graph.lon) & np.isfinite(graph.lat)
    lon, lat = from_wgs84(graph.lon[known], graph.lat[known], declared)
    ids = [str(each) for each in graph.node_ids[known].tolist()]
    points = pd.DataFrame({"id": pd.array(ids, dtype="str"), "lon": lon, "lat": lat})
    return datum_notices(points, declared, anchors_of(network), name)


def reads(path: Path) -> bool:
    """Return whether a file's ending is that of a format of roads."""
    return _reader(path) is not None


def is_extract(path: Path) -> bool:
    """Return whether a path's ending is that of an OpenStreetMap extract."""
    return path.name.lower().endswith(_OSM)


def source_of(path: str | Path) -> str:
    """Return the licence of an OpenStreetMap extract, or of a folder made from one, else ""."""
    source = path_given(path)
    if source.name.lower().endswith(_OSM):
        return _OSM_LICENCE
    try:
        return str(json_object(source / ROADS_INFO).get("licence", ""))
    except ValueError:
        return ""


def _reader(path: Path, of_osm: Reader | None = None) -> Reader | None:
    name = path.name.lower()
    readers: dict[tuple[str, ...], Reader] = {
        FEATURE_ENDINGS: read_road_features,
        _DIMACS: _read_dimacs,
        (".tntp",): _read_tntp,
        _OSM: of_osm or _read_osm,
    }
    return next((reader for ends, reader in readers.items() if name.endswith(ends)), None)


def _read_dimacs(path: Path) -> Found:
    beside = _coordinates_of(path)
    return read_dimacs(path, coordinates=beside if exists(beside) else None)


def _read_tntp(path: Path) -> Found:
    beside = path.with_name(path.name.replace("_net.", "_node."))
    return read_tntp(path, beside if beside != path and exists(beside) else None)


def _read_osm(path: Path, how: tuple[str, str, object, Any] = ("car", "*", None, ())) -> Found:
    profile, country, speeds, tags = how
    by_class, told = speeds_given(speeds, country)
    options = OsmOptions(profile=profile, country=country, speeds=by_class, tags=tags)
    made = read_osm(path, options)
    return made.graph, [*told, *made.notices]


def _coordinates_of(path: Path) -> Path:
    stem, _, ending = path.name.rpartition(".gr")
    return path.with_name(f"{stem}.co{ending}")


def _files_of(target: Path) -> list[Path]:
    """Return the files that a graph is written into."""
    if _ends(target, FEATURE_ENDINGS):
        return [target]
    if _ends(target, _DIMACS):
        return [target, _coordinates_of(target)]
    if target.suffix and not is_folder(target):
        hint = said("roads are written into {writable}", writable=_WRITABLE)
        raise not_written(target, "unknown_format", hint)
    return [target / each for each in ROAD_TABLES]


def _write(graph: RoadGraph, target: Path, source: str, force: bool) -> list[Notice]:
    if _ends(target, FEATURE_ENDINGS):
        return write_road_features(graph, target, source=source, force=force)
    if _ends(target, _DIMACS):
        return write_dimacs(graph, target, coordinates=_coordinates_of(target), force=force)
    digests: dict[str, str] = {}
    files = with_digests(gmns_files(graph, in_main=largest_component(graph)), digests)
    if source:
        files[ROADS_INFO] = info_of({"transnet": __version__, "licence": source}, digests)
    write_folder(target, files, force=force)
    return []


def _ends(path: Path, endings: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(endings)


def _unread(source: Path, code: str, hint: str) -> InputError:
    return refusal(said("{name}: nothing was read.", name=source.name), code, source.name, hint)
