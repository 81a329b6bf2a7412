"""What goes to another process answers there as here."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from tests.naive import Graph
from tests.worlds import priced_world
from transnet.base.progress import ignore_progress
from transnet.routing.metric import Metric
from transnet.routing.router import Router
from transnet.travel.model import TravelModel


def _ring(nodes: int) -> tuple[Router, np.ndarray]:
    arcs = [(node, (node + step) % nodes, 7 + node % 5) for node in range(nodes) for step in (1, 3)]
    indptr, heads, weights = Graph.of(nodes, arcs).csr
    return Router((indptr, heads), cache=False, progress=ignore_progress), weights


def _copied(metric: Metric) -> Metric:
    copy: Metric = pickle.loads(pickle.dumps(metric))  # noqa: S301
    return copy


@pytest.mark.parametrize("prepared", [False, True])
def test_a_metric_answers_alike_wherever_it_is(prepared: bool) -> None:
    router, weights = _ring(60)
    metric = router.customize(weights)
    if prepared:
        router.prepare()
        metric.prepare()
    copy = _copied(metric)
    assert copy.router.is_prepared == prepared
    everywhere = np.arange(60)
    for method in ("search", "hierarchy"):
        found = copy.travel_times(everywhere, method=method)
        assert found.tobytes() == metric.travel_times(everywhere, method=method).tobytes()


def test_a_copy_can_be_prepared_and_updated_and_its_weights_stay() -> None:
    router, weights = _ring(60)
    copy = _copied(router.customize(weights))
    assert copy.router.prepare() is copy.router.prepare()
    changed = copy.prepare().update([3], [1])
    again = router.customize(changed.weights)
    everywhere = np.arange(60)
    assert np.array_equal(changed.travel_times(everywhere), again.travel_times(everywhere))
    for array in (copy.weights, copy.router.indptr, copy.router.heads):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_model_answers_alike_wherever_it_is() -> None:
    model = TravelModel(priced_world("2024-07-01"), traffic="peak")
    model = model.with_parameters({("parking_min", "all"): 4.0})
    for _ in range(2):  # before its trips are known, and after
        copy = pickle.loads(pickle.dumps(model))  # noqa: S301
        assert copy.travel_times().equals(model.travel_times())
        assert copy.costs(impedance="money").equals(model.costs(impedance="money"))


def test_a_router_is_made_where_there_is_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRANSNET_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "")
    kept, weights = _ring(30)
    router = Router((kept.indptr, kept.heads))
    router.prepare()
    found = router.customize(weights).travel_times(np.arange(30))
    assert np.array_equal(found, kept.customize(weights).travel_times(np.arange(30)))


def test_what_is_built_of_the_graph_does_not_go_along() -> None:
    router, weights = _ring(3_000)
    metric = router.customize(weights)
    fresh = len(pickle.dumps(metric))
    metric.prepare().travel_times(np.arange(20), method="hierarchy")
    router.search_graph()
    order = 4 * 3_000
    assert len(pickle.dumps(metric)) < fresh + order + 500
    copy = _copied(_copied(metric))
    assert copy.router.prepare().order.tobytes() == router.prepare().order.tobytes()
