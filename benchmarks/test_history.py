"""Our own times from one version to the next, by pytest-benchmark; `make test` doesn't run it.

python -m pytest benchmarks/test_history.py --benchmark-save=before
python -m pytest benchmarks/test_history.py --benchmark-compare --benchmark-compare-fail=median:20%
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.contenders import Transnet
from benchmarks.graphs import Road, made_up
from benchmarks.questions import Work
from transnet.routing.router import Router

_SIDE = 150


@pytest.fixture(scope="module")
def road() -> Road:
    """Return a made-up city, the same everywhere."""
    return made_up(_SIDE)


@pytest.fixture(scope="module")
def us(road: Road) -> Transnet:
    """Return us, prepared and customised, on one thread."""
    contender = Transnet(road, Router(road.topology, cache=False))
    contender.use(1)
    contender.customize(road.weights)
    return contender


def _asks(us: Transnet, work: Work) -> dict[str, Callable[[], Any]]:
    some = (work.origins, work.destinations)
    return {
        "order": us.order,
        "customize": lambda: us.customize(work.road.weights),
        "trees": lambda: us.trees(work.origins[:16]),
        "pairs": lambda: us.pairs(*some),
        "paths": lambda: us.paths(*some),
        "matrix": lambda: us.matrix(*some),
        "within": lambda: us.within(work.amounts, 300_000, work.everywhere),
    }


@pytest.mark.parametrize(
    "name", ["order", "customize", "trees", "pairs", "paths", "matrix", "within"]
)
def test_history(benchmark: Any, us: Transnet, road: Road, name: str) -> None:
    """Time one question after a first answer, which compiles."""
    ask = _asks(us, Work(road))[name]
    ask()
    benchmark.pedantic(ask, rounds=7, iterations=1)
