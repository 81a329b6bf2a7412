"""Digests of the tables of an imported road folder: roads.json names each, and the reader checks.

A process that is killed while it replaces the tables of a folder leaves old ones beside new ones;
their digests tell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path

from transnet.base.codes import notice
from transnet.base.collector import refusal
from transnet.base.errors import InputError, told_by
from transnet.base.files import unfinished
from transnet.base.language import said
from transnet.io.folder import UNFINISHED
from transnet.io.input_files import exists, is_file, json_object

ROADS_INFO = "roads.json"
ROAD_TABLES = ("config.csv", "node.csv", "link.csv")


def with_digests(
    tables: Mapping[str, Iterable[bytes]], digests: MutableMapping[str, str]
) -> dict[str, Iterable[bytes]]:
    """Return the tables in pieces; once one is read to its end, `digests` holds its SHA-256."""
    return {name: _digested(name, data, digests) for name, data in tables.items()}


def info_of(about: Mapping[str, object], digests: Mapping[str, str]) -> Iterator[bytes]:
    """Yield roads.json once the tables are written, since it holds their digests."""
    both = {**about, "tables": dict(digests)}
    yield (json.dumps(both, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def is_import_of(folder: Path, source: str) -> bool:
    """Tell whether a folder holds an import of this source, whole and as it was written.

    Importing the same again may replace it: nothing is lost that can't be made anew.
    """
    try:
        about, known = _about(folder), _known_digests(folder)
    except (InputError, OSError):
        return False
    return about.get("source") == source and all(
        is_file(folder / name) and _sha256(folder / name) == known.get(name) for name in ROAD_TABLES
    )


def check_tables(folder: Path) -> None:
    """Raise InputError that names each table which isn't the one that roads.json speaks of.

    A folder without roads.json, or one that holds no digests, isn't checked; neither is a table
    that isn't there. A folder in which a write was cut off is refused, and so is one with a
    roads.json that can't be read.
    """
    if unfinished(folder):
        cut_off = notice("unfinished_folder", folder.name, 0, "", str(folder), UNFINISHED)
        raise InputError(said("{name}: nothing was read.", name=folder.name), [cut_off])
    known = _known_digests(folder)
    found = [
        notice("mixed_import", name, 0, "", "", _HINT)
        for name in ROAD_TABLES
        if name in known and is_file(folder / name) and _sha256(folder / name) != known[name]
    ]
    if found:
        raise InputError(said("{name}: its tables aren't of one import", name=folder.name), found)


_HINT = said(
    "it isn't the table that {roads_info} names by its SHA-256: an import was cut off, or it was "
    "edited; import again (or, if you edited it, take 'tables' out of {roads_info})",
    roads_info=ROADS_INFO,
)


def _known_digests(folder: Path) -> Mapping[str, object]:
    tables = _about(folder).get("tables")
    return tables if isinstance(tables, dict) else {}


def _about(folder: Path) -> Mapping[str, object]:
    if not exists(folder / ROADS_INFO):
        return {}
    try:
        return json_object(folder / ROADS_INFO)
    except ValueError as error:
        hint = said(
            "{problem}; so its tables can't be checked: import again, or take the file away",
            problem=told_by(error),
        )
        raise refusal(
            said("{name}: nothing was read.", name=folder.name), "broken_file", ROADS_INFO, hint
        ) from error


def _digested(
    name: str, pieces: Iterable[bytes], digests: MutableMapping[str, str]
) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    digests[name] = digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
