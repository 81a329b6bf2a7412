"""What is known and nearest to a name that isn't."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from transnet.base.collector import Notices
from transnet.base.language import Message, Text, joined, said, same
from transnet.base.name_index import folded, without_brackets

LISTED = 12
"""Of so many names all are told, of more the nearest."""

_NAMED = 6
_LONGEST_MATCHED = 60  # nearest names aren't sought for longer texts: it would take too long
_SEPARATOR = re.compile("[,;\uff0c\u3001\uff1b]")

_HAN = re.compile("[\u4e00-\u9fff]")

OwnNames = Mapping[str, Sequence[str]]
"""Names in Chinese and English by id."""


def suggestion(
    value: str, known: Iterable[str], names: OwnNames | None = None, *, most: int = LISTED
) -> Message:
    """Return a hint with what is known and nearest to a text, all of it where that is little.

    names  names of what is known, which people write in place of an id
    most   of so many all are told
    """
    ids = sorted(set(known))
    labels = {each: label_of(each, names, value) for each in ids}
    for each, own in (names or {}).items():
        label = label_of(each, names, value)
        labels |= {name: label for name in own if name and name not in labels}
    near = nearest_names(value, labels, names or {})
    hint = said("isn't known")
    if near and 0 < len(ids) <= most:
        hint = said(
            "isn't known; did you mean {near}? Known are {known}",
            near=joined(near[:3]),
            known=joined(map(labels.__getitem__, ids)),
        )
    elif near:
        hint = said("isn't known; did you mean {near}?", near=joined(near[:3]))
    elif 0 < len(ids) <= most:
        hint = said("isn't known; known are {known}", known=joined(map(labels.__getitem__, ids)))
    parts = [part.strip() for part in _SEPARATOR.split(value)]
    if len(parts) > 1 and all(parts):
        listed = ", ".join(f'"{part}"' for part in parts[:3]) + (", …" if len(parts) > 3 else "")
        hint = said("{hint}; several stand in a list: [{listed}]", hint=hint, listed=listed)
    return hint


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


def label_of(key: str, names: OwnNames | None, asked: str) -> Text:
    """Return an id with its own name in each language, the Chinese one for who asks in Chinese.

    Words of which all names are Chinese are English themselves, and stand alone for who asks so.
    """
    given = (names or {}).get(key, ())
    own = [name for name in given if name and name != key]
    if not own:
        return same(key)
    zh = f"{key} ({own[0]})"
    if not asked.isascii():
        return same(zh)
    is_word = all(given) and all(_HAN.search(name) for name in own)
    return Text(zh, key if is_word else f"{key} ({own[-1]})")


def nearest_names(value: str, labels: Mapping[str, Text], names: OwnNames) -> list[Text]:
    """Return what is nearest to a text, called by id and name, each once."""
    if not value or len(value) > _LONGEST_MATCHED:
        return []
    wanted = folded(value)
    found = [label_of(each, names, value) for each, own in names.items() if value in own]
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
