"""The schema, the parameters and the notices as the page docs/tables.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from transnet.base.codes import codes
from transnet.model.parameters import parameter_specs
from transnet.model.schema import Column, Table, tables

_INTRODUCTION = """\
# A network folder

A network is a folder with `network.toml` and one CSV file per table. The files are UTF-8, with
commas between cells; a spreadsheet opens and saves them. This page is made from the schema that
the loader and the checks use (`transnet/model/schema.csv`). Check a folder with
`transnet check FOLDER`.

Types: `id` is text without spaces, semicolons or control characters, so leading zeros count;
`ids` is several ids parted by `;`; `float` and `int` are plain decimal numbers (`12.5`, not
`12,5`); `bool` is `yes` or `no`; `date` is `YYYY-MM-DD`; `time` is `HH:MM` and goes on past
`24:00`; `enum` is one of the words listed. A bold column must have a value in every row, a key
column identifies the row. Columns that no row needs may be left out.

## network.toml

```toml
id = "line-world"             # short name of the network
name_zh = "线世界"
name_en = "Line world"
base_date = 2022-10-31        # the day that "base" means in scenarios
known_until = 2024-12-31      # the last day that the sources cover; "today" in scenarios
timetable_date = 2023-12-15   # the day of the timetable
core_place_id = "P1"          # the place that readings are taken to
crs = "WGS-84"                # coordinates; GCJ-02 and BD-09 must be shifted first
road_layer = "../streets"     # optional: streets in place of the strategic roads; docs/roads.md
road_layer_date = 2024-12-31  # optional: the day they are mapped at; without it known_until
```
"""


def schema_markdown() -> str:
    """Return the page: every table with its columns, the parameters, and every notice."""
    parts = [_INTRODUCTION]
    for table in tables().values():
        parts += [
            _heading(table),
            _grid(_COLUMN_HEADER, map(_column_cells, table.columns.values())),
        ]
    parts += [_PARAMETERS, _grid(_PARAMETER_HEADER, _parameter_rows())]
    for text, of_network in ((_NOTICES, True), (_OTHERS, False)):
        parts += [text, _grid(_NOTICE_HEADER, _notice_rows(of_network=of_network))]
    return "\n".join(parts)


_COLUMN_HEADER = ("column", "type", "unit", "allowed", "meaning")
_PARAMETER_HEADER = ("parameter", "modes", "serves", "unit", "allowed", "meaning")
_NOTICE_HEADER = ("notice", "severity", "subject", "meaning")

_PARAMETERS = """\
## Parameters

Each parameter needs a row for every mode named here, or one row for `all`. Those marked *cost* are
needed only for money, generalised cost and CO2 (see [impedance](impedance.md)).
"""

_NOTICES = """\
## Notices

What `transnet check` can find in a network's folder. An error stops a network from being read; a
warning or an info remark doesn't. At most 100 notices of one kind are listed.
"""

_OTHERS = """\
## Notices of other sources

What scenarios, road files, matrices, points, measures and results may be told beside these. Where a
thing is worse or less bad than usual the notice itself says so.
"""


def _heading(table: Table) -> str:
    need = "" if table.needed else " The file may be missing."
    return f"## {table.name}.csv\n\n{table.meaning}.{need}\n"


def _column_cells(column: Column) -> Sequence[str]:
    name = f"**{column.name}**" if column.required else column.name
    kind = f"{column.type}, key" if column.primary else column.type
    return name, kind, column.unit, _allowed(column), column.description


def _allowed(column: Column) -> str:
    if column.references:
        return " or ".join(f"{table}.{name}" for table, name in column.references)
    if column.choices:
        return ", ".join(column.choices)
    return _range(column.minimum, column.maximum)


def _range(minimum: float | None, maximum: float | None) -> str:
    if minimum is None:
        return "" if maximum is None else f"≤ {_plain(maximum)}"
    return f"≥ {_plain(minimum)}" if maximum is None else f"{_plain(minimum)} to {_plain(maximum)}"


def _plain(number: float) -> str:
    return f"{number:.12g}"


def _parameter_rows() -> Iterator[Sequence[str]]:
    for spec in parameter_specs().values():
        allowed = _range(spec.minimum, spec.maximum)
        modes = [*spec.modes, *(f"{mode} where used" for mode in spec.optional)]
        modes += [f"{mode} if wanted" for mode in spec.allowed]
        yield spec.name, ", ".join(modes), spec.serves, spec.unit, allowed, spec.description


def _notice_rows(*, of_network: bool) -> Iterator[Sequence[str]]:
    for code in codes().values():
        if code.is_of_network == of_network:
            yield f"`{code.code}`", code.severity, code.subject, code.meaning


def _grid(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_line(header), _line(["---"] * len(header)), *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
