"""The one collector of notices: what is wrong with a source, and the error that it ends in."""

from __future__ import annotations

from collections.abc import Sequence

from transnet.base.codes import codes, shown
from transnet.base.errors import InputError, Notice, ScenarioError, Severity
from transnet.base.language import Message, joined, said
from transnet.base.written import as_written

MOST_ERRORS = 100


class TooManyErrorsError(InputError):
    """A source has so many errors that reading on would tell nothing new; it carries them."""


class Notices:
    """Collects what is found in one file, table or argument.

    source  what the notices name: a file, a table, or what a caller gave
    limit   errors after which `add` stops the reading; None for never
    where   part of the source that is being read, which stands before the column
    """

    def __init__(self, source: str, limit: int | None = MOST_ERRORS) -> None:
        self.source = source
        self.limit = limit
        self.where = ""
        self.notices: list[Notice] = []

    @property
    def errors(self) -> list[Notice]:
        """The notices that nothing can be made of the source with."""
        return [each for each in self.notices if each.severity == "error"]

    def add(
        self, code: str, hint: str, *, row: int = 0, column: str = "", value: object = ""
    ) -> None:
        """Note what was found, as grave as codes.csv says; any value is shown as text.

        row  1-based, the header is row 1; 0 for the whole source
        Raises KeyError for a code that codes.csv doesn't list, TooManyErrorsError at the limit.
        """
        self._note(codes()[code].severity, code, hint, (row, column, value))
        if self.limit is not None and len(self.errors) >= self.limit:
            raise TooManyErrorsError(self._words(), self.notices)

    def warn(
        self, code: str, hint: str, *, row: int = 0, column: str = "", value: object = ""
    ) -> None:
        """Note as a warning what elsewhere may be an error: here the rest can be read."""
        self._note("warning", codes()[code].code, hint, (row, column, value))

    def error(self) -> InputError:
        """Return the error that carries the notices."""
        return InputError(self._words(), self.notices)

    def raise_if_any(self) -> None:
        """Raise InputError when there is an error among the notices."""
        if self.errors:
            raise self.error()

    def _note(
        self, severity: Severity, code: str, hint: str, cell: tuple[int, str, object]
    ) -> None:
        row, column, value = cell
        place = shown(column or self.where)
        if self.where and column:
            place = joined((shown(self.where), place), ", ", "，")
        self.notices.append(
            Notice(code, severity, self.source, row, place, shown(_text(value)), hint)
        )

    def _words(self) -> Message:
        count = len(self.errors)
        words = said("1 error") if count == 1 else said("{count} errors", count=count)
        return said("{source}: {errors}; nothing was read.", source=self.source, errors=words)


def refusal(
    message: str, code: str, source: str, hint: str, value: object = "", *, column: str = ""
) -> InputError:
    """Return the error of a single thing that is wrong.

    message  first line of the error
    source   file, table or argument that the notice names
    Raises KeyError for a code that codes.csv doesn't list.
    """
    found = Notice(codes()[code].code, "error", source, 0, column, shown(_text(value)), hint)
    return InputError(message, [found])


def refused_edits(source: str, errors: Sequence[Notice]) -> ScenarioError:
    """Return the error of edits that can't be made, with all that is wrong with them."""
    words = said("{file}: 1 error in its edits; nothing was applied", file=source)
    if len(errors) > 1:
        words = said(
            "{file}: {count} errors in its edits; nothing was applied",
            file=source,
            count=len(errors),
        )
    return ScenarioError(words, errors)


def _text(value: object) -> str:
    """Return any value that a file can hold as text, be it too long or too deep to be written."""
    if isinstance(value, Message):
        return value
    try:
        return as_written(value)
    except (ValueError, RecursionError):
        return f"a value of type {type(value).__name__} that is too long to be shown"
