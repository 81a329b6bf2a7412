"""What tags say to who walks or rides a bicycle, and what OSMnx's filters make of the same ways."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.io.osm.osm_worlds import CROSSING, restriction, write_osm
from transnet.base.errors import InputError, UnknownNameError
from transnet.io.osm.active_tags import active_node_rule, active_rule
from transnet.io.osm.extract import read_osm
from transnet.io.osm.profiles import rule_of_way
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.road_formats import read_roads

WALK, BICYCLE = OsmOptions(profile="walk"), OsmOptions(profile="bicycle")
ROAD = {"highway": "residential"}


@pytest.mark.parametrize(
    ("tags", "walk", "ride"),
    [
        (ROAD, (3.6, 3.6), (12.0, 12.0)),
        ({"highway": "motorway"}, None, None),
        ({"highway": "motorway", "bicycle": "yes"}, None, (12.0, 12.0)),
        ({"highway": "trunk"}, (3.6, 3.6), (12.0, 12.0)),
        ({"highway": "trunk", "motorroad": "yes"}, None, None),
        ({"highway": "trunk", "motorroad": "yes", "foot": "yes"}, (3.6, 3.6), None),
        ({"highway": "footway"}, (3.6, 3.6), None),
        ({"highway": "footway", "bicycle": "yes"}, (3.6, 3.6), (12.0, 12.0)),
        ({"highway": "footway", "bicycle": "dismount"}, (3.6, 3.6), (3.6, 3.6)),
        ({"highway": "steps"}, (1.8, 1.8), None),
        ({"highway": "steps", "conveying": "forward"}, (1.8, 0.0), None),
        ({"highway": "cycleway"}, None, (12.0, 12.0)),
        ({"highway": "cycleway", "foot": "designated"}, (3.6, 3.6), (12.0, 12.0)),
        ({**ROAD, "access": "private"}, None, None),
        ({**ROAD, "access": "private", "foot": "yes"}, (3.6, 3.6), None),
        ({**ROAD, "vehicle": "no"}, (3.6, 3.6), None),
        ({**ROAD, "vehicle": "no", "bicycle": "yes"}, (3.6, 3.6), (12.0, 12.0)),
        ({**ROAD, "foot": "no"}, None, (12.0, 12.0)),
        ({**ROAD, "foot": "use_sidepath"}, None, (12.0, 12.0)),
        ({**ROAD, "oneway": "yes"}, (3.6, 3.6), (12.0, 0.0)),
        ({**ROAD, "oneway": "-1"}, (3.6, 3.6), (0.0, 12.0)),
        ({**ROAD, "oneway": "yes", "oneway:bicycle": "no"}, (3.6, 3.6), (12.0, 12.0)),
        ({**ROAD, "oneway": "yes", "cycleway": "opposite_lane"}, (3.6, 3.6), (12.0, 12.0)),
        ({**ROAD, "oneway": "yes", "cycleway:left:oneway": "-1"}, (3.6, 3.6), (12.0, 12.0)),
        ({**ROAD, "oneway:foot": "yes"}, (3.6, 0.0), (12.0, 12.0)),
        ({**ROAD, "junction": "roundabout"}, (3.6, 3.6), (12.0, 0.0)),
        ({**ROAD, "bicycle:backward": "no"}, (3.6, 3.6), (12.0, 0.0)),
        ({"highway": "pedestrian", "area": "yes"}, (3.6, 3.6), None),
        ({"highway": "construction"}, None, None),
        ({"highway": "service", "service": "driveway"}, (3.6, 3.6), (12.0, 12.0)),
        ({"highway": "service", "service": "driveway", "tunnel": "yes"}, None, None),
        ({"route": "ferry"}, (20.0, 20.0), (20.0, 20.0)),
        ({"route": "ferry", "foot": "no"}, None, (20.0, 20.0)),
        ({"route": "ferry", "access": "no"}, None, None),
    ],
)
def test_speeds_ahead_and_back(
    tags: dict[str, str], walk: tuple[float, float] | None, ride: tuple[float, float] | None
) -> None:
    for options, known in ((WALK, walk), (BICYCLE, ride)):
        rule = active_rule(tags, options)
        assert (None if rule is None else rule.speed_kmh) == known


@pytest.mark.parametrize(
    ("tags", "walk", "ride"),
    [
        ({"barrier": "bollard"}, False, False),
        ({"barrier": "gate", "locked": "yes"}, True, True),
        ({"barrier": "gate", "access": "private"}, True, True),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, False, True),
        ({"barrier": "stile"}, False, True),
        ({"barrier": "stile", "bicycle": "dismount"}, False, False),
        ({"highway": "crossing", "bicycle": "no"}, False, False),
    ],
)
def test_points_that_stop_them(tags: dict[str, str], walk: bool, ride: bool) -> None:
    assert [active_node_rule(tags, each) is not None for each in ("walk", "bicycle")] == [
        walk,
        ride,
    ]


def test_a_chosen_speed_and_turns_that_bind_cars_alone(tmp_path: Path) -> None:
    banned = restriction("no_left_turn", 10, ("node", 2, "via"), 13)
    path = write_osm(tmp_path, CROSSING, relations=[banned])
    made = read_osm(path, OsmOptions(profile="walk", speed_kmh=4.5))
    assert not made.graph.is_copy.any()
    assert np.allclose(made.graph.length_km / (made.graph.time_ms / 3.6e6), 4.5, rtol=1e-4)
    graph, notices = read_roads(path, profile="walk")
    assert notices == []
    assert np.allclose(graph.time_ms / 4.5, made.graph.time_ms / 3.6, atol=1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (OsmOptions(profile="walk", speed_kmh=80), "speed_kmh is from 1 to 50 km/h"),
        (OsmOptions(speed_kmh=30), "speed_kmh is for who walks or rides"),
    ],
)
def test_speeds_that_cannot_be(tmp_path: Path, options: OsmOptions, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_osm(write_osm(tmp_path, CROSSING), options)


def test_profiles_that_are_none(tmp_path: Path) -> None:
    path = write_osm(tmp_path, CROSSING)
    with pytest.raises(UnknownNameError, match="no profile named 'horse'"):
        read_roads(path, profile="horse")
    (tmp_path / "a.gr").write_text("p sp 2 1\na 1 2 5\n")
    with pytest.raises(InputError, match="who may use a way"):
        read_roads(tmp_path / "a.gr", profile="walk")


def _filter(kind: str) -> list[tuple[str, str, str]]:
    overpass = pytest.importorskip("osmnx._overpass")
    text = overpass._get_network_filter(kind)
    found: list[tuple[str, str, str]] = re.findall(r'\["([^"]+)"(?:(!~)"([^"]*)")?\]', text)
    return found


def _passes(tags: dict[str, str], rules: list[tuple[str, str, str]]) -> bool:
    return all(
        (key in tags) if not word else not (key in tags and re.search(word, tags[key]))
        for key, _, word in rules
    )


def _why(tags: dict[str, str], own: str) -> str:
    """Return why we and OSMnx part over a way: what its filters don't look at, or we don't."""
    told = [tags.get(key, "") for key in (own, "vehicle", "access")]
    for reason, holds in (
        ("area", tags.get("area") == "yes"),
        ("motorroad", tags.get("motorroad") == "yes"),
        ("garage", tags.get("service") in ("driveway", "parking_aisle")),
        ("a tag lets them on", told[0] in ("yes", "designated", "permissive", "destination")),
        ("pushed", told[0] == "dismount"),
        ("closed by a tag", any(each and each not in ("yes", "destination") for each in told)),
        ("sidewalk mapped apart", any("separate" in tags.get(k, "") for k in tags)),
    ):
        if holds:
            return reason
    return f"class {tags.get('highway', 'ferry')}"


@pytest.mark.parametrize(("profile", "kind"), [("walk", "walk"), ("bicycle", "bike")])
def test_ways_against_filters_of_osmnx(profile: str, kind: str) -> None:
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        pytest.skip("TRANSNET_DATA doesn't say where the OpenStreetMap extracts are")
    osmium: Any = pytest.importorskip("osmium")
    rules, why, both = _filter(kind), Counter[str](), 0
    extract = f"{data}/transit/porto_alegre/extdata/poa_osm.pbf"
    for way in osmium.FileProcessor(extract, osmium.osm.WAY):
        tags = {tag.k: tag.v for tag in way.tags}
        ours = rule_of_way(tags, OsmOptions(profile=profile)) is not None
        theirs = _passes(tags, rules)
        both += ours and theirs
        if ours != theirs:
            why[_why(tags, "foot" if profile == "walk" else profile)] += 1
    by_class = {each for each in why if each.startswith("class ")}
    known = {"walk": (14_018, 901, {"platform"}), "bicycle": (11_601, 1_566, {"pedestrian"})}
    assert (both, sum(why.values()), {each[6:] for each in by_class}) == known[profile]
