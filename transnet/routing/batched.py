"""Questions to a metric on an executor, a batch of origins at a time: the bytes of one answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from transnet.base.on_executor import executor_given, on_rows
from transnet.base.progress import Progress
from transnet.routing.query_checks import checked_progress
from transnet.routing.weighed_graph import WeighedGraph


@dataclass(frozen=True, eq=False)
class Question:
    """A question of a metric: the name of its method, what is asked in batches, and the rest.

    over  names of what goes in batches, such as origins; of pairs two
    """

    name: str
    over: tuple[str, ...]
    given: dict[str, Any]


def answers(
    metric: WeighedGraph,
    executor: object,
    question: Question,
    rows: npt.NDArray[Any],
    progress: Progress | None,
) -> Iterator[tuple[slice, Any]]:
    """Yield batches of rows and the answers to them, in order.

    question  its method is chosen already, as without an executor
    rows      what goes in batches, int32[k]; of pairs int32[k, 2]
    """
    checked_progress(progress)
    workers = executor_given(executor)
    if workers is None or not len(rows):
        yield slice(0, len(rows)), answer(metric, question, rows)
        return
    if question.given["method"] == "hierarchy":
        metric.router.prepare()  # once for all: its order goes along
    yield from on_rows(workers, (metric, question), answer, rows, progress=progress)


def answer(metric: WeighedGraph, question: Question, rows: npt.NDArray[Any]) -> Any:
    """Return the answer to some rows, as a worker finds it."""
    ends = (rows,) if rows.ndim == 1 else rows.T
    batch = dict(zip(question.over, ends, strict=True))
    return getattr(metric, question.name)(**batch, **question.given)
