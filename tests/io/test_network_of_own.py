"""Networks made of files: columns under other names, many places as zones, and faults told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from transnet.base.errors import InputError, UnknownNameError
from transnet.io.network_folder import load_network
from transnet.io.network_of_own import make_network


def _table(folder: Path, table: pd.DataFrame) -> Path:
    path = folder / "people.csv"
    table.to_csv(path, index=False)
    return path


def test_columns_are_known_by_their_usual_other_names(tmp_path: Path) -> None:
    table = pd.DataFrame({"ZONE": ["a", "b"], "Name": ["Ay", "Bee"], "x": [1.0, 1.1],
                          "y": [50.0, 50.1], "Residents": [10, 30]})  # fmt: skip
    made = make_network(tmp_path / "my town", _table(tmp_path, table))
    assert made.network.info.core_place_id == "b"
    assert [each.name for each in made.files] == ["places.csv", "network.toml", "today.toml"]
    loaded = load_network(tmp_path / "my town")
    assert loaded.info.network_id == "my-town"
    assert loaded["places"]["name_zh"].tolist() == ["Ay", "Bee"]
    with pytest.raises(InputError, match="already"):
        make_network(tmp_path / "my town", _table(tmp_path, table))


def test_many_places_become_zones_where_their_people_are(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    table = pd.DataFrame(
        {
            "id": [f"h{at}" for at in range(500)],
            "name": [f"Home {at}" for at in range(500)],
            "lon": rng.uniform(0.0, 0.3, 500),
            "lat": rng.uniform(50.0, 50.2, 500),
            "people": rng.integers(0, 90, 500),
        }
    )
    made = make_network(tmp_path / "town", _table(tmp_path, table))
    places = made.network["places"]
    assert 30 < len(places) <= 100
    assert places["population"].sum() == table["people"].sum()
    assert set(places["name_en"]) <= set(table["name"]), "after the place with most people"
    mean = np.average(places["lon"], weights=places["population"])
    assert mean == pytest.approx(np.average(table["lon"], weights=table["people"]), abs=1e-5)
    points = pd.read_csv(tmp_path / "town" / "scenarios" / "people.csv")
    assert points["people"].tolist() == table["people"].tolist()
    assert "500 places make" in made.steps[0]


def test_what_is_wrong_with_the_places_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    wrong = pd.DataFrame({"id": ["a"], "lon": ["east"], "lat": [50.0], "people": [5]})
    with pytest.raises(InputError) as raised:
        make_network(tmp_path / "town", _table(tmp_path, wrong))
    assert [(each.code, each.column) for each in raised.value.notices] == [("bad_number", "lon")]
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(InputError, match=r"empty\.csv"):
        make_network(tmp_path / "town", tmp_path / "empty.csv")
    with pytest.raises(InputError, match=r"none\.csv"):
        make_network(tmp_path / "town", tmp_path / "none.csv")
    (tmp_path / "bad.osm.pbf").write_text("no extract")
    right = _table(tmp_path, wrong.assign(lon=[1.0]))
    with pytest.raises(InputError, match=r"bad\.osm\.pbf"):
        make_network(tmp_path / "town", right, osm=tmp_path / "bad.osm.pbf")
    assert not (tmp_path / "town").exists()


def _refused(folder: Path, text: str) -> InputError:
    (folder / "town.csv").write_text(text)
    with pytest.raises(InputError) as raised:
        make_network(folder / "town", folder / "town.csv")
    assert not (folder / "town").exists()
    return raised.value


def test_notices_name_the_file_and_its_columns_and_tell_each_fault_once(tmp_path: Path) -> None:
    one = _refused(tmp_path, "id,x,y,people\na,east,50,5\n")
    assert str(one).splitlines()[0] == "town.csv makes no network: 1 error"
    assert [(each.table, each.row, each.column) for each in one.notices] == [("town.csv", 2, "x")]
    twice = _refused(tmp_path, "id,x,y,people\na,1,50,5\na,1.1,50.1,7\n")
    assert [(each.code, each.column) for each in twice.notices] == [("duplicate_id", "id")]
    large = _refused(tmp_path, "id,x,y,people\na,1,50,5\nb,1.1,50.1,1e300\n")
    (found,) = large.notices
    assert (found.code, found.column) == ("number_overflow", "people")
    assert "write less than" in found.hint


def test_a_country_that_is_none_is_refused_without_streets_too(tmp_path: Path) -> None:
    right = _table(tmp_path, pd.DataFrame({"id": ["a"], "lon": [1.0], "lat": [50.0], "pop": [5]}))
    with pytest.raises(UnknownNameError, match="Atlantis"):
        make_network(tmp_path / "town", right, country="Atlantis")
    assert not (tmp_path / "town").exists()
