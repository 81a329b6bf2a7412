"""Values of a TOML file as fields of dataclasses: strict keys, types, all faults at once."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache, partial
from typing import Any

from transnet.base.collector import Notices
from transnet.base.language import Message, said
from transnet.model.cell_remedies import day_remedy
from transnet.scenario.accessibility_settings import AccessSettings, DecayChoice
from transnet.scenario.additions import LineStop
from transnet.scenario.choices import meant
from transnet.scenario.days import day_text
from transnet.scenario.edits import ACTION_WORDS, ACTIONS
from transnet.scenario.number_units import number_of_text, parted_number
from transnet.scenario.street_edits import ids_of, points_of, tags_of
from transnet.scenario.suggest import key_suggestion, unknown
from transnet.scenario.timetable_settings import TimetableSettings
from transnet.scenario.toml_places import edit_words, key_of, part_words, timetable_edit_words
from transnet.scenario.toml_slips import UNREAD

WRONG = object()
_Converter = Callable[[object, Notices, str], object]
_How = tuple[Message, _Converter]
_Kind = Callable[[], type[Any]]
"""Returns a dataclass, which is imported where a value of it is read."""
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_FIRST_DAY = "from_date"
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0a\uff0d\uff3f]")
_FREE = frozenset({"name_zh", "name_en", "question_zh", "question_en"})
"""Keys of texts for readers, which stay as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What a run writes besides its tables."""

    maps: bool = True
    report: bool = True
    geopackage: bool = True


def read_fields(
    kind: type[Any], values: Mapping[Any, Any], findings: Notices, path: str, hidden: frozenset[str]
) -> dict[str, Any]:
    """Return those values of a TOML table that fit a dataclass, and findings for the others.

    hidden  fields that a file can't give
    """
    hints = _hints(kind)
    known = [name for name in hints if name not in hidden]
    read: dict[str, Any] = {}
    for key, value in values.items():
        at = key_of(path, key)
        if key not in known and value == UNREAD:
            continue
        if key not in known:
            findings.add("unknown_key", key_suggestion(str(key), known), column=at)
        elif value != UNREAD:
            converted = _convert(_BY_KEY.get(key) or _KINDS[hints[key]], value, findings, at)
            if converted is not WRONG:
                read[key] = converted
    for field in fields(kind):
        if field.name in known and _is_required(field) and field.name not in values:
            at = key_of(path, field.name)
            wanted = _KINDS[hints[field.name]][0]
            hint = said("is required: {wanted}", wanted=wanted) if wanted else said("is required")
            findings.add("missing_key", hint, column=at)
    return read


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _read(kind: type[Any], values: object, findings: Notices, path: str) -> Any:
    """Return a dataclass from the values of a TOML table; None and findings if they don't fit."""
    if not isinstance(values, Mapping):
        hint = said("must be a table of keys and values")
        findings.add("wrong_type", hint, column=path, value=values)
        return None
    before = len(findings.errors)
    read = read_fields(kind, values, findings, path, frozenset())
    # A key too many keeps nothing else from being checked beside it.
    wrong = any(each.code != "unknown_key" for each in findings.errors[before:])
    unread = any(value == UNREAD for value in values.values())
    return kind(**read) if not wrong and not unread else None


def _hints(kind: type[Any]) -> dict[str, str]:
    """Return the type of each field of a dataclass as it is written, by the field's name.

    To make types of what is written would take modules that a file without such a value spares.
    """
    return {field.name: str(field.type) for field in fields(kind)}


def _convert(how: _How, value: object, findings: Notices, at: str) -> Any:
    wanted, convert = how
    converted = convert(value, findings, at)
    if converted is WRONG and wanted:
        findings.add("wrong_type", said("must be {wanted}", wanted=wanted), column=at, value=value)
    return converted


def _to_text(value: object, findings: Notices, at: str) -> object:
    if not isinstance(value, str) or not _is_text(value):
        return WRONG
    key = _key(at)
    plain = value if key in _FREE else _half_width(value, findings, at)
    return meant(key, plain) if key in _OF_WORDS else plain


def _half_width(text: str, findings: Notices, at: str) -> str:
    """Return a text with letters and digits of full width as plain ones, and say so."""
    plain = _WIDE.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text)
    if plain != text:
        note_read(findings, at, text, f'"{plain}"')
    return plain


def _key(at: str) -> str:
    """Return the key that a place in a file ends in."""
    return at.rpartition(", ")[2]


def _to_day(value: object, findings: Notices, at: str) -> object:
    day = day_text(value, "first" if at.endswith(_FIRST_DAY) else "last")
    if day is None or not _is_text(day):
        return WRONG
    is_day = day in ("today", "base") or not day_remedy(day)
    if is_day and not isinstance(value, dt.date) and day != value:
        note_read(findings, at, value, f'"{day}"')
    return day


def _to_days(value: object, findings: Notices, at: str) -> object:
    listed = value if isinstance(value, list | tuple) else [value]
    days = [_to_day(part, findings, at) for part in listed]
    return WRONG if WRONG in days or not days else tuple(days)


def note_read(findings: Notices, at: str, value: object, plain: str) -> None:
    """Add a remark that a value is read as another, with what to type in its place."""
    hint = said("is read as {plain} : type that", plain=plain)
    findings.add("read_as", hint, column=at, value=value)


def _is_text(value: object) -> bool:
    """Return whether a value is text that can be written: no half of a character stands alone."""
    return isinstance(value, str) and not re.search("[\ud800-\udfff]", value)


def _to_number(value: object, findings: Notices, at: str) -> object:
    if isinstance(value, str):
        plain = unicodedata.normalize("NFKC", value).strip().replace("\u2212", "-")
        if not _NUMBER.fullmatch(plain):
            return _with_unit(value, findings, at)
        note_read(findings, at, value, plain)
        value = float(plain)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return WRONG
    try:
        number = float(value)
    except OverflowError:
        return WRONG
    return number if math.isfinite(number) else WRONG


def _with_unit(text: str, findings: Notices, at: str) -> object:
    """Return the number of a text with a unit where that is the key's own."""
    found = number_of_text(_key(at), text)
    if found is None:
        doubt = parted_number(text)
        if doubt is None:
            return WRONG
        findings.add("wrong_type", doubt, column=at, value=text)
        return math.nan  # it is told already
    if not found.is_sure:
        findings.add("wrong_type", found.hint, column=at, value=text)
        return found.number
    note_read(findings, at, text, f"{found.number:.12g}")
    return found.number


def _to_bool(value: object, *_: object) -> object:
    return value if isinstance(value, bool) else WRONG


def _to_texts(value: object, findings: Notices, at: str) -> object:
    listed = value if isinstance(value, list | tuple) else [value]
    if at.endswith("stage"):  # stages of the plan are years, and words
        listed = [str(part) if type(part) is int else part for part in listed]
    if not all(map(_is_text, listed)):
        return WRONG
    key = _key(at)
    plain = [_half_width(str(part), findings, at) for part in listed]
    return tuple(meant(key, part) for part in plain) if key in _OF_WORDS else tuple(plain)


def _to_numbers(value: object, findings: Notices, at: str) -> object:
    listed = value if isinstance(value, list | tuple) else [value]
    numbers = [_to_number(part, findings, at) for part in listed]
    return WRONG if WRONG in numbers else tuple(numbers)


def _to_point(value: object, *_: object) -> object:
    """Return a place by name, or longitude and latitude."""
    if _is_text(value):
        return value
    numbers = _to_numbers(value, Notices(""), "") if isinstance(value, list | tuple) else ()
    return numbers if isinstance(numbers, tuple) and len(numbers) == 2 else WRONG


def _to_polygon(value: object, *_: object) -> object:
    if not isinstance(value, list | tuple) or len(value) < 3:
        return WRONG
    corners = [_to_point(part) for part in value]
    whole = all(isinstance(corner, tuple) for corner in corners)
    return tuple(corners) if whole else WRONG


def _or_wrong(make: Callable[[object], object | None]) -> _Converter:
    """Return the converter of what makes a value, or None of what it can't make one of."""
    return lambda value, *_: WRONG if (made := make(value)) is None else made


def _to_table(kind: _Kind) -> _Converter:
    """Return the converter of a TOML table into a dataclass."""

    def convert(value: object, findings: Notices, at: str) -> object:
        return _read(kind(), value, findings, at)

    return convert


@dataclass(frozen=True)
class _Kinds:
    """Edits that a list of a file may hold.

    actions  kinds by the word that stands for them
    words    what else one may write, by action
    called   what messages call an edit by its number
    head     how one is headed in the file
    """

    actions: Mapping[str, type[Any]]
    words: Mapping[str, tuple[str, ...]]
    called: Callable[[int], Message]
    head: Message


@cache
def _network_kinds() -> _Kinds:
    head = said("edits are written as [[edit]] tables")
    return _Kinds(ACTIONS, ACTION_WORDS, edit_words, head)


@cache
def _timetable_kinds() -> _Kinds:
    from transnet.scenario.timetable_kinds import TIMETABLE_ACTION_WORDS, TIMETABLE_ACTIONS

    head = said("edits on the timetable are written as [[timetable.edit]] tables")
    return _Kinds(TIMETABLE_ACTIONS, TIMETABLE_ACTION_WORDS, timetable_edit_words, head)


def _part(name: str) -> type[Any]:
    """Return what stands within an edit on the timetable, by the name of its class."""
    from transnet.scenario.timetable_kinds import PARTS_OF_EDITS

    return PARTS_OF_EDITS[name]


def _to_edits(kinds_of: Callable[[], _Kinds]) -> _Converter:
    """Return the converter of a list of edits."""

    def convert(value: object, findings: Notices, at: str) -> object:
        kinds = kinds_of()
        if not isinstance(value, list | tuple):
            findings.add("wrong_type", kinds.head, column=at, value=value)
            return ()
        return tuple(
            _to_edit(kinds, part, findings, kinds.called(number))
            for number, part in enumerate(value, start=1)
        )

    return convert


def _to_edit(kinds: _Kinds, value: object, findings: Notices, at: str) -> Any:
    """Return an edit; None and findings where it can't be read."""
    actions = kinds.actions
    if not isinstance(value, Mapping):
        findings.add("wrong_type", kinds.head, column=at, value=value)
        return None
    if "action" not in value:
        hint = said("is required: one of {actions}", actions=_listed(sorted(actions)))
        findings.add("missing_key", hint, column=key_of(at, "action"))
        return None
    action = value["action"]
    if action == UNREAD:
        return None
    if not isinstance(action, str):
        hint = said('must be one text in quotes: action = "{action}"', action=next(iter(actions)))
        findings.add("wrong_type", hint, column=key_of(at, "action"), value=action)
        return None
    action = _half_width(action, findings, key_of(at, "action"))
    meant = {word: name for name, words in kinds.words.items() for word in words}
    action = meant.get(action.strip(), action)
    if action not in actions:
        findings.where = at
        unknown(findings, "action", action, actions, kinds.words)
        findings.where = ""
        return None
    own = {key: part for key, part in value.items() if key != "action"}
    return _read(actions[action], own, findings, at)


def _listed(words: list[str]) -> str:
    return ", ".join(words)


def _to_list_of(kind: _Kind, named: str = "") -> _Converter:
    """Return the converter of a list of TOML tables; a text stands for one of which it is a key.

    named  this key; none where a text can't stand for a table
    """

    def convert(value: object, findings: Notices, at: str) -> object:
        if not isinstance(value, list | tuple):
            return WRONG
        return tuple(
            kind()(**{named: part})
            if named and _is_text(part)
            else _read(kind(), part, findings, part_words(at, number))
            for number, part in enumerate(value, start=1)
        )

    return convert


_OF_WORDS = frozenset({"using", "mass", "traffic", "measures", "family"})
"""Keys of closed lists that take a Chinese word for each of theirs."""
_NONE = said("")
_TEXT, _NUMBER_WORDS = said("a text in quotes"), said("a finite number")
_DAY_WORDS = said('a day "YYYY-MM-DD" or a year')

_KINDS: Mapping[str, _How] = {
    "str": (_TEXT, _to_text),
    "float": (_NUMBER_WORDS, _to_number),
    "float | None": (_NUMBER_WORDS, _to_number),
    "bool": (said("true or false"), _to_bool),
    "tuple[str, ...]": (said("a text or a list of texts"), _to_texts),
    "tuple[LineStop, ...]": (
        said("a list of station ids and tables"),
        _to_list_of(lambda: LineStop, "station"),
    ),
    "tuple[Edit, ...]": (_NONE, _to_edits(_network_kinds)),
    "tuple[TimetableEdit, ...]": (_NONE, _to_edits(_timetable_kinds)),
    "TimetableSettings": (_NONE, _to_table(lambda: TimetableSettings)),
    "tuple[CalledStop, ...]": (
        said("a list of stops and tables"),
        _to_list_of(partial(_part, "CalledStop"), "stop"),
    ),
    "tuple[TimedCall, ...]": (
        said('a list of tables: [{ stop = "…", departs = "07:00" }, …]'),
        _to_list_of(partial(_part, "TimedCall")),
    ),
    "tuple[Period, ...]": (
        said('a list of tables: [{ first = "07:00", last = "09:00", headway_min = 10 }, …]'),
        _to_list_of(partial(_part, "Period")),
    ),
    "Phase | None": (_NONE, _to_table(partial(_part, "Phase"))),
    "tuple[float, ...]": (said("a number or a list of numbers"), _to_numbers),
    "Point": (said("the name of a place or stop, or [lon, lat]"), _to_point),
    "Polygon": (
        said("a list of corners: [[112.1, 37.8], [112.4, 37.8], [112.4, 38.0]]"),
        _to_polygon,
    ),
    "tuple[int, ...]": (said("a whole number or a list of them"), _or_wrong(ids_of)),
    "Points": (said("two or more points: [[112.1, 37.8], [112.4, 37.8]]"), _or_wrong(points_of)),
    "Tags": (said('tags in braces: { bridge = true, ref = "A1" }'), _or_wrong(tags_of)),
    "AccessSettings": (_NONE, _to_table(lambda: AccessSettings)),
    "DecayChoice | None": (_NONE, _to_table(lambda: DecayChoice)),
    "Outputs": (_NONE, _to_table(lambda: Outputs)),
}
"""How values are read by what stands as the type of their field, and what to write where they
can't be."""
_BY_KEY: Mapping[str, _How] = {
    **dict.fromkeys(("date", "base", "from_date", "to_date"), (_DAY_WORDS, _to_day)),
    "dates": (said("a list of days or years: [2027, 2028, 2030]"), _to_days),
}
"""The same for fields that their names tell more of than their types."""
