"""The questions: what is timed, and what is compared after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.contenders import Contender, offers
from benchmarks.graphs import Road

_PAIRS, _SIDE, _TREES = 1_000, 1_000, 16
_LIMITS_MIN = (5, 15)


def _as_it_is(_contender: Contender, _share: float, answer: Any) -> Any:
    return answer


@dataclass(frozen=True)
class Question:
    """One line of the table.

    key     its name in JSON and tables
    needs   method that a library must have to be asked
    ask     called with a contender and the share of the work to do; timed
    first   called before that with the contender; timed, and never scaled
    least   smallest share that makes sense
    budget_s  what a sampling contender may take; larger where origins differ much
    after   called with the contender, the share and what `ask` returned, untimed: what is compared
    is_search  asked of those that search, without preparation
    is_serial  one thread only: there is nothing to share out
    is_long    not asked once more to warm up
    """

    key: str
    needs: str
    ask: Callable[[Contender, float], Any]
    least: float = 1.0
    budget_s: float = 1.0
    first: Callable[[Contender], None] | None = None
    after: Callable[[Contender, float, Any], Any] = _as_it_is
    is_search: bool = False
    is_serial: bool = False
    is_long: bool = False

    def is_for(self, contender: Contender) -> bool:
        """Tell whether a library is asked: it has a way, with or without preparation as headed."""
        return contender.prepares in (None, not self.is_search) and offers(contender, self.needs)


class Work:
    """The nodes, arcs and opportunities on one graph that questions are about, from a seed."""

    def __init__(self, road: Road, seed: int = 1) -> None:
        random = np.random.default_rng(seed)
        self.road = road
        nodes = random.permutation(road.nodes).astype(np.int32)
        half = min(_PAIRS, road.nodes // 2)
        self.origins, self.destinations = nodes[:half], nodes[half : 2 * half]
        self.arcs = random.choice(len(road.heads), 5, replace=False).astype(np.int32)
        self.amounts = random.integers(0, 5, road.nodes).astype(float)
        self.everywhere = random.permutation(road.nodes).astype(np.int32)
        usual = road.weights[self.arcs]
        self.usual = usual
        self.changed = np.where(np.arange(5) < 3, usual * 2, usual // 2).astype(np.int32)

    def questions(self) -> list[Question]:
        """Return all questions but that for the order."""
        few = 1 / _TREES
        return [
            Question("one to all, unprepared, 16 trees", "trees", self._batch, few, is_search=True),
            Question(
                "one to all, prepared, 16 trees, one a call",
                "trees",
                self._trees,
                few,
                after=self._joined,
                is_serial=True,
            ),
            Question("one to all, prepared, 16 trees in a call", "trees", self._batch, few),
            Question(
                "one to all, prepared, 16 trees into memory at hand",
                "trees_into",
                self._batch_into,
                few,
            ),
            Question("1,000 pairs, one a call", "pairs", self._one_by_one, 0.005, is_serial=True),
            Question("1,000 pairs in a call", "pairs", self._pairs, 0.005),
            Question("1,000 paths", "paths", self._paths, 0.005, after=self._times_of),
            Question("matrix 1,000 x 1,000", "matrix", self._matrix, 0.002),
            Question(
                "5 arcs change, matrix again",
                "change",
                self._matrix,
                0.002,
                first=self._change,
                after=self._undo,
            ),
            Question("whole metric", "customize", self._customize, after=self._after_metric),
            *(self._within_question(minutes) for minutes in _LIMITS_MIN),
        ]

    def within_questions(self) -> list[Question]:
        """Return those for opportunities within a cutoff, with this graph's size in the name."""
        return [self._within_question(minutes, whole=False) for minutes in _LIMITS_MIN]

    def order_question(self) -> Question:
        """Return that for the order and build."""
        return Question("order and build", "order", self._order, is_long=True)

    def _within_question(self, minutes: int, *, whole: bool = True) -> Question:
        where = "every node" if whole else f"{self.road.nodes:,} nodes of it"
        limit = minutes * 60_000

        def ask(contender: Contender, share: float) -> Any:
            count = max(16, round(share * self.road.nodes))
            return contender.within(self.amounts, limit, self.everywhere[:count])

        name = f"opportunities in {minutes} min, {where}"
        return Question(name, "within", ask, least=20 / self.road.nodes, budget_s=3.0)

    def _batch(self, contender: Contender, share: float) -> Any:
        return contender.trees(self.origins[: max(1, round(share * _TREES))])

    def _trees(self, contender: Contender, share: float) -> Any:
        sources = self.origins[: max(1, round(share * _TREES))]
        return [contender.trees(source) for source in sources[:, np.newaxis]]

    def _joined(self, _contender: Contender, _share: float, rows: Any) -> Any:
        return np.concatenate(rows)

    def _batch_into(self, contender: Contender, share: float) -> Any:
        return contender.trees_into(self.origins[: max(1, round(share * _TREES))])

    def _pairs(self, contender: Contender, share: float) -> Any:
        return contender.pairs(*self._some(share))

    def _one_by_one(self, contender: Contender, share: float) -> Any:
        return np.array([contender.pair(*ends) for ends in zip(*self._some(share), strict=True)])

    def _paths(self, contender: Contender, share: float) -> Any:
        return contender.paths(*self._some(share))

    def _matrix(self, contender: Contender, share: float) -> Any:
        return contender.matrix(self._some(share)[0], self.destinations)

    def _change(self, contender: Contender) -> None:
        contender.change(self.arcs, self.changed)

    def _undo(self, contender: Contender, _share: float, answer: Any) -> Any:
        contender.undo(self.arcs, self.usual)
        return answer

    def _customize(self, contender: Contender, _share: float) -> Any:
        contender.customize(self.road.weights)

    def _after_metric(self, contender: Contender, _share: float, _answer: Any) -> Any:
        return contender.pairs(*self._some(1.0))

    def _order(self, contender: Contender, _share: float) -> Any:
        contender.order()

    def _some(self, share: float) -> tuple[np.ndarray, np.ndarray]:
        count = max(1, round(share * len(self.origins)))
        return self.origins[:count], self.destinations[:count]

    def _times_of(self, contender: Contender, share: float, paths: Any) -> Any:
        """Return the time along each path, which must lead from its origin to its destination."""
        return np.array(
            [
                self._time_along(contender.trail, np.asarray(path, np.int64), ends)
                for path, *ends in zip(paths, *self._some(share), strict=True)
            ]
        )

    def _time_along(self, trail: str, path: np.ndarray, ends: list[Any]) -> float:
        arcs = path if trail == "arcs" else self.road.arc_between(path[:-1], path[1:])
        if len(arcs) == 0:
            return 0.0 if ends[0] == ends[1] else np.inf
        tails, heads = self.road.tails[arcs], self.road.heads[arcs]
        if [tails[0], heads[-1]] != ends or not np.array_equal(heads[:-1], tails[1:]):
            raise ValueError("a path doesn't lead from its origin to its destination")
        return float(self.road.weights[arcs].sum())
