"""A folder of roads is known as one, and all that is wrong with it is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.road_graphs import small_graph
from tests.worlds import line_world
from transnet.cli.main import main
from transnet.io.network_folder import save_network
from transnet.io.road_check import check_roads, is_road_folder
from transnet.io.road_formats import write_roads
from transnet.io.roads.gmns import write_gmns
from transnet.roads.graph import Arcs, build_road_graph


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_roads(small_graph(), tmp_path / "town", source="ODbL-1.0, © OpenStreetMap contributors")
    return tmp_path / "town"


def _codes(folder: Path) -> set[str]:
    return {each.code for each in check_roads(folder)[1]}


def test_a_good_folder_is_named_for_what_it_is(folder: Path) -> None:
    words, notices = check_roads(folder)
    assert is_road_folder(folder)
    assert words.endswith(
        "is a folder of roads, not a network: 3 junctions, 4 arcs, "
        "ODbL-1.0, © OpenStreetMap contributors."
    )
    assert [each.code for each in notices] == ["split_layer"]
    assert notices[0].hint.startswith("1 junctions (33.3 %)")


def test_a_folder_without_a_source_is_said_to_have_none(tmp_path: Path) -> None:
    write_gmns(small_graph(), tmp_path / "town")
    assert check_roads(tmp_path / "town")[0].endswith(": 3 junctions, 4 arcs.")


@pytest.mark.parametrize("lost", ["node.csv", "link.csv"])
def test_a_folder_that_lost_a_table_is_one_of_roads_still(folder: Path, lost: str) -> None:
    (folder / lost).unlink()
    assert is_road_folder(folder)
    words, notices = check_roads(folder)
    assert "folder of roads" in words
    assert any(each.severity == "error" and lost in each.table for each in notices)


def test_an_edited_table_and_a_broken_description_are_named(folder: Path) -> None:
    link = folder / "link.csv"
    link.write_text(link.read_text("utf-8").replace("60000", "60001"), "utf-8")
    assert _codes(folder) == {"mixed_import"}
    about = json.loads((folder / "roads.json").read_text("utf-8"))
    about.pop("tables")
    (folder / "roads.json").write_text(json.dumps(about), "utf-8")
    assert _codes(folder) == {"split_layer"}
    (folder / "roads.json").write_text("[" * 100_000, "utf-8")
    assert any(each.severity == "error" for each in check_roads(folder)[1])


def test_every_row_is_checked(folder: Path) -> None:
    (folder / "roads.json").unlink()
    link = folder / "link.csv"
    link.write_text(link.read_text("utf-8").replace(",60000,", ",soon,"), "utf-8")
    found = next(each for each in check_roads(folder)[1] if each.severity == "error")
    assert (found.code, found.table, found.column) == ("bad_number", "link.csv", "time_ms")


def test_roads_without_places_and_no_roads_are_told(tmp_path: Path) -> None:
    nowhere = build_road_graph([1, 2], [np.nan] * 2, [np.nan] * 2, Arcs([0, 1], [1, 0], [1, 1]))
    write_roads(nowhere, tmp_path / "nowhere")
    assert _codes(tmp_path / "nowhere") == {"unknown_place"}
    write_roads(build_road_graph([1], [1.0], [2.0], Arcs([], [], [])), tmp_path / "none.geojson")
    assert _codes(tmp_path / "none.geojson") == {"no_roads"}


def test_a_network_is_no_folder_of_roads(tmp_path: Path, folder: Path) -> None:
    save_network(line_world(), tmp_path / "world")
    assert not is_road_folder(tmp_path / "world")
    assert not is_road_folder(tmp_path)
    (folder / "network.toml").write_text("")
    assert not is_road_folder(folder)


def _check(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["check", *map(str, arguments)])
    assert "Traceback" not in done.output
    return done.exit_code, done.output


def test_the_command_checks_roads_as_roads(folder: Path, tmp_path: Path) -> None:
    code, words = _check(folder)
    assert (code, "is a folder of roads" in words, "split_layer" in words) == (0, True, True)
    assert "missing_file" not in words
    (folder / "node.csv").unlink()
    code, words = _check(folder)
    assert (code, "node.csv" in words, "places" in words) == (1, True, False)
    assert json.loads(_check(folder, "--json")[1])["errors"] == 1
    write_roads(small_graph(), tmp_path / "town.gpkg")
    code, words = _check(tmp_path / "town.gpkg")
    assert (code, "town.gpkg holds roads: 3 junctions" in words) == (0, True)
    (tmp_path / "town.gpkg").write_bytes(b"no database")
    assert _check(tmp_path / "town.gpkg")[0] == 1


def test_the_command_holds_roads_against_a_network(tmp_path: Path, folder: Path) -> None:
    save_network(line_world(), tmp_path / "world")
    assert "datum_unchecked" in _check(folder, "--anchors", tmp_path / "world")[1]
