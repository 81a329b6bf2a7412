"""Rows of a large CSV file as dictionaries, one at a time, so that memory stays bounded."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.io.formulas import unescaped
from transnet.io.lines import RoadLimits, read_lines

_CELL_CHARS = 1_000_000  # a road's shape can be longer than the csv module's 131,072


class CsvRows:
    """A CSV file whose first row names the columns.

    needed, known  columns that must be there, and others that are read: their names count in
                   capitals and between blanks, too
    Iterating yields (row, cells by column); row counts as a spreadsheet does, the header is row 1.
    Raises InputError for what `read_lines` does, and for a header or row whose shape is wrong.
    """

    def __init__(
        self,
        path: Path,
        faults: Notices,
        limits: RoadLimits,
        *,
        needed: Sequence[str],
        known: Sequence[str] = (),
    ) -> None:
        self._path, self._faults, self._limits, self._needed = path, faults, limits, needed
        self._known = {*needed, *known}

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        lines = (text + "\n" for _, text in read_lines(self._path, self._faults, self._limits))
        before = csv.field_size_limit(_CELL_CHARS)
        try:
            yield from self._rows(csv.reader(lines, strict=True))
        finally:
            csv.field_size_limit(before)

    def _rows(self, reader: Iterator[list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
        row, header = 0, [""]
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._faults.add(
                    "broken_quote",
                    said("the row can't be parted: {error}", error=str(error)),
                    row=row + 1,
                )
                raise self._faults.error() from error
            row += 1
            if row == 1:
                header = self._plain(cells)
                self._check_header(header)
            elif len(cells) != len(header):
                if cells:
                    hint = said(
                        "expected {count} cells; quote a text that holds a comma", count=len(header)
                    )
                    self._faults.add(
                        "ragged_row", hint, row=row, value=said("{count} cells", count=len(cells))
                    )
            else:
                yield row, dict(zip(header, map(unescaped, cells), strict=True))

    def _plain(self, header: list[str]) -> list[str]:
        """Return names of columns in the way that they are known by, where no other one has it."""
        found = [each.strip().lower() for each in header]
        return [
            plain if plain in self._known and (name == plain or plain not in header) else name
            for name, plain in zip(header, found, strict=True)
        ]

    def _check_header(self, header: list[str]) -> None:
        for column in self._needed:
            if column not in header:
                hint = said("the first row must name this column")
                self._faults.add("missing_column", hint, row=1, column=column)
        for column in {each for each in header if header.count(each) > 1}:
            self._faults.add(
                "duplicate_column", said("two columns share a name"), row=1, column=column
            )
        self._faults.raise_if_any()
