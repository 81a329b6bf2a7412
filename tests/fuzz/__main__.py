# ruff: noqa: T201, a script
"""python -m tests.fuzz: mutants of every reader, and the cases in which something else came out."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.campaign import ROOT, Finding, Outcome, campaign, keep, tasks_of
from tests.fuzz.readers import READERS


def main() -> int:
    """Run a campaign; 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0, help="number of the first case")
    parser.add_argument("--reader", action="append", choices=list(READERS), default=[])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "fuzz")
    options = parser.parse_args()
    begun = time.monotonic()

    def tell(finding: Finding) -> None:
        folder = keep(finding, options.out)
        print(f"{finding.reader} {finding.seed}: {finding.last_line}\n  {folder}", flush=True)

    tasks = tasks_of(options.cases, options.seed, options.reader)
    outcome = campaign(tasks, options.workers, tell, progress=_say)
    _report(outcome, time.monotonic() - begun)
    return 1 if outcome.findings else 0


def _say(cases: int) -> None:
    print(f"{cases:,} cases done", file=sys.stderr, flush=True)


def _report(outcome: Outcome, seconds: float) -> None:
    print(f"\n{'reader':12}{'cases':>9}{'read':>9}{'refused':>9}{'found':>7}{'ms a case':>11}")
    for name in READERS:
        ends = [outcome.endings[name, end] for end in ("read", "refused", "found")]
        if sum(ends):
            each = 1000 * outcome.seconds.get(name, 0.0) / sum(ends)
            print(f"{name:12}{sum(ends):9,}{ends[0]:9,}{ends[1]:9,}{ends[2]:7,}{each:11.1f}")
    print(f"{outcome.cases:,} cases in {seconds:.0f} s, {len(outcome.findings)} found")
    kinds = Counter(f"{each.reader}: {each.last_line}" for each in outcome.findings)
    for kind, count in kinds.most_common(40):
        print(f"{count:6}  {kind}")


if __name__ == "__main__":
    sys.exit(main())
