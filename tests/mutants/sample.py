# ruff: noqa: T201, a script
"""Draw mutants of everything but the kernels, and fail if the tests let too many live.

    python -m tests.mutants.sample [--size 300] [--seed 2026] [--living]

Each mutant is one wrong edit in a copy of the project, judged by the tests that run its line, then
by all tests of the files that touch it. One that never ends counts as killed, and is named. What
cannot change any answer stands in equivalent.csv with the reason. A mutant is drawn by a digest of
its own line, so that work elsewhere leaves the sample as it is; --living judges those alone that
the last run left alive.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.mutants.covered import KEPT, ROOT, Covered, covered
from tests.mutants.operators import Edit, edits

ROOMS = (
    "accessibility",
    "base",
    "cli",
    "decision",
    "io",
    "model",
    "report",
    "roads",
    "routing",
    "scenario",
    "study",
    "supply",
    "travel",
)
SHARE_TO_KILL = 0.9
LONGEST_BATCH_S = 45.0
SLOWDOWN = 6.0
VERDICTS = KEPT / "verdicts.json"


@dataclass(frozen=True)
class Mutant:
    """An edit in a file of the project."""

    file: str
    edit: Edit

    @cached_property
    def code(self) -> str:
        """The line as it stands in the file."""
        return _lines(self.file)[self.edit.line - 1].strip()

    def digest(self, seed: int) -> str:
        """Return what decides whether it is drawn: the same wherever in its file the line is."""
        named = f"{seed} {self.file} {self.code} {self.edit.words} {self.edit.span[1]}"
        return hashlib.sha256(named.encode()).hexdigest()

    def __str__(self) -> str:
        place = f"{self.file}:{self.edit.line}:{self.edit.span[1]}"
        return f"{place}: {self.edit.words} in {self.code}"


@cache
def _lines(file: str) -> list[str]:
    return (ROOT / file).read_text(encoding="utf-8").splitlines()


def main() -> int:
    """Return 0 if enough of the sample died."""
    options = _options()
    mutants = draw(options.size, options.seed)
    known = _equivalent()
    counted = [each for each in mutants if (each.file, each.code, each.edit.words) not in known]
    print(f"{len(mutants)} mutants, {len(mutants) - len(counted)} of them known as equivalent")
    verdicts: dict[str, str] = {}
    if options.living and VERDICTS.exists():
        verdicts = json.loads(VERDICTS.read_text(encoding="utf-8"))
    waiting = [each for each in counted if not verdicts.get(str(each), "").startswith("killed")]
    verdicts |= _judge_all(waiting, covered(), options.workers)
    verdicts = {str(each): verdicts[str(each)] for each in counted}
    VERDICTS.write_text(json.dumps(verdicts, indent=1, ensure_ascii=False), encoding="utf-8")
    return _tell(verdicts)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--living", action="store_true")
    return parser.parse_args()


def draw(size: int, seed: int) -> list[Mutant]:
    """Return the mutants of all rooms but the kernels whose digests are lowest."""
    every = [
        Mutant(str(path.relative_to(ROOT)), edit)
        for room in ROOMS
        for path in sorted((ROOT / "transnet" / room).rglob("*.py"))
        for edit in edits(path.read_text(encoding="utf-8"))
    ]
    return sorted(every, key=lambda mutant: mutant.digest(seed))[:size]


def _equivalent() -> set[tuple[str, str, str]]:
    with (Path(__file__).parent / "equivalent.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["file"], row["code"], row["edit"]) for row in csv.DictReader(stream)}


def _judge_all(mutants: list[Mutant], tests: Covered, workers: int) -> dict[str, str]:
    with TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            copies.put(_copy(Path(folder) / str(number)))
        running = {pool.submit(_judge, mutant, tests, copies): mutant for mutant in mutants}
        verdicts = {}
        for done, judged in enumerate(as_completed(running), start=1):
            mutant = running[judged]
            verdicts[str(mutant)] = judged.result()
            print(f"{done} of {len(mutants)} {judged.result()}: {mutant}", flush=True)
    return verdicts


def _copy(folder: Path) -> Path:
    command = ["git", "ls-files"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def _judge(mutant: Mutant, tests: Covered, copies: SimpleQueue[Path]) -> str:
    batches = tests.tests_of(mutant.file, mutant.edit.line)
    if not any(batches):
        return "lives, run by no test"
    copy = copies.get()
    path = copy / mutant.file
    source = path.read_text(encoding="utf-8")
    try:
        path.write_text(mutant.edit.apply(source), encoding="utf-8")
        for batch in batches:
            verdict = _run(copy, _short(batch, tests.seconds))
            if verdict != "lives":
                return verdict
        return "lives"
    finally:
        path.write_text(source, encoding="utf-8")
        copies.put(copy)


def _short(batch: list[str], seconds: dict[str, float]) -> list[str]:
    """Return the quickest tests that together take no longer than a batch may."""
    spent, kept = 0.0, []
    for test in batch:
        spent += seconds.get(test, 1.0)
        if kept and spent > LONGEST_BATCH_S:
            break
        kept.append(test)
    return kept


def _run(copy: Path, batch: list[str]) -> str:
    if not batch:
        return "lives"
    chosen = copy / ".chosen"
    chosen.write_text("\n".join(batch), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"@{chosen}"]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=environment,
            capture_output=True,
            timeout=SLOWDOWN * LONGEST_BATCH_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "killed by never ending"
    return "killed" if done.returncode else "lives"


def _tell(verdicts: dict[str, str]) -> int:
    rooms, killed = Counter[str](), Counter[str]()
    for mutant, verdict in sorted(verdicts.items()):
        room = mutant.split("/")[1]
        rooms[room] += 1
        killed[room] += verdict.startswith("killed")
        if verdict != "killed":
            print(f"{verdict}: {mutant}")
    for room, count in sorted(rooms.items()):
        print(f"{room}: {killed[room]} of {count} killed")
    share = killed.total() / rooms.total()
    print(f"{killed.total()} of {rooms.total()} mutants killed ({share:.1%})")
    return 0 if share >= SHARE_TO_KILL else 1


if __name__ == "__main__":
    sys.exit(main())
