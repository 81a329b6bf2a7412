"""What the operating system says when it refuses a file, in words and with a remedy."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from transnet.base.errors import InputError, Notice

_ELSEWHERE = "name another place"
_WORDS = {
    errno.ENOSPC: f"the disk is full; make room, or {_ELSEWHERE}",
    errno.EDQUOT: f"your quota of the disk is used up; make room, or {_ELSEWHERE}",
    errno.EFBIG: f"it is larger than the file system or a limit (ulimit -f) allows; {_ELSEWHERE}",
    errno.EIO: f"the disk gives an error; look at its health, or {_ELSEWHERE}",
    errno.EROFS: f"the file system is read-only; {_ELSEWHERE}",
    errno.EACCES: f"permission denied; change the permissions, or {_ELSEWHERE}",
    errno.EPERM: f"the system doesn't permit it; {_ELSEWHERE}",
    errno.EBUSY: f"another program uses it; close that, or {_ELSEWHERE}",
    errno.ENOTDIR: f"a file is in the way, where a folder is needed; {_ELSEWHERE}",
    errno.EISDIR: f"a folder is there, where a file is needed; {_ELSEWHERE}",
    errno.EEXIST: "it is there already; name another or force it",
    errno.ENOTEMPTY: f"a folder with other files is there; {_ELSEWHERE}",
    errno.ENOENT: f"there is no such file or folder; {_ELSEWHERE}",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ELOOP: "symbolic links lead round in a circle; remove one of them",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine; close other programs",
}


def os_error_text(error: OSError) -> str:
    """Return what an error of the system means and what to do about it, without the path."""
    known = _WORDS.get(error.errno) if error.errno is not None else None
    return known or f"{error.strerror or error}; {_ELSEWHERE}"


def os_error_message(error: OSError) -> str:
    """Return one line for an error of the system that nobody expected: the path, and the remedy."""
    names = [os.fsdecode(each) for each in (error.filename, error.filename2) if _is_path(each)]
    return f"{' and '.join(names) or 'input or output'}: {os_error_text(error)}"


def not_written(path: Path, code: str, hint: str) -> InputError:
    """Return the error of an output that can't be written as asked; nothing was."""
    found = Notice(code, "error", path.name, 0, "", str(path), hint)
    return InputError(f"{path.name}: nothing was written.", [found])


def unwritable(path: Path, error: OSError) -> InputError:
    """Return `not_written` for an error of the system."""
    return not_written(path, "unwritable_file", f"it can't be written: {os_error_text(error)}")


def _is_path(name: object) -> bool:
    return isinstance(name, str | bytes)
