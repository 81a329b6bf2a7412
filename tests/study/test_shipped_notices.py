"""An edited copy of a shipped network: what is new is told apart from what is said of both."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.worlds import line_world
from transnet.io.catalog import network_folder
from transnet.io.network_folder import network_id, save_network, save_workbook
from transnet.study.check_input import check_input
from transnet.study.shipped_notices import apart_from_shipped

SHIPPED = "shanxi-central"


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the network with a row taken out, which moves others up, and a negative time."""
    folder = tmp_path_factory.mktemp("copies") / "mine"
    shutil.copytree(network_folder(SHIPPED), folder)
    path = folder / "stops.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    at = lines[0].split(",").index("run_min")
    cells = lines[5].split(",")
    assert float(cells[at]) > 0
    cells[at] = "-3"
    lines[5] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    claims = folder / "road_claims.csv"
    rows = claims.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    claims.write_text("".join([rows[0], *rows[2:]]), encoding="utf-8")
    return folder


def test_what_an_edit_brings_is_told_apart(edited: Path) -> None:
    _, notices = check_input(str(edited))
    new, standing, network = apart_from_shipped(str(edited / "stops.csv"), notices)
    assert network == SHIPPED
    assert {(each.table, each.row, each.value) for each in new} == {("stops", 6, "-3")}
    assert len(new) + len(standing) == len(notices)
    assert standing


def test_the_shipped_network_and_others_have_nothing_apart(tmp_path: Path) -> None:
    _, notices = check_input(SHIPPED)
    assert apart_from_shipped(SHIPPED, notices) == (notices, [], "")
    save_network(line_world(), tmp_path / "line")
    assert apart_from_shipped(str(tmp_path / "line"), notices) == (notices, [], "")
    assert apart_from_shipped(str(tmp_path / "nothing.csv"), notices) == (notices, [], "")


def test_an_id_is_read_from_a_folder_and_from_a_workbook(tmp_path: Path) -> None:
    world = line_world()
    save_workbook(world, tmp_path / "line.xlsx")
    assert network_id(tmp_path / "line.xlsx") == world.info.network_id
    assert network_id(tmp_path) == ""
