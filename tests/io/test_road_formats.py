"""One way in and one way out: the ending says the format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.road_graphs import small_graph
from transnet.base.errors import InputError
from transnet.io.road_formats import read_roads, source_of, write_roads
from transnet.model.datum import from_wgs84
from transnet.roads.graph import RoadGraph

EXACT = ["folder", "roads.gpkg", "roads.parquet", "roads.geojson"]


@pytest.mark.parametrize("name", EXACT)
def test_a_graph_comes_back(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    assert write_roads(small_graph(), path) == []
    assert read_roads(path) == (small_graph(), [])


@pytest.mark.parametrize("name", ["roads.gr", "roads.gr.gz"])
def test_dimacs_comes_back_as_far_as_it_can_say(name: str, tmp_path: Path) -> None:
    lost = write_roads(small_graph(), tmp_path / name)
    again, _ = read_roads(tmp_path / name, crs="WGS-84")
    assert again.time_ms.tolist() == small_graph().time_ms.tolist()
    assert again.lon.tolist() == small_graph().lon.tolist()
    assert {each.code for each in lost} == {"left_out"}


@pytest.mark.parametrize("name", [*EXACT, "roads.gr"])
def test_what_is_there_already_stays_unless_forced(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write_roads(small_graph(), path)
    before = _bytes(tmp_path)
    with pytest.raises(InputError, match="file_exists"):
        write_roads(small_graph(), path)
    assert _bytes(tmp_path) == before
    write_roads(small_graph(), path, force=True)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_formats_that_cannot_declare_coordinates_need_them_named(tmp_path: Path) -> None:
    write_roads(small_graph(), tmp_path / "roads.gr")
    with pytest.raises(InputError, match="missing_crs"):
        read_roads(tmp_path / "roads.gr")
    (tmp_path / "a_net.tntp").write_text(TNTP)
    (tmp_path / "a_node.tntp").write_text("node X Y ;\n1 112.5 37.8 ;\n2 112.6 37.9 ;\n")
    with pytest.raises(InputError, match="missing_crs"):
        read_roads(tmp_path / "a_net.tntp")
    assert read_roads(tmp_path / "a_net.tntp", crs="WGS-84")[0].lat.tolist() == [37.8, 37.9]


TNTP = """<NUMBER OF NODES> 2
<NUMBER OF LINKS> 1
<END OF METADATA>
1 2 100 1 1 0.15 4 0 0 1 ;
"""


@pytest.mark.parametrize("name", EXACT)
def test_shifted_roads_are_moved_on_request(name: str, tmp_path: Path) -> None:
    graph = small_graph()
    write_roads(_shifted(graph), tmp_path / name)
    again, _ = read_roads(tmp_path / name, crs="GCJ-02")
    np.testing.assert_allclose(again.lon, graph.lon, atol=1e-9)
    np.testing.assert_allclose(again.shape_lat, graph.shape_lat, atol=1e-9)
    assert again.length_km.tolist() == graph.length_km.tolist()


def _shifted(graph: RoadGraph) -> RoadGraph:
    lon, lat = from_wgs84(graph.lon, graph.lat, "GCJ-02")
    inner = from_wgs84(graph.shape_lon, graph.shape_lat, "GCJ-02")
    return replace(graph, lon=lon, lat=lat, shape_lon=inner[0], shape_lat=inner[1])


def test_an_extract_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.osm").write_text(
        '<osm version="0.6"><node id="1" version="1" lat="37" lon="112"/>'
        '<node id="2" version="1" lat="37" lon="112.1"/><way id="1" version="1">'
        '<nd ref="1"/><nd ref="2"/><tag k="highway" v="motorway"/></way></osm>'
    )
    graph, notices = read_roads(tmp_path / "a.osm")
    assert graph.arc_count == 1
    assert "split_network" in {each.code for each in notices}


def test_unknown_endings_and_missing_files(tmp_path: Path) -> None:
    for name in ("roads.shp", "roads"):
        with pytest.raises(InputError, match="roads are read from a folder"):
            read_roads(tmp_path / name)
    for name in ("roads.gpkg", "roads.gr", "a_net.tntp", "a.osm.pbf"):
        with pytest.raises(InputError):
            read_roads(tmp_path / name)
    with pytest.raises(InputError, match="roads are written into a folder"):
        write_roads(small_graph(), tmp_path / "roads.shp")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"file_exists|unwritable_file"):
        write_roads(small_graph(), tmp_path / "file" / "roads")
    assert (tmp_path / "file").read_text() == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [('{"licence": "ODbL-1.0"}', "ODbL-1.0"), ("{}", ""), ("[", ""), ("[]", ""), (None, "")],
)
def test_the_licence_of_an_imported_folder(text: str | None, expected: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "roads.json").write_text(text)
    assert source_of(tmp_path) == expected


def test_openstreetmap_is_named_wherever_its_roads_go(tmp_path: Path) -> None:
    licence = source_of(tmp_path / "a.osm.pbf")
    assert "OpenStreetMap contributors" in licence
    write_roads(small_graph(), tmp_path / "roads", source=licence)
    assert source_of(tmp_path / "roads") == licence
    assert read_roads(tmp_path / "roads") == (small_graph(), [])
    with pytest.raises(InputError, match="would speak of other roads"):
        write_roads(small_graph(), tmp_path / "roads", force=True)
    write_roads(small_graph(), tmp_path / "roads", force=True, source=licence)


def test_units_that_dimacs_cannot_say_are_a_guess_with_a_notice(tmp_path: Path) -> None:
    (tmp_path / "a.gr").write_text("p sp 2 1\na 1 2 3\n")
    graph, notices = read_roads(str(tmp_path / "a.gr"))
    assert graph.time_ms.tolist() == [3]
    assert [each.code for each in notices] == ["missing_unit"]
    assert "ms_per_unit" in notices[0].hint
