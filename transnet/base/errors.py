"""What can go wrong, as values that name the place and the remedy.

TransnetError(Exception)
 ├── InputError(ValueError)     bad files, tables or settings; carries the notices
 ├── ScenarioError(ValueError)  edits or targets that can't be resolved; carries the notices
 ├── UnknownNameError(KeyError)   a network, scenario, place or stop that isn't there
 └── UnfinishedError(RuntimeError)  a long work of which a part failed; what is finished is kept
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Literal

from transnet.base.language import Language, Message, in_words, joined, said
from transnet.base.shown import Shown, cut

Severity = Literal["error", "warning", "info"]

_SHOWN_PER_CODE = 20
_LONGEST_MATCHED = 100
_FEW = 6
_LINE = 160


@dataclass(frozen=True, slots=True, repr=False)
class Notice(Shown):
    """One finding: what is wrong, where, and what to do about it.

    row is 1-based and counts the header as row 1, as a spreadsheet does; 0 means the whole table.
    character counts from 1 within a line of a text that isn't a table; 0 where it isn't known.
    hint is a message, so that it can be said in either language; str is in the current one.
    """

    code: str
    severity: Severity
    table: str
    row: int
    column: str
    value: str
    hint: str
    character: int = 0

    def __repr__(self) -> str:
        return f"<Notice, {self.severity}: {cut(in_words(self, 'en'), _LINE)}>"

    def __str__(self) -> str:
        return in_words(self)

    def in_language(self, language: Language) -> str:
        """Return the notice as a line in a language."""
        return in_words(self._line(), language)

    def _line(self) -> Message:
        place: str = self.table
        if self.row:
            place = said("{table} row {row}", table=self.table, row=self.row)
            if self.table.endswith(".toml"):
                place = said("{table} {line}", table=self.table, line=self.in_lines())
        if self.column and self.row and not self.table.endswith(".toml"):
            place = said("{place}, {column}", place=place, column=self.column)
        elif self.column:
            place = joined((place, self.column), ", ", "，")
        value: str = self.value  # a message is our own words; what stands in a file is quoted
        if value and not isinstance(value, Message):
            value = Message("{value!r}", {"value": value})
        told = joined(
            [value, self.hint], en=" ", zh=("，" if isinstance(self.value, Message) else " ")
        )
        return said("{place}: {told} [{code}]", place=place, told=told, code=self.code)

    def in_lines(self) -> Message:
        """Return where in a text it is: line, and column where that is known."""
        if self.character:
            return said("line {line}, column {column}", line=self.row, column=self.character)
        return said("line {line}", line=self.row)

    def as_dict(self) -> dict[str, str | int]:
        """Return the notice as plain values, ready for JSON: the hint in English and Chinese."""
        cells = asdict(self) | {"hint": str(self.hint), "hint_zh": in_words(self.hint, "zh")}
        if not self.character:
            del cells["character"]
        return cells

    @classmethod
    def from_dict(cls, cells: Mapping[str, Any]) -> Notice:
        """Return the notice of what `as_dict` gave; TypeError or KeyError for other cells."""
        own = dict(cells)
        own["hint"] = Message(own["hint"], zh=own.pop("hint_zh"))
        return cls(**own)


class TransnetError(Exception):
    """Base of everything transnet raises on purpose; str is in the current language."""

    def __init__(self, message: str = "") -> None:
        self.message = message
        super().__init__(message)

    def __str__(self) -> str:
        return in_words(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return _raised_elsewhere, (type(self), self.args), self.__dict__

    def in_language(self, language: Language) -> str:
        """Return what went wrong in a language."""
        return in_words(self.message, language)


def _raised_elsewhere(kind: type[TransnetError], args: tuple[object, ...]) -> TransnetError:
    """Return an error that another process raised, whatever it was made of there."""
    return kind.__new__(kind, *args)


def told_by(error: BaseException) -> str:
    """Return what an error says: the message that it was raised with, in both languages, if any."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Message) else str(error)


class _NoticesError(TransnetError, ValueError):
    def __init__(self, message: str, notices: Iterable[Notice] = ()) -> None:
        self.notices: Sequence[Notice] = tuple(notices)
        super().__init__(message)

    def in_language(self, language: Language) -> str:
        """Return what went wrong and the first notices, a line each."""
        lines = [in_words(self.message, language)]
        lines += [f"  {each.in_language(language)}" for each in self.notices[:_SHOWN_PER_CODE]]
        hidden = len(self.notices) - _SHOWN_PER_CODE
        if hidden > 0:
            lines.append(f"  {in_words(said('… and {hidden} more', hidden=hidden), language)}")
        return "\n".join(lines)


class InputError(_NoticesError):
    """Files, tables or settings that can't be used as they are."""


class ScenarioError(_NoticesError):
    """Scenario edits or targets that can't be resolved; nothing was applied."""


class UnknownNameError(TransnetError, KeyError):
    """A name that isn't known, with the nearest one that is.

    few  all that are known are named where there are no more than so many
    """

    def __init__(self, kind: str, name: object, known: Iterable[str], *, few: int = _FEW) -> None:
        name = str(name)
        self.kind, self.name = kind, name
        short = len(name) <= _LONGEST_MATCHED  # to compare longer ones would take minutes
        names = list(known)
        near = get_close_matches(name, names, n=3, cutoff=0.5) if short else []
        shown = name if short else f"{name[:_LONGEST_MATCHED]}…"
        message = said("no {kind} named {name!r}", kind=kind, name=shown)
        if near:
            message = said("{told}; did you mean {near}?", told=message, near=joined(near))
        elif len(names) == 1:
            message = said("{told}; known is {known}", told=message, known=names[0])
        elif 0 < len(names) <= few:
            message = said("{told}; known are {known}", told=message, known=joined(sorted(names)))
        super().__init__(message)


class UnfinishedError(TransnetError, RuntimeError):
    """A long work of which a part can't be made; what is finished is kept, and can be gone on with.

    block     which part failed, from 0 on
    finished  how many parts are kept
    """

    def __init__(self, message: str, *, block: int, finished: int) -> None:
        self.block, self.finished = block, finished
        super().__init__(message)
