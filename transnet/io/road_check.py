"""What a folder or file of roads is, and everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from transnet.base.codes import notice
from transnet.base.errors import InputError, Notice
from transnet.base.language import Message, joined, said
from transnet.io.input_files import exists, is_file, is_folder
from transnet.io.road_formats import read_roads, reads, road_datum_notices, source_of
from transnet.io.roads.digests import ROAD_TABLES, ROADS_INFO
from transnet.model.checks.rules import INFO_FILE
from transnet.model.datum import Datum
from transnet.model.network import Network
from transnet.roads.graph import RoadGraph, largest_component

_NETWORK_FILES = (INFO_FILE, "places.csv", "nodes.csv", "roads.csv")


def is_road_folder(folder: Path) -> bool:
    """Return whether a folder holds tables of roads (GMNS), or some of them, and no network."""
    there = [is_file(folder / name) for name in (*ROAD_TABLES[1:], ROADS_INFO)]
    return any(there) and not any(exists(folder / name) for name in _NETWORK_FILES)


def is_road_file(path: Path) -> bool:
    """Return whether there is a file whose ending is that of a format of roads."""
    return is_file(path) and reads(path)


def check_roads(
    path: Path, *, crs: Datum | None = None, anchors: Network | None = None
) -> tuple[Message, list[Notice]]:
    """Return a sentence that says what the roads are, and every notice about them.

    anchors  network whose points the junctions are held against, by id
    Takes what `read_roads` does; what it raises as InputError is among the notices.
    """
    what = said("{path} holds roads", path=path)
    if is_folder(path):
        what = said("{path} is a folder of roads, not a network", path=path)
    licence = source_of(path)
    try:
        graph, notices = read_roads(path, crs=crs)
    except InputError as error:
        return said("{told}.", told=joined((what, licence), ", ", "，")), list(error.notices) or [
            _bare(path, error)
        ]
    junctions = int((~graph.is_copy).sum())
    roads = said(
        "{junctions:,} junctions, {arcs:,} arcs",
        junctions=junctions,
        arcs=int((~graph.is_repeated).sum()),
    )
    notices = [*notices, *_remarks(graph, path.name)]
    if anchors is not None:
        notices += road_datum_notices(graph, crs or "WGS-84", anchors, path.name)
    roads = joined((roads, licence), ", ", "，")
    return said("{what}: {roads}.", what=what, roads=roads), notices


def _remarks(graph: RoadGraph, name: str) -> list[Notice]:
    """Say what parts the roads fall into, and what has no place."""
    found = []
    if not graph.arc_count:
        hint = said("it has no roads: nothing can be driven on it")
        found.append(Notice("no_roads", "warning", name, 0, "", "", hint))
        return found
    originals = ~graph.is_copy
    outside = int((~largest_component(graph) & originals).sum())
    if outside:
        share = 100.0 * outside / int(originals.sum())
        hint = said(
            "{count:,} junctions ({share:.1f} %) lie off the largest part: "
            "no way leads there and back",
            count=outside,
            share=share,
        )
        found.append(notice("split_layer", name, 0, "", "", hint))
    nowhere = int((~(np.isfinite(graph.lon) & np.isfinite(graph.lat)) & originals).sum())
    if nowhere:
        hint = said(
            "1 junction has no place: no point can be tied to roads there"
            if nowhere == 1
            else "{count:,} junctions have no place: no point can be tied to roads there",
            count=nowhere,
        )
        found.append(notice("unknown_place", name, 0, "", "", hint))
    return found


def _bare(path: Path, error: InputError) -> Notice:
    return notice("unreadable_file", path.name, 0, "", "", str(error))
