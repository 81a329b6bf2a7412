"""A network of what one has: a feed and places, and Monaco's streets where they are at hand."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

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


BESIDE_THE_FEED = """id,name,lon,lat,people
1,Ayton,0.001,50.0,15000
2,Beeham,0.1,50.001,4000
"""


def _new(folder: Path, *words: str, people: str = PEOPLE) -> Result:
    (folder / "people.csv").write_text(people, encoding="utf-8")
    places = str(folder / "people.csv")
    return CliRunner().invoke(main, ["new", str(folder / "city"), "--places", places, *words])


def test_places_and_a_feed_make_a_network_that_runs(tmp_path: Path) -> None:
    write_gtfs(_feed(), tmp_path / "feed.zip")
    made = _new(tmp_path, "--gtfs", str(tmp_path / "feed.zip"), people=BESIDE_THE_FEED)
    assert made.exit_code == 0, made.output
    assert "3 trips of 2025-03-02 make 1 services" in made.output
    network = load_network(tmp_path / "city")
    assert network.info.core_place_id == "1"
    assert network["places"]["name_zh"].tolist()[0] == "Ayton"
    result = run(tmp_path / "city" / "scenarios" / "today.toml")
    trips = result.travel_times.set_index(["from_id", "to_id"])
    assert trips.loc[("1", "2"), "mode_after"] == "bus", "which stops beside both"


def test_a_feed_of_elsewhere_is_left_out_and_told(tmp_path: Path) -> None:
    write_gtfs(_feed(), tmp_path / "feed.zip")
    made = _new(tmp_path, "--gtfs", str(tmp_path / "feed.zip"))
    assert made.exit_code == 0, made.output
    assert "3 stops lie more than 2 km from all places: left out" in made.output
    assert load_network(tmp_path / "city")["stations"].empty


@pytest.mark.skipif(not MONACO.is_file(), reason="TRANSNET_DATA has no extract of Monaco")
def test_streets_of_monaco_carry_its_people(tmp_path: Path) -> None:
    made = _new(tmp_path, "--osm", str(MONACO), "--country", "MC")
    assert made.exit_code == 0, made.output
    assert "junctions" in made.output
    result = run(tmp_path / "city" / "scenarios" / "today.toml")
    (verdict,) = result.verdicts.to_dict("records")
    assert verdict["after"] == pytest.approx(100.0), "everybody drives there within the hour"
    assert (result.travel_times["after_min"] < 30).all()


def test_the_code_of_the_guide_runs_as_it_stands() -> None:
    page = Path(__file__).parents[2] / "docs" / "own-network.md"
    (code, _) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, page.name, "exec"), names)  # noqa: S102 - our own page
    verdicts = names["result"].verdicts
    assert verdicts["met_after"].tolist() == [True]
    changed = names["result"].travel_times.set_index(["from_id", "to_id"])["change_min"]
    assert changed["C", "B"] < -2, "at 120 km/h the second road is faster"
    assert len(names["network"].readings) > 4
