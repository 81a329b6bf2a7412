"""Whatever takes a path takes it as a text and as a Path, and refuses what is neither."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.io.gtfs.feeds import feed, zipped
from tests.road_graphs import small_graph
from tests.timetable.timetables import timetable_of
from tests.worlds import line_world
from transnet import (
    check_gtfs,
    export_network,
    load_network,
    read_gtfs,
    read_gtfs_draws,
    read_omx,
    read_road_scenario,
    read_roads,
    read_scenario,
    save_network,
    summarise_gtfs,
    write_gtfs,
    write_isochrones,
    write_omx,
    write_roads,
)
from transnet.base.errors import InputError, TransnetError
from transnet.io.osm.extract import import_roads, read_osm
from transnet.io.osm.speed_table import read_speeds
from transnet.io.point_tables import convert_points
from transnet.io.road_formats import source_of
from transnet.io.roads.dimacs import read_dimacs, write_dimacs
from transnet.io.roads.feature_roads import read_road_features, write_road_features
from transnet.io.roads.gmns import read_gmns, write_gmns
from transnet.io.roads.tntp import read_tntp

OSM = (
    '<osm version="0.6"><node id="1" lat="37.8" lon="112.5"/><node id="2" lat="37.8" lon="112.51"/>'
    '<way id="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>'
)
TNTP = (
    "<NUMBER OF NODES> 2\n<FIRST THRU NODE> 1\n<NUMBER OF LINKS> 1\n<END OF METADATA>\n"
    "1 2 900 1 1 0.15 4 50 0 1 ;\n"
)
TRIPS = timetable_of(2, [(0, -1, [(0, 60, 60, True, True), (1, 90, 90, True, True)])])
REACH = small_graph().isochrones((112.5, 37.8), [1.0], cell_m=50.0)
TABLE = pd.DataFrame(np.eye(2), ["A", "B"], ["A", "B"])
# Each is called with the path of a thing that is there, or is to be made.
READERS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "load_network": ("world", load_network),
    "check_gtfs": ("feed.zip", check_gtfs),
    "read_gtfs": ("feed.zip", partial(read_gtfs, cache=False)),
    "read_gtfs_draws": ("feed.zip", partial(read_gtfs_draws, draws=1)),
    "summarise_gtfs": ("feed.zip", summarise_gtfs),
    "read_omx": ("a.omx", read_omx),
    "read_roads": ("a.gr", read_roads),
    "read_scenario": ("s.toml", read_scenario),
    "read_road_scenario": ("r.toml", read_road_scenario),
    "read_dimacs": ("a.gr", read_dimacs),
    "read_gmns": ("gmns", read_gmns),
    "read_osm": ("a.osm", read_osm),
    "read_speeds": ("speeds.csv", read_speeds),
    "read_road_features": ("a.gpkg", read_road_features),
    "read_tntp": ("a_net.tntp", read_tntp),
    "source_of": ("a.osm", source_of),
}
WRITERS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "write_isochrones": ("new.gpkg", lambda path: write_isochrones(REACH, path)),
    "export_network": ("new.geojson", lambda path: export_network(line_world(), path)),
    "save_network": ("new", lambda path: save_network(line_world(), path)),
    "write_gtfs": ("new.zip", lambda path: write_gtfs(TRIPS, path)),
    "write_omx": ("new.omx", lambda path: write_omx({"t": TABLE}, path)),
    "write_roads": ("new.gpkg", lambda path: write_roads(small_graph(), path)),
    "write_dimacs": ("new.gr", lambda path: write_dimacs(small_graph(), path)),
    "write_gmns": ("new", lambda path: write_gmns(small_graph(), path)),
    "write_road_features": ("n.gpkg", lambda path: write_road_features(small_graph(), path)),
}
# These need more than a path, and have tests of their own with both.
ELSEWHERE = {"import_roads", "import_place", "convert_points", "network_folder", "scenario_file"}
ELSEWHERE |= {"write_result", "write_decision", "write_comparison", "run", "compare", "sensitivity"}
ELSEWHERE |= {"trip_doubts", "scan", "diagnose", "robust", "resilience", "edit_gtfs"}
ELSEWHERE |= {"attribute", "make_network", "stage_projects", "scenario_isochrones", "run_roads"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("paths")
    save_network(line_world(), home / "world")
    write_omx({"t": TABLE}, home / "a.omx")
    write_dimacs(small_graph(), home / "a.gr")
    write_gmns(small_graph(), home / "gmns")
    write_road_features(small_graph(), home / "a.gpkg")
    zipped(feed(home / "feed"), home / "feed.zip")
    (home / "a.osm").write_text(OSM)
    (home / "speeds.csv").write_text("road_class,speed_kmh\nprimary,50\n")
    (home / "a_net.tntp").write_text(TNTP)
    (home / "s.toml").write_text('id = "s"\ndate = "today"\n')
    edit = '[[edit]]\naction = "close_street"\nway = 3\n'
    (home / "r.toml").write_text(f'roads = "a.osm"\nplaces = "p.csv"\n{edit}')
    return home


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("kind", [str, Path])
def test_readers_take_texts_and_paths(name: str, kind: Callable[[Path], Any], folder: Path) -> None:
    file, read = READERS[name]
    assert read(kind(folder / file)) is not None


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("kind", [str, Path])
def test_writers_do(name: str, kind: Callable[[Path], Any], tmp_path: Path) -> None:
    file, write = WRITERS[name]
    write(kind(tmp_path / file))
    assert (tmp_path / file).exists()


@pytest.mark.parametrize("name", [*READERS, *WRITERS])
@pytest.mark.parametrize("path", [None, 5, 1.5, b"a.gr", ["a.gr"], "", "a\0b", "x" * 5000, True])
def test_what_is_no_path_is_refused(name: str, path: object) -> None:
    call = {**READERS, **WRITERS}[name][1]
    with pytest.raises(TransnetError):
        call(path)


LONG = {"a name": "n" * 300, "many names": "/".join(["n" * 200] * 30)}


@pytest.mark.parametrize("name", [*(each for each in READERS if each != "source_of"), *WRITERS])
@pytest.mark.parametrize("long", LONG)
def test_paths_that_are_too_long_are_refused(name: str, long: str, tmp_path: Path) -> None:
    file, call = {**READERS, **WRITERS}[name]
    with pytest.raises(TransnetError):
        call(tmp_path / LONG[long] / file)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_beside_a_file_may_have_too_long_a_name(tmp_path: Path) -> None:
    net = tmp_path / f"{'n' * 246}_net.tntp"  # 255 bytes; with _node.tntp one more
    net.write_text(TNTP)
    assert read_roads(net, crs="WGS-84")[0].arc_count == 1
    roads = tmp_path / f"{'n' * 250}.gpkg"  # SQLite would keep -journal and -wal beside it
    write_road_features(small_graph(), tmp_path / "short.gpkg")
    (tmp_path / "short.gpkg").rename(roads)
    assert read_roads(roads)[0] == small_graph()


def test_whatever_asks_for_a_file_asks_in_the_way_that_never_raises() -> None:
    home = Path(import_module("transnet").__file__ or "").parent
    own = {"input_files.py", "files.py", "cache.py", "code_digest.py", "child_process.py"}
    own |= {"private_folders.py"}
    asked = [
        path.name
        for path in sorted(home.rglob("*.py"))
        if path.name not in own
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("exists", "is_file", "is_dir")
    ]
    assert asked == ["catalog.py"]  # a folder of our own


MODULES = [
    "",
    ".io.osm.speed_table",
    ".io.osm.extract",
    ".io.omx.matrices",
    ".io.point_tables",
    ".io.catalog",
]
MODULES += [f".io.roads.{name}" for name in ("dimacs", "gmns", "feature_roads", "tntp")]
MODULES += [".io.road_formats", ".io.osm.osmnx_place", ".report.page.comparison"]


@pytest.mark.parametrize("module", MODULES)
def test_the_tables_hold_whatever_says_that_it_takes_one(module: str) -> None:
    home = import_module(f"transnet{module}")
    for name in getattr(home, "__all__", dir(home)):
        found = getattr(home, name)
        if not inspect.isfunction(found) or (module and found.__module__ != home.__name__):
            continue
        kinds = [str(each.annotation) for each in inspect.signature(found).parameters.values()]
        if any("str | Path" in kind for kind in kinds) and not name.startswith("_"):
            assert name in {*READERS, *WRITERS, *ELSEWHERE}


@pytest.mark.parametrize("path", [None, 5, "", "a\0b"])
def test_imports_and_point_tables_refuse_them_too(path: Any, tmp_path: Path) -> None:
    (tmp_path / "a.osm").write_text(OSM)
    for call in (
        lambda: import_roads(path, tmp_path / "out"),
        lambda: import_roads(tmp_path / "a.osm", path),
        lambda: convert_points(path, tmp_path / "out.csv", "WGS-84"),
    ):
        with pytest.raises(TransnetError):
            call()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.osm"]


@pytest.mark.parametrize("ending", ["roads.gpkg", "roads.gr", "roads"])
def test_a_write_that_fails_leaves_no_folder_that_it_made(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("transnet.base.files.Stage.write", full)
    with pytest.raises(InputError):
        write_roads(small_graph(), tmp_path / "a" / "b" / ending)
    assert list(tmp_path.iterdir()) == []
