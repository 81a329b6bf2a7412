"""Maps of networks on both sides of 180 degrees are those of the same networks elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from tests.street_worlds import far_stops_world
from tests.worlds import line_world
from transnet.base.longitudes import near
from transnet.model.network import Network
from transnet.report.maps import result_maps
from transnet.report.maps.basemap import Segments, road_lines, street_lines, track_lines
from transnet.report.maps.frame import frame_of, middle_of_seats, side_by_side
from transnet.report.maps.layers import network_layers
from transnet.report.maps.render import render
from transnet.scenario.file import Scenario
from transnet.study.run import run

POINTS = ("places", "nodes", "stations", "airports")
TURNED = 67.49  # the line world's places, at 112.5 degrees and around, lie about 180 degrees then


def _spread(network: Network) -> Network:
    """Return a network whose places don't lie on one meridian."""
    for name in POINTS:
        table = network[name]
        lon = table["lon"] + 0.04 * (table["lat"] - 38.2)
        network = network.replace_table(name, table.assign(lon=lon))
    return network


def _turned(network: Network) -> Network:
    for name in POINTS:
        table = network[name]
        network = network.replace_table(name, table.assign(lon=near(table["lon"] + TURNED, 0.0)))
    if network.road_layer is None:
        return network
    graph = network.road_layer.graph
    graph = replace(
        graph,
        lon=near(graph.lon + TURNED, 0.0),
        shape_lon=near(graph.shape_lon + TURNED, 0.0),
    )
    return replace(network, road_layer=replace(network.road_layer, graph=graph))


HERE = _spread(line_world("2024-12-31"))
THERE = _turned(HERE)


def test_the_turned_world_lies_on_both_sides() -> None:
    assert {*np.sign(THERE["places"]["lon"])} == {-1.0, 1.0}
    assert {*np.sign(THERE["nodes"]["lon"])} == {-1.0, 1.0}


def test_frame_and_reach_are_the_same_over_there() -> None:
    scenario = Scenario.from_dict({"id": "turned"})
    here, there = (result_maps.map_data(run(scenario, network=each)) for each in (HERE, THERE))
    assert there.frame.width_km == pytest.approx(here.frame.width_km)
    assert there.frame.height_km == here.frame.height_km
    for name in ("reach_before", "reach_after"):
        one, other = getattr(here, name), getattr(there, name)
        assert np.isfinite(one.minutes).all()
        np.testing.assert_allclose(other.minutes, one.minutes, atol=0.01)
        np.testing.assert_allclose(other.off_network_km, one.off_network_km, atol=0.01)
    for kind in get_args(result_maps.Kind):
        png, svg = render(result_maps.result_figure(there, kind))
        assert png.startswith(b"\x89PNG")
        assert svg.count("<text") == render(result_maps.result_figure(here, kind))[1].count("<text")


def _lines_of(network: Network) -> Segments:
    beside = side_by_side(network, middle_of_seats(network))
    middle = frame_of(beside).middle_lon
    return road_lines(beside) + track_lines(beside) + street_lines(beside, "trunk", middle)


@pytest.mark.parametrize("here", [HERE, far_stops_world("2024-12-31")])
def test_no_line_goes_round_the_earth(here: Network) -> None:
    lines = zip(_lines_of(here), _lines_of(_turned(here)), strict=True)
    for one, other in lines:
        expected = np.array(one) + np.array([TURNED, 0.0])
        found = np.array(other)
        assert found[:, 0] == pytest.approx(near(expected[:, 0], found[0, 0]))
        assert found[:, 1] == pytest.approx(expected[:, 1])


def test_lines_for_other_programs_run_on_beyond_180_degrees() -> None:
    layers = {each.name: each for each in network_layers(THERE)}
    widths = [
        line.bounds[2] - line.bounds[0]
        for name in ("roads", "tracks", "services", "flights")
        for line in layers[name].geometry
        if line is not None
    ]
    assert widths
    assert max(widths) < 180.0
    assert all(-180.0 <= point.x <= 180.0 for point in layers["places"].geometry)


def test_a_network_elsewhere_is_drawn_as_it_is() -> None:
    assert side_by_side(HERE, middle_of_seats(HERE)) is HERE
