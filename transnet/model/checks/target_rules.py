"""Targets that a run can judge: groups that are there, and ends that what is measured can have."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.model.checks.rules import Draft, Rule, flagged, id_lists, numbers, texts
from transnet.model.target_members import Members

PLACE_GROUPS = (
    "core",
    "seats",
    "other_seats",
    "counties",
    "own_seat",
    "own_districts",
    "main_cities",
    "province_seats",
)
STOP_GROUPS = ("fast_transport", "hubs")

_OWN = ("own_seat", "own_districts")
_WITH_OUTSIDE = ("main_cities", "province_seats")
_OF_PEOPLE = ("people_share", "access_share")
_ONE_PLACE = ("core", "own_seat")
_LONGEST_MATCHED = 60


def group_words(draft: Draft) -> Iterator[Notice]:
    """Yield groups that no target can mean, since their id is a word for a built-in group."""
    ids = texts(draft["groups"], "group_id")
    words = {*PLACE_GROUPS, *STOP_GROUPS}
    hint = said("targets mean the built-in group by this word, never this row: give it another id")
    place = ("groups", "group_id")
    yield from flagged("group_word", place, draft["groups"], [name in words for name in ids], hint)


def target_groups(draft: Draft) -> Iterator[Notice]:
    """Yield groups that aren't there, or that can't be an end of what a target measures."""
    table, groups = draft["targets"], draft["groups"]
    members = dict(zip(texts(groups, "group_id"), id_lists(groups, "members"), strict=True))
    kinds = zip(*(texts(draft["places"], name) for name in ("place_id", "kind")), strict=True)
    outside = {place for place, kind in kinds if kind == "external"}
    abroad = {*_WITH_OUTSIDE, *(name for name, each in members.items() if outside & {*each})}
    single = {*_ONE_PLACE, *(name for name, each in members.items() if len(each) == 1)}
    columns = (texts(table, name) for name in ("measure", "from_group", "to_group"))
    for row, (measure, start, end) in enumerate(zip(*columns, strict=True), start=2):
        starts = {*PLACE_GROUPS, *members} - {*_OWN}
        ends = {*PLACE_GROUPS, *members}
        if measure in _OF_PEOPLE:
            starts -= abroad
            ends = single if measure == "people_share" else {*STOP_GROUPS}
        elif start in abroad:
            ends -= {*_OWN}
        for column, name, fitting in (("from_group", start, starts), ("to_group", end, ends)):
            if name and measure and name not in fitting:
                known = name in {*PLACE_GROUPS, *STOP_GROUPS, *members}
                hint = _hint(name, measure if known else "", fitting)
                yield notice("target_group", "targets", row, column, name, hint)


def empty_targets(draft: Draft) -> Iterator[Notice]:
    """Yield targets that have no pair of places to be read between, or nobody to count."""
    if draft.info is None:
        return
    table, members = draft["targets"], Members(draft.tables, draft.info.core_place_id)
    people = dict(
        zip(texts(draft["places"], "place_id"), numbers(draft["places"], "population"), strict=True)
    )
    unsound = {each.row for each in target_groups(draft)}
    columns = (texts(table, name) for name in ("measure", "from_group", "to_group"))
    for row, (measure, start, end) in enumerate(zip(*columns, strict=True), start=2):
        if not (measure and start and end) or row in unsound:
            continue
        if measure in _OF_PEOPLE:
            found = any(people.get(place, 0.0) > 0 for place in members.of(start))
            hint = said(
                "nobody lives in {start}: fill population in places, or delete the row", start=start
            )
        else:
            found = any({*members.of(end, place)} - {place} for place in members.of(start))
            hint = said(
                "has no pair from {start} to {end}: delete its row, or leave it out of scenarios",
                start=start,
                end=end,
            )
        if not found:
            yield notice("empty_target", "targets", row, "to_group", end, hint)


def _hint(name: str, measure: str, fitting: set[str]) -> str:
    """Return which groups fit; the nearest where the name is no group at all (measure is "")."""
    near = get_close_matches(name, sorted(fitting), 1) if len(name) <= _LONGEST_MATCHED else []
    if near and not measure:
        return said("no such group; closest known: {near!r}", near=near[0])
    first = sorted(fitting, key=lambda each: (each not in PLACE_GROUPS, each))[:10]
    known = joined([*first, *(["…"] if len(fitting) > len(first) else [])])
    if measure:
        return said(
            "can't be an end of {measure}, which takes {known}", measure=measure, known=known
        )
    return said("known: {known}", known=known)


RULES = (
    Rule(("groups",), group_words),
    Rule(("targets", "groups", "places"), target_groups),
    Rule(("targets", "groups", "places", "cities"), empty_targets),
)
