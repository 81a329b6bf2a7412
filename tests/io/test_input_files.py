"""What may be opened: a pipe, a device, a folder or a bomb ends in a message, soon."""

from __future__ import annotations

import gzip
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner

from transnet import read_omx, read_roads, run
from transnet.base.errors import InputError
from transnet.cli.main import main
from transnet.io.input_files import json_object, not_a_file
from transnet.io.network_folder import read_folder
from transnet.io.osm.extract import read_osm
from transnet.io.point_tables import convert_points
from transnet.io.roads.dimacs import read_dimacs
from transnet.io.roads.gmns import read_gmns
from transnet.io.roads.tntp import read_tntp

READERS: dict[str, Callable[[Path], object]] = {
    ".omx": read_omx,
    ".gr": read_dimacs,
    "_net.tntp": read_tntp,
    ".osm": read_osm,
    ".gpkg": read_roads,
    ".parquet": read_roads,
    ".geojson": read_roads,
    ".csv": lambda path: convert_points(path, path.with_name("out.csv"), "GCJ-02"),
    ".points": lambda path: run("today", points=path, points_crs="WGS-84"),
}


@pytest.fixture
def odd(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], str]]:
    """Put something that is no regular file in a place, and return what it is called."""
    kind: str = request.param
    with TemporaryDirectory(dir="/tmp") as short, socket.socket(socket.AF_UNIX) as server:

        def make(path: Path) -> str:
            if kind == "pipe":
                os.mkfifo(path)
            elif kind == "socket":
                server.bind(f"{short}/s")
                path.symlink_to(f"{short}/s")
            elif kind == "device":
                path.symlink_to("/dev/zero")
            else:
                path.mkdir()
            return {"pipe": "named pipe", "folder": "a folder"}.get(kind, kind)

        yield make


KINDS = ["pipe", "socket", "device", "folder"]


@pytest.mark.parametrize("odd", KINDS, indirect=True)
@pytest.mark.parametrize("ending", READERS)
def test_every_reader_refuses_what_is_no_file(
    ending: str, odd: Callable[[Path], str], tmp_path: Path
) -> None:
    path = tmp_path / f"a{ending}"
    name = odd(path)
    if name == "a folder" and READERS[ending] is read_roads:
        return  # it would be read as a folder of tables
    with pytest.raises(InputError, match=name) as caught:
        READERS[ending](path)
    assert "unreadable_file" in [each.code for each in caught.value.notices]


@pytest.mark.parametrize("odd", KINDS, indirect=True)
@pytest.mark.parametrize("table", ["node.csv", "link.csv", "config.csv", "roads.json"])
def test_tables_of_roads_are_files(table: str, odd: Callable[[Path], str], tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_text("node_id,x_coord,y_coord\n1,112,37\n2,112,37.1\n")
    (tmp_path / "link.csv").write_text("from_node_id,to_node_id,time_ms\n1,2,1000\n")
    (tmp_path / table).unlink(missing_ok=True)
    name = odd(tmp_path / table)
    with pytest.raises(InputError, match=name):
        read_gmns(tmp_path, crs="WGS-84")


@pytest.mark.parametrize("odd", KINDS, indirect=True)
@pytest.mark.parametrize("table", ["places.csv", "network.toml"])
def test_tables_of_a_network_are_files(
    table: str, odd: Callable[[Path], str], tmp_path: Path
) -> None:
    name = odd(tmp_path / table)
    _, notices = read_folder(tmp_path)
    found = [each.hint for each in notices if each.code == "unreadable_file"]
    assert len(found) == 1
    assert name in found[0]


@pytest.mark.parametrize("odd", ["pipe"], indirect=True)
@pytest.mark.parametrize(
    "words",
    [
        ("roads", "import", "{}", "--out", "out"),
        ("roads", "convert", "{}", "out.gpkg"),
        ("roads", "reach", "{}", "--from=112,37"),
        ("points", "convert", "{}", "out.csv", "--crs", "GCJ-02"),
        ("check", "{}"),
        ("run", "{}"),
        ("compare", "{}"),
        ("path", "a", "b", "--scenario", "{}"),
        ("export", "{}", "--out", "out.gpkg"),
        ("validate", "{}"),
        ("plan", "{}"),
    ],
)
def test_no_command_waits_for_a_pipe(
    words: tuple[str, ...], odd: Callable[[Path], str], tmp_path: Path
) -> None:
    path = tmp_path / "a.osm"
    odd(path)
    done = CliRunner().invoke(main, [each.format(path) for each in words])
    assert done.exit_code in (1, 2), done.output
    assert "a.osm" in done.output


@pytest.mark.parametrize("name", ["", "missing", "nul\0character", "half\ud800", "x" * 5000])
def test_names_of_no_file_say_so(name: str, tmp_path: Path) -> None:
    assert not_a_file(f"{tmp_path}/{name}")
    if name:
        with pytest.raises(InputError):
            read_omx(f"{tmp_path}/{name}")


@pytest.mark.parametrize("text", ["[" * 5000, "[]", "{", "\xff", "", "1" * 9000])
def test_json_that_is_no_object_says_what_it_is(text: str, tmp_path: Path) -> None:
    path = tmp_path / "roads.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"^it is"):
        json_object(path)
    (tmp_path / "node.csv").write_text("node_id,x_coord,y_coord\n1,112,37\n")
    with pytest.raises(InputError, match=r"roads.json: it is.* \[broken_file\]"):
        read_gmns(tmp_path)


def test_json_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": 1}')
    assert json_object(tmp_path / "a.json") == {"a": 1}
    with pytest.raises(ValueError, match="more than 7 bytes"):
        json_object(tmp_path / "a.json", most_bytes=7)


def _gr(folder: Path, text: bytes) -> Any:
    (folder / "a.gr.gz").write_bytes(gzip.compress(text))
    return read_roads(folder / "a.gr.gz", crs="WGS-84")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"p sp 5000000 0\n", "wrong_count"),
        (b"p sp 5000000 1\na 1 2 3\n", "wrong_count"),
        (b"p sp 2 4999999\na 1 2 3\n", "wrong_count"),
        (b"p sp 99999999999 1\na 1 2 3\n", "bad_header"),
        (b"p sp 2 1\na 1 2 3\n" + b"c\n" * 8_000_000, "file_too_large"),
        (b"c" * 40_000_000, "line_too_long"),
        (b"p sp 2 1\n" + (b"c" * 999_998 + b"\n") * 40, "file_too_large"),
    ],
)
def test_what_unpacks_to_much_or_promises_much_is_refused(
    text: bytes, code: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        _gr(tmp_path, text)
    assert [each.code for each in caught.value.notices] == [code]


def test_a_packed_table_of_usual_size_is_read(tmp_path: Path) -> None:
    arcs = "".join(f"a {node} {node + 1} {node % 977}\n" for node in range(1, 30_000))
    graph, _ = _gr(tmp_path, f"p sp 30000 29999\n{arcs}".encode())
    assert graph.arc_count == 29_999


@pytest.mark.parametrize("table", ["node.csv", "link.csv"])
def test_packed_bombs_in_place_of_tables_are_refused(table: str, tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_text("node_id,x_coord,y_coord\n1,112,37\n2,112,37.1\n")
    (tmp_path / "link.csv").write_text("from_node_id,to_node_id,time_ms\n1,2,1000\n")
    first = (tmp_path / table).read_bytes()
    (tmp_path / table).write_bytes(gzip.compress(first + (b" " * 499_999 + b"\n") * 60))
    with pytest.raises(InputError) as caught:
        read_gmns(tmp_path, crs="WGS-84")
    assert caught.value.notices[-1].code == "file_too_large"
