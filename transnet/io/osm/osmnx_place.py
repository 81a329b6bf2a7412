"""Roads of a place by its name, when there is a network: fetched and simplified by OSMnx.

OSMnx (Boeing 2025, "Modeling and Analyzing Urban Networks and Amenities with OSMnx",
Geographical Analysis 57) asks Nominatim for the place's outline and Overpass for its roads.
Data © OpenStreetMap contributors, Open Database License 1.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from transnet.base.collector import Notices, refusal
from transnet.base.errors import InputError, Notice
from transnet.base.given import path_given
from transnet.base.language import said
from transnet.base.optional import needed_library
from transnet.base.version import __version__
from transnet.io.folder import write_folder
from transnet.io.osm.countries import check_country
from transnet.io.osm.import_notices import add_country
from transnet.io.osm.osmnx_graph import from_osmnx
from transnet.io.outputs import check_outputs
from transnet.io.roads.digests import ROAD_TABLES, ROADS_INFO, info_of, is_import_of, with_digests
from transnet.io.roads.gmns import gmns_files
from transnet.roads.graph import BoolArray, RoadGraph, largest_component


@dataclass(frozen=True)
class PlaceImport:
    """What a place became.

    in_main  bool[n], nodes of the largest part in which each reaches each other one
    """

    graph: RoadGraph
    in_main: BoolArray
    notices: tuple[Notice, ...]


def import_place(
    place: str, out: str | Path, *, country: str = "*", service: bool = False, force: bool = False
) -> PlaceImport:
    """Fetch a place's drivable roads and write them into a folder as GMNS tables with roads.json.

    place    as Nominatim finds it, such as "Jinzhong, Shanxi, China"
    country  two-letter code whose default speeds count where maxspeed isn't tagged
    service  take service roads too
    force    replace files that are there; without it they are refused, but for an import of the
             same place that is as it was written
    All files are written or none. Raises InputError when OSMnx isn't installed, there is no
    network, the place isn't found or has no roads, or the folder can't be written; and
    UnknownNameError for a code that is no country's.
    """
    check_country(country)
    out = path_given(out)
    if not isinstance(place, str) or not place.strip():
        raise InputError(
            said(
                "a place is a name, such as 'Jinzhong, Shanxi, China', not {place}",
                place=repr(place)[:80],
            )
        )
    needed_library("osmnx", "osmnx")
    files = [out / name for name in (*ROAD_TABLES, ROADS_INFO)]
    ours = partial(is_import_of, out, place)
    check_outputs(files, force=force or ours(), new_folders=True)
    graph, notices = from_osmnx(_fetch(place, service=service), country=country)
    faults = Notices(place)
    add_country(country, faults)
    made = PlaceImport(graph, largest_component(graph), (*faults.notices, *notices))
    digests: dict[str, str] = {}
    tables = with_digests(gmns_files(graph, in_main=made.in_main), digests)
    contents = tables | {ROADS_INFO: info_of(_about(place, made), digests)}
    write_folder(out, contents, force=force, ours=ours)
    return made


def _fetch(place: str, *, service: bool) -> Any:
    """Return OSMnx's graph of a place; islands are kept, as our own reader keeps them."""
    osmnx: Any = import_module("osmnx")
    requests: Any = import_module("requests")
    kind = "drive_service" if service else "drive"
    try:
        with _no_files_left(osmnx):
            return osmnx.graph_from_place(place, network_type=kind, retain_all=True)
    except (
        requests.exceptions.RequestException,
        osmnx._errors.ResponseStatusCodeError,
        OSError,
    ) as error:
        hint = said(
            "OpenStreetMap's servers don't answer ({name}); without a network import an extract "
            "instead: transnet roads import FILE.osm.pbf",
            name=type(error).__name__,
        )
        raise _refused("offline", place, hint) from error
    except (TypeError, ValueError) as error:  # of OSMnx: no such place, no outline, no roads
        hint = said("no roads were found under that name: {error}", error=str(error)[:200])
        raise _refused("unknown_place", place, hint) from error


@contextmanager
def _no_files_left(osmnx: Any) -> Iterator[None]:
    """Keep OSMnx from leaving a folder `cache` where the command is run."""
    before = osmnx.settings.use_cache
    osmnx.settings.use_cache = False
    try:
        yield
    finally:
        osmnx.settings.use_cache = before


def _about(place: str, made: PlaceImport) -> dict[str, object]:
    osmnx: Any = import_module("osmnx")
    return {
        "source": place,
        "fetched": datetime.now(UTC).date().isoformat(),
        "transnet": __version__,
        "osmnx": osmnx.__version__,
        "licence": "ODbL-1.0, © OpenStreetMap contributors",
        "counts": {
            "nodes": made.graph.node_count,
            "arcs": made.graph.arc_count,
            "nodes_in_main": int(made.in_main.sum()),
        },
        "notices": [notice.as_dict() for notice in made.notices],
    }


def _refused(code: str, place: str, hint: str) -> InputError:
    return refusal(said("{place}: nothing was written.", place=place), code, "place", hint, place)
