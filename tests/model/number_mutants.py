"""Numbers of a network made absurd one at a time: times or over 10, 100 and 1,000.

Columns are drawn alike, however many rows they have: a city's people matter as much as a train's
minutes. A cell that is empty or 0 has nothing to multiply.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from transnet.base.errors import Notice
from transnet.model.cells import type_cells
from transnet.model.checks.all import RULES
from transnet.model.checks.rules import Draft
from transnet.model.network import Network
from transnet.model.schema import Column, tables

FACTORS = ("10", "0.1", "100", "0.01", "1000", "0.001")

Place = tuple[str, str, int, str]


@dataclass(frozen=True)
class Mutant:
    """One cell of a network and what it is multiplied by; position counts rows from 0."""

    column: Column
    position: int
    factor: str

    def __str__(self) -> str:
        column = self.column
        return f"{column.table}, row {self.position + 2}, {column.name} x {self.factor}"

    def text(self, network: Network) -> str:
        """Return the cell as the changed file would have it."""
        value = network[self.column.table][self.column.name].iloc[self.position]
        number = Decimal(f"{value:.12g}") * Decimal(self.factor)
        if self.column.type == "int":
            number = number.to_integral_value()  # a part of a person would be found at once
        return format(number.normalize(), "f")


def number_columns() -> list[Column]:
    """Return every column of a network that holds numbers."""
    return [
        column
        for table in tables().values()
        for column in table.columns.values()
        if column.type in ("float", "int")
    ]


def draw(network: Network, seed: int, per_column: int) -> list[Mutant]:
    """Return as many mutants of each column, at rows drawn anew, its factors taken in turn."""
    rng = random.Random(seed)  # noqa: S311 - tests need the same numbers, not secret ones
    drawn = []
    for column in number_columns():
        values = network[column.table][column.name].to_numpy(dtype=np.float64)
        positions = [int(place) for place in np.flatnonzero(~np.isnan(values) & (values != 0))]
        factors = rng.sample(FACTORS, len(FACTORS))
        if positions:
            drawn += [
                Mutant(column, rng.choice(positions), factors[count % len(factors)])
                for count in range(per_column)
            ]
    return drawn


class Examiner:
    """Which places of a mutant the checks speak of that they say nothing of in the network."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: dict[str, set[Place]] = {}

    def found(self, mutant: Mutant) -> set[Place]:
        """Return code, table, row and column of each notice that only the mutant has."""
        table = mutant.column.table
        if table not in self._known:
            self._known[table] = set(_places(self._rules(table, self._network[table])))
        cells, faults = type_cells(mutant.column, [mutant.text(self._network)])
        if faults:
            return set(_places(faults))
        frame = self._network[table]
        column = frame[mutant.column.name].to_numpy(dtype=np.float64, copy=True)
        column[mutant.position] = float(cells[0])
        changed = frame.assign(**{mutant.column.name: column})
        return set(_places(self._rules(table, changed))) - self._known[table]

    def _rules(self, table: str, frame: pd.DataFrame) -> Iterator[Notice]:
        """Yield what the rules that see a table find in it; the others can't have changed."""
        frames = {**self._network.tables, table: frame}
        draft = Draft(frames, self._network.info, frozenset(tables()))
        for rule in RULES:
            if table in rule.needs:
                yield from rule.find(draft)


def _places(notices: list[Notice] | Iterator[Notice]) -> Iterator[Place]:
    return ((each.code, each.table, each.row, each.column) for each in notices)
