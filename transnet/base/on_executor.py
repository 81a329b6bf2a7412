"""Work handed to an executor of the caller's: threads, other processes, other machines.

The executor schedules, tries again what a lost worker had, and carries what is found. What all of
the work rests on goes to each process once at most (`Sent`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from transnet.base.given import given
from transnet.base.language import said
from transnet.base.one_thread import kernels_on_one_thread
from transnet.base.progress import Progress
from transnet.base.sent import Sent, keep_here

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")
_Part = TypeVar("_Part")

AnyExecutor = Executor | Any | None
"""An executor, a client of Dask, or None for threads here."""

_EXECUTOR = said("ProcessPoolExecutor(2), for one, or a client of Dask")
_LARGEST, _PIECES = 16, 8
"""Items of a piece at most, to hide what sending takes, and pieces at least, for all workers."""
_LANES, _BATCHES, _LARGEST_BATCH = 16, 16, 1024
"""Rows that most kernels do together, batches of rows at least, and rows of a batch at most."""


class PartError(Exception):
    """A part of the work that failed, and why; its cause is what was raised."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class _Lacking(NamedTuple):
    """What a process says that hasn't got all that its work rests on: which of it."""

    places: tuple[int, ...]


def executor_given(executor: object) -> Executor | None:
    """Return an executor, that of a client of Dask too, or None for none.

    Raises InputError for anything else.
    """
    if executor is None:
        return None
    if not isinstance(executor, Executor) and callable(getattr(executor, "get_executor", None)):
        executor = executor.get_executor()  # type: ignore[attr-defined]
    return given(executor, Executor, "executor", _EXECUTOR)


def on_executor(
    executor: Executor,
    ground: Any,
    call: Callable[[Any, list[_Item]], list[_Made]],
    items: Sequence[_Item],
) -> list[_Made]:
    """Return what a call makes of items, in their order; kernels in it take one thread each.

    executor  any; the answer doesn't hang on it, nor on how many workers it has
    ground    what all items are worked out on; stays as it is, but for what it keeps
    call      a function of a module, or a partial of one, of the ground and some of the items
    Raises what the first items raise that can't be made; then no more are begun.
    """
    size = max(1, min(_LARGEST, len(items) // _PIECES))
    parts = [list(items[at : at + size]) for at in range(0, len(items), size)]
    return [made for each in in_order(executor, (ground,), call, parts) for made in each]


def batches(rows: int, lanes: int = _LANES) -> list[slice]:
    """Return rows in batches, each a multiple of as many as the kernels do together."""
    size = -(-rows // (_BATCHES * lanes)) * lanes
    size = max(lanes, min(size, _LARGEST_BATCH))
    return [slice(at, min(at + size, rows)) for at in range(0, rows, size)]


def on_rows(
    executor: Executor,
    grounds: tuple[Any, ...],
    call: Callable[..., _Made],
    rows: npt.NDArray[Any],
    *,
    progress: Progress | None = None,
    lanes: int = _LANES,
) -> Iterator[tuple[slice, _Made]]:
    """Yield batches of rows and what a call makes of each, in order.

    call      a function of a module, or a partial of one, of the grounds and rows
    progress  called with rows done
    lanes     rows that its kernels do together
    Raises what the first batch raises that can't be made.
    """
    places = batches(len(rows), lanes)
    parts = [np.ascontiguousarray(rows[place]) for place in places]
    for place, made in zip(places, in_order(executor, grounds, call, parts), strict=True):
        yield place, made
        if progress is not None:
            progress(said("searching"), place.stop, len(rows))


def in_order(
    executor: Executor,
    grounds: tuple[Any, ...],
    call: Callable[..., _Made],
    parts: Sequence[_Part],
) -> Iterator[_Made]:
    """Yield what a call makes of each part; raises what the first raises that can't be made."""
    work = _Work(executor, grounds, call, parts)
    try:
        work.begin()
        for at in range(len(parts)):
            yield work.made(at)
    except PartError as error:
        raise error.__cause__ or error from None
    finally:
        work.stop()


def as_finished(
    executor: Executor,
    grounds: tuple[Any, ...],
    call: Callable[..., _Made],
    parts: Sequence[_Part],
) -> Iterator[tuple[int, _Made]]:
    """Yield parts by their place and what a call makes of them, as they are finished.

    Raises PartError for the first that can't be made; what is finished by then was yielded.
    """
    work = _Work(executor, grounds, call, parts)
    failed: PartError | None = None
    try:
        work.begin()
        while work.begun and failed is None:
            for at in work.finished():
                try:
                    made = work.made(at, again=False)
                except PartError as error:
                    failed = failed or error
                else:
                    if not isinstance(made, _Lacking):
                        yield at, made
    finally:
        work.stop()
    if failed is not None:
        raise failed


class _Work:
    """Parts of some work that an executor has begun."""

    def __init__(
        self,
        executor: Executor,
        grounds: tuple[Any, ...],
        call: Callable[..., Any],
        parts: Sequence[Any],
    ) -> None:
        self._executor, self._call, self._parts = executor, call, parts
        self._run = uuid.uuid4().hex  # else Dask would take an error of before for the answer
        self._sent = tuple(Sent(each) for each in grounds)
        self._handed: dict[int, Any] = {}
        self.begun: dict[int, Future[Any]] = {}

    def begin(self) -> None:
        """Hand over all parts; raises PartError for one that isn't taken."""
        for at in range(len(self._parts)):
            self._begin(at)

    def finished(self) -> list[int]:
        """Wait until some are finished, and return which."""
        wait(self.begun.values(), return_when=FIRST_COMPLETED)
        return [at for at, each in self.begun.items() if each.done()]

    def made(self, at: int, *, again: bool = True) -> Any:
        """Return what was made of a part, which is waited for.

        again  wait once more where its worker lacked something; else that is returned
        Raises PartError where it failed.
        """
        try:
            found = self.begun.pop(at).result()
            if isinstance(found, _Lacking):
                self._begin(at, found.places)
                return self.made(at) if again else found
        except Exception as error:
            raise PartError(at) from error
        return found

    def stop(self) -> None:
        """Begin no more."""
        for each in self.begun.values():
            each.cancel()

    def _begin(self, at: int, lacking: tuple[int, ...] = ()) -> None:
        contents = [self._content(place) for place in lacking]
        try:
            self.begun[at] = self._executor.submit(
                _made, self._run, self._call, self._parts[at], self._sent, *contents
            )
        except Exception as error:
            raise PartError(at) from error

    def _content(self, place: int) -> Any:
        """Return a content to hand over: Dask carries it to each worker once."""
        if place not in self._handed:
            content = self._sent[place].whole()
            client = getattr(self._executor, "_client", None)
            self._handed[place] = content if client is None else client.scatter(content)
        return self._handed[place]


def _made(
    run: str, call: Callable[..., _Made], part: Any, sent: tuple[Sent[Any], ...], *contents: bytes
) -> _Made | _Lacking:
    """Return what a call makes of a part; or what this process lacks for it.

    run  name of the run, which tells the piece from the same one of another
    """
    del run
    for each in sent:
        each.raise_if_foreign()
    handed = dict(map(keep_here, contents))
    grounds = [handed.get(each.digest) if each.value is None else each.value for each in sent]
    lacking = tuple(place for place, each in enumerate(grounds) if each is None)
    if lacking:
        return _Lacking(lacking)
    with kernels_on_one_thread():
        return call(*grounds, part)
