"""The command that brings in roads."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.io.osm.osm_worlds import CROSSING, write_osm
from transnet.cli.main import main

WORLD = """<osm version="0.6">
<node id="1" version="1" lat="37" lon="112"/><node id="2" version="1" lat="37" lon="112.1"/>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="motorway"/></way>
</osm>"""


def test_import_writes_a_folder_and_says_what_is_in_it(tmp_path: Path) -> None:
    extract, out = tmp_path / "a.osm", tmp_path / "roads"
    extract.write_text(WORLD)
    arguments = ["roads", "import", str(extract), "--out", str(out), "--country", "CN"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "2 junctions, 1 arcs" in done.output
    assert "[split_network]" in done.output
    assert {path.name for path in out.iterdir()} == {
        "config.csv",
        "link.csv",
        "node.csv",
        "roads.json",
    }
    said = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert (said["nodes"], said["arcs"]) == (2, 1)


def test_a_bad_extract_ends_in_a_message(tmp_path: Path) -> None:
    (tmp_path / "a.osm.pbf").write_bytes(b"junk" * 99)
    arguments = ["roads", "import", str(tmp_path / "a.osm.pbf"), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert "broken_osm" in done.output


def test_convert_goes_through_every_format(tmp_path: Path) -> None:
    extract = tmp_path / "a.osm"
    extract.write_text(WORLD)
    steps = [extract, *(tmp_path / name for name in ("b", "c.gpkg", "d.parquet", "e.geojson", "f"))]
    for source, out in pairwise(steps):
        done = CliRunner().invoke(main, ["roads", "convert", str(source), str(out)])
        assert done.exit_code == 0, done.output
        assert "2 junctions, 1 arcs" in done.output
    assert (tmp_path / "b" / "link.csv").read_bytes() == (tmp_path / "f" / "link.csv").read_bytes()
    again = ["roads", "convert", str(steps[1]), str(steps[2])]
    refused = CliRunner().invoke(main, again)
    assert (refused.exit_code, "file_exists" in refused.output) == (1, True)
    forced = CliRunner().invoke(main, [*again, "--force", "--crs", "gcj-02", "--json"])
    assert json.loads(forced.stdout)["arcs"] == 1


def test_convert_takes_the_licence_along(tmp_path: Path) -> None:
    (tmp_path / "a.osm").write_text(WORLD)
    out = tmp_path / "roads"
    CliRunner().invoke(main, ["roads", "import", str(tmp_path / "a.osm"), "--out", str(out)])
    CliRunner().invoke(main, ["roads", "convert", str(out), str(tmp_path / "a.geojson")])
    assert "OpenStreetMap contributors" in (tmp_path / "a.geojson").read_text("utf-8")


def test_reach_asks_for_the_coordinates_that_a_file_leaves_open(tmp_path: Path) -> None:
    (tmp_path / "a.osm").write_text(WORLD.replace("motorway", "primary"))
    CliRunner().invoke(main, ["roads", "import", str(tmp_path / "a.osm"), "--out", f"{tmp_path}/b"])
    CliRunner().invoke(main, ["roads", "convert", f"{tmp_path}/b", f"{tmp_path}/c.gr"])
    out = ["--out", f"{tmp_path}/reach.png", "--minutes", "5", "--json"]
    asked = ["roads", "reach", f"{tmp_path}/c.gr", "--from", "112,37", *out]
    refused = CliRunner().invoke(main, asked)
    assert (refused.exit_code, "missing_crs" in refused.output) == (1, True)
    at = [
        CliRunner().invoke(main, [*asked, "--force", "--crs", crs]) for crs in ("WGS-84", "GCJ-02")
    ]
    assert [done.exit_code for done in at] == [0, 0], [done.output for done in at]
    assert at[0].output != at[1].output  # GCJ-02 lies half a kilometre beside


def test_reach_draws_any_name_and_tells_of_letters_that_no_font_has(tmp_path: Path) -> None:
    path = write_osm(tmp_path, CROSSING)
    asked = ["roads", "reach", str(path), "--from", "112.0,37.0", "--minutes", "5"]
    for name, told in ((r"$\foo$ 5$ _{", False), ("\U0001e290", True)):
        out = ["--out", str(tmp_path / f"{told}.png"), "--name", name]
        done = CliRunner().invoke(main, [*asked, *out])
        assert done.exit_code == 0, done.output
        assert (tmp_path / f"{told}.png").stat().st_size > 10_000
        assert ("letters_not_shown" in done.output) == told


@pytest.mark.parametrize("command", ["convert", "reach"])
@pytest.mark.parametrize("as_json", [False, True])
def test_what_reading_brought_up_is_shown_once(command: str, as_json: bool, tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "node.csv").write_text(
        "node_id,x_coord,y_coord\n1,112.5,37.8\n2,112.51,37.8\n"
    )
    links = "from_node_id,to_node_id,directed,length,free_speed\n1,2,0,0.88,60\n"
    (tmp_path / "net" / "link.csv").write_text(links)
    words = ["roads", command, str(tmp_path / "net"), "--crs", "WGS-84"]
    if command == "convert":
        words.append(str(tmp_path / "new" / "out.geojson"))
    else:
        words += ["--from=112.505,37.8", "--minutes=5", "--out", str(tmp_path / "new" / "r.png")]
    done = CliRunner().invoke(main, [*words, *(["--json"] if as_json else [])])
    assert done.exit_code == 0, done.output
    assert (done.stdout + done.stderr).count("lengths are taken to be in km") == 1
    if as_json:
        assert json.loads(done.stdout)


def test_settings_of_an_extract_are_refused_beside_a_place(tmp_path: Path) -> None:
    words = ["roads", "import", "--place", "Nowhere", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, [*words, "--speed", "4"])
    assert done.exit_code == 2
    assert "--speed" in done.output
