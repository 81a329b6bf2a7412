"""Trips kept between calls of `transnet path`: the same to the byte, whatever the disk holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.worlds import priced_world
from transnet import save_network
from transnet.base.cache import Cache
from transnet.cli.main import main
from transnet.study import compiled, known_answers
from transnet.travel.model import TravelModel

ENDS = ("P1", "P3")
STATION_ENDS = tuple(priced_world("2024-12-31")["stations"]["station_id"].iloc[[0, -1]])
ASKED: list[tuple[str, ...]] = [
    ENDS,
    ("P1", "P1"),
    STATION_ENDS,
    (*ENDS, "--before"),
    (*ENDS, "--using", "rail"),
    (*ENDS, "--using", "carfree", "--alternatives", "3"),
    (*ENDS, "--impedance", "generalised_cost"),
    (*ENDS, "--impedance", "generalised_cost", "--value-of-time", "500"),
    (*ENDS, "--traffic", "peak"),
]
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("trips")
    save_network(priced_world("2024-12-31"), made / "world")
    edit = "[[edit]]\naction = 'open'\nproject = 'rail-direct'\n"
    (made / "s.toml").write_text(f"id = 's'\nnetwork = 'world'\ntraffic = 'off_peak'\n{edit}")
    return made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the answers of a test are kept."""
    found = tmp_path / "answers"
    monkeypatch.setattr(known_answers, "_cache", lambda: Cache(found))
    return found


@pytest.fixture
def call(world: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(world)
    runner = CliRunner()
    return lambda *words: runner.invoke(main, ["path", *words, "--scenario", "s.toml"])


def _no_model(*_args: object, **_named: object) -> None:
    raise AssertionError("a model is made, though the trip is known")


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_second_call_says_the_same_and_makes_no_model(
    folder: Path,
    call: Run,
    monkeypatch: pytest.MonkeyPatch,
    asked: tuple[str, ...],
    form: tuple[str, ...],
) -> None:
    cold = call(*asked, *form)
    assert cold.exit_code == 0, cold.output
    assert list(folder.iterdir())
    monkeypatch.setattr(compiled.CompiledNetwork, "_made", _no_model)
    warm = call(*asked, *form)
    assert (warm.exit_code, warm.output) == (0, cold.output)


def test_no_trip_is_taken_for_another(folder: Path, call: Run, tmp_path: Path) -> None:
    together = [call(*asked, "--json").output for asked in ASKED]
    for asked, output in zip(ASKED, together, strict=True):
        for entry in folder.iterdir():
            entry.unlink()
        assert call(*asked, "--json").output == output, asked
    assert len(set(together)) == len(ASKED)


@pytest.mark.parametrize("left", [0, 40])
def test_what_is_cut_off_is_found_anew(
    folder: Path, call: Run, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    whole = call(*ENDS, "--json").output
    for entry in folder.iterdir():
        entry.write_bytes(entry.read_bytes()[:left])
    assert call(*ENDS, "--json").output == whole
    monkeypatch.setattr(compiled.CompiledNetwork, "_made", _no_model)
    assert call(*ENDS, "--json").output == whole


def test_a_store_that_cannot_be_written_does_no_harm(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_answers, "_cache", lambda: Cache(tmp_path / "a"))
    whole = call(*ENDS, "--json").output
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(known_answers, "_cache", lambda: Cache(tmp_path / "file" / "below"))
    made: list[object] = []
    find = TravelModel.path

    def counted(model: TravelModel, *ends: str, **how: Any) -> object:
        made.append(ends)
        return find(model, *ends, **how)

    monkeypatch.setattr(TravelModel, "path", counted)
    assert [call(*ENDS, "--json").output for _ in range(2)] == [whole, whole]
    assert len(made) == 2


def test_a_refusal_stays_a_refusal(folder: Path, call: Run) -> None:
    for _ in range(2):
        found = call("P1", "nowhere")
        assert found.exit_code == 1
        assert "nowhere" in found.output
