"""What is said of a name that isn't known, or that may stand for several things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import pandas as pd

from transnet.base.collector import Notices
from transnet.base.errors import UnknownNameError
from transnet.base.language import Message, joined, said, same
from transnet.base.suggestion import (
    LISTED,
    OwnNames,
    ambiguous,
    label_of,
    nearest_names,
    suggestion,
)
from transnet.model.network import Network
from transnet.model.place_names import find_place
from transnet.scenario.choices import SEVERAL, shown
from transnet.scenario.known_names import names_of

_NO_DOUBT = 0.8  # so like a key that no other one need be named
_ELSEWHERE = {
    "projects": said("a project"), "line": said("a railway line"), "road": said("a road"),
    "stations": said("a station"), "airports": said("an airport"), "services": said("a service"),
    "nodes": said("a road node"), "places": said("a place"), "cities": said("a city"),
}  # fmt: skip

_KIND_OF_LIST = {
    "projects": "projects", "line": "lines", "road": "roads", "stations": "stations",
    "airports": "airports", "services": "services", "nodes": "places", "places": "places",
    "cities": "places",
}  # fmt: skip
"""What `transnet list` calls each kind of names."""


_WORDS = 30  # that may stand at a key: nobody finds them but by reading them all


def unknown(
    findings: Notices, key: str, value: str, known: Iterable[str], names: OwnNames | None = None
) -> None:
    """Add an error for an id or word that isn't known, with the nearest ones that are."""
    findings.add("unknown_name", word_hint(key, value, known, names), column=key, value=value)


def word_hint(key: str, value: str, known: Iterable[str], names: OwnNames | None = None) -> Message:
    """Return which words may stand at a key in place of one that isn't known."""
    words, name = list(known), key.rpartition(", ")[2]
    named = names or shown(name, words)
    kinds = [each for each in SEVERAL.get(name, {}).get(value.strip(), ()) if each in words]
    if not kinds:
        return suggestion(value, words, named, most=_WORDS)
    listed = joined((label_of(each, named, value) for each in kinds), en=" or ", zh=" 或 ")
    if len(kinds) == 1:
        return said("isn't known here: write {words}", words=listed)
    return said("may be several things here: write {words}", words=listed)


def unknown_in(
    network: Network, findings: Notices, key: str, value: str, kinds: Sequence[str]
) -> None:
    """Add an error for a name that none of some kinds has, and say of what kind it is if of any."""
    labels: dict[str, Sequence[str]] = {}
    for kind in kinds:
        labels |= names_of(network, kind).labels
    hint = suggestion(value, labels, labels)
    if len(labels) > LISTED and kinds[0] in _KIND_OF_LIST:
        kind = _KIND_OF_LIST[kinds[0]]
        hint = said("{hint}; to search: transnet list {kind} WORD", hint=hint, kind=kind)
    if other := _elsewhere(network, value, kinds):
        hint = said("{hint}; {other}", hint=hint, other=other)
    findings.add("unknown_name", hint, column=key, value=value)


def _elsewhere(network: Network, value: str, kinds: Sequence[str]) -> Message | None:
    """Return what a name stands for that is of another kind."""
    for kind, called in _ELSEWHERE.items():
        names = names_of(network, kind)
        if kind not in kinds and (found := sorted(names.find(value))):
            return said("{name} is {kind}", name=names.told(found[0]), kind=called)
    return None


def chosen(network: Network, findings: Notices, key: str, value: str, kinds: Sequence[str]) -> str:
    """Return the one id of some kinds that a name stands for; '' and an error otherwise."""
    for kind in kinds:
        names = names_of(network, kind)
        found = names.find(value)
        if len(found) == 1:
            return next(iter(found))
        if found:
            ambiguous(findings, key, value, [names.told(each) for each in sorted(found)])
            return ""
    unknown_in(network, findings, key, value, kinds)
    return ""


def node_named(network: Network, findings: Notices, key: str, name: str) -> str:
    """Return the road node of an id or name, or of a place's or city's; '' and an error otherwise.

    A place stands for the node of its seat, a city for that of its seat's place.
    """
    nodes = network["nodes"]
    if (nodes["node_id"] == name).any():
        return name
    try:
        place = find_place(network, name)
    except UnknownNameError as error:
        if names_of(network, "places").find(name) and not names_of(network, "nodes").find(name):
            findings.add("ambiguous_name", error.message, column=key, value=name)
            return ""
        return chosen(network, findings, key, name, ("nodes", "places"))
    return str(nodes.loc[nodes["place_id"] == place, "node_id"].iloc[0])


def key_suggestion(key: str, known: Iterable[str]) -> Message:
    """Return a hint for a key that a table of a scenario file doesn't have."""
    words = list(known)
    near = nearest_names(key, {each: same(each) for each in words}, {})
    if near and get_close_matches(key, [near[0].en], cutoff=_NO_DOUBT):
        near = near[:1]
    if near:
        return said("isn't a key here; did you mean {near}?", near=joined(near[:3]))
    return said("isn't a key here; there are {known}", known=joined(sorted(words)))


def names_by_id(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the Chinese and English names of a table's rows by id."""
    rows = zip(table.iloc[:, 0], table["name_zh"], table["name_en"], strict=True)
    return {str(key): (str(zh), str(en)) for key, zh, en in rows}
