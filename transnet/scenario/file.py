"""A scenario file: strict keys, typed values, every problem at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

from transnet.base.collector import Notices
from transnet.base.errors import Notice, ScenarioError, UnknownNameError
from transnet.io.catalog import network_folder, scenario_file
from transnet.io.network_folder import load_network
from transnet.io.text import Limits, decode, read_bytes
from transnet.io.toml_text import TOML_BYTES, toml_values
from transnet.model.cells import day_remedy
from transnet.model.network import Network, NetworkInfo
from transnet.scenario.accessibility_settings import AccessSettings, DecayChoice
from transnet.scenario.additions import LineStop
from transnet.scenario.edits import ACTION_WORDS, ACTIONS, Edit
from transnet.scenario.select import suggestion, unknown
from transnet.scenario.slips import toml_remedy
from transnet.supply.congestion import Traffic

_LONGEST_NAME = 500
# The id names the folder of the results: what can't be one anywhere, or is there already.
_RESERVED = re.compile(r"comparison|con|prn|aux|nul|(com|lpt)\d", re.ASCII)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_WRONG = object()
_DEFAULT_ACCESS = AccessSettings()
_Converter = Callable[[object, Notices, str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What a run writes besides its tables."""

    maps: bool = True
    report: bool = True
    geopackage: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A question to a network: two states of it, and the targets to judge them by.

    date, base  day of the outcome and of what it is held against: YYYY-MM-DD, "base" (the day of
                the plan) or "today" (the last day that sources cover); edits hold on `date` only
    targets     patterns of target ids, * stands for any text; none means all
    traffic     off_peak, or peak: trips, maps and accessibility in the peak of a working day; each
                target is judged in its own traffic
    accessibility  which measures of accessibility are taken, and how
    file        name for messages; sha256 of the file or of the values it was made from
    """

    id: str
    name_zh: str = ""
    name_en: str = ""
    question_zh: str = ""
    question_en: str = ""
    network: str = "shanxi-central"
    date: str = "today"
    base: str = ""
    targets: tuple[str, ...] = ()
    traffic: str = "off_peak"
    edit: tuple[Edit, ...] = ()
    accessibility: AccessSettings = _DEFAULT_ACCESS
    outputs: Outputs = Outputs()
    file: str = ""
    sha256: str = ""

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits, in the order in which they are made."""
        return self.edit

    def day(self, info: NetworkInfo) -> dt.date:
        """Return the day of the outcome in a network."""
        return _day(self.date, info)

    def base_day(self, info: NetworkInfo) -> dt.date:
        """Return the day that the outcome is held against; that of the outcome by default."""
        return _day(self.base or self.date, info)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], file: str = "scenario") -> Scenario:
        """Return the scenario that the values of a scenario file stand for.

        Raises ScenarioError that names every unknown key and wrong value.
        """
        findings = Notices(file, limit=None)
        if not isinstance(values, Mapping):
            findings.add("wrong_type", "must be a table of keys and values", value=values)
            raise ScenarioError(f"{file}: 1 error; nothing was run", findings.errors)
        given = {key: value for key, value in values.items() if key not in ("file", "sha256")}
        for key in values.keys() - given.keys():
            findings.add("unknown_key", "isn't a key of a scenario", column=key)
        # What fits is checked beside what doesn't: all slips of a file come out at once.
        read = _read_fields(cls, given, findings, "")
        fitting = {key: value for key, value in read.items() if value is not None}
        scenario = cls(**{"id": "scenario", **fitting})
        access = values.get("accessibility", {})
        _check(scenario, findings, access if isinstance(access, Mapping) else {})
        if findings.errors:
            _find_network(scenario.network, findings)
            raise _refusal(findings)
        text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
        name = scenario.name_en or scenario.name_zh or scenario.id
        named = replace(scenario, name_en=name, name_zh=scenario.name_zh or name)
        return replace(
            named,
            file=file,
            sha256=hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest(),
        )


def read_scenario(source: str | Path) -> Scenario:
    """Return the scenario of a file, or of a name in the list of bundled scenarios.

    Raises UnknownNameError when there is neither, ScenarioError with everything that is wrong.
    """
    path = scenario_file(source)
    data, notices = read_bytes(path, limits=Limits(file_bytes=TOML_BYTES))
    text = ""
    if not notices:
        text, notices = decode(data, path.name)
    if any(notice.severity == "error" for notice in notices):
        raise ScenarioError(f"{path.name} can't be read", notices)
    findings = Notices(path.name, limit=None)
    values, why = toml_values(text)
    if why:
        findings.add("bad_toml", toml_remedy(text, why))
        raise ScenarioError(f"{path.name} isn't valid TOML", findings.errors)
    scenario = Scenario.from_dict(values, path.name)
    return replace(scenario, sha256=hashlib.sha256(data).hexdigest())


def checked(scenario: Scenario) -> Scenario:
    """Return a scenario that was made in Python, or raise ScenarioError for what is wrong in it."""
    findings = Notices(scenario.file or "scenario", limit=None)
    _check(scenario, findings)
    if findings.errors:
        raise _refusal(findings)
    return scenario


def without_files(scenario: Scenario) -> Scenario:
    """Return a scenario that asks for no maps, page and GeoPackage."""
    return replace(scenario, outputs=Outputs(maps=False, report=False, geopackage=False))


def network_of(scenario: Scenario) -> Network:
    """Return the network that a scenario names.

    Raises UnknownNameError, which names the scenario's file, where there is none; InputError for
    tables with errors.
    """
    try:
        return load_network(scenario.network)
    except UnknownNameError as error:
        where = f"{scenario.file or scenario.id}, network"
        seen = "; the path of a folder starts where the command is run"
        error.message = f"{where}: {error.message}{seen}"
        raise


def _find_network(name: str, findings: Notices) -> None:
    """Add an error where there is no such network, which a faulty file is told of beside the rest.

    A file without other faults may name any: another one may be given in its place.
    """
    try:
        network_folder(name)
    except UnknownNameError as error:
        findings.add("unknown_name", error.message, column="network")


def day_notices(scenario: Scenario, info: NetworkInfo) -> list[Notice]:
    """Return warnings for days before the first one that tables speak of, and in false order."""
    days = {"date": scenario.day(info), "base": scenario.base_day(info)}
    hint = f"lies before {info.base_date}: what was open then isn't known, so much seems closed"
    where = scenario.file or scenario.id
    found = [
        Notice("day_before_sources", "warning", where, 0, key, day.isoformat(), hint)
        for key, day in days.items()
        if day < info.base_date and (key == "date" or scenario.base)
    ]
    if days["base"] > days["date"]:
        back = f"lies after date {days['date']}: the outcome is held against a later day; swap them"
        value = days["base"].isoformat()
        found.append(Notice("base_after_date", "warning", where, 0, "base", value, back))
    return found


def _refusal(findings: Notices) -> ScenarioError:
    count = f"{len(findings.errors)} error{'s' if len(findings.errors) > 1 else ''}"
    return ScenarioError(f"{findings.source}: {count}; nothing was run", findings.errors)


def _day(text: str, info: NetworkInfo) -> dt.date:
    named = {"base": info.base_date, "today": info.known_until}
    return named[text] if text in named else dt.date.fromisoformat(text)


def _check(scenario: Scenario, findings: Notices, access: Iterable[str] = ()) -> None:
    """Add what types can't say: the form of the id and of the days.

    access  the keys of the file's [accessibility]
    """
    if not _ID.fullmatch(scenario.id):
        hint = "must be small letters a-z, digits and hyphens, 64 at most"
        findings.add("bad_id", hint, column="id", value=scenario.id)
    elif _RESERVED.fullmatch(scenario.id):
        hint = "names a device on Windows, or a folder of ours; take another id"
        findings.add("bad_id", hint, column="id", value=scenario.id)
    for key in ("name_zh", "name_en", "question_zh", "question_en"):
        text = getattr(scenario, key)
        if len(text) > _LONGEST_NAME or not text.replace("\n", " ").isprintable():
            hint = f"must be text of {_LONGEST_NAME} characters at most, none of them invisible"
            findings.add("bad_text", hint, column=key, value=text)
        elif key.startswith("name") and "\n" in text:
            findings.add("bad_text", "must be one line", column=key, value=text)
    for key, text in (("date", scenario.date), ("base", scenario.base)):
        unset = key == "base" and not text
        if not unset and text not in ("base", "today") and (remedy := day_remedy(text)):
            findings.add("bad_date", f'{remedy}; or "base" or "today"', column=key, value=text)
    if scenario.traffic not in get_args(Traffic):
        hint = f"expected one of {', '.join(get_args(Traffic))}"
        findings.add("unknown_choice", hint, column="traffic", value=scenario.traffic)
    scenario.accessibility.check(findings, "accessibility", access)


def _read(kind: type[Any], values: object, findings: Notices, path: str) -> Any:
    """Return a dataclass from the values of a TOML table; None and findings if they don't fit."""
    if not isinstance(values, Mapping):
        findings.add("wrong_type", "must be a table of keys and values", column=path, value=values)
        return None
    before = len(findings.errors)
    read = _read_fields(kind, values, findings, path)
    return kind(**read) if len(findings.errors) == before else None


def _read_fields(
    kind: type[Any], values: Mapping[Any, Any], findings: Notices, path: str
) -> dict[str, Any]:
    """Return those values of a TOML table that fit a dataclass, and findings for the others."""
    hints = _hints(kind)
    known = [name for name in hints if not (kind is Scenario and name in ("file", "sha256"))]
    read: dict[str, Any] = {}
    for key, value in values.items():
        at = f"{path}, {key}" if path else key
        if key in known:
            converted = _convert(hints[key], value, findings, at)
            if converted is not _WRONG:
                read[key] = converted
        else:
            findings.add("unknown_key", suggestion(str(key), known), column=at)
    for field in fields(kind):
        if field.default is MISSING and field.name not in values:
            at = f"{path}, {field.name}" if path else field.name
            wanted = _KINDS[hints[field.name]][0]
            findings.add("missing_key", f"is required: {wanted}".removesuffix(": "), column=at)
    return read


def _hints(kind: type[Any]) -> dict[str, Any]:
    """Return the type of each field of a dataclass, by name."""
    hints = get_type_hints(kind)
    return {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}


def _convert(kind: Any, value: object, findings: Notices, at: str) -> Any:
    wanted, convert = _KINDS[kind]
    converted = convert(value, findings, at)
    if converted is _WRONG and wanted:
        findings.add("wrong_type", f"must be {wanted}", column=at, value=value)
    return converted


def _to_text(value: object, _: Notices, at: str) -> object:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat() if at in ("date", "base") else _WRONG
    return value if _is_text(value) else _WRONG


def _is_text(value: object) -> bool:
    """Return whether a value is text that can be written: no half of a character stands alone."""
    return isinstance(value, str) and not re.search("[\ud800-\udfff]", value)


def _to_number(value: object, *_: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _WRONG
    try:
        number = float(value)
    except OverflowError:
        return _WRONG
    return number if math.isfinite(number) else _WRONG


def _to_bool(value: object, *_: object) -> object:
    return value if isinstance(value, bool) else _WRONG


def _to_texts(value: object, *_: object) -> object:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not all(map(_is_text, listed)):
        return _WRONG
    return tuple(listed)


def _to_numbers(value: object, *_: object) -> object:
    listed = value if isinstance(value, list | tuple) else [value]
    numbers = [_to_number(part) for part in listed]
    return _WRONG if _WRONG in numbers else tuple(numbers)


def _to_table(kind: type[Any]) -> _Converter:
    """Return the converter of a TOML table into a dataclass."""

    def convert(value: object, findings: Notices, at: str) -> object:
        return _read(kind, value, findings, at)

    return convert


def _to_edits(value: object, findings: Notices, _: str) -> object:
    if not isinstance(value, list | tuple):
        findings.add(
            "wrong_type", "edits are written as [[edit]] tables", column="edit", value=value
        )
        return ()
    return tuple(
        _to_edit(part, findings, f"edit {number}") for number, part in enumerate(value, start=1)
    )


def _to_edit(value: object, findings: Notices, at: str) -> Edit | None:
    if not isinstance(value, Mapping):
        findings.add("wrong_type", "edits are written as [[edit]] tables", column=at, value=value)
        return None
    if "action" not in value:
        hint = f"is required: one of {', '.join(sorted(ACTIONS))}"
        findings.add("missing_key", hint, column=f"{at}, action")
        return None
    action = value["action"]
    if not isinstance(action, str):
        hint = f'must be one text in quotes: action = "{next(iter(ACTIONS))}"'
        findings.add("wrong_type", hint, column=f"{at}, action", value=action)
        return None
    if action not in ACTIONS:
        findings.where = at
        unknown(findings, "action", action, ACTIONS, ACTION_WORDS)
        findings.where = ""
        return None
    own = {key: part for key, part in value.items() if key != "action"}
    edit: Edit | None = _read(ACTIONS[action], own, findings, at)
    return edit


def _to_stops(value: object, findings: Notices, at: str) -> object:
    if not isinstance(value, list | tuple):
        return _WRONG
    return tuple(
        LineStop(station=str(part))
        if _is_text(part)
        else _read(LineStop, part, findings, f"{at} {number}")
        for number, part in enumerate(value, start=1)
    )


_KINDS: Mapping[Any, tuple[str, _Converter]] = {
    str: ("a text in quotes", _to_text),
    float: ("a finite number", _to_number),
    float | None: ("a finite number", _to_number),
    bool: ("true or false", _to_bool),
    tuple[str, ...]: ("a text or a list of texts", _to_texts),
    tuple[LineStop, ...]: ("a list of station ids and tables", _to_stops),
    tuple[Edit, ...]: ("", _to_edits),
    tuple[float, ...]: ("a number or a list of numbers", _to_numbers),
    AccessSettings: ("", _to_table(AccessSettings)),
    DecayChoice | None: ("", _to_table(DecayChoice)),
    Outputs: ("", _to_table(Outputs)),
}
"""How the values of each type of field are read, and what to write where they can't be."""
