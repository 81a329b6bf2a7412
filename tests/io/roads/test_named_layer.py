"""A network folder that names its streets: read, checked, saved and refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from tests.scenario.helpers import applied
from tests.street_worlds import same_streets, street_world
from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.cli.main import main
from transnet.io.network_folder import load_network, read_folder, save_network
from transnet.io.roads.gmns import write_gmns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_gmns(same_streets(), tmp_path / "streets")
    save_network(line_world(), tmp_path / "net")
    _add(tmp_path / "net", 'road_layer = "../streets"\nroad_layer_date = 2022-10-31\n')
    return tmp_path / "net"


def _add(folder: Path, lines: str) -> None:
    info = folder / "network.toml"
    info.write_text(info.read_text(encoding="utf-8") + lines, encoding="utf-8")


def test_a_folder_is_joined_to_the_streets_it_names(folder: Path) -> None:
    network = load_network(folder)
    expected = street_world(same_streets(), "2024-12-31")
    assert network == expected
    assert network.content_hash == expected.content_hash
    assert network.content_hash != line_world().content_hash
    assert network.road_layer is not None
    assert (network.road_layer.name, network.road_layer.when) == ("streets", date(2022, 10, 31))


def test_check_names_replaced_roads_that_are_not_among_the_streets(folder: Path) -> None:
    link = folder.parent / "streets" / "link.csv"
    rows = pd.read_csv(link)
    rows.loc[rows["way_id"] == 2, "length"] = 81.0
    rows.to_csv(link, index=False)
    shown = CliRunner().invoke(main, ["check", str(folder)])
    assert shown.exit_code == 0
    assert "lost_road" in shown.output
    assert "R2" in shown.output


def test_what_is_saved_reads_back_the_same_from_elsewhere(folder: Path, tmp_path: Path) -> None:
    network = load_network(folder)
    save_network(network, tmp_path / "far" / "away")
    assert load_network(tmp_path / "far" / "away") == network
    for name in ("access", "nodes", "roads"):
        here, there = (each / f"{name}.csv" for each in (folder, tmp_path / "far" / "away"))
        assert here.read_bytes() == there.read_bytes()


def test_without_a_day_the_streets_are_of_the_last_known_day(folder: Path) -> None:
    info = folder / "network.toml"
    text = info.read_text(encoding="utf-8").replace("road_layer_date = 2022-10-31\n", "")
    info.write_text(text, encoding="utf-8")
    layer = load_network(folder).road_layer
    assert layer is not None
    assert layer.when == line_world().info.known_until


def test_times_of_an_imported_extract_are_recalled(folder: Path) -> None:
    (folder.parent / "streets" / "roads.json").write_text("{}")
    layer = load_network(folder).road_layer
    assert layer is not None
    assert layer.basis == "recalled"


def test_streets_that_are_missing_or_damaged_are_errors(folder: Path) -> None:
    link = folder.parent / "streets" / "link.csv"
    link.write_text(link.read_text().replace("N1,", "N9,", 1))
    _, notices = read_folder(folder)
    assert any(notice.severity == "error" and notice.table == "link.csv" for notice in notices)
    link.unlink()
    _, notices = read_folder(folder)
    (missing,) = [each for each in notices if each.severity == "error"]
    assert (missing.code, missing.table, missing.row) == ("missing_layer", "network.toml", 0)


def test_a_day_that_is_none_is_an_error(folder: Path) -> None:
    info = folder / "network.toml"
    text = info.read_text(encoding="utf-8").replace("road_layer_date = 2022", "road_layer_date = 9")
    info.write_text(text.replace("9-10-31", '"soon"'), encoding="utf-8")
    _, notices = read_folder(folder)
    assert [each.code for each in notices] == ["bad_key_value"]


def test_an_edit_of_what_streets_replace_is_not_saved(folder: Path, tmp_path: Path) -> None:
    network = load_network(folder)
    edited = applied({"action": "set_speed", "id": "R2", "speed_kmh": 100}, network=network)
    with pytest.raises(InputError) as caught:
        save_network(edited.after, tmp_path / "out")
    assert [each.code for each in caught.value.notices] == ["edited_layer"]
    assert not (tmp_path / "out" / "roads.csv").exists()
