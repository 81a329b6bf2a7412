"""`check` of an edited copy of the shipped network says what it holds otherwise."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from transnet.cli.main import main
from transnet.io.catalog import network_folder


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped network in which one train takes 30 minutes in place of 46."""
    folder = tmp_path_factory.mktemp("copies") / "mine"
    shutil.copytree(network_folder("shanxi-central"), folder)
    path = folder / "stops.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    at = next(row for row, line in enumerate(lines) if line.startswith("E-R006-R121-3,2,"))
    cells = lines[at].split(",")
    cells[lines[0].split(",").index("run_min")] = "30"
    lines[at] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_changed_cell_is_told_in_both_languages(copy: Path) -> None:
    run = CliRunner().invoke
    told = run(main, ["check", str(copy), "--lang", "en"]).output
    assert "run_min 46 → 30 (G614 Yangquan North (E-R006-R121-3/2))" in told
    zh = run(main, ["check", str(copy), "--lang", "zh"]).output
    assert "stops：与自带路网 shanxi-central 不同：运行（分钟） 46 → 30（G614 阳泉北" in zh
    found = json.loads(run(main, ["check", str(copy), "--json"]).stdout)
    assert json.dumps(found).count('"differs_from_shipped"') == 1


def test_a_copy_with_errors_is_held_against_nothing(copy: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(copy, broken)
    (broken / "tracks.csv").write_text("track_id\n", encoding="utf-8")
    assert "otherwise than" not in CliRunner().invoke(main, ["check", str(broken)]).output
