"""Imports of extracts kept on disk, by what the file holds, the options and the code."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from transnet import __version__
from transnet.errors import Notice
from transnet.io.cache import Cache, content_name
from transnet.io.osm_tags import OsmOptions
from transnet.model.road_graph import RoadGraph

if TYPE_CHECKING:
    from transnet.io.osm import RoadImport

_CODE = ("osm", "road_")


def entry_name(sha256: str, options: OsmOptions) -> str:
    """Return the name under which the import of a file is kept."""
    settings = json.dumps(asdict(options), sort_keys=True)
    return content_name("roads", sha256, settings, __version__, _code_digest())


def put_import(cache_: Cache, name: str, made: RoadImport) -> None:
    """Keep an import under a name."""
    kinds, codes = np.unique(made.graph.road_class, return_inverse=True)
    said = {
        "kinds": kinds.tolist(),
        "names": made.graph.name_table.tolist(),
        "counts": dict(made.counts),
        "notices": [each.as_dict() for each in made.notices],
    }
    arrays = {each.name: getattr(made.graph, each.name) for each in fields(RoadGraph)}
    arrays["road_class"] = codes.astype(np.int32)
    del arrays["name_table"]
    arrays["in_main"] = made.in_main
    arrays["said"] = np.frombuffer(json.dumps(said).encode(), dtype=np.uint8)
    cache_.put_arrays(name, arrays)


def got_import(
    cache_: Cache, name: str
) -> tuple[RoadGraph, npt.NDArray[np.bool_], dict[str, int], tuple[Notice, ...]] | None:
    """Return what is kept under a name: graph, marks, counts and notices; None if nothing is."""
    arrays: dict[str, npt.NDArray[Any]] | None = cache_.get_arrays(name)
    if arrays is None:
        return None
    said = json.loads(arrays.pop("said").tobytes())
    in_main = arrays.pop("in_main")
    kinds = np.array(said["kinds"], dtype=object)
    arrays["road_class"] = kinds[arrays["road_class"]]
    arrays["name_table"] = np.array(said["names"], dtype=object)
    for each in arrays.values():
        each.flags.writeable = False
    notices = tuple(Notice(**each) for each in said["notices"])
    return RoadGraph(**arrays), in_main, said["counts"], notices


@cache
def _code_digest() -> str:
    """Return a digest of the code and tables that decide what an extract becomes."""
    digest = hashlib.sha256()
    for room in ("transnet.io", "transnet.model"):
        rows = [each for each in files(room).iterdir() if each.name.startswith(_CODE)]
        for each in sorted(rows, key=lambda one: one.name):
            digest.update(each.name.encode() + each.read_bytes())
    return digest.hexdigest()
