"""A matrix written block by block, on any executor; what is finished stays, whatever happens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transnet.base.errors import TransnetError, UnfinishedError, told_by
from transnet.base.language import joined, said
from transnet.base.on_executor import PartError, as_finished
from transnet.base.os_errors import not_written, os_error_text, unwritable
from transnet.base.progress import Progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.io.blocks.block_manifest import Manifest
from transnet.io.blocks.block_writers import BlockWriter
from transnet.io.blocks.matrix_shape import values_digest
from transnet.io.input_files import exists, is_file, is_folder
from transnet.io.outputs import check_outputs

Make = Callable[..., FloatArray]
"""Of grounds and a block, from 0 on: its minutes, float64[rows, columns]."""


@dataclass(frozen=True, repr=False)
class WrittenMatrix(Shown):
    """A matrix that was written block by block.

    path    file or folder
    shape   rows and columns
    blocks  how many there are, and `made` how many of them now
    digest  of all minutes and of how they lie in blocks: equal wherever they were made
    """

    path: Path
    shape: tuple[int, int]
    blocks: int
    made: int
    digest: str

    def __repr__(self) -> str:
        rows, columns = self.shape
        return f"<WrittenMatrix {self.path.name}: {rows:,} x {columns:,}, {self.digest[:12]}>"


@dataclass(frozen=True, eq=False)
class Blocks:
    """How blocks are made and written.

    grounds  what all of them are made of
    make     a function of a module
    asked    digest of all that decides the minutes
    """

    grounds: tuple[Any, ...]
    make: Make
    writer: BlockWriter
    asked: str


def write_blocks(
    blocks: Blocks,
    *,
    executor: Executor | None,
    progress: Progress | None = None,
    force: bool = False,
) -> WrittenMatrix:
    """Write a matrix, or what is missing of it.

    force  make it anew where there is one
    Raises InputError where something else is there or the first block can't be begun, and
    UnfinishedError for a block that can't be made.
    """
    writer = blocks.writer
    shape, path = writer.shape, writer.path
    manifest = Manifest(path, f"{blocks.asked} {type(writer).__name__}", shape.blocks)
    try:
        left = _begun(manifest, writer, force)
    except OSError as error:
        raise unwritable(path, error) from error
    _make(blocks, manifest, left, executor, progress)
    try:
        writer.end(manifest.finished)
    except OSError as error:
        raise unwritable(path, error) from error
    size = (len(shape.origins), len(shape.destinations))
    return WrittenMatrix(path, size, shape.blocks, len(left), manifest.digest())


def _begun(manifest: Manifest, writer: BlockWriter, force: bool) -> list[int]:
    """Return the blocks that are left to make; what can't be gone on with is begun anew."""
    if force:
        _remove(writer.path, writer.home, manifest.path)
    if manifest.open() and (exists(writer.path) or exists(writer.home)):
        found = manifest.finished
        manifest.finished = {at: each for at, each in found.items() if writer.holds(at, each)}
        left = [at for at in range(writer.shape.blocks) if at not in manifest.finished]
        if not left or not is_file(writer.path):
            if manifest.finished != found:
                manifest.begin()
            return left
        writer.path.unlink()  # put together of blocks that wait no more, and not sound
    if os.path.lexists(writer.path):
        hint = said("it is there already; name another or force it")
        raise not_written(writer.path, "file_exists", hint)
    check_outputs([writer.path])
    manifest.finished = {}
    manifest.begin()
    writer.begin()
    return list(range(writer.shape.blocks))


def _remove(*paths: Path) -> None:
    for each in paths:
        if is_folder(each) and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink(missing_ok=True)


def _make(
    blocks: Blocks,
    manifest: Manifest,
    left: Sequence[int],
    executor: Executor | None,
    progress: Progress | None,
) -> None:
    """Make the blocks that are left, and note each as soon as it is finished."""
    every = blocks.writer.shape.blocks
    at = left[0] if left else 0
    try:
        for place, digest in _finished(blocks, left, executor):
            at = left[place]
            manifest.add(at, digest)
            if progress is not None:
                progress(said("writing blocks"), len(manifest.finished), every)
    except PartError as error:
        why = error.__cause__ or error
        raise _unfinished(blocks.writer, manifest, left[error.at], why) from why
    except OSError as error:  # the manifest can't be written
        raise _unfinished(blocks.writer, manifest, at, error) from error


def _finished(
    blocks: Blocks, left: Sequence[int], executor: Executor | None
) -> Iterator[tuple[int, str]]:
    """Yield the place of each block among those left, once it is written, and its digest."""
    grounds = (*blocks.grounds, _Job(blocks.make, blocks.writer))
    if executor is not None:
        yield from as_finished(executor, grounds, _write_one, left)
        return
    for place, at in enumerate(left):
        try:
            digest = _write_one(*grounds, at)
        except Exception as error:
            raise PartError(place) from error
        yield place, digest


@dataclass(frozen=True, eq=False)
class _Job:
    make: Make
    writer: BlockWriter


def _write_one(*asked: Any) -> str:
    """Make and write a block, the last that is given; returns the digest of its minutes."""
    *grounds, job, at = asked
    minutes = job.make(*grounds, at)
    job.writer.write(at, minutes)
    return values_digest(minutes)


def _unfinished(
    writer: BlockWriter, manifest: Manifest, at: int, error: BaseException
) -> UnfinishedError:
    rows = writer.shape.rows(at)
    if isinstance(error, OSError) and error.errno is not None:
        why: str = os_error_text(error)
    elif isinstance(error, TransnetError):
        hints = [each.hint for each in getattr(error, "notices", ())[:1]]
        why = joined((told_by(error), *hints), en=": ", zh="：")
    else:
        why = f"{type(error).__name__}: {error}"
    told = said(
        "{name}: block {at} (rows {first:,} to {last:,}) can't be made: {why}. "
        "{finished:,} of {blocks:,} blocks are kept; run it again to go on",
        name=writer.path.name,
        at=at,
        first=rows.start,
        last=rows.stop - 1,
        why=why,
        finished=len(manifest.finished),
        blocks=writer.shape.blocks,
    )
    return UnfinishedError(told, block=at, finished=len(manifest.finished))
