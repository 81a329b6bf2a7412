"""What is said of a name that isn't known, or that may stand for several things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

import pandas as pd

from transnet.base.collector import Notices
from transnet.base.errors import UnknownNameError
from transnet.base.language import Message, Text, joined, said, same
from transnet.model.network import Network
from transnet.model.place_names import find_place
from transnet.scenario.choices import shown
from transnet.scenario.known_names import folded, names_of, without_brackets

_LONGEST_MATCHED = 60  # nearest names aren't sought for longer texts: it would take too long
_LISTED = 12
_NAMED = 6
_SEPARATOR = re.compile("[,;\uff0c\u3001\uff1b]")
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
OwnNames = Mapping[str, Sequence[str]]
"""Names in Chinese and English by id."""


def unknown(
    findings: Notices, key: str, value: str, known: Iterable[str], names: OwnNames | None = None
) -> None:
    """Add an error for an id or word that isn't known, with the nearest ones that are."""
    words = list(known)
    named = names or shown(key.rpartition(", ")[2], words)
    findings.add("unknown_name", suggestion(value, words, named), column=key, value=value)


def unknown_in(
    network: Network, findings: Notices, key: str, value: str, kinds: Sequence[str]
) -> None:
    """Add an error for a name that none of some kinds has, and say of what kind it is if of any."""
    labels: dict[str, Sequence[str]] = {}
    for kind in kinds:
        labels |= names_of(network, kind).labels
    hint = suggestion(value, labels, labels)
    if len(labels) > _LISTED and kinds[0] in _KIND_OF_LIST:
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


def ambiguous(findings: Notices, key: str, value: str, options: Sequence[str]) -> None:
    """Add an error for a name that may stand for several things, with what they are."""
    listed = joined(options[:_NAMED])
    hint = said("may be {options}: write the id of the one that is meant", options=listed)
    if len(options) > _NAMED:
        hint = said(
            "may be {options} and {count} more: write the id of the one that is meant",
            options=listed,
            count=len(options) - _NAMED,
        )
    findings.add("ambiguous_name", hint, column=key, value=value)


def key_suggestion(key: str, known: Iterable[str]) -> Message:
    """Return a hint for a key that a table of a scenario file doesn't have."""
    words = list(known)
    near = _nearest(key, {each: same(each) for each in words}, {})
    if near:
        return said("isn't a key here; did you mean {near}?", near=joined(near[:3]))
    return said("isn't a key here; there are {known}", known=joined(sorted(words)))


def suggestion(value: str, known: Iterable[str], names: OwnNames | None = None) -> Message:
    """Return a hint with what is known and nearest to a text, all of it where that is little.

    names  names of what is known, which people write in place of an id
    """
    ids = sorted(set(known))
    labels = {each: _label(each, names, value) for each in ids}
    for each, own in (names or {}).items():
        label = _label(each, names, value)
        labels |= {name: label for name in own if name and name not in labels}
    near = _nearest(value, labels, names or {})
    hint = said("isn't known")
    if near and 0 < len(ids) <= _LISTED:
        hint = said(
            "isn't known; did you mean {near}? Known are {known}",
            near=joined(near[:3]),
            known=joined(map(labels.__getitem__, ids)),
        )
    elif near:
        hint = said("isn't known; did you mean {near}?", near=joined(near[:3]))
    elif 0 < len(ids) <= _LISTED:
        hint = said("isn't known; known are {known}", known=joined(map(labels.__getitem__, ids)))
    parts = [part.strip() for part in _SEPARATOR.split(value)]
    if len(parts) > 1 and all(parts):
        listed = ", ".join(f'"{part}"' for part in parts[:3]) + (", …" if len(parts) > 3 else "")
        hint = said("{hint}; several stand in a list: [{listed}]", hint=hint, listed=listed)
    return hint


def _label(key: str, names: OwnNames | None, asked: str) -> Text:
    """Return an id with its own name in each language, the Chinese one for who asks in Chinese."""
    own = [name for name in (names or {}).get(key, ()) if name and name != key]
    if not own:
        return same(key)
    return Text(f"{key} ({own[0]})", f"{key} ({own[-1 if asked.isascii() else 0]})")


def _nearest(value: str, labels: Mapping[str, Text], names: OwnNames) -> list[Text]:
    """Return what is nearest to a text, called by id and name, each once."""
    if not value or len(value) > _LONGEST_MATCHED:
        return []
    wanted = folded(value)
    found = [_label(each, names, value) for each, own in names.items() if value in own]
    by_folded: dict[str, Text] = {}
    for name, label in labels.items():
        by_folded.setdefault(folded(name), label)
        by_folded.setdefault(without_brackets(name), label)
    like = get_close_matches(wanted, list(by_folded), n=3, cutoff=0.5)
    parts = [
        name
        for name in by_folded
        if wanted and (wanted in name or (len(name) > 1 and name in wanted))
    ]
    parts.sort(key=lambda name: abs(len(name) - len(wanted)))
    return list(dict.fromkeys([*found, *(by_folded[name] for name in [*like, *parts])]))


def names_by_id(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the Chinese and English names of a table's rows by id."""
    rows = zip(table.iloc[:, 0], table["name_zh"], table["name_en"], strict=True)
    return {str(key): (str(zh), str(en)) for key, zh, en in rows}
