"""What may be written where: nothing over an input, nothing over what is there unless forced."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from transnet.base.errors import InputError
from transnet.base.files import Content, put_right, stage_in, write_files
from transnet.base.language import said
from transnet.base.os_errors import not_written, unwritable
from transnet.io.input_files import exists

_PROBE_BYTES = 4096


def write_outputs(
    contents: Mapping[Path, Content],
    *,
    force: bool = False,
    inputs: Iterable[Path] = (),
    new_folders: bool = False,
) -> list[Path]:
    """Write files, each whole, all or none, and return their paths.

    contents  as `write_files` takes them
    force     replace files that are there; without it they are refused
    inputs    files and folders that were read: never replaced
    new_folders  make the folders that the files lack; without it that is refused
    Raises InputError when a file is there, is an input or can't be written; then nothing changes.
    """
    places = places_of(contents)
    _require_folders(places, new_folders)
    known = list(inputs)
    try:
        write_files(
            {places[path]: content for path, content in contents.items()},
            guard=lambda: refuse_there(places, force, known),
        )
    except OSError as error:
        raise unwritable(next(iter(contents)), error) from error
    return list(contents)


def check_outputs(
    paths: Iterable[Path],
    *,
    force: bool = False,
    inputs: Iterable[Path] = (),
    new_folders: bool = False,
) -> None:
    """Raise InputError where `write_outputs` would, before the work is done; nothing is changed.

    A disk that has no room for a first block, and a folder that can't be written, are found too.
    """
    places = places_of(paths)
    for folder in {place.parent for place in places.values()}:
        put_right(folder)
    _require_folders(places, new_folders)
    refuse_there(places, force, list(inputs))
    for path, place in places.items():
        probe(place.parent, path)


def places_of(paths: Iterable[Path]) -> dict[Path, Path]:
    """Return where files are to be written: links are followed, so that they stay what they are.

    Raises InputError for a name that no file can have, links that lead round, and for two outputs
    that would be one file.
    """
    places: dict[Path, Path] = {}
    for path in paths:
        try:
            place = path.resolve()
            found = _stat(place)
        except OSError as error:
            raise unwritable(path, error) from error
        except (ValueError, RuntimeError) as error:  # a NUL character; a loop, before Python 3.13
            raise not_written(
                path, "unwritable_file", said("no file can be there: {told}", told=str(error))
            ) from error
        if found is not None and stat.S_ISLNK(found.st_mode):
            hint = said("symbolic links lead round in a circle; remove one of them")
            raise not_written(path, "unwritable_file", hint)
        if place in places.values():
            hint = said("two outputs would be this one file; name another for one of them")
            raise not_written(path, "file_exists", hint)
        places[path] = place
    return places


def probe(folder: Path, path: Path) -> None:
    """Raise InputError unless a file can be written into a folder, or one above that would get it.

    path  what the message names
    """
    at = folder
    while not os.path.lexists(at) and at != at.parent:
        at = at.parent
    try:
        with stage_in(at) as stage:
            stage.write("probe", bytes(_PROBE_BYTES))
    except OSError as error:
        raise unwritable(path, error) from error


def refused_input(path: Path, inputs: Sequence[Path]) -> InputError | None:
    """Return the error of an output that is one of the inputs, by whatever name."""
    for each in inputs:
        if any(_same(path, file) for file in (each, each / path.name)):
            hint = said("it is what was read; an output never replaces its input: name another")
            return not_written(path, "output_is_input", hint)
    return None


def _require_folders(places: Mapping[Path, Path], new_folders: bool) -> None:
    for path, place in places.items():
        if not (new_folders or exists(place.parent)):
            hint = said(
                "there is no folder {folder}; make it, or name another place", folder=path.parent
            )
            raise not_written(path, "unwritable_file", hint)


def refuse_there(
    places: Mapping[Path, Path], force: bool, inputs: Sequence[Path]
) -> Sequence[Path]:
    """Raise InputError for the first output that isn't allowed where it is; a guard: no file goes.

    places, force, inputs  as `places_of` gives them and `write_outputs` takes them
    """
    for path, place in places.items():
        there = file_at(place, path)
        same = refused_input(path, inputs) if there else None
        if same is not None:
            raise same
        if there and not force:
            hint = said("it is there already; name another or force it")
            raise not_written(path, "file_exists", hint)
    return ()


def file_at(place: Path, path: Path) -> bool:
    """Tell whether a plain file is there; raise InputError that names `path` when another thing is.

    A folder or a device is never replaced, forced or not.
    """
    found = _stat(place)
    if found is not None and not stat.S_ISREG(found.st_mode):
        hint = said(
            "a device, pipe or socket is there, where a plain file is needed; name another place"
        )
        if stat.S_ISDIR(found.st_mode):
            hint = said("a folder is there, where a plain file is needed; name another place")
        raise not_written(path, "unwritable_file", hint)
    return found is not None


def _stat(place: Path) -> os.stat_result | None:
    try:
        return place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False
