"""Which ways of a source each arc is made of, and those of their tags that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.integer[Any]]

NOT_TAGGED = ""
_ABSENT = ("", "no")
_SEVERAL = ";"  # parts the values of a tag that has several


@dataclass(frozen=True, eq=False)
class ArcWays:
    """Ways and tags of arcs.

    pointers  int64[m + 1], ways of arc a are ids[pointers[a] : pointers[a + 1]]
    ids       int64[k], in travel order, each once for an arc
    keys      tags that were asked for, sorted
    codes     int32[m, keys], row of `values` that an arc has for each; one value along all of it
    values    object[v] of str, sorted; the first is "", for a tag that isn't there
    """

    pointers: npt.NDArray[np.int64]
    ids: npt.NDArray[np.int64]
    keys: tuple[str, ...]
    codes: npt.NDArray[np.int32]
    values: npt.NDArray[np.object_]

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all of it as arrays of one axis, texts among them, by name."""
        return {
            "way_ptr": self.pointers,
            "way_list": self.ids,
            "tag_keys": np.array(self.keys, dtype=object),
            "tag_codes": self.codes.ravel(),
            "tag_values": self.values,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> ArcWays:
        """Return what `arrays` gave."""
        keys = tuple(arrays["tag_keys"].tolist())
        codes = arrays["tag_codes"].reshape(len(arrays["way_ptr"]) - 1, len(keys))
        lists = arrays["way_ptr"], arrays["way_list"]
        return cls(*lists, keys, codes, arrays["tag_values"])

    @property
    def counts(self) -> Ints:
        """Return int64[m], how many ways each arc has."""
        return np.diff(self.pointers)

    def of(self, rows: npt.NDArray[np.integer[Any]]) -> ArcWays:
        """Return those of some arcs, in that order; -1 stands for an arc without way and tag."""
        inside = rows >= 0
        at = np.where(inside, rows, 0)
        nothing = np.zeros(len(rows), dtype=np.int64)
        sizes = np.where(inside, self.counts[at], 0) if len(self.counts) else nothing
        pointers = np.append(0, np.cumsum(sizes, dtype=np.int64))
        begins = self.pointers[:-1][at] if len(self.counts) else nothing
        places = np.arange(pointers[-1]) + np.repeat(begins - pointers[:-1], sizes)
        codes = np.zeros((len(rows), len(self.keys)), dtype=np.int32)
        codes[inside] = self.codes[rows[inside]]
        return made_ways(pointers, self.ids[places], self.keys, codes, self.values)

    def any_of(self, wanted: npt.NDArray[Any]) -> BoolArray:
        """Return bool[m], the arcs of which one way is among some ids."""
        arc = np.repeat(np.arange(len(self.counts)), self.counts)
        found = np.zeros(len(self.counts), dtype=np.bool_)
        found[arc[np.isin(self.ids, wanted)]] = True
        return found

    def having(self, key: str, wanted: bool | Iterable[str]) -> BoolArray:
        """Return bool[m], the arcs whose tag is one of some values.

        wanted  True: any but "no"; False: none, or "no"; of several values parted by semicolons
                one suffices, in small letters or capitals
        """
        words = None if isinstance(wanted, bool) else {each.casefold() for each in wanted}
        fits = [
            (value.casefold() not in _ABSENT) is wanted if words is None else _meets(value, words)
            for value in self.values.tolist()
        ]
        found: BoolArray = np.array(fits, dtype=np.bool_)[self.codes[:, self.keys.index(key)]]
        return found

    def tags_of(self, arc: int) -> dict[str, str]:
        """Return the tags of an arc that it has."""
        values = (self.values[code] for code in self.codes[arc].tolist())
        pairs = zip(self.keys, values, strict=True)
        return {key: value for key, value in pairs if value != NOT_TAGGED}


def made_ways(
    pointers: npt.NDArray[Any],
    ids: npt.NDArray[Any],
    keys: Iterable[str] = (),
    codes: npt.NDArray[Any] | None = None,
    values: npt.NDArray[np.object_] | None = None,
) -> ArcWays:
    """Return the ways of arcs with tags in order: equal ones are equal arrays.

    keys, codes, values  as in `ArcWays`, in any order; without them no tags
    """
    count = len(pointers) - 1
    names = tuple(keys)
    order = sorted(range(len(names)), key=names.__getitem__)
    table = np.zeros((count, len(names)), np.int32) if codes is None else codes[:, order]
    texts = [NOT_TAGGED] if values is None else values.tolist()
    used = {texts[code] for code in np.unique(table).tolist()}
    kept = [NOT_TAGGED, *sorted(used - {NOT_TAGGED})]
    place = {text: row for row, text in enumerate(kept)}
    moved = np.array([place.get(text, 0) for text in texts], dtype=np.int32)
    return ArcWays(
        _frozen(np.array(pointers, dtype=np.int64)),
        _frozen(np.array(ids, dtype=np.int64)),
        tuple(names[row] for row in order),
        _frozen(moved[table]),
        _frozen(np.array(kept, dtype=object)),
    )


def single_ways(way_ids: npt.NDArray[np.int64]) -> ArcWays:
    """Return the ways of arcs that have one each, or none where it is 0; without tags."""
    some = way_ids != 0
    return made_ways(np.append(0, np.cumsum(some)), way_ids[some])


def _meets(value: str, words: set[str]) -> bool:
    parts = {part.strip().casefold() for part in (value, *value.split(_SEVERAL))}
    return value != NOT_TAGGED and not parts.isdisjoint(words)


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.flags.writeable = False
    return array
