"""`transnet isochrones`: what is reached before and after a scenario, as a layer for a map."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import CliRunner, Result

from tests.worlds import line_world
from transnet import save_network
from transnet.cli.main import main

WORLD = line_world("2024-12-31")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reached")
    save_network(WORLD, made / "world")
    own = f"network = '{(made / 'world').as_posix()}'\n"
    (made / "same.toml").write_text(f"id = 'same'\n{own}", encoding="utf-8")
    edit = "[[edit]]\naction = 'set_parameter'\nparameter = 'spread_speed_kmh'\nvalue = 55\n"
    text = f"id = 'fast'\n{own}{edit}"
    (made / "fast.toml").write_text(text, encoding="utf-8")
    return made


def _call(folder: Path, *words: object, language: str = "en") -> Result:
    asked = ["isochrones", *(str(each) for each in words)]
    done = CliRunner(env={"TRANSNET_LANG": language}).invoke(main, asked)
    assert "Traceback" not in done.output
    return done


@pytest.mark.parametrize("ending", [".gpkg", ".geojson"])
def test_a_state_that_changes_nothing_stands_once(
    folder: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"reach{ending}"
    place = WORLD["places"]["name_zh"].iloc[0]
    done = _call(folder, folder / "same.toml", "--from", place, "--minutes", "60,30", "--to", out)
    assert done.exit_code == 0, done.output
    layer = gpd.read_file(out)
    assert layer["state"].tolist() == ["after"] * 2
    assert layer["within_min"].tolist() == [30.0, 60.0]
    assert (layer["area_km2"] > 0).all()
    assert layer.crs.to_epsg() == 4326
    assert str(out) in done.output
    again = _call(folder, folder / "same.toml", "--from", place, "--to", out)
    assert again.exit_code == 1
    assert len(gpd.read_file(out)) == 2


def test_what_is_gained_is_what_lies_within_the_time_only_after(
    folder: Path, tmp_path: Path
) -> None:
    out, place = tmp_path / "fast.gpkg", WORLD["places"]["place_id"].iloc[0]
    done = _call(folder, folder / "fast.toml", "--from", place, "--minutes", "30", "--to", out)
    assert done.exit_code == 0, done.output
    layer = gpd.read_file(out).set_index("state")
    assert layer.index.tolist() == ["before", "after", "gained"]
    before, after, gained = layer["area_km2"]
    assert gained == pytest.approx(after - before, rel=1e-6)
    assert gained > 0


def test_shared_and_lines_and_what_cannot_be_meant(folder: Path, tmp_path: Path) -> None:
    scenario, ids = folder / "same.toml", WORLD["places"]["place_id"].tolist()[:2]
    both = ("--from", ids[0], "--from", ids[1])
    out = tmp_path / "both.geojson"
    done = _call(folder, scenario, *both, "--minutes", "45", "--shared", "--to", out, "--json")
    told = json.loads(done.stdout)
    assert [each["from_id"] for each in told["rows"]] == [",".join(ids)]
    lines = tmp_path / "lines.gpkg"
    assert _call(folder, scenario, *both, "--lines", "--to", lines).exit_code == 0
    assert set(gpd.read_file(lines).geom_type) == {"MultiLineString"}
    for wrong in (("--shared", "--lines"), ("--minutes", "soon")):
        assert _call(folder, scenario, *both, *wrong, "--to", tmp_path / "x.gpkg").exit_code == 2
    for wrong in (("--minutes", "0"), ("--to", tmp_path / "x.shp"), ("--from", "nowhere")):
        asked = ("--to", tmp_path / "y.gpkg") if wrong[0] != "--to" else ()
        assert _call(folder, scenario, *both, *asked, *wrong).exit_code == 1
    assert not (tmp_path / "y.gpkg").exists()


def test_it_speaks_chinese(folder: Path) -> None:
    done = _call(folder, "--help", language="zh")
    assert "等时圈" in done.output
