"""A state and what is looked at of it, as the query of an address: read strictly, written one way.

    open=rail-xiongxin-hsr&year=2030&headway=S1:30&origin=140106&wait=comes

The page's address and the questions to the server have one grammar, so that what one sees can be
sent to somebody. Keys that only the page reads are let through. What isn't known, stands twice, or
is longer than a person would make it is refused in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import parse_qsl, quote

from transnet.base.language import joined, said
from transnet.explore.drawn_lines import Drawn, drawn_of
from transnet.explore.refusals import RefusedError, bad_address
from transnet.model.cell_remedies import day_remedy

Mode = Literal["best", "public", "car", "carfree"]
Reading = Literal["door", "train"]
Traffic = Literal["offpeak", "peak"]
Wait = Literal["knows", "comes"]
_Value = TypeVar("_Value")

YEARS = range(1990, 2101)
MINUTES = range(1, 601)
OF_PAGE = frozenset({"show", "place", "lang", "map", "from", "to", "as"})
"""Keys that say what is shown, or that one question has beside the state."""
_MOST_IDS, _MOST_DRAWN, _LONGEST_ID = 400, 8, 120
_LONGEST_EDITS = 12_000
_LOST = "\ufffd"  # stands for what was no UTF-8
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,4}", re.ASCII)
_PACKED = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Address:
    """A state of a network and how it is looked at.

    open, close  projects
    date, base   YYYY-MM-DD, today or base: of the state, and of what it is held against
    headway      minutes between departures by service
    parameters   (parameter, mode, value)
    drawn        lines and roads that were drawn
    edits        further edits of a scenario file, packed; '' for none
    traffic      of what is shown; targets are judged in their own
    origin       place from which one looks; '' for the core
    minutes, mode, reading, wait  how trips from there are read
    """

    open: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    date: str = "today"
    base: str = "today"
    headway: tuple[tuple[str, float], ...] = ()
    parameters: tuple[tuple[str, str, float], ...] = ()
    drawn: tuple[Drawn, ...] = ()
    edits: str = ""
    traffic: Traffic = "offpeak"
    origin: str = ""
    minutes: int = field(default=60, compare=False)
    mode: Mode = "best"
    reading: Reading = "door"
    wait: Wait = "knows"

    @property
    def query(self) -> str:
        """The query that names this: what is as by default is left out."""
        pairs = [(key, write(self)) for key, write in _WRITTEN.items()]
        return "&".join(f"{key}={quote(text, safe=_SAFE)}" for key, text in pairs if text)


def read_address(query: str) -> Address:
    """Return what a query names; raises RefusedError for what can't be read."""
    given = _pairs(query)
    if "year" in given and "date" in given:
        raise bad_address(said("year and date stand together"), said("leave one of them out"))
    named: dict[str, Any] = {}
    for key, text in given.items():
        if key in OF_PAGE or not text:
            continue
        name, read = _READ[key]
        named[name] = read(key, text)
    return Address(**named)


def word_beside(query: str, key: str) -> str:
    """Return what a query says beside the state, under from, to or as; '' where it says nothing.

    Raises RefusedError for a query that can't be read.
    """
    return _id(key, _pairs(query).get(key, ""))


def _pairs(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), errors="strict",
            max_num_fields=40,
        )  # fmt: skip
    except ValueError:
        raise bad_address(
            said("the address can't be read: it isn't made of key=value joined by &")
        ) from None
    given: dict[str, str] = {}
    for key, text in pairs:
        if key not in _READ and key not in OF_PAGE:
            known = joined(sorted({*_READ, *OF_PAGE}))
            raise bad_address(
                said("the address has a key {key!r} that isn't known", key=key[:40]),
                said("known are {known}", known=known),
            )
        if key in given:
            raise bad_address(said("{key} stands twice in the address", key=key))
        if not text.isprintable() or _LOST in text:
            raise bad_address(said("{key} holds a character that can't be printed", key=key))
        given[key] = text
    return given


def _wrong(key: str, text: str, remedy: str) -> RefusedError:
    told = said("{key}={text} can't be read", key=key, text=text[:60])
    return bad_address(told, remedy)


def _ids(key: str, text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(filter(None, text.split(","))))
    for each in found:
        _id(key, each)
    if len(found) > _MOST_IDS:
        raise _wrong(key, text, said("name {most} at most", most=_MOST_IDS))
    return found


def _id(key: str, text: str) -> str:
    if len(text) > _LONGEST_ID or set(text) & set("*?[]!\uff01,;"):
        raise _wrong(key, text, said("name what there is by its id, without patterns"))
    return text


def _day(key: str, text: str) -> str:
    if text in ("today", "base"):
        return text
    if day_remedy(text) or int(text[:4]) not in YEARS:
        raise _wrong(key, text, said("write a day as 2035-12-31, today or base"))
    return text


def _year(key: str, text: str) -> str:
    if not _WHOLE.fullmatch(text) or int(text) not in YEARS:
        raise _wrong(key, text, said("write a year, such as 2035"))
    return f"{int(text)}-12-31"


def _number(key: str, text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise _wrong(key, text, said("write a number, such as 30 or 0.5"))
    return float(text)


def _minutes(key: str, text: str) -> int:
    if not _WHOLE.fullmatch(text) or int(text) not in MINUTES:
        remedy = said("write whole minutes from {least} to {most}", least=MINUTES[0],
                      most=MINUTES[-1])  # fmt: skip
        raise _wrong(key, text, remedy)
    return int(text)


def _headways(key: str, text: str) -> tuple[tuple[str, float], ...]:
    return tuple((_id(key, name), _number(key, value)) for name, value in _valued(key, text))


def _parameters(key: str, text: str) -> tuple[tuple[str, str, float], ...]:
    found = []
    for name, value in _valued(key, text):
        parameter, _, mode = name.partition("@")
        found.append((_id(key, parameter), _id(key, mode or "all"), _number(key, value)))
    return tuple(found)


def _valued(key: str, text: str) -> list[tuple[str, str]]:
    """Return names with their values; one that stands twice is refused."""
    parts = [each.rpartition(":") for each in text.split(",") if each]
    names = [name for name, _, _ in parts]
    if not all(names):
        raise _wrong(key, text, said("write name:number, joined by commas"))
    if len(set(names)) < len(names) or len(names) > _MOST_IDS:
        raise _wrong(key, text, said("name each once"))
    return [(name, value) for name, _, value in parts]


def _drawn(key: str, text: str) -> tuple[Drawn, ...]:
    parts = [each for each in text.split(";") if each]
    if len(parts) > _MOST_DRAWN:
        raise _wrong(key, text, said("draw {most} lines at most", most=_MOST_DRAWN))
    return tuple(drawn_of(each) for each in parts)


def _packed(key: str, text: str) -> str:
    if len(text) > _LONGEST_EDITS or not _PACKED.fullmatch(text):
        raise _wrong(key, text, said("take it from the answer to an uploaded file, unchanged"))
    return text


def _one_of(*words: str) -> Callable[[str, str], str]:
    def read(key: str, text: str) -> str:
        if text not in words:
            raise _wrong(key, text, said("choose one of {words}", words=joined(words)))
        return text

    return read


_READ: Mapping[str, tuple[str, Callable[[str, str], Any]]] = {
    "open": ("open", _ids),
    "close": ("close", _ids),
    "year": ("date", _year),
    "date": ("date", _day),
    "base": ("base", _day),
    "headway": ("headway", _headways),
    "set": ("parameters", _parameters),
    "line": ("drawn", _drawn),
    "edits": ("edits", _packed),
    "traffic": ("traffic", _one_of(*get_args(Traffic))),
    "origin": ("origin", _id),
    "minutes": ("minutes", _minutes),
    "mode": ("mode", _one_of(*get_args(Mode))),
    "reading": ("reading", _one_of(*get_args(Reading))),
    "wait": ("wait", _one_of(*get_args(Wait))),
}
"""What each key of a query is of an address, and how its text is read."""

_SAFE = ",:;~@/"


def _unless(value: str, usual: str) -> str:
    return "" if value == usual else value


def plain_number(value: float) -> str:
    """Return a number as an address has it."""
    return f"{value:.9f}".rstrip("0").rstrip(".")


_WRITTEN: Mapping[str, Callable[[Address], str]] = {
    "open": lambda own: ",".join(own.open),
    "close": lambda own: ",".join(own.close),
    "year": lambda own: own.date[:4] if own.date.endswith("-12-31") else "",
    "date": lambda own: "" if own.date.endswith("-12-31") else _unless(own.date, "today"),
    "base": lambda own: _unless(own.base, "today"),
    "headway": lambda own: ",".join(f"{name}:{plain_number(each)}" for name, each in own.headway),
    "set": lambda own: ",".join(
        f"{name}@{mode}:{plain_number(each)}" for name, mode, each in own.parameters
    ),
    "line": lambda own: ";".join(each.text for each in own.drawn),
    "edits": lambda own: own.edits,
    "traffic": lambda own: _unless(own.traffic, "offpeak"),
    "origin": lambda own: own.origin,
    "minutes": lambda own: "" if own.minutes == 60 else str(own.minutes),
    "mode": lambda own: _unless(own.mode, "best"),
    "reading": lambda own: _unless(own.reading, "door"),
    "wait": lambda own: _unless(own.wait, "knows"),
}
