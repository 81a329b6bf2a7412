"""Where caches live, and whether anybody else could have written what lies there.

The kernel cache holds code. So an entry counts only if the user, or root, owns it, and nobody else
may write it or the folders that are the cache's own. A folder that others may write, or that is
somebody else's, is left alone: then nothing is kept, and that is said once. On Windows the user's
folders are closed to others by their access lists, which aren't looked at.

TRANSNET_CACHE_DIR    where caches live; by default the user's cache directory
"""

from __future__ import annotations

import logging
import os
import stat
from functools import cache
from pathlib import Path
from typing import BinaryIO

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_HAS_OWNERS = hasattr(os, "getuid")
_log = logging.getLogger("transnet")


def cache_root() -> Path | None:
    """Return the folder of all caches, which needn't be there; None where no home can be found."""
    chosen = os.environ.get("TRANSNET_CACHE_DIR")
    if chosen:
        return Path(chosen).absolute()
    is_named = any(os.environ.get(name) for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"))
    if os.environ.get("HOME") == "" and not is_named:  # as for a user without a home
        return None
    from platformdirs import user_cache_path

    try:
        found = user_cache_path("transnet", appauthor=False)
    except RuntimeError:
        return None
    return found if found.is_absolute() else None


def make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, for the user alone. Raises OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)


@cache
def is_private(folder: Path, root: Path) -> bool:
    """Return whether a folder of the cache at `root` can be trusted, and say once why not.

    Folders that aren't there yet are made by us, for the user alone.
    """
    reason = _reason(folder, root)
    if reason:
        _say(reason)
    return not reason


@cache
def _say(reason: str) -> None:
    """Say once why nothing is kept, however many caches there are."""
    _log.warning("nothing is kept in the cache: %s", reason)


def _reason(folder: Path, root: Path) -> str:
    """Return why a folder can't be trusted, or nothing.

    The cache's own folders must be closed to others. Further up, what counts is that not everybody
    may move them away; a group's folder may lie there, since entries are checked one by one.
    """
    own = [each for each in (folder, *folder.parents) if each == root or root in each.parents]
    for each in (*own, *root.parents):
        try:
            found = each.stat()
        except OSError:  # it isn't there yet, or nothing can be read or made in it
            continue
        if not _HAS_OWNERS:
            continue
        is_own = each in own
        if is_own and not _is_trusted(found.st_uid):
            return f"{each} belongs to somebody else; name a folder of yours in TRANSNET_CACHE_DIR"
        shared = found.st_mode & (_OTHERS_WRITE if is_own else stat.S_IWOTH)
        kept_by_sticky_bit = found.st_mode & stat.S_ISVTX and each not in own[:-1]
        if shared and not kept_by_sticky_bit:
            return f"others may write {each}; close it (chmod go-w), or set TRANSNET_CACHE_DIR"
    return ""


def open_private(path: Path) -> BinaryIO | None:
    """Return a file opened for reading; None if it can't be read, or others may have written it.

    What was opened is looked at, so that nobody can change it for another in between.
    """
    try:
        stream = open(path, "rb", opener=_without_waiting)  # noqa: SIM115
    except OSError:
        return None
    found = os.fstat(stream.fileno())
    shared = _HAS_OWNERS and (found.st_mode & _OTHERS_WRITE or not _is_trusted(found.st_uid))
    if stat.S_ISREG(found.st_mode) and not shared:
        return stream
    stream.close()
    return None


def create_private(path: str | Path) -> BinaryIO:
    """Return a new file opened for writing and reading that nobody else can. Raises OSError."""
    return open(path, "x+b", opener=lambda name, flags: os.open(name, flags, 0o600))


def _without_waiting(path: str, flags: int) -> int:
    # A pipe in the place of an entry must not be waited for.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _is_trusted(owner: int) -> bool:
    return owner in (0, os.getuid())
