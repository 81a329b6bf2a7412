"""A folder to a network and back: what is saved is what is loaded, and errors come all at once."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from tests.worlds import INFO, line_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.io.network_folder import info_text, load_network, read_folder, save_network
from transnet.model.network import Network, NetworkInfo
from transnet.model.schema import tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_network(line_world(), tmp_path)
    return tmp_path


def test_load_of_save_is_the_network(folder: Path) -> None:
    world = line_world()
    loaded = load_network(folder, when=INFO.base_date)
    assert loaded == world
    assert loaded.content_hash == world.content_hash
    assert read_folder(folder)[1] == []


def test_saving_twice_writes_the_same_bytes(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again = tmp_path_factory.mktemp("again") / "deep" / "folder"
    save_network(load_network(folder), again)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted([*(f"{name}.csv" for name in tables()), "network.toml"])
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes()


def test_odd_cells_survive(folder: Path) -> None:
    world = line_world()
    notes = ["a\rb", "c\nd", 'say "x", y', "'=1+1", "emoji 🚄"]
    odd = world.replace_table("roads", world["roads"].assign(note=notes, lanes=[1, 2, 3, 4, None]))
    save_network(odd, folder, force=True)
    assert load_network(folder, when=odd.when) == odd


def test_names_survive_in_network_toml(folder: Path) -> None:
    odd = NetworkInfo(
        "line-world", '线"世\\界', "tab\t line\n del\x7f", *(date(999, 1, 2),) * 3, "P1"
    )
    save_network(Network(odd, line_world().tables, INFO.base_date), folder, force=True)
    loaded, _ = read_folder(folder)
    assert loaded is not None
    assert loaded.info == odd
    assert "base_date = 0999-01-02\n" in info_text(odd)


def test_the_day_it_is_read_at(folder: Path) -> None:
    assert load_network(folder).when == INFO.known_until
    assert load_network(folder, when="2026-01-01").when == date(2026, 1, 1)
    assert load_network(str(folder), when=date(2026, 1, 1)).when == date(2026, 1, 1)


def test_other_files_in_the_folder_stay(folder: Path) -> None:
    (folder / "SOURCES.md").write_text("where it all comes from")
    save_network(line_world(), folder, force=True)
    assert (folder / "SOURCES.md").read_text() == "where it all comes from"


def test_errors_come_all_at_once(folder: Path) -> None:
    roads = (folder / "roads.csv").read_text(encoding="utf-8")
    (folder / "roads.csv").write_text(roads.replace(",N2,30,", ",N22,3O,"), encoding="utf-8")
    (folder / "network.toml").write_text('id = "a"', encoding="utf-8")
    with pytest.raises(InputError, match=r"5 errors.*nothing was read.*transnet check") as caught:
        load_network(folder)
    assert [(each.code, each.table, each.row) for each in caught.value.notices] == [
        ("missing_key", "network.toml", 0),
        ("missing_key", "network.toml", 0),
        ("bad_crs", "network.toml", 0),
        ("bad_number", "roads", 2),
        ("dangling_reference", "roads", 2),
    ]


def test_warnings_do_not_stop_a_load(folder: Path) -> None:
    roads = (folder / "roads.csv").read_text(encoding="utf-8")
    (folder / "roads.csv").write_text(roads.replace(",N2,30,", ",N2,150,"), encoding="utf-8")
    assert [each.code for each in read_folder(folder)[1]] == ["road_too_long"]
    assert load_network(folder)["roads"]["length_km"].iloc[0] == 150


def test_an_empty_folder_lists_what_it_needs(tmp_path: Path) -> None:
    network, notices = read_folder(tmp_path)
    assert network is None
    assert [each.code for each in notices] == ["missing_file"] * 2
    with pytest.raises(InputError, match="2 errors"):
        load_network(tmp_path)


def test_a_folder_that_cannot_be_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    network, notices = read_folder(folder)
    assert network is None
    assert [each.code for each in notices] == ["unreadable_file"]
    assert notices[0].hint == "the folder can't be read: Permission denied"


def test_unknown_network(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no network named"):
        load_network(tmp_path / "nowhere")


@pytest.mark.parametrize("broken", range(0, len(tables()) + 1, 5))
def test_a_full_disk_leaves_the_old_network(
    folder: Path, monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    calls = iter(range(1000))
    real = os.fsync

    def fsync(handle: int) -> None:
        if next(calls) == broken:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    world = line_world()
    changed = world.replace_table("roads", world["roads"].assign(note="new"))
    with pytest.raises(InputError, match="the disk is full"):
        save_network(changed, folder, force=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
