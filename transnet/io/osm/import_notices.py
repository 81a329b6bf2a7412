"""What a user should know of an extract that was read: what isn't honoured, guessed or apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.io.osm.countries import assumed_speeds, drives_on_left
from transnet.io.osm.speeds import Remark, default_speed
from transnet.io.osm.ways import OsmExtract
from transnet.roads.components import parts_outside
from transnet.roads.graph import BoolArray, RoadGraph

_SHOWN = 5  # values of one kind that get a notice each
_NAMED = 3
_KINDS = {"n": "node", "w": "way", "r": "relation"}
_REMARKS = {
    "unread_speed": (
        "left_out",
        said(
            "names no speed for cars from 3 to 200 km/h; what another tag says counts, or the "
            "default"
        ),
    ),
    "guessed_speed": (
        "guessed",
        said("no speed is known for that; its country's counts, or that of no country"),
    ),
    "unread_oneway": ("left_out", said("names no direction that we know; it counts as untagged")),
    "unread_access": ("left_out", said("is no access that we know; it keeps no car off the road")),
    "unread_class": (
        "guessed",
        said("is no class of ours; the first of its parts that is one counts"),
    ),
    "unknown_class": ("left_out", said("is no class that we know; such ways are left out")),
    "unread_duration": ("left_out", said("names no duration; the ferry's default speed counts")),
    "wild_duration": (
        "left_out",
        said("would make a ferry faster than 130 km/h; its default speed counts"),
    ),
    "slow_duration": (
        "implausible_speed",
        said("would make a ferry slower than 1 km/h and an hour's wait; it was read as it is"),
    ),
    "reversible": (
        "left_out",
        said("changes its direction with the hour, so the road is left out"),
    ),
    "ferry_unsaid": (
        "left_out",
        said("no tag says whether it takes cars, so the ferry is left out"),
    ),
}
_RESTRICTIONS = {
    "conditional": said("hold at some hours or for some only"),
    "malformed": said("lack a member, or have one too many or a value nobody knows"),
    "ambiguous": said("name a way that goes on beyond their point"),
    "misplaced": said("name a point at which their roads don't meet"),
}


def add_notices(
    found: OsmExtract,
    graph: RoadGraph,
    in_main: BoolArray,
    counts: Mapping[str, int],
    faults: Notices,
) -> None:
    """Add notices of what an extract became."""
    if counts["points_missing"]:
        hint = said(
            "{points_missing:,} points of roads aren't in it: roads end at its border",
            points_missing=counts["points_missing"],
        )
        faults.add("missing_points", hint)
    apart = parts_outside(graph, in_main)
    if apart:
        faults.add("split_network", apart)
    if counts["ways_joining"]:
        hint = said(
            "{ways_joining:,} service roads are read, since they join what nothing else joins; "
            "{ways_spare:,} others aren't (--service reads more)",
            ways_joining=counts["ways_joining"],
            ways_spare=counts["ways_spare"],
        )
        faults.add("joined_parts", hint)
    for became, reason in _RESTRICTIONS.items():
        count, ids = found.relations.counts[became], found.relations.ids.get(became, [])
        if count:
            hint = said(
                "{count:,} turn restrictions {reason}; they aren't honoured",
                count=count,
                reason=reason,
            )
            faults.add(
                "left_out",
                said("{hint} ({named})", hint=hint, named=_named("relation", ids, count)),
            )
    for kind, again in found.repeated.items():
        if again:
            hint = said(
                "{count:,} {kind}s are in it more than once ({named}); of each the highest "
                "version counts, of equal ones the first",
                count=len(set(again)),
                kind=kind,
                named=_named(kind, sorted(set(again)), len(set(again))),
            )
            faults.add("repeated_object", hint)
    _add_twice(found, faults)
    _add_remarks(found, faults)


def add_country(code: str, faults: Notices) -> None:
    """Add a notice where a country's speeds aren't known."""
    if assumed_speeds(code):
        side = said("left") if drives_on_left(code) else said("right")
        hint = said(
            "no speeds of this country are known: where none is tagged those of no country "
            "count, such as {default_speed:g} km/h on motorways and {default_speed2:g} in "
            "residential streets; one drives on the {side}",
            default_speed=default_speed("motorway"),
            default_speed2=default_speed("residential"),
            side=side,
        )
        faults.add("assumed_speeds", hint, column="country", value=code)


def _add_twice(found: OsmExtract, faults: Notices) -> None:
    """Add a notice for each of the first tags that a thing has more than once, and one for more."""
    hint = said("it has this key more than once; the last value counts: leave the others out")
    rows = sorted(found.twice.items())
    for (kind, number, key), value in rows[:_SHOWN]:
        where = f"{_KINDS[kind]} {number}, {key}"
        faults.add("repeated_tag", hint, column=where, value=value)
    if len(rows) > _SHOWN:
        more = said(
            "{number:,} more tags have a key that their object has more than once",
            number=len(rows) - _SHOWN,
        )
        faults.add("repeated_tag", said("{more}; the last value of each counts", more=more))


def _add_remarks(found: OsmExtract, faults: Notices) -> None:
    """Add a notice for each value that isn't honoured, the most frequent ones first."""
    ways = found.ways
    ids = np.array(ways.ids, dtype=np.int64)
    by_kind: dict[str, list[tuple[Remark, int, int]]] = {}
    for remark, rows in ways.remarks.items():
        if len(rows):
            first = int(ids[np.array(rows)].min())
            by_kind.setdefault(remark[0], []).append((remark, len(rows), first))
    for remark, there in ways.left_out.items():
        by_kind.setdefault(remark[0], []).append((remark, len(there), min(there)))
    timed = sum(count for _, count, _ in by_kind.pop("conditional", []))
    if timed:
        faults.add(
            "left_out",
            said("{timed:,} roads have tags that hold at times; without them", timed=timed),
        )
    for what, rows_of in by_kind.items():
        code, hint = _REMARKS[what]
        rows_of.sort(key=lambda row: (-row[1], row[0]))
        for (_, key, value), count, first in rows_of[:_SHOWN]:
            told = hint
            if count > 1:
                told = said("{hint} (so have {number:,} more ways)", hint=hint, number=count - 1)
            faults.warn(code, told, column=f"way {first}, {key}", value=value)
        rest = rows_of[_SHOWN:]
        if rest:
            count, first = sum(row[1] for row in rest), min(row[2] for row in rest)
            told = said(
                "{values:,} other values in {ways:,} ways, such as way {first}: each {hint}",
                values=len(rest),
                ways=count,
                first=first,
                hint=hint,
            )
            faults.warn(code, told)


def _named(kind: str, ids: list[int], count: int) -> str:
    listed = ", ".join(map(str, ids[:_NAMED]))
    return f"{kind} {listed}" + (", …" if count > _NAMED else "")
