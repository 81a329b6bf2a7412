"""One self-contained page that says a result in Chinese and in English."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.language import both, text_of
from transnet.report.page import differences, evidence
from transnet.report.page.accessibility_page import accessibility_context
from transnet.report.page.decision_page import decision_parts, drawn_shares, firmness
from transnet.report.page.templates import data_uri, rendered
from transnet.report.words.beside import timetable_note
from transnet.report.words.comparison_words import has_plan, headline_title
from transnet.report.words.core_words import core_title
from transnet.report.words.county_changes import county_gains
from transnet.report.words.doubt import Doubts
from transnet.report.words.figures import range_in_percent, range_of_counts
from transnet.report.words.journeys import Journey, displacement_note, trip_ends
from transnet.report.words.opened_projects import opened_projects
from transnet.report.words.pairs import pairs_behind
from transnet.report.words.readings import Reading
from transnet.report.words.scenario_names import name_missing, scenario_name
from transnet.report.words.short_names import place_texts, short_name, short_zh
from transnet.report.words.timetable_words import timetable_words
from transnet.report.words.told import Told, told
from transnet.report.words.what_is_done import added
from transnet.report.words.what_opens import openings, what_opens
from transnet.report.words.what_turns import what_turns
from transnet.report.words.why_little import WHY_NOTE, by_reason
from transnet.report.words.why_longer import why_longer
from transnet.report.words.without_car_words import OwnTrip, own_trips, with_and_without
from transnet.report.words.words import (
    BASES,
    DATED,
    DOUBT,
    LEGS,
    MARK,
    Text,
    document,
    join,
    minutes,
    people,
    percent,
    same,
    signed,
)

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.study.result import Result

_TOP_GAINS = 12
_PROJECTS = 5
_TRIPS = 4
_WORTH_MIN = 1.0
_NOTHING = same("")
_MAP_ORDER = ("change", "before", "after")


@dataclass(frozen=True)
class Figure:
    """A number worth reading first: what it is, before, after, and its lowest and highest.

    why  it changes little
    """

    label: Text
    before: Text
    after: Text
    remark: Text
    range: Text
    doubt: bool = False
    why: Text = field(default=_NOTHING)


@dataclass(frozen=True)
class Gain:
    """One county's row in the table of who gains.

    sorts  people, minutes before, after, what is added and minutes to the core, to sort by
    """

    name: Text
    people: Text
    to: Text
    before: Text
    after: Text
    change: str
    core: tuple[Text, Text]
    why: Text
    marked: bool
    doubt: bool
    sorts: tuple[float, ...]


@dataclass(frozen=True)
class MapImage:
    """A map as it stands in the page."""

    kind: str
    source: str
    alt: Text


def render_page(
    result: Result,
    svgs: Mapping[str, str] | None = None,
    decisions: Sequence[Any] = (),
    live_map: str = "",
) -> str:
    """Return the page as HTML that needs nothing but itself.

    svgs       maps by kind (gains, change, before, after) as SVG text; no maps are shown without
               them
    decisions  answers about the scenario, a section each; draws stand beside the verdicts too
    live_map   the explorer's page as a part of this one, compressed and in letters; the maps stand
               where it can't, and on paper
    """
    said, day = told(result), result.after.when
    own = {
        "firm": firmness(decisions, day),
        "decisions": decision_parts(decisions),
        "live_map": live_map,
        "turns": what_turns(said.readings, said.doubts, drawn_shares(decisions, day)),
    }
    return rendered("report.html.j2", {**_context(result, svgs or {}), **own})


def _context(result: Result, svgs: Mapping[str, str]) -> dict[str, Any]:
    said = told(result)
    doubts, found, trips = said.doubts, said.readings, said.journeys
    gains = _gains(result, doubts)
    cells, hidden = differences.changed_cells(result)
    network, scenario = result.after.network, result.scenario
    parameters = evidence.used_parameters(network)
    return {
        "mark": MARK,
        "dated": DATED,
        "timetable_note": timetable_note(
            [day for reading in found for day in reading.dated]
            + [day for trip in trips for day in trip.dated]
        ),
        "title": scenario_name(scenario),
        "name_missing": name_missing(scenario),
        "question": Text(scenario.question_zh, scenario.question_en),
        "network": Text(network.info.name_zh, network.info.name_en),
        "states": (
            Text(result.before.label_zh, result.before.label_en),
            Text(result.after.label_zh, result.after.label_en),
        ),
        "opened": what_opens(result, _PROJECTS),
        "projects": [*opened_projects(result), *added(result)],
        "answer": said.answer,
        "doubt": DOUBT,
        "doubt_note": doubts.note(),
        "drive_note": said.drives,
        "plans_note": doubts.plans_note(network),
        **_core(result, said),
        "figures": _figures(result, said),
        "pairs": pairs_behind(result),
        "groups": _groups(found, network),
        "has_plan": has_plan(network),
        "gains": gains[:_TOP_GAINS],
        "all_gains": gains if len(gains) > _TOP_GAINS else [],
        "gaining": sum(gain.change != "0" for gain in gains),
        "journeys": trips,
        "leg_names": LEGS,
        "displacement_note": displacement_note(trips),
        "timetable": timetable_words(result) if result.timetable else None,
        "access": accessibility_context(result),
        "with_and_without": with_and_without(result),
        "own_trips": own_trips(result),
        "own_shown": _TOP_GAINS,
        "gains_map": _gains_map(svgs),
        "maps": _maps(result, svgs),
        "openings": openings(result),
        "cells": cells,
        "hidden_cells": hidden,
        "notices": [text_of(notice) for notice in (*result.notices, *result.gains.notices)],
        "parameters": parameters,
        "weak_parameters": sum(row.marked for row in parameters),
        "marked_rows": evidence.marked_rows(network, _rows_behind(trips)),
        "trust": evidence.trust(network),
        "bases": BASES,
        "sources": evidence.sources(network),
        "osm": bool(network["stations"]["source"].str.contains("OSM|OpenStreetMap").any()),
        "manifest": list(result.manifest.items()),
    }


def _core(result: Result, said: Told) -> dict[str, Any]:
    """Return the ways from the core, and why they change little; what several share stands once."""
    reasons = by_reason((row.name, row.why) for row in said.core_rows)
    shared = [(names, why) for names, why in reasons if len(names) > 1]
    return {
        "core_rows": said.core_rows,
        "core_title": core_title(result, said.core_rows),
        "why_note": WHY_NOTE,
        "why_lines": [(join(names, "、", ", "), why) for names, why in shared],
        "why_shared": [name for names, _ in shared for name in names],
    }


def _rows_behind(trips: Sequence[Journey]) -> list[tuple[str, str]]:
    states = [trip for journey in trips for trip in (journey.before, journey.after)]
    return [row for trip in states for row in trip.rows]


def _groups(found: Sequence[Reading], network: Network) -> list[tuple[Text, list[Reading]]]:
    """Return readings under headings: headline ones, then the rest by document."""
    groups: dict[str, list[Reading]] = {}
    for reading in found:
        groups.setdefault("" if reading.headline else reading.document, []).append(reading)
    title = headline_title(network)
    return [(document(name) if name else title, rows) for name, rows in groups.items()]


def _figures(result: Result, said: Told) -> list[Figure]:
    found, trips, doubts = said.readings, said.journeys, said.doubts
    judged = [reading for reading in found if reading.headline] or list(found)
    met = [sum(state.met for state in states) for states in _states(judged)]
    turning = any(reading.doubt for reading in judged)
    ends = doubts.met_range([reading.target_id for reading in judged])
    between = range_of_counts(*ends) if ends else same("")
    firm = Text("输入取低至高都一样", "the same from low to high inputs")
    firm = firm if ends and not between else same("")
    readings_met = Figure(
        Text("达标口径", "Readings met"), same(str(met[0])), same(str(met[1])),
        join([Text(f"共 {len(judged)} 种", f"of {len(judged)}"), firm]),
        between, turning,
    )  # fmt: skip
    figures = [*([readings_met] if judged else []), _people_figure(result, said)]
    moving = [trip for trip in trips if trip.change != "0"]
    still = [trip for trip in trips if trip.change == "0"]
    network = result.after.network
    core = place_texts(network)[network.info.core_place_id]
    shown = [
        *(_trip_figure(trip, doubts) for trip in moving),
        *(_own_figure(trip, core) for trip in own_trips(result)[:1]),
        *(_trip_figure(trip, doubts) for trip in still),
    ]
    return figures + shown[:_TRIPS]


def _trip_figure(trip: Journey, doubts: Doubts) -> Figure:
    between = doubts.trip_range(*trip.pair)
    took = trip.before.took, trip.after.took
    return Figure(trip.ends, *took, trip.reason, between, trip.doubt, trip.brief)


def _own_figure(trip: OwnTrip, core: Text) -> Figure:
    """Return a trip without a car, that to the core if it changes: some change for them alone."""
    to, figure = (core, trip.core) if trip.core.moved else (trip.to, trip.figure)
    return Figure(
        join([trip.name, to], " → ", " → "), figure.before, figure.after,
        both("without a car, where it changes most"), same(""),
    )  # fmt: skip


def _people_figure(result: Result, said: Told) -> Figure:
    """Return who lives within the hour of the core; its range where a target counts the same."""
    network = result.after.network
    core = place_texts(network)[network.info.core_place_id]
    total = float(result.counties["people"].sum())
    near = [
        float(result.counties[f"people_within_60_{when}"].sum()) for when in ("before", "after")
    ]
    shares = [100.0 * value / total if total else math.nan for value in near]
    alike = [
        reading
        for reading in said.readings
        if reading.measure == "people_share"
        and reading.within_min == 60
        and math.isclose(reading.after.value, shares[1], abs_tol=1e-9)
    ]
    same_count = alike[0].target_id if alike else ""
    return Figure(
        Text(f"距{core.zh}核心 1 小时内的居民", f"Residents within an hour of {core.en}"),
        percent(shares[0]), percent(shares[1]),
        Text(f"{people(near[1]).zh}，共 {people(total).zh}",
             f"{people(near[1]).en} of {people(total).en}"),
        range_in_percent(*said.doubts.value_range(same_count, "after")),
        bool(alike) and alike[0].doubt,
    )  # fmt: skip


def _states(judged: Sequence[Reading]) -> tuple[list[Any], list[Any]]:
    return [reading.before for reading in judged], [reading.after for reading in judged]


def _gains(result: Result, doubts: Doubts) -> list[Gain]:
    table = county_gains(result)
    cities = result.after.network["cities"].set_index("city_id")
    of_county = result.counties.set_index("place_id")["city_id"]
    ends = trip_ends(result.after.network)
    trips = result.travel_times.set_index(["from_id", "to_id"])
    found = []
    for row in table.to_dict("records"):
        start = row["place_id"]
        shown = [row["to_id"]] if abs(row["saved_min"]) >= _WORTH_MIN else ends
        doubt = any(doubts.trip(start, end) for end in shown)
        why = why_longer(trips.loc[(start, row["to_id"])].to_dict())
        found.append(_gain(row, cities.loc[of_county[start]], why, doubt=doubt))
    return found


def _gain(row: Mapping[Any, Any], city: pd.Series[Any], why: Text, *, doubt: bool) -> Gain:
    seat, own = short_zh(city["name_zh"]), short_name(row["name_zh"], row["name_en"])
    zh = row["name_zh"] if row["name_zh"].startswith(seat) else f"{city['name_zh']}{row['name_zh']}"
    name = Text(zh, f"{own.en}, {city['name_en']}")
    moved = abs(row["saved_min"]) >= _WORTH_MIN
    return Gain(
        name=name,
        people=people(row["people"]),
        to=short_name(row["to_zh"], row["to_en"]) if moved else same("–"),
        before=minutes(row["before_min"]) if moved else same("–"),
        after=minutes(row["after_min"]) if moved else same("–"),
        change=signed(-row["saved_min"]) if moved else "0",
        core=(minutes(row["core_min_before"]), minutes(row["core_min_after"])),
        why=why if moved else same(""),
        marked=bool(row["weak"]),
        doubt=doubt,
        sorts=(
            row["people"],
            *(row[each] if moved else math.inf for each in ("before_min", "after_min")),
            -row["saved_min"] if moved else 0.0,
            row["core_min_after"],
        ),
    )


def _maps(result: Result, svgs: Mapping[str, str]) -> list[MapImage]:
    within = {
        when: people(float(result.counties[f"people_within_60_{when}"].sum()))
        for when in ("before", "after")
    }
    old, new = within["before"], within["after"]
    alt = {
        "before": Text(
            f"地图：之前从核心区出发 30、60、90、120 分钟的范围；一小时内有 {old.zh}",
            f"Map: reach from the core in 30, 60, 90 and 120 minutes, before; {old.en} people "
            "within the hour",
        ),
        "after": Text(
            f"地图：之后从核心区出发 30、60、90、120 分钟的范围；一小时内有 {new.zh}",
            f"Map: reach from the core in 30, 60, 90 and 120 minutes, after; {new.en} people "
            "within the hour",
        ),
        "change": Text(
            f"地图：从核心区出发省下的分钟数，各县区变化最大的一程；一小时内 {old.zh} → {new.zh}",
            "Map: minutes saved from the core, and each county's largest change; people within "
            f"the hour from {old.en} to {new.en}",
        ),
    }
    return [MapImage(kind, data_uri(svgs[kind]), alt[kind]) for kind in _MAP_ORDER if kind in svgs]


def _gains_map(svgs: Mapping[str, str]) -> MapImage | None:
    if "gains" not in svgs:
        return None
    alt = Text(
        "地图：各县区的变化；蓝色为变好，橙色为变差，灰色为没有变化",
        "Map: change by county; blue is better, orange is worse, grey is no change",
    )
    return MapImage("gains", data_uri(svgs["gains"]), alt)
