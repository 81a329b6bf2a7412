"""OMX matrices out (`matrix_reader` has them in): origins x destinations, as models exchange them.

Format: Open Matrix 0.2, HDF5 with /data (matrices of one shape) and /lookup (mappings: the zones
of rows or columns). A zone that is a whole number up to 2^32 - 1 is written as one, as other
programs expect; all others make the whole mapping one of UTF-8 texts. Unreachable stays infinite,
unknown stays NaN. Needs the extra `formats`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.arrays import is_real, is_real_or_missing
from transnet.base.collector import Notices
from transnet.base.given import given, path_given
from transnet.base.language import said
from transnet.base.number_kinds import is_whole
from transnet.base.optional import needed_library
from transnet.base.shown import Shown
from transnet.io.outputs import write_outputs
from transnet.model.cells import LONGEST_ID
from transnet.roads.graph import plain_ids

DIMENSION = "DIM"
_CHECKED_CELLS = 1_000_000
_LARGEST_ZONE = 2**32 - 1
# PyTables keeps the names that begin so for itself.
_OWN_NAMES = re.compile(r"\Z|\.|_[cfgv]_")


@dataclass(frozen=True, eq=False, repr=False)
class Matrix(Shown):
    """A table with origins as its index and destinations as its columns, and what is in it.

    table  numbers: float64 or float32 (inf: unreachable, NaN: unknown), or whole numbers
    """

    table: pd.DataFrame
    unit: str = ""
    title: str = ""


def matrix_of(pairs: pd.DataFrame, value: str = "travel_min") -> pd.DataFrame:
    """Return a table of pairs (from_id, to_id, a value) as origins x destinations, in their order.

    Raises InputError when a column isn't there or is there twice, values are no numbers (durations,
    marks, texts), or a pair is there twice or missing.
    """
    given(pairs, pd.DataFrame, "pairs", said("a table with from_id, to_id and a value"))
    faults = Notices("pairs")
    for column in ("from_id", "to_id", value):
        if column not in pairs:
            faults.add("missing_column", said("a table of pairs has it"), column=str(column))
        elif list(pairs.columns).count(column) > 1:
            faults.add("duplicate_column", said("it is there twice; keep one"), column=str(column))
    faults.raise_if_any()
    pairs = pairs.assign(**{value: _numbers(pairs[value], value, faults)})
    faults.raise_if_any()
    froms, tos = (pd.unique(pairs[name]) for name in ("from_id", "to_id"))
    if len(pairs) != len(froms) * len(tos) or pairs.duplicated(["from_id", "to_id"]).any():
        hint = said(
            "{count} pairs of {count2} origins, {count3} destinations: each once",
            count=len(pairs),
            count2=len(froms),
            count3=len(tos),
        )
        faults.add("unequal_shapes", hint)
        raise faults.error()
    wide = pairs.pivot(index="from_id", columns="to_id", values=value)  # noqa: PD010 - one value
    return wide.reindex(index=froms, columns=tos).rename_axis(index=None, columns=None)


def _numbers(values: pd.Series[Any], name: str, faults: Notices) -> npt.NDArray[Any]:
    """Return values as an array of numbers, NaN where there is none; a fault for other types."""
    kind = values.dtype.kind
    if kind in "iuf":
        found = values.to_numpy()
        return found if found.dtype != object else values.to_numpy(np.float64, na_value=np.nan)
    if kind == "O" and all(is_real_or_missing(each) for each in values):
        return np.array([float(each) if is_real(each) else np.nan for each in values], np.float64)
    hint = said("a matrix holds numbers, not values of the type {dtype}", dtype=values.dtype)
    if kind == "m":
        hint = said("{hint}; divide durations by pd.Timedelta(minutes=1)", hint=hint)
    faults.add("bad_number", hint, column=name)
    return np.zeros(len(values))


def write_omx(
    matrices: Mapping[str, Matrix | pd.DataFrame], path: str | Path, *, force: bool = False
) -> None:
    """Write matrices of the same origins and destinations into a file, whole or not at all.

    matrices  by name; a DataFrame stands for a Matrix without unit and title
    The mapping is `zone_id` when origins and destinations are the same, else `from_id` (rows) and
    `to_id` (columns). Each matrix has the attributes `unit` and `title`.
    force  replace a file that is there; without it that is refused
    Raises InputError when a name, shape, zone or type can't be written, the file is there or can't
    be written; nothing is then changed.
    """
    needed_library("openmatrix", "formats")
    target = path_given(path)
    faults = Notices(target.name)
    written = _as_matrices(matrices, faults)
    faults.raise_if_any()
    _check_matrices(written, faults)
    faults.raise_if_any()
    write_outputs({target: partial(_write_file, written)}, force=force)


def check_omx_zones(name: str, *zones: pd.Index[Any]) -> None:
    """Raise InputError where ids can't be the zones of an OMX file.

    name  of the file
    """
    faults = Notices(name)
    for each in zones:
        if _are_ids(each, faults):
            _check_zones(pd.Index(zone_texts(each)), faults)
    faults.raise_if_any()


def write_omx_rows(
    path: Path,
    name: str,
    zones: tuple[pd.Index[Any], pd.Index[Any]],
    blocks: Iterable[npt.NDArray[np.float64]],
) -> None:
    """Write one matrix of minutes into a new file, some rows at a time.

    zones   ids of rows and columns, as `check_omx_zones` finds them sound
    blocks  float64[rows, columns] each, one after the other
    Raises InputError when a file is there or it can't be written; nothing is then changed.
    """

    def write(unfinished: Path) -> None:
        omx: Any = import_module("openmatrix")
        tables: Any = import_module("tables")
        try:
            with omx.open_file(str(unfinished), "w") as file:
                shape = tuple(map(len, zones))
                made = file.create_matrix(name, atom=tables.Float64Atom(), shape=shape)
                made.attrs["unit"], made.attrs["title"] = "min", ""
                at = 0
                for block in blocks:
                    made[at : at + len(block)] = block
                    at += len(block)
                _write_zones(file, zones)
        except (tables.HDF5ExtError, tables.NodeError, RuntimeError, AttributeError) as error:
            raise OSError(said("HDF5 can't write it; perhaps the disk is full")) from error

    write_outputs({path: write})


def read_omx_rows(path: Path, name: str, rows: slice) -> npt.NDArray[np.float64]:
    """Return some rows of a matrix of a file that is ours."""
    with import_module("openmatrix").open_file(str(path), "r") as file:
        found: npt.NDArray[np.float64] = file[name][rows]
    return found


def _write_file(matrices: Mapping[str, Matrix], path: Path) -> None:
    """Write an OMX file and read it again, for HDF5 passes over a disk that is full."""
    omx: Any = import_module("openmatrix")
    tables: Any = import_module("tables")
    try:
        with warnings.catch_warnings(), omx.open_file(str(path), "w") as file:
            # A matrix is asked for by its name, never as a Python attribute.
            warnings.simplefilter("ignore", tables.NaturalNameWarning)
            for name, matrix in matrices.items():
                made = file.create_matrix(name, obj=matrix.table.to_numpy(), title=matrix.title)
                made.attrs["unit"], made.attrs["title"] = matrix.unit, matrix.title
            table = next(iter(matrices.values())).table
            _write_zones(file, (table.index, table.columns))
        with omx.open_file(str(path), "r") as file:
            whole = all(_is_there(file, name, each.table) for name, each in matrices.items())
    # Where the first page finds no room PyTables gives a file that lacks its attribute root.
    except (tables.HDF5ExtError, tables.NodeError, RuntimeError, AttributeError) as error:
        raise OSError(said("HDF5 can't write it; perhaps the disk is full")) from error
    if not whole:
        raise OSError(said("HDF5 didn't write all of it; perhaps the disk is full"))


def _is_there(file: Any, name: str, table: pd.DataFrame) -> bool:
    """Tell whether a file holds a matrix and its zones as they were given, some rows at a time."""
    node, given = file.get_node(file.root.data, name), table.to_numpy()
    froms, tos = zone_texts(table.index), zone_texts(table.columns)
    names = (("zone_id", froms),) if froms == tos else (("from_id", froms), ("to_id", tos))
    for mapping, zones in names:
        values = file.get_node(file.root.lookup, mapping)[:].tolist()
        if [each.decode() if isinstance(each, bytes) else str(each) for each in values] != zones:
            return False
    step = max(1, _CHECKED_CELLS // given.shape[1])
    return node.shape == given.shape and all(
        np.array_equal(
            node[at : at + step], given[at : at + step], equal_nan=given.dtype.kind == "f"
        )
        for at in range(0, len(given), step)
    )


def _as_matrices(matrices: object, faults: Notices) -> dict[str, Matrix]:
    """Return the matrices by name, each as a Matrix; what is none becomes a fault."""
    remedy = said(
        'write {"travel_min": Matrix(table)}, the table a DataFrame with zones on both sides'
    )
    if not isinstance(matrices, Mapping):
        hint = said(
            "matrices are given by name, not as {name}: {remedy}",
            name=type(matrices).__name__,
            remedy=remedy,
        )
        faults.add("bad_matrix", hint)
        return {}
    found = {}
    for name, each in matrices.items():
        matrix = Matrix(each) if isinstance(each, pd.DataFrame) else each
        if not isinstance(matrix, Matrix) or not isinstance(matrix.table, pd.DataFrame):
            hint = said(
                "a matrix isn't of the type {name}: {remedy}",
                name=type(each).__name__,
                remedy=remedy,
            )
            faults.add("bad_matrix", hint, value=name)
        elif not isinstance(matrix.unit, str) or not isinstance(matrix.title, str):
            faults.add("bad_matrix", said("unit and title of a matrix are texts"), value=name)
        elif not isinstance(name, str):
            faults.add("bad_id", said("a matrix's name is a text"), value=name)
        else:
            found[name] = matrix
    return found


def _check_matrices(matrices: Mapping[str, Matrix], faults: Notices) -> None:
    if not matrices:
        faults.add("missing_value", said("an OMX file needs a matrix"))
        return
    tables = {name: each.table for name, each in matrices.items()}
    whole = [each for each in tables.values() if _has_numbers(each)]
    first = next(iter(whole or tables.values()))
    for name, matrix in matrices.items():
        table = matrix.table
        if _OWN_NAMES.match(name) or "/" in name or not name.isprintable():
            hint = said(
                "a matrix's name has no / or control character and begins with no dot or _v_"
            )
            faults.add("bad_id", hint, value=name)
        if not _has_numbers(table):
            hint = said("a matrix has rows and columns of numbers")
            faults.add("bad_number", hint, value=name)
        elif not (table.index.equals(first.index) and table.columns.equals(first.columns)):
            hint = said("matrices of a file share their origins and destinations")
            faults.add("unequal_shapes", hint, value=name)
    same = first.index.equals(first.columns)
    for zones in (first.index,) if same else (first.index, first.columns):
        if _are_ids(zones, faults):
            _check_zones(pd.Index(zone_texts(zones)), faults)


def _has_numbers(table: pd.DataFrame) -> bool:
    return not table.empty and table.to_numpy().dtype.kind in "fiu"


def _are_ids(zones: pd.Index[Any], faults: Notices) -> bool:
    """Return whether zones have one level of texts or whole numbers; noted where they haven't."""
    if zones.nlevels > 1:
        hint = said(
            "zones have one id, not {list}: join the levels to one text", list=list(zones.names)
        )
        faults.add("bad_id", hint)
        return False
    odd = next((zone for zone in zones if not _is_id(zone)), None)
    if odd is None and not zones.hasnans:
        return True
    hint = said(
        "a zone's id is a text or a whole number, not of the type {name}", name=type(odd).__name__
    )
    faults.add("bad_id", hint, value=repr(odd))
    return False


def _is_id(zone: object) -> bool:
    whole = isinstance(zone, float | np.floating) and float(zone).is_integer()
    return whole or isinstance(zone, str) or is_whole(zone)


def zone_texts(zones: pd.Index[Any]) -> list[str]:
    """Return ids as texts; a whole float, as tables make of numbers, is a whole number."""
    return [
        str(int(zone)) if isinstance(zone, float | np.floating) and _is_id(zone) else str(zone)
        for zone in zones
    ]


def _check_zones(zones: pd.Index[Any], faults: Notices) -> None:
    """Note a zone that comes twice (1 and "1" are one in a file), or that can't be an id."""
    if zones.has_duplicates:
        hint = said("a zone is there twice")
        faults.add("duplicate_id", hint, value=zones[zones.duplicated()][0])
    odd = next((zone for zone in zones if no_zone(zone)), None)
    if odd is not None:
        faults.add("bad_id", said("a zone {no_zone}", no_zone=NO_ZONE), value=odd)


def no_zone(text: str) -> bool:
    """Return whether a text can't be the id of a zone."""
    if not text or text != text.strip() or ";" in text:
        return True
    return not text.isprintable() or len(text) > LONGEST_ID


NO_ZONE = said(
    "has 1 to {longest_id} characters, no semicolon or line end, no space around it",
    longest_id=LONGEST_ID,
)


def _write_zones(file: Any, zones: tuple[pd.Index[Any], pd.Index[Any]]) -> None:
    froms, tos = map(zone_texts, zones)
    if froms == tos:
        _write_mapping(file, "zone_id", froms)
        return
    for dimension, (name, ids) in enumerate((("from_id", froms), ("to_id", tos))):
        node = _write_mapping(file, name, ids)
        node.attrs[DIMENSION] = dimension


def _write_mapping(file: Any, name: str, zones: Sequence[str]) -> Any:
    ids = plain_ids(zones)
    if ids.dtype.kind == "i" and ids.min() >= 0 and ids.max() <= _LARGEST_ZONE:
        return file.create_mapping(name, ids.tolist())
    if "lookup" not in file.root:
        file.create_group(file.root, "lookup")
    texts = np.array([zone.encode("utf-8") for zone in zones])
    return file.create_array(file.root.lookup, name, obj=texts)
