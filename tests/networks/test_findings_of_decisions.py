"""The parts of docs/findings.md that decisions answer say what the commands beside them print."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from networks.build.findings import PAGE, PARTS, Part, kept_answer, placed, section, told_by
from tests.worlds import line_world
from transnet import save_network

_ARGUMENTS = {
    "firm": "robust {file} --draws 32 --year 2026",
    "earned": "attribute {world} --project * --date 2024-12-31",
    "fragile": "resilience {file}",
    "lacking": "diagnose {file}",
    "first": "stage {world} --project * --date 2024-12-31 --budget 10 --cost road-north=30 "
    "--cost rail-direct=60",
}
_TABLES = "0123456789abcdef"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_says_what_its_command_prints(part: Part, tmp_path: Path) -> None:
    world, file = tmp_path / "world", tmp_path / "s.toml"
    save_network(line_world(), world)
    file.write_text(
        f'id = "s"\nnetwork = "{world.as_posix()}"\ndate = "2024-12-31"\ntargets = ["plan-door"]\n',
        encoding="utf-8",
    )
    words = _ARGUMENTS[part.name].format(world=world.as_posix(), file=file.as_posix())
    own = replace(part, command=f"transnet {words}")
    told = told_by(own.command)
    text = section(own, told, _TABLES)
    assert f"    transnet {words}\n" in text
    assert "`0123456789ab`" in text
    if part.picture:
        assert f"images/findings-{part.name}.png" in text
        assert len(part.picture(told).axes) == 2
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len({line.count("|") for line in rows[: 2 if part.name == "first" else None]}) == 1
    expected = {
        "firm": "门到门",
        "earned": "+2.0万 +20k",
        "fragile": "丙县",
        "lacking": "达标所需最少的项目：北高速。",
        "first": "直达 Direct",
    }
    assert expected[part.name] in text
    once = placed(PAGE.read_text("utf-8"), "tried", text)
    assert once.index("<!-- tried -->") < once.index("## 标记 Marks")
    assert placed(once, "tried", text) == once


def test_a_target_that_nothing_meets_says_what_was_tried() -> None:
    (part,) = (each for each in PARTS if each.name == "lacking")
    missing = {"people_missing": None, "missing_min": 17.6, "access_min": 6.4, "drive_min": 71.2}
    legs = {f"{leg}_min": 0.0 for leg in ("station", "wait", "ride", "transfer", "egress")}
    names = {"from_name_zh": "甲", "from_name_en": "A", "to_name_zh": "乙", "to_name_en": "B"}
    worst = {"target_id": "t", **names, **missing, **legs, "mended_zh": "路", "mended_en": "Road"}
    lighter = {**worst, "missing_min": 3.0, "from_name_zh": "丁", "from_name_en": "D"}
    people = {**worst, "target_id": "p", "people_missing": 12_300.0, "to_name_zh": None}
    mended = {**worst, "target_id": "m"}
    said = {"told_zh": ["不能。"], "told_en": ["None does."]}
    remedy = {"name_zh": "名", "name_en": "name", "projects": [], **said}
    told = {
        "missing": [worst, lighter, people, mended],
        "remedies": [
            {**remedy, "target_id": "t", "shortfall": 17.6},
            {**remedy, "target_id": "p", "shortfall": 20_100.0},
            {**remedy, "target_id": "gone", "shortfall": None},
            {**remedy, "target_id": "m", "shortfall": 17.6, "projects": ["road"]},
        ],
    }
    rows = [line.strip("| ").split(" | ") for line in part.table(told).splitlines()[2:]]
    assert rows[0][1:] == [
        "18 分 18 min", "甲—乙 A–B<br>18 分 18 min", "驾车 drive 71<br>到站 access 6",
        "不能。<br>None does.",
    ]  # fmt: skip
    assert rows[1][1:3] == ["2.0 万人 20,100", "甲 A<br>1.2 万人 12,300"]
    assert rows[2][1:4] == ["不可达 unreachable", "–", "–"]
    assert rows[3][2] == "甲—乙 A–B<br>18 分 18 min<br>改变 change: 路 Road"


def test_what_was_kept_is_taken_for_the_same_tables_alone(tmp_path: Path) -> None:
    world, file = tmp_path / "world", tmp_path / "s.toml"
    save_network(line_world(), world)
    file.write_text(f'id = "s"\nnetwork = "{world.as_posix()}"\n', encoding="utf-8")
    part = replace(PARTS[2], command=f"transnet resilience {file.as_posix()}")
    told = kept_answer(part, "first", tmp_path / "kept")
    kept = tmp_path / "kept" / f"{part.name}.json"
    kept.write_text(kept.read_text("utf-8").replace('"kind": "line"', '"kind": "kept"'), "utf-8")
    assert kept_answer(part, "first", tmp_path / "kept") != told
    assert kept_answer(part, "other", tmp_path / "kept") == told


def test_parts_on_the_page_are_of_the_commands_that_write_them() -> None:
    page = PAGE.read_text("utf-8")
    for part in PARTS:
        block = page.partition(f"<!-- {part.name} -->")[2].partition(f"<!-- /{part.name} -->")[0]
        assert f"\n    {part.command}\n" in block, "run: make findings"
        assert re.search(r"`[0-9a-f]{12}`", block)


def test_a_command_that_fails_is_no_answer() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        told_by("transnet resilience nowhere")
