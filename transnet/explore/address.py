"""A state and what is looked at of it, as the query of an address: read strictly, written one way.

    open=rail-xiongxin-hsr&year=2030&headway=S1:30&origin=140106&wait=comes

The page's address and the questions to the server have one grammar, so that what one sees can be
sent to somebody. Keys that only the page reads are let through. What isn't known, stands twice, or
is longer than a person would make it is refused in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import quote

from transnet.base.language import said
from transnet.explore.drawn_lines import Drawn, lines_drawn
from transnet.explore.query_text import (
    one_of,
    plain_number_of,
    query_pairs,
    whole_number,
    wrong_value,
)
from transnet.explore.refusals import bad_address
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
_MOST_IDS, _LONGEST_ID = 400, 120
_LONGEST_EDITS = 12_000
_WHOLE = re.compile(r"\d{1,4}", re.ASCII)
_PACKED = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Address:
    """A state of a network and how it is looked at.

    open, close  projects
    date, base   YYYY-MM-DD, today or base: of the state, and of what it is held against
    headway      minutes between departures by service
    speeds       km/h by table/line: tracks/C01, roads/G5
    transfers    minutes by transfer
    accesses     km by way between a road node and a stop
    parameters   (parameter, mode, value)
    drawn        lines and roads that were drawn
    edits        further edits of a scenario file, packed; '' for none
    name         what whoever shares it calls it; '' for none
    traffic      of what is shown; targets are judged in their own
    origin       place from which one looks; '' for the core
    minutes, mode, reading, wait  how trips from there are read
    """

    open: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    date: str = "today"
    base: str = "today"
    headway: tuple[tuple[str, float], ...] = ()
    speeds: tuple[tuple[str, float], ...] = ()
    transfers: tuple[tuple[str, float], ...] = ()
    accesses: tuple[tuple[str, float], ...] = ()
    parameters: tuple[tuple[str, str, float], ...] = ()
    drawn: tuple[Drawn, ...] = ()
    edits: str = ""
    name: str = field(default="", compare=False)
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
    return query_pairs(query, {*_READ, *OF_PAGE})


def _ids(key: str, text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(filter(None, text.split(","))))
    for each in found:
        _id(key, each)
    if len(found) > _MOST_IDS:
        raise wrong_value(key, text, said("name {most} at most", most=_MOST_IDS))
    return found


def _id(key: str, text: str) -> str:
    if len(text) > _LONGEST_ID or set(text) & set("*?[]!\uff01,;"):
        raise wrong_value(key, text, said("name what there is by its id, without patterns"))
    return text


def _day(key: str, text: str) -> str:
    if text in ("today", "base"):
        return text
    if day_remedy(text) or int(text[:4]) not in YEARS:
        raise wrong_value(key, text, said("write a day as 2035-12-31, today or base"))
    return text


def _year(key: str, text: str) -> str:
    if not _WHOLE.fullmatch(text) or int(text) not in YEARS:
        raise wrong_value(key, text, said("write a year, such as 2035"))
    return f"{int(text)}-12-31"


def _minutes(key: str, text: str) -> int:
    return whole_number(key, text, MINUTES)


def _named_values(key: str, text: str) -> tuple[tuple[str, float], ...]:
    return tuple(
        (_id(key, name), plain_number_of(key, value)) for name, value in _valued(key, text)
    )


def _parameters(key: str, text: str) -> tuple[tuple[str, str, float], ...]:
    found = []
    for name, value in _valued(key, text):
        parameter, _, mode = name.partition("@")
        found.append((_id(key, parameter), _id(key, mode or "all"), plain_number_of(key, value)))
    return tuple(found)


def _valued(key: str, text: str) -> list[tuple[str, str]]:
    """Return names with their values; one that stands twice is refused."""
    parts = [each.rpartition(":") for each in text.split(",") if each]
    names = [name for name, _, _ in parts]
    if not all(names):
        raise wrong_value(key, text, said("write name:number, joined by commas"))
    if len(set(names)) < len(names) or len(names) > _MOST_IDS:
        raise wrong_value(key, text, said("name each once"))
    return [(name, value) for name, _, value in parts]


def _title(key: str, text: str) -> str:
    if len(text) > _LONGEST_ID:
        raise wrong_value(key, text, said("give it a shorter name"))
    return text.strip()


def _packed(key: str, text: str) -> str:
    if len(text) > _LONGEST_EDITS or not _PACKED.fullmatch(text):
        raise wrong_value(key, text, said("take it from the answer to an uploaded file, unchanged"))
    return text


_READ: Mapping[str, tuple[str, Callable[[str, str], Any]]] = {
    "open": ("open", _ids),
    "close": ("close", _ids),
    "year": ("date", _year),
    "date": ("date", _day),
    "base": ("base", _day),
    "headway": ("headway", _named_values),
    "speed": ("speeds", _named_values),
    "transfer": ("transfers", _named_values),
    "access": ("accesses", _named_values),
    "set": ("parameters", _parameters),
    "line": ("drawn", lines_drawn),
    "edits": ("edits", _packed),
    "name": ("name", _title),
    "traffic": ("traffic", one_of(*get_args(Traffic))),
    "origin": ("origin", _id),
    "minutes": ("minutes", _minutes),
    "mode": ("mode", one_of(*get_args(Mode))),
    "reading": ("reading", one_of(*get_args(Reading))),
    "wait": ("wait", one_of(*get_args(Wait))),
}
"""What each key of a query is of an address, and how its text is read."""

_SAFE = ",:;~@/"


def _unless(value: str, usual: str) -> str:
    return "" if value == usual else value


def plain_number(value: float) -> str:
    """Return a number as an address has it."""
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _valued_text(pairs: Iterable[tuple[str, float]]) -> str:
    return ",".join(f"{name}:{plain_number(each)}" for name, each in pairs)


_WRITTEN: Mapping[str, Callable[[Address], str]] = {
    "open": lambda own: ",".join(own.open),
    "close": lambda own: ",".join(own.close),
    "year": lambda own: own.date[:4] if own.date.endswith("-12-31") else "",
    "date": lambda own: "" if own.date.endswith("-12-31") else _unless(own.date, "today"),
    "base": lambda own: _unless(own.base, "today"),
    "headway": lambda own: _valued_text(own.headway),
    "speed": lambda own: _valued_text(own.speeds),
    "transfer": lambda own: _valued_text(own.transfers),
    "access": lambda own: _valued_text(own.accesses),
    "set": lambda own: ",".join(
        f"{name}@{mode}:{plain_number(each)}" for name, mode, each in own.parameters
    ),
    "line": lambda own: ";".join(each.text for each in own.drawn),
    "edits": lambda own: own.edits,
    "name": lambda own: own.name,
    "traffic": lambda own: _unless(own.traffic, "offpeak"),
    "origin": lambda own: own.origin,
    "minutes": lambda own: "" if own.minutes == 60 else str(own.minutes),
    "mode": lambda own: _unless(own.mode, "best"),
    "reading": lambda own: _unless(own.reading, "door"),
    "wait": lambda own: _unless(own.wait, "knows"),
}
