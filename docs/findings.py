"""The figures of docs/findings.md: what 雄忻 does, what the plan achieves, what stands in the way.

Everything on the page comes from runs of the scenarios below; marks of what turns come from
docs/doubts.csv, which varies each input alone.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

import transnet
from transnet.report.words.beside import station_note, timetable_note
from transnet.report.words.drive_note import drive_note
from transnet.report.words.readings import Reading, readings
from transnet.report.words.short_names import place_texts, stop_texts
from transnet.report.words.words import DATED, DISPLACEMENT_NOTE, DOUBT, LEGS, MARK, Text
from transnet.travel.timetable_days import timetables_behind

PAGE = Path(__file__).parent / "findings.md"
LINE = {"lean": "xiongxin-hsr", "full": "projects/svc-xiongxin-full"}
STAGES = {
    "2022-10": "base-2022",
    "2025 实际 as it came": "stages/history-2025",
    "2030": "stages/2030",
    "2035": "stages/2035",
    "全部 everything": "stages/everything",
}
BEIJING = "110000"
DRAWN_TO = (BEIJING,)  # where the trips of the map of figure 1 lead
XIONGAN = "133100"
# Those whom the line joins or is said to serve, and two cities away from it.
TRIPS = (
    ("140902", XIONGAN), ("140922", XIONGAN), ("140106", XIONGAN),
    ("140902", BEIJING), ("140981", BEIJING), ("140921", BEIJING), ("140922", BEIJING),
    ("140106", BEIJING), ("140302", BEIJING), ("141102", BEIJING),
)  # fmt: skip
TAIYUAN_SOUTH, XIONGAN_STATION, BEIJING_WEST, BEIJING_FENGTAI = "R006", "R119", "R120", "R121"
# 太原日报 2022-06-26: an hour from Xinzhou to Xiong'an, an hour and a half from Taiyuan to Beijing.
PRESS_BEIJING_MIN, PRESS_XIONGAN_MIN = 90.0, 60.0
_ROOT = Path(__file__).parents[1]
_DOUBTS = _ROOT / "docs" / "doubts.csv"
_OUTSIDE = ("access", "station", "transfer", "egress")


def line_results() -> dict[str, transnet.Result]:
    """Return the line opened today with its lean and its full service plan."""
    return {plan: _run(name) for plan, name in LINE.items()}


def stage_results() -> dict[str, transnet.Result]:
    """Return the stages of the plan by what the page calls them."""
    return {title: _run(name) for title, name in STAGES.items()}


def line_blocks(runs: Mapping[str, transnet.Result]) -> dict[str, str]:
    """Return the generated parts that speak of 雄忻."""
    return {"trips": trips(runs), "in-train": in_train(runs["lean"])}


def plan_blocks(stages: Mapping[str, transnet.Result]) -> dict[str, str]:
    """Return the generated parts that speak of the plan and of what stands in its way."""
    last = list(stages.values())[-1]
    return {
        "reached": reached(stages),
        "legs": legs(last),
        "missing": missing(last),
        "stations": stations(last),
        "marks": marks(stages.values()),
    }


def trips(runs: Mapping[str, transnet.Result]) -> str:
    """Return trips today and with either service plan: by rail, and by whatever is best."""
    lean, full = runs["lean"], runs["full"]
    network = lean.after.model.network
    names, stops = place_texts(network), stop_texts(network)
    turning = _turning(lean.scenario.id)["trips"]
    rows = []
    for ends in TRIPS:
        states = (lean.before, lean.after, full.after)
        rides = [state.model.path(*ends, using="rail") for state in states]
        best = [state.model.path(*ends) for state in states]
        by_rail, by_any = (
            [_minutes(state, path) for state, path in zip(states, paths, strict=True)]
            for paths in (rides, best)
        )
        saved = _range([best[0].travel_min - each.travel_min for each in best[1:]])
        turns = f" {DOUBT}" if ends in turning else ""
        any_means = f"{by_any[0]} → {by_any[1]} … {by_any[2]}"
        trip = f"{_both(names[ends[0]])} → {_both(names[ends[1]])}"
        rows.append([trip, *by_rail, _boards_at(rides[1], stops), any_means, saved + turns])
    heads = [
        "出行 trip", "今天，火车 today by rail", "精简方案 lean plan", "充分方案 full plan",
        "上车站（精简） boards at (lean)", "任选方式 any means", "省下 saved",
    ]  # fmt: skip
    return _grid(heads, rows)


def in_train(lean: transnet.Result) -> str:
    """Return the minutes in the train from Taiyuan South to Beijing, part by part."""
    new, old = lean.after.model, lean.before.model
    whole = new.in_train([TAIYUAN_SOUTH], [BEIJING_WEST])
    first = new.in_train([TAIYUAN_SOUTH], [XIONGAN_STATION])
    today = old.in_train([TAIYUAN_SOUTH], [BEIJING_WEST, BEIJING_FENGTAI])
    km, first_km, today_km = (float(way.legs["length_km"].sum()) for way in (whole, first, today))
    beyond_min = _beyond_min(whole, first, new.network)
    stop_min = whole.travel_min - first.travel_min - beyond_min
    to_xinzhou = float(_times(lean.before, "plan-1h-intercity")["140902"])
    trains, end = today.legs["trains_per_day"].iloc[0], today.destination
    heads = ["区段 section", "km", "min", "km/h", "依据 basis"]
    rows = [
        ["太原南—雄安，不停 Taiyuan South–Xiong'an, non-stop", *_speed(first_km, first.travel_min),
         "推算 derived: 线长、速度、加减速、余量 lengths, speeds, acceleration, margin †"],
        ["雄安停站 stop at Xiong'an", "", f"{stop_min:.0f}", "", "假定 assumed †"],
        ["雄安—北京西 Xiong'an–Beijing West", *_speed(km - first_km, beyond_min),
         "有来源 found: 新京报 2020-12-26，“最快50分钟” fastest 50 min"],
        ["**太原南—北京西，经雄忻 by 雄忻**", *_speed(km, whole.travel_min, "**"), "合计 sum †"],
        [f"今天最快一班 fastest train today: 太原南—{end.name_zh} {end.name_en}",
         *_speed(today_km, today.travel_min),
         f"时刻表 timetable, {trains:.0f} 班 a day {DATED}"],
        ["报道 press: 太原—北京 Taiyuan–Beijing 1.5 h", *_speed(km, PRESS_BEIJING_MIN),
         "太原日报 2022-06-26；全程平均须达此速 mean speed that it would take"],
        ["报道 press: 忻州—雄安 Xinzhou–Xiong'an 1 h, 加两端 and both ends", "",
         f"{to_xinzhou + PRESS_XIONGAN_MIN + beyond_min:.0f}", "",
         f"{to_xinzhou:.0f} (太原—忻州 fastest) + {PRESS_XIONGAN_MIN:.0f} + {beyond_min:.0f}"],
    ]  # fmt: skip
    return _grid(heads, rows)


def _beyond_min(whole: Any, first: Any, network: Any) -> float:
    """Return what the table of stops gives from Xiong'an to Beijing West."""
    (service,) = set(whole.legs["services"])
    if not service.startswith("XIONGXIN") or service not in set(first.legs["services"]):
        raise ValueError(f"the fastest train to Beijing West is {service}, not one of the line")
    stops = network["stops"]
    rows = stops[(stops["service_id"] == service) & (stops["station_id"] == BEIJING_WEST)]
    return float(rows["run_min"].iloc[0])


def reached(stages: Mapping[str, transnet.Result]) -> str:
    """Return by stage how many targets are met, and each of the plan's own readings."""
    found = {title: readings(result) for title, result in stages.items()}
    own = {title: [each for each in all_ if each.headline] for title, all_ in found.items()}
    rows = [
        ["规划自身的口径，达标 the plan's own readings, met", *map(_met, own.values())],
        ["全部目标，达标 all targets, met", *map(_met, found.values())],
    ]
    for number, first in enumerate(next(iter(own.values()))):
        cells = [reached_cell(stages[title], each[number]) for title, each in own.items()]
        rows.append([f"{_tail(first.name)}<br>`{first.target_id}`", *cells])
    return _grid(["", *stages], rows)


def reached_cell(result: transnet.Result, reading: Reading) -> str:
    """Return what a reading gives in the state after, with its marks and its worst pair."""
    state = reading.after
    value = f"{state.value:.0f} min" if reading.of_pairs else f"{state.value:.1f} %"
    turns = f" {DOUBT}" if reading.target_id in _turning(result.scenario.id)["targets"] else ""
    dated = f" {DATED}" if result.after.timetables[reading.target_id] else ""
    marked = f" {MARK}" if reading.marked else ""
    worst = f"<br>{_both(state.worst)}" if reading.of_pairs else ""
    return f"{value} {'✓' if state.met else '✗'}{turns}{dated}{marked}{worst}"


def legs(last: transnet.Result) -> str:
    """Return how Taiyuan's way to the other cities is made up, at first and in the end."""
    heads = [
        "太原至 from Taiyuan to", "列车在途 in the train", "只计城区车站 stations in town",
        "乘火车，门到门 by rail, door to door", "其中车外 of it outside the train",
        "错时 displacement", "驾车 by car",
    ]  # fmt: skip
    first, then = (city_ways(state) for state in (last.before, last.after))
    names = place_texts(last.after.model.network)
    rows = []
    for city in first:
        pairs = zip(first[city], then[city], strict=True)
        rows.append([_both(names[city]), *(f"{old:.0f} → {new:.0f}" for old, new in pairs)])
    return _grid(heads, rows)


def city_ways(state: Any) -> dict[str, list[float]]:
    """Return minutes from the core to the other seats, in the order of the columns of `legs`."""
    rail, drive = (city_legs(state, using) for using in ("rail", "drive"))
    trains, in_town = (
        _times(state, target) for target in ("plan-1h-intercity", "plan-1h-intercity-town")
    )
    return {
        city: [
            trains[city], in_town[city], rail.loc[city, "travel_min"],
            sum(rail.loc[city, f"{leg}_min"] for leg in _OUTSIDE),
            rail.loc[city, "displacement_min"], drive.loc[city, "travel_min"],
        ]
        for city in rail.index
    }  # fmt: skip


def _times(state: Any, target: str) -> pd.Series[Any]:
    """Return the minutes that a target counts, by where its trips lead."""
    rows = state.detail[state.detail["target_id"] == target]
    return rows.set_index("to_id")["minutes"]


def city_legs(state: Any, using: str) -> pd.DataFrame:
    """Return the legs of trips from the core to the other cities' seats, by seat."""
    network = state.model.network
    core = network.info.core_place_id
    seats = sorted(set(network["cities"]["seat_place_id"]) - {core})
    return state.model.leg_minutes([core], seats, using=using).set_index("to_id")


def missing(last: transnet.Result) -> str:
    """Return what each of the plan's own readings lacks at first and in the end, and where."""
    heads = [
        "口径 reading",
        "2022-10",
        "全部建成 with everything",
        "卡在 binding leg, 2022-10 → all",
    ]
    rows = []
    for each in readings(last):
        states = (each.before, each.after)
        if each.headline:
            lacks = ["✓" if state.met else _both(each.missing(state)) for state in states]
            leg = ["–" if state.met else _both(LEGS[state.leg]) for state in states]
            rows.append([_tail(each.name), *lacks, " → ".join(leg)])
    note = drive_note(last.before, readings(last))
    return _grid(heads, rows) + (f"\n\n{note.zh}。{note.en}." if note else "")


def stations(last: transnet.Result) -> str:
    """Return which station far from town decides the time in the train, in both languages."""
    (row,) = last.verdicts.query("target_id == 'plan-1h-intercity'").to_dict("records")
    notes = [
        (day, station_note(state, row))
        for day, state in (("2022-10", last.before), ("全部建成 with everything", last.after))
    ]
    return "\n".join(f"- {day}：{note.zh}。{note.en}." for day, note in notes if note)


def marks(stages: Any) -> str:
    """Return what the marks of the page mean, and what displacement is."""
    days = {
        day
        for result in stages
        for state in (result.before, result.after)
        for dates in state.timetables.values()
        for day in dates
    }
    said = [
        Text(f"{MARK} 含凭记忆或假定的输入", f"{MARK} rests on recalled or assumed inputs"),
        timetable_note(days),
        Text(
            f"{DOUBT} 达标与否，或一程变快、变慢、不变，随输入取低值或高值（或随开行方案）翻转，"
            "见 doubts.csv",
            f"{DOUBT} a verdict, or whether a trip gets shorter, longer or neither, turns between "
            "the ends of an input or between service plans: [doubts.csv](doubts.csv)",
        ),
    ]
    lines = [f"- {text.zh}。{text.en}." for text in said if text]
    return "\n".join([*lines, f"- {DISPLACEMENT_NOTE.zh} {DISPLACEMENT_NOTE.en}"])


def _run(name: str) -> transnet.Result:
    return transnet.run(_ROOT / "scenarios" / f"{name}.toml")


def _turning(scenario: str) -> dict[str, set[Any]]:
    """Return which targets after a scenario, and which trips, turn by docs/doubts.csv."""
    with _DOUBTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["scenario_id"] == scenario]
    return {
        "targets": {row["target_id"] for row in rows if row["fragile"] == "True"} - {""},
        "trips": {(row["from_id"], row["to_id"]) for row in rows if row["from_id"]},
    }


def _minutes(state: Any, path: Any) -> str:
    """Return a trip's minutes door to door, displacement beside them, and marks."""
    if path.legs.empty:
        return "–"
    marked = f" {MARK}" if path.uses_recalled else ""
    dated = f" {DATED}" if timetables_behind(state.model.network, [path]) else ""
    beside = f" + {path.displacement_min:.0f}" if path.displacement_min > 0 else ""
    return f"{path.travel_min:.0f}{beside}{dated}{marked}"


def _boards_at(path: Any, stops: Mapping[str, Text]) -> str:
    """Return the station where most of a trip's departures are boarded."""
    shares = path.alternatives.groupby("from_id")["share"].sum()
    return _both(stops[str(shares.sort_values(ascending=False, kind="stable").index[0])])


def _range(values: Sequence[float]) -> str:
    low, high = (f"{round(value):d}" for value in values)
    return low if low == high else f"{low} … {high}"


def _speed(km: float, minutes: float, strong: str = "") -> list[str]:
    values = (f"{km:.0f}", f"{minutes:.0f}", f"{60 * km / minutes:.0f}")
    return [f"{strong}{value}{strong}" for value in values]


def _met(found: Sequence[Reading]) -> str:
    return f"{sum(each.after.met for each in found)} / {len(found)}"


def _tail(name: Text) -> str:
    """Return a reading's name without the title of its circle."""
    return f"{name.zh.partition(':')[2]}<br>{name.en.partition(': ')[2]}"


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def write(filled: Callable[[str, Mapping[str, str]], str], draw: Callable[..., None]) -> None:
    """Fill the page and draw its figures.

    filled  puts blocks between the markers of a text
    draw    draws the figures: the line's lean plan, the stages, `city_legs`, trips that turn
    """
    runs, stages = line_results(), stage_results()
    parts = {**line_blocks(runs), **plan_blocks(stages)}
    PAGE.write_text(filled(PAGE.read_text("utf-8"), parts), encoding="utf-8")
    draw(runs["lean"], stages, city_legs, _turning(runs["lean"].scenario.id)["trips"])
