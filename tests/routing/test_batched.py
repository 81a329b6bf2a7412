"""What a metric is asked on an executor is answered to the byte as it answers here."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from tests.executors import Packing
from tests.naive import Graph
from transnet.base import sent
from transnet.base.errors import InputError
from transnet.base.on_executor import batches
from transnet.routing.metric import Metric
from transnet.routing.router import Router

_NODES = 700


@pytest.fixture(scope="module")
def metric() -> Metric:
    rng = np.random.default_rng(3)
    ends = rng.integers(0, _NODES, (4 * _NODES, 2)).tolist()
    arcs = [(tail, head, 1 + (7 * tail + head) % 900) for tail, head in ends]
    indptr, heads, weights = Graph.of(_NODES, arcs).csr
    return Router((indptr, heads), cache=False).customize(weights)


@pytest.fixture(scope="module", params=["threads", "packing", "relayed"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    kinds: dict[str, Callable[[], Executor]] = {
        "threads": lambda: ThreadPoolExecutor(2),
        "packing": Packing,
        "relayed": lambda: Packing(stations=2),
    }
    with kinds[request.param]() as made:
        yield made


_SOME = np.arange(0, _NODES, 3)
_FEW = np.array([5, 1, 5, 600])
_AMOUNTS = np.random.default_rng(4).random(_NODES)
_QUESTIONS: dict[str, Callable[..., Any]] = {
    "table": lambda of, **how: of.travel_times(_SOME, _FEW, **how),
    "wide": lambda of, **how: of.travel_times(_FEW, _SOME, **how),
    "all": lambda of, **how: of.travel_times(_SOME, **how),
    "none": lambda of, **how: of.travel_times([], _SOME, **how),
    "pairs": lambda of, **how: of.pair_times(_SOME, _SOME[::-1], **how),
    "paths": lambda of, **how: of.paths(_SOME, _SOME[::-1], **how),
    "isochrones": lambda of, **how: of.isochrones(_SOME, 1500, **how),
    "sums": lambda of, **how: of.accumulate(_AMOUNTS, [900, 400], origins=_SOME, **how),
    "decayed": lambda of, **how: of.accumulate(_AMOUNTS, 900, decay=[1, 0.4, 0.1], **how),
    "nearest": lambda of, **how: of.nearest(_SOME, _FEW, 3, **how),
}


def _bytes(found: Any) -> list[Any]:
    if isinstance(found, np.ndarray):
        return [found.dtype, found.shape, found.tobytes()]
    if isinstance(found, list | tuple):
        return [part for each in found for part in _bytes(each)]
    return _bytes([found.offsets, found.nodes, found.times])


@pytest.mark.parametrize("method", ["auto", "search", "hierarchy"])
@pytest.mark.parametrize("name", _QUESTIONS)
def test_answers_on_an_executor_are_those_here(
    name: str, method: str, metric: Metric, executor: Executor
) -> None:
    expected = _QUESTIONS[name](metric, method=method)
    assert _bytes(_QUESTIONS[name](metric, method=method, executor=executor)) == _bytes(expected)


def test_other_processes_answer_to_the_byte(metric: Metric) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        for name, ask in _QUESTIONS.items():
            assert _bytes(ask(metric, executor=pool)) == _bytes(ask(metric)), name


def test_of_what_is_large_the_digest_alone_goes_along(
    metric: Metric, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent, "_SMALL_BYTES", 100)
    packing = Packing()
    large = metric.router.customize(metric.weights)  # type: ignore[attr-defined]
    large.accumulate(_AMOUNTS, 900, executor=packing)
    assert len(packing.sent) > 8
    assert max(packing.sent) < _NODES  # of which the amounts alone would take eight times as much


def test_without_a_cache_the_content_is_handed_over(
    metric: Metric, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nowhere:
        def read(self, *_: Any) -> None: ...

        def writing(self, _name: str) -> Any:
            raise OSError

    monkeypatch.setattr(sent, "_store", Nowhere)
    other = metric.router.customize(metric.weights + 2)  # type: ignore[attr-defined]
    monkeypatch.setattr(sent, "_SMALL_BYTES", 100)
    packing = Packing()
    found = other.accumulate(_AMOUNTS, 900, executor=packing)
    assert _bytes(found) == _bytes(other.accumulate(_AMOUNTS, 900))
    assert max(packing.sent) > 8 * _NODES


def test_what_the_cache_holds_is_proved_before_it_is_opened(
    metric: Metric, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent, "_SMALL_BYTES", 100)
    changed = metric.router.customize(metric.weights + 1)  # type: ignore[attr-defined]
    expected = changed.travel_times(_SOME, _FEW)
    for each in (sent.Sent(changed),):
        each.__reduce__()
        with sent._store().writing(f"{each.digest}.sent") as stream:
            stream.write(b"cos\nsystem\n(S'false'\ntR.")
    found = changed.travel_times(_SOME, _FEW, executor=Packing())
    assert _bytes(found) == _bytes(expected)


def test_another_transnet_is_refused_by_name(
    metric: Metric, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Older(Packing):
        def submit(self, call: Any, /, *args: Any, **more: Any) -> Any:  # type: ignore[override]
            sent_here = args[3]
            monkeypatch.setattr(sent, "our_code", lambda: "transnet 0.0.9 (abc)")
            reduced = [each.__reduce__() for each in sent_here]
            monkeypatch.undo()
            arrived = tuple(make(*given) for make, given in reduced)
            return super().submit(call, *args[:3], arrived, **more)

    with pytest.raises(InputError, match=r"0\.0\.9 \(abc\) asks and transnet \d") as caught:
        metric.travel_times(_SOME, executor=Older())
    assert caught.value.notices[0].code == "two_versions"


def test_progress_counts_rows_and_errors_are_those_here(metric: Metric) -> None:
    told: list[tuple[int, int]] = []
    metric.travel_times(
        _SOME, executor=Packing(), progress=lambda _, done, every: told.append((done, every))
    )
    assert told == sorted(told)
    assert told[-1] == (len(_SOME), len(_SOME))
    with pytest.raises(InputError, match="executor"):
        metric.travel_times(_SOME, executor="dask")


@pytest.mark.parametrize("rows", [0, 1, 16, 17, 700, 4_000, 100_000])
def test_batches_are_all_rows_once(rows: int) -> None:
    found = batches(rows)
    assert [row for each in found for row in range(each.start, each.stop)] == list(range(rows))
    assert all(each.start % 16 == 0 for each in found)
