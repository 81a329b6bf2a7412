"""Costs of projects: published totals with ends, costs by length, and no cost that isn't told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from networks.build import project_costs as built
from networks.build.common import read_data
from transnet.io.network_folder import load_network

FOLDER = Path(__file__).parents[2] / "networks" / "shanxi-central"


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    with (FOLDER / "projects.csv").open(encoding="utf-8", newline="") as file:
        return {row["project_id"]: row for row in csv.DictReader(file)}


def test_the_table_holds_what_the_builder_gives(rows: dict[str, dict[str, str]]) -> None:
    costs = built.project_costs(FOLDER)
    assert len(costs) >= 50
    for project, cells in costs.items():
        told = rows[project]
        for column in ("cost_100m_yuan", "cost_low_100m_yuan", "cost_high_100m_yuan"):
            assert float(told[column] or 0.0) == cells.get(column, 0.0), (project, column)
        assert told["cost_source"] == cells.get("cost_source", ""), project


def test_ends_of_costs_say_that_no_source_gives_them(rows: dict[str, dict[str, str]]) -> None:
    costed = [row for row in rows.values() if row["cost_100m_yuan"]]
    assert len(costed) >= 50
    for row in costed:
        assert row["cost_source"].endswith("10 % beyond what is published (recalled)")


def test_a_published_total_lies_within_a_tenth_of_its_ends(
    rows: dict[str, dict[str, str]],
) -> None:
    found = [row for row in rows.values() if row["cost_basis"] == "found"]
    assert len(found) >= 16
    for row in found:
        low, cost, high = (float(row[f"cost_{end}100m_yuan"]) for end in ("low_", "", "high_"))
        assert low <= 0.9 * cost + 0.01 <= cost <= 1.1 * cost - 0.01 <= high + 0.02


def test_a_derived_cost_is_length_times_the_middle_of_published_works(tmp_path: Path) -> None:
    (tmp_path / "tracks.csv").write_text("project,length_km\n", encoding="utf-8")
    table = "project,length_km\nhw-xinzhou-jingle,30\nhw-xinzhou-jingle,20\n,99\n"
    (tmp_path / "roads.csv").write_text(table, encoding="utf-8")
    works = [row for row in read_data("unit_costs") if row["kind"] == "expressway"]
    each = sorted(float(row["cost_100m_yuan"]) / float(row["km"]) for row in works)
    with pytest.MonkeyPatch.context() as patch:
        wanted = [row for row in read_data("project_costs") if "xinzhou" in row["project_id"]]
        real = read_data
        patch.setattr(
            built, "read_data", lambda name: wanted if name == "project_costs" else real(name)
        )
        cells = built.project_costs(tmp_path)["hw-xinzhou-jingle"]
    assert cells["cost_low_100m_yuan"] == pytest.approx(0.9 * 50 * each[0], abs=0.01)
    assert cells["cost_high_100m_yuan"] == pytest.approx(1.1 * 50 * each[-1], abs=0.01)
    middle = (each[len(each) // 2] + each[(len(each) - 1) // 2]) / 2
    assert cells["cost_100m_yuan"] == pytest.approx(50 * middle, abs=0.01)


def test_a_network_without_costs_loads(tmp_path: Path, rows: dict[str, dict[str, str]]) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    kept = [column for column in rows["hw-fenshi"] if not column.startswith(("cost_", "build_"))]
    with (tmp_path / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows.values())
    assert load_network(tmp_path)["projects"]["cost_100m_yuan"].isna().all()
