"""Tables that are kept are those that are read: cells, types, order and every notice."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.base.plain_names import table_name
from transnet.io import kept_tables
from transnet.io.catalog import network_folder
from transnet.io.kept_tables import KeptTables
from transnet.io.network_folder import read_folder, save_network
from transnet.io.text import Limits
from transnet.model.edited_tables import same_rows
from transnet.model.network import Network
from transnet.model.schema import tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_network(line_world(), tmp_path / "network")
    return tmp_path / "network"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def _entries(cache: Cache) -> list[Path]:
    assert cache.folder is not None
    return sorted(cache.folder.iterdir()) if cache.folder.is_dir() else []


def _same(left: Network | None, right: Network | None) -> None:
    assert left is not None
    assert right is not None
    assert left == right
    assert left.content_hash == right.content_hash
    for name, table in left.tables.items():
        pd.testing.assert_frame_equal(table, right[name], check_exact=True)
        for column in table:
            assert type(table[column].array) is type(right[name][column].array)


def test_the_bundled_network_comes_back_with_all_its_notices(cache: Cache) -> None:
    folder = network_folder("shanxi-central")
    network, notices = read_folder(folder)
    assert len(notices) > 0
    for _ in range(2):
        found, said = read_folder(folder, cache=cache)
        _same(network, found)
        assert said == notices
    assert len(_entries(cache)) == 1


def test_what_is_kept_is_not_read_again(
    folder: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = read_folder(folder, cache=cache)
    monkeypatch.setattr("transnet.io.network_tables.raw_table", None)
    _same(first, read_folder(folder, cache=cache)[0])


def test_tables_that_are_kept_are_put_together_when_somebody_reads_them(
    folder: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = read_folder(folder, cache=cache)
    made = []
    plain = kept_tables._whole
    monkeypatch.setattr(kept_tables, "_whole", lambda *parts: made.append(parts) or plain(*parts))
    network, _ = read_folder(folder, cache=cache)
    assert first is not None
    assert network is not None
    assert isinstance(network.tables, KeptTables)
    edited = network.replace_columns("roads", {"length_km": np.ones(len(first["roads"]))})
    assert len(made) == 1
    assert same_rows(edited.tables, network.tables)
    replaced = network.replace_table("roads", network["roads"])
    assert not same_rows(replaced.tables, network.tables)
    for name, table in first.tables.items():
        assert network.tables.digest(name) == table_name(table) == table_name(network[name])
    assert pickle.loads(pickle.dumps(network)) == network  # noqa: S301, our own bytes
    assert network["roads"] is network.tables["roads"]
    assert len(made) == len(tables())


@pytest.mark.parametrize("name", [*tables(), "network"])
def test_every_file_counts(folder: Path, cache: Cache, name: str) -> None:
    read_folder(folder, cache=cache)
    path = folder / ("network.toml" if name == "network" else f"{name}.csv")
    text = path.read_text("utf-8")
    if name == "network":
        path.write_text(text.replace('name_en = "', 'name_en = "New '), "utf-8")
    else:
        path.write_text(text.replace("\n", ",extra\n", 1).rstrip("\n") + "\n", "utf-8")
    read = read_folder(folder)
    kept = read_folder(folder, cache=cache)
    assert kept[1] == read[1]
    assert kept[0] == read[0]


def test_a_file_that_comes_or_goes_counts(folder: Path, cache: Cache) -> None:
    network, _ = read_folder(folder, cache=cache)
    assert network is not None
    (folder / "transfers.csv").unlink()
    (folder / "stray.csv").write_text("a\n1\n")
    found, notices = read_folder(folder, cache=cache)
    assert found is not None
    assert len(found["transfers"]) == 0 < len(network["transfers"])
    assert (found, notices) == read_folder(folder)
    assert "unknown_file" in {each.code for each in notices}


def test_limits_count(folder: Path, cache: Cache) -> None:
    read_folder(folder, cache=cache)
    tight = Limits(rows=1)
    assert read_folder(folder, limits=tight, cache=cache)[1] == read_folder(folder, limits=tight)[1]


def test_tables_with_an_error_are_not_kept(folder: Path, cache: Cache) -> None:
    path = folder / "roads.csv"
    path.write_text(path.read_text("utf-8").replace("road_id", "roadid", 1), "utf-8")
    _, notices = read_folder(folder, cache=cache)
    assert any(each.severity == "error" for each in notices)
    assert _entries(cache) == []


@pytest.mark.parametrize("size", [0, 10, 40, -1])
def test_a_damaged_entry_is_read_anew(folder: Path, cache: Cache, size: int) -> None:
    network, _ = read_folder(folder, cache=cache)
    (entry,) = _entries(cache)
    entry.write_bytes(entry.read_bytes()[:size])
    _same(network, read_folder(folder, cache=cache)[0])
    assert len(_entries(cache)) == 1


@pytest.mark.parametrize("key", ["roads", "digests", "notices", "roads.road_id", "roads.length_km"])
def test_a_sealed_entry_that_is_no_tables_is_read_anew(
    folder: Path, cache: Cache, key: str
) -> None:
    network, _ = read_folder(folder, cache=cache)
    (entry,) = _entries(cache)
    arrays = cache.get_arrays(entry.stem)
    assert arrays is not None
    wrong = np.arange(-1, len(arrays[key]) - 1, dtype=np.int16)
    for broken in (None, arrays[key][:0], wrong):
        others = {name: values for name, values in arrays.items() if name != key}
        cache.put_arrays(entry.stem, others if broken is None else others | {key: broken})
        _same(network, read_folder(folder, cache=cache)[0])


def test_a_folder_that_keeps_nothing_is_no_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "cache")
    for _ in range(2):
        _same(read_folder(folder)[0], read_folder(folder, cache=cache)[0])
