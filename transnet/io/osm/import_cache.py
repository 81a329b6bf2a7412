"""Imports of extracts kept on disk, by what the file holds, the options and the code."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.cache import Cache, content_name
from transnet.base.code_digest import code_digest
from transnet.base.errors import Notice
from transnet.base.version import __version__
from transnet.io.osm.road_import import RoadImport
from transnet.io.osm.way_tags import OsmOptions
from transnet.roads.arc_ways import ArcWays
from transnet.roads.graph import RoadGraph

_CODE = "transnet.io.osm.extract"
_LIBRARIES = ("numpy", "osmium")
_TEXTS = ("tag_keys", "tag_values")


def entry_name(sha256: str, path: Path, options: OsmOptions) -> str:
    """Return the name under which the import of a file is kept.

    Of the file's own name only the ending counts, which says what format the bytes are taken for.
    """
    settings = json.dumps(asdict(options), sort_keys=True)
    ending = "".join(path.suffixes[-2:]).lower()
    code = code_digest(_CODE, *_LIBRARIES)
    return content_name("roads", sha256, ending, settings, __version__, code)


def put_import(cache_: Cache, name: str, made: RoadImport, file: str) -> None:
    """Keep an import under a name; file: the name of the file that was read."""
    kinds, codes = np.unique(made.graph.road_class, return_inverse=True)
    metadata = {
        "file": file,
        "kinds": kinds.tolist(),
        "names": made.graph.name_table.tolist(),
        **{name: made.graph.arrays()[name].tolist() for name in _TEXTS},
        "counts": dict(made.counts),
        "notices": [each.as_dict() for each in made.notices],
    }
    arrays = made.graph.arrays() | {"road_class": codes.astype(np.int32)}
    for texts in ("name_table", *_TEXTS):
        del arrays[texts]
    arrays["in_main"] = made.in_main
    arrays["metadata"] = np.frombuffer(json.dumps(metadata).encode(), dtype=np.uint8)
    cache_.put_arrays(name, arrays)


def load_cached_import(
    cache_: Cache, name: str, file: str
) -> tuple[RoadGraph, npt.NDArray[np.bool_], dict[str, int], tuple[Notice, ...]] | None:
    """Return what is kept under a name: graph, marks, counts and notices; None if nothing is.

    file  name of the file that is read, for the notices
    """
    arrays: dict[str, npt.NDArray[Any]] | None = cache_.get_arrays(name)
    try:
        return None if arrays is None else _import_of(arrays, file)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return None  # sealed by somebody, but no import of ours


def _import_of(
    arrays: dict[str, npt.NDArray[Any]], file: str
) -> tuple[RoadGraph, npt.NDArray[np.bool_], dict[str, int], tuple[Notice, ...]]:
    metadata = json.loads(arrays.pop("metadata").tobytes())
    in_main = arrays.pop("in_main")
    kinds = np.array(metadata["kinds"], dtype=object)
    arrays["road_class"] = kinds[arrays["road_class"]]
    arrays["name_table"] = np.array(metadata["names"], dtype=object)
    arrays |= {name: np.array(metadata[name], dtype=object) for name in _TEXTS}
    for each in arrays.values():
        each.flags.writeable = False
    ways = ArcWays.from_arrays(arrays)
    own = {name: arrays[name] for name in arrays.keys() - ways.arrays().keys()}
    return RoadGraph(**own, ways=ways), in_main, metadata["counts"], _renamed(metadata, file)


def _renamed(metadata: dict[str, Any], file: str) -> tuple[Notice, ...]:
    """Return the notices of an import about the file that is read now, which may bear another name.

    Raises ValueError where the other name stands within a text.
    """
    former = metadata["file"]
    notices = [Notice.from_dict(each) for each in metadata["notices"]]
    if former == file:
        return tuple(notices)
    if any(former in f"{each.column} {each.value} {each.hint}" for each in notices):
        raise ValueError("a notice speaks of another file")
    return tuple(replace(each, table=file) if each.table == former else each for each in notices)
