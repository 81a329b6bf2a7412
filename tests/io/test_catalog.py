"""Bundled networks and scenarios by name, others by path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from transnet.base.errors import InputError, UnknownNameError
from transnet.io import catalog


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package folder beside networks/ and scenarios/, as in a checkout."""
    for name in ("beta", "alpha"):
        (tmp_path / "networks" / name).mkdir(parents=True)
        (tmp_path / "networks" / name / "network.toml").touch()
    (tmp_path / "networks" / "build").mkdir()
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "open-line.toml").touch()
    (tmp_path / "scenarios" / "README.md").touch()
    monkeypatch.setattr(catalog, "_PACKAGE", tmp_path / "transnet")
    return tmp_path / "transnet"


def test_a_checkout_lists_its_folders(package: Path) -> None:
    assert catalog.list_networks() == ["alpha", "beta"]
    assert catalog.list_scenarios() == ["open-line"]
    assert catalog.network_folder("alpha") == package.parent / "networks" / "alpha"
    assert catalog.scenario_file("open-line") == package.parent / "scenarios" / "open-line.toml"


def test_a_wheel_carries_its_own(package: Path) -> None:
    inside = package / "bundled" / "networks" / "gamma"
    inside.mkdir(parents=True)
    (inside / "network.toml").touch()
    assert catalog.list_networks() == ["gamma"]
    assert catalog.network_folder("gamma") == inside
    assert catalog.list_scenarios() == ["open-line"]


def test_paths_are_taken_as_they_are(package: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.touch()
    assert catalog.scenario_file(str(file)) == file
    assert catalog.network_folder(tmp_path) == tmp_path


def test_scenarios_of_a_network_bear_its_name(package: Path) -> None:
    own = package.parent / "networks" / "beta" / "scenarios"
    own.mkdir()
    (own / "open-line.toml").touch()
    assert catalog.list_scenarios() == ["open-line"]
    assert catalog.list_network_scenarios() == ["beta/open-line"]
    assert catalog.list_more_scenarios() == ["beta/open-line"]
    assert catalog.scenario_file("beta/open-line") == own / "open-line.toml"
    assert catalog.scenario_file("open-line").parent == package.parent / "scenarios"


@pytest.mark.parametrize("name", ["alhpa", "nowhere", "", "alpha/network.toml"])
def test_unknown_networks(package: Path, name: str) -> None:
    with pytest.raises(UnknownNameError, match="no network named"):
        catalog.network_folder(name)


@pytest.mark.parametrize(
    ("find", "kind"), [(catalog.network_folder, "network"), (catalog.scenario_file, "scenario")]
)
def test_what_is_no_text_and_no_path_is_said_so(find: Callable[[Any], Path], kind: str) -> None:
    with pytest.raises(InputError) as caught:
        find(3)
    (found,) = caught.value.notices
    assert (found.code, found.table, found.row, found.value) == ("wrong_type", kind, 0, "3")


def test_the_nearest_name_is_offered(package: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean alpha"):
        catalog.network_folder("alhpa")
    with pytest.raises(UnknownNameError, match="did you mean open-line"):
        catalog.scenario_file("open_line")


def test_a_folder_is_no_scenario_and_a_file_no_network(package: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.touch()
    with pytest.raises(UnknownNameError):
        catalog.scenario_file(tmp_path)
    with pytest.raises(UnknownNameError):
        catalog.network_folder(file)


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ("mine", "did you mean mine.toml"), ("min.toml", "did you mean mine.toml"),
        ("mine.tml", "did you mean mine.toml"), ("sub/mine", "no scenario named"),
        ("sub", "it is a folder"), ("sub/none.toml", "did you mean sub/one.toml"),
        ("m\0ne", "no scenario named"),
    ],
)  # fmt: skip
def test_a_scenario_that_isnt_there_is_looked_for_beside(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for name in ("mine.toml", "sub/one.toml", "sub.txt"):
        (tmp_path / name).touch()
    with pytest.raises(UnknownNameError, match="no scenario named") as caught:
        catalog.scenario_file(named)
    assert hint in str(caught.value)


def test_a_file_is_said_to_be_no_network(package: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").touch()
    with pytest.raises(UnknownNameError, match="a network is a folder"):
        catalog.network_folder(tmp_path / "mine.toml")
