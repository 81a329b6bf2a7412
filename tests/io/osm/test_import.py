"""Imports kept in the cache, two at once, killed midway; bad extracts on the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.io.osm.osm_worlds import CROSSING, restriction, write_osm
from tests.street_worlds import same_streets
from transnet.base.cache import Cache
from transnet.base.errors import InputError
from transnet.cli.main import main
from transnet.io.folder import write_folder
from transnet.io.osm.extract import import_roads, read_osm
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.road_formats import read_roads, write_roads
from transnet.io.roads.gmns import read_gmns
from transnet.io.roads.named_layer import read_road_layer

TABLES = {"config.csv", "link.csv", "node.csv", "roads.json"}


def _world(folder: Path) -> Path:
    return write_osm(
        folder, CROSSING, relations=[restriction("no_u_turn", 10, ("node", 2, "via"), 10)]
    )


def test_an_import_is_kept_by_content_and_options(tmp_path: Path) -> None:
    cache, path = Cache(tmp_path / "cache"), _world(tmp_path)
    first = read_osm(path, cache=cache)
    again = read_osm(path, cache=cache)
    assert (first.from_cache, again.from_cache) == (False, True)
    assert again.graph == first.graph
    assert again.in_main.tolist() == first.in_main.tolist()
    assert (again.counts, again.notices) == (first.counts, first.notices)
    with pytest.raises(ValueError, match="read-only"):
        again.graph.heads[0] = 0
    for other in (OsmOptions("CN"), OsmOptions(delays={"stop": 1}), OsmOptions(service=True)):
        assert not read_osm(path, other, cache=cache).from_cache
    renamed = path.rename(tmp_path / "other.osm")
    assert read_osm(renamed, cache=cache).from_cache
    renamed.write_text(renamed.read_text(encoding="utf-8").replace("112.0", "112.1"), "utf-8")
    assert not read_osm(renamed, cache=cache).from_cache


def test_a_kept_import_speaks_of_the_file_that_is_read(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    path = write_osm(tmp_path, [*CROSSING, (14, [3, 6, 99], {"highway": "primary"})])
    first = read_osm(path, cache=cache)
    renamed = path.rename(tmp_path / "another.osm")
    again = read_osm(renamed, cache=cache)
    assert again.from_cache
    assert {each.table for each in first.notices} == {path.name}  # a point is missing
    assert [each.table for each in again.notices] == ["another.osm"] * len(first.notices)
    assert again.notices == read_osm(renamed).notices


def test_the_same_bytes_under_another_ending_are_read_for_what_they_are(tmp_path: Path) -> None:
    cache, path = Cache(tmp_path / "cache"), _world(tmp_path)
    first = read_osm(path, cache=cache)
    again = read_osm(path.rename(path.with_suffix(".osm.pbf")), cache=cache)
    assert not again.from_cache
    assert again.graph == first.graph


@pytest.mark.parametrize("damage", ["metadata", "in_main", "heads", "road_class"])
def test_a_sealed_entry_that_is_no_import_is_read_anew(tmp_path: Path, damage: str) -> None:
    cache, path = Cache(tmp_path / "cache"), _world(tmp_path)
    read_osm(path, cache=cache)
    (entry,) = (tmp_path / "cache").iterdir()
    arrays = cache.get_arrays(entry.stem)
    assert arrays is not None
    for broken in (None, arrays[damage][:0], arrays[damage] + 100):
        others = {name: values for name, values in arrays.items() if name != damage}
        cache.put_arrays(entry.stem, others if broken is None else others | {damage: broken})
        if damage == "metadata" or broken is None:
            assert not read_osm(path, cache=cache).from_cache


@pytest.mark.parametrize("size", [0, 10, 40, -1])
def test_a_damaged_entry_is_read_anew(tmp_path: Path, size: int) -> None:
    cache, path = Cache(tmp_path / "cache"), _world(tmp_path)
    graph = read_osm(path, cache=cache).graph
    (entry,) = cache.folder.iterdir()
    entry.write_bytes(entry.read_bytes()[:size])
    made = read_osm(path, cache=cache)
    assert not made.from_cache
    assert made.graph == graph
    assert read_osm(path, cache=cache).from_cache


def test_a_folder_that_keeps_nothing_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "cache")
    assert not read_osm(_world(tmp_path), cache=cache).from_cache
    assert not read_osm(_world(tmp_path), cache=cache).from_cache


def _command(path: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "transnet", "roads", "import", str(path), "--out", str(out)]


def test_two_processes_at_once(tmp_path: Path) -> None:
    path, out = _world(tmp_path), tmp_path / "roads"
    environment = os.environ | {"TRANSNET_CACHE_DIR": str(tmp_path / "cache")}
    with ThreadPoolExecutor(2) as pool:
        runs = list(
            pool.map(
                lambda _: subprocess.run(
                    _command(path, out),
                    env=environment,
                    capture_output=True,
                    check=False,
                    text=True,
                ),
                range(2),
            )
        )
    assert [each.returncode for each in runs] == [0, 0], runs
    assert {each.name for each in out.iterdir()} == TABLES
    assert read_gmns(out)[0] == read_osm(path).graph
    assert len(list((tmp_path / "cache" / "roads").iterdir())) == 1
    assert read_osm(path, cache=Cache(tmp_path / "cache" / "roads")).from_cache


SLOW = """
import sys, time
from pathlib import Path
from transnet.io.osm import extract
from transnet.io.roads import gmns
real = gmns._link_pieces
def slow(graph):
    pieces = real(graph)
    yield next(pieces)
    print("midway", flush=True)
    time.sleep(60)
gmns._link_pieces = slow
extract.import_roads(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("there", [False, True])
def test_a_killed_import_leaves_nothing_half_written(tmp_path: Path, there: bool) -> None:
    path, out = _world(tmp_path), tmp_path / "roads"
    if there:
        import_roads(path, out, OsmOptions("CN"))
    before = {each.name: each.read_bytes() for each in out.iterdir()} if there else {}
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(path), str(out)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "midway\n"
        child.send_signal(signal.SIGKILL)
    assert out.exists() is there
    if there:
        assert {name: (out / name).read_bytes() for name in before} == before
        assert all(each.name in before or each.name.endswith(".tmp") for each in out.iterdir())
    import_roads(path, out)
    assert read_gmns(out)[0] == read_osm(path).graph


@pytest.mark.parametrize("name", ["node.csv", "link.csv"])
def test_tables_of_two_imports_are_not_read_as_one(tmp_path: Path, name: str) -> None:
    graph = same_streets()
    slow = replace(graph, time_ms=2 * graph.time_ms, lon=graph.lon + 0.001)
    for each, streets in (("old", graph), ("new", slow)):
        write_roads(streets, tmp_path / each, source="ODbL")
    assert read_gmns(tmp_path / "new")[0] == slow
    (tmp_path / "old" / name).replace(tmp_path / "new" / name)
    with pytest.raises(InputError, match=rf"{name}: .*import again.*mixed_import"):
        read_roads(tmp_path / "new")
    layer, notices = read_road_layer("new", tmp_path, date(2024, 12, 31))
    assert layer is None
    assert [(each.code, each.table) for each in notices] == [("mixed_import", name)]


def test_a_table_that_was_edited_is_read_once_its_digest_is_gone(tmp_path: Path) -> None:
    out = tmp_path / "roads"
    import_roads(_world(tmp_path), out)
    link, info = out / "link.csv", out / "roads.json"
    link.write_text(link.read_text().replace("secondary", "tertiary"))
    with pytest.raises(InputError, match="mixed_import"):
        read_gmns(out)
    about = json.loads(info.read_text())
    assert set(about.pop("tables")) == TABLES - {"roads.json"}
    info.write_text(json.dumps(about))
    assert "tertiary" in set(read_gmns(out)[0].road_class)


def test_what_a_killed_import_left_goes(tmp_path: Path) -> None:
    (tmp_path / ".transnet-0.tmp" / "new").mkdir(parents=True)
    write_folder(tmp_path / "roads", {"a": b"1"})
    assert [each.name for each in tmp_path.iterdir()] == ["roads"]


def test_a_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    def broken() -> list[bytes]:
        raise OSError("the disk is full")

    with pytest.raises(InputError, match="full"):
        write_folder(tmp_path / "a", {"one": b"1", "two": (broken() for _ in range(1))})  # type: ignore[dict-item]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_another_made_meanwhile_gets_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "a"

    def pieces() -> Iterator[bytes]:
        folder.mkdir()
        (folder / "other").write_text("theirs")
        yield b"ours"

    write_folder(folder, {"one": pieces()})
    assert {each.name: each.read_text() for each in folder.iterdir()} == {
        "one": "ours",
        "other": "theirs",
    }
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


ISLANDS = [
    (each, [each, each + 1], {"highway": "residential", "oneway": "yes"}) for each in (1, 3, 5)
]


def test_a_network_of_islands_is_imported_with_a_warning(tmp_path: Path) -> None:
    path = write_osm(tmp_path, ISLANDS)
    done = CliRunner().invoke(
        main, ["roads", "import", str(path), "--out", str(tmp_path / "out"), "--no-cache"]
    )
    assert done.exit_code == 0
    assert "5 nodes (83.3 %) lie outside the largest part" in done.output
    graph, _ = read_gmns(tmp_path / "out")
    assert graph.arc_count == 3


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.osm.pbf", b"hello world" * 99, "broken_osm"),
        ("a.osm.pbf", b"", "empty_file"),
        ("a.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c", "broken_osm"),
        ("a.osm", b'<osm version="0.6"></osm>', "no_roads"),
        ("a.osm.bz2", b"BZh9 not really", "broken_osm"),
        ("a.shp", b"text", "unknown_format"),
        (None, b"", "missing_file"),
    ],
)
def test_bad_extracts_end_in_a_message(
    tmp_path: Path, name: str | None, content: bytes, code: str
) -> None:
    path = tmp_path / (name or "none.osm.pbf")
    if name:
        path.write_bytes(content)
    arguments = ["roads", "import", str(path), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, arguments, env={"TRANSNET_CACHE_DIR": str(tmp_path / "cache")})
    assert done.exit_code == 1
    assert f"[{code}]" in done.output
    assert path.name in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("delay", ["stop", "stop=", "stop=-1", "stop=nan", "stop=inf"])
def test_a_delay_that_is_none(tmp_path: Path, delay: str) -> None:
    arguments = ["roads", "import", str(_world(tmp_path)), "--out", str(tmp_path / "o")]
    done = CliRunner().invoke(main, [*arguments, "--delay", delay])
    assert done.exit_code == 2
    done = CliRunner().invoke(main, [*arguments, "--no-cache", "--delay", "stp=1"])
    assert done.exit_code == 1
    assert "did you mean stop" in done.output
