"""Maps of networks that lack what maps are made of: cities, roads, rail, room."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.model.network import Network
from transnet.report.maps import result_maps
from transnet.report.maps.basemap import drawn_kinds
from transnet.report.maps.fonts import lettering
from transnet.report.maps.frame import frame_of
from transnet.report.maps.legend import LARGEST_CIRCLE, network_entries
from transnet.report.maps.paint import unit_people
from transnet.report.maps.render import render
from transnet.scenario.file import Scenario
from transnet.study.run import run


def _only(*places: str) -> Network:
    """The line world with some of its places alone, and the one target that they can be held to."""
    network = line_world("2024-12-31")
    for table, column in (("places", "place_id"), ("cities", "seat_place_id")):
        rows = network[table]
        network = network.replace_table(table, rows[rows[column].isin(places)])
    nodes = network["nodes"]
    kept = nodes["place_id"].where(nodes["place_id"].isin(places), "")
    network = network.replace_table("nodes", nodes.assign(place_id=kept))
    targets = network["targets"]
    return network.replace_table("targets", targets[targets["target_id"] == "plan-people"])


def _without(table: str) -> Network:
    network = line_world("2024-12-31")
    return network.replace_table(table, network[table].iloc[:0])


def _moved(lon: float, lat: float) -> Network:
    network = line_world("2024-12-31")
    return network.replace_table("places", network["places"].assign(lon=lon, lat=lat))


WORLDS = {
    "one place": _only("P1"),
    "one city": _only("P1", "P2"),
    "a core and a place outside": _only("P1", "X1"),
    "nothing outside": _only("P1", "P2", "P3"),
    "no roads": _without("roads"),
    "all places at one point": _moved(112.5, 38.0),
    "all places near the pole": _moved(112.5, 89.0),
}


@pytest.mark.parametrize("name", WORLDS)
def test_every_map_of_an_odd_network_is_drawn(name: str) -> None:
    network = WORLDS[name]
    figure = result_maps.network_map(network).get_figure(root=True)
    assert figure is not None
    drawn = [render(figure)]
    data = result_maps.map_data(run(Scenario.from_dict({"id": "odd"}), network=network))
    drawn += [render(result_maps.result_figure(data, kind)) for kind in get_args(result_maps.Kind)]
    assert all(png.startswith(b"\x89PNG") and "</svg>" in svg for png, svg in drawn)


def test_lines_without_tracks_are_named_and_no_index_is_missed() -> None:
    with pytest.raises(InputError, match="stops row 3, tracks: 'T1' is unknown"):
        run(Scenario.from_dict({"id": "odd"}), network=_without("tracks"))


def test_circles_of_residents_are_of_the_size_of_the_places() -> None:
    world = line_world()
    places = world["places"]
    sizes = {}
    for factor in (0.001, 0.1, 2.3, 100.0):
        grown = world.replace_table(
            "places", places.assign(population=places["population"] * factor)
        )
        sizes[factor] = round(unit_people(grown) * LARGEST_CIRCLE)
    # The largest county has 600,000 people, 5,000,000 live outside.
    assert sizes == {0.001: 500, 0.1: 50_000, 2.3: 1_000_000, 100.0: 50_000_000}
    nobody = world.replace_table("places", places.assign(population=np.nan))
    assert unit_people(nobody) > 0


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    network = line_world("2024-12-31")
    frame = frame_of(network)
    letters = lettering("en")
    bare = network
    for name in ("tracks", "roads", "airports"):
        bare = bare.replace_table(name, network[name].iloc[:0])
    assert drawn_kinds(bare, frame) == frozenset()
    assert network_entries(letters, (), opened=False, altered=False, closed=False) == []
    kinds = drawn_kinds(network, frame)
    rows = network_entries(letters, kinds, opened=False, altered=False, closed=False)
    assert len(rows) == 1 + len(kinds)
