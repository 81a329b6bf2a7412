"""The parts of docs/findings.md that decisions answer say what the commands beside them print."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from networks.build.findings import PAGE, PARTS, Part, placed, section, told_by
from tests.worlds import line_world
from transnet import save_network

_ARGUMENTS = {
    "firm": "robust {file} --draws 32 --year 2026",
    "earned": "attribute {world} --project * --date 2024-12-31",
    "fragile": "resilience {file}",
    "first": "stage {world} --project * --date 2024-12-31 --budget 10 --cost road-north=30 "
    "--cost rail-direct=60",
}


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
    text = section(own, told_by(own.command))
    assert f"    transnet {words}\n" in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len({line.count("|") for line in rows[: 2 if part.name == "first" else None]}) == 1
    expected = {
        "firm": "门到门",
        "earned": "+2.0万 +20k",
        "fragile": "丙县",
        "first": "直达 Direct",
    }
    assert expected[part.name] in text
    once = placed(PAGE.read_text("utf-8"), "tried", text)
    assert once.index("<!-- tried -->") < once.index("## 标记 Marks")
    assert placed(once, "tried", text) == once


def test_a_command_that_fails_is_no_answer() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        told_by("transnet resilience nowhere")
