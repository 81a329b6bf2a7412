"""Folders of files that belong together: written whole or not at all, and never half old."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.files import Content, put_right, stage_in, unfinished, write_files
from transnet.base.language import said
from transnet.base.os_errors import not_written, unwritable
from transnet.base.version import __version__
from transnet.io.input_files import is_file, is_folder
from transnet.io.outputs import file_at, places_of, probe, refuse_there

MANIFEST = "manifest.json"
UNFINISHED = said("a write into this folder was cut off, or is still at work; write it again")
_MANIFEST_BYTES = 4 * 2**20


def write_folder(
    folder: str | Path,
    contents: Mapping[str, Content],
    *,
    force: bool = False,
    ours: Callable[[], bool] | None = None,
    stale: Collection[str] = (),
) -> list[Path]:
    """Write files into a folder, all or none, and return their paths.

    contents  by file name, made in their order
    force     replace files that are there; without it they are refused
    ours      tells, once all is made, whether what is there may be replaced all the same
    stale     files that speak of those that are replaced: they go with them
    A folder that isn't there yet appears with all files in one step. In a folder that is there old
    files are exchanged together, and others stay.
    Raises InputError when a file is there or can't be written; nothing is then changed.
    """

    def into(place: Path, found: Mapping[str, Content]) -> None:
        files = {place / name: content for name, content in found.items()}
        spoken = [place / name for name in stale]
        places = {path: path for path in (*files, *spoken)}

        def guard() -> Iterable[Path]:
            refuse_there(places, force or (ours is not None and ours()), ())
            return [path for path in spoken if is_file(path)]

        try:
            write_files(files, guard)
        except OSError as error:
            raise unwritable(place, error) from error

    return _write(Path(folder), contents, into)


def write_results(
    folder: str | Path,
    contents: Mapping[str, Content],
    about: Mapping[str, object],
    *,
    force: bool = False,
) -> list[Path]:
    """Write results into a folder with a manifest that holds the SHA-256 of each, all or none.

    about  what made them, for the manifest
    force  replace files that aren't those of an earlier result, or were edited since
    An earlier result, whose manifest is there, is replaced whole: files that the new one lacks go.
    Other files in the folder stay. Returns the paths, that of the manifest last.
    Raises InputError when a file is there that isn't ours, or one can't be written; nothing is then
    changed.
    """
    both = {**contents, MANIFEST: partial(_write_manifest, about=about)}

    def into(place: Path, found: Mapping[str, Content]) -> None:
        files = {place / name: content for name, content in found.items()}

        def guard() -> Iterable[Path]:
            refuse_foreign(place, list(found), force=force)
            earlier = read_manifest(place) or {}
            return [place / name for name in earlier if _stays_behind(place / name, found)]

        try:
            write_files(files, guard)
        except OSError as error:
            raise unwritable(place, error) from error

    return _write(Path(folder), both, into)


def check_folder(folder: str | Path, names: Collection[str], *, force: bool = False) -> None:
    """Raise InputError where `write_results` would for files of these names, before the work."""
    target = Path(folder)
    place = places_of([target])[target]
    put_right(place)
    probe(place, target)
    refuse_foreign(place, [*names, MANIFEST], force=force)


def refuse_foreign(place: Path, names: Iterable[str], *, force: bool) -> None:
    """Raise InputError for a file under one of our names that isn't as our manifest says."""
    earlier = read_manifest(place) or {}
    for name in names:
        path = place / name
        ours = name == MANIFEST and bool(earlier)
        if not file_at(path, path) or force or ours or _is_as_written(path, earlier.get(name)):
            continue
        hint = (
            said("it was edited since a run wrote it; name another folder or force it")
            if name in earlier
            else said(
                "it is there already and no run of ours wrote it; name another folder or force it"
            )
        )
        raise not_written(path, "file_exists", hint)


def read_manifest(folder: Path) -> dict[str, str] | None:
    """Return the SHA-256 of each file of a result by name; None when no run of ours wrote it."""
    files = read_about(folder).get("files")
    if not isinstance(files, dict):
        return None
    return {name: str(digest) for name, digest in files.items() if Path(name).name == name}


def read_about(folder: Path) -> dict[str, object]:
    """Return what a manifest says of the results in a folder; nothing where no run wrote it."""
    try:
        with (folder / MANIFEST).open("rb") as stream:
            found = json.loads(stream.read(_MANIFEST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and "transnet" in found else {}


def check_results(folder: Path) -> list[Notice]:
    """Return what is wrong with a folder of results: unfinished, or not as its manifest says."""
    if unfinished(folder):
        return [notice("unfinished_folder", folder.name, 0, "", str(folder), UNFINISHED)]
    found = []
    for name, digest in (read_manifest(folder) or {}).items():
        if not is_file(folder / name):
            hint = said(
                "{manifest} names it, but it isn't there; run the scenario again",
                manifest=MANIFEST,
            )
            found.append(notice("missing_file", name, 0, "", "", hint))
        elif not _is_as_written(folder / name, digest):
            hint = said(
                "it isn't the file that {manifest} names by its SHA-256; run the scenario again",
                manifest=MANIFEST,
            )
            found.append(notice("changed_file", name, 0, "", "", hint))
    return found


def _write(
    target: Path,
    contents: Mapping[str, Content],
    into: Callable[[Path, Mapping[str, Content]], None],
) -> list[Path]:
    """Let a new folder appear, or call `into` to exchange files of one that is there."""
    place = places_of([target])[target]
    if is_folder(place):
        into(place, contents)
    else:
        try:
            with stage_in(place.parent) as stage:
                for name, content in contents.items():
                    stage.write(name, content)
                if not stage.appears_as(place.name):  # another process made it meanwhile
                    made = {name: partial(_copy, stage.new / name) for name in contents}
                    into(place, made)
        except OSError as error:
            raise unwritable(target, error) from error
    return [target / name for name in contents]


def _copy(source: Path, path: Path) -> None:
    shutil.copyfile(source, path)


def _write_manifest(path: Path, about: Mapping[str, object]) -> None:
    """Write the manifest beside the files that it speaks of."""
    files = {each.name: _sha256(each) for each in sorted(path.parent.iterdir())}
    text = json.dumps(
        {"transnet": __version__, **about, "files": files}, ensure_ascii=False, indent=2
    )
    path.write_text(text + "\n", "utf-8")


def _stays_behind(path: Path, found: Mapping[str, Content]) -> bool:
    return path.name not in found and is_file(path)


def _is_as_written(path: Path, digest: str | None) -> bool:
    return digest is not None and is_file(path) and _sha256(path) == digest


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
