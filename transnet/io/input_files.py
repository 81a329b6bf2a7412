"""What may be opened as input: a regular file, and nothing that blocks or never ends."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

from transnet.base.language import said

_KINDS = {
    stat.S_IFDIR: said("a folder"),
    stat.S_IFIFO: said("a named pipe"),
    stat.S_IFSOCK: said("a socket"),
    stat.S_IFCHR: said("a device"),
    stat.S_IFBLK: said("a device"),
}


def not_a_file(path: str | Path) -> str:
    """Return why a path can't be read as a file, or "" for a regular file (links are followed).

    It is asked before a file is opened: opening a named pipe waits for ever, and a device such as
    /dev/zero has no end.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - a Path would refuse some texts by ValueError
    except FileNotFoundError:
        return said("there is no such file")
    except OSError as error:
        return said("it can't be opened: {told}", told=str(error.strerror or error))
    except ValueError:  # a NUL, or half a surrogate pair
        return said("no file can have such a name")
    kind = stat.S_IFMT(mode)
    if kind == stat.S_IFREG:
        return ""
    what = _KINDS.get(kind, said("no regular file"))
    return said("it is {what}; give a file that is stored on a disk", what=what)


def exists(path: str | Path) -> bool:
    """Return whether anything is at a path; False, too, for a name that no file can have."""
    return os.path.exists(path)  # noqa: PTH110 - a Path's own raises where a name is too long


def is_file(path: str | Path) -> bool:
    """Return whether a regular file is at a path; False, too, for a name that no file can have."""
    return os.path.isfile(path)  # noqa: PTH113


def is_workbook(path: str | Path) -> bool:
    """Return whether a regular file is at a path that is named as a workbook, .xlsx or .xlsm."""
    return is_file(path) and str(path).lower().endswith((".xlsx", ".xlsm"))


def is_folder(path: str | Path) -> bool:
    """Return whether a folder is at a path; False, too, for a name that no folder can have."""
    return os.path.isdir(path)  # noqa: PTH112


def json_object(path: str | Path, *, most_bytes: int = 2**26) -> dict[str, object]:
    """Return the object that a JSON file holds.

    Raises ValueError that says why there is none: no regular file, too large, not UTF-8, not JSON,
    nested too deeply, or another kind of value.
    """
    problem = not_a_file(path)
    if problem:
        raise ValueError(problem)
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise ValueError(said("it has more than {most_bytes:,} bytes", most_bytes=most_bytes))
        found = json.loads(data)
    except RecursionError:
        raise ValueError(said("it is nested too deeply")) from None
    except OSError as error:
        raise ValueError(
            said("it can't be read: {value}", value=str(error.strerror or error))
        ) from error
    except ValueError as error:
        raise ValueError(said("it isn't JSON in UTF-8: {error}", error=str(error))) from error
    if not isinstance(found, dict):
        raise ValueError(said("it isn't an object of JSON"))
    return found
