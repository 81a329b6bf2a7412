"""OMX matrices out and in: tables of origins and destinations as the field's models exchange them.

Format: Open Matrix 0.2, HDF5 with /data (matrices of one shape) and /lookup (mappings: the zones
of rows or columns). A zone that is a whole number up to 2^32 - 1 is written as one, as other
programs expect; all others make the whole mapping one of UTF-8 texts. Unreachable stays infinite,
unknown stays NaN. Needs the extra `formats`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.errors import InputError, Notice
from transnet.io.lines import Faults
from transnet.io.optional import needed_library
from transnet.io.text import written_beside
from transnet.model.road_graph import plain_ids

MATRIX_CELLS = 200_000_000
_DIMENSION = "DIM"
_LARGEST_ZONE = 2**32 - 1


@dataclass(frozen=True, eq=False)
class Matrix:
    """A table with origins as its index and destinations as its columns, and what is in it.

    table  numbers: float64 or float32 (inf: unreachable, NaN: unknown), or whole numbers
    """

    table: pd.DataFrame
    unit: str = ""
    title: str = ""


def matrix_of(pairs: pd.DataFrame, value: str = "travel_min") -> pd.DataFrame:
    """Return a table of pairs (from_id, to_id, a value) as origins x destinations, in their order.

    Raises ValueError when a pair is there twice or missing.
    """
    froms, tos = (pd.unique(pairs[name]) for name in ("from_id", "to_id"))
    if len(pairs) != len(froms) * len(tos):
        raise ValueError(f"{len(pairs)} pairs of {len(froms)} origins, {len(tos)} destinations")
    wide = pairs.pivot(index="from_id", columns="to_id", values=value)  # noqa: PD010 - one value
    return wide.reindex(index=froms, columns=tos).rename_axis(index=None, columns=None)


def write_omx(matrices: Mapping[str, Matrix], path: Path) -> None:
    """Write matrices of the same origins and destinations into a file, whole or not at all.

    The mapping is `zone_id` when origins and destinations are the same, else `from_id` (rows) and
    `to_id` (columns). Each matrix has the attributes `unit` and `title`.
    Raises InputError when a name, shape, zone or type can't be written, or the file can't.
    """
    needed_library("openmatrix", "formats")
    faults = Faults(path.name)
    _check_matrices(matrices, faults)
    faults.raise_if_any()
    omx: Any = import_module("openmatrix")
    tables: Any = import_module("tables")
    try:
        with (
            warnings.catch_warnings(),
            written_beside(path) as unfinished,
            omx.open_file(str(unfinished), "w") as file,
        ):
            # A matrix is asked for by its name, never as a Python attribute.
            warnings.simplefilter("ignore", tables.NaturalNameWarning)
            for name, matrix in matrices.items():
                made = file.create_matrix(name, obj=matrix.table.to_numpy(), title=matrix.title)
                made.attrs["unit"], made.attrs["title"] = matrix.unit, matrix.title
            table = next(iter(matrices.values())).table
            _write_zones(file, table)
    except OSError as error:
        faults.add("unwritable_file", 0, f"it can't be written: {error.strerror or error}")
        raise faults.error() from error


def read_omx(path: Path, *, mapping: str | None = None) -> tuple[dict[str, Matrix], list[Notice]]:
    """Return the matrices of a file by name, and notices of what had to be chosen or left out.

    mapping  name of the mapping that gives the zones, where the file has several
    Zones are texts, as ids are everywhere here; without a mapping they are "1" to "n".
    Raises InputError when the file isn't OMX, is damaged, has no matrix, matrices that differ in
    shape or are larger than MATRIX_CELLS, or a mapping that doesn't fit or names a zone twice.
    """
    needed_library("openmatrix", "formats")
    faults = Faults(path.name)
    if not path.is_file():
        faults.add("unreadable_file", 0, "there is no such file")
        raise faults.error()
    tables: Any = import_module("tables")
    omx: Any = import_module("openmatrix")
    try:
        with _without_pickles(), omx.open_file(str(path), "r") as file:
            found = _read(file, mapping, faults)
    except InputError:
        raise
    except (tables.HDF5ExtError, tables.NodeError, OSError, ValueError, TypeError) as error:
        hint = f"it isn't an OMX file (HDF5), or is cut off: {str(error).strip()[-120:]}"
        faults.add("broken_file", 0, hint)
        raise faults.error() from error
    return found, faults.notices


class _NoPickles:
    """Stands in for the module pickle: PyTables then gives a pickled attribute as its bytes."""

    @staticmethod
    def loads(*_args: object, **_options: object) -> object:
        """Refuse: a pickle can run anything."""
        raise ValueError("a pickled attribute")


@contextmanager
def _without_pickles() -> Iterator[None]:
    """Keep PyTables from unpickling what a stranger's file has in its attributes."""
    attributes: Any = import_module("tables.attributeset")
    before = attributes.pickle
    attributes.pickle = _NoPickles
    try:
        yield
    finally:
        attributes.pickle = before


def _check_matrices(matrices: Mapping[str, Matrix], faults: Faults) -> None:
    if not matrices:
        faults.add("missing_value", 0, "an OMX file needs a matrix")
        return
    first = next(iter(matrices.values())).table
    for name, matrix in matrices.items():
        table = matrix.table
        if not name or "/" in name or name.startswith("."):
            faults.add("bad_id", 0, "a matrix's name has no / and begins with no dot", value=name)
        if not (table.index.equals(first.index) and table.columns.equals(first.columns)):
            hint = "matrices of a file share their origins and destinations"
            faults.add("unequal_shapes", 0, hint, value=name)
        if table.empty or table.to_numpy().dtype.kind not in "fiu":
            hint = "a matrix has rows and columns of numbers"
            faults.add("bad_number", 0, hint, value=name)
    for zones in (first.index, first.columns):
        if zones.has_duplicates:
            hint = "a zone is there twice"
            faults.add("duplicate_id", 0, hint, value=zones[zones.duplicated()][0])


def _write_zones(file: Any, table: pd.DataFrame) -> None:
    froms, tos = list(map(str, table.index)), list(map(str, table.columns))
    if froms == tos:
        _write_mapping(file, "zone_id", froms)
        return
    for dimension, (name, zones) in enumerate((("from_id", froms), ("to_id", tos))):
        node = _write_mapping(file, name, zones)
        node.attrs[_DIMENSION] = dimension


def _write_mapping(file: Any, name: str, zones: Sequence[str]) -> Any:
    ids = plain_ids(zones)
    if ids.dtype.kind == "i" and ids.min() >= 0 and ids.max() <= _LARGEST_ZONE:
        return file.create_mapping(name, ids.tolist())
    if "lookup" not in file.root:
        file.create_group(file.root, "lookup")
    texts = np.array([zone.encode("utf-8") for zone in zones])
    return file.create_array(file.root.lookup, name, obj=texts)


def _read(file: Any, mapping: str | None, faults: Faults) -> dict[str, Matrix]:
    if "data" not in file.root:
        faults.add("missing_layer", 0, "it has no group /data: it is HDF5, but not OMX")
        raise faults.error()
    nodes = list(file.iter_nodes(file.root.data))
    shapes = {node._v_name: _shape(node) for node in nodes}
    _check_shapes(shapes, faults)
    faults.raise_if_any()
    rows, columns = next(iter(shapes.values()))
    for node in nodes:
        if node.dtype.kind not in "fiu":
            faults.add("bad_number", 0, f"{node.name} holds {node.dtype}, not numbers")
    faults.raise_if_any()
    froms, tos = _zones(file, mapping, (rows, columns), faults)
    return {node.name: _matrix(node, froms, tos, faults) for node in nodes}


def _shape(node: Any) -> tuple[int, ...]:
    """Return the sizes of an array; none for a group, which has no shape."""
    return tuple(map(int, node.shape)) if hasattr(node, "dtype") else ()


def _check_shapes(shapes: Mapping[str, tuple[int, ...]], faults: Faults) -> None:
    if not shapes:
        faults.add("empty_file", 0, "it has no matrix")
    for name, shape in shapes.items():
        if len(shape) != 2 or 0 in shape:
            faults.add("unequal_shapes", 0, f"{name} isn't a matrix: its shape is {shape}")
        elif shape[0] * shape[1] > MATRIX_CELLS:
            hint = f"{name} has {shape[0]:,} x {shape[1]:,} cells; {MATRIX_CELLS:,} are read"
            faults.add("file_too_large", 0, hint)
    if len(set(shapes.values())) > 1:
        words = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        faults.add("unequal_shapes", 0, f"matrices of a file share their shape; here {words}")


def _matrix(node: Any, froms: pd.Index[Any], tos: pd.Index[Any], faults: Faults) -> Matrix:
    values: npt.NDArray[Any] = np.asarray(node[:, :])
    texts = {}
    for name in ("unit", "title"):
        value = getattr(node.attrs, name, "")
        texts[name] = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    other = sorted(set(node.attrs._v_attrnamesuser) - set(texts))
    if other:
        faults.warn("left_out", 0, f"attributes of {node.name} aren't kept: {', '.join(other)}")
    return Matrix(pd.DataFrame(values, index=froms, columns=tos), texts["unit"], texts["title"])


def _zones(
    file: Any, mapping: str | None, shape: tuple[int, int], faults: Faults
) -> tuple[pd.Index[Any], pd.Index[Any]]:
    """Return the zones of rows and columns."""
    names = sorted(file.list_mappings())
    if mapping is not None and mapping not in names:
        hint = f"it has the mappings {', '.join(names) or '(none)'}"
        faults.add("unknown_name", 0, hint, value=mapping)
        raise faults.error()
    if mapping is None and {"from_id", "to_id"} <= set(names):
        return tuple(  # type: ignore[return-value]  # two of them
            _mapping(file, name, size, faults)
            for name, size in zip(("from_id", "to_id"), shape, strict=True)
        )
    chosen = mapping or ("zone_id" if "zone_id" in names else next(iter(names), None))
    if chosen is not None and len(names) > 1:
        others = ", ".join(name for name in names if name != chosen)
        faults.warn("left_out", 0, f"zones are those of {chosen!r}; it also has: {others}")
    return _sides(file, chosen, shape, faults)


def _sides(
    file: Any, chosen: str | None, shape: tuple[int, int], faults: Faults
) -> tuple[pd.Index[Any], pd.Index[Any]]:
    numbered = [pd.Index([str(zone) for zone in range(1, size + 1)]) for size in shape]
    if chosen is None:
        faults.warn("missing_value", 0, "it has no mapping: zones are numbered from 1")
        return numbered[0], numbered[1]
    node = file.get_node(file.root.lookup, chosen)
    size = int(node.shape[0])
    only = getattr(node.attrs, _DIMENSION, None)
    sides = [
        _mapping(file, chosen, size, faults)
        if each == size and only in (None, dimension)
        else numbered[dimension]
        for dimension, each in enumerate(shape)
    ]
    if all(side is plain for side, plain in zip(sides, numbered, strict=True)):
        hint = f"the mapping {chosen!r} has {size:,} zones; the matrices are {shape}"
        faults.add("unequal_shapes", 0, hint)
        raise faults.error()
    if size not in shape or shape[0] != shape[1]:
        faults.warn("missing_value", 0, f"{chosen!r} fits one side; the other is numbered from 1")
    return sides[0], sides[1]


def _mapping(file: Any, name: str, size: int, faults: Faults) -> pd.Index[Any]:
    values = np.asarray(file.get_node(file.root.lookup, name)[:])
    if values.ndim != 1 or len(values) != size:
        faults.add("unequal_shapes", 0, f"the mapping {name!r} doesn't fit the matrices")
        raise faults.error()
    if values.dtype.kind == "S":
        zones = [each.decode("utf-8", "replace") for each in values.tolist()]
    elif values.dtype.kind in "iu":
        zones = [str(each) for each in values.tolist()]
    else:
        hint = f"the mapping {name!r} holds {values.dtype}: ids are whole numbers or texts"
        faults.add("bad_id", 0, hint)
        raise faults.error()
    index: pd.Index[Any] = pd.Index(zones)
    if index.has_duplicates:
        hint = f"the mapping {name!r} names a zone twice"
        faults.add("duplicate_id", 0, hint, value=index[index.duplicated()][0])
        raise faults.error()
    return index
