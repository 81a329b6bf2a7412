"""Which edit changed what: for notices that name the edit, and for edits that undo each other."""

from __future__ import annotations

from collections import defaultdict

from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.called_rows import row_words
from transnet.model.network import Network
from transnet.scenario.changes import Resolved

_OPENING = "open or closed"
_WORDS = {_OPENING: said("open or closed")}
_SAME_CELL = {"opened": _OPENING, "opened_basis": _OPENING, "closed": _OPENING}


class Ledger:
    """The rows and cells that edits touch, in the order in which they are made.

    rows  the edit that gave a row a value last: (table, position) to "edit 2"; rows that open or
          close only aren't in it
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: dict[tuple[str, int], str] = {}
        self._cells: dict[tuple[str, int, str], str] = {}
        self._left: dict[tuple[str, str, str], int] = defaultdict(int)
        self._again: dict[tuple[str, str], list[tuple[str, int, str]]] = defaultdict(list)

    def enter(self, edit: str, resolved: Resolved, before: Network) -> None:
        """Note what an edit does to a network."""
        for addition in resolved.additions:
            first = len(before[addition.table])
            for at in range(first, first + len(addition.rows)):
                self.rows[addition.table, at] = edit
        for change in resolved.changes:
            column = _SAME_CELL.get(change.column, change.column)
            for at in change.rows.tolist():
                if column != _OPENING:
                    self.rows[change.table, at] = edit
                cell = (change.table, at, column)
                earlier = self._cells.get(cell, edit)
                if earlier != edit:
                    self._again[earlier, edit].append(cell)
                    self._left[earlier, change.table, column] -= 1
                if earlier != edit or cell not in self._cells:
                    self._left[edit, change.table, column] += 1
                self._cells[cell] = edit

    def opener(self, table: str, row: int) -> str:
        """Return the edit that opened or closed a row last, '' for none."""
        return self._cells.get((table, row, _OPENING), "")

    def notices(self, network: Network) -> list[Notice]:
        """Return warnings for edits of which nothing is left, and for values set twice.

        To open many rows and close some of them again is how one says "all but these".
        """
        found = []
        for (earlier, later), cells in self._again.items():
            table, at, column = cells[0]
            named = row_words(network, table, at)
            row = said(
                "{table}: {row}, {column}",
                table=table,
                row=named,
                column=_WORDS.get(column, column),
            )
            if len(cells) > 1:
                row = said("{row} and {count} more", row=row, count=len(cells) - 1)
            code = "edited_again"
            hint = said("changes again what {edit} does; the later one holds", edit=earlier)
            if not self._left[earlier, table, column]:
                code = "contradiction"
                hint = said(
                    "leaves nothing of what {edit} does to {table}; leave one of them out",
                    edit=earlier,
                    table=table,
                )
            elif column == _OPENING:
                continue
            found.append(Notice(code, "warning", self.file, 0, later, row, hint))
        return found
