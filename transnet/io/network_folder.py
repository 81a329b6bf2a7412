"""A network folder: CSV tables and network.toml to a Network and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from transnet.base.cache import Cache
from transnet.base.codes import HOW_READ, STOOD_IN, notice
from transnet.base.collector import refusal
from transnet.base.errors import InputError, Notice
from transnet.base.files import unfinished
from transnet.base.given import given, path_given
from transnet.base.language import joined, said
from transnet.base.store import default_folder
from transnet.io.catalog import network_folder
from transnet.io.csv_text import table_text, to_csv_text
from transnet.io.folder import UNFINISHED, write_folder
from transnet.io.input_files import is_file, is_workbook
from transnet.io.network_info import info_text, layer_text, read_info
from transnet.io.network_tables import typed_tables
from transnet.io.network_texts import with_values
from transnet.io.text import LIMITS, Limits, read_bytes
from transnet.model.checks.notice_order import in_order
from transnet.model.checks.rules import INFO_FILE
from transnet.model.network import Network
from transnet.model.road_join import OF_ROWS_ALONE, join_layer, layer_of, part_layer
from transnet.model.schema import tables

_MENDED = ".mended.csv"
__all__ = [
    "info_text",
    "load_network",
    "read_folder",
    "save_network",
    "save_workbook",
    "table_text",
    "to_csv_text",
]


def load_network(source: str | Path, *, when: date | str | None = None) -> Network:
    """Return the network of a folder, a workbook (.xlsx) or a bundled one, "shanxi-central".

    when  the day it is read at, a date or YYYY-MM-DD; without one the day sources reach to
    Raises UnknownNameError when there is no such network, InputError with every notice when the
    folder has an error in it.
    """
    folder = network_folder(source)
    network, notices = read_folder(folder, cache=Cache(default_folder("tables")))
    errors = [found for found in notices if found.severity == "error"]
    if network is None or errors:
        count = said("{count} errors", count=len(errors)) if len(errors) != 1 else said("1 error")
        message = said(
            "{name}: {errors}; nothing was read. Fix the rows, or list all with: "
            "transnet check {folder}",
            name=folder.name,
            errors=count,
            folder=str(folder),
        )
        raise InputError(message, errors)
    readings = tuple(found for found in notices if found.code in HOW_READ)
    readings += _stood_in(folder, [found for found in notices if found.code in STOOD_IN])
    network = replace(network, readings=readings) if readings else network
    return network if when is None else network.at(when)


def _stood_in(folder: Path, found: Sequence[Notice]) -> tuple[Notice, ...]:
    """Return one notice of all that was assumed, if anything; `transnet check` lists it."""
    if not found:
        return ()
    tables = joined(dict.fromkeys(each.table for each in found))
    hint = said(
        "values that it doesn't give were assumed in {tables}; transnet check {folder} lists them",
        tables=tables,
        folder=str(folder),
    )
    return (notice("stood_in", folder.name, 0, "", "", hint),)


def read_folder(
    folder: Path, *, limits: Limits = LIMITS, cache: Cache | None = None
) -> tuple[Network | None, list[Notice]]:
    """Return the folder's network and every notice; None when it lacks what all else rests on.

    The folder may be a workbook, .xlsx, with a sheet for each table.

    A network that comes with an error notice is for looking at, not for results.
    limits  how much of each file is read
    cache   where tables that have no error are kept, with their notices; None reads them anew
    Raises nothing that a file's content could cause.
    """
    if is_workbook(folder):
        return _read_workbook(folder, limits, cache)
    try:
        present = {path.name for path in folder.iterdir()}
    except OSError as error:
        told = str(error.strerror or error)
        hint = said("the folder can't be read: {told}", told=told)
        return None, [notice("unreadable_file", folder.name, 0, "", "", hint)]
    notices = _file_notices(present)
    if unfinished(folder):
        notices.append(notice("unfinished_folder", INFO_FILE, 0, "", "", UNFINISHED))
    info, layer, found = read_info(folder, present, limits)
    notices += found
    files = {
        name: read_bytes(folder / f"{name}.csv", name, limits=limits)
        for name in tables()
        if f"{name}.csv" in present
    }
    frames, found = typed_tables(files, info, limits, cache)
    notices += found
    if info is None:
        return None, in_order(notices)
    network = Network(info, frames, info.known_until)
    if layer is not None and not any(found.severity == "error" for found in notices):
        network, notices = _with_layer(network, layer, folder, notices)
    return network, in_order(notices)


def network_id(folder: Path) -> str:
    """Return the id of the network that a folder or workbook holds; '' where none can be read."""
    if is_workbook(folder):
        from transnet.io.workbooks.network_workbook import workbook_info

        info = workbook_info(folder, LIMITS)
    else:
        present = {INFO_FILE} if is_file(folder / INFO_FILE) else set()
        info = read_info(folder, present, LIMITS)[0]
    return info.network_id if info is not None else ""


def _read_workbook(
    path: Path, limits: Limits, cache: Cache | None
) -> tuple[Network | None, list[Notice]]:
    from transnet.io.workbooks.network_workbook import read_network_workbook

    info, layer, (frames, notices) = read_network_workbook(path, limits, cache)
    if info is None:
        return None, in_order(notices)
    network = Network(info, frames, info.known_until)
    if layer is not None and not any(found.severity == "error" for found in notices):
        network, notices = _with_layer(network, layer, path.parent, notices)
    return network, in_order(notices)


def _with_layer(
    network: Network, layer: tuple[str, date], folder: Path, notices: list[Notice]
) -> tuple[Network, list[Notice]]:
    """Return the network joined to its road layer; the layer carries roads that rows needn't."""
    from transnet.io.roads.named_layer import read_road_layer

    streets, found = read_road_layer(layer[0], folder, layer[1])
    if streets is None:
        return network, notices + found
    network = join_layer(network, streets)
    kept = [each for each in notices if each.code not in OF_ROWS_ALONE]
    return network, kept + list(layer_of(network).notices)


def _file_notices(present: Collection[str]) -> list[Notice]:
    """Return what is wrong with the names of the folder's files."""
    known = {f"{name}.csv": table.needed for name, table in tables().items()} | {INFO_FILE: True}
    found = [
        notice("missing_file", name, 0, "", "", said("every network needs it"))
        for name, needed in known.items()
        if needed and name not in present
    ]
    missing = [name for name in known if name not in present]
    for name in sorted(present):
        if name.lower().endswith(".csv") and name not in known:
            near = get_close_matches(name.lower(), missing, n=1, cutoff=0.8)
            code = "misnamed_file" if near else "unknown_file"
            hint = said("it isn't read; move it elsewhere")
            if near:
                hint = said("did you mean {name}?", name=near[0])
            if name.endswith(_MENDED):
                code, old = "unknown_file", name.replace(_MENDED, ".csv")
                hint = said("a mended copy isn't read: put it in the place of {old}", old=old)
            found.append(notice(code, name, 0, "", "", hint))
    return found


def save_network(
    network: Network,
    folder: str | Path,
    *,
    texts: Mapping[str, str] | None = None,
    force: bool = False,
) -> None:
    """Write the network's tables and network.toml into a folder, so that loading gives it back.

    texts  of `texts_of` another folder or workbook: comments of network.toml stay, notes come along
    force  replace tables that are there; without it they are refused
    Old tables are exchanged together, never some of them, and other files in the folder stay.
    Of a road layer only the way to it is written. Raises InputError when a table is there or the
    folder can't be written, and for a network in which something that the streets replace was
    edited; nothing is then changed.
    """
    given(network, Network, "network", said("load_network gives one"))
    target = path_given(folder, "folder")
    layer, network = network.road_layer, _as_in_tables(network)
    files = {f"{name}.csv": table_text(name, table) for name, table in network.tables.items()}
    info = info_text(network.info) + layer_text(layer, target)
    written = dict(texts or {})
    files |= written | {INFO_FILE: with_values(written.get(INFO_FILE, info), info)}
    contents = {name: text.encode("utf-8") for name, text in files.items()}
    write_folder(target, contents, force=force)


def save_workbook(
    network: Network,
    path: str | Path,
    *,
    texts: Mapping[str, str] | None = None,
    force: bool = False,
) -> None:
    """Write the network as one workbook, .xlsx, so that loading it gives the network back.

    texts  of `texts_of` its folder: they get a sheet
    force  replace a file that is there; without it that is refused
    Raises InputError as `save_network` does, and for a text longer than a cell of a workbook.
    """
    from transnet.io.workbooks.network_workbook import write_network_workbook

    given(network, Network, "network", said("load_network gives one"))
    write_network_workbook(_as_in_tables(network), path_given(path), texts=texts, force=force)


def _as_in_tables(network: Network) -> Network:
    """Return the network without what its road layer makes of the tables when it is loaded."""
    layer = network.road_layer
    if layer is None:
        return network
    parted = part_layer(network)
    fresh = replace(layer, replaced={}, rerouted_access=None, notices=())
    if join_layer(parted, fresh) != network:
        hint = said("save the network as it was loaded, and the edits as a scenario")
        raise refusal(
            said("edits of what streets replace can't be saved in tables"),
            "edited_layer",
            "network",
            hint,
            layer.name,
            column="road_layer",
        )
    return parted
