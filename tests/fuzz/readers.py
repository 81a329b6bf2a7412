"""What is fuzzed: how each reader's inputs are made, mutated and read."""

from __future__ import annotations

import json
import os
import random
import signal
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import networkx as nx
import numpy as np

import transnet
from tests.fuzz import inputs, mutate
from tests.fuzz.inputs import WORLD, Files
from tests.fuzz.structured import geopackage_mutant, omx_mutant, parquet_mutant, pbf_mutant
from tests.worlds import line_world
from transnet.base.codes import codes
from transnet.base.errors import InputError, Notice
from transnet.io.gtfs.check_feed import check_gtfs
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.io.network_folder import read_folder
from transnet.io.omx.matrix_reader import read_omx
from transnet.io.point_tables import convert_points
from transnet.io.road_formats import read_roads
from transnet.io.roads.networkx_graph import from_networkx
from transnet.model.network import Network
from transnet.report.page.comparison import write_comparison
from transnet.report.terminal.notices import notices_json, notices_text
from transnet.report.write import write_result
from transnet.roads.graph import RoadGraph
from transnet.scenario.file import read_scenario
from transnet.study.own_points import people_of

Read = Callable[[Path], object]
FOUND = Path(__file__).parent / "found"


@dataclass(frozen=True)
class Reader:
    """One way in.

    share   cases of it in a whole run, of 200,000 in all
    bases   valid inputs: file name -> bytes
    read    reads the folder that a mutant was laid out in
    mutate  how one file is changed
    files   how many files of a case are changed, drawn from these
    """

    share: int
    bases: Callable[[], Iterable[Files]]
    read: Read
    mutate: mutate.Mutation = mutate.text_mutant
    files: tuple[int, ...] = (1, 1, 2, 8)

    def mutant(self, seed: str, bases: list[Files]) -> Files:
        """Return a base with one of its files changed, or a few."""
        rng = random.Random(seed)  # noqa: S311 - tests need the same numbers, not secret ones
        files = dict(rng.choice(bases))
        count = min(len(files), rng.choice(self.files))
        for name in rng.sample(sorted(files), count):
            files[name] = self.mutate(rng, files[name])
        return files


def case_of(name: str, seed: int, bases: list[Files]) -> Files:
    """Return a reader's mutant; below 0, the cases that were found once, from the last to -1."""
    if name == "canary":
        return bases[seed]
    if seed >= 0:
        return reader_of(name).mutant(f"{name} {seed}", bases)
    folder = found_cases(name)[seed]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def found_cases(name: str) -> list[Path]:
    """Return the folders of a reader's cases that were found once and are mended."""
    return sorted(path for path in (FOUND / name).glob("*") if path.is_dir())


def reader_of(name: str) -> Reader:
    """Return a reader, or the one by which the harness itself is tried."""
    return CANARY if name == "canary" else READERS[name]


def lay_out(files: Files, folder: Path) -> None:
    """Write a case into an empty folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        place = json.dumps((folder / "world").as_posix())[1:-1].encode()
        path.write_bytes(data.replace(WORLD.encode(), place))


def _roads(name: str) -> Read:
    def read(folder: Path) -> None:
        graph, notices = read_roads(folder / name, crs=None)
        _sound(graph)
        _told(notices)

    return read


def _declared(name: str) -> Read:
    """Return a reader of a format that can't say its coordinates."""

    def read(folder: Path) -> None:
        graph, notices = read_roads(folder / name, crs="WGS-84")
        _sound(graph)
        _told(notices)

    return read


def _read_graphml(folder: Path) -> None:
    try:
        graph = nx.read_graphml(folder / "roads.graphml", force_multigraph=True)
    except Exception:  # what NetworkX can't read isn't ours
        return
    made, notices = from_networkx(graph)
    _sound(made)
    _told(notices)


def _read_matrices(folder: Path) -> None:
    found, notices = read_omx(folder / "m.omx")
    assert all(matrix.table.to_numpy().dtype.kind in "fiu" for matrix in found.values())
    _told(notices)


def _convert(folder: Path) -> None:
    _told(convert_points(folder / "points.csv", folder / "out.csv", "GCJ-02", force=True))


def _count_people(folder: Path) -> None:
    people = people_of(folder / "people.csv", "WGS-84")(_line_world())
    assert people.total >= 0


@cache
def _line_world() -> Network:
    return line_world()


def _check(folder: Path) -> None:
    notices = read_folder(folder)[1]
    assert all(each.severity == codes()[each.code].severity for each in notices)
    _told(notices)


def _feed(name: str) -> Read:
    def read(folder: Path) -> None:
        _told(check_gtfs(folder / name))
        _told(read_gtfs(folder / name, cache=False)[1])

    return read


def _run(folder: Path) -> None:
    result = transnet.run(folder / "s.toml")
    write_result(result, folder / "out")


def _compare(folder: Path) -> None:
    comparison = transnet.compare([folder / "a.toml", folder / "b.toml"])
    write_comparison(comparison, folder / "out")


def _misbehave(folder: Path) -> None:
    """Do what the file says: every way in which a reader may fail."""
    todo = (folder / "todo").read_text("ascii")
    if todo == "refuse":
        raise InputError("refused")
    if todo == "raise":
        raise KeyError("untyped")
    if todo == "warn":
        warnings.warn("of numpy", RuntimeWarning, stacklevel=1)
    if todo == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if todo == "eat":
        bytearray(2**34)
    while todo == "spin":
        pass


def _sound(graph: RoadGraph) -> None:
    """Raise AssertionError for a graph that a search could fall out of."""
    nodes, arcs = len(graph.node_ids), len(graph.heads)
    assert len(graph.indptr) == nodes + 1
    assert graph.indptr[-1] == arcs == len(graph.time_ms)
    assert ((graph.heads >= 0) & (graph.heads < nodes)).all()
    assert (graph.time_ms >= 0).all()
    assert not (graph.length_km < 0).any()
    assert not np.isinf(graph.length_km).any()
    assert not (np.abs(graph.lat) > 90).any()


def _told(notices: Iterable[Notice]) -> None:
    """Raise for notices that don't say where and what to do, or can't be shown."""
    notices = list(notices)
    assert all(each.hint and each.row >= 0 for each in notices)
    notices_text(notices).encode("utf-8")
    json.loads(notices_json(notices))


READERS: Mapping[str, Reader] = {
    "omx": Reader(600, inputs.matrices, _read_matrices, omx_mutant),
    "tntp": Reader(
        23_500,
        lambda: [
            {"a_net.tntp": inputs.TNTP_NET.encode(), "a_node.tntp": inputs.TNTP_NODES.encode()}
        ],
        _declared("a_net.tntp"),
    ),
    "dimacs": Reader(18_000, lambda: inputs.roads("roads.gr"), _declared("roads.gr")),
    "dimacs.gz": Reader(
        6_000, lambda: inputs.roads("roads.gr.gz"), _declared("roads.gr.gz"), mutate.gzip_mutant
    ),
    "gtfs": Reader(2_400, inputs.feeds, _feed("feed")),
    "gtfs.zip": Reader(600, inputs.packed_feeds, _feed("a.zip"), mutate.bytes_mutant),
    "gmns": Reader(25_900, inputs.gmns, _declared("")),
    "import": Reader(4_000, inputs.imported, _roads("roads")),
    "geojson": Reader(19_000, lambda: inputs.roads("r.geojson"), _roads("r.geojson")),
    "geopackage": Reader(
        8_000, lambda: inputs.roads("r.gpkg"), _roads("r.gpkg"), geopackage_mutant
    ),
    "geoparquet": Reader(
        8_000, lambda: inputs.roads("r.parquet"), _roads("r.parquet"), parquet_mutant
    ),
    "osm": Reader(17_000, inputs.osm_xml, _roads("world.osm")),
    "osm.gz": Reader(4_000, inputs.osm_packed, _roads("world.osm.gz"), mutate.gzip_mutant),
    "osm.bz2": Reader(
        4_000, inputs.osm_packed_smaller, _roads("world.osm.bz2"), mutate.bzip2_mutant
    ),
    "osm.pbf": Reader(14_000, inputs.osm_pbf, _roads("world.osm.pbf"), pbf_mutant),
    "graphml": Reader(15_000, inputs.graphs, _read_graphml),
    "people": Reader(4_000, lambda: [{"people.csv": inputs.PEOPLE.encode()}], _count_people),
    "points": Reader(10_000, lambda: [{"points.csv": inputs.POINTS.encode()}], _convert),
    "scenario": Reader(12_300, inputs.scenarios, lambda folder: read_scenario(folder / "s.toml")),
    "check": Reader(3_000, lambda: [inputs.network()], _check),
    "compare": Reader(300, inputs.comparisons, _compare, mutate.gentle_mutant, (1, 1, 2)),
    "run": Reader(400, inputs.runs, _run, mutate.gentle_mutant, (1, 1, 2)),
}
"""Every way in, the dear ones seldom."""

CANARY_CASES = ("read", "refuse", "raise", "warn", "crash", "eat", "spin", "read")


CANARY = Reader(0, lambda: [{"todo": each.encode()} for each in CANARY_CASES], _misbehave)
