"""python -m networks.build.scenario_files [--network DIR] [--out DIR]: scenarios of the projects.

Writes one scenario a project, one a theme, and the stages of the plan, from projects.csv.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from networks.build.common import BASE_DATE, read_csv

Project = Mapping[str, str]
HERE = Path(__file__).parents[1]
THEMES = {
    "rail": ("铁路", "Railways"),
    "road": ("公路", "Roads"),
    "air": ("航空", "Air"),
    "urban": ("城市轨道交通与快速公交", "Urban rail and bus rapid transit"),
    "hub": ("枢纽", "Hubs"),
    "service": ("运输服务", "Services"),
}
STAGES = ("2025", "2030", "2035")
# Where projects exclude each other, the one that realises the clause better is taken.
PASSED_OVER = ("metro-r3", "svc-metro-r3-full", "svc-xiongxin-moved")


def main() -> None:
    """Write the scenario files, after removing those that it wrote before."""
    parser = argparse.ArgumentParser(prog="python -m networks.build.scenario_files")
    parser.add_argument("--network", type=Path, default=HERE / "shanxi-central")
    parser.add_argument("--out", type=Path, default=HERE.parent / "scenarios")
    arguments = parser.parse_args()
    projects = {row["project_id"]: row for row in read_csv(arguments.network / "projects.csv")}
    for folder, texts in (
        ("projects", project_files(projects)),
        ("themes", theme_files(projects, motorway_toll(arguments.network))),
        ("stages", stage_files(projects)),
    ):
        (arguments.out / folder).mkdir(parents=True, exist_ok=True)
        for old in (arguments.out / folder).glob("*.toml"):
            old.unlink()
        for name, text in texts.items():
            (arguments.out / folder / f"{name}.toml").write_text(text, encoding="utf-8")


def motorway_toll(network: Path) -> float:
    """Return the toll of a network's motorways, yuan a kilometre."""
    rows = read_csv(network / "parameters.csv")
    return next(float(row["value"]) for row in rows if row["parameter"] == "toll_cny_per_km")


def project_files(projects: Mapping[str, Project]) -> dict[str, str]:
    """Return a scenario a project, opened together with what it requires that isn't open yet.

    A project that has opened since the plan opens on the eve of its opening, any other today. One
    that was open on the plan's day already is closed on that day.
    """
    return {name: _project_file(row, projects) for name, row in projects.items()}


def _project_file(row: Project, projects: Mapping[str, Project]) -> str:
    name = row["project_id"]
    if row["opened"] and row["opened"] <= BASE_DATE.isoformat():
        question = (
            f"规划时若没有{row['name_zh']}会怎样?",
            f"What would have been missing on the plan's day without {row['name_en']}?",
        )
        names = (f"没有{row['name_zh']}", f"Without {row['name_en']}")
        edit = f'[[edit]]\naction = "close"\nproject = "{name}"\n'
        return _text(name, names, question, ("base", "base"), edit)
    day = _eve(row["opened"]) if row["opened"] else "today"
    needed = [
        other
        for other in required(name, projects)
        if not projects[other]["opened"] or (row["opened"] and projects[other]["opened"] > day)
    ]
    if row["opened"]:
        question = (
            f"{row['name_zh']}于{row['opened']}开通:它当时带来了什么?",
            f"{row['name_en']} opened on {row['opened']}: what did it bring on that day?",
        )
    else:
        question = (
            f"今天开通{row['name_zh']}会带来什么?",
            f"What would {row['name_en']} bring if it opened today?",
        )
    with_others = _joined(projects[other] for other in needed)
    names = (row["name_zh"], row["name_en"])
    if needed:
        names = (f"{names[0]}(连同{with_others[0]})", f"{names[1]} (with {with_others[1]})")
    edit = _edit([*needed, name])
    return _text(name, names, question, (day, day), edit)


def theme_files(projects: Mapping[str, Project], toll: float) -> dict[str, str]:
    """Return a scenario a theme: all its projects, and those that they require; and one of tolls.

    toll  yuan a kilometre of motorway today
    """
    made = {}
    for theme, names in THEMES.items():
        own = [name for name, row in projects.items() if row["theme"] == theme]
        others = [
            other
            for name in own
            for other in required(name, projects)
            if projects[other]["theme"] != theme and not projects[other]["opened"]
        ]
        question = (
            f"规划中的{names[0]}项目全部建成会带来什么?",
            f"What would all the plan's projects of this kind bring: {names[1].lower()}?",
        )
        edit = f'[[edit]]\naction = "open"\ntheme = "{theme}"\n{_left_out(own)}'
        extra = "".join(f"\n{_edit([other])}" for other in dict.fromkeys(others))
        titles = (f"主题:{names[0]}", f"Theme: {names[1]}")
        made[theme] = _text(f"theme-{theme}", titles, question, ("today", "today"), edit + extra)
    return made | {"toll-free": _toll_free(toll)}


def _toll_free(toll: float) -> str:
    """Return the scenario of motorways without tolls, which changes money and no minute."""
    question = (
        "高速公路免收小客车通行费,花费和广义费用会降低多少?",
        "How much less would trips cost, in money and in generalised cost, without motorway tolls?",
    )
    edit = (
        '[[edit]]\naction = "set_parameter"\nparameter = "toll_cny_per_km"\nmode = "car"\n'
        f"value = 0\nexpect = {toll:g}\n"
    )
    titles = ("主题:高速公路免费", "Theme: Toll-free motorways")
    return _text("theme-toll-free", titles, question, ("today", "today"), edit)


def stage_files(projects: Mapping[str, Project]) -> dict[str, str]:
    """Return the stages of the plan, what has really opened, what is being built, and all of it."""
    made = {}
    for at, stage in enumerate(STAGES):
        stages = STAGES[: at + 1]
        late = [name for name, row in projects.items() if row["stage"] in stages]
        quoted = ", ".join(f'"{name}"' for name in stages)
        edit = f'[[edit]]\naction = "open"\nstage = [{quoted}]\n{_left_out(late)}'
        titles = (f"规划{stage}年阶段", f"The plan's stage of {stage}")
        question = (
            f"规划到{stage}年应建成的项目全部建成,“1小时通勤交通圈”能否实现?",
            f"With every project that stands in the stages up to {stage}, is the circle reached?",
        )
        made[stage] = _text(f"stage-{stage}", titles, question, (f"{stage}-12-31", "base"), edit)
    titles = ("到2025年底的实际开通", "What had really opened by the end of 2025")
    question = (
        "规划印发以来到2025年底实际开通的项目带来了什么?",
        "What has the plan brought that had opened by the end of 2025?",
    )
    made["history-2025"] = _text("history-2025", titles, question, ("2025-12-31", "base"), "")
    building = [name for name, row in projects.items() if row["status"] == "building"]
    titles = ("在建项目全部建成", "Everything under construction today")
    question = ("今天在建的项目全部建成会带来什么?", "What will all that is being built now bring?")
    edit = _edit(building)
    made["building-today"] = _text("building-today", titles, question, ("today", "today"), edit)
    titles = ("规划全部实现", "Everything in the plan")
    question = (
        "规划中的全部项目(含研究和谋划)都建成,“1小时通勤交通圈”能否实现?",
        "With all that is built, planned or only studied, is the one-hour circle reached?",
    )
    edit = f'[[edit]]\naction = "open"\nproject = ["*"{_exclusions(projects)}]\n'
    made["everything"] = _text("everything", titles, question, ("2035-12-31", "base"), edit)
    return made


def required(name: str, projects: Mapping[str, Project]) -> list[str]:
    """Return what a project requires, and what that requires, each once, first things first."""
    found: dict[str, None] = {}
    for other in projects[name]["requires"].split(";"):
        if other:
            found |= dict.fromkeys(required(other, projects))
            found[other] = None
    return list(found)


def _eve(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _joined(rows: Iterable[Project]) -> tuple[str, str]:
    listed = list(rows)
    return "、".join(row["name_zh"] for row in listed), ", ".join(row["name_en"] for row in listed)


def _edit(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f'[[edit]]\naction = "open"\nproject = "{names[0]}"\n'
    listed = "".join(f'  "{name}",\n' for name in names)
    return f'[[edit]]\naction = "open"\nproject = [\n{listed}]\n'


def _exclusions(names: Iterable[str]) -> str:
    return "".join(f', "!{name}"' for name in PASSED_OVER if name in names)


def _left_out(names: Iterable[str]) -> str:
    exclusions = _exclusions(names)
    return f'project = ["*"{exclusions}]\n' if exclusions else ""


def _text(
    name: str,
    titles: tuple[str, str],
    question: tuple[str, str],
    days: tuple[str, str],
    edits: str,
) -> str:
    lines = [
        f'id = "{name}"',
        f'name_zh = "{titles[0]}"',
        f'name_en = "{titles[1]}"',
        f'question_zh = "{question[0]}"',
        f'question_en = "{question[1]}"',
        'network = "shanxi-central"',
        f'date = "{days[0]}"',
        f'base = "{days[1]}"',
    ]
    return "\n".join(lines) + "\n" + (f"\n{edits}" if edits else "")


if __name__ == "__main__":
    main()
