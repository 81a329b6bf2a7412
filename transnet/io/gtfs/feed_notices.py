"""Notices about cells of a feed: the first of many, and how many there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from transnet.base.codes import notice
from transnet.base.errors import InputError, Notice
from transnet.base.language import Message, joined, said

MOST_ROWS = 20
Rows = npt.NDArray[np.intp]


class FeedNotices:
    """Collects what is found in a feed; of one kind, the first MOST_ROWS rows of a column.

    feed   its name
    scope  what stands before the name of a file, where several feeds are read
    """

    def __init__(self, feed: str = "", scope: str = "") -> None:
        self.feed, self.scope = feed, scope
        self.found: list[Notice] = []

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(each.severity == "error" for each in self.found)

    def raise_if_any(self) -> None:
        """Raise InputError, which carries all notices, if there is an error among them."""
        if self.errors:
            count = self.errors
            words = said("1 error") if count == 1 else said("{count} errors", count=count)
            told = said("{source}: {errors}; nothing was read.", source=self.feed, errors=words)
            raise InputError(told, sorted(self.found, key=lambda each: each.severity != "error"))

    def add(self, code: str, table: str, hint: str, column: str = "", value: object = "") -> None:
        """Note what holds for a whole table."""
        self.found.append(notice(code, self._file(table), 0, column, value, hint))

    def take(self, notices: list[Notice]) -> None:
        """Take notices that others made, whose files have their whole names."""
        self.found += [
            Notice(n.code, n.severity, self.scope + n.table, n.row, n.column, n.value, n.hint)
            for n in notices
        ]

    def take_as_warnings(self, others: FeedNotices) -> None:
        """Take what another collector of the same feed found, as warnings."""
        self.found += [replace(each, severity="warning") for each in others.found]

    def rows(
        self,
        code: str,
        place: tuple[str, str],
        lines: Rows,
        value: Callable[[int], object],
        hint: str,
    ) -> None:
        """Note some lines of a column.

        place  table and column
        lines  their lines in the file, of which the header is line 1
        value  gives what stands there by position among `lines`
        """
        table, column = place
        for at, line in enumerate(lines[:MOST_ROWS].tolist()):
            told = hint
            if at == MOST_ROWS - 1 and len(lines) > MOST_ROWS:
                told = joined((hint, _more(len(lines) - MOST_ROWS)), "; ", "；")
            self.found.append(notice(code, self._file(table), line, column, value(at), told))

    def _file(self, table: str) -> str:
        return f"{self.scope}{table}.txt"


def _more(count: int) -> Message:
    return said("1 more row") if count == 1 else said("{count:,} more rows", count=count)
