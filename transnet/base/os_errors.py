"""What the operating system says when it refuses a file, in words and with a remedy."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from transnet.base.errors import InputError, Notice, told_by
from transnet.base.language import Message, joined, said

_WORDS = {
    errno.ENOSPC: said("the disk is full; make room, or name another place"),
    errno.EDQUOT: said("your quota of the disk is used up; make room, or name another place"),
    errno.EFBIG: said(
        "it is larger than the file system or a limit (ulimit -f) allows; name another place"
    ),
    errno.EIO: said("the disk gives an error; look at its health, or name another place"),
    errno.EROFS: said("the file system is read-only; name another place"),
    errno.EACCES: said("permission denied; change the permissions, or name another place"),
    errno.EPERM: said("the system doesn't permit it; name another place"),
    errno.EBUSY: said("another program uses it; close that, or name another place"),
    errno.ENOTDIR: said("a file is in the way, where a folder is needed; name another place"),
    errno.EISDIR: said("a folder is there, where a file is needed; name another place"),
    errno.EEXIST: said("it is there already; name another or force it"),
    errno.ENOTEMPTY: said("a folder with other files is there; name another place"),
    errno.ENOENT: said("there is no such file or folder; name another place"),
    errno.ENAMETOOLONG: said("the name is too long; choose a shorter one"),
    errno.ELOOP: said("symbolic links lead round in a circle; remove one of them"),
    errno.EMFILE: said("too many files are open; raise the limit (ulimit -n)"),
    errno.ENFILE: said("too many files are open on this machine; close other programs"),
}


def os_error_text(error: OSError) -> Message:
    """Return what an error of the system means and what to do about it, without the path."""
    known = _WORDS.get(error.errno) if error.errno is not None else None
    told = error.strerror or told_by(error)
    return known or said("{told}; name another place", told=told)


def os_error_message(error: OSError) -> Message:
    """Return one line for an error of the system that nobody expected: the path, and the remedy."""
    names = [os.fsdecode(each) for each in (error.filename, error.filename2) if _is_path(each)]
    paths = joined(names, en=" and ", zh=" 和 ") if names else said("input or output")
    return said("{paths}: {told}", paths=paths, told=os_error_text(error))


def not_written(path: Path, code: str, hint: str) -> InputError:
    """Return the error of an output that can't be written as asked; nothing was."""
    found = Notice(code, "error", path.name, 0, "", str(path), hint)
    return InputError(said("{file}: nothing was written.", file=path.name), [found])


def unwritable(path: Path, error: OSError) -> InputError:
    """Return `not_written` for an error of the system."""
    told = said("it can't be written: {why}", why=os_error_text(error))
    return not_written(path, "unwritable_file", told)


def _is_path(name: object) -> bool:
    return isinstance(name, str | bytes)
