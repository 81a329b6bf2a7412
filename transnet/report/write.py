"""A result in a folder: tables, maps, GeoPackage, page; all of them new, or all as they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from transnet.base.above import from_above
from transnet.base.collector import refusal
from transnet.base.errors import TransnetError
from transnet.base.files import Content
from transnet.base.given import given, path_given, word_given
from transnet.base.language import MapLanguage, said
from transnet.base.progress import Progress, ignore_progress
from transnet.io.catalog import network_folder, scenario_file
from transnet.io.csv_text import csv_bytes
from transnet.io.folder import MANIFEST, check_folder, read_about, write_results
from transnet.io.input_files import is_folder
from transnet.report.maps.result_maps import map_notices
from transnet.report.plain_rows import plain
from transnet.report.words.accessibility_words import measure_name
from transnet.report.words.told import told

if TYPE_CHECKING:
    import pandas as pd

    from transnet.base.errors import Notice
    from transnet.report.maps.painter import DrawnMaps, Painting
    from transnet.scenario.file import Scenario
    from transnet.study.result import Result

_STEPS = 4
SUMMARY = "summary.json"
_TABLES = (SUMMARY, "travel_times.csv", "counties.csv", "effects.csv")
_ACCESSIBILITY = ("measures", "counties", "groups", "theil", "lorenz")


@dataclass(frozen=True)
class Written:
    """What was written of a result: the files, the text of summary.json, notices of its maps."""

    paths: list[Path]
    summary: str
    map_notices: tuple[Notice, ...]


def write_result(  # noqa: PLR0913, each says what is written or how
    result: Result,
    folder: str | Path,
    *,
    force: bool = False,
    xlsx: bool = False,
    language: MapLanguage = "both",
    decisions: Sequence[Any] = (),
    progress: Progress | None = None,
) -> list[Path]:
    """Write a result into a folder, which is made where it isn't there, and return the files.

    summary.json, travel_times.csv, counties.csv, effects.csv, and the tables of `Gains` as
    access_measures.csv, access_counties.csv, access_groups.csv, access_theil.csv and
    access_lorenz.csv; where the result says what the timetable says, the tables of `ByTimetable` as
    timetable_verdicts.csv and so on; where the scenario's outputs want them network.gpkg,
    map_gains, map_change, map_before and map_after as .png and .svg, and report.html. manifest.json
    comes last and holds the SHA-256 of each.
    The files of an earlier run are exchanged together, once everything is made: an error leaves
    them as they were, and none of them stays beside the new ones. Other files in the folder stay.

    xlsx      write the tables as one workbook too, tables.xlsx
    force     replace files under these names that no run wrote, or that were edited since
    language  what the maps are lettered in: zh, en or both
    decisions  answers about the scenario (of `diagnose`, `attribute`, `robust`, `stage_projects`,
              `resilience`, `scan`): sections of the page, and their tables as CSV
    progress  called with (what is being done, steps done, steps)
    Raises InputError when such a file is there, or the folder can't be written, and
    UnknownNameError for another language.
    """
    from transnet.report.maps.painter import Painting

    word_given(language, get_args(MapLanguage), said("language of maps"))
    painting = Painting(language=language)
    how: dict[str, Any] = {"force": force, "xlsx": xlsx, "decisions": decisions}
    return write_painted(result, folder, painting, progress=progress, **how).paths


def write_painted(  # noqa: PLR0913, each says what is written or how
    result: Result,
    folder: str | Path,
    painting: Painting,
    *,
    force: bool = False,
    xlsx: bool = False,
    decisions: Sequence[Any] = (),
    progress: Progress | None = None,
) -> Written:
    """Do what `write_result` does with maps of a painter, who begins before all else is made."""
    from transnet.report.known_files import KnownFiles, noted
    from transnet.study.result import Result as Kind

    given(result, Kind, "result", said("run gives one"))
    folder = path_given(folder, "folder")
    tell = progress or ignore_progress
    _refuse_namesake(folder, result.scenario, force=force)
    known = KnownFiles(result, painting, xlsx=xlsx)
    earlier = None if decisions else known.find()
    seen: dict[str, bytes] = {}
    contents, notices = earlier or _made(result, painting, tell, decisions, xlsx=xlsx)
    about = {"results": result.scenario.id, "file": result.scenario.file}
    paths = write_results(folder, noted(contents, seen), about, force=force)
    if earlier is None and not decisions:
        known.keep(seen, notices)
    tell("done", _STEPS, _STEPS)
    return Written(paths, seen[SUMMARY].decode("utf-8"), notices)


def _made(
    result: Result,
    painting: Painting,
    tell: Progress,
    decisions: Sequence[Any],
    *,
    xlsx: bool,
) -> tuple[dict[str, Content], tuple[Notice, ...]]:
    """Return the files of a result by their names, and what its maps can't show."""
    outputs = result.scenario.outputs
    maps = painting.begin(result) if outputs.maps else _no_maps
    tell("tables", 0, _STEPS)
    summed = summary(result, ())
    found = result_tables(result)
    tables: dict[str, Content] = {f"{name}.csv": csv_bytes(each) for name, each in found.items()}
    others: dict[str, Content] = {}
    if decisions:
        from transnet.report.page.decision_page import decision_files

        tables |= decision_files(decisions)
        summed["decisions"] = _told_decisions(decisions)
    if xlsx:
        from transnet.report.result_workbook import RESULT_WORKBOOK, result_workbook

        others[RESULT_WORKBOOK] = result_workbook(result, found)
    if outputs.geopackage:
        from transnet.report.geopackage import result_geopackage

        tell("GeoPackage", 1, _STEPS)
        others["network.gpkg"] = result_geopackage(result)
    if outputs.report:
        told(result).journeys  # noqa: B018  found while the maps are drawn
    tell("maps", 2, _STEPS)
    drawn = maps()
    svgs: dict[str, str] = {}
    for kind, (png, svg) in drawn.files.items():
        others |= {f"map_{kind}.png": png, f"map_{kind}.svg": svg.encode("utf-8")}
        svgs[kind] = svg
    if outputs.report:
        tell("page", 3, _STEPS)
        others["report.html"] = _page(result, svgs, decisions)
    summed["notices"] += [notice.as_dict() for notice in drawn.notices]
    return {SUMMARY: _json(summed), **tables, **others}, drawn.notices


def _no_maps() -> DrawnMaps:
    from transnet.report.maps.painter import DrawnMaps

    return DrawnMaps({}, ())


def result_tables(result: Result) -> dict[str, pd.DataFrame]:
    """Return the tables of a result, by the names of their files."""
    return {
        "travel_times": result.travel_times,
        "counties": result.counties,
        "effects": result.effects,
        **{f"access_{name}": table for name, table in _accessibility(result).items()},
        **{f"timetable_{name}": table for name, table in _on_timetable(result).items()},
    }


def _on_timetable(result: Result) -> dict[str, pd.DataFrame]:
    """Return the tables of what the timetable says, where the result says it."""
    if not result.timetable:
        return {}
    from transnet.report.timetable_files import timetable_tables

    return timetable_tables(result)


def check_result_folder(
    folder: Path,
    scenario: Scenario,
    *,
    force: bool = False,
    xlsx: bool = False,
    timetable: bool = False,
) -> None:
    """Raise InputError where `write_result` would for this folder, before the scenario is run."""
    _refuse_namesake(folder, scenario, force=force)
    outputs = scenario.outputs
    names = [*_TABLES, *(f"access_{name}.csv" for name in _ACCESSIBILITY)]
    names += ["tables.xlsx"] if xlsx else []
    names += ["network.gpkg"] if outputs.geopackage else []
    names += ["report.html"] if outputs.report else []
    if timetable:
        from transnet.report.timetable_files import TIMETABLE_TABLES

        names += [f"timetable_{name}.csv" for name in TIMETABLE_TABLES]
    if outputs.maps:
        from transnet.report.maps.result_maps import Kind

        names += [f"map_{kind}.{end}" for kind in get_args(Kind) for end in ("png", "svg")]
    check_folder(folder, names, force=force)


def is_newer(folder: Path, scenario: str | Path, network: str) -> bool:
    """Say whether a folder holds results that are newer than a scenario's and a network's files.

    Then they are likely to be known, and not to be made again; this is a guess, no more.
    """
    try:
        written = (folder / MANIFEST).stat().st_mtime
        source = network_folder(network)
        files = [scenario_file(scenario), source]
        files += [*source.iterdir()] if is_folder(source) else []
        return all(path.stat().st_mtime < written for path in files)
    except (OSError, TransnetError):
        return False


def _refuse_namesake(folder: Path, scenario: Scenario, *, force: bool) -> None:
    """Raise InputError for a folder with the results of another scenario that has the same id."""
    about = read_about(folder)
    file = str(about.get("file", scenario.file))
    if force or about.get("results") != scenario.id or file == scenario.file:
        return
    hint = said(
        "it holds the results of {file}, which has this id too; give {own} an id of its own, name "
        "another folder with --out, or replace them with --force",
        file=file,
        own=scenario.file or scenario.id,
    )
    raise refusal(
        said("{folder} isn't replaced", folder=folder.name), "other_scenario", folder.name, hint,
        scenario.id, column="id",
    )  # fmt: skip


def summary(result: Result, of_maps: Iterable[Notice] | None = None) -> dict[str, Any]:
    """Return verdicts, figures and manifest as plain values, ready for JSON.

    of_maps  what the maps can't show; None looks for it
    A number that isn't finite is null, and a key that ends in _null says why: "no way" or "none".
    """
    scenario = result.scenario
    counties = result.counties
    on_maps = map_notices(result) if of_maps is None else of_maps
    found = told(result).answer
    gained = result.gains.sentence()
    figures = {
        "people": float(counties["people"].sum()),
        "people_within_60_before": float(counties["people_within_60_before"].sum()),
        "people_within_60_after": float(counties["people_within_60_after"].sum()),
        "targets_met_before": int(result.before.verdicts["met"].sum()),
        "targets_met_after": int(result.after.verdicts["met"].sum()),
        "targets": len(result.targets),
    }
    return {
        "scenario": {
            "id": scenario.id,
            "name_zh": scenario.name_zh,
            "name_en": scenario.name_en,
            "question_zh": scenario.question_zh,
            "question_en": scenario.question_en,
        },
        "before": _state(result.before.label_zh, result.before.label_en, result.before.when),
        "after": _state(result.after.label_zh, result.after.label_en, result.after.when),
        "answer_zh": found.zh,
        "answer_en": found.en,
        "gains_zh": gained[0],
        "gains_en": gained[1],
        "figures": plain(figures),
        "accessibility": [plain(row) for row in _named_measures(result).to_dict("records")],
        "core_trips": [plain(row) for row in result.core_trips.to_dict("records")],
        "without_car": [plain(row) for row in result.without_car.measures.to_dict("records")],
        "verdicts": [plain(row) for row in result.verdicts.to_dict("records")],
        **_timetable_json(result),
        "sensitivity": result.sensitivity.as_dict(),
        "notices": [
            notice.as_dict() for notice in (*result.notices, *result.gains.notices, *on_maps)
        ],
        "manifest": result.manifest,
    }


def _timetable_json(result: Result) -> dict[str, Any]:
    if not result.timetable:
        return {}
    from transnet.report.timetable_files import timetable_json

    return {"by_timetable": timetable_json(result)}


def _accessibility(result: Result) -> dict[str, pd.DataFrame]:
    """Return the tables of the gains in access, by their names."""
    found = result.gains
    return {name: getattr(found, name) for name in _ACCESSIBILITY} | {
        "measures": _named_measures(result)
    }


def _named_measures(result: Result) -> pd.DataFrame:
    """Return the measures with what they are called."""
    table = result.gains.measures.copy()
    names = [measure_name(result.gains, str(measure)) for measure in table["measure"]]
    table.insert(1, "name_zh", [name.zh for name in names])
    table.insert(2, "name_en", [name.en for name in names])
    return table


def _state(label_zh: str, label_en: str, when: date) -> dict[str, str]:
    return {"label_zh": label_zh, "label_en": label_en, "day": when.isoformat()}


def _told_decisions(decisions: Sequence[Any]) -> dict[str, object]:
    from transnet.report.page.decision_page import decision_names
    from transnet.report.terminal.decision_json import answer_json

    return dict(zip(decision_names(decisions), map(answer_json, decisions), strict=True))


def _json(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    return (text + "\n").encode("utf-8")


def _page(result: Result, svgs: Mapping[str, str], decisions: Sequence[Any]) -> bytes:
    from transnet.report.page.page import render_page

    live_map = from_above("Report.live_map")(result) if svgs else ""
    return render_page(result, svgs, decisions, live_map).encode("utf-8")
