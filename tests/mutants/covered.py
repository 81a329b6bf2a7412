# ruff: noqa: T201, part of a script
"""Which tests run which line, and how long each takes.

One run of all tests with coverage, kept until the package or its tests change.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from coverage import CoverageData

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "mutants"
# What runs in a process of its own, where no coverage is taken -> what starts that process.
STARTED_BY = {"transnet/io/omx/child_process.py": "transnet/io/omx/matrix_reader.py"}


@dataclass(frozen=True)
class Covered:
    """lines: file -> line -> tests that run it; seconds: test -> how long it takes."""

    lines: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def tests_of(self, file: str, line: int) -> list[list[str]]:
        """Return tests for a line in batches: those that run it, its own file's first; neighbours.

        What a shared fixture runs is booked on the first test that asks for it, and what runs at
        import on none: the last batch has every test of the files that touch this file.
        """
        lines = self.lines.get(STARTED_BY.get(file, file), {})
        running = set(lines.get(line, ()))
        if file in STARTED_BY:  # its own lines aren't known
            running = {test for tests in lines.values() for test in tests}
        own = {test for test in running if Path(file).stem in Path(test.split("::")[0]).stem}
        homes = {test.split("::")[0] for tests in lines.values() for test in tests}
        near = {test for test in self.seconds if test.split("::")[0] in homes}
        return [self._quick_first(each) for each in (own, running - own, near - running)]

    def _quick_first(self, tests: Iterable[str]) -> list[str]:
        return sorted(set(tests), key=lambda test: (self.seconds.get(test, 1.0), test))


def covered() -> Covered:
    """Run all tests once with coverage, or read what an earlier run of the same files left."""
    folder = KEPT / _digest()
    data, report = folder / "coverage", folder / "junit.xml"
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        print("running all tests once with coverage", flush=True)
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile"),
            # Children that read hostile files run beyond their time where each line is counted.
            "--ignore=tests/fuzz",
            *("--cov=transnet", "--cov-context=test", "--cov-report=", f"--junitxml={report}"),
        ]
        environment = {**os.environ, "COVERAGE_FILE": str(data)}
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        (folder / "done").touch()
    return Covered(_lines(data), _seconds(report))


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("transnet/**/*.py"), *ROOT.glob("tests/**/*.py")]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _lines(path: Path) -> dict[str, dict[int, list[str]]]:
    data = CoverageData(str(path))
    data.read()
    found = {}
    for file in data.measured_files():
        by_line = {
            line: sorted({each.split("|")[0] for each in contexts if each})
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        found[str(Path(file).relative_to(ROOT))] = by_line
    return found


def _seconds(path: Path) -> dict[str, float]:
    seconds: dict[str, float] = defaultdict(float)
    for case in ElementTree.parse(path).iter("testcase"):  # noqa: S314, written by ourselves
        home = str(case.get("classname")).replace(".", "/")
        seconds[f"{home}.py::{case.get('name')}"] += float(case.get("time") or 0)
    return dict(seconds)
