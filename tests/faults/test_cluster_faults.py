"""What befalls a cluster: a matrix ends in the same bytes, or in an error that names its block."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from tests.naive import Graph
from transnet import UnfinishedError, matrix_to
from transnet.base import sent
from transnet.base.errors import InputError
from transnet.routing.metric import Metric
from transnet.routing.router import Router

pytestmark = pytest.mark.slow

distributed = pytest.importorskip("distributed", reason="nothing is held of clusters of Dask")

_SIDE, _TIMES = 60, int(os.environ.get("TRANSNET_KILLS", "1"))
_BLOCK = 100
_WAIT = {"distributed.comm.timeouts.connect": "3s", "distributed.client.heartbeat": "500ms"}


@pytest.fixture(scope="module")
def metric() -> Metric:
    places = np.arange(_SIDE * _SIDE).reshape(_SIDE, _SIDE)
    pairs = [(places[:, :-1], places[:, 1:]), (places[:-1], places[1:])]
    one, other = (np.concatenate([each[end].ravel() for each in pairs]).tolist() for end in (0, 1))
    arcs = [
        (tail, head, 1_000 + (7 * tail + head) % 9_000)
        for tail, head in (*zip(one, other, strict=True), *zip(other, one, strict=True))
    ]
    indptr, heads, weights = Graph.of(_SIDE * _SIDE, arcs).csr
    return Router((indptr, heads), cache=False).customize(weights)


@pytest.fixture(scope="module")
def ask(metric: Metric) -> Callable[..., Any]:
    return partial(matrix_to, network=metric, destinations=range(300), block=_BLOCK)


@pytest.fixture(scope="module")
def expected(ask: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(ask(tmp_path_factory.mktemp("whole") / "m.parquet").digest)


@pytest.fixture
def client() -> Iterator[Any]:
    """Return a client of two processes of one thread."""
    how = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**how) as cluster, distributed.Client(cluster) as made:
        yield made


def _after(blocks: int, do: Callable[[], object]) -> Callable[[str, int, int], None]:
    """Return a callback that does something once when so many blocks are done."""
    waiting = [do]

    def told(_what: str, done: int, _every: int) -> None:
        if done >= blocks and waiting:
            waiting.pop()()

    return told


@pytest.mark.parametrize("time_of_many", range(_TIMES))
def test_a_worker_that_is_killed_costs_time_alone(
    time_of_many: int, client: Any, ask: Callable[..., Any], expected: str, tmp_path: Path
) -> None:
    pids = client.run(os.getpid)
    killed = next(iter(pids.values()))
    told = _after(2, lambda: os.kill(killed, signal.SIGKILL))
    found = ask(tmp_path / "m.parquet", executor=client, progress=told)
    assert (found.digest, found.made) == (expected, _SIDE * _SIDE // _BLOCK)
    assert killed not in client.run(os.getpid).values()


def _kill_at_first(path: Path, process: int) -> None:
    """Kill a process as soon as any block is there."""
    while not list(path.glob("part-*.parquet")):
        time.sleep(0.002)
    os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("time_of_many", range(_TIMES))
def test_a_pool_that_lost_a_process_is_gone_on_with(
    time_of_many: int, ask: Callable[..., Any], expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "m.parquet"
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        pool.submit(os.getpid).result()
        killer = Thread(target=_kill_at_first, args=(path, next(iter(pool._processes))))
        killer.start()
        try:  # who had no piece in hand may die unnoticed
            kept = _SIDE * _SIDE // _BLOCK
            ask(path, executor=pool)
        except UnfinishedError as error:
            kept = error.finished
            assert re.search(r"block \d+ \(rows .*BrokenProcessPool", str(error))  # noqa: PT017
        killer.join()
    found = ask(path)
    assert found.digest == expected
    assert found.made == _SIDE * _SIDE // _BLOCK - kept


def _most_file_bytes(most: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))


@pytest.mark.parametrize("kind", ["parquet", "omx", "zarr"])
def test_a_worker_whose_disk_takes_no_more_names_the_block(
    kind: str, client: Any, ask: Callable[..., Any], expected: str, tmp_path: Path
) -> None:
    if kind == "zarr":
        pytest.importorskip("zarr", reason="zarr isn't installed")
    path = tmp_path / f"m.{kind}"
    told = _after(4, lambda: client.run(_most_file_bytes, 20_000))
    with pytest.raises(UnfinishedError, match=r"block \d+ \(rows .* larger than") as caught:
        ask(path, executor=client, progress=told)
    assert caught.value.finished >= 4
    client.run(_most_file_bytes, resource.RLIM_INFINITY)
    found = ask(path, executor=client)
    assert found.digest == expected
    assert found.made <= _SIDE * _SIDE // _BLOCK - caught.value.finished
    assert not list(tmp_path.rglob("*.partial"))


def _mount(folder: Path) -> bool:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_a_disk_that_is_full_is_named_and_room_for_more_goes_on(
    client: Any, ask: Callable[..., Any], expected: str, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    if not _mount(disk):
        pytest.skip("this user may mount no small disk")
    try:
        with pytest.raises(UnfinishedError, match=r"block \d+ \(rows .*the disk is full") as caught:
            ask(disk / "m.parquet", executor=client)
        more = ["mount", "-o", "remount,size=64m", str(disk)]
        subprocess.run(more, check=True, capture_output=True)
        found = ask(disk / "m.parquet", executor=client)
        assert found.digest == expected
        assert found.made == _SIDE * _SIDE // _BLOCK - caught.value.finished
    finally:
        subprocess.run(["umount", str(disk)], check=True, capture_output=True)  # noqa: S607


def _other_cache(folder: str) -> None:
    os.environ["TRANSNET_CACHE_DIR"] = folder


def test_a_cache_that_is_stale_or_elsewhere_changes_nothing(
    client: Any, metric: Metric, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = np.arange(0, _SIDE * _SIDE, 9)
    monkeypatch.setenv("TRANSNET_CACHE_DIR", str(tmp_path / "ours"))
    for more, cache in ((1, tmp_path / "ours"), (2, tmp_path / "theirs")):
        client.run(_other_cache, str(cache))
        other = metric.router.customize(metric.weights + more)  # type: ignore[attr-defined]
        kept = tmp_path / "ours" / "sent" / f"{sent.Sent(other).digest}.sent"
        kept.write_bytes(kept.read_bytes()[:-1] + b"!")
        found = other.travel_times(every, executor=client)
        assert found.tobytes() == other.travel_times(every).tobytes()


def _another_version() -> None:
    sent.our_code = lambda: "transnet 0.0.9 (abc)"


def test_two_versions_on_a_cluster_are_refused_by_name(
    client: Any, metric: Metric, ask: Callable[..., Any], tmp_path: Path
) -> None:
    client.run(_another_version)
    both = r"transnet \d\S* \(\w+\) asks and transnet 0\.0\.9 \(abc\) works here"
    with pytest.raises(InputError, match=both):
        metric.travel_times([0, 1], executor=client)
    with pytest.raises(UnfinishedError, match=rf"block \d+ .*{both}"):
        ask(tmp_path / "m.parquet", executor=client)


@contextmanager
def _begun(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_scheduler_that_is_lost_ends_in_the_name_of_a_block(
    ask: Callable[..., Any], expected: str, tmp_path: Path
) -> None:
    import dask

    told_in = tmp_path / "scheduler.json"
    path, file = tmp_path / "m.parquet", ("--scheduler-file", str(told_in))
    scheduler = ("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", *file)
    worker = ("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *file)
    with _begun(*scheduler) as lost:
        while not told_in.exists():
            time.sleep(0.1)
        with (
            _begun(*worker),
            dask.config.set(_WAIT),
            distributed.Client(scheduler_file=str(told_in)) as client,
        ):
            client.wait_for_workers(1, timeout=60)
            with pytest.raises(UnfinishedError, match=r"block \d+ \(rows") as caught:
                ask(path, executor=client, progress=_after(3, lost.kill))
    assert caught.value.finished >= 3
    found = ask(path)
    assert found.digest == expected
    assert found.made == _SIDE * _SIDE // _BLOCK - caught.value.finished
