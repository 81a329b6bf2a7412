"""Ways and tags of arcs as cells of a table: all ids of an arc, and its tags as JSON."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from transnet.base.language import Message, said
from transnet.io.lines import whole_of
from transnet.roads.arc_ways import NOT_TAGGED, ArcWays, made_ways

WAY_COLUMNS = ("way_ids", "tags")
_SEVERAL = ";"

Fault = Callable[[str, str, str, Message], None]
"""What is told of a wrong cell: a code, its column, its text and what to do."""


def way_columns(ways: ArcWays) -> dict[str, list[str]]:
    """Return texts [m] by column: way_ids where an arc has several, tags where some are kept."""
    found: dict[str, list[str]] = {}
    ends, ids = ways.pointers.tolist(), ways.ids.tolist()
    if (ways.counts > 1).any():
        parts = [ids[ends[arc] : ends[arc + 1]] for arc in range(len(ends) - 1)]
        found["way_ids"] = [_SEVERAL.join(map(str, each)) for each in parts]
    if ways.keys:
        rows, which = np.unique(ways.codes, axis=0, return_index=True, return_inverse=True)[1:]
        texts = [
            json.dumps(ways.tags_of(arc), ensure_ascii=False, sort_keys=True)
            for arc in rows.tolist()
        ]
        found["tags"] = [texts[row] for row in which.ravel().tolist()]
    return found


@dataclass(slots=True)
class WayCells:
    """Ways and tags of arcs, taken from cells one arc after the other; flat, to be small."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q", [0]))
    rows: array[int] = field(default_factory=lambda: array("i"))
    _known: dict[str, int] = field(default_factory=dict)
    _tags: list[dict[str, str]] = field(default_factory=list)

    def take(self, way_id: int, way_ids: str, tags: str, fault: Fault) -> None:
        """Take the cells of an arc; empty ones stand for the way of `way_id`, and for no tags."""
        self.ids.extend(_ids(way_id, way_ids, fault))
        self.ends.append(len(self.ids))
        if tags not in self._known:
            self._known[tags] = len(self._tags)
            self._tags.append(_tags(tags, fault))
        self.rows.append(self._known[tags])

    def ways(self) -> ArcWays:
        """Return what was taken."""
        keys = sorted({key for tags in self._tags for key in tags})
        texts = {text for tags in self._tags for text in tags.values()}
        values = [NOT_TAGGED, *sorted(texts)]
        place = {text: row for row, text in enumerate(values)}
        codes = np.zeros((len(self._tags), len(keys)), dtype=np.int32)
        for row, tags in enumerate(self._tags):
            codes[row] = [place[tags.get(key, NOT_TAGGED)] for key in keys]
        lists = np.array(self.ends, dtype=np.int64), np.array(self.ids, dtype=np.int64)
        own = codes[np.array(self.rows, dtype=np.int64)]
        return made_ways(*lists, keys, own, np.array(values, dtype=object))


def _ids(way_id: int, text: str, fault: Fault) -> tuple[int, ...]:
    if not text:
        return (way_id,) if way_id else ()
    found = [whole_of(part) for part in text.split(_SEVERAL)]
    known = tuple(each for each in found if each is not None)
    if len(known) < len(found):
        fault("bad_number", "way_ids", text, said("whole numbers parted by semicolons are needed"))
    return tuple(dict.fromkeys(known))


def _tags(text: str, fault: Fault) -> dict[str, str]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not _are_texts(found.values()):
        hint = said("write tags as {example}", example='{"bridge": "yes"}')
        fault("bad_type", "tags", text, hint)
        return {}
    return {key: value for key, value in found.items() if value}


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(each, str) for each in values)
