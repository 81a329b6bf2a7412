"""What differs between the two states of a result: rows that open, close, or read otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from transnet.model.schema import tables as schema_tables
from transnet.report.words.words import TABLES, Text, same

if TYPE_CHECKING:
    from transnet.study.result import Result

_SWITCH_COLUMNS = ("opened", "opened_basis", "closed", "status")
_NAMES_SHOWN = 12
_CELLS_SHOWN = 40


@dataclass(frozen=True)
class Cell:
    """One value that an edit changed in a row that is open in both states, or a parameter."""

    table: Text
    row_id: str
    row: Text
    column: str
    before: str
    after: str


def changed_cells(result: Result) -> tuple[list[Cell], int]:
    """Return values that edits changed besides opening and closing rows, and how many aren't shown.

    Cells of rows that the scenario adds are left out: the row is counted among what opens.
    """
    effects = result.effects
    keys = {name: table.primary_key[0] for name, table in schema_tables().items()}
    is_key = effects["column"] == effects["table"].map(keys)
    added = effects.loc[is_key & (effects["before"] == ""), "row_id"]
    kept = effects[~effects["row_id"].isin(added) & ~effects["column"].isin(_SWITCH_COLUMNS)]
    cells = [
        Cell(
            TABLES.get(row["table"], same(row["table"])),
            row["row_id"],
            Text(row["name_zh"], row["name_en"]),
            row["column"], row["before"], row["after"],
        )
        for row in kept.head(_CELLS_SHOWN).to_dict("records")
    ]  # fmt: skip
    return cells, max(len(kept) - _CELLS_SHOWN, 0)
