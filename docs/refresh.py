"""Write the generated parts of README.md and of the pages in docs/ that have them: `make docs`.

The blocks between the markers `<!-- name -->` and `<!-- /name -->` are what the commands print.
Tests hold the pages to them.
"""

from __future__ import annotations

import csv
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

import transnet
from transnet.base.units import UNREACHABLE_MS, ms_to_minutes
from transnet.report.words.beside import timetable_note
from transnet.report.words.doubt import Doubts
from transnet.report.words.drive_note import drive_note
from transnet.report.words.readings import readings
from transnet.report.words.words import DATED, DOUBT
from transnet.travel.model import TravelModel
from transnet.travel.timetable_days import timetables_behind
from transnet.travel.unlikely import MUST_RIDE, likely_ride_drives
from transnet.travel.validation.waits import compare_waits, station_town, towns

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
METHOD = ROOT / "docs" / "method.md"
_FINDINGS, _FIGURES = (
    runpy.run_path(str(ROOT / "docs" / f"{name}.py")) for name in ("findings", "findings_figures")
)
_SHANXI = runpy.run_path(str(ROOT / "docs" / "measures_shanxi.py"))
_MAP = ROOT / "docs" / "images" / "xiongxin-change.png"
_DOUBTS = ROOT / "docs" / "doubts.csv"
_WHOLE_PLAN = ROOT / "docs" / "whole-plan.md"
_STAGES = ("2022-10", "2025, as it came", "2030", "2035", "everything")
_TRIPS = (("140106", "133100"), ("140902", "133100"), ("140106", "110000"))


def blocks() -> dict[str, str]:
    """Return the generated text of each block of README.md."""
    return {"verdicts": verdicts(), "stages": stages(), "validation": validation()}


def filled(text: str, parts: Mapping[str, str]) -> str:
    """Return a text with the parts put between their markers."""
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text, count = pattern.subn(lambda found, part=part: f"{found[1]}{part}\n{found[2]}", text)
        if count != 1:
            raise ValueError(f"the page has {count} blocks named {name}")
    return text


def verdicts() -> str:
    """Return the plan's own readings, and some trips, before and after on both networks."""
    results = [transnet.run(name) for name in ("xiongxin-hsr-2022", "xiongxin-hsr")]
    lines = [
        "| the hour, read as | 2022-10 | with 雄忻 | today | with 雄忻 | still missing |",
        "|---|---|---|---|---|---|",
    ]
    tables = [result.verdicts.set_index("target_id") for result in results]
    read = {reading.target_id: reading for reading in readings(results[-1])}
    doubts = [_Doubts(result) for result in results]
    both = list(zip(tables, doubts, strict=True))
    for target, row in tables[-1].iterrows():
        if row["headline"]:
            cells = [
                _value(table.loc[target], when) + (f" {DOUBT}" if turn.target(target, when) else "")
                for table, turn in both
                for when in _WHEN
            ]
            reading = read[target]
            name = row["name_en"].partition(": ")[2] + (f" {DATED}" if reading.dated else "")
            short = "; ".join(part for part in (_shortfall(row), reading.beside.en) if part)
            lines.append(f"| {name} | {' | '.join(cells)} | {short} |")
    for ends in _TRIPS:
        cells = [
            cell
            for result, turn in zip(results, doubts, strict=True)
            for cell in _trip_cells(result, turn, ends)
        ]
        lines.append(f"| *{_name(ends[0])} to {_name(ends[1])}* | {' | '.join(cells)} | |")
    return "\n".join([*lines, "", _marks_note(results)])


class _Doubts:
    """What turns in a result: of itself, and by docs/doubts.csv."""

    def __init__(self, result: transnet.Result) -> None:
        self.bounded = Doubts(result.sensitivity)
        with _DOUBTS.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["scenario_id"] == result.scenario.id]
        self._targets = {
            (row["target_id"], when)
            for row in rows
            for when, column in (("before", "before_fragile"), ("after", "fragile"))
            if row[column] == "True"
        }
        self._trips = {(row["from_id"], row["to_id"]) for row in rows}

    def target(self, name: str, when: str) -> bool:
        """Whether a verdict turns."""
        return self.bounded.verdict(name, when) or (name, when) in self._targets

    def trip(self, ends: tuple[str, str]) -> bool:
        """Whether what the scenario does to a trip turns."""
        return self.bounded.trip(*ends) or ends in self._trips


def _trip_cells(result: transnet.Result, turn: _Doubts, ends: tuple[str, str]) -> list[str]:
    """Return a trip before and after: minutes + displacement, means, marks, service plans."""
    cells = []
    for state in (result.before, result.after):
        trip = state.model.path(*ends)
        dated = f" {DATED}" if timetables_behind(state.model.network, [trip]) else ""
        beside = f" + {trip.displacement_min:.0f}" if trip.displacement_min > 0 else ""
        cells.append(f"{trip.travel_min:.0f}{beside} min, {trip.mode}{dated}")
    plans = turn.bounded.plans(*ends)
    cells[1] += (f" {DOUBT}" if turn.trip(ends) else "") + (f"; {plans.en}" if plans else "")
    return cells


def _marks_note(results: Sequence[transnet.Result]) -> str:
    """Return what the marks of the table mean."""
    days = {day for result in results for state in (result.before, result.after)
            for dates in state.timetables.values() for day in dates}  # fmt: skip
    plans = Doubts(results[-1].sensitivity).plans_note(results[-1].after.model.network)
    turns = (
        f"{DOUBT} the verdict, or whether the line makes the trip shorter, longer or neither, "
        "turns between the low and the high end of an input alone (a parameter, one of its rows, "
        "headways, measures), of all together, or between service plans: "
        "[docs/doubts.csv](docs/doubts.csv)"
    )
    beside = "a trip's minutes door to door + its displacement"
    drives = drive_note(results[-1].before, readings(results[-1]))
    said = [beside, turns, timetable_note(days).en, drives.en, plans.en]
    return "; ".join(part for part in said if part) + "."


def stages() -> str:
    """Return the plan's own readings and the belts by stage, taken from docs/whole-plan.md."""
    tables = [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()]
        for part in re.findall(r"(?:^\|.*\|\n)+", _WHOLE_PLAN.read_text("utf-8"), re.MULTILINE)
    ]
    targets = transnet.load_network("shanxi-central")["targets"]
    headline = {f"`{name}`" for name in targets.loc[targets["headline"], "target_id"]}
    readings, to_core, _, people = tables
    keep = [0, *(readings[0].index(name) for name in _STAGES)]
    lines = ["| " + " | ".join(["the hour, read as", *_STAGES]) + " |", "|---" * len(keep) + "|"]
    for row in readings[2:]:
        _, name, target = row[0].split("<br>")
        if target in headline:
            cells = [row[at].partition("<br>")[0] for at in keep[1:]]
            lines.append(f"| {name.partition(': ')[2]} | {' | '.join(cells)} |")
    for table, what in ((to_core, "minutes to the core"), (people, "people within its hour")):
        belts = [row for row in table[2:] if row[0].endswith((" core", " belt"))]
        lines += [
            f"| *{row[0].split('<br>')[1]}, {what}* | {' | '.join(row[at] for at in keep[1:])} |"
            for row in belts
        ]
    return "\n".join(lines)


def validation() -> str:
    """Return what `transnet validate` prints, up to its lists of exceptions and largest errors."""
    printed = subprocess.run(
        [sys.executable, "-m", "transnet", "validate", "shanxi-central"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
        | {"TRANSNET_LANG": "en"},
    ).stdout
    kept = printed.split("Exceptions, named with a reason")[0]
    return "```\n" + "\n".join(line.rstrip() for line in kept.strip().splitlines()) + "\n```"


def waits() -> str:
    """Return wait and ride between towns, by headway and by the timetable."""
    network = transnet.load_network("shanxi-central")
    network = network.at(network.info.timetable_date)
    topology = transnet.Study(network).topology(network)
    south, ends = station_town(network, "R006"), {town.id: town for town in towns(network)}
    named = [(south, ends["110000"]), (south, ends["141100"])]
    heads = ["from", "to", "trains", "displacement + ride", "by headway", "error"]
    heads += ["turning up: wait + ride", "by headway", "error"]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for pairs in (named, None):
        for row in compare_waits(network, topology, pairs).to_dict("records"):
            cells = [f"{row[f'{end}_zh']} {row[f'{end}_en']}" for end in ("from", "to")]
            cells.append(str(row["trains"]))
            for reading in ("timed", "chance"):
                for whose in ("", "model_"):
                    parts = [row[f"{reading}_{whose}{part}_min"] for part in ("wait", "ride")]
                    cells.append(" + ".join(f"{part:.0f}" for part in parts))
                error = row[f"{reading}_error_pct"]
                cells.append(f"{error:+.1f} %" + (" ⚠" if abs(error) > 10 else ""))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def method_parts() -> dict[str, str]:
    """Return the generated text of each block of docs/method.md."""
    return {"bounds": bounds(), "waits": waits()}


def bounds() -> str:
    """Return by way of travelling how many trips there are, one way only, and of many drives."""
    model = TravelModel(transnet.load_network("shanxi-central"))
    drive_min = ms_to_minutes(model.trips("drive").travel)
    drives = likely_ride_drives(model.network)
    longer = f"longer than {drives:g} drives"
    heads = ["using", "pairs with a trip", "of them one way only", "trips by rides", longer]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for using in MUST_RIDE:
        trips = model.trips(using)
        found = trips.travel < UNREACHABLE_MS
        rides = found & ~trips.drives & ~np.eye(len(found), dtype=np.bool_)
        slow = rides & (ms_to_minutes(trips.travel) > drives * drive_min)
        either = np.triu(found | found.T, 1)
        counts = (either.sum(), (found & ~found.T).sum(), rides.sum(), slow.sum())
        lines.append(f"| {using} | {' | '.join(f'{int(count):,}' for count in counts)} |")
    return "\n".join(lines)


_WHEN = ("before", "after")


def _value(row: Mapping[str, object], when: str) -> str:
    mark = "✓" if row[f"met_{when}"] else "✗"
    unit = "min" if row["unit"] == "min" else "%"
    number = f"{row[when]:.0f}" if unit == "min" else f"{row[when]:.1f}"
    if unit == "%":
        return f"{mark} {number} %"
    within = round(
        float(str(row[f"share_within_pct_{when}"])) * int(str(row[f"count_{when}"])) / 100
    )
    return f"{mark} {within} of {row[f'count_{when}']}, worst {number} min"


def _shortfall(row: Mapping[str, object]) -> str:
    if row["met_after"]:
        return "–"
    if row["shortfall_unit"] == "min":
        amount = f"{row['shortfall_after']:.0f} min"
    else:
        amount = f"{float(str(row['shortfall_after'])) / 1e6:.2f} m people"
    return f"{amount} ({row['binding_leg_after']})"


def _name(place: str) -> str:
    places = transnet.load_network("shanxi-central")["places"].set_index("place_id")
    return str(places.loc[place, "name_en"])


def main() -> None:
    """Fill the pages, and draw the figures of README.md and docs/findings.md."""
    page: Path = _SHANXI["PAGE"]
    parts = _SHANXI["blocks"](_SHANXI["results"]())
    page.write_text(filled(page.read_text("utf-8"), parts), encoding="utf-8")
    README.write_text(filled(README.read_text("utf-8"), blocks()), encoding="utf-8")
    METHOD.write_text(filled(METHOD.read_text("utf-8"), method_parts()), encoding="utf-8")
    _FINDINGS["write"](filled, _FIGURES["draw"])
    axes = transnet.run("xiongxin-hsr").plot(kind="change")
    axes.figure.savefig(_MAP, dpi=80, metadata={"Software": None})


if __name__ == "__main__":
    main()
