"""The files of a feed as bytes, out of a zip or a folder; nothing is ever unpacked to a disk."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from transnet.base.codes import notice
from transnet.base.collector import refusal
from transnet.base.errors import InputError, Notice
from transnet.base.given import path_given
from transnet.base.language import said
from transnet.io.gtfs.feed_spec import NEEDED, NOT_USED, known_tables
from transnet.io.input_files import exists, is_file, is_folder, not_a_file

MOST_BYTES = 2 * 2**30
"""Bytes that a feed may unpack to, all files together."""

_MOST_FILES = 1_000
_PLAUSIBLE_RATIO = 100
_SMALL_BYTES = 16 * 2**20
AREAS = "locations.geojson"
"""The file of the areas of calls on demand."""


@dataclass(frozen=True, eq=False)
class FeedFiles:
    """A feed's files.

    path    of its zip or folder
    sizes   bytes of each table, by its name without .txt
    others  names of files that are no table that is read
    """

    path: Path
    sizes: dict[str, int]
    others: tuple[str, ...]
    _read: Callable[[str], bytes]

    @property
    def name(self) -> str:
        """The name of the zip or folder, without its ending."""
        return self.path.stem or self.path.resolve().stem

    def read(self, table: str) -> bytes:
        """Return the bytes of a table; raises InputError where the file is damaged."""
        return self._read(f"{table}.txt")

    def read_areas(self) -> bytes | None:
        """Return the bytes of locations.geojson, None where it isn't there; raises as `read`."""
        return self._read(AREAS) if AREAS in self.others else None

    @cached_property
    def digest(self) -> str:
        """A digest of all tables and the names of all other files."""
        digest = hashlib.sha256(repr(self.others).encode())
        if is_file(self.path):
            with self.path.open("rb") as stream:
                while piece := stream.read(2**20):
                    digest.update(piece)
            return digest.hexdigest()
        for table in sorted(self.sizes):
            data = self.read(table)
            digest.update(f"{table} {len(data)}:".encode() + data)
        return digest.hexdigest()

    def notices(self) -> list[Notice]:
        """Return what is wrong with the set of files, and which of them aren't read."""
        found = [
            notice("feed_file_missing", f"{table}.txt", 0, "", "", _missing_hint(self.others))
            for table in NEEDED
            if table not in self.sizes
        ]
        if not {"calendar", "calendar_dates"} & set(self.sizes):
            hint = said("add calendar.txt or calendar_dates.txt: they say on which days trips run")
            found.append(notice("feed_file_missing", "calendar.txt", 0, "", "", hint))
        if "translations" in self.sizes and "feed_info" not in self.sizes:
            hint = said("translations need it: its feed_lang says from which language they are")
            found.append(notice("feed_file_missing", "feed_info.txt", 0, "", "", hint))
        hint = said(
            "is checked and not used: transnet knows no fares v2, no calls on demand and no "
            "translations"
        )
        found += [
            notice("feed_part_not_read", f"{table}.txt", 0, "", "", hint)
            for table in self.sizes
            if table in NOT_USED
        ]
        for other in self.others:
            if other == AREAS:
                found.append(notice("feed_part_not_read", other, 0, "", "", hint))
            elif "/" not in other and other.endswith(".txt"):
                hint = said("GTFS has no such file; it isn't read")
                found.append(notice("feed_file_unknown", other, 0, "", "", hint))
        return found


def open_feed(source: object) -> FeedFiles:
    """Return the files of a feed, a zip or a folder.

    Raises InputError for what is neither, for a zip that is cut off, damaged or encrypted, whose
    files lead out of it or lie in a folder in it, or which unpacks to more than MOST_BYTES.
    """
    path = path_given(source, "feed")
    if is_folder(path):
        return _of_folder(path)
    problem = not_a_file(path)
    if problem:
        raise _refused(path, "unreadable_file", problem)
    return _of_zip(path)


def _of_folder(path: Path) -> FeedFiles:
    try:
        inside = sorted(each.name for each in path.iterdir())
    except OSError as error:
        told = said("it can't be opened: {told}", told=str(error.strerror or error))
        raise _refused(path, "unreadable_file", told) from None
    files = {name: path / name for name in inside if not not_a_file(path / name)}
    deeper = [f"{name}/{each}.txt" for name in inside for each in NEEDED]
    deeper = [each for each in deeper if exists(path / each)]
    sizes = {name: file.stat().st_size for name, file in files.items()}
    if sum(sizes[name] for name in files if name.endswith(".txt") or name == AREAS) > MOST_BYTES:
        raise _refused(path, "feed_too_large", _too_large())

    def read(name: str) -> bytes:
        try:
            return files[name].read_bytes()
        except OSError as error:
            told = said("it can't be opened: {told}", told=str(error.strerror or error))
            raise _refused(Path(name), "unreadable_file", told) from None

    tables, others = _sorted_out([*files, *deeper])
    return FeedFiles(path, {table: sizes[f"{table}.txt"] for table in tables}, others, read)


def _of_zip(path: Path) -> FeedFiles:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.filename.endswith("/")]
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, EOFError):
        hint = said("it is no zip, or is cut off or damaged; fetch it again, or name a folder")
        raise _refused(path, "broken_zip", hint) from None
    _check_members(path, members)
    by_name = {each.filename: each for each in members}

    def read(name: str) -> bytes:
        member = by_name[name]
        with suppress(zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
            with zipfile.ZipFile(path) as opened, opened.open(member) as stream:
                data = stream.read(member.file_size + 1)
            if len(data) == member.file_size:
                return data
        hint = said("{file} in it is cut off or damaged; fetch it again", file=member.filename)
        raise _refused(path, "broken_zip", hint)

    tables, others = _sorted_out(by_name)
    sizes = {table: by_name[f"{table}.txt"].file_size for table in tables}
    return FeedFiles(path, sizes, others, read)


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Raise InputError for names that lead elsewhere or repeat, encrypted files, and bombs."""
    names = [each.filename for each in members]
    for name in names:
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or name.startswith(("/", "\\")) or ":" in name.split("/")[0]:
            hint = said("leads out of the zip; make a zip of plain names such as stops.txt")
            raise _refused(path, "unsafe_content", hint, name)
    if len(set(names)) < len(names):
        twice = next(each for each in names if names.count(each) > 1)
        hint = said("is in the zip twice; keep the one that counts")
        raise _refused(path, "broken_zip", hint, twice)
    if any(each.flag_bits & 1 for each in members):
        raise _refused(path, "broken_zip", said("it is encrypted; save it without a password"))
    packed = max(sum(each.compress_size for each in members), 1)
    size = sum(each.file_size for each in members)
    is_bomb = size > _SMALL_BYTES and size > _PLAUSIBLE_RATIO * packed
    if size > MOST_BYTES or is_bomb or len(members) > _MOST_FILES:
        raise _refused(path, "feed_too_large", _too_large(), f"{size:,}")


def _too_large() -> str:
    return said(
        "a feed may unpack to {most:,} bytes, to {ratio} times its size, in {files:,} files; "
        "split it by agencies or days",
        most=MOST_BYTES,
        ratio=_PLAUSIBLE_RATIO,
        files=_MOST_FILES,
    )


def _sorted_out(names: Collection[str]) -> tuple[list[str], tuple[str, ...]]:
    tables = [table for table in known_tables() if f"{table}.txt" in names]
    read = {f"{table}.txt" for table in tables}
    return tables, tuple(sorted(name for name in names if name not in read))


def _missing_hint(others: Collection[str]) -> str:
    deeper = [each for each in others if each.endswith(".txt") and "/" in each]
    folders = sorted({str(PurePosixPath(each).parent) for each in deeper})
    if folders:
        return said("files lie in {folder}/; put them at the top", folder=folders[0])
    return said("every feed needs it; add the file")


def _refused(path: Path, code: str, hint: str, value: object = "") -> InputError:
    return refusal(said("{path} can't be read as GTFS", path=path), code, path.name, hint, value)
