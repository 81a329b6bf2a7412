"""A matrix written block by block: equal to one in memory, and gone on with after any stop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.executors import Packing
from tests.naive import Graph
from transnet import UnfinishedError, matrix_to, read_omx
from transnet.accessibility import route_network
from transnet.accessibility.routed_network import RoutedNetwork
from transnet.base.errors import InputError
from transnet.io.blocks import block_manifest, block_writers
from transnet.routing.metric import Metric
from transnet.routing.router import Router

_NODES = 60
_ARCS = [(node, (node + hop) % 50, 60_000 + 7 * node) for node in range(50) for hop in (1, 7)]
_KINDS = ["parquet", "omx", "zarr"]
_WHY = "zarr isn't installed: nothing is held here of matrices in that format"


@pytest.fixture(scope="module")
def metric() -> Metric:
    indptr, heads, weights = Graph.of(_NODES, _ARCS).csr  # ten nodes aren't reached
    return Router((indptr, heads), cache=False).customize(weights)


@pytest.fixture(params=_KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "zarr":
        pytest.importorskip("zarr", reason=_WHY)
    return str(request.param)


def _read(path: Path) -> np.ndarray:
    if path.suffix == ".omx":
        return read_omx(path)[0]["travel_min"].table.to_numpy()
    if path.suffix == ".zarr":
        import zarr

        group: Any = zarr.open_group(str(path), mode="r")
        assert list(group["from_id"][:]) == list(range(_NODES))
        return np.asarray(group["travel_min"][:])
    table = pd.read_parquet(path)
    assert table["from_id"].tolist() == np.repeat(np.arange(_NODES), _NODES).tolist()
    return table["travel_min"].to_numpy().reshape(_NODES, _NODES)


def _expected(metric: Metric) -> np.ndarray:
    ready = RoutedNetwork(metric, pd.RangeIndex(_NODES), *[np.arange(_NODES)] * 2)
    return ready.travel_times()["travel_min"].to_numpy().reshape(_NODES, _NODES)


def test_what_is_written_is_what_is_found_in_memory(
    metric: Metric, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"m.{kind}"
    made = matrix_to(path, metric, block=7)
    assert (made.shape, made.blocks, made.made) == ((_NODES, _NODES), 9, 9)
    assert _read(path).tobytes() == _expected(metric).tobytes()
    assert np.isinf(_read(path)).any()
    apart = matrix_to(tmp_path / f"n.{kind}", metric, block=7, executor=Packing())
    assert apart.digest == made.digest
    assert _read(apart.path).tobytes() == _read(path).tobytes()
    again = matrix_to(path, metric, block=7)
    assert (again.made, again.digest) == (0, made.digest)
    assert not list(tmp_path.glob("*.waiting"))


class _StopError(Exception):
    pass


def _stopped(path: Path, metric: Metric, after: int) -> None:
    def stop(_what: str, done: int, _every: int) -> None:
        if done == after:
            raise _StopError

    with pytest.raises(_StopError):
        matrix_to(path, metric, block=7, progress=stop)


def test_a_run_that_was_stopped_is_gone_on_with(metric: Metric, kind: str, tmp_path: Path) -> None:
    whole = matrix_to(tmp_path / f"whole.{kind}", metric, block=7)
    path = tmp_path / f"m.{kind}"
    _stopped(path, metric, after=4)
    manifest = path.with_name(f"m.{kind}.blocks")
    with manifest.open("a") as stream:
        stream.write('{"block": 5, "sha2')  # cut off
    found = matrix_to(path, metric, block=7, executor=Packing())
    assert (found.made, found.digest) == (5, whole.digest)
    assert _read(path).tobytes() == _read(whole.path).tobytes()


def test_a_block_that_is_no_longer_sound_is_made_again(
    metric: Metric, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / f"m.{kind}"
    _stopped(path, metric, after=4)
    home = path if path.exists() else path.with_name(f"m.{kind}.waiting")
    parts = sorted(each for each in home.rglob("*") if each.is_file() and each.suffix != ".json")
    parts = [each for each in parts if "_id" not in str(each)]
    parts[1].write_bytes(parts[1].read_bytes()[:50])  # as a full disk leaves it
    found = matrix_to(path, metric, block=7)
    assert found.made == 6
    assert _read(path).tobytes() == _expected(metric).tobytes()


def test_a_file_of_hdf5_that_lost_a_block_is_made_anew(metric: Metric, tmp_path: Path) -> None:
    path = tmp_path / "m.omx"
    matrix_to(path, metric, block=7)
    path.write_bytes(path.read_bytes()[:5_000])
    assert matrix_to(path, metric, block=7).made == 9
    assert _read(path).tobytes() == _expected(metric).tobytes()


@pytest.mark.parametrize("executor", [None, Packing()])
def test_an_error_names_its_block_and_keeps_the_finished(
    metric: Metric, kind: str, executor: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, writer = tmp_path / f"m.{kind}", block_writers.WRITERS[f".{kind}"]
    write = writer.write

    def full(self: Any, at: int, minutes: np.ndarray) -> None:
        if at == 3:
            raise OSError(28, "No space left on device")
        write(self, at, minutes)

    monkeypatch.setattr(writer, "write", full)
    with pytest.raises(UnfinishedError, match=r"block 3 \(rows 21 to 27\).*disk is full") as caught:
        matrix_to(path, metric, block=7, executor=executor)
    assert caught.value.block == 3
    assert caught.value.finished >= 3
    monkeypatch.undo()
    found = matrix_to(path, metric, block=7)
    assert found.made == 9 - caught.value.finished
    assert _read(path).tobytes() == _expected(metric).tobytes()


def test_what_is_there_is_not_replaced_unasked(
    metric: Metric, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"m.{kind}"
    path.mkdir()
    with pytest.raises(InputError, match="there already") as caught:
        matrix_to(path, metric)
    assert caught.value.notices[0].code == "file_exists"
    matrix_to(path, metric, block=20, force=True)
    with pytest.raises(InputError, match="another question"):
        matrix_to(path, metric, block=30)
    with pytest.raises(InputError, match="another question"):
        matrix_to(path, metric, [1, 2], block=20)
    monkeypatch.setattr(block_manifest, "our_code", lambda: "transnet 9.9.9 (abc)")
    with pytest.raises(InputError, match=r"transnet 0.* began it and transnet 9\.9\.9") as caught:
        matrix_to(path, metric, block=20)
    assert caught.value.notices[0].code == "two_versions"
    assert matrix_to(path, metric, [1, 2], force=True).shape == (2, _NODES)


def test_names_go_along_and_zones_are_proved_first(tmp_path: Path) -> None:
    streets = pd.DataFrame({"from": ["太原", "B"], "to": ["B", "C"], "minutes": [10, 20]})
    ready = route_network(streets)
    made = matrix_to(tmp_path / "m.parquet", ready, ["太原"], ["C", "B"])
    assert pd.read_parquet(made.path).to_numpy().tolist() == [
        ["太原", "C", 30.0],
        ["太原", "B", 10.0],
    ]
    assert json.loads((tmp_path / "m.parquet.blocks").read_text().split("\n")[1])["block"] == 0
    odd = route_network(pd.DataFrame({"from": ["a;b"], "to": ["B"], "minutes": [10]}))
    with pytest.raises(InputError, match="semicolon"):
        matrix_to(tmp_path / "m.omx", odd)


@pytest.mark.parametrize(
    ("name", "how", "told"),
    [
        ("m.csv", {}, r"must end in \.omx, \.parquet, \.zarr|must end in"),
        ("m.omx", {"block": 0}, "whole number of rows"),
        ("m.omx", {"origins": [99]}, "no node"),
        ("m.omx", {"origins": []}, "no origins"),
        ("m.omx", {"executor": 2}, "executor"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    metric: Metric, name: str, how: dict[str, Any], told: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=told):
        matrix_to(tmp_path / name, metric, **how)
    assert not list(tmp_path.iterdir())
