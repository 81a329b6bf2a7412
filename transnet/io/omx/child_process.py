"""What an OMX file holds, told by a process of its own: HDF5's library crashes on damaged files.

Run as `python -m transnet.io.omx.child_process FILE`, it writes one line of JSON, which describes
the file, then the cells of its matrices, row after row. Nothing in the file is unpickled, and on
POSIX no other file can be opened, so that storage outside the file can't be read; memory and
processor time have limits. What is said of the file is judged by the process that asked
(`matrix_reader`).
"""

from __future__ import annotations

import codecs
import json
import os
import pickle  # only to take its loading away
import pickletools
import sys
import warnings
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from transnet.base.language import Message, said

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

MATRIX_CELLS = 200_000_000
FILE_CELLS = 1_000_000_000
NODES = 10_000
_MAPPING_ITEMS = 1_000_000
_BLOCK_BYTES = 2**24
_MEMORY_BYTES = 2**30
_STRUCTURE_S = 10
_BYTES_PER_S = 10_000_000
_Kept = tuple[str, dict[str, Any]]


class _RefusedError(Exception):
    """The file can't be read: code, hint and the name that it concerns."""


def main() -> int:
    """Describe the file that the command line names; return the exit code."""
    import tables

    warnings.simplefilter("ignore")
    out = sys.stdout.buffer
    _take_pickles_away()
    memory = _memory_taken()
    _limit_memory(memory, 0)
    _limit_time(0)
    _limit_files()
    try:
        with tables.open_file(sys.argv[1], "r") as file:
            matrices = _nodes(file, "data")
            described: dict[str, Any] = {
                "matrices": [_matrix(node) for node in matrices],
                "mappings": [_mapping(node) for node in _nodes(file, "lookup")],
                "attributes": _attributes(file.root) | _attributes(file.root._v_groups["data"]),
            }
            _check_sizes(described["matrices"])
            out.write(json.dumps(described).encode() + b"\n")
            out.flush()
            for node, told in zip(matrices, described["matrices"], strict=True):
                if told["kind"] == "numbers":
                    _limit_time(_size(node))
                    _write_cells(node, out, memory)
            out.flush()
    except _RefusedError as error:
        code, hint, value = error.args
        out.write(json.dumps({"refused": (code, _kept(hint), value)}).encode() + b"\n")
    return 0


def _kept(hint: Message) -> _Kept:
    """Return a message as JSON holds it, so that it can be said in either language."""
    return hint.template, dict(hint.values)


def _take_pickles_away() -> None:
    def refuse(*_args: object, **_options: object) -> NoReturn:
        raise pickle.UnpicklingError("nothing in a file is unpickled")

    def hook(event: str, _: object) -> None:
        if event == "pickle.find_class":
            refuse()

    pickle.loads = pickle.load = refuse
    sys.addaudithook(hook)


def _memory_taken() -> int:
    """Return the bytes of address space that the process has; 0 where no system file says it."""
    pages = Path("/proc/self/statm")
    return (
        int(pages.read_text("utf-8").split()[0]) * os.sysconf("SC_PAGESIZE")
        if pages.exists()
        else 0
    )


def _limit_memory(taken: int, size: int) -> None:
    """Let the process take a fixed number of bytes more, and blocks of so many bytes."""
    if taken and resource is not None:
        most = taken + _MEMORY_BYTES + 3 * size
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _limit_files() -> None:
    """Let the process open one more file, the matrices', and no other."""
    for name in ("ascii", "latin-1", "raw-unicode-escape", "unicode-escape"):
        codecs.lookup(name)  # the grammar of pickles needs these, and they are files too
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        spare = os.dup(0)
        os.close(spare)
        resource.setrlimit(resource.RLIMIT_NOFILE, (spare + 1, spare + 1))


def _limit_time(size: int) -> None:
    """Give the process some more seconds of processor time, for so many bytes to come."""
    if resource is not None:
        used = sum(os.times()[:2])
        most = int(used + _STRUCTURE_S + size / _BYTES_PER_S)
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _nodes(file: Any, group: str) -> list[Any]:
    """Return the nodes of a group of the root; none when it isn't there."""
    root = file.root
    _refuse_links(root)
    if group not in root._v_groups:
        if group == "data":
            hint = said("it has no group /data: it is HDF5, but not OMX")
            raise _RefusedError("missing_layer", hint, "")
        return []
    found = root._v_groups[group]
    _refuse_links(found)
    names = [*found._v_leaves, *found._v_groups, *found._v_unknown]
    if len(names) > NODES:
        hint = said(
            "/{group} has {count:,} tables; {nodes:,} are read",
            group=group,
            count=len(names),
            nodes=NODES,
        )
        raise _RefusedError("file_too_large", hint, "")
    return [file.get_node(found, name) for name in sorted(names)]


def _refuse_links(group: Any) -> None:
    for name in group._v_links:
        where = f"{group._v_pathname.rstrip('/')}/{name}"
        hint = said("it is a link to another table or file; store the table itself in its place")
        raise _RefusedError("unsafe_content", hint, where)


def _matrix(node: Any) -> dict[str, Any]:
    told = {"name": node._v_name, "shape": _shape(node), "attributes": _attributes(node)}
    kind, found = _kind(node)
    if kind == "other" or len(told["shape"]) != 2:
        return {**told, "kind": kind, "dtype": found, "bytes": 0}
    _check_storage(node)
    never = node.size_on_disk == 0
    return {**told, "kind": kind, "dtype": found, "bytes": _size(node), "never_written": never}


def _shape(node: Any) -> list[int]:
    """Return the sizes of an array; none for a group, which has no shape."""
    return [int(size) for size in getattr(node, "shape", ())]


def _size(node: Any) -> int:
    return int(np.prod([float(size) for size in _shape(node)]) * node.dtype.itemsize)


def _kind(node: Any) -> tuple[str, str | _Kept]:
    """Return "numbers" and their type, or "other" and what is there in their place."""
    _refuse_pickled(node)
    dtype = getattr(node, "dtype", None)
    if dtype is None or type(node).__name__ not in ("Array", "CArray", "EArray"):
        return "other", _kept(said("a node of the kind {kind}", kind=type(node).__name__))
    enum = getattr(node.atom, "enum", None) if node.atom.kind == "enum" else None
    if enum is not None and set(dict(enum)) != {"FALSE", "TRUE"}:
        return "other", _kept(said("names of a list, not numbers"))
    marks = enum is not None or dtype.kind == "b"
    if dtype.kind not in "fiub":
        return "other", _kept(said("{kind}, not numbers", kind=str(dtype)))
    return "numbers", "marks" if marks else dtype.newbyteorder("<").str


def _refuse_pickled(node: Any) -> None:
    if getattr(getattr(node, "atom", None), "kind", "") == "object":
        hint = said(
            "it holds pickled Python objects, which can run anything; store numbers or texts"
        )
        raise _RefusedError("unsafe_content", hint, node._v_pathname)


def _check_storage(node: Any) -> None:
    """Refuse cells that aren't in the file: a view of other files, or never written."""
    if node.chunkshape is None and node.size_on_disk < _size(node):
        hint = said("its cells aren't in this file: it is a view of others, or was never written")
        raise _RefusedError("unsafe_content", hint, node._v_pathname)


def _check_sizes(matrices: list[dict[str, Any]]) -> None:
    """Refuse what would take too much memory before any cell is read."""
    cells = 0
    for each in matrices:
        shape = each["shape"]
        if len(shape) == 2:
            cells += shape[0] * shape[1]
            if shape[0] * shape[1] > MATRIX_CELLS:
                hint = said(
                    "it has {shape:,} x {shape2:,} cells; {matrix_cells:,} are read",
                    shape=shape[0],
                    shape2=shape[1],
                    matrix_cells=MATRIX_CELLS,
                )
                raise _RefusedError("file_too_large", hint, f"/data/{each['name']}")
    if cells > FILE_CELLS:
        hint = said(
            "its matrices have {cells:,} cells; {file_cells:,} are read: split the file",
            cells=cells,
            file_cells=FILE_CELLS,
        )
        raise _RefusedError("file_too_large", hint, "")
    there = Path(sys.argv[1]).stat().st_size
    promised = sum(each["bytes"] for each in matrices)
    if promised > 2**28 + 1100 * there:  # more than any compression of what was written saves
        hint = said(
            "{there:,} bytes promise matrices of {promised:,}: were they ever written?",
            there=there,
            promised=promised,
        )
        raise _RefusedError("file_too_large", hint, "")


def _mapping(node: Any) -> dict[str, Any]:
    _refuse_pickled(node)
    shape = _shape(node)
    told: dict[str, Any] = {"name": node._v_name, "size": -1, "attributes": _attributes(node)}
    if type(node).__name__ == "UnImplemented":
        return {
            **told,
            "problem": _kept(said("holds texts of variable length that only h5py can read")),
        }
    # A list that stands as one row or one column is a list.
    long = [size for size in shape if size != 1] or shape[:1]
    if len(long) != 1 or len(shape) > 2 or not hasattr(node, "atom"):
        return {**told, "problem": _kept(said("isn't a list"))}
    told["size"] = long[0]
    if long[0] > _MAPPING_ITEMS:
        return {**told, "problem": _kept(said("has {count:,} items", count=long[0]))}
    if type(node).__name__ != "VLArray":
        _check_storage(node)
    return {**told, **_items(node)}


def _items(node: Any) -> dict[str, Any]:
    """Return the zones that a mapping gives, or the problem that keeps them from being any."""
    values = node.read()
    if isinstance(values, list):
        texts = node.atom.kind in ("vlunicode", "vlstring")
        items: list[Any] = values if texts else [None]
    else:
        items = values.ravel().tolist()
        if values.dtype.kind == "f" and np.all(values % 1 == 0):
            return {"values": [str(int(each)) for each in items], "floats": True}
        if values.dtype.kind not in "Siu":
            return {
                "problem": _kept(
                    said("holds {dtype}: ids are whole numbers or texts", dtype=str(values.dtype))
                )
            }
    if not all(isinstance(each, int | str | bytes) for each in items):
        return {"problem": _kept(said("holds lists: ids are whole numbers or texts"))}
    try:
        return {"values": [_text(each) for each in items]}
    except UnicodeDecodeError:
        return {"problem": _kept(said("holds texts that aren't UTF-8"))}


def _text(value: str | bytes | int) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _attributes(node: Any) -> dict[str, Any]:
    """Return a user's attributes by name: texts and numbers; a list for what is neither."""
    attributes = node._v_attrs
    return {name: _plain(attributes._g_getattr(node, name)) for name in attributes._v_attrnamesuser}


def _plain(value: Any) -> object:
    """Return a text, a number or a list of numbers as it is; else a mark of what it is."""
    if isinstance(value, bytes) and _is_pickle(value):
        return {"is": _kept(said("a pickled Python object"))}
    if isinstance(value, np.ndarray | np.generic):
        if value.size > 16:
            return {"is": _kept(said("a table"))}
        value = value.item() if value.size == 1 else value.tolist()
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    plain = isinstance(value, str | int | float)
    numbers = isinstance(value, list) and all(isinstance(each, int | float) for each in value)
    return value if plain or numbers else {"is": _kept(Message(type(value).__name__))}


def _is_pickle(value: bytes) -> bool:
    """Return whether bytes are a pickle, by its grammar alone: nothing of it is run."""
    if not value.endswith(b"."):
        return False
    try:
        return sum(1 for _ in pickletools.genops(bytes(value))) > 1
    except Exception:  # whatever it stumbles over, it isn't one
        return False


def _write_cells(node: Any, out: Any, memory: int) -> None:
    """Write a matrix in blocks of whole chunks, so that none is unpacked twice."""
    rows, columns = node.shape
    tall = int(node.chunkshape[0]) if node.chunkshape else 1
    wide = max(columns * node.dtype.itemsize, 1)
    step = max(int(_BLOCK_BYTES // wide // tall), 1) * tall
    _limit_memory(memory, min(step, int(rows)) * int(wide))
    for first in range(0, rows, step):
        block = np.ascontiguousarray(node[first : first + step, :])
        out.write(block.astype(block.dtype.newbyteorder("<"), copy=False).tobytes())


if __name__ == "__main__":
    sys.exit(main())
