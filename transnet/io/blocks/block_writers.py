"""How a block is written to each kind of file: whole or not there, by whoever made it.

A writer goes to workers as its path and shape. None keeps a file open: a block of Zarr is a chunk,
one of Parquet a file, and those of OMX wait beside it until all are there.
"""

from __future__ import annotations

import os
import shutil
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.language import said
from transnet.base.optional import needed_library
from transnet.base.units import FloatArray
from transnet.io.blocks.matrix_shape import MatrixShape, id_array, values_digest
from transnet.io.input_files import exists
from transnet.io.omx.matrices import check_omx_zones, read_omx_rows, write_omx_rows

VALUE = "travel_min"


class BlockWriter(ABC):
    """Writes blocks of a matrix below a path.

    library, extra  what it needs, and the group of optional dependencies that brings it
    """

    library: str
    extra: str

    def __init__(self, path: Path, shape: MatrixShape) -> None:
        needed_library(self.library, self.extra)
        self.path, self.shape = path, shape

    @property
    def home(self) -> Path:
        """The folder that blocks are written to."""
        return self.path

    @abstractmethod
    def begin(self) -> None:
        """Make what blocks are written into, once, where nothing is yet."""

    @abstractmethod
    def write(self, at: int, minutes: FloatArray) -> None:
        """Write a block, float64[rows, columns], whole or not at all. Raises OSError."""

    @abstractmethod
    def read(self, at: int) -> FloatArray:
        """Return a block that was written; raises an error of any kind where it isn't sound."""

    def end(self, digests: Mapping[int, str]) -> None:
        """Do what is left once all blocks are there, each with its digest. Raises OSError."""
        del digests
        for each in self.home.rglob("*.partial"):
            each.unlink()

    def holds(self, at: int, digest: str) -> bool:
        """Return whether a block is there as it was written."""
        try:
            return values_digest(self.read(at)) == digest
        except Exception:  # a library may say anything of a file that was cut off
            return False


class ZarrBlocks(BlockWriter):
    """A Zarr group (format 3): travel_min, a chunk for each block, and the ids of both sides."""

    library, extra = "zarr", "zarr"

    def begin(self) -> None:
        """Make the group, with ids and without times."""
        zarr: Any = import_module("zarr")
        partial = self.path.with_name(f".{self.path.name}.{uuid.uuid4().hex}.partial")
        try:
            self._fill(zarr.create_group(str(partial)))
            partial.rename(self.path)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _fill(self, group: Any) -> None:
        shape = (len(self.shape.origins), len(self.shape.destinations))
        group.create_array(
            VALUE,
            shape=shape,
            chunks=(self.shape.block, shape[1]),
            dtype="float64",
            fill_value=np.inf,
            dimension_names=("from_id", "to_id"),
            attributes={"unit": "min"},
        )
        for name, ids in (("from_id", self.shape.origins), ("to_id", self.shape.destinations)):
            values = id_array(ids)
            kind = str if values.dtype == object else "int64"
            made = group.create_array(
                name, shape=(len(ids),), chunks=(len(ids),), dtype=kind, dimension_names=(name,)
            )
            made[:] = values

    def write(self, at: int, minutes: FloatArray) -> None:
        """Write a chunk, which the library puts in its place by one move."""
        self._array("r+")[self.shape.rows(at)] = minutes

    def read(self, at: int) -> FloatArray:
        """Return a chunk."""
        found: FloatArray = self._array("r")[self.shape.rows(at)]
        return found

    def _array(self, mode: str) -> Any:
        zarr: Any = import_module("zarr")
        return zarr.open_group(str(self.path), mode=mode)[VALUE]


class ParquetBlocks(BlockWriter):
    """A folder of Parquet files, one for each block: from_id, to_id, travel_min, a row a pair."""

    library, extra = "pyarrow", "formats"

    def begin(self) -> None:
        """Make the folder."""
        self.path.mkdir()

    def write(self, at: int, minutes: FloatArray) -> None:
        """Write the file of a block."""
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
        rows, columns = self.shape.rows(at), len(self.shape.destinations)
        count = rows.stop - rows.start
        froms = pd.Index(self.shape.origins[rows]).repeat(columns)
        ends = {
            "from_id": arrow.array(id_array(froms)),
            "to_id": arrow.array(np.tile(id_array(self.shape.destinations), count)),
        }
        table = arrow.table({**ends, VALUE: np.ravel(minutes)})
        in_place(self._part(at), lambda partial: parquet.write_table(table, partial))

    def read(self, at: int) -> FloatArray:
        """Return the minutes of a file."""
        parquet: Any = import_module("pyarrow.parquet")
        found = parquet.read_table(self._part(at), columns=[VALUE])[VALUE].to_numpy()
        rows = self.shape.rows(at)
        return np.asarray(found, np.float64).reshape(rows.stop - rows.start, -1)

    def _part(self, at: int) -> Path:
        return self.path / f"part-{at:06}.parquet"


class OmxBlocks(BlockWriter):
    """An OMX file with the matrix travel_min; HDF5 takes one writer, so blocks wait beside it."""

    library, extra = "openmatrix", "formats"

    @property
    def home(self) -> Path:
        """The folder where blocks wait."""
        return self.path.with_name(f"{self.path.name}.waiting")

    def begin(self) -> None:
        """Make the folder where blocks wait, once the ids are found to be zones."""
        check_omx_zones(self.path.name, self.shape.origins, self.shape.destinations)
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir()

    def write(self, at: int, minutes: FloatArray) -> None:
        """Write the file of a block."""

        def save(partial: Path) -> None:
            with partial.open("wb") as stream:
                stream.write(np.ascontiguousarray(minutes, "<f8").data)

        in_place(self._part(at), save)

    def read(self, at: int) -> FloatArray:
        """Return a block, from where it waits or from the file."""
        if exists(self.path):
            return read_omx_rows(self.path, VALUE, self.shape.rows(at))
        rows, columns = self.shape.rows(at), len(self.shape.destinations)
        waiting = np.fromfile(self._part(at), "<f8")
        return waiting.reshape(rows.stop - rows.start, columns)

    def end(self, digests: Mapping[int, str]) -> None:
        """Put the blocks into the file, one after the other; then they wait no more."""
        if not exists(self.path):
            ids = (self.shape.origins, self.shape.destinations)
            blocks = (self.read(at) for at in range(self.shape.blocks))
            write_omx_rows(self.path, VALUE, ids, blocks)
            if not all(self.holds(at, digest) for at, digest in digests.items()):
                self.path.unlink()
                raise OSError(said("HDF5 didn't write all of it; perhaps the disk is full"))
        shutil.rmtree(self.home, ignore_errors=True)

    def _part(self, at: int) -> Path:
        return self.home / f"{at:06}.float64"


def in_place(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole, and then move it to its place, whoever else writes it too."""
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")
    try:
        write(partial)
        with partial.open("rb+") as stream:
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


WRITERS: dict[str, type[BlockWriter]] = {
    ".zarr": ZarrBlocks,
    ".parquet": ParquetBlocks,
    ".omx": OmxBlocks,
}
"""By the end of the name."""
