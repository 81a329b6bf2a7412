"""A network for a map and for other models: layers, names, states and minutes."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.io.omx.matrix_reader import read_omx
from transnet.report.export import export_network
from transnet.report.maps.layers import network_layers
from transnet.travel.model import TravelModel

WORLD = line_world().at("2024-12-30")
NAMES = ["places", "stations", "airports", "nodes", "roads", "tracks", "flights", "services"]


def test_every_layer_is_there_with_names_source_and_state() -> None:
    layers = {layer.name: layer.table for layer in network_layers(WORLD)}
    assert list(layers) == NAMES
    for name, table in layers.items():
        assert {"source", "basis", "confidence"} <= set(table), name
        named = {"name_zh", "name_en"} | {"line_zh", "line_en"} | {"from_zh", "from_en"}
        assert {each[-3:] for each in named & set(table)} == {"_zh", "_en"}, name
        assert len(table) == len(WORLD[name])
    tracks = layers["tracks"].set_index("track_id")
    assert tracks["is_open"].to_dict() == {"T1": True, "T2": True, "T3": False, "TM1": True}
    assert set(tracks["state_on"]) == {"2024-12-30"}


def test_lines_run_between_their_ends_and_services_through_their_stops() -> None:
    layers = {layer.name: layer for layer in network_layers(WORLD)}
    stations = WORLD["stations"].set_index("station_id")
    track = WORLD["tracks"].iloc[0]
    ends = [
        tuple(stations.loc[track[end], ["lon", "lat"]]) for end in ("from_station", "to_station")
    ]
    assert list(layers["tracks"].geometry[0].coords) == ends
    assert (
        layers["tracks"].table.loc[0, "from_en"] == stations.loc[track["from_station"], "name_en"]
    )
    service = WORLD["services"]["service_id"].iloc[0]
    stops = WORLD["stops"][WORLD["stops"]["service_id"] == service].sort_values("seq")
    through = [tuple(stations.loc[stop, ["lon", "lat"]]) for stop in stops["station_id"]]
    assert list(layers["services"].geometry[0].coords) == through


def test_a_geopackage_has_the_layers(tmp_path: Path) -> None:
    counts = export_network(WORLD, tmp_path / "a.gpkg")
    assert counts == {name: len(WORLD[name]) for name in NAMES}
    for name, count in counts.items():
        info = pyogrio.read_info(tmp_path / "a.gpkg", layer=name)
        assert (info["features"], info["crs"]) == (count, "EPSG:4326")


def test_the_other_two_have_them_in_one_table(tmp_path: Path) -> None:
    counts = export_network(WORLD, tmp_path / "a.parquet")
    export_network(WORLD, tmp_path / "a.geojson")
    table = gpd.read_parquet(tmp_path / "a.parquet")
    assert table["layer"].value_counts().to_dict() == {k: n for k, n in counts.items() if n}
    features = json.loads((tmp_path / "a.geojson").read_text("utf-8"))["features"]
    assert len(features) == sum(counts.values())
    place = next(each for each in features if each["properties"]["layer"] == "places")
    assert place["properties"]["name_zh"] == WORLD["places"]["name_zh"].iloc[0]
    assert place["geometry"]["coordinates"] == WORLD["places"][["lon", "lat"]].iloc[0].tolist()


def test_matrices_hold_the_minutes_of_each_means(tmp_path: Path) -> None:
    assert export_network(WORLD, tmp_path / "a.omx", using=["best", "drive"]) == {
        "best_min": len(WORLD["places"]),
        "drive_min": len(WORLD["places"]),
    }
    read, notices = read_omx(tmp_path / "a.omx")
    assert notices == []
    times = TravelModel(WORLD).travel_times(using="drive")
    cells = times.set_index(["from_id", "to_id"])["travel_min"]
    assert read["drive_min"].table.stack().to_dict() == cells.to_dict()
    assert read["drive_min"].unit == "min"
    assert "2024-12-30" in read["drive_min"].title


@pytest.mark.parametrize("name", ["a.gpkg", "a.parquet", "a.geojson", "a.omx"])
def test_an_old_file_stays_unless_forced(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"old")
    with pytest.raises(InputError, match="file_exists"):
        export_network(WORLD, tmp_path / name)
    assert (tmp_path / name).read_bytes() == b"old"
    export_network(WORLD, tmp_path / name, force=True)
    assert (tmp_path / name).read_bytes() != b"old"


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.gpkg, \.parquet, \.geojson or \.omx"):
        export_network(WORLD, tmp_path / "a.shp")
