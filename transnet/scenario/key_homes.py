"""Keys that stand in the wrong table of a scenario file: where they belong, and what to type."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from transnet.base.codes import shown
from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.base.written import as_written
from transnet.scenario.accessibility_settings import AccessSettings, DecayChoice
from transnet.scenario.choices import meant
from transnet.scenario.edits import ACTION_WORDS, ACTIONS
from transnet.scenario.slips import KEY_WORDS
from transnet.scenario.toml_places import edit_words, key_of, timetable_edit_words
from transnet.scenario.typed_values import Outputs

_ACCESS = "accessibility"
_Table = tuple[str, Mapping[Any, Any], Collection[str]]
"""What a table is called in notices, its values, and the keys that it may have."""


def _keys(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_HOMES: Mapping[str, tuple[str, ...]] = {
    f"[{_ACCESS}]": _keys(AccessSettings),
    "[outputs]": _keys(Outputs),
    f"[{_ACCESS}.decay]": _keys(DecayChoice),
}
"""Keys of the tables that stand once, by the heading to type; the first that has a key is meant."""
_OF_A_RUN, _RUN_OPTIONS = ("points", "crs"), "--points points.csv --crs gcj-02"
"""What the command is told and no scenario file, and the options to type."""
_Kinds = tuple[Mapping[str, type[Any]], Mapping[str, tuple[str, ...]]]
_NETWORK: _Kinds = (ACTIONS, ACTION_WORDS)


def _timetable() -> _Kinds:
    from transnet.scenario.timetable_kinds import TIMETABLE_ACTION_WORDS, TIMETABLE_ACTIONS

    return TIMETABLE_ACTIONS, TIMETABLE_ACTION_WORDS


def with_homes(
    notices: list[Notice], values: Mapping[Any, Any], top: Collection[str]
) -> list[Notice]:
    """Return notices, those of keys in the wrong table with where they belong and what to type.

    values  of the file
    top     keys that stand before all tables
    """
    hints: dict[str, Message] = {}
    for table, content, known in _tables(values, top):
        for key, value in content.items():
            if key not in known and (hint := _home(table, str(key), value, top)):
                hints[str(key_of(table, key))] = hint
    return [
        replace(each, hint=hints[str(each.column)])
        if each.code == "unknown_key" and str(each.column) in hints
        else each
        for each in notices
    ]


def _tables(values: Mapping[Any, Any], top: Collection[str]) -> Iterator[_Table]:
    """Yield the tables of a file as far as they are tables."""
    yield "", values, top
    access = values.get(_ACCESS)
    if isinstance(access, Mapping):
        yield _ACCESS, access, _HOMES[f"[{_ACCESS}]"]
        if isinstance(decay := access.get("decay"), Mapping):
            yield f"{_ACCESS}, decay", decay, _HOMES[f"[{_ACCESS}.decay]"]
    if isinstance(outputs := values.get("outputs"), Mapping):
        yield "outputs", outputs, _HOMES["[outputs]"]
    yield from _edits(values.get("edit"), _NETWORK, edit_words)
    timetable = values.get("timetable")
    if isinstance(timetable, Mapping):
        yield "timetable", timetable, ("edit",)
        yield from _edits(timetable.get("edit"), _timetable(), timetable_edit_words)


def _edits(edits: object, kinds: _Kinds, called: Callable[[int], Message]) -> Iterator[_Table]:
    """Yield the edits of a list whose action is known."""
    actions, words = kinds
    of_word = {word: action for action, own in words.items() for word in own}
    for number, edit in enumerate(edits if isinstance(edits, list | tuple) else [], start=1):
        if isinstance(edit, Mapping) and isinstance(action := edit.get("action"), str):
            kind = actions.get(of_word.get(action.strip(), action.strip()))
            if kind is not None:
                yield called(number), edit, ("action", *_keys(kind))


def _actions_with(key: str, kinds: _Kinds) -> list[str]:
    return [word for word, kind in kinds[0].items() if key in _keys(kind)]


def _home(table: str, key: str, value: object, top: Collection[str]) -> Message | None:
    """Return where a key belongs that doesn't belong here; None for one that no table has."""
    name = KEY_WORDS.get(key, key)
    line = _line(name, value)
    if name in top and table:
        return said(
            "belongs to the whole file: move the line above the first line in brackets: {line}",
            line=line,
        )
    for heading, keys in _HOMES.items():
        if name in keys:
            return said(
                "belongs under {heading}: type a line {heading}, and below it {line}",
                heading=heading,
                line=line,
            )
    kinds = _timetable() if table.startswith("timetable") else _NETWORK
    actions = _actions_with(name, kinds)
    if not (actions or name == "action"):
        return _elsewhere(key, value, kinds)
    if table.startswith(("edit ", "timetable edit ")):
        return said(
            "doesn't go with this action but with {actions}: leave it out, or write an edit of "
            "its own",
            actions=joined(actions),
        )
    return said(
        "belongs to an edit: type a line [[edit]], below it what is done (action), and {line}",
        line=line,
    )


def _elsewhere(key: str, value: object, kinds: _Kinds) -> Message | None:
    """Return what to write for a key that is no key of any table; None where nothing is near."""
    name, example = (
        KEY_WORDS.get(key, key),
        value[0] if isinstance(value, list) and value else value,
    )
    of_word = {word: action for action, own in kinds[1].items() for word in (action, *own)}
    if name in _OF_A_RUN:
        return said(
            "is no part of a scenario; name it when you run the scenario: transnet run … {options}",
            options=_RUN_OPTIONS,
        )
    if name in of_word:
        return said(
            "is what an edit does: for each of them type a line [[edit]], below it {action}, and "
            "what it is done to, for one {line}",
            action=_line("action", of_word[name]),
            line=_line("project", example),
        )
    if name.endswith("s") and _actions_with(name[:-1], kinds):
        return said(
            "is said one by one: for each of them type a line [[edit]], below it what is done "
            "(action), and {line}",
            line=_line(name[:-1], example),
        )
    return said("keys are words in plain letters: type {key}", key=name) if name != key else None


def _line(key: str, value: object) -> str:
    """Return a key with its value as TOML has them, in the words that a file may use."""
    if isinstance(value, str):
        return f'{key} = "{shown(meant(key, value))}"'
    try:
        return f"{key} = {shown(as_written(value))}"
    except (ValueError, RecursionError):  # too long or too deep to be written
        return f"{key} = …"
