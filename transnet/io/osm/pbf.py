"""How a PBF extract is built: its blocks are looked at before the reader's library opens them.

Sources: the OpenStreetMap wiki's page PBF Format, and Protocol Buffers' page Encoding.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.io.osm.file_kind import not_an_extract

_MOST_HEADER_BYTES = 64 * 2**10  # both as the format has it
_MOST_BLOCK_BYTES = 32 * 2**20
_MOST_SHRUNK = 100
_SMALL_BYTES = 4 * 2**20
_FEWEST_BYTES, _MANY = 64, 10_000  # a block of real data has thousands
_PEEK = 64
_STRINGS, _GROUP = 1, 2  # fields of a block
_FIELDS = 10_000  # and one a byte: a road takes more, however well it is packed
_UNREAD_PACKINGS = {4: "LZMA", 5: "bzip2", 7: "Zstandard"}
_EMPTY_TEXT = b"\x0a\0"  # with which a table begins


def check_pbf(path: Path, faults: Notices) -> frozenset[str]:
    """Return the features that a PBF's header names, once its blocks are whole and of sane size.

    Raises InputError when it is cut off, damaged or made to harm.
    """
    features: frozenset[str] = frozenset()
    size = path.stat().st_size
    at = count = unpacked = 0
    with path.open("rb") as stream:
        while at < size:
            kind, length = _block_header(stream, faults)
            at = stream.tell()
            count += 1
            if at + length > size:
                raise _broken(faults, said("it is cut off"))
            start = stream.read(min(length, _PEEK))
            _check_packing(start, faults)
            raw = _raw_bytes(start, faults)
            unpacked += raw
            if _is_bomb(raw, length) or _is_bomb(unpacked, at + length):
                raise _broken(faults, said("its blocks unpack to more than map data ever does"))
            if count > _MANY and at < _FEWEST_BYTES * count:
                raise _broken(faults, said("its blocks are smaller than any with data"))
            if count == 1:
                if kind != "OSMHeader":
                    raise _broken(faults, said("it isn't an OpenStreetMap extract"))
                stream.seek(at)
                features = _features(stream.read(length), faults)
            at += length
            stream.seek(at)
    return features


def data_blocks(path: Path, faults: Notices) -> Iterator[bytes | None]:
    """Yield the blocks of data, unpacked; None for one that is packed in a way we don't know.

    The file was checked. Raises InputError when a block is damaged.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        while stream.tell() < size:
            kind, length = _block_header(stream, faults)
            blob = stream.read(length)
            if kind == "OSMData":
                yield _unpacked(blob, faults)


def check_blocks(path: Path, faults: Notices) -> None:
    """Refuse blocks on which the reader's library crashes: broken ones, and texts that hold NUL.

    The library keeps tags as texts that end in NUL, and reads beyond them where one holds it. A
    block that is packed in a way we don't know can't be looked at.
    """
    left = _FIELDS + path.stat().st_size

    def fields_of(message: bytes) -> Iterator[tuple[int, bytes]]:
        nonlocal left
        for key, value in message_fields(message, faults):
            left -= 1
            if left < 0:
                raise _broken(faults, said("its blocks have more parts than bytes"))
            if isinstance(value, bytes):
                yield key, value

    for block in data_blocks(path, faults):
        for key, value in fields_of(block or b""):
            inside = fields_of(value) if key == _GROUP or _may_hold_nul(key, value) else ()
            if any(key == _STRINGS and 0 in text for _, text in inside):
                raise _broken(faults, said("a text in it holds a NUL character, so it is damaged"))


def _may_hold_nul(key: int, value: bytes) -> bool:
    """Return whether to look closer: most tables have the one NUL of an empty first text."""
    return key == _STRINGS and value.count(0) > value.startswith(_EMPTY_TEXT)


def _unpacked(blob: bytes, faults: Notices) -> bytes | None:
    fields = dict(message_fields(blob, faults))
    message, told, packed = fields.get(1), fields.get(2, 0), fields.get(3)
    if isinstance(message, bytes):
        return message
    if not isinstance(packed, bytes) or not isinstance(told, int):
        return None
    try:
        block = zlib.decompressobj().decompress(packed, min(told, _MOST_BLOCK_BYTES) + 1)
    except zlib.error as error:
        raise _broken(
            faults, said("a block of it is damaged ({error})", error=str(error))
        ) from error
    if len(block) != told:
        raise _broken(faults, said("a block of it unpacks to more or less than it says"))
    return block


def _broken(faults: Notices, hint: str) -> InputError:
    faults.add("broken_osm", said("{hint}; fetch it again", hint=hint))
    return faults.error()


def _check_packing(start: bytes, faults: Notices) -> None:
    """Refuse a block that is packed in a way that the reader's library doesn't know."""
    for number, _ in message_fields(start, faults, whole=False):
        if number in _UNREAD_PACKINGS:
            hint = said(
                "its blocks are packed by {unread_packings}; plain, zlib and LZ4 are read: write "
                "it anew, packed by zlib, with the program that made it, or fetch it from "
                "another server",
                unread_packings=_UNREAD_PACKINGS[number],
            )
            raise not_an_extract(faults, hint)


def _is_bomb(raw: int, length: int) -> bool:
    return raw > _SMALL_BYTES and raw > _MOST_SHRUNK * length


def _block_header(stream: BinaryIO, faults: Notices) -> tuple[str, int]:
    """Return the kind of the next block and its length in bytes."""
    head = stream.read(4)
    length = int.from_bytes(head, "big")
    if len(head) == 4 and length > _MOST_HEADER_BYTES:
        raise _broken(faults, said("it isn't an OpenStreetMap extract, or it is damaged"))
    message = stream.read(length)
    if len(head) < 4 or len(message) < length:
        raise _broken(faults, said("it is cut off"))
    fields = dict(message_fields(message, faults))
    kind, size = fields.get(1), fields.get(3)
    if not isinstance(kind, bytes) or not isinstance(size, int) or size > _MOST_BLOCK_BYTES:
        raise _broken(faults, said("a block of it has no kind, or a size that none may have"))
    return kind.decode("ascii", "replace"), size


def _raw_bytes(start: bytes, faults: Notices) -> int:
    """Return how many bytes a block says that it unpacks to; 0 where it isn't packed."""
    for number, value in message_fields(start, faults, whole=False):
        if number == 2 and isinstance(value, int):
            if value > _MOST_BLOCK_BYTES:
                raise _broken(faults, said("a block of it unpacks to more than any may"))
            return value
    return 0


def _features(blob: bytes, faults: Notices) -> frozenset[str]:
    """Return the features of the header's block, required ones and others."""
    message = _unpacked(blob, faults)
    if message is None:
        return frozenset()  # packed otherwise: the library says whether it can read it
    return frozenset(
        value.decode("utf-8", "replace")
        for number, value in message_fields(message, faults)
        if number in (4, 5) and isinstance(value, bytes)
    )


def message_fields(
    message: bytes, faults: Notices, *, whole: bool = True
) -> Iterator[tuple[int, int | bytes]]:
    """Yield numbers and values of a message's fields.

    whole  False where only the start of the message is given: of the last field, then, too
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if at < 0 or key & 7 not in (0, 2):
            if whole:
                raise _broken(faults, said("it is damaged"))
            return
        if key & 7 == 0:
            yield key >> 3, value
        elif at + value <= len(message):
            yield key >> 3, message[at : at + value]
            at += value
        elif whole:
            raise _broken(faults, said("it is damaged"))
        else:
            yield key >> 3, message[at:]
            return


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return a number and the place behind it; -1 where the message ends before it does."""
    value = shift = 0
    while 0 <= at < len(message) and shift < 64:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    return 0, -1
