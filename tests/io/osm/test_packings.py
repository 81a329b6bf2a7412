"""Ways in which a PBF's blocks are packed: read, or named with what to do."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import osmium
import pytest

from tests.io.osm.osm_worlds import CROSSING, write_osm
from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.io.osm.extract import read_osm
from transnet.io.osm.pbf import message_fields

Pack = Callable[[bytes], bytes]


def _codec(name: str) -> Pack:
    arrow: Any = import_module("pyarrow")
    return lambda raw: bytes(arrow.Codec(name).compress(raw, asbytes=True))


# The field of a block that holds data packed so: the OpenStreetMap wiki's page PBF Format.
READ: dict[str, tuple[int, Pack]] = {
    "plain": (1, bytes),
    "zlib": (3, zlib.compress),
    "LZ4": (6, _codec("lz4_raw")),
}
REFUSED: dict[str, tuple[int, Pack]] = {
    "LZMA": (4, lzma.compress),
    "bzip2": (5, bz2.compress),
    "Zstandard": (7, _codec("zstd")),
}


def _number(value: int) -> bytes:
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def _field(key: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return _number(key << 3) + _number(value)
    return _number(key << 3 | 2) + _number(len(value)) + value


def _repacked(folder: Path, field: int, pack: Pack) -> Path:
    """Return a crossing as a PBF whose blocks are packed anew."""
    plain, out = folder / "plain.osm.pbf", b""
    kind = osmium.io.File(str(plain), "pbf,pbf_compression=none")
    with osmium.SimpleWriter(kind) as writer:
        for thing in osmium.FileProcessor(str(write_osm(folder, CROSSING))):
            writer.add(thing)
    data, at, faults = plain.read_bytes(), 0, Notices("plain")
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        head = dict(message_fields(data[at + 4 : at + 4 + length], faults))
        at += 4 + length
        assert isinstance(head[3], int)
        raw = dict(message_fields(data[at : at + head[3]], faults))[1]
        at += head[3]
        assert isinstance(raw, bytes)
        blob = b"" if field == 1 else _field(2, len(raw))
        blob += _field(field, pack(raw))
        made = _field(1, head[1]) + _field(3, len(blob))
        out += len(made).to_bytes(4, "big") + made + blob
    path = folder / "packed.osm.pbf"
    path.write_bytes(out)
    return path


@pytest.mark.parametrize("name", READ)
def test_what_the_library_unpacks_is_read(name: str, tmp_path: Path) -> None:
    assert read_osm(_repacked(tmp_path, *READ[name])).graph.arc_count == 2 * len(CROSSING)


@pytest.mark.parametrize("name", REFUSED)
def test_other_packings_are_named_with_a_remedy(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_osm(_repacked(tmp_path, *REFUSED[name]))
    (said,) = error.value.notices
    assert said.code == "not_an_extract"
    assert said.hint.startswith(f"its blocks are packed by {name}; plain, zlib and LZ4 are read: ")
