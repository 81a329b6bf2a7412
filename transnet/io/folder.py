"""Folders that appear whole, or not at all."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from transnet.io.text import write_together

_STALE_S = 24 * 3600.0


def write_folder(folder: Path, contents: Mapping[str, bytes | Iterable[bytes]]) -> None:
    """Write files into a folder, all or none, in their order.

    contents  bytes, or pieces of them, by file name
    A folder that isn't there yet appears with all files in one step, even if the process is killed
    in between; what it leaves then is a hidden neighbour, .NAME.*.tmp, that a later call removes
    once it is a day old. In a folder that is there the files are replaced one by one at the end,
    and others stay. Raises OSError when something can't be written.
    """
    parent = folder.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    _remove_stale(parent, f".{folder.name}.*.tmp")
    if folder.exists():
        write_together({folder / name: data for name, data in contents.items()})
        return
    stage = parent / f".{folder.name}.{secrets.token_hex(8)}.tmp"
    stage.mkdir()
    try:
        write_together({stage / name: data for name, data in contents.items()})
        try:
            stage.rename(folder)
        except OSError:  # another process made the folder meanwhile
            written = {folder / name: (stage / name).read_bytes() for name in contents}
            write_together(written)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _remove_stale(parent: Path, pattern: str) -> None:
    for old in parent.glob(pattern):
        with suppress(OSError):
            if old.is_dir() and time.time() - old.stat().st_mtime > _STALE_S:
                shutil.rmtree(old, ignore_errors=True)
