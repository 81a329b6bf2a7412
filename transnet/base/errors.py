"""What can go wrong, as values that name the place and the remedy.

TransnetError(Exception)
 ├── InputError(ValueError)     bad files, tables or settings; carries the notices
 ├── ScenarioError(ValueError)  edits or targets that can't be resolved; carries the notices
 └── UnknownNameError(KeyError)   a network, scenario, place or stop that isn't there
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning", "info"]

_SHOWN_PER_CODE = 20
_LONGEST_MATCHED = 100
_FEW = 6


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding: what is wrong, where, and what to do about it.

    row is 1-based and counts the header as row 1, as a spreadsheet does; 0 means the whole table.
    """

    code: str
    severity: Severity
    table: str
    row: int
    column: str
    value: str
    hint: str

    def __str__(self) -> str:
        place = self.table
        if self.row:
            place += f" row {self.row}"
        if self.column:
            place += f", {self.column}"
        value = f" {self.value!r}" if self.value else ""
        return f"{place}:{value} {self.hint} [{self.code}]"

    def as_dict(self) -> dict[str, str | int]:
        """Return the notice as plain values, ready for JSON."""
        return asdict(self)


class TransnetError(Exception):
    """Base of everything transnet raises on purpose."""


class _NoticesError(TransnetError, ValueError):
    def __init__(self, message: str, notices: Iterable[Notice] = ()) -> None:
        self.notices: Sequence[Notice] = tuple(notices)
        lines = [message, *(f"  {notice}" for notice in self.notices[:_SHOWN_PER_CODE])]
        hidden = len(self.notices) - _SHOWN_PER_CODE
        if hidden > 0:
            lines.append(f"  … and {hidden} more")
        super().__init__("\n".join(lines))


class InputError(_NoticesError):
    """Files, tables or settings that can't be used as they are."""


class ScenarioError(_NoticesError):
    """Scenario edits or targets that can't be resolved; nothing was applied."""


class UnknownNameError(TransnetError, KeyError):
    """A name that isn't known, with the nearest one that is."""

    def __init__(self, kind: str, name: object, known: Iterable[str]) -> None:
        name = str(name)
        self.kind, self.name = kind, name
        short = len(name) <= _LONGEST_MATCHED  # to compare longer ones would take minutes
        names = list(known)
        near = get_close_matches(name, names, n=3, cutoff=0.5) if short else []
        remedy = f"; did you mean {', '.join(near)}?" if near else ""
        if not near and 0 < len(names) <= _FEW:
            remedy = f"; known {'is' if len(names) == 1 else 'are'} {', '.join(sorted(names))}"
        shown = repr(name if short else f"{name[:_LONGEST_MATCHED]}…")
        self.message = f"no {kind} named {shown}{remedy}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message
