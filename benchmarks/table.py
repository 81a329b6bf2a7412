"""Write the figures of one or more runs as the tables of the README.

python -m benchmarks.table benchmarks/figures/*.json           prints them
python -m benchmarks.table --write benchmarks/figures/*.json   puts them into benchmarks/README.md
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

README = Path(__file__).parent / "README.md"
_BEGIN, _END = "<!-- tables: begin -->", "<!-- tables: end -->"
_PEERS = (
    *("SciPy", "igraph", "NetworKit", "rustworkx", "pandana", "routingkit-cch"),
    *("RoutingKit Dijkstra", "RoutingKit CH", "RoutingKit CCH", "RoutingKit CCH, perfect"),
)
_US = "transnet"
_KINDS = ("explore", "decisions", "rows")  # each asked on a machine as it was then
_OF_CLICKS = {
    "state": "verdicts, counties, gains, minutes and curve",
    "engine": "of it the engine",
    "added": "of it what the server adds",
    "reach": "minutes to the points of the map, beside it",
}


def main() -> int:
    """Print or write the tables; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="into benchmarks/README.md")
    options = parser.parse_args()
    text = tables(json.loads(path.read_text(encoding="utf-8")) for path in options.files)
    if options.write:
        README.write_text(placed(README.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        print(text)  # noqa: T201
    return 0


def placed(page: str, text: str) -> str:
    """Return the page with the tables between its marks."""
    before, after = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    return f"{page[:before]}\n{text}\n{page[after:]}"


def tables(reports: Iterable[dict[str, Any]]) -> str:
    """Return the tables of all graphs; of a question that was asked twice, the later answer."""
    merged: dict[str, dict[str, Any]] = {}
    for report in reports:
        for result in report["results"]:
            own = result.get("network") or result.get("nation")
            if own:
                kind = next((each for each in _KINDS if each in result), "")
                merged[f"{own} {kind}"] = {**result, "machine": report["machine"]}
                continue
            known = merged.setdefault(result["graph"], {"timings": {}})
            for timing in result["timings"]:
                asked = known["timings"].setdefault(timing["question"], {})
                asked[timing["contender"], timing["threads"]] = timing
            known |= {key: value for key, value in result.items() if key != "timings"}
            known["machine"] = {**known.get("machine", {}), **report["machine"]}
    return "\n\n".join("\n\n".join(_graph(result)) for result in merged.values())


def _graph(result: dict[str, Any]) -> list[str]:
    if "network" in result:
        return [
            *(_states(result) if "rows" in result else []),
            *(_clicks(result) if "explore" in result else []),
            *(_decisions(result) if "decisions" in result else []),
        ]
    if "nation" in result:
        return _nation(result)
    title = f"## {result['graph']}: {result['nodes']:,} nodes, {result['arcs']:,} arcs"
    parts = [title, _machine(result["machine"])]
    for threads in (1, 2):
        rows = _rows(result["timings"], threads)
        if rows:
            parts += [f"On {'one thread' if threads == 1 else 'two threads'}:", rows]
    parts += _answers(result["timings"])
    if "memory" in result:
        parts.append(_memory(result["memory"]))
    if "growth" in result:
        parts += _growth(result["growth"])
    if "regional" in result:
        parts += _regional(result["regional"])
    return parts


def _machine(machine: dict[str, Any]) -> str:
    skipped = ("processor", "cores", "load")
    versions = ", ".join(
        f"{name.replace('_', '-')} {found}"
        for name, found in machine.items()
        if name not in skipped
    )
    return (
        f"{machine['processor']}, {machine['cores']} cores, load {machine['load'][0]}; {versions}."
    )


def _rows(questions: dict[str, Any], threads: int) -> str:
    """Return a row for each question: our time, and each peer's with how many of ours it is.

    A peer that can't use two threads stands with its one.
    """
    peers = [name for name in _PEERS if any((name, 1) in asked for asked in questions.values())]
    lines = []
    for question, asked in questions.items():
        ours = asked.get((_US, threads))
        if ours is None:
            continue
        cells = [_time(ours)]
        for peer in peers:
            theirs = asked.get((peer, threads)) or asked.get((peer, 1))
            cells.append("" if theirs is None else _beside(theirs, ours))
        lines.append(f"| {question} | {' | '.join(cells)} |")
    heads = ["work", _US, *peers]
    return _table(heads, lines) if lines else ""


def _beside(theirs: dict[str, Any], ours: dict[str, Any]) -> str:
    pairs = zip(theirs["seconds"], ours["seconds"], strict=False)
    ratio = median(their / our for their, our in pairs)
    sampled = "" if theirs["share"] == 1 else "~"
    return f"{sampled}{_time(theirs)} · {_figure(ratio)} x"


def _time(timing: dict[str, Any]) -> str:
    return _seconds(median(timing["seconds"]))


def _seconds(taken: float) -> str:
    if taken >= 1:
        return f"{_figure(taken)} s"
    return f"{_figure(taken * 1e3)} ms" if taken >= 1e-3 else f"{_figure(taken * 1e6)} µs"


def _figure(value: float) -> str:
    """Return three significant figures."""
    if value >= 100:
        return f"{round(value, 3 - len(str(int(value)))):,.0f}" if value >= 1000 else f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _answers(questions: dict[str, Any]) -> list[str]:
    """Return a sentence on whether the answers agreed."""
    apart: dict[str, list[tuple[float, float]]] = {}
    compared = 0
    for asked in questions.values():
        for timing in asked.values():
            if timing["differs"] is not None:
                compared += 1
                if timing["differs"]:
                    found = apart.setdefault(timing["contender"], [])
                    found.append((timing["differs"], timing["worst"]))
    if not compared:
        return []
    agreed = compared - sum(map(len, apart.values()))
    said = [f"{agreed} of {compared} answers are the reference's to the millisecond."]
    for name, found in apart.items():
        differs, worst = (max(each) for each in zip(*found, strict=True))
        said.append(f"{name}'s differ at up to {differs:.2%} of numbers, by at most {worst:.0e}.")
    return [" ".join(said)]


def _memory(memory: dict[str, float]) -> str:
    steps = "; ".join(
        f"{name.removesuffix(', MiB')} {mib:.0f} MiB"
        for name, mib in memory.items()
        if name.endswith(", MiB")
    )
    most = memory["peak MiB per million arcs"]
    return f"Peak memory above the arrays of the graph: {steps}; {most:.0f} MiB per million arcs."


def _clicks(result: dict[str, Any]) -> list[str]:
    """Return what clicks on the live map cost the server."""
    found, lines = result["explore"], []
    for name, what in _OF_CLICKS.items():
        cells = [_seconds(found[name][end] / 1e3) for end in ("p50", "p95")]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    clients = found["clients"]
    said = (
        f"CPU time of the server for {found['clicks']} random sets of projects that it hadn't "
        f"been asked, {found['bytes'] / 1024:.0f} KiB an answer. Of {clients['count']:.0f} clients "
        f"that ask at once half have their answer by {clients['p50']:.0f} ms, all by "
        f"{clients['last']:.0f} ms. {found['checked'] - found['differ']} of {found['checked']} "
        f"answers held the verdicts of a study from nothing. {_painted(found.get('paint', {}))}"
    ).rstrip()
    title = f"## {result['network']}: clicks on the live map"
    return [title, _machine(result["machine"]), _table(["a click", "p50", "p95"], lines), said]


def _painted(paint: dict[str, Any]) -> str:
    """Return how long clicks take to be seen; nothing where that wasn't measured."""
    if "sets" not in paint:
        return ""
    ends = [paint[name][end] for name in ("sets", "ticks") for end in ("p50", "p95")]
    return (
        "From a click until it is painted in headless Chromium: another set of projects "
        f"{ends[0]:.0f} ms (p95 {ends[1]:.0f}), one project ticked {ends[2]:.0f} ms "
        f"(p95 {ends[3]:.0f}), at a load of {paint['load']:.1f}."
    )


def _decisions(result: dict[str, Any]) -> list[str]:
    """Return what decisions take, the whole of each question."""
    lines = []
    for row in result["decisions"]["rows"]:
        whole = row["seconds"] * row["whole"] / row["asked"]
        taken = f"~{_hours(whole)}" if row["asked"] < row["whole"] else _hours(whole)
        asked = f"{row['asked']:,} of {row['whole']:,}" if row["asked"] < row["whole"] else "all"
        gap = "" if row["gap_pct"] is None else f"{_figure(row['gap_pct'])} %"
        agreed = f"{row['checked'] - row['differ']} of {row['checked']}" if row["checked"] else ""
        lines.append(f"| {row['work']} | {taken} | {row['aim']} | {asked} | {gap} | {agreed} |")
    heads = ["work", "takes", "aim", "asked", "gap", "same bytes as from nothing"]
    title = f"## {result['network']}: decisions"
    said = (
        f"CPU time of one thread at a load of {result['decisions']['load']:.1f}; where a part was "
        "asked, it is scaled: ~."
    )
    return [title, _machine(result["machine"]), _table(heads, lines), said]


def _growth(growth: dict[str, Any]) -> list[str]:
    rows, names = (
        growth["rows"],
        [name for name in growth["rows"][0] if name not in ("nodes", "arcs")],
    )
    sizes = [f"{row['nodes']:,}" for row in rows]
    lines = []
    for name in names:
        cells = [_seconds(row[name]) for row in rows]
        fits = (f"{growth[key].get(name, float('nan')):.2f}" for key in ("exponents", "over_nlogn"))
        lines.append(f"| {name} | {' | '.join((*cells, *fits))} |")
    heads = ["growth, nodes", *sizes, "exponent", "of n log n"]
    said = (
        "Exponent: slope of log time over log nodes. Of n log n: time of the largest part, over "
        "that of the smallest grown with n log n."
    )
    return [_table(heads, lines), said]


def _nation(result: dict[str, Any]) -> list[str]:
    """Return a table of time and one of memory, both by size of a made-up nation."""
    rows, exponents = result["rows"], result["exponents"]
    counted = ("nodes", "counties", "cells")
    lines = [f"| {name} | {' | '.join(f'{row[name]:,}' for row in rows)} | |" for name in counted]
    for name in rows[0]:
        work, _, unit = name.rpartition(", ")
        if unit == "MiB":
            cells, fitted = [_mib(row[name]) for row in rows], name
        elif unit == "s":
            fitted = f"{work}, CPU s"
            cells = [f"{_seconds(row[name])} ({_seconds(row[fitted])})" for row in rows]
        else:
            continue
        slope = f"{exponents[fitted]:.2f}" if fitted in exponents else ""
        lines.append(f"| {work} | {' | '.join((*cells, slope))} |")
    heads = ["nation, arcs", *(f"{row['arcs']:,}" for row in rows), "exponent"]
    said = (
        "On two threads; in brackets the computing time of both. Sums count cells, every fourth "
        "node, from each of them; their time is that of some whole counties, scaled up to all. "
        "Memory is the peak above what a process "
        "holds that has compiled the kernels, the graph counted in. Exponent: slope over log "
        "arcs, from a million arcs up."
    )
    return ["## Made-up nations", _machine(result["machine"]), _table(heads, lines), said]


def _mib(mib: float) -> str:
    return f"{_figure(mib)} MiB"


def _regional(regional: dict[str, Any]) -> list[str]:
    lines = []
    for limit, sides in regional["limits"].items():
        ours = sides[f"{_US}, 1 thread"]["answer_s"]
        for side, told in sides.items():
            worst = max(value for key, value in told.items() if "difference" in key)
            cells = [
                limit,
                side,
                _seconds(told["prepare_s"]),
                _seconds(told["answer_s"]),
                _figure(told["answer_s"] / ours),
                f"{told['peak MiB of the process']:,.0f} MiB",
                f"{worst:.0e}" if worst else "none",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    count = f"{regional['origins']:,} x {regional['destinations']:,}"
    heads = [f"sums, {count}", "", "prepare", "answer", "x ours", "peak", "largest difference"]
    return [_table(heads, lines)]


def _states(result: dict[str, Any]) -> list[str]:
    """Return the table of states of a study, and of what each takes by part of the work."""
    rows = result["rows"]
    names = dict.fromkeys(name for row in rows for name in row["parts"])
    times, shares = [], []
    for row in rows:
        work = f"{row['work']}, {'one thread' if row['threads'] == 1 else 'two threads'}"
        taken, counted = median(row["seconds"]), f"{row['states']}"
        if row["whole"]:
            counted = f"{row['states']} of {row['whole']:,}: all in ~{_hours(taken * row['whole'])}"
        agreed = f"{row['checked'] - row['differ']} of {row['checked']}"
        times.append(f"| {work} | {_seconds(taken)} | {row['aim']} | {counted} | {agreed} |")
        if row["threads"] == 1:
            parts = (_seconds(row["parts"][name]) if name in row["parts"] else "" for name in names)
            shares.append(f"| {row['work']} | {' | '.join(parts)} |")
    heads = ["work", "a state", "aim", "states", "same bytes as from nothing"]
    said = "By part of the work, each state, of a round more with a clock around each part:"
    return [
        f"## States of a study of {result['network']}",
        _machine(result["machine"]),
        _table(heads, times),
        said,
        _table(["work", *names], shares),
    ]


def _hours(seconds: float) -> str:
    if seconds >= 3600:
        return f"{_figure(seconds / 3600)} h"
    return f"{_figure(seconds / 60)} min" if seconds >= 60 else _seconds(seconds)


def _table(heads: list[str], lines: list[str]) -> str:
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *lines])


if __name__ == "__main__":
    sys.exit(main())
