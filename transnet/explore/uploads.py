"""A scenario file that somebody hands over, as the address of the state that it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from transnet.base.collector import Notices
from transnet.base.errors import ScenarioError
from transnet.base.language import Message, in_words, said
from transnet.explore.address import YEARS, Address
from transnet.explore.asked_states import Asked, asked_of
from transnet.explore.refusals import RefusedError, told
from transnet.explore.scenario_text import packed
from transnet.io.text import decode
from transnet.scenario.file import Scenario, drafted
from transnet.scenario.requirements import open_projects
from transnet.scenario.toml_places import at_spots
from transnet.study.study import Study

FILE = "scenario.toml"


def address_of_file(study: Study, source: str, data: bytes) -> dict[str, Any]:
    """Return the query that stands for a scenario file, and what is said of it.

    source  name or path of the network, as a scenario file has it
    Raises ScenarioError for what is wrong in it, RefusedError for one of another network or of
    several days. Of the network that it names nothing is read.
    """
    scenario = _read(data)
    names = {source, study.network.info.network_id, study.network.info.name_zh,
             study.network.info.name_en}  # fmt: skip
    if scenario.network not in names:
        raise RefusedError(
            422,
            "other_network",
            said("the file is for another network: {name}", name=scenario.network[:80]),
            said("write network = {name!r} in it", name=study.network.info.network_id),
        )
    if scenario.dates:
        raise RefusedError(
            422,
            "several_days",
            said("the file asks for several days"),
            said("give it one date; the year is chosen on the map"),
        )
    asked = _simplest(study, source, scenario)
    notices = [*told(scenario.notices), *told(study.edited(asked.after).notices)]
    left = [{"code": "left_out", "en": in_words(each, "en"), "zh": in_words(each, "zh")}
            for each in _left_out(scenario)]  # fmt: skip
    return {"query": asked.address.query, "notices": [*left, *notices]}


def _read(data: bytes) -> Scenario:
    text, notices = decode(data, FILE)
    findings = Notices(FILE, limit=None)
    findings.notices += notices
    if findings.errors:
        raise ScenarioError(said("{file} can't be read", file=FILE), findings.notices)
    scenario, spots = drafted(text, findings)
    if findings.errors:
        found = at_spots(findings.notices, spots)
        raise ScenarioError(said("{file} has errors; nothing was run", file=FILE), found)
    return replace(scenario, spots=spots)


def _simplest(study: Study, source: str, scenario: Scenario) -> Asked:
    """Return the plainest address that makes the same edits: by projects, else all of them packed.

    Raises ScenarioError for edits that can't be made.
    """
    network = study.network
    whole = Address(
        date=_day(scenario.date),
        base=_day(scenario.base or scenario.date),
        traffic="peak" if scenario.traffic == "peak" else "offpeak",
        edits=packed(scenario.edits) if scenario.edits else "",
    )
    made = study.edited(study.states_of(scenario)[1])
    was, now = open_projects(made.given), open_projects(made.after)
    opened = tuple(each for each in _listed(study) if each in now - was - set(made.along))
    closed = tuple(each for each in _listed(study) if each in was - now)
    if scenario.edits and (opened or closed):
        plain = asked_of(replace(whole, open=opened, close=closed, edits=""), network, source)
        try:
            if study.edited(plain.after).effects.equals(made.effects):
                return plain
        except ScenarioError:  # then projects alone don't make it
            pass
    return asked_of(whole, network, source)


def _listed(study: Study) -> list[str]:
    tables = study.network.tables
    return tables["projects"]["project_id"].tolist() if "projects" in tables else []


def _day(day: str) -> str:
    if day not in ("today", "base") and int(day[:4]) not in YEARS:
        first, last = YEARS[0], YEARS[-1]
        raise RefusedError(
            422,
            "bad_date",
            said("the day {day} is outside the map's years", day=day),
            said("choose one from {first} to {last}", first=first, last=last),
        )
    return day


def _left_out(scenario: Scenario) -> Iterator[Message]:
    """Yield what an address doesn't hold of a scenario."""
    if scenario.timetable.edit:
        yield said("edits of the timetable are left out here: transnet run --timetable makes them")
    if scenario.targets:
        yield said("all targets are judged here, not only those of the file")
