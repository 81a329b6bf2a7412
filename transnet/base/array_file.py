"""A file that a user keeps: arrays of plain numbers of one kind, sealed, whole or not there.

Its first line says what it is: transnet, the kind, and the number of the kind's format. Behind it
lie the seal, which is a digest of that line and of the rest, and the arrays. The seal tells what
was cut off or changed by mistake; who means harm can seal anew, so readers prove what they find.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.files import write_files
from transnet.base.given import path_given
from transnet.base.language import Message, said
from transnet.base.os_errors import not_written, os_error_text, unwritable
from transnet.base.plain_arrays import read_arrays, write_arrays
from transnet.base.store import SEAL_BYTES, seal

Arrays = Mapping[str, npt.NDArray[Any]]

_KINDS = {"router": said("router"), "network": said("network made ready")}
_FIRST_BYTES = 100
_FIRST = re.compile(rb"transnet ([a-z]{1,40}) (\d{1,9})\n")


def save_arrays(
    path: str | os.PathLike[str], kind: str, version: int, arrays: Arrays, *, force: bool = False
) -> None:
    """Write arrays to a file, which appears whole or not at all.

    kind, version  what they are, in small letters, and the number of its format
    force          replace a file that is there
    Raises InputError where one is there and isn't to be replaced, and where it can't be written.
    """
    place = path_given(path)

    def write(unfinished: Path) -> None:
        first = f"transnet {kind} {version}"
        with unfinished.open("xb+") as stream:
            stream.write(first.encode() + b"\n")
            seal_at = stream.tell()
            stream.write(bytes(SEAL_BYTES))
            write_arrays(stream, arrays)
            stream.seek(seal_at + SEAL_BYTES)
            found = seal(first, stream)
            stream.seek(seal_at)
            stream.write(found)

    def guard() -> Sequence[Path]:
        there = os.path.lexists(place)
        if there and not stat.S_ISREG(place.stat().st_mode):
            hint = said("a folder is there, where a plain file is needed; name another place")
            raise not_written(place, "unwritable_file", hint)
        if there and not force:
            hint = said("it is there already; name another or force it")
            raise not_written(place, "file_exists", hint)
        return ()

    try:
        guard()
        write_files({place.resolve(): write}, guard)
    except OSError as error:
        raise unwritable(place, error) from error


def load_arrays(path: str | os.PathLike[str], kind: str, version: int) -> Arrays:
    """Return the arrays of a file that `save_arrays` wrote.

    Raises InputError for a file that can't be read, is of another kind or version, or isn't as it
    was written.
    """
    place = path_given(path)
    try:
        with place.open("rb") as stream:
            first = stream.readline(_FIRST_BYTES)
            _prove_kind(place, _FIRST.fullmatch(first), kind, version)
            start = stream.tell() + SEAL_BYTES
            expected = stream.read(SEAL_BYTES)
            if seal(first[:-1].decode(), stream) != expected:
                raise ValueError("the seal is broken")
            stream.seek(start)
            return read_arrays(stream)
    except OSError as error:
        raise _unread(place, "unreadable_file", os_error_text(error)) from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        hint = said("it is cut off or was changed; save it anew, or copy it again from where it is")
        raise _unread(place, "broken_file", hint) from error


@contextmanager
def proving(path: str | os.PathLike[str]) -> Iterator[None]:
    """Let what arrays of a file turn out not to be end in an error that names the file.

    An InputError or KeyError within becomes InputError.
    """
    try:
        yield
    except (InputError, KeyError) as error:
        told = error.notices[0].hint if isinstance(error, InputError) and error.notices else ""
        hint = said("it doesn't hold what it should; save it anew")
        if told:
            hint = said("it doesn't hold what it should ({told}); save it anew", told=told)
        raise _unread(path_given(path), "broken_file", hint) from error


def text_array(text: str) -> npt.NDArray[np.uint8]:
    """Return a text as an array of bytes, uint8[k]."""
    return np.frombuffer(text.encode(), np.uint8)


def _prove_kind(place: Path, first: re.Match[bytes] | None, kind: str, version: int) -> None:
    if first is None:
        hint = said("it is no file that transnet saved; name one that `save` wrote")
        raise _unread(place, "broken_file", hint)
    held, written = first[1].decode(), int(first[2])
    if held != kind:
        hint = said(
            "it holds a {held}, where a {kind} is read; load it by what saved it",
            held=_KINDS.get(held, held),
            kind=_KINDS.get(kind, kind),
        )
        raise _unread(place, "broken_file", hint)
    if written != version:
        hint = said(
            "another version of transnet wrote it (format {written}, read is {version}); "
            "make it ready anew and save it",
            written=written,
            version=version,
        )
        raise _unread(place, "broken_file", hint)


def _unread(place: Path, code: str, hint: Message) -> InputError:
    return refusal(said("{file} can't be read", file=place.name), code, place.name, hint, place)
