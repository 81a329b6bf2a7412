"""The terminal: how wide tables are, what they look like, and a bar that shows progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from transnet.base import progress
from transnet.base.errors import Notice
from transnet.base.language import current_language, in_words, said
from transnet.report.terminal.paragraph import Cell, Paragraph

if TYPE_CHECKING:
    import pandas as pd

_STEPS: dict[str, str] = {
    str(each): each
    for each in (
        said("network"), said("edits"), said("before"), said("after"), said("tables"), said("maps"),
        said("page"), said("done"), said("all"), said("preparing"), said("ordering nodes"),
        said("searching"), said("reading roads"), said("joining roads"), said("writing roads"),
        said("sets"), said("bounds"), said("draws"), said("losses"), said("points"),
        said("least set"),
    )
}  # fmt: skip
"""What the steps of work are called; other names, such as those of scenarios, are shown as is."""
_NARROWEST, _WIDEST = 80, 110
_NAMES = 24  # cells for names beside figures


def console() -> Console:
    """Return a console as wide as the terminal, within what the tables are made for."""
    return Console(highlight=False, width=min(max(Console().width, _NARROWEST), _WIDEST))


class _Table(Table):
    """A table whose texts break between Chinese letters too, figures apart."""

    def add_row(self, *cells: RenderableType | None, **style: Any) -> None:
        """Add a row; texts are markup."""
        kept = [column.no_wrap for column in self.columns]
        shown = [
            Cell(Text.from_markup(cell)) if isinstance(cell, str) and not whole else cell
            for cell, whole in zip(cells, kept, strict=False)
        ]
        super().add_row(*shown, **style)


def open_table(*columns: tuple[str, Any], whole: bool = False, names: int = _NAMES) -> Table:
    """Return a table without a frame.

    columns  heading and how it is justified
    whole    keep figures on one line and cells for the first column, whose names take as many lines
             as they need
    names    cells that names have then at least
    """
    table = _Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for at, (name, justify) in enumerate(columns):
        figures = whole and justify == "right"
        least = names if whole and at == 0 else None
        table.add_column(name, justify=justify, overflow="fold", no_wrap=figures, min_width=least)
    return table


def pick(zh: str, en: str) -> str:
    """Return the one of two texts that is in the language spoken."""
    return zh if current_language() == "zh" else en


def named(row: Mapping[Any, Any], of: str = "name") -> str:
    """Return a name of a row in the language spoken; in the other where it has none."""
    zh, en = str(row[f"{of}_zh"] or ""), str(row[f"{of}_en"] or "")
    return escape(pick(zh or en, en or zh))


def notice_lines(notices: Iterable[Notice]) -> list[Paragraph]:
    """Return notices as lines, each once."""
    return [Paragraph(said, "yellow") for said in dict.fromkeys(map(str, notices))]


def plain_table(table: pd.DataFrame) -> str:
    """Return a small table as text, its columns apart and its numbers to the right."""
    return table.to_string(index=False)


@contextmanager
def progress_bar() -> Iterator[progress.Progress]:
    """Show a progress bar on the error stream; yields what to call with (step, done, total)."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(step: str, done: int, total: int) -> None:
            spoken = in_words(_STEPS.get(step, step))
            bar.update(task, description=escape(spoken), completed=done, total=total)

        yield report
