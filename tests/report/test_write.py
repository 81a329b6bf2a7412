"""A result in a folder: what is in the files, and that they change together or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest

from transnet.base.errors import InputError
from transnet.report import write
from transnet.report.page import page
from transnet.report.write import plain, summary, write_result
from transnet.study.result import Result

TABLES = [
    *("summary.json", "travel_times.csv", "counties.csv", "effects.csv"),
    *(f"access_{name}.csv" for name in ("measures", "counties", "groups", "theil", "lorenz")),
]
MAPS = [
    f"map_{kind}.{ending}"
    for kind in ("gains", "change", "before", "after")
    for ending in ("png", "svg")
]


def refuse(constant: str) -> Any:
    raise AssertionError(f"bare {constant} in JSON")


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_all_files_and_the_same_bytes_again(opened: Result, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    paths = write_result(
        opened, tmp_path / "new" / "direct", progress=lambda *step: steps.append(step)
    )
    assert [path.name for path in paths] == [
        *TABLES,
        "network.gpkg",
        *MAPS,
        "report.html",
        "manifest.json",
    ]
    assert steps[0] == ("tables", 0, 4)
    assert steps[-1] == ("done", 4, 4)
    first = {path.name: path.read_bytes() for path in paths}
    write_result(opened, tmp_path / "new" / "direct")
    assert {path.name: path.read_bytes() for path in paths} == first
    assert sorted(path.name for path in paths[0].parent.iterdir()) == sorted(first)


def test_only_what_is_wanted_is_written(without_maps: Result, tmp_path: Path) -> None:
    paths = write_result(without_maps, tmp_path)
    assert [path.name for path in paths] == [*TABLES, "report.html", "manifest.json"]


def test_the_tables_hold_the_result(without_maps: Result, tmp_path: Path) -> None:
    write_result(without_maps, tmp_path)
    trips = {(row["from_id"], row["to_id"]): row for row in rows_of(tmp_path / "travel_times.csv")}
    assert float(trips["P1", "P3"]["before_min"]) == 59.5
    assert float(trips["P1", "P3"]["ride_min_after"]) == pytest.approx(25.1667, abs=1e-3)
    assert float(trips["P1", "P3"]["displacement_min_after"]) == 10.0
    counties = {row["place_id"]: row for row in rows_of(tmp_path / "counties.csv")}
    assert float(counties["P3"]["core_min_before"]) == 62.875
    measures = {row["measure"]: row for row in rows_of(tmp_path / "access_measures.csv")}
    assert float(measures["watt"]["after"]) < float(measures["watt"]["before"])
    effects = rows_of(tmp_path / "effects.csv")
    assert {row["row_id"] for row in effects if row["table"] == "tracks"} == {"T3"}


def test_the_summary_is_strict_json(without_maps: Result, closed: Result, tmp_path: Path) -> None:
    write_result(without_maps, tmp_path)
    text = (tmp_path / "summary.json").read_text("utf-8")
    content = json.loads(text, parse_constant=refuse)
    assert content["answer_en"].startswith("1 of 2 readings")
    assert content["figures"]["people"] == 1_100_000
    assert content["figures"]["targets_met_after"] == 2
    assert content["manifest"] == without_maps.manifest
    by_id = {row["target_id"]: row for row in content["verdicts"]}
    assert by_id["plan-rail"]["after"] == 22.75
    lost = {row["target_id"]: row for row in summary(closed)["verdicts"]}["plan-rail"]
    assert lost["after"] is None
    assert lost["after_null"] == "no way"
    json.dumps(summary(closed), allow_nan=False)


def test_plain_says_why_a_number_is_missing() -> None:
    assert plain({"a": math.nan, "b": math.inf, "c": 1.5, "d": True}) == {
        "a": None, "a_null": "none", "b": None, "b_null": "no way", "c": 1.5, "d": True,
    }  # fmt: skip


def test_an_error_leaves_the_old_files_as_they_were(
    without_maps: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_result(without_maps, tmp_path)
    old = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_: object) -> str:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(page, "render_page", fail)
    with pytest.raises(RuntimeError, match="out of ink"):
        write_result(without_maps, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_a_full_disk_leaves_the_old_files_as_they_were(
    without_maps: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_result(without_maps, tmp_path)
    old = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    replace, moved = Path.replace, []

    def fail_later(self: Path, target: Path) -> Path:
        moved.append(target)
        if len(moved) == 3:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_later)
    monkeypatch.setattr(write, "summary", lambda *_: {"other": True, "notices": []})
    with pytest.raises(InputError, match="the disk is full"):
        write_result(without_maps, tmp_path)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_cells_that_a_spreadsheet_would_run_are_quoted(hostile: Result, tmp_path: Path) -> None:
    write_result(hostile, tmp_path)
    names = {row["name_en"] for row in rows_of(tmp_path / "counties.csv")}
    assert "'=cmd()</style>[bold]&\"'" in names
