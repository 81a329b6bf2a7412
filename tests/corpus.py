"""Bad and nearly bad networks: each case is a small TOML file of changes to the line world.

A case lies at tests/bad/<notice code>/bad*.toml or near*.toml. A bad one gives a notice of that
code at `expect` (table, row, column), a near one gives none. What a case may hold, in the order
in which it is done:

    cells = [[table, row, column, text]]     rows as in a spreadsheet; row 1 is the header
    copy = [[table, row, {column = text}]]   append a copy of a row with some cells changed
    fill = [[table, row, column, count]]     a cell of so many characters
    drop = [[table, column]]
    delete = [[table, row]]                  rows as numbered before any is deleted
    replace = [[file, old, new]]             in the file's text, every time it occurs
    append = [[file, text]]
    nest = count                             lists in lists at the end of network.toml
    encode = [[file, encoding]]              the whole file
    encode_row = [[table, row, encoding]]    one line of it
    write = {file = text}
    remove = [file]
    folders = [file]                         a folder in place of the file
    limits = {name = count}                  instead of the loader's own
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.worlds import INFO, line_world
from transnet.base.errors import Notice
from transnet.io.network_folder import info_text, read_folder, table_text
from transnet.io.text import Limits

CORPUS = Path(__file__).parent / "bad"


@dataclass(frozen=True)
class Case:
    """One change to the line world, and where its notice is expected."""

    path: Path

    @property
    def code(self) -> str:
        return self.path.parent.name

    @property
    def changes(self) -> dict[str, Any]:
        return tomllib.loads(self.path.read_text(encoding="utf-8"))

    def notices(self, folder: Path) -> list[Notice]:
        """Write the changed line world into a folder and return what is found in it."""
        changes = self.changes
        write_files(folder, changed(changes), changes)
        return read_folder(folder, limits=Limits(**changes.get("limits", {})))[1]


def cases(kind: str) -> list[Case]:
    """Return the cases of a kind, bad or near."""
    return [Case(path) for path in sorted(CORPUS.glob(f"*/{kind}*.toml"))]


@cache
def base_files() -> Mapping[str, str]:
    """Return the line world as the texts of its files."""
    world = line_world()
    files = {f"{name}.csv": table_text(name, table) for name, table in world.tables.items()}
    return {**files, "network.toml": info_text(INFO)}


def changed(changes: dict[str, Any]) -> dict[str, bytes]:
    """Return the files of the line world, changed, as bytes."""
    texts = dict(base_files())
    for name in {change[0] for key in _TABLE_EDITS for change in changes.get(key, [])}:
        texts[f"{name}.csv"] = _edited(texts[f"{name}.csv"], name, changes)
    for name, old, new in changes.get("replace", []):
        assert old in texts[name], f"{old!r} isn't in {name}"
        texts[name] = texts[name].replace(old, new)
    for name, text in changes.get("append", []):
        texts[name] += text
    depth = changes.get("nest", 0)
    texts["network.toml"] += f"deep = {'[' * depth}{']' * depth}\n" if depth else ""
    files = {name: text.encode() for name, text in texts.items()}
    for name, encoding in changes.get("encode", []):
        files[name] = texts[name].encode(encoding)
    for name, row, encoding in changes.get("encode_row", []):
        lines = files[f"{name}.csv"].split(b"\n")
        lines[row - 1] = lines[row - 1].decode().encode(encoding)
        files[f"{name}.csv"] = b"\n".join(lines)
    return files


_TABLE_EDITS = ("cells", "copy", "fill", "drop", "delete")


def _edited(text: str, name: str, changes: dict[str, Any]) -> str:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    place = {column: position for position, column in enumerate(rows[0])}

    def own(key: str) -> list[list[Any]]:
        return [change[1:] for change in changes.get(key, []) if change[0] == name]

    for row, column, cell in own("cells"):
        rows[row - 1][place[column]] = cell
    for row, cells in own("copy"):
        rows.append([cells.get(column, rows[row - 1][place[column]]) for column in place])
    for row, column, count in own("fill"):
        rows[row - 1][place[column]] = "x" * count
    for (column,) in own("drop"):
        for row in rows:
            del row[place[column]]
    gone = {row for (row,) in own("delete")}
    kept = [row for number, row in enumerate(rows, start=1) if number not in gone]
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(kept)
    return stream.getvalue()


def write_files(folder: Path, files: dict[str, bytes], changes: dict[str, Any]) -> None:
    """Write the files, but for those that the case takes away."""
    for name, data in files.items():
        if name not in (*changes.get("remove", []), *changes.get("folders", [])):
            (folder / name).write_bytes(data)
    for name, text in changes.get("write", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name in changes.get("folders", []):
        (folder / name).mkdir()
