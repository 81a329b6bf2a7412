"""Workers: all called, none left behind, threads anew after a fork; and what Ctrl-C becomes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Barrier, Event, current_thread, get_ident, main_thread
from typing import Any
from unittest.mock import patch

import pytest
from numba import config, get_num_threads, set_num_threads

from transnet.kernels import _chunks
from transnet.kernels._chunks import aside, by_workers, in_chunks
from transnet.routing.router import Router

# A child of a process whose threads are busy already; it has none of them.
FORKED = """
import os
from transnet.kernels._chunks import by_workers
by_workers(lambda worker: None, 2)
seen = []
if os.fork() == 0:
    by_workers(seen.append, 2)
    os._exit(sorted(seen) != [0, 1])
print(os.waitstatus_to_exitcode(os.wait()[1]))
"""


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Four threads on any machine, also where the other tests run interpreted."""
    monkeypatch.setattr(config, "NUMBA_NUM_THREADS", 4)
    monkeypatch.setattr(config, "DISABLE_JIT", 0)
    _chunks._threads.cache_clear()
    yield
    _chunks._threads.cache_clear()


@pytest.mark.usefixtures("threads")
def test_workers_work_at_the_same_time() -> None:
    meeting, seen = Barrier(3, timeout=30), {}

    def call(worker: int) -> None:
        meeting.wait()  # nobody passes before all have come
        seen[worker] = get_ident()

    by_workers(call, 3)
    assert sorted(seen) == [0, 1, 2]
    assert len(set(seen.values())) == 3
    assert seen[0] == get_ident()


def test_without_the_compiler_workers_come_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config, "DISABLE_JIT", 1)
    seen: list[tuple[int, int]] = []
    by_workers(lambda worker: seen.append((worker, get_ident())), 3)
    assert seen == [(worker, get_ident()) for worker in range(3)]


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("faulty", [0, 1])
def test_a_fault_is_raised_when_nobody_works_any_more(faulty: int) -> None:
    failed, ended = Event(), Event()

    def call(worker: int) -> None:
        if worker == faulty:
            failed.set()
            raise IndexError(f"worker {worker}")
        assert failed.wait(30)
        ended.set()

    with pytest.raises(IndexError, match=f"worker {faulty}"):
        by_workers(call, 2)
    assert ended.is_set()


def test_a_forked_process_has_threads_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKED],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("0", 0), done.stderr


def interrupted_in_a_kernel(*_: object) -> None:
    """Fail as a compiled function does that returns arrays, when Ctrl-C comes."""
    try:
        raise SystemError("in the middle") from KeyboardInterrupt()
    except SystemError as fault:
        raise SystemError("returned a result with an exception set") from fault


def test_an_interrupt_in_a_chunk_is_an_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt):
        in_chunks(interrupted_in_a_kernel, 3, 1)


def test_what_is_done_aside_has_the_threads_of_who_asks_and_its_errors_are_told() -> None:
    threads = get_num_threads()
    try:
        set_num_threads(1)
        seen = aside(lambda: (get_num_threads(), current_thread() is main_thread()))
    finally:
        set_num_threads(threads)
    assert seen == (1, False)
    with pytest.raises(ZeroDivisionError):
        aside(lambda: 1 // 0)
    with ThreadPoolExecutor(1) as others:
        assert others.submit(lambda: aside(current_thread)).result() is not current_thread()


def test_an_interrupt_stops_what_is_done_aside_and_waits_for_it() -> None:
    stopped = Event()
    done: list[str] = []

    def work() -> None:
        assert stopped.wait(30)
        done.append("work")

    def wait_or_be_interrupted(made: list[Future[Any]]) -> None:
        if not stopped.is_set():
            raise KeyboardInterrupt
        wait(made)

    with (
        patch("transnet.kernels._chunks.wait", wait_or_be_interrupted),
        pytest.raises(KeyboardInterrupt),
    ):
        aside(work, stopped.set)
    assert done == ["work"]


@pytest.mark.parametrize(
    "step",
    [
        *("prepared.dissection_order", "weighed_graph.customize", "weighed_graph.perfect"),
        *("weighed_graph.find_descent", "weighed_graph.find_ascent"),
    ],
)
def test_an_interrupt_while_preparing_is_an_interrupt(step: str) -> None:
    def ask() -> None:
        metric = Router(([0, 1, 2], [1, 0]), cache=False).customize([5, 7]).prepare()
        metric.travel_times([0] * 5, method="hierarchy")
        metric.pair_times([0], [1], method="hierarchy")

    with (
        patch(f"transnet.routing.{step}", interrupted_in_a_kernel),
        pytest.raises(KeyboardInterrupt),
    ):
        ask()
    with patch(f"transnet.routing.{step}", side_effect=SystemError), pytest.raises(SystemError):
        ask()
