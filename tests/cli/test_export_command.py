"""The command that takes a network to other programs."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tests.worlds import line_world
from transnet.cli.main import main
from transnet.io.network_folder import save_network


def test_export_writes_layers_and_matrices_of_a_day(tmp_path: Path) -> None:
    save_network(line_world(), tmp_path / "world")
    arguments = ["export", str(tmp_path / "world"), "--date", "2024-12-30", "--out"]
    done = CliRunner().invoke(main, [*arguments, str(tmp_path / "a.geojson")])
    assert done.exit_code == 0, done.output
    assert "(2024-12-30): " in done.output
    matrix = [*arguments, str(tmp_path / "a.omx"), "--using", "rail", "--json"]
    said = json.loads(CliRunner().invoke(main, matrix).stdout)
    assert said["counts"] == {"rail_min": len(line_world()["places"])}
    again = CliRunner().invoke(main, matrix)
    assert (again.exit_code, "file_exists" in again.output) == (1, True)
    wrong = CliRunner().invoke(main, [*arguments[:-1], "--out", str(tmp_path / "a.xlsx")])
    assert (wrong.exit_code, "unknown_format" in wrong.output) == (1, True)
    never = CliRunner().invoke(main, ["export", "world", "--date", "2024-13-01", "--out", "a.omx"])
    assert (never.exit_code, "Traceback" in never.output) == (2, False)
