"""What an OpenStreetMap file is, by its name and first bytes, and its text in bounded memory."""

from __future__ import annotations

import bz2
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.io.input_files import exists, not_a_file

OSM_ENDINGS = (
    ".osm.pbf",
    ".pbf",
    ".osm",
    ".osm.gz",
    ".osm.bz2",
    ".xml",
    ".osh",
    ".osh.gz",
    ".osh.bz2",
)

_BLOCK_BYTES = 2**18
_HEAD_BYTES = 4096
# Map data as XML shrinks to a tenth, rarely to a thirtieth; what shrinks more was made to harm.
_MOST_SHRUNK = 200
_SMALL_BYTES = 8 * 2**20
_JSON = said("it is JSON; ask Overpass for XML, [out:xml], or take an .osm.pbf")
CHANGES = said(
    "it is a file of changes, which holds only what was edited; apply it to the extract it "
    "belongs to: osmium apply-changes EXTRACT CHANGES -o NEW.osm.pbf"
)
_OTHER = said("convert it: osmium cat FILE -o NEW.osm.pbf")
_PACKED = said("it is packed in a way that isn't read; unpack it first")
_BY_NAME = {
    r"\.os[cz](\.\w+)?$|\.o5c$": CHANGES,
    r"\.o5m(\.\w+)?$|\.opl(\.\w+)?$": _OTHER,
    r"\.(geo)?json$": _JSON,
    r"\.(osm|pbf)\.\w+$": _PACKED,
}
_BY_HEAD = {
    rb"[{\[]": _JSON,
    rb"\xff\xe0\x04o5c": CHANGES,
    rb"\xff\xe0\x04o5m|[nwr]-?\d+ v\d": _OTHER,
    rb"\xfd7zXZ|\x28\xb5\x2f\xfd|PK\x03\x04|7z\xbc\xaf": _PACKED,
    rb"version https://git-lfs": said(
        "it is a pointer of Git LFS, not the file itself: git lfs pull"
    ),
}


def kind_of(path: Path, faults: Notices) -> Literal["xml", "pbf"]:
    """Return how an extract is written, which its first bytes say, not its name.

    Raises InputError when it isn't there, isn't a file, is empty or is something else; says what.
    """
    name = path.name.lower()
    wrong = not_a_file(path)
    if wrong:
        faults.add("unreadable_file" if exists(path) else "missing_file", wrong)
    elif not name.endswith(OSM_ENDINGS):
        hint = next((hint for end, hint in _BY_NAME.items() if re.search(end, name)), "")
        endings = said("the name of an extract ends in {listed}", listed=", ".join(OSM_ENDINGS))
        faults.add(
            "unknown_format",
            said("{hint}; {endings}", hint=hint, endings=endings) if hint else endings,
        )
    elif not path.stat().st_size:
        faults.add("empty_file", said("the file has no bytes; fetch it again"))
    faults.raise_if_any()
    with _readable(faults), path.open("rb") as plain:
        stream, packed = _unpacked(plain)
        head = stream.read(_HEAD_BYTES)
    if b"OSMHeader" in head[:32] and not packed:
        return "pbf"
    if name.endswith(".pbf") and not packed and head[:1] in (b"\0", b"\x01"):
        return "pbf"  # a damaged one: what is wrong is found when it is read
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] == b"<" or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "xml"
    found = next((hint for mark, hint in _BY_HEAD.items() if re.match(mark, text)), "")
    if b"OSMHeader" in head[:32]:
        found = _PACKED
    if found:
        raise not_an_extract(faults, found)
    faults.add("broken_osm", said("it isn't an OpenStreetMap extract; fetch it again"))
    raise faults.error()


def not_an_extract(faults: Notices, hint: str) -> Exception:
    """Return the error for a file of OpenStreetMap that isn't the state of a region."""
    faults.add("not_an_extract", hint)
    return faults.error()


def text_blocks(path: Path, faults: Notices) -> Iterator[bytes]:
    """Yield the bytes of a file, unpacked where gzip or bzip2 packed it.

    Raises InputError when it is damaged, cut off, or unpacks to more than map data ever does.
    """
    total = 0
    with _readable(faults), path.open("rb") as plain:
        stream, packed = _unpacked(plain)
        while block := stream.read(_BLOCK_BYTES):
            total += len(block)
            if packed and total > max(_SMALL_BYTES, _MOST_SHRUNK * plain.tell()):
                hint = said(
                    "it unpacks to more than {most_shrunk} times its size, as no map data does",
                    most_shrunk=_MOST_SHRUNK,
                )
                faults.add("broken_osm", said("{hint}; it is damaged, or made to harm", hint=hint))
                raise faults.error()
            yield block


def _unpacked(plain: BinaryIO) -> tuple[BinaryIO, bool]:
    mark = plain.read(3)
    plain.seek(0)
    if mark[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=plain), True  # type: ignore[return-value]
    if mark == b"BZh":
        return bz2.BZ2File(plain), True  # type: ignore[return-value]
    return plain, False


@contextmanager
def _readable(faults: Notices) -> Iterator[None]:
    """Turn what unpacking raises into a message with a remedy."""
    try:
        yield
    except EOFError as error:
        faults.add("broken_osm", said("it is cut off; fetch it again"))
        raise faults.error() from error
    except (zlib.error, OSError) as error:
        hint = said(
            "it can't be read: {value}; fetch it again",
            value=getattr(error, "strerror", None) or error,
        )
        faults.add("broken_osm", hint)
        raise faults.error() from error
