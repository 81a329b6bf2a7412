"""OMX matrices in, through a process of its own (`child_process`), which may crash on a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.errors import Notice
from transnet.base.given import path_given
from transnet.base.language import Message, joined, said
from transnet.base.optional import needed_library
from transnet.io.input_files import not_a_file
from transnet.io.lines import number_of
from transnet.io.omx.matrices import Matrix
from transnet.io.omx.zones import zones_of

_KNOWN = ("unit", "title")
_VERSIONS = ("0.2", "0.3")
_LARGEST_EXACT = 2**53
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLOSC_NTHREADS", "NUMEXPR_NUM_THREADS")


def read_omx(
    path: str | Path, *, mapping: str | None = None
) -> tuple[dict[str, Matrix], list[Notice]]:
    """Return the matrices of a file by name, and notices of what had to be chosen or left out.

    mapping  name of the mapping that gives the zones, where the file has several
    Zones are texts, as ids are everywhere here; without a mapping that has a distinct id for each
    they are "1" to "n". Cells that hold the number of the attribute NA become NaN.
    The file is read by a process of its own: a file on which the HDF5 library crashes, or needs
    more than 1 GiB beside the cells, ends in a message.
    Raises InputError when the file isn't OMX, is damaged, has no matrix, matrices that differ in
    shape or are too large, pickled objects, links or cells in other files, or a mapping was asked
    for that isn't there or can't give ids.
    """
    needed_library("tables", "formats")
    source = path_given(path)
    faults = Notices(source.name)
    if problem := not_a_file(source):
        faults.add("unreadable_file", problem)
        raise faults.error()
    with _child(source) as child:
        told = child.told(faults)
        _check(told["matrices"], faults)
        shape = told["matrices"][0]["shape"]
        sides = zones_of(told["mappings"], mapping, (shape[0], shape[1]), faults)
        _note_file(told, faults)
        found = {}
        for each in told["matrices"]:
            cells = child.cells(each, faults)
            found[each["name"]] = _matrix(each, cells, sides, faults)
    return found, faults.notices


@dataclass(frozen=True)
class _Child:
    """The process that reads, and what it says when it ends."""

    process: subprocess.Popen[bytes]
    stream: IO[bytes]
    errors: IO[bytes]

    def told(self, faults: Notices) -> dict[str, Any]:
        """Return what the file holds; raises InputError when the process refuses or dies."""
        line = self.stream.readline()
        if not line.endswith(b"\n"):
            self.failed(faults)
        told: dict[str, Any] = json.loads(line)
        if "refused" in told:
            code, (template, values), value = told["refused"]
            faults.add(code, Message(template, values), value=value)
            raise faults.error()
        return told

    def cells(self, matrix: Mapping[str, Any], faults: Notices) -> npt.NDArray[Any]:
        """Return the next matrix of the stream."""
        kind = "|u1" if matrix["dtype"] == "marks" else matrix["dtype"]
        cells: npt.NDArray[Any] = np.empty(matrix["shape"], dtype=np.dtype(kind))
        room = memoryview(cells.reshape(-1).view(np.uint8).data)
        done = 0
        while done < len(room):
            count = self.stream.readinto(room[done:])  # type: ignore[attr-defined]  # of a pipe
            if not count:
                self.failed(faults)
            done += count
        if cells.dtype.kind == "f" and cells.dtype.itemsize not in (4, 8):
            return cells.astype(np.float32 if cells.dtype.itemsize == 2 else np.float64)
        return cells

    def failed(self, faults: Notices) -> None:
        """Raise InputError that says how the process came to its end."""
        code = self.process.wait()
        self.errors.seek(0)
        words = self.errors.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
        if code < 0:
            hint = said(
                "reading it crashed or took too long (signal {signal} in the HDF5 library): it is "
                "damaged, or made to do harm; fetch it again",
                signal=-code,
            )
        else:
            why = words[-1][:160] if words else said("no word")
            hint = said(
                "it isn't an OMX file (HDF5), is cut off or keeps cells in other files: {why}",
                why=why,
            )
        faults.add("broken_file", hint)
        raise faults.error()


@contextmanager
def _child(path: Path) -> Iterator[_Child]:
    """Start the process that reads a file, and see that it is gone afterwards."""
    here = [each for each in sys.path if each] + [os.getcwd()]  # noqa: PTH109 - a text is needed
    changed = dict.fromkeys(_ONE_THREAD, "1") | {
        "PYTHONPATH": os.pathsep.join(here),
        "HDF5_PLUGIN_PRELOAD": "::",  # no code is loaded for a filter that the file names
    }
    command = [sys.executable, "-P", "-m", "transnet.io.omx.child_process", str(path.absolute())]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - our own module, and a path
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=os.environ | changed,
        ) as process,
    ):
        try:
            if process.stdout is not None:
                yield _Child(process, process.stdout, errors)
        finally:
            process.kill()


def _check(matrices: Sequence[Mapping[str, Any]], faults: Notices) -> None:
    if not matrices:
        faults.add("empty_file", said("it has no matrix"))
    for each in matrices:
        name, shape = each["name"], each["shape"]
        if len(shape) != 2 or 0 in shape:
            hint = said(
                "{name} isn't a matrix: its shape is {shape}", name=name, shape=tuple(shape)
            )
            faults.add("unequal_shapes", hint)
        elif each["kind"] != "numbers":
            faults.add(
                "bad_number", said("{name} holds {what}", name=name, what=Message(*each["dtype"]))
            )
    faults.raise_if_any()
    if len({tuple(each["shape"]) for each in matrices}) > 1:
        words = joined(f"{each['name']} {tuple(each['shape'])}" for each in matrices)
        faults.add(
            "unequal_shapes",
            said("matrices of a file share their shape; here {words}", words=words),
        )
    faults.raise_if_any()


def _note_file(told: Mapping[str, Any], faults: Notices) -> None:
    """Note what the file says of itself and we don't go by."""
    others = dict(told["attributes"])
    others.pop("OMX_CREATED_WITH", None)
    version, shape = others.pop("OMX_VERSION", "0.2"), others.pop("SHAPE", None)
    if str(version) not in _VERSIONS:
        hint = said(
            "its OMX_VERSION isn't {listed}: read as if it were",
            listed=joined(_VERSIONS, " or ", " 或 "),
        )
        faults.add("left_out", hint, value=version)
    if shape is not None and shape != told["matrices"][0]["shape"]:
        found = told["matrices"][0]["shape"]
        hint = said(
            "it says SHAPE {shape}, its matrices are {found}: these count", shape=shape, found=found
        )
        faults.warn("unequal_shapes", hint)
    _note_attributes(said("the file"), others, faults)


def _note_attributes(name: str, others: Mapping[str, Any], faults: Notices) -> None:
    if others:
        hint = said(
            "attributes of {name} aren't kept: {listed}",
            name=name,
            listed=", ".join(sorted(others)),
        )
        odd = [
            said("{name} is {kind}", name=each, kind=Message(*others[each]["is"]))
            for each in sorted(others)
            if _is_odd(others[each])
        ]
        if odd:
            hint = said("{hint} ({odd})", hint=hint, odd=joined(odd))
        hint = said("{hint}; cells count as they stand, whatever these say", hint=hint)
        faults.add("left_out", hint)


def _is_odd(value: object) -> bool:
    return isinstance(value, dict)


def _matrix(
    told: Mapping[str, Any],
    cells: npt.NDArray[Any],
    sides: tuple[pd.Index[Any], pd.Index[Any]],
    faults: Notices,
) -> Matrix:
    others = dict(told["attributes"])
    texts = {}
    for name in _KNOWN:
        value = others.get(name, "")
        texts[name] = "" if _is_odd(value) else str(others.pop(name, ""))
    missing = next((name for name in others if name.upper() == "NA"), None)
    if missing is not None:
        cells = _without_na(told["name"], cells, others.pop(missing), faults)
    _note_attributes(told["name"], others, faults)
    if told["dtype"] == "marks":
        hint = said("{name} holds marks of true and false: read as 1 and 0", name=told["name"])
        faults.add("left_out", hint)
    if told.get("never_written"):
        hint = said(
            "{name} was never written: each cell is {flat}, the file's default",
            name=told["name"],
            flat=cells.flat[0],
        )
        faults.warn("missing_value", hint)
    return Matrix(pd.DataFrame(cells, index=sides[0], columns=sides[1]), **texts)


def _without_na(
    name: str, cells: npt.NDArray[Any], value: object, faults: Notices
) -> npt.NDArray[Any]:
    """Return the cells with NaN where the number stands that the file's NA names."""
    number = number_of(value) if isinstance(value, str) else value
    if not isinstance(number, int | float):
        hint = said(
            "the attribute NA of {name} isn't a number: such cells, if any, stay as they are",
            name=name,
        )
        faults.add("left_out", hint, value=value)
        return cells
    if isinstance(number, float) and np.isnan(number):
        return cells
    with np.errstate(
        over="ignore"
    ):  # the file's own type rounds it; beyond its range no cell is it
        rounded = cells.dtype.type(number) if cells.dtype.kind == "f" else number
    unknown: npt.NDArray[np.bool_] = np.isfinite(number) == np.isfinite(rounded)
    unknown = unknown & (cells == rounded)
    if not unknown.any():
        return cells
    if cells.dtype.kind in "iu":
        known = cells[~unknown]
        if np.any((known > _LARGEST_EXACT) | (known < -_LARGEST_EXACT)):
            hint = said(
                "whole numbers of {name} beyond 2^53 are rounded, since NaN needs fractions",
                name=name,
            )
            faults.add("left_out", hint)
        cells = cells.astype(np.float64)
    cells[unknown] = np.nan
    return cells
