"""Well-known binary as GeoPackage and GeoParquet hold it, checked before a library reads it.

A collection may hold collections, nested as deep as a file likes; the library that reads them calls
itself for each level, until the process ends. Roads and nodes need points and lines alone.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.io.features.feature_writer import Geometries

_POINT, _LINE, _MANY = 1, 2, 3  # a MultiPoint is 4, a MultiLineString 5
_HAS_Z, _HAS_M, _HAS_SRID = 0x80000000, 0x40000000, 0x20000000
_NUMBER_BYTES = 8


def geometries(blobs: Sequence[object], layer: str, faults: Notices) -> Geometries:
    """Return shapely objects of WKB, None where there is none.

    Notes a fault with the row (from 1) for what isn't a point or line, or several of them.
    """
    shapely: Any = import_module("shapely")
    found = np.full(len(blobs), None, dtype=object)
    given = [at for at, blob in enumerate(blobs) if blob is not None]
    plain = []
    for at in given:
        blob = blobs[at]
        if isinstance(blob, bytes) and is_plain(blob):
            plain.append(at)
        else:
            _refuse(at, layer, faults)
    with np.errstate(invalid="ignore"):  # NaN is a fault of its own
        found[plain] = shapely.from_wkb([blobs[at] for at in plain], on_invalid="ignore")
    for at in plain:
        if found[at] is None:
            _refuse(at, layer, faults)
    return found


def is_plain(blob: bytes) -> bool:
    """Return whether WKB is a point or line, or several of them, as long as it says."""
    try:
        return _end(blob, 0, (_POINT, _LINE, _POINT + _MANY, _LINE + _MANY)) == len(blob)
    except struct.error:
        return False


def _end(blob: bytes, start: int, kinds: tuple[int, ...]) -> int:
    """Return where a geometry ends; -1 where it isn't of these kinds."""
    order = "<" if blob[start : start + 1] == b"\1" else ">"
    code = int(struct.unpack_from(f"{order}I", blob, start + 1)[0])
    at = start + 5 + (4 if code & _HAS_SRID else 0)
    flags, plain = code & (_HAS_Z | _HAS_M), code & 0x1FFFFFFF
    kind, iso = plain % 1000, plain // 1000
    if kind not in kinds or iso > 3:
        return -1
    numbers = 2 + max(flags.bit_count(), (0, 1, 1, 2)[iso])
    if kind == _POINT:
        return at + numbers * _NUMBER_BYTES
    count = int(struct.unpack_from(f"{order}I", blob, at)[0])
    at += 4
    if kind == _LINE:
        return at + count * numbers * _NUMBER_BYTES
    for _ in range(count):
        at = _end(blob, at, (kind - _MANY,))
        if at < 0:
            return -1
    return at


def _refuse(at: int, layer: str, faults: Notices) -> None:
    hint = said(
        "layer {layer}: a point or a line is needed, this is another geometry or is damaged",
        layer=layer,
    )
    faults.add("bad_geometry", hint, row=at + 1)
