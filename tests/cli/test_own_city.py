"""A network of what one has: a feed and places, and Monaco's streets where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.io.test_feed_services import _feed
from transnet.cli.main import main
from transnet.io.gtfs.write_feed import write_gtfs
from transnet.io.network_folder import load_network
from transnet.study.run import run

DATA = os.environ.get("TRANSNET_DATA", "")
MONACO = Path(DATA) / "osm" / "monaco_osrm.osm.pbf"
PEOPLE = """id,name,lon,lat,people
1,Monte-Carlo,7.4260,43.7400,15000
2,Fontvieille,7.4160,43.7290,4000
3,La Condamine,7.4200,43.7350,9000
4,Larvotto,7.4330,43.7480,6000
"""


def _new(folder: Path, *words: str) -> Result:
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    places = str(folder / "people.csv")
    return CliRunner().invoke(main, ["new", str(folder / "city"), "--places", places, *words])


def test_places_and_a_feed_make_a_network_that_runs(tmp_path: Path) -> None:
    write_gtfs(_feed(), tmp_path / "feed.zip")
    made = _new(tmp_path, "--gtfs", str(tmp_path / "feed.zip"))
    assert made.exit_code == 0, made.output
    assert "3 trips of 2025-03-02 make 1 services" in made.output
    network = load_network(tmp_path / "city")
    assert network.info.core_place_id == "1"
    assert network["places"]["name_zh"].tolist()[0] == "Monte-Carlo"
    assert len(network["access"]) == 0, "the feed's stops are a thousand kilometres away"
    result = run(tmp_path / "city" / "scenarios" / "today.toml")
    assert len(result.verdicts) == 1


@pytest.mark.skipif(not MONACO.is_file(), reason="TRANSNET_DATA has no extract of Monaco")
def test_streets_of_monaco_carry_its_people(tmp_path: Path) -> None:
    made = _new(tmp_path, "--osm", str(MONACO), "--country", "MC")
    assert made.exit_code == 0, made.output
    assert "junctions" in made.output
    result = run(tmp_path / "city" / "scenarios" / "today.toml")
    (verdict,) = result.verdicts.to_dict("records")
    assert verdict["after"] == pytest.approx(100.0), "everybody drives there within the hour"
    assert (result.travel_times["after_min"] < 30).all()
