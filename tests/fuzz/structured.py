# ruff: noqa: S608, the names are those of our own tables
"""Mutants of binary formats that keep their form: hostile cells, columns, attributes and links.

Changed bytes alone seldom come past the library that unpacks a file; these are well packed.
"""

from __future__ import annotations

import random
import sqlite3
import warnings
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import osmium
import pyarrow as pa
import pyarrow.parquet as pq
import tables

from tests.fuzz.mutate import HOSTILE, Mutation, bytes_mutant, text_mutant

_CELLS: list[object] = [None, -1, 2**62, 1e300, float("inf"), b"", b"GP\0\1\0\0\0\0", b"\xff" * 9]
_SQL_TYPES = ("TEXT", "REAL", "BLOB", "DATE", "BOOLEAN", "")


def _mutant(rng: random.Random, data: bytes, change: Mutation) -> bytes:
    """Return a file changed by what knows its form, or, a third of the time, in its bytes.

    What the library of the format refuses to write is no mutant: it becomes one of bytes, too.
    """
    if rng.random() < 0.3:
        return bytes_mutant(rng, data)
    with warnings.catch_warnings(), suppress(Exception):
        warnings.simplefilter("ignore")
        return change(rng, data)
    return bytes_mutant(rng, data)


def geopackage_mutant(rng: random.Random, data: bytes) -> bytes:
    """Return a GeoPackage with a few changes in SQL."""
    return _mutant(rng, data, _other_geopackage)


def parquet_mutant(rng: random.Random, data: bytes) -> bytes:
    """Return a GeoParquet file with other columns or metadata."""
    return _mutant(rng, data, _other_parquet)


def omx_mutant(rng: random.Random, data: bytes) -> bytes:
    """Return an OMX file with other arrays, attributes and links."""
    return _mutant(rng, data, _other_omx)


def pbf_mutant(rng: random.Random, data: bytes) -> bytes:
    """Return a mutant of a PBF's XML, packed anew."""
    return _mutant(rng, data, _other_pbf)


def _other_geopackage(rng: random.Random, data: bytes) -> bytes:
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        for _ in range(rng.choice([1, 1, 2, 4])):
            # What SQLite refuses is no mutant.
            with suppress(sqlite3.Error):
                base.execute(*_sql_change(rng, base))
        with suppress(sqlite3.Error):
            base.commit()
        return base.serialize()


def _sql_change(rng: random.Random, base: sqlite3.Connection) -> tuple[str, list[object]]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    table = rng.choice([name for (name,) in base.execute(query)])
    column = rng.choice([row[1] for row in base.execute(f'PRAGMA table_info("{table}")')])
    value = rng.choice([rng.choice(_CELLS), rng.choice(HOSTILE)])
    where = f'rowid = 1 + {rng.randrange(9999)} % (SELECT max(rowid) FROM "{table}")'
    changes: list[tuple[str, list[object]]] = [
        (f'UPDATE "{table}" SET "{column}" = ? WHERE {where}', [value]),
        (f'UPDATE "{table}" SET "{column}" = ? WHERE {where}', [value]),
        (f'UPDATE "{table}" SET "{column}" = ?', [value]),
        (f'DELETE FROM "{table}" WHERE {where}', []),
        (f'ALTER TABLE "{table}" DROP COLUMN "{column}"', []),
        (f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "x{rng.randrange(9)}"', []),
        (f'ALTER TABLE "{table}" ADD COLUMN extra {rng.choice(_SQL_TYPES)}', []),
        (f'DROP TABLE "{table}"', []),
        (f'CREATE TABLE "copy" AS SELECT * FROM "{table}"', []),
        (f'CREATE VIEW "view{rng.randrange(9)}" AS SELECT * FROM "{table}"', []),
    ]
    return rng.choice(changes)


def _other_parquet(rng: random.Random, data: bytes) -> bytes:
    table = pq.read_table(pa.BufferReader(data))
    for _ in range(rng.choice([1, 1, 2])):
        if table.num_rows and table.num_columns:
            table = _other_table(rng, table)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return bytes(sink.getvalue())


def _other_table(rng: random.Random, table: Any) -> Any:
    place = rng.randrange(table.num_columns)
    name, kind = table.column_names[place], rng.randrange(6)
    if kind == 0:
        meta = dict(table.schema.metadata or {})
        return table.replace_schema_metadata({**meta, b"geo": text_mutant(rng, meta[b"geo"])})
    if kind == 1:
        return table.remove_column(place)
    if kind == 2:
        return table.append_column(name, table.column(place))
    if kind == 3:
        return table.rename_columns(
            [*table.column_names[:place], "x", *table.column_names[place + 1 :]]
        )
    values = table.column(place).to_pylist()
    other = rng.choice(_CELLS) if rng.random() < 0.5 else rng.choice(HOSTILE)
    filled = [other] * len(values) if kind == 4 else _with_one(rng, values, other)
    with suppress(pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return table.set_column(place, name, pa.array(filled))
    return table.slice(0, rng.randrange(2))


def _with_one(rng: random.Random, values: list[object], other: object) -> list[object]:
    changed = list(values)
    changed[rng.randrange(len(changed))] = other
    return changed


def _other_omx(rng: random.Random, data: bytes) -> bytes:
    with tables.open_file(
        "m.omx", "a", driver="H5FD_CORE", driver_core_image=data, driver_core_backing_store=0
    ) as file:
        for _ in range(rng.choice([1, 1, 2, 3])):
            _omx_change(rng, file)
        file.flush()
        image: bytes = file.get_file_image()
    return image


def _omx_change(rng: random.Random, file: Any) -> None:
    nodes = [node._v_pathname for node in file.walk_nodes("/")]
    path = rng.choice(nodes)
    node, parent = file.get_node(path), rng.choice(["/data", "/lookup", "/"])
    kind, name = rng.randrange(7), rng.choice(["car", "zone_id", "x", "DIM", "OMX_VERSION"])
    if kind == 0:
        node._v_attrs[rng.choice(["DIM", "unit", "OMX_VERSION", "SHAPE", "NA"])] = _attribute(rng)
    elif kind == 1:
        file.remove_node(path, recursive=True)
    elif kind == 2:
        file.rename_node(path, name, overwrite=True)
    elif kind == 3:
        file.create_soft_link(parent, name, path)
    elif kind == 4:
        file.create_group(parent, name, createparents=True)
    elif kind == 5:
        file.create_array(parent, name, obj=_array(rng), createparents=True)
    elif path in ("/data/car", "/data/people", "/lookup/zone_id"):
        values = node[:]
        values.flat[rng.randrange(values.size)] = rng.choice([0, 1, 7])
        node[:] = values


def _attribute(rng: random.Random) -> object:
    return rng.choice([{"a": 1}, None, 2, -1, 99, b"\xff", np.array([1, 2]), *HOSTILE[:40]])


def _array(rng: random.Random) -> Any:
    shape = rng.choice([(2,), (2, 2), (1, 3), (0, 2), (2, 2, 2), (1,), (3,)])
    kind = rng.choice(["f8", "i4", "S3", "b1", "f2", "c16", "u8", "U2"])
    made = np.zeros(shape, dtype=kind)
    return made.astype("S8") if kind == "U2" else made


def _other_pbf(rng: random.Random, data: bytes) -> bytes:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.osm.pbf").write_bytes(data)
        _convert(folder / "a.osm.pbf", folder / "b.osm")
        (folder / "b.osm").write_bytes(text_mutant(rng, (folder / "b.osm").read_bytes()))
        _convert(folder / "b.osm", folder / "c.osm.pbf")
        return (folder / "c.osm.pbf").read_bytes()


def _convert(source: Path, target: Path) -> None:
    with osmium.SimpleWriter(str(target)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
