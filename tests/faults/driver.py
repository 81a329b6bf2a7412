"""A process that tries faults on writers in forks of itself; a line "WRITER FAULT STEPS" asks.

It answers with a line of JSON: how many attempts were made, and what was wrong in any of them. An
attempt begins with content 0 in a folder and writes content 1 over it. Afterwards the folder holds
0 or 1, whole; a killed process may leave a part of one of them, says so, and is put right.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.inject import FAULTS, Steps, cut_short, interrupted_often
from tests.faults.writers import WRITERS, Writer
from transnet.base.files import put_right, unfinished

_SIZES = (0.0, 0.02, 0.2, 0.5, 0.8, 0.97)
_LIMIT_S = 120
_CRASHED = 99

Content = dict[str, bytes]


def content_of(folder: Path) -> Content:
    """Return the files of a folder by name, but for what is hidden."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(part.startswith(".transnet-") for part in name.split("/")):
            found[name] = path.read_bytes()
    return found


def hidden_in(folder: Path) -> list[Path]:
    """Return what a writer left in a folder."""
    return sorted(folder.rglob(".transnet-*"))


@dataclass
class Tried:
    """A writer, and the contents that it writes."""

    name: str
    writer: Writer
    work: Path
    contents: list[Content] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where it writes in each attempt."""
        return self.work / "attempt"

    def prepare(self) -> None:
        """Write both contents where nothing is in the way."""
        for which in (0, 1):
            code, said = self.fork(lambda: None, which)
            if code:
                raise RuntimeError(f"{self.name} can't write at all: {said}")
            self.contents.append(content_of(self.folder))
            self.folder.rename(self.work / f"content-{which}")

    def begin(self) -> None:
        """Put content 0 into the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.work / "content-0", self.folder)

    def fork(self, fault: Callable[[], object], which: int = 1) -> tuple[int, str]:
        """Write in a fork after a fault is set up; return its exit code and what it said."""
        self.folder.mkdir(exist_ok=True)
        said = self.work / "said.txt"
        child = os.fork()
        if not child:
            _child(lambda: (fault(), self.writer.run(self.folder, which)), said)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status), said.read_text("utf-8", "replace")

    def holds(self, content: Content) -> bool:
        """Tell whether the folder holds a content, all of it and nothing else."""
        found = content_of(self.folder)
        return found.keys() == content.keys() and all(
            _same(name, found[name], content[name]) for name in content
        )

    def holds_part(self) -> bool:
        """Tell whether all files of the folder are of one of the contents."""
        found = content_of(self.folder)
        return any(
            all(name in each and _same(name, found[name], each[name]) for name in found)
            for each in self.contents
        )


def _same(name: str, one: bytes, other: bytes) -> bool:
    if not name.endswith(".omx"):
        return one == other
    return _omx_values(one) == _omx_values(other)


def _omx_values(data: bytes) -> list[object]:
    import tables  # HDF5 notes the time of writing, so files are compared by their arrays

    memory = {"driver": "H5FD_CORE", "driver_core_image": data, "driver_core_backing_store": 0}
    with tables.open_file("in memory", **memory) as file:
        return [node[:].tolist() for node in file.walk_nodes("/", "Array")]


def _child(work: Callable[[], object], said: Path) -> None:
    """Do the work in a fork and leave it, whatever happens."""
    signal.alarm(_LIMIT_S)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    entry = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(entry, stream)
    try:
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else _CRASHED
    except BaseException:
        os.write(2, traceback.format_exc().encode())
        code = _CRASHED
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _problems(tried: Tried, code: int, said: str, documented: int, what: str) -> Iterator[str]:
    """Yield what is wrong after one attempt."""
    old, new = tried.contents
    if code != documented and not (code == 0 and tried.holds(new)):
        yield f"{what}: exit code {code}, not {documented}: {said[-300:]}"
    if "Traceback" in said:
        yield f"{what}: {said[-600:]}"
    if not (tried.holds(old) or tried.holds(new)):
        shown = [unfinished(each) for each in (tried.folder, *tried.folder.iterdir())]
        if not (tried.holds_part() and any(shown)):
            yield f"{what}: a mixture, or nothing shows it: {list(content_of(tried.folder))}"
    for each in (tried.folder, *(each for each in tried.folder.iterdir() if each.is_dir())):
        put_right(each)
    if not (tried.holds(old) or tried.holds(new)):
        yield f"{what}: not put right: {list(content_of(tried.folder))}"
    if hidden_in(tried.folder):
        yield f"{what}: left {hidden_in(tried.folder)}"


def _count_steps(tried: Tried) -> int:
    tried.begin()
    counted = tried.work / "steps.txt"

    def count() -> None:
        import atexit

        steps = Steps(tried.folder, 0, lambda: None, on=False)
        real = os._exit

        def leave(code: int) -> None:
            counted.write_text(str(steps.count))
            real(code)

        os._exit = leave
        atexit.unregister(leave)

    code, said = tried.fork(count)
    if code:
        raise RuntimeError(said)
    return int(counted.read_text())


def at_steps(tried: Tried, fault: str, most: int) -> tuple[int, list[str]]:
    """Let a fault happen at each step of the writing, or at so many of them, spread evenly."""
    happens, on, documented = FAULTS[fault]
    steps = _count_steps(tried)
    chosen = sorted({1 + at * (steps - 1) // (most - 1) for at in range(most)})
    found = []
    for at in chosen:
        tried.begin()
        code, said = tried.fork(lambda at=at: Steps(tried.folder, at, happens, on=on))
        found += _problems(tried, code, said, documented, f"step {at} of {steps}")
    return len(chosen), found


def cut_at_sizes(tried: Tried) -> tuple[int, list[str]]:
    """Let the system end each file at a size below that of the largest."""
    largest = max(map(len, tried.contents[1].values()))
    found = []
    for share in _SIZES:
        tried.begin()
        size = int(share * largest)
        code, said = tried.fork(lambda size=size: cut_short(size))
        found += _problems(tried, code, said, 1, f"{size} of {largest} bytes")
    return len(_SIZES), found


def interrupted(tried: Tried) -> tuple[int, list[str]]:
    """Interrupt calls of the system all the time: the writing goes on."""
    tried.begin()
    code, said = tried.fork(interrupted_often)
    found = list(_problems(tried, code, said, 0, "EINTR"))
    return 1, found if tried.holds(tried.contents[1]) else [*found, "the new content isn't there"]


def at_once(tried: Tried, count: int) -> tuple[int, list[str]]:
    """Let processes write both contents into one folder at once."""
    tried.begin()
    children = []
    for number in range(count):
        child = os.fork()
        if not child:
            said = tried.work / f"said-{number}.txt"
            _child(lambda number=number: tried.writer.run(tried.folder, number % 2), said)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    found = list(_problems(tried, max(codes), "", 0, f"{count} at once"))
    return count, found


def attempt(tried: Tried, fault: str, most: int) -> tuple[int, list[str]]:
    """Try a fault on a writer; return how often, and what was wrong."""
    if fault == "cut-short":
        return cut_at_sizes(tried)
    if fault == "eintr":
        return interrupted(tried)
    if fault in ("two", "eight"):
        return at_once(tried, {"two": 2, "eight": 8}[fault])
    return at_steps(tried, fault, most)


def main() -> None:
    """Answer line by line."""
    known: dict[str, Tried] = {}
    with tempfile.TemporaryDirectory() as folder:
        for line in sys.stdin:
            name, fault, most = line.split()
            try:
                if name not in known:
                    work = Path(folder).resolve() / name
                    work.mkdir()
                    known[name] = Tried(name, WRITERS[name], work)
                    known[name].prepare()
                count, problems = attempt(known[name], fault, int(most))
            except Exception:
                count, problems = 0, [traceback.format_exc()]
            sys.stdout.write(json.dumps({"attempts": count, "problems": problems}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
