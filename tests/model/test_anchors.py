"""Which datum points are in, by what they share with a network: known shifts, noise, few points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.io.network_folder import load_network
from transnet.model.anchors import anchors_of, datum_notices, fit_datum
from transnet.model.datum import DATUMS, Datum, from_wgs84

SHANXI = load_network("shanxi-central")
ANCHORS = anchors_of(SHANXI)
STATIONS = SHANXI["stations"][["station_id", "name_zh", "lon", "lat"]].head(40)


def _table(datum: Datum, *, noise_m: float = 0.0, seed: int = 0) -> pd.DataFrame:
    """Return stations of the network as a map of a datum has them, with an error of mapping."""
    lon, lat = from_wgs84(STATIONS["lon"], STATIONS["lat"], datum)
    noise = np.random.default_rng(seed).normal(0.0, noise_m / 111_000, (2, len(STATIONS)))
    return STATIONS.assign(lon=lon + noise[0], lat=lat + noise[1])


@pytest.mark.parametrize("declared", DATUMS)
@pytest.mark.parametrize("datum", DATUMS)
@given(seed=st.integers(0, 2**31))
def test_the_datum_is_found_through_errors_of_mapping(
    datum: Datum, declared: Datum, seed: int
) -> None:
    found = datum_notices(_table(datum, noise_m=150.0, seed=seed), declared, ANCHORS, "stations")
    assert [each.code for each in found] == ([] if datum == declared else ["datum_mismatch"])
    if datum != declared:
        assert f"as {datum} would" in found[0].hint


def test_the_hint_gives_the_median_offset_in_metres() -> None:
    station = STATIONS.iloc[0]
    lon, lat = from_wgs84(station["lon"], station["lat"], "GCJ-02")
    east = (lon - station["lon"]) * 111_195 * np.cos(np.radians(station["lat"]))
    one = np.array([lon])
    fit = fit_datum(one, np.array([lat]), (np.array([station["lon"]]), np.array([station["lat"]])))
    assert fit.east_m == pytest.approx(east, rel=1e-3)
    assert fit.misfit_m["GCJ-02"] == pytest.approx(0.0, abs=1e-6)
    assert fit.datum is None  # one point is too few


def test_a_name_alone_is_enough() -> None:
    table = _table("BD-09").drop(columns="station_id")
    assert "as BD-09 would" in datum_notices(table, "WGS-84", ANCHORS, "stations")[0].hint


def test_an_offset_of_no_datum_is_warned_about() -> None:
    table = STATIONS.assign(lon=STATIONS["lon"] - 0.02)
    found = datum_notices(table, "WGS-84", ANCHORS, "stations")
    assert found[0].code == "datum_mismatch"
    assert "m west" in found[0].hint
    assert "which no known datum does" in found[0].hint


def test_few_or_no_shared_points_are_said_to_be_unchecked() -> None:
    for table in (STATIONS.head(2), STATIONS.assign(station_id="x", name_zh="y"), STATIONS.head(0)):
        found = datum_notices(table, "WGS-84", ANCHORS, "stations")
        assert [(each.code, each.severity) for each in found] == [("datum_unchecked", "info")]


def test_swapped_points_are_known_by_where_the_network_is() -> None:
    swapped = STATIONS.assign(lon=STATIONS["lat"], lat=STATIONS["lon"])
    with pytest.raises(InputError, match="swapped_point"):
        datum_notices(swapped, "WGS-84", ANCHORS, "stations")


def test_a_name_of_two_far_points_is_no_anchor() -> None:
    world = line_world()
    stations = world["stations"].assign(name_en="Station")
    assert "Station" not in anchors_of(world.replace_table("stations", stations))
