"""Cells of the tables of readings: names that tell them apart, figures, signs and their notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.markup import escape

from transnet.base.language import in_words
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.words.beside import timetable_note
from transnet.report.words.words import DATED, DOUBT, MARK, RESTS_ON

if TYPE_CHECKING:
    from transnet.report.words.readings import Judged, Reading


def reading_names(found: Iterable[Reading]) -> Mapping[str, str]:
    """Return what each reading is called in a table, by its target."""
    return told_apart({reading.target_id: in_words(reading.name) for reading in found})


def told_apart(shown: Mapping[str, str]) -> Mapping[str, str]:
    """Return names of targets by their ids, as a table has them.

    Without the family's name, unless another one of the table would then be called the same.
    """
    short = {
        target: name.replace("：", ":").rpartition(":")[2].strip() for target, name in shown.items()
    }
    alike = Counter(short.values())
    return {target: shown[target] if alike[name] > 1 else name for target, name in short.items()}


def name_cell(name: str, reading: Reading) -> str:
    """Return a name with the marks of the reading, as markup."""
    marks = (MARK if reading.marked else "") + (DATED if reading.dated else "")
    return f"{escape(name)}{mark(bool(marks), marks)}"


def found_cell(reading: Reading, state: Judged) -> str:
    """Return what was found, and how many pairs are within the limit below."""
    value = in_words(reading.found(state)) + mark(state.doubt, DOUBT)
    inside = f"\n[dim]{state.count - state.failing}/{state.count}[/]" if reading.of_pairs else ""
    return value + inside


def sign(met: bool) -> str:
    """Return the sign of a verdict."""
    return "[green]✓[/]" if met else "[red]✗[/]"


def mark(marked: bool, shown: str = MARK) -> str:
    """Return a mark where there is one to show."""
    return f"[yellow]{shown}[/]" if marked else ""


def mark_notes(found: Iterable[Reading], days: Iterable[str] = ()) -> list[Paragraph]:
    """Return what the marks of some readings mean, each once.

    days  of timetables that stand for another day, beside those of the readings
    """
    shown = list(found)
    notes = [RESTS_ON] if any(reading.marked for reading in shown) else []
    dated = timetable_note([*(day for reading in shown for day in reading.dated), *days])
    notes += [dated] if dated else []
    return [Paragraph(in_words(note), "dim") for note in notes]
