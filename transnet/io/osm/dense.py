"""The places of nodes in a PBF extract, block by block as arrays, which osmium doesn't give.

Its table of places knows no negative ids and no versions, and its set of ids takes 1.5 GB for any
ids that lie far apart. Source: the OpenStreetMap wiki's page PBF Format.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.io.osm.pbf import data_blocks, message_fields
from transnet.io.osm.things import UNKNOWN_PLACE, NodeTable

_NODES, _DENSE = 1, 2
_NANO_A_PLACE = 100  # places have 1e-7 degrees
_LONGEST_VARINT = 10
_MOST_PLACE = UNKNOWN_PLACE - 1

Whole = npt.NDArray[np.int64]
Read = tuple[Whole, Whole, npt.NDArray[np.bool_], Whole, Whole]
Frame = tuple[int, int, int]  # granularity, offset of longitudes, offset of latitudes


def read_places(path: Path, needed: Whole, nodes: NodeTable, faults: Notices) -> bool:
    """Add the places of some nodes to a table, all versions of each; False where it can't be read.

    needed  int64[k], ids of nodes, sorted
    It can't where a block is packed in a way that Python's library doesn't know; then the table
    is as before. Raises InputError when a block is damaged.
    """
    before = len(nodes.ids)
    for block in data_blocks(path, faults):
        if block is None:
            nodes.shorten(before)
            return False
        fields = list(message_fields(block, faults))
        numbers = {key: value for key, value in fields if isinstance(value, int)}
        frame = numbers.get(17, 100), _signed(numbers.get(20, 0)), _signed(numbers.get(19, 0))
        for key, group in fields:
            if key == 2 and isinstance(group, bytes):
                for each in _group(group, frame, needed, faults):
                    nodes.extend(*each)
    return True


def _group(group: bytes, frame: Frame, needed: Whole, faults: Notices) -> list[tuple[Whole, ...]]:
    """Return ids, versions, x and y of a group's nodes that are needed."""
    kind = group[0] >> 3 if group else 0
    if kind not in (_NODES, _DENSE):  # a group holds things of one kind
        return []
    found: list[tuple[Whole, ...]] = []
    for key, message in message_fields(group, faults):
        if key in (_NODES, _DENSE) and isinstance(message, bytes):
            read = _dense(message, faults) if key == _DENSE else _plain(message, faults)
            ids, versions, visible, lon, lat = read
            at = np.minimum(np.searchsorted(needed, ids), len(needed) - 1)
            here = np.flatnonzero(needed[at] == ids) if len(needed) else at[:0]
            x, y = (
                np.where(visible[here], _places(part[here], frame[0], offset), UNKNOWN_PLACE)
                for part, offset in ((lon, frame[1]), (lat, frame[2]))
            )
            found.append((ids[here], versions[here], x, y))
    return found


def _dense(message: bytes, faults: Notices) -> Read:
    """Return ids, versions, visible, and coordinates in the block's units, of packed nodes."""
    fields = dict(message_fields(message, faults))
    info = dict(message_fields(_bytes(fields, 5), faults))
    ids, lat, lon = (np.cumsum(_zigzag(varints(_bytes(fields, key), faults))) for key in (1, 8, 9))
    versions, visible = (varints(_bytes(info, key), faults).astype(np.int64) for key in (1, 6))
    versions = versions if len(versions) else np.zeros_like(ids)
    visible = visible if len(visible) else np.ones_like(ids)
    if len({len(each) for each in (ids, versions, visible, lon, lat)}) > 1:
        raise damaged(faults)
    return ids, np.clip(versions, 0, None), visible > 0, lon, lat


def _plain(message: bytes, faults: Notices) -> Read:
    """Return the same of a node on its own."""
    fields = dict(message_fields(message, faults))
    info = dict(message_fields(_bytes(fields, 4), faults))
    raw = np.array([_number(fields, key, 0) for key in (1, 9, 8)], dtype=np.uint64)
    node, lon, lat = _zigzag(raw)
    version, visible = _number(info, 1, 0), _number(info, 6, 1)
    versions = np.array([min(version, 2**31 - 1)], dtype=np.int64)
    return _one(node), versions, np.array([visible > 0]), _one(lon), _one(lat)


def varints(data: bytes, faults: Notices) -> npt.NDArray[np.uint64]:
    """Return the numbers that bytes of seven bits make, uint64[k]; InputError where one is cut."""
    raw = np.frombuffer(data, dtype=np.uint8) if data else np.empty(0, dtype=np.uint8)
    ends = np.flatnonzero(raw < 128)
    starts = np.append(0, ends[:-1] + 1)[: len(ends)]
    sizes = ends - starts + 1
    if len(raw) and (not len(ends) or ends[-1] != len(raw) - 1 or sizes.max() > _LONGEST_VARINT):
        raise damaged(faults)
    found: npt.NDArray[np.uint64] = (raw[starts] & 127).astype(np.uint64)
    for place in range(1, int(sizes.max(initial=0))):
        longer = np.flatnonzero(sizes > place)
        part = (raw[starts[longer] + place] & 127).astype(np.uint64)
        found[longer] |= part << np.uint64(7 * place)
    return found


def damaged(faults: Notices) -> InputError:
    """Return the error for a block whose lists don't fit together."""
    faults.add("broken_osm", said("a block of its nodes is damaged; fetch it again"))
    return faults.error()


def _zigzag(values: npt.NDArray[np.uint64]) -> Whole:
    half = (values >> np.uint64(1)).astype(np.int64)
    return np.where(values & np.uint64(1), -half - 1, half)


def _places(values: Whole, granularity: int, offset: int) -> Whole:
    """Return coordinates in 1e-7 degrees; those that no place has stay outside all bounds."""
    nano = np.asarray(values, dtype=np.float64) * granularity + offset
    small = np.abs(nano) < float(_MOST_PLACE) * _NANO_A_PLACE
    exact = np.where(small, values, 0) * granularity + offset
    cut = np.sign(exact) * (np.abs(exact) // _NANO_A_PLACE)
    return np.where(small, cut, np.where(nano < 0, -_MOST_PLACE, _MOST_PLACE))


def _one(value: np.int64) -> Whole:
    return np.array([value], dtype=np.int64)


def _bytes(fields: dict[int, int | bytes], key: int) -> bytes:
    value = fields.get(key, b"")
    return value if isinstance(value, bytes) else b""


def _number(fields: dict[int, int | bytes], key: int, default: int) -> int:
    value = fields.get(key, default)
    return value if isinstance(value, int) else default


def _signed(value: Any) -> int:
    return int(value) - 2**64 if value >= 2**63 else int(value)
