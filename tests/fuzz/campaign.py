"""The parent: hands cases to children, starts a new one after a crash, keeps what was found."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.readers import READERS, case_of, lay_out, reader_of

ROOT = Path(__file__).parents[2]
CASES_PER_CHILD = 2_000  # what a library leaks isn't laid to the last case
_START_SECONDS = 300.0  # a child imports every library first
_SIGNALS = {-11: "SIGSEGV", -9: "SIGKILL", -6: "SIGABRT", -27: "SIGPROF, over its time"}

Task = tuple[str, int, int]


@dataclass(frozen=True)
class Limits:
    """What a case may take.

    megabytes  beyond the address space that a child has when it begins
    seconds    of the processor
    patience   seconds of the clock: a case that waits, for a pipe say, takes no processor
    """

    megabytes: int = 1024
    seconds: float = 10.0
    patience: float = 120.0


@dataclass(frozen=True)
class Finding:
    """A case that ended otherwise than it may, and how."""

    reader: str
    seed: int
    how: str

    @property
    def last_line(self) -> str:
        """The error without its way there."""
        return self.how.strip().splitlines()[-1][:200]


@dataclass
class Outcome:
    """What a campaign did: cases by reader and ending, findings, seconds by reader."""

    endings: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def cases(self) -> int:
        """How many were done."""
        return sum(self.endings.values())

    def ended(self, reader: str, ending: str) -> None:
        """Count a case."""
        with self._lock:
            self.endings[reader, ending] += 1

    def took(self, reader: str, seconds: float) -> None:
        """Count the time of a case."""
        with self._lock:
            self.seconds[reader] = self.seconds.get(reader, 0.0) + seconds

    def add(self, finding: Finding, tell: Callable[[Finding], None]) -> None:
        """Count a case that was found, keep it and tell of it."""
        self.ended(finding.reader, "found")
        with self._lock:
            self.findings.append(finding)
            tell(finding)


def tasks_of(cases: int, seed: int, readers: Sequence[str] = ()) -> list[Task]:
    """Return reader, first seed and count that share so many cases as a whole run shares them."""
    chosen = readers or tuple(READERS)
    shares = {name: READERS[name].share for name in chosen}
    whole = sum(shares.values())
    counts = {name: max(1, round(cases * share / whole)) for name, share in shares.items()}
    counts[chosen[0]] += cases - sum(counts.values())
    return [(name, seed, count) for name, count in counts.items() if count > 0]


def campaign(
    tasks: Sequence[Task],
    workers: int,
    tell: Callable[[Finding], None] = lambda _: None,
    limits: Limits = Limits(),
    progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Do all tasks in so many children at a time, and return how they ended.

    tell      called with each finding
    progress  called with the cases done, after each child
    """
    outcome = Outcome()
    waiting: queue.SimpleQueue[list[Task]] = queue.SimpleQueue()
    for batch in _batches(tasks):
        waiting.put(batch)

    def work() -> None:
        while not waiting.empty():
            try:
                batch = waiting.get_nowait()
            except queue.Empty:
                return
            _do(batch, outcome, limits, tell)
            progress(outcome.cases)

    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(work) for _ in range(workers)]:
            done.result()
    return outcome


def _batches(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    """Yield tasks for one child each: no more than CASES_PER_CHILD in all."""
    batch: list[Task] = []
    room = CASES_PER_CHILD
    for name, first, count in tasks:
        while count:
            part = min(room, count)
            batch.append((name, first, part))
            first, count, room = first + part, count - part, room - part  # noqa: PLW2901
            if not room:
                yield batch
                batch, room = [], CASES_PER_CHILD
    if batch:
        yield batch


def _do(
    batch: list[Task], outcome: Outcome, limits: Limits, tell: Callable[[Finding], None]
) -> None:
    """Do a batch in a child, and what is left of it in another after a crash."""
    while batch:
        # The child's folder is ours: one that dies can't clear it away.
        with TemporaryDirectory(prefix="transnet-fuzz-") as folder:
            child = _child(batch, limits, folder)
            at = _follow(child, outcome, limits, tell)
            code = child.wait()
        if at is None and code:
            raise RuntimeError(f"a child ended with {code} between two cases")
        if at is None:
            return
        how = f"the child ended with {_SIGNALS.get(code, code)}"
        outcome.add(Finding(*at, how), tell)
        batch = _after(batch, at)


def _child(batch: list[Task], limits: Limits, folder: str) -> subprocess.Popen[str]:
    bounds = [limits.megabytes, limits.seconds, folder]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.fuzz.worker"]
        + [str(word) for words in (bounds, *batch) for word in words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
        text=True,
    )


def child_environment() -> Mapping[str, str]:
    """Return the environment of a child: one thread, so that address space is what it seems."""
    one = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "ARROW_IO_THREADS"), "1"
    )
    return {**os.environ, **one, "MALLOC_ARENA_MAX": "2", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def _follow(
    child: subprocess.Popen[str],
    outcome: Outcome,
    limits: Limits,
    tell: Callable[[Finding], None],
) -> tuple[str, int] | None:
    """Take down what a child says; return the case that it was at when it fell silent, if any."""
    assert child.stdout is not None
    at: tuple[str, int] | None = None
    begun, timer = time.monotonic(), threading.Timer(_START_SECONDS, child.kill)
    timer.start()
    with child.stdout:
        for line in child.stdout:
            timer.cancel()
            word, reader, seed, *rest = line.rstrip("\n").split(" ", 3)
            if word == "start":
                at, begun = (reader, int(seed)), time.monotonic()
                timer = threading.Timer(limits.patience, child.kill)
                timer.start()
                continue
            at = None
            outcome.took(reader, time.monotonic() - begun)
            if word == "found":
                outcome.add(Finding(reader, int(seed), json.loads(rest[0])), tell)
            else:
                outcome.ended(reader, rest[0])
    timer.cancel()
    return at


def _after(batch: list[Task], at: tuple[str, int]) -> list[Task]:
    """Return what is left of a batch after a case of it."""
    place = next(
        number
        for number, (name, first, count) in enumerate(batch)
        if name == at[0] and first <= at[1] < first + count
    )
    name, first, count = batch[place]
    left = first + count - at[1] - 1
    rest = batch[place + 1 :]
    return [(name, at[1] + 1, left), *rest] if left else rest


def keep(finding: Finding, folder: Path) -> Path:
    """Write the files of a case into a folder of their own, and return it."""
    bases = list(reader_of(finding.reader).bases())
    files = case_of(finding.reader, finding.seed, bases)
    target = folder / finding.reader / str(finding.seed)
    target.mkdir(parents=True, exist_ok=True)
    lay_out(files, target)
    (target / "how.txt").write_text(finding.how, encoding="utf-8")
    return target
