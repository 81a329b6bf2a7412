"""Extracts made to harm end in a message, before their content fills memory."""

from __future__ import annotations

import bz2
import gzip
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from transnet.base.errors import InputError
from transnet.io.osm.extract import read_osm

HEAD = b'<osm version="0.6">'
NODE = b'<node id="1" lat="1" lon="2"/>'
MIB = 2**20


def _number(value: int) -> bytes:
    found = b""
    while value > 127:
        found, value = found + bytes([value & 127 | 128]), value >> 7
    return found + bytes([value])


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _number(len(content)) + content


def _block(kind: bytes, content: bytes, said: int | None = None) -> bytes:
    size = len(content) if said is None else said
    blob = b"\x10" + _number(size) + _field(3, zlib.compress(content, 9))
    head = _field(1, kind) + b"\x18" + _number(len(blob))
    return struct.pack(">I", len(head)) + head + blob


PBF_HEAD = _block(b"OSMHeader", _field(4, b"OsmSchema-V0.6") + _field(4, b"DenseNodes"))


def _dense() -> bytes:
    return b"".join(_field(key, bytes(6_000_000)) for key in (1, 8, 9))


def _way() -> bytes:
    return b"\x08\x01" + _field(2, b"\x01") + _field(3, b"\x02") + _field(8, bytes(20_000_000))


# Each is made when its turn comes: together they take seconds and hundreds of megabytes.
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm", lambda: HEAD + b'<node id="1" lat="1" lon="2"><tag k="a" v="' + b"x" * 40 * MIB),
        ("a.osm.gz", lambda: gzip.compress(HEAD + b'<node id="' + b"1" * 40 * MIB)),
        ("a.osm.bz2", lambda: bz2.compress(HEAD + b'<node id="' + b"1" * 40 * MIB)),
        ("a.osm.gz", lambda: gzip.compress(HEAD + b" " * 60 * MIB)),
        ("a.osm.gz", lambda: gzip.compress(HEAD + NODE * 400_000)),
        ("a.osm.bz2", lambda: bz2.compress(HEAD + NODE * 400_000)),
        ("a.osm", lambda: HEAD + b"<!--" + b"<" * 40 * MIB),
        ("a.osm", lambda: HEAD + b"<a>" * 10_000_000),
        ("a.osm.pbf", lambda: PBF_HEAD + _block(b"OSMData", bytes(32 * MIB)) * 8),
        ("a.osm.pbf", lambda: PBF_HEAD + _block(b"OSMData", bytes(32 * MIB), said=10) * 8),
        ("a.osm.pbf", lambda: PBF_HEAD + _block(b"OSMData", _field(2, _field(2, _dense())))),
        ("a.osm.pbf", lambda: PBF_HEAD + _block(b"OSMData", _field(2, _field(3, _way())))),
        ("a.osm.pbf", lambda: PBF_HEAD + _block(b"OSMData", b"", said=2**40)),
        ("a.osm.pbf", lambda: struct.pack(">I", 2**31 - 1) + b"OSMHeader" + bytes(100)),
        (
            "a.osm.pbf",
            lambda: PBF_HEAD + struct.pack(">I", 11) + _field(1, b"OSMData") + b"\x18\x05",
        ),
        (
            "a.osm.pbf",
            lambda: PBF_HEAD + (b"\0\0\0\x0b" + _field(1, b"OSMData") + b"\x18\0") * 20_000,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_unpacks_without_end_is_refused(
    tmp_path: Path, name: str, content: Callable[[], bytes]
) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="broken_osm"):
            read_osm(path)
        assert tracemalloc.get_traced_memory()[1] < 48 * MIB
    finally:
        tracemalloc.stop()
