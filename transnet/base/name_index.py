"""What names stand for: ids by names that differ in width, case, brackets and endings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

_DASHES = re.compile("[\u2010-\u2015\u2212~\u301c\uff5e]+")
_DROPPED = re.compile(
    '[\\s\u200b-\u200f\u2060\ufeff\u300a\u300b\u3008\u3009\u201c\u201d\u300c\u300d"]'
)
_NUMERALS = "一二三四五六七八九"
_NUMBERED = re.compile("[一二三四五六七八九](?=号线)(?<![十一二三四五六七八九].)")
_SAME_WORDS = (("高速铁路", "高铁"), ("客运专线", "客专"), ("高速公路", "高速"), ("\u2019", "'"))
IN_BRACKETS = re.compile(r"\(([^()]*)\)")
STATION_TAILS = (
    "火车站", "高铁站", "地铁站", "railwaystation", "highspeedstation", "metrostation", "station",
    "站",
)  # fmt: skip
_SHORTEST = 2

Rows = Iterable[tuple[str, Sequence[str]]]
"""Ids with the names that their rows have."""


def folded(text: str) -> str:
    """Return a name so that what differs in width, case, dashes, spaces and quotes is the same.

    A line's number is the same in Chinese numerals: 一号线 is 1号线.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _NUMBERED.sub(lambda found: str(_NUMERALS.index(found[0]) + 1), plain)
    for long, short in _SAME_WORDS:
        plain = plain.replace(long, short)
    return _DROPPED.sub("", _DASHES.sub("-", plain))


def without_brackets(text: str) -> str:
    """Return a folded name without what stands in brackets after it."""
    return IN_BRACKETS.sub("", folded(text))


@dataclass(frozen=True, eq=False, slots=True)
class Names:
    """What names stand for, tried in turn: an id, a whole name, a name in short.

    tiers   of folded text to ids
    labels  what each id is called: id, Chinese and English name
    tails   endings that may be left out or added, such as 站, of the last tiers
    """

    tiers: tuple[Mapping[str, frozenset[str]], ...]
    labels: Mapping[str, tuple[str, ...]]
    tails: tuple[Sequence[str], ...] = ()

    def find(self, text: str) -> frozenset[str]:
        """Return the ids that a text may stand for; none where it isn't known."""
        if text in self.labels:
            return frozenset({text})
        wanted = folded(text)
        return next(filter(None, (of_tier(wanted) for of_tier in self.in_turn())), frozenset())

    def in_turn(self) -> Iterator[Callable[[str], frozenset[str]]]:
        """Yield for each tier what finds the ids of a folded name in it."""
        whole = len(self.tiers) - len(self.tails)
        for tier in self.tiers[:whole]:
            yield partial(_in_tier, tier, ())
        for tier, tails in zip(self.tiers[whole:], self.tails, strict=True):
            yield partial(_in_tier, tier, tails)

    def told(self, key: str) -> str:
        """Return an id with its Chinese name, for messages."""
        names = [name for name in self.labels.get(key, ()) if name and name != key]
        return f"{key} {names[0]}" if names else key


def _in_tier(
    tier: Mapping[str, frozenset[str]], tails: Sequence[str], wanted: str
) -> frozenset[str]:
    return tier.get(wanted) or tier.get(_without_tail(wanted, tails)) or frozenset()


def index_of(rows: Rows, shorter: Sequence[Sequence[str]] = ()) -> Names:
    """Return the names of rows; shorter are the endings that may be left out, tier by tier."""
    tiers: list[dict[str, set[str]]] = [{} for _ in range(3 + len(shorter))]
    labels: dict[str, tuple[str, ...]] = {}
    for key, names in rows:
        labels.setdefault(key, tuple(dict.fromkeys(names)))
        tiers[0].setdefault(folded(key), set()).add(key)
        for name in (folded(name) for name in names if name):
            tiers[1].setdefault(name, set()).add(key)
            bare = IN_BRACKETS.sub("", name)
            inside = [part for part in IN_BRACKETS.findall(name) if len(part) > _SHORTEST]
            for part in (bare, *inside):
                tiers[2].setdefault(part, set()).add(key)
            for at, tails in enumerate(shorter, start=3):
                for whole in {name, bare}:
                    tiers[at].setdefault(_without_tail(whole, tails), set()).add(key)
    frozen = [{name: frozenset(ids) for name, ids in tier.items() if name} for tier in tiers]
    return Names(tuple(frozen), labels, tuple(shorter))


def _without_tail(name: str, tails: Sequence[str]) -> str:
    tail = next((each for each in tails if name.endswith(each) and len(name) > len(each)), "")
    return name.removesuffix(tail)
