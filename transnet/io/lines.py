"""Large text files line by line: gzip or plain, damaged or not, in bounded memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from transnet.base.collector import MOST_ERRORS, Notices
from transnet.base.language import Message, said
from transnet.io.input_files import not_a_file

_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_BLOCK_BYTES = 2**20
# A gzip file may unpack to so much; tables of roads come to ten times their packed size.
_UNPACKED_BYTES = 2**23
_UNPACKED_TIMES = 60
_LONE_NODES = 100_000


@dataclass(frozen=True, slots=True)
class RoadLimits:
    """How much of a road file is read: memory stays bounded whatever it holds.

    rows of 5 million keep a reading below 2 GiB; pass more where there is more memory.
    """

    line_bytes: int = 1_000_000
    rows: int = 5_000_000
    faults: int = MOST_ERRORS


ROAD_LIMITS = RoadLimits()


def read_lines(
    path: str | Path, faults: Notices, limits: RoadLimits = ROAD_LIMITS
) -> Iterator[tuple[int, str]]:
    """Yield a text file's lines with their numbers from 1, without line ends.

    A gzip file is known by its first bytes, not by its name.
    Raises InputError when the file can't be opened or read to its end, isn't UTF-8 text, or has a
    line or more rows than any such file has.
    """
    source = Path(path)
    if problem := not_a_file(source):
        faults.add("unreadable_file", problem)
        raise faults.error()
    try:
        with source.open("rb") as plain:
            zipped = plain.read(2) == _GZIP
            plain.seek(0)
            stream = gzip.GzipFile(fileobj=plain) if zipped else plain
            number = read = 0
            most = _UNPACKED_BYTES + _UNPACKED_TIMES * source.stat().st_size
            if not zipped:
                _refuse_many_lines(plain, faults, limits)
            while line := stream.readline(limits.line_bytes + 1):
                number += 1
                read += len(line)
                if zipped and read > most:
                    _refuse_bomb(read, faults)
                yield number, _text(line, number, faults, limits)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        hint = said(
            "the gzip file is cut off or damaged ({error}); fetch it again", error=str(error)
        )
        faults.add("broken_gzip", hint)
        raise faults.error() from error
    except OSError as error:
        hint = said("it can't be read: {value}", value=str(error.strerror or error))
        faults.add("unreadable_file", hint)
        raise faults.error() from error
    if not number:
        faults.add("empty_file", said("the file has no lines"))
        raise faults.error()


def _refuse_bomb(read: int, faults: Notices) -> None:
    hint = said(
        "it unpacks to {read:,} bytes and more, which no such table does; unpack it yourself",
        read=read,
    )
    faults.add("file_too_large", hint)
    raise faults.error()


def _refuse_many_lines(plain: BinaryIO, faults: Notices, limits: RoadLimits) -> None:
    """Refuse a table that is too long in a second, before minutes go into reading it."""
    lines = 0
    while (block := plain.read(_BLOCK_BYTES)) and lines <= limits.rows:
        lines += block.count(b"\n")
    plain.seek(0)
    if lines > limits.rows:
        hint = said("a file may have {rows:,} lines; cut the region down", rows=limits.rows)
        faults.add("too_many_rows", hint)
        raise faults.error()


def check_promise(nodes: int, arcs: int, faults: Notices) -> None:
    """Note a fault where a header promises far more nodes than the arcs that are there can join.

    The nodes of these files are a number alone: a few bytes would make millions of them.
    """
    if nodes > _LONE_NODES + 2 * arcs:
        hint = said(
            "it promises {nodes:,} nodes, but has {arcs:,} arcs to join them: is it cut off?",
            nodes=nodes,
            arcs=arcs,
        )
        faults.add("wrong_count", hint, value=nodes)


def number_of(text: str) -> float | None:
    """Return the finite number a cell holds, or None; only plain notation counts."""
    if not text.isascii() or "_" in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def whole_of(text: str) -> int | None:
    """Return the whole number of at most 18 digits that a cell holds, or None."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def _text(line: bytes, number: int, faults: Notices, limits: RoadLimits) -> str:
    found = None
    if len(line) > limits.line_bytes:
        found = (
            "line_too_long",
            said("a line may have {line_bytes:,} bytes", line_bytes=limits.line_bytes),
        )
    elif number > limits.rows:
        found = (
            "too_many_rows",
            said("a file may have {rows:,} lines; cut the region down", rows=limits.rows),
        )
    elif b"\0" in line:
        found = ("nul_character", said("a NUL character: the file is damaged or isn't text"))
    else:
        try:
            return line.removeprefix(_BOM if number == 1 else b"").decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            found = ("not_utf8", _encoding_hint(line))
    faults.add(found[0], found[1], row=number)
    raise faults.error()


def _encoding_hint(line: bytes) -> Message:
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return said("not UTF-8 text; save it as UTF-8")
    return said("looks like GB18030 (GBK); convert it: iconv -f GB18030 -t UTF-8")
