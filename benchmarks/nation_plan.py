"""Work out a plan for twenty machines from what made-up nations took on one.

python -m benchmarks.nation_plan FIGURES.json           prints it
python -m benchmarks.nation_plan --write FIGURES.json   puts it into docs/scale.md

Each figure of the whole nation is that of the largest one measured, grown by its exponent.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.nation import ARCS, COUNTIES

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
MACHINES, CORES = 20, 8
_BEGIN, _END = "<!-- plan: begin -->", "<!-- plan: end -->"
_CELLS, _COALITIONS, _TREES = 1_000_000, 10_000, 16
_BYTES_A_SECOND = 125e6  # a line of 1 Gbit/s
_PRICE = 0.05  # of a core for an hour, in US dollars
_ORDER, _BUILD, _METRIC = "order and build, CPU s", "build, order known, CPU s", "one metric, CPU s"
_HELD = "sums of all cells within 180 min, MiB"


@dataclass(frozen=True)
class Plan:
    """What the whole nation takes: seconds of one core, MiB of one process, bytes of its content.

    order_s    once; a machine of its own finds the order
    ready_s    at each worker: build with the order known, and one metric
    work_s     by what is asked, to be shared out
    """

    order_s: float
    ready_s: float
    worker_mib: float
    shipped_bytes: float
    work_s: dict[str, float]

    def shipping_s(self, machines: int) -> float:
        """Return seconds until each machine has had the content over the line of who holds it."""
        return machines * self.shipped_bytes / _BYTES_A_SECOND if machines > 1 else 0.0

    def elapsed_s(self, what: str, machines: int) -> float:
        """Return seconds from the start to the end: order, shipping, making ready, work."""
        work = self.work_s[what] / machines / CORES
        return self.order_s + self.shipping_s(machines) + self.ready_s + work


def largest(figures: dict[str, Any]) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the row of the largest nation of a run, and the exponents."""
    found = next(each for each in figures["results"] if "nation" in each)
    return found["rows"][-1], found["exponents"]


def plan(figures: dict[str, Any]) -> Plan:
    """Return the plan that follows from the rows and exponents of one run."""
    row, exponents = largest(figures)
    times = ARCS / row["arcs"]

    def grown(name: str) -> float:
        return float(row[name] * times ** exponents[name])

    cells, trees = row["cells"] * times, COUNTIES / _TREES * grown("16 trees, CPU s")
    work = {
        f"sums of {_CELLS:,} cells within {minutes} min": _CELLS
        / cells
        * grown(f"sums of all cells within {minutes} min, CPU s")
        for minutes in (60, 180)
    }
    coalitions = f"{_COALITIONS:,} coalitions, each a metric and {COUNTIES:,} trees"
    work[coalitions] = _COALITIONS * (grown(_METRIC) + trees)
    shipped = 8 * (ARCS + row["nodes"] * times)  # heads, weights; starts of nodes, their order
    ready = grown(_BUILD) + grown(_METRIC)
    return Plan(grown(_ORDER), ready, grown(_HELD), shipped, work)


def told(figures: dict[str, Any]) -> str:
    """Return the plan in Markdown."""
    made, (row, exponents) = plan(figures), largest(figures)
    times, gib = ARCS / row["arcs"], made.worker_mib / 1024
    shares = ", ".join(
        f"{name.removesuffix(', CPU s')} {row[name]:.3g} s, exponent {exponents[name]:.2f}"
        for name in (_ORDER, _BUILD, _METRIC, "16 trees, CPU s")
    )
    alone = (made.order_s, made.ready_s, made.shipping_s(MACHINES))
    order, ready, shipping = (_hours(each) for each in alone)
    lines = "\n".join(_line(made, what) for what in made.work_s)
    long = list(made.work_s)[-1]
    first = sum(alone) / made.elapsed_s(long, MACHINES)
    twice = made.elapsed_s(long, 2 * MACHINES) / made.elapsed_s(long, MACHINES)
    machine = f"{MACHINES} machines of {CORES} cores"
    return f"""\
Measured at {row["arcs"]:,} arcs, in computing time: {shares}.
Memory of a process {row[_HELD]:,.0f} MiB, exponent {exponents[_HELD]:.2f}.
Worked out for {ARCS:,} arcs, {times:.2f} times as many, as a figure times {times:.2f}^exponent:

- **Once, on one core:** order {order}, kept by content in the cache from then on.
- **Each process, before it works:** build and metric {ready}, {gib:.1f} GiB.
  On a machine {CORES} processes of one thread hold {CORES * gib:.0f} GiB; one process
  of {CORES} threads shares nearly all of it.
- **Shipped:** 8 bytes for each arc and node, {made.shipped_bytes / 1e6:,.0f} MB, once to each
  machine: {MACHINES} times over a line of 1 Gbit/s take {shipping}. A million sums are 8 MB.
- **Work,** on {machine} as fast as the one measured, US$ {_PRICE:.2f} a core and hour:

| Work | computing time | one machine | all | times as fast | US$ on all |
|---|---|---|---|---|---|
{lines}

Time on m machines is order + m x shipping + build and metric + work / ({CORES} m). What is done
once and shipped bounds short work: it belongs on one machine. Coalitions are bounded by the work
itself: all that comes before takes {first:.0%} of their time, and on twice the machines they take
{twice:.0%} of it."""


def _line(made: Plan, what: str) -> str:
    alone, together = made.elapsed_s(what, 1), made.elapsed_s(what, MACHINES)
    times = (_hours(each) for each in (made.work_s[what], alone, together))
    dollars = MACHINES * CORES * together / 3600 * _PRICE
    return f"| {what} | {' | '.join(times)} | {alone / together:.1f} | {dollars:,.2f} |"


def _hours(seconds: float) -> str:
    if seconds >= 5400:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 60:.1f} min" if seconds >= 90 else f"{seconds:.1f} s"


def placed(page: str, text: str) -> str:
    """Return the page with the plan between its marks."""
    before, after = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    return f"{page[:before]}\n{text}\n{page[after:]}"


def main() -> int:
    """Print or write the plan; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nation_plan", description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("--write", action="store_true", help="into docs/scale.md")
    options = parser.parse_args()
    text = told(json.loads(options.figures.read_text(encoding="utf-8")))
    if options.write:
        PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        print(text)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
