"""python -m networks.build.docs [--out DIR]: docs/projects.md and docs/whole-plan.md.

Runs every project on its own and the stages of the plan, with their inputs at both ends, which
takes an hour or two. What is worked out is kept: a run that was stopped goes on where it was, and a
later one makes anew only what rests on something that has changed.
"""

from __future__ import annotations

import argparse
import math
import runpy
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from networks.build.common import read_data, read_page
from networks.build.project_doubts import (
    FIGURES,
    WINNER,
    project_rows,
    turning_table,
)
from networks.build.scenario_files import PASSED_OVER
from transnet.base.cache import Cache
from transnet.base.kept_rows import Rows, kept_rows
from transnet.decision.belt_doubts import turning_belts
from transnet.decision.sensitivity import sensitivity
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.report.page.comparison import belts_table
from transnet.report.words.beside import station_note
from transnet.report.words.drive_note import drive_note
from transnet.report.words.readings import readings
from transnet.report.words.words import DATED, DOUBT, MARK
from transnet.scenario.file import Scenario, read_scenario
from transnet.study.compared_results import Comparison
from transnet.study.project_kinds import rests_on_assumptions
from transnet.study.result import Result
from transnet.study.run import run

ROOT = Path(__file__).parents[2]
THEMES = {
    "rail": "Railways 铁路",
    "road": "Roads 公路",
    "air": "Air 航空",
    "urban": "Urban rail and bus rapid transit 城市交通",
    "hub": "Hubs 枢纽",
    "service": "Services 运输服务",
    "freight": "Freight 货运",
}
# Headings of the table of projects, by figure.
HEADS: Mapping[str, str] = {
    "pairs": "pairs",
    "largest_min": "largest, min",
    "mean_min": "mean, min",
    "cities_min": "main cities, min",
    "public_min": "must ride, min",
    "full_wait_min": "waits in full, min",
    "carfree_min": "without a car, min",
    "carfree_pairs": "without a car, pairs",
    "new_pairs": "new ways",
    "people_core": "people, core",
    "people_seat": "people, own seat",
}
IN_WORDS: Mapping[str, str] = {
    "pairs": "counties come nearer to each other",
    "largest_min": "the largest saving",
    "mean_min": "the mean saving",
    "cities_min": "minutes to the main cities",
    "public_min": "minutes of those who must ride",
    "full_wait_min": "the same with waits in full",
    "carfree_min": "minutes without a car",
    "carfree_pairs": "pairs within two hours without a car",
    "new_pairs": "pairs that no means joined before",
    "people_core": "people within the hour of the core",
    "people_seat": "people within the hour of their own seat",
    WINNER: "which county gains most",
}
"""The same, as said of projects without an effect."""
NOBODY = "—"
MEANS = {"best": "", "public": " (must ride)", "carfree": " (without a car)"}
STATES = {
    "base-2022": "2022-10",
    "stages/history-2025": "2025, as it came",
    "stages/2025": "2025, as planned",
    "stages/2030": "2030",
    "stages/2035": "2035",
    "stages/everything": "everything",
    "stages/building-today": "under construction today",
}
OPENED = ("xiongxin-hsr-2022", "xiongxin-hsr")
"""Scenarios of the README beside the stages."""
Fragile = set[str | tuple[str, str]]
"""Ids of targets, and groups with a figure of theirs."""
DOUBT_COLUMNS = (
    "scenario_id", "target_id", "from_id", "to_id", "group_id", "figure", "before_fragile",
    "fragile", "turned_by",
)  # fmt: skip
FINDINGS = runpy.run_path(str(ROOT / "docs" / "findings.py"))


def main() -> None:
    """Write both pages, and the table of what turns."""
    parser = argparse.ArgumentParser(prog="python -m networks.build.docs")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    network = load_network("shanxi-central")
    effects = project_rows(network, progress=_progress)
    (arguments.out / "projects.md").write_text(projects_page(network, effects), encoding="utf-8")
    turning = turning_table(effects).to_csv(index=False)
    (arguments.out / "project-doubts.csv").write_text(turning, encoding="utf-8")
    found = doubts(network)
    (arguments.out / "doubts.csv").write_text(found.to_csv(index=False), encoding="utf-8")
    results = {name: run(_scenario(name), network=network) for name in STATES}
    fragile = {name: _fragile(found, result.scenario.id) for name, result in results.items()}
    (arguments.out / "whole-plan.md").write_text(plan_page(results, fragile), encoding="utf-8")


def doubts(network: Network, cache: Cache | None = None) -> pd.DataFrame:
    """Return what turns between the ends of the inputs, each alone and all together.

    Of the stages of the plan, and of the line that the README opens: scenario_id; target_id;
    from_id and to_id of a trip that is spoken of, or drawn on a map; group_id and figure of a belt,
    whose gain is counted from the first stage, as the page of the whole plan shows it;
    before_fragile, fragile, turned_by. What doesn't turn has no row. A scenario's rows are kept
    under what they come of.
    """
    rows: Rows = []
    trials: dict[str, pd.DataFrame] = {}
    for name in (*STATES, *OPENED):
        text, drawn = _scenario(name).read_text(encoding="utf-8"), FINDINGS["DRAWN_TO"]
        parts = (network.content_hash, text, *DOUBT_COLUMNS, *drawn)
        make = partial(doubt_rows, _scenario(name), network)
        kept = kept_rows(parts, ["transnet.decision.sensitivity"], make, cache)
        rows += [row for row in kept if "input" not in row]
        trials[name] = pd.DataFrame([row for row in kept if "input" in row])
    first = trials[next(iter(STATES))]
    for name in STATES:
        rows += belt_rows(read_scenario(_scenario(name)).id, trials[name], first)
    return pd.DataFrame(rows, columns=list(DOUBT_COLUMNS))


def doubt_rows(scenario: Scenario | Path, network: Network) -> Rows:
    """Return the rows of `doubts` for one scenario but for belts, then all trials of its belts."""
    found = sensitivity(scenario, network=network, progress=_progress)
    trips = found.journeys
    ends = pd.MultiIndex.from_frame(trips[["from_id", "to_id"]])
    told = trips["spoken_of"].to_numpy(dtype=bool) | ends.isin(FINDINGS["TRIPS"])
    trips = trips[told | trips["to_id"].isin(FINDINGS["DRAWN_TO"])]
    both = pd.concat([found.table, trips.assign(before_fragile=False)], ignore_index=True)
    both = both.assign(scenario_id=found.scenario.id).reindex(columns=list(DOUBT_COLUMNS))
    turning = both.loc[both["fragile"] | both["before_fragile"]]
    plain = turning.astype(object).where(turning.notna(), None)
    return [
        {str(key): cell for key, cell in row.items()}
        for table in (plain, found.belts)
        for row in table.to_dict("records")
    ]


def belt_rows(scenario_id: str, trials: pd.DataFrame, first: pd.DataFrame) -> Rows:
    """Return the rows of `doubts` for the belts of a stage; `turning_belts` has the arguments."""
    empty = dict.fromkeys(DOUBT_COLUMNS)
    return [
        {**empty, "scenario_id": scenario_id, "before_fragile": False, "fragile": True, **row}
        for row in turning_belts(trials, first).to_dict("records")
    ]


def _progress(what: str, done: int, steps: int) -> None:
    sys.stderr.write(f"{what}: {done + 1} of {steps}\n")


def projects_page(network: Network, effects: pd.DataFrame) -> str:
    """Return the page of projects; raises ValueError where a zero isn't explained."""
    reasons = {row["project_id"]: row["reason"] for row in read_data("no_effect")}
    silent = {row["project_id"] for row in effects.to_dict("records") if not _moves(row)}
    if unexplained := silent - set(reasons):
        raise ValueError(f"data/no_effect.csv: say why {sorted(unexplained)} save no minute")
    projects = network["projects"].set_index("project_id").join(effects.set_index("project_id"))
    projects["assumed"] = [rests_on_assumptions(network, str(name)) for name in projects.index]
    places = network["places"].set_index("place_id")
    parts = [read_page("projects_head")]
    for theme, title in THEMES.items():
        rows = projects[(projects["theme"] == theme) & ~projects.index.isin(sorted(silent))]
        if len(rows):
            parts.append(f"## {title}\n\n{_projects_table(rows, places)}{_notes(rows)}")
    parts.append(_silent_part(projects, {name: reasons[name] for name in sorted(silent)}))
    return "\n".join(parts)


def plan_page(results: Mapping[str, Result], fragile: Mapping[str, Fragile]) -> str:
    """Return the page of the whole plan: readings by stage, then belts and clusters.

    results, fragile  of each stage, and what turns in it
    """
    parts = [read_page("whole_plan_head"), "## Readings 口径\n", _readings_table(results, fragile)]
    last = list(results.values())[-1]
    drives = drive_note(last.before, readings(last))
    parts += [f"{drives.zh}。{drives.en}.\n"] if drives else []
    belts = belts_table(results.values())
    for column, title, show in (
        ("core_min", "Minutes to the core of Taiyuan 至核心区分钟数", _minutes),
        ("seat_min", "Minutes to the own city's seat 至本市中心分钟数", _minutes),
        ("people_within_60", "People within the hour of the core 1小时内可达核心区人口", _people),
    ):
        parts += [f"## {title}\n", _belts_table(belts, results, fragile, column, show)]
    left_out = ", ".join(PASSED_OVER)
    parts.append(f"\nLeft out where projects exclude each other: {left_out}.\n")
    return "\n".join(parts)


def _scenario(name: str) -> Path:
    return ROOT / "scenarios" / f"{name}.toml"


def _fragile(found: pd.DataFrame, scenario: str) -> Fragile:
    """Return the targets, and the groups with their figures, that turn after a scenario."""
    rows = found[(found["scenario_id"] == scenario) & found["fragile"]]
    belts = rows[["group_id", "figure"]].dropna().to_numpy().tolist()
    return {*map(str, rows["target_id"].dropna()), *((group, figure) for group, figure in belts)}


def _moves(row: Mapping[object, object]) -> bool:
    """Whether any column of the effects shows something at the decimals it is shown with."""
    return bool(row[WINNER]) or any(
        round(float(str(row[figure])), digits) for figure, digits in FIGURES.items()
    )


def _projects_table(rows: pd.DataFrame, places: pd.DataFrame) -> str:
    heads = ["project", "stage", "opened", *HEADS.values(), "winner"]
    lines = []
    for _, row in rows.iterrows():
        opened = row["opened"].date().isoformat() if pd.notna(row["opened"]) else row["status"]
        cells = [
            _figure(float(row[figure]), FIGURES[figure], turns=figure in row["turned"])
            for figure in HEADS
        ]
        winner = NOBODY
        if row[WINNER]:
            place = places.loc[row[WINNER]]
            winner = f"{place['name_zh']} {place['name_en']} {row['winner_min']:.1f}"
            winner += MEANS[row["winner_using"]]
        if WINNER in row["turned"]:
            winner = f"{winner} {DOUBT}"
        lines.append([_title(row), row["stage"], opened, *cells, winner])
    return _grid(heads, lines)


def _notes(rows: pd.DataFrame) -> str:
    """Return what is to be known of the figures of some projects, a line each."""
    lines = [
        f"- {rows.loc[note['project_id'], 'name_zh']}：{note['note_zh']}。"
        f"{rows.loc[note['project_id'], 'name_en']}: {note['note']}.\n"
        for note in read_data("project_notes")
        if note["project_id"] in rows.index
    ]
    return "".join(["\n", *lines]) if lines else ""


def _title(row: pd.Series[Any]) -> str:
    """Return a project's names and id, the first with a mark where it rests on assumptions."""
    mark = f" {MARK}" if row["assumed"] else ""
    return f"{row['name_zh']}{mark}<br>{row['name_en']}<br>`{row.name}`"


def _figure(value: float, digits: int, *, turns: bool) -> str:
    shown = f"{value:,.{digits}f}" if round(value, digits) else ""
    return f"{shown} {DOUBT}".strip() if turns else shown


def _silent_part(projects: pd.DataFrame, reasons: Mapping[str, str]) -> str:
    rows = []
    for name, reason in reasons.items():
        row = projects.loc[name]
        turns = "; ".join(IN_WORDS.get(figure, figure) for figure in row["turned"])
        rows.append([_title(row), reason, f"{DOUBT} {turns}" if turns else ""])
    heads = ["project", "why", "what it changes with other inputs"]
    return f"## No minute saved, and why\n\n{_grid(heads, rows)}"


def _readings_table(results: Mapping[str, Result], fragile: Mapping[str, Fragile]) -> str:
    table = Comparison(tuple(results.values())).verdicts
    rows = []
    for row in table.to_dict("records"):
        cells = []
        for name, result in results.items():
            scenario = result.scenario.id
            units = result.after.verdicts.set_index("target_id")["shortfall_unit"]
            mark = "✓" if row[f"{scenario} met"] else "✗"
            missing = _missing(float(row[f"{scenario} shortfall"]), units[row["target_id"]])
            turns = f" {DOUBT}" if row["target_id"] in fragile[name] else ""
            dated = f" {DATED}" if result.after.timetables[row["target_id"]] else ""
            far = _far_stations(result, row["target_id"])
            cells.append(f"{_value(row[scenario], row['unit'])} {mark}{turns}{dated}{missing}{far}")
        rows.append([f"{row['name_zh']}<br>{row['name_en']}<br>`{row['target_id']}`", *cells])
    return _grid(["reading", *STATES.values()], rows)


def _far_stations(result: Result, target: str) -> str:
    """Return which stations far from town a reading counts, and what the other reading gives."""
    verdicts = result.verdicts
    (row,) = verdicts[verdicts["target_id"] == target].to_dict("records")
    note = station_note(result.after, row)
    return f"<br>{note.en}" if note else ""


def _value(value: float, unit: str) -> str:
    return f"{value:.1f} %" if unit == "%" else f"{value:.0f} min"


def _missing(shortfall: float, unit: str) -> str:
    if not shortfall:
        return ""
    if not math.isfinite(shortfall):
        return "<br>no way"
    return f"<br>{shortfall:,.0f} {unit} short"


def _belts_table(
    belts: pd.DataFrame,
    results: Mapping[str, Result],
    fragile: Mapping[str, Fragile],
    column: str,
    show: Callable[[float, float], str],
) -> str:
    wide = belts.pivot_table(index="group_id", columns="scenario_id", values=column, sort=False)
    names = belts.drop_duplicates("group_id").set_index("group_id")
    ids = {name: result.scenario.id for name, result in results.items()}
    rows = []
    for group in wide.index:
        first = wide.loc[group, next(iter(ids.values()))]
        cells = []
        for name, scenario in ids.items():
            turns = f" {DOUBT}" if (group, column) in fragile[name] else ""
            cells.append(show(wide.loc[group, scenario], first) + turns)
        rows.append([f"{names.loc[group, 'name_zh']}<br>{names.loc[group, 'name_en']}", *cells])
    return _grid(["belt or cluster", *STATES.values()], rows)


def _minutes(value: float, first: float) -> str:
    change = value - first
    return f"{value:.1f}" + (f" ({change:+.1f})" if round(change, 1) else "")


def _people(value: float, first: float) -> str:
    change = value - first
    return f"{value:,.0f}" + (f" ({change:+,.0f})" if round(change) else "")


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
