"""The road layer that network.toml names: a folder of `transnet roads import`, or other GMNS."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from transnet.base.codes import notice
from transnet.base.errors import InputError, Notice
from transnet.base.language import said
from transnet.io.catalog import layer_folder
from transnet.io.input_files import is_file
from transnet.io.roads.digests import ROADS_INFO
from transnet.io.roads.gmns import read_gmns
from transnet.model.checks.rules import INFO_FILE
from transnet.roads.layer import RoadLayer


def read_road_layer(named: str, beside: Path, when: date) -> tuple[RoadLayer | None, list[Notice]]:
    """Return the layer that a network folder names, or None, and what was found in reading it.

    named   path, seen from the network's folder, or the name of a bundled layer
    beside  folder of the network
    when    day that the streets are mapped at

    Times of an imported extract rest on default speeds of classes, which are recalled; those of
    other GMNS tables count as found.
    """
    folder = layer_folder(named, beside)
    if folder is None:
        hint = said("no folder with node.csv and link.csv there; make one: transnet roads import")
        return None, [notice("missing_layer", INFO_FILE, 0, "road_layer", named, hint)]
    try:
        graph, notices = read_gmns(folder)
    except InputError as error:
        return None, list(error.notices)
    basis = "recalled" if is_file(folder / ROADS_INFO) else "found"
    name = folder.resolve().name
    return RoadLayer(graph, name, folder, when, basis, notices=tuple(notices)), notices
