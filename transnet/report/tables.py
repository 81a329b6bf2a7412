"""Tables that a planner reads in the terminal: verdicts, comparisons, trips, lists, errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.report.words import LEGS, MARK, MODES

if TYPE_CHECKING:
    from transnet.analysis.legs import Path as Trip

_WIDTHS = (80, 110)


def console() -> Console:
    """Return a console of the terminal's width, within what the tables are made for."""
    found = Console(highlight=False)
    low, high = _WIDTHS
    return Console(highlight=False, width=min(max(found.width, low), high))


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Show a progress bar on the error stream; yields what to call with (step, done, total)."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(escape(step), total=total)
            progress.update(tasks[step], completed=done, total=total)

        yield report


def print_path(trip: Trip) -> None:
    """Print one trip: a line that says how long and by what means, then its legs."""
    console().print(path_table(trip))


def path_table(trip: Trip) -> Group:
    """Return one trip as a title, a table of legs and, where one is needed, a remark."""
    ends = RichText(f"{trip.origin} → {trip.destination}", style="bold")
    if not math.isfinite(trip.travel_min):
        return Group(ends, RichText(f"不可达 no way ({trip.using})"))
    mode = MODES[trip.mode]
    head = RichText(f"{trip.travel_min:.0f} min  {mode.zh} {mode.en}")
    table = _table(("leg", "left"), ("from → to, by", "left"), ("min", "right"), ("km", "right"))
    for leg in trip.legs.to_dict("records"):
        name = LEGS[leg["leg"]]
        mark = f" {MARK}" if leg["basis"] in ("recalled", "assumed") else ""
        table.add_row(
            f"{name.zh}\n{name.en}",
            _leg_text(leg),
            f"{leg['minutes']:.1f}{mark}",
            f"{leg['length_km']:.1f}" if leg["length_km"] > 0 else "",
        )
    note = f"{MARK} 含凭记忆或假定的数据 rests on a recalled or assumed figure"
    return Group(ends, head, table, *([note] if trip.uses_recalled else []))


def _leg_text(leg: dict[Any, Any]) -> str:
    ends = f"{leg['from_zh']} {leg['from_en']}"
    if leg["from_id"] != leg["to_id"]:
        ends += f" → {leg['to_zh']} {leg['to_en']}"
    details = [_shortened(str(leg["via_zh"]).split("; "))]
    if leg["trains_per_day"] > 0:
        details.append(f"{leg['trains_per_day']:g} 班/日 a day")
    below = ", ".join(part for part in details if part)
    return escape(ends + (f"\n{below}" if below else ""))


def _shortened(names: Sequence[str], most: int = 4) -> str:
    """Names in a row, the middle ones left out when there are many."""
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[: most - 1])} … {names[-1]}"


def _table(*columns: tuple[str, Any], title: str = "") -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for name, justify in columns:
        table.add_column(name, justify=justify, overflow="fold")
    return table
