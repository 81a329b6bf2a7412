"""States read here and by other processes at once: half of a reading is work of Python's own."""

from __future__ import annotations

import gc
import os
import pickle  # what one process of ours tells the other over pipes that nobody else holds
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from queue import Empty, SimpleQueue
from typing import IO

from numba import config

from transnet.base.one_thread import kernels_on_one_thread
from transnet.base.other_python import cores, serving_output, start_serving
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.state_reading import StateReader, StateReading

_Asked = tuple[int, NetworkState]
_Read = tuple[int, StateReading]
_WORTH_A_PROCESS = 40
"""States that are read in the time in which a process gets ready, twice over."""


def processes_for(states: int, most: int | None = None) -> int:
    """Return how many processes, this one too, should read so many states.

    most  no more than so many; None for the cores there are
    """
    if config.DISABLE_JIT:  # type: ignore[attr-defined]  # as in a debugger
        return 1
    return min(cores() if most is None else most, 1 + states // _WORTH_A_PROCESS)


def each_reading(
    study: CompiledNetwork, states: Sequence[NetworkState], processes: int
) -> Iterator[_Read]:
    """Yield the place of each state and what it reads as, as soon as it is read.

    processes  how many read, this one too. What another can't read, for whatever reason, is read
               here; they are gone in the end
    Raises what `read_state` raises.
    """
    waiting, found, read = deque(enumerate(states)), SimpleQueue[_Read | None](), StateReader(study)
    started = [start_serving(__name__, NUMBA_NUM_THREADS="1") for _ in range(processes - 1)]
    others = [_Reader(each, study, waiting, found) for each in started if each is not None]
    try:
        for _ in states:
            with kernels_on_one_thread() if others else nullcontext():
                made = _next(read, waiting, found)
            yield made
    finally:
        for each in others:
            each.end()


def _next(read: StateReader, waiting: deque[_Asked], found: SimpleQueue[_Read | None]) -> _Read:
    """Return what another has read, or else read the next that nobody has begun."""
    while True:
        with suppress(Empty):
            made = found.get(block=not waiting)
            if made is not None:
                return made
            continue  # one has ended: what it had begun waits again
        with suppress(IndexError):  # another was faster
            place, state = waiting.popleft()
            return place, read(state)


class _Reader:
    """A process that reads states which nobody else has begun."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        study: CompiledNetwork,
        waiting: deque[_Asked],
        found: SimpleQueue[_Read | None],
    ) -> None:
        self._process, self._study = process, study
        self._waiting, self._found = waiting, found
        self._talking = threading.Thread(target=self._talk, daemon=True)
        self._talking.start()

    def _talk(self) -> None:
        asked, answers = self._process.stdin, self._process.stdout
        begun: list[_Asked] = []
        if asked is not None and answers is not None:
            with suppress(OSError, ValueError, EOFError, pickle.UnpicklingError, IndexError):
                _tell(asked, self._study)
                pickle.load(answers)  # noqa: S301, it is ready
                while True:
                    begun = [self._waiting.popleft()]
                    place, state = begun[0]
                    _tell(asked, state)
                    self._found.put((place, pickle.load(answers)))  # noqa: S301
                    begun = []
        self._waiting.extendleft(begun)
        self._found.put(None)

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._talking.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()


def _tell(stream: IO[bytes], said: object) -> None:
    pickle.dump(said, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def serve() -> None:
    """Read the states that the process that started this one tells, until it tells no more."""
    answers, asked = os.fdopen(serving_output(), "wb"), sys.stdin.buffer
    with suppress(EOFError, OSError):
        read = StateReader(pickle.load(asked))  # noqa: S301
        gc.freeze()  # what is there now stays
        _tell(answers, "ready")
        while True:
            _tell(answers, read(pickle.load(asked)))  # noqa: S301
    os._exit(0)
