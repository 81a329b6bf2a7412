"""What callers hand to public functions, held against what was asked for before any work."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from transnet.base.collector import refusal
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.language import said

_Kind = TypeVar("_Kind")
_SHOWN = 80
_LONGEST_NAME = 255  # bytes, as file systems have it


def given(value: object, kind: type[_Kind], name: str, remedy: str) -> _Kind:
    """Return a value; raises InputError unless it is of a kind.

    name    of the argument
    remedy  what to hand over, such as "load_network gives one"
    """
    if isinstance(value, kind):
        return value
    raise wrong_type(
        value, name, said("must be a {name}: {remedy}", name=kind.__name__, remedy=remedy)
    )


def path_given(value: object, name: str = "path") -> Path:
    """Return a path of the file system; raises InputError for what can't be one."""
    if isinstance(value, str | os.PathLike):
        text = os.fspath(value)
        if isinstance(text, str) and text and "\0" not in text:
            path = Path(text)
            if max(_bytes(part) for part in (*path.parts, "")) <= _LONGEST_NAME:
                return path
            hint = said(
                "has a name of more than {longest_name} bytes, which no disk takes; shorten it",
                longest_name=_LONGEST_NAME,
            )
            raise refusal(
                said("{name} can't be used", name=name), "name_too_long", name, hint, text
            )
    raise wrong_type(value, name, said("must be the path of a file or folder, a text or a Path"))


def _bytes(name: str) -> int:
    try:
        return len(os.fsencode(name))
    except UnicodeEncodeError:  # half a surrogate pair: whoever opens it says so
        return 0


def columns_once(columns: Iterable[object], name: str) -> None:
    """Raise InputError where a table has a column twice: neither can be meant more than the other.

    name  of the table or argument
    """
    seen: set[object] = set()
    for column in columns:
        if column in seen:
            told = said("{name} can't be used", name=name)
            hint = said("it is there twice; keep one")
            raise refusal(told, "duplicate_column", name, hint, "", column=str(column))
        seen.add(column)


def is_list(values: object) -> TypeGuard[Iterable[Any]]:
    """Return whether a value can be gone through, as texts and sets can; a single number can't."""
    return isinstance(values, Iterable) and getattr(values, "ndim", 1) > 0


def names_given(values: object, name: str) -> list[str]:
    """Return names as texts, a single one as a list; raises InputError for no list of names."""
    if isinstance(values, str):
        return [values]
    if not is_list(values) or isinstance(values, bytes):
        raise wrong_type(values, name, said("must be a name or a list of names"))
    return [str(each) for each in values]


def word_given(value: object, known: Sequence[str], kind: str) -> None:
    """Raise UnknownNameError unless a value is one of some words."""
    if not isinstance(value, str) or value not in known:
        raise UnknownNameError(kind, value, known)


def wrong_type(value: object, name: str, hint: str) -> InputError:
    """Return the error of an argument of another type."""
    kind = type(value).__name__
    shown = f"{kind} {value!r}" if isinstance(value, str | bytes | int | float) else kind
    return refusal(said("{name} can't be used", name=name), "wrong_type", name, hint, shown)
