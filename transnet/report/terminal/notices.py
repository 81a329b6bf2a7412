"""Notices for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.cells import cell_len

from transnet.base.codes import codes
from transnet.base.errors import Notice, Severity
from transnet.base.language import Message, in_words, joined, said
from transnet.model.checks.notice_order import summarise
from transnet.model.schema import tables

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
_PLURALS = {"error": "errors", "warning": "warnings", "info": "remarks"}
_SEVERITY = {"error": said("error"), "warning": said("warning"), "info": said("info")}
_ONE = {"error": said("1 error"), "warning": said("1 warning"), "info": said("1 remark")}
_LINES_PER_CODE = 20


def notices_text(notices: Sequence[Notice], *, wrote: bool = False, in_sheets: bool = False) -> str:
    """Return notices as a person reads them: errors first, grouped by table and code.

    wrote      whether they come from a command that wrote something all the same
    in_sheets  whether tables are sheets of one workbook
    At most 20 of a code are listed, and how many more there are.
    """
    shown, more = summarise(notices, per_code=_LINES_PER_CODE)
    groups: dict[tuple[str, str], list[Notice]] = {}
    for found in sorted(shown, key=lambda each: _SEVERITIES.index(each.severity)):
        groups.setdefault((found.table, found.code), []).append(found)
    last_of_code = {code: table for table, code in groups}
    blocks = []
    for (table, code), group in groups.items():
        hidden = more.get(code, 0) if last_of_code[code] == table else 0
        file = table
        if table in tables():
            file = said("sheet {name}", name=table) if in_sheets else f"{table}.csv"
        blocks.append(_block(file, code, group, hidden))
    return "\n\n".join([*blocks, _closing(notices, wrote)])


def notices_json(notices: Sequence[Notice]) -> str:
    """Return notices as JSON: counts by severity, the first 100 of each code, how many more."""
    shown, more = summarise(notices)
    content = {
        **{_PLURALS[severity]: count for severity, count in _counts(notices).items()},
        "notices": [found.as_dict() for found in shown],
        "more": more,
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)


def _block(file: str, code: str, group: Sequence[Notice], hidden: int) -> str:
    hints = {in_words(found.hint) for found in group}
    listed = code in codes() and not _is_scenario(file)  # what codes mean is said of tables
    meaning = in_words(codes()[code].meaning) if listed else hints.pop() if len(hints) == 1 else ""
    places = [_row(found) for found in group]
    cells = [_cell(found) for found in group]
    kind = said("{file}: {severity}", file=file, severity=_SEVERITY[group[0].severity])
    told = said("{kind}: {meaning}", kind=kind, meaning=meaning) if meaning else kind
    lines = [f"{in_words(told)}  [{code}]"]
    widths = max(map(cell_len, places)), min(max(map(cell_len, cells)), 40)
    for place, cell, found in zip(places, cells, group, strict=True):
        parts = [
            part + " " * (width - cell_len(part))
            for part, width in zip((place, cell), widths, strict=True)
            if width  # a group of whole-table notices has neither row nor cell
        ]
        hint = in_words(found.hint)
        hint = "" if hint == meaning else hint  # the heading says it already
        if line := "  ".join([*parts, hint]).rstrip():
            lines.append(f"  {line}")
    if hidden:
        lines.append(f"  {in_words(said('… and {hidden:,} more', hidden=hidden))}")
    return "\n".join(lines)


def _row(found: Notice) -> str:
    if not found.row:
        return ""
    if _is_scenario(found.table):
        return in_words(found.in_lines())
    return in_words(said("row {row}", row=found.row))


def _is_scenario(file: str) -> bool:
    return file.endswith(".toml") and file != "network.toml"


def _cell(found: Notice) -> str:
    column, value = in_words(found.column), in_words(found.value)
    if value and not isinstance(found.value, Message):
        value = f"'{value}'"
    if column and value:
        return f"{column}={value}"
    return column or value


def _closing(notices: Sequence[Notice], wrote: bool) -> str:
    counts = _counts(notices)
    if not any(counts.values()):
        return in_words(said("Nothing to report: every check passed."))
    words = joined(_counted(severity, count) for severity, count in counts.items() if count)
    remedy = said("Mend what is named, or list more with --json.") if counts["error"] else ""
    done = "" if wrote else said("Nothing was changed.")
    return in_words(joined([said("{counts}.", counts=words), done, remedy], en=" ", zh=""))


def _counted(severity: Severity, count: int) -> Message:
    if count == 1:
        return _ONE[severity]
    if severity == "error":
        return said("{count:,} errors", count=count)
    if severity == "warning":
        return said("{count:,} warnings", count=count)
    return said("{count:,} remarks", count=count)


def _counts(notices: Sequence[Notice]) -> dict[Severity, int]:
    return {
        severity: sum(found.severity == severity for found in notices) for severity in _SEVERITIES
    }
