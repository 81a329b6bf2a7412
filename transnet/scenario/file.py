"""A scenario file: strict keys, typed values, every problem at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from transnet.base.codes import notice
from transnet.base.collector import Notices
from transnet.base.errors import Notice, ScenarioError, TransnetError, UnknownNameError
from transnet.base.language import said
from transnet.base.shown import Shown, cut
from transnet.io.catalog import nearest_network, network_beside, network_folder, scenario_file
from transnet.io.network_folder import load_network
from transnet.io.text import Limits, decode, read_bytes
from transnet.io.toml_text import TOML_BYTES
from transnet.model.cell_remedies import day_remedy
from transnet.model.network import Network, NetworkInfo
from transnet.scenario.accessibility_settings import AccessSettings
from transnet.scenario.edits import Edit, edit_errors
from transnet.scenario.key_homes import with_homes
from transnet.scenario.suggest import word_hint
from transnet.scenario.targets import target_errors
from transnet.scenario.timetable_settings import TimetableSettings
from transnet.scenario.toml_places import (
    Spots,
    at_spots,
    edit_words,
    key_of,
    spots_of,
    timetable_edit_words,
)
from transnet.scenario.toml_slips import read_toml
from transnet.scenario.typed_values import Outputs, read_fields
from transnet.supply.congestion import Traffic

if TYPE_CHECKING:
    from transnet.timetable.edits.timetable_edits import TimetableEdit

_LONGEST_NAME = 500
# The id names the folder of the results: what can't be one anywhere, or is there already.
_RESERVED = re.compile(r"comparison|con|prn|aux|nul|(com|lpt)\d", re.ASCII)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_DEFAULT_ACCESS, _DEFAULT_OUTPUTS = AccessSettings(), Outputs()
_DEFAULT_TIMETABLE = TimetableSettings()
_MADE = frozenset({"file", "sha256", "notices", "spots"})  # fields that a file can't give


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Scenario(Shown):
    """A question to a network: two states of it, and the targets to judge them by.

    date, base  day of the outcome and of what it is held against: YYYY-MM-DD, "base" (the day of
                the plan) or "today" (the last day that sources cover); edits hold on `date` only
    dates       days in place of `date`, each an outcome of its own: see `by_date`
    targets     ids, names or patterns of target ids, * stands for any text; none means all
    traffic     off_peak, or peak: trips, maps and accessibility in the peak of a working day; each
                target is judged in its own traffic
    timetable   edits on trains and buses by the minute, which hold where a timetable is asked
    accessibility  which measures of accessibility are taken, and how
    file        name for messages; sha256 of the file or of the values it was made from
    notices     what was read otherwise than it was written
    spots       of the file's keys, for messages
    """

    id: str
    name_zh: str = ""
    name_en: str = ""
    question_zh: str = ""
    question_en: str = ""
    network: str = "shanxi-central"
    date: str = "today"
    base: str = ""
    dates: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    traffic: str = "off_peak"
    edit: tuple[Edit, ...] = ()
    timetable: TimetableSettings = _DEFAULT_TIMETABLE
    accessibility: AccessSettings = _DEFAULT_ACCESS
    outputs: Outputs = _DEFAULT_OUTPUTS
    file: str = ""
    sha256: str = ""
    notices: tuple[Notice, ...] = field(default=(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False, repr=False)

    def __repr__(self) -> str:
        told = f"{len(self.edit)} edit{'s' * (len(self.edit) != 1)}"
        return f"<Scenario {self.id}: {told}, {cut(self.network, 60)} on {cut(self.date, 20)}>"

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

    def by_date(self) -> tuple[Scenario, ...]:
        """Return a scenario for each day, its id and names ending in the day; itself for none.

        A day that is the end of a year is called by the year.
        """
        if not self.dates:
            return (self,)
        found = []
        for day in self.dates:
            name = day.removesuffix("-12-31")
            found.append(
                replace(
                    self,
                    id=f"{self.id}-{name}",
                    name_zh=f"{self.name_zh} {name}",
                    name_en=f"{self.name_en} {name}",
                    date=day,
                    dates=(),
                )
            )
        return tuple(found)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], file: str = "scenario") -> Scenario:
        """Return the scenario that the values of a scenario file stand for.

        Raises ScenarioError that names every unknown key and wrong value.
        """
        findings = Notices(file, limit=None)
        scenario = _draft(values, findings)
        if findings.errors:
            _find_network(scenario.network, findings)
            raise scenario_refusal(findings)
        text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
        sha256 = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
        return replace(scenario, sha256=sha256)


def _draft(values: Mapping[str, Any], findings: Notices) -> Scenario:
    """Return what can be read of a scenario's values; of an edit that can't, None stands there."""
    if not isinstance(values, Mapping):
        findings.add("wrong_type", said("must be a table of keys and values"), value=values)
        raise scenario_refusal(findings)
    given = {key: value for key, value in values.items() if key not in ("file", "sha256")}
    for key in values.keys() - given.keys():
        findings.add("unknown_key", said("isn't a key of a scenario"), column=key)
    # What fits is checked beside what doesn't: all slips of a file come out at once.
    read = read_fields(Scenario, given, findings, "", _MADE)
    keys = [field.name for field in fields(Scenario) if field.name not in _MADE]
    findings.notices = with_homes(findings.notices, given, keys)
    if "id" not in values:
        findings.notices = _with_example(findings.notices, Path(findings.source).stem)
    fitting = {key: value for key, value in read.items() if value is not None}
    scenario = Scenario(**{"id": "scenario", **fitting})
    access = values.get("accessibility", {})
    _check(scenario, findings, access if isinstance(access, Mapping) else {})
    if "targets" in values and values["targets"] == []:
        hint = said("chooses none, so all targets are judged: leave the key out, or name some")
        findings.add("all_targets", hint, column="targets", value="[]")
    if "date" in values and scenario.dates:
        hint = said("stands beside dates: leave one of them out")
        findings.add("bad_keys", hint, column="date", value=values["date"])
    name = scenario.name_en or scenario.name_zh or scenario.id
    return replace(
        scenario,
        name_en=name,
        name_zh=scenario.name_zh or name,
        file=findings.source,
        notices=tuple(each for each in findings.notices if each.severity != "error"),
    )


def read_scenario(source: str | Path) -> Scenario:
    """Return the scenario of a file, or of a name in the list of bundled scenarios.

    Raises UnknownNameError when there is neither, ScenarioError with everything that is wrong: in
    the text, in its values, and against the network in what can be read of targets and edits.
    """
    path = scenario_file(source)
    data, notices = read_bytes(path, limits=Limits(file_bytes=TOML_BYTES))
    text = ""
    if not notices:
        text, notices = decode(data, path.name)
    if any(notice.severity == "error" for notice in notices):
        raise ScenarioError(said("{file} can't be read", file=path.name), notices)
    findings = Notices(path.name, limit=None)
    findings.notices += notices  # in which encoding it was read
    scenario, spots = drafted(text, findings)
    scenario = replace(scenario, network=network_beside(scenario.network, path))
    if findings.errors:
        add_errors_in_network(scenario, findings)
        findings.notices = at_spots(findings.notices, spots)
        raise scenario_refusal(findings)
    noted = tuple(at_spots(scenario.notices, spots))
    sha256 = hashlib.sha256(data).hexdigest()
    return replace(scenario, sha256=sha256, notices=noted, spots=spots)


def drafted(text: str, findings: Notices) -> tuple[Scenario, Spots]:
    """Return what can be read of a file's text, and where its keys stand; what's wrong is noted."""
    values, plain = read_toml(text, findings)
    return _draft(values, findings), spots_of(plain)


def add_errors_in_network(scenario: Scenario, findings: Notices) -> None:
    """Add what is wrong with the network that a scenario names, with its targets and its edits.

    Where there is no such network, they are held against the one whose name is nearest.
    """
    name = _find_network(scenario.network, findings)
    if not name or not (scenario.edit or scenario.targets):
        return
    try:
        network = load_network(name)
    except (TransnetError, OSError):  # told above, or when the rest is mended
        return
    if name != scenario.network:
        hint = said("targets and edits are held against {network}", network=name)
        findings.add("read_as", hint, column="network", value=scenario.network)
    day = scenario.date if not day_remedy(scenario.date) else "today"
    there = network.at(_day(day, network.info))
    findings.notices += target_errors(network, scenario.targets, findings.source)
    findings.notices += edit_errors(there, scenario.edit, findings.source)


def checked(scenario: Scenario) -> Scenario:
    """Return a scenario made in Python, or raise ScenarioError for what is wrong in it."""
    findings = Notices(scenario.file or "scenario", limit=None)
    _check(scenario, findings)
    if findings.errors:
        raise scenario_refusal(findings)
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
        spot = scenario.spots.get("network")
        place: str = scenario.file or scenario.id
        if spot is not None:
            place = said("{file} line {line}", file=place, line=spot.line)
        error.message = said(
            "{place}, network: {told} (one of your own is named by the path of its folder or .xlsx "
            'from where the command is run, such as "my/network")',
            place=place,
            told=error.message,
        )
        raise


def _find_network(name: str, findings: Notices) -> str:
    """Return a network's name, or the nearest one and an error where there is none of this name.

    A file without other faults may name any: another one may be given in its place.
    """
    try:
        network_folder(name)
    except UnknownNameError as error:
        findings.add("unknown_name", error.message, column="network", value=name)
        return nearest_network(name)
    return name


def day_notices(scenario: Scenario, info: NetworkInfo) -> list[Notice]:
    """Return warnings for days before the first one that tables speak of, and in false order."""
    days = {"date": scenario.day(info), "base": scenario.base_day(info)}
    hint = said(
        "lies before {day}: what was open then isn't known, so much seems closed",
        day=info.base_date.isoformat(),
    )
    where = scenario.file or scenario.id
    found = [
        notice("day_before_sources", where, 0, key, day.isoformat(), hint)
        for key, day in days.items()
        if day < info.base_date and (key == "date" or scenario.base)
    ]
    if days["base"] > days["date"]:
        back = said(
            "lies after date {day}: the outcome is held against a later day; swap them",
            day=days["date"].isoformat(),
        )
        value = days["base"].isoformat()
        found.append(notice("base_after_date", where, 0, "base", value, back))
    return at_spots(found, scenario.spots)


def scenario_refusal(findings: Notices) -> ScenarioError:
    """Return the error of a file with errors."""
    words = said("{file}: 1 error; nothing was run", file=findings.source)
    if (count := len(findings.errors)) > 1:
        words = said("{file}: {count} errors; nothing was run", file=findings.source, count=count)
    remarks = [each for each in findings.notices if each.severity != "error"]
    return ScenarioError(words, [*findings.errors, *remarks])


def _day(text: str, info: NetworkInfo) -> dt.date:
    named = {"base": info.base_date, "today": info.known_until}
    return named[text] if text in named else dt.date.fromisoformat(text)


def _check(scenario: Scenario, findings: Notices, access: Iterable[str] = ()) -> None:
    """Add what types can't say: the form of the id and of the days.

    access  the keys of the file's [accessibility]
    """
    if not _ID.fullmatch(scenario.id):
        hint = said("must be small letters a-z, digits and hyphens, 64 at most")
        plain = _plain_id(scenario.id) or _plain_id(Path(findings.source).stem) or "my-line"
        hint = said('{hint}: "{plain}" for one', hint=hint, plain=plain)
        findings.add("bad_id", hint, column="id", value=scenario.id)
    elif _RESERVED.fullmatch(scenario.id):
        hint = said("names a device on Windows, or a folder of ours; take another id")
        findings.add("bad_id", hint, column="id", value=scenario.id)
    _check_texts(scenario, findings)
    _check_dates(scenario, findings)
    if scenario.traffic not in get_args(Traffic):
        hint = word_hint("traffic", scenario.traffic, get_args(Traffic))
        findings.add("unknown_choice", hint, column="traffic", value=scenario.traffic)
    scenario.accessibility.check(findings, "accessibility", access)


def _with_example(notices: list[Notice], stem: str) -> list[Notice]:
    """Return notices, that of an id which isn't there with one by the file's name."""
    plain = _plain_id(stem) or "my-line"
    hint = said('is required: type id = "{plain}" for one', plain=plain)
    return [
        replace(each, hint=hint) if (each.code, each.column) == ("missing_key", "id") else each
        for each in notices
    ]


def _plain_id(text: str) -> str:
    """Return an id that is like one which can't be; '' where nothing of it can stay."""
    marks = unicodedata.normalize("NFKD", text[:_LONGEST_NAME]).casefold()
    plain = "".join(mark for mark in marks if not unicodedata.combining(mark))
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-")
    return "" if _RESERVED.fullmatch(plain) else plain


def _check_texts(scenario: Scenario, findings: Notices) -> None:
    for key in ("name_zh", "name_en", "question_zh", "question_en"):
        text = getattr(scenario, key)
        if len(text) > _LONGEST_NAME or not text.replace("\n", " ").isprintable():
            hint = said(
                "must be text of {most} characters at most, none of them invisible",
                most=_LONGEST_NAME,
            )
            findings.add("bad_text", hint, column=key, value=text)
        elif key.startswith("name") and "\n" in text:
            findings.add("bad_text", said("must be one line"), column=key, value=text)


def _check_dates(scenario: Scenario, findings: Notices) -> None:
    days = [("date", scenario.date), ("base", scenario.base)]
    for key, text in [*days, *(("dates", day) for day in scenario.dates)]:
        unset = key == "base" and not text
        if not unset and text not in ("base", "today") and (remedy := day_remedy(text)):
            hint = said('{remedy}; or "base" or "today"', remedy=remedy)
            findings.add("bad_date", hint, column=key, value=text)
    if len(set(scenario.dates)) < len(scenario.dates):
        findings.add("bad_list", said("holds a day twice"), column="dates")
    for at, edit in enumerate(scenario.edit, start=1):
        _check_days(edit, findings, edit_words(at))
    for at, timed in enumerate(scenario.timetable.edit, start=1):
        _check_days(timed, findings, timetable_edit_words(at))


def _check_days(edit: Edit | TimetableEdit | None, findings: Notices, at: str) -> None:
    """Add an error for days of an edit that are none, or that end before they begin.

    edit  None for one that can't be read; some of those on timetables have no days
    """
    days = [(key, getattr(edit, key, "")) for key in ("from_date", "to_date")]
    wrong = [(key, day, day_remedy(day)) for key, day in days if day and day_remedy(day)]
    for key, day, remedy in wrong:
        findings.add("bad_date", remedy, column=key_of(at, key), value=day)
    (_, first), (_, last) = days
    if not wrong and first and last and last < first:
        hint = said("lies before from_date {day}", day=first)
        findings.add("bad_date", hint, column=key_of(at, "to_date"), value=last)
