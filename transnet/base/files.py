"""Files that appear whole or not at all, whatever happens while they are written.

What is written waits in a hidden folder beside its place, .transnet-*.tmp, until all of it is
there, flushed to the disk and looked at again. Then it is moved. Files that belong together are
exchanged: first all old ones are taken away, then the new ones placed, so that old and new never
stand side by side; when something fails the old ones are put back. A process that is killed
meanwhile leaves its hidden folder, and the next one that writes there puts back what was taken.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Content = bytes | Iterable[bytes] | Callable[[Path], None]
"""Bytes, pieces of them, or a function that writes to the path it is given and checks what it wrote
where its library may swallow an error."""
Guard = Callable[[], Iterable[Path]]

_PREFIX, _SUFFIX = ".transnet-", ".tmp"
_NEW, _OLD, _PLAN = "new", "old", "plan.json"
_STALE_S = 24 * 3600.0


def write_files(contents: Mapping[Path, Content], guard: Guard) -> None:
    """Write files, each whole, all or none; folders that lack are made.

    contents  by path, made in their order; the last one appears last
    guard     called when all is made and nothing moved yet, while no other process moves files in
              those folders; returns files of the folders that are to go in the same step, and what
              it raises ends the writing
    Raises OSError when something can't be written; all old files are then as they were.
    """
    with ExitStack() as stack:
        stages: dict[Path, Stage] = {}
        for folder in dict.fromkeys(path.parent for path in contents):
            stages[folder] = stack.enter_context(stage_in(folder))
        for path, content in contents.items():
            stages[path.parent].write(path.name, content)
        _exchange(stages, guard)


class Stage:
    """A hidden folder where files of one folder wait until all of them are written.

    names  of the files that wait
    gone   of the files that are to go when they come
    """

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home
        self.names: list[str] = []
        self.gone: list[str] = []
        (home / _NEW).mkdir()

    @property
    def new(self) -> Path:
        """The folder that holds the new files."""
        return self.home / _NEW

    def write(self, name: str, content: Content) -> None:
        """Write a file of the stage, flush it, and see that all of it is there."""
        path = self.new / name
        if callable(content):
            content(path)
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
        else:
            _write_pieces(path, [content] if isinstance(content, bytes) else content)
        self.names.append(name)

    def appears_as(self, name: str) -> bool:
        """Let all new files appear as a folder in one step; False when one is there already."""
        _flush_folder(self.new)
        try:
            self.new.rename(self.folder / name)
        except OSError:
            if (self.folder / name).is_dir():
                return False
            raise
        _flush_folder(self.folder)
        return True

    def moves_one(self) -> bool:
        """Tell whether a single move does it, which the system makes in one step."""
        return len(self.names) == 1 and not self.gone

    def plan(self) -> None:
        """Note which files come, so that another process can undo what this one began."""
        marks = {name: _mark(self.new / name) for name in self.names}
        text = json.dumps({**dict.fromkeys(self.gone), **marks})
        (self.home / _OLD).mkdir()
        _flush_folder(self.new)
        _write_pieces(self.home / _PLAN, [text.encode()])
        _flush_folder(self.home)

    def take_away(self) -> None:
        """Move the old files out of sight, the last one first."""
        for name in (*reversed(self.names), *self.gone):
            if os.path.lexists(self.folder / name):
                (self.folder / name).replace(self.home / _OLD / name)

    def place(self) -> None:
        """Move the new files to their places; each keeps the permissions of the one before it."""
        for name in self.names:
            for before in (self.home / _OLD / name, self.folder / name):
                if before.is_file():
                    (self.new / name).chmod(stat.S_IMODE(before.stat().st_mode))
            (self.new / name).replace(self.folder / name)

    def settle(self) -> None:
        """Flush the folder, and let go of the old files."""
        _flush_folder(self.folder)
        (self.home / _PLAN).unlink(missing_ok=True)


@contextmanager
def stage_in(folder: Path) -> Iterator[Stage]:
    """Give a stage in a folder, which is made where it isn't there, and remove what is left of it.

    What killed processes left in the folder is put right first.
    """
    with folders_made(folder):
        put_right(folder)
        with _new_home(folder) as home:
            try:
                yield Stage(folder, home)
            finally:
                _discard(home)


def _exchange(stages: Mapping[Path, Stage], guard: Guard) -> None:
    """Move what waits in the stages to its places: all of it, or none."""
    with ExitStack() as locks:
        for folder in sorted(stages):
            locks.enter_context(_alone_in(folder))
        for path in guard():
            stages[path.parent].gone.append(path.name)
        if len(stages) == 1 and all(stage.moves_one() for stage in stages.values()):
            for stage in stages.values():
                stage.place()
                _flush_folder(stage.folder)
            return
        try:
            for step in (Stage.plan, Stage.take_away, Stage.place, Stage.settle):
                for stage in stages.values():
                    step(stage)
        except BaseException:
            for stage in stages.values():
                _put_back(stage.home)
            raise


def unfinished(folder: Path) -> bool:
    """Tell whether a process was stopped, or is at work, while it exchanged files of the folder."""
    return any((home / _PLAN).exists() for home in _homes(folder))


def put_right(folder: Path) -> None:
    """Undo what killed processes began in a folder, and remove what they left; no error is raised.

    Only what this user left counts, and nothing that a living process still holds.
    """
    for home in _homes(folder):
        with suppress(OSError):
            found = home.lstat()
            if not stat.S_ISDIR(found.st_mode) or not _is_ours(found):
                continue
            with _taken(home, new=False) as free:
                if free:
                    _put_back(home)
                    _discard(home)


def _homes(folder: Path) -> list[Path]:
    """Return the stages of a folder, sorted; none where it can't be looked into."""
    try:
        return sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}"))
    except OSError:
        return []


def _put_back(home: Path) -> None:
    """Take away what came of a stage, and put back what it had taken away."""
    for name, mark in _planned(home).items():
        target, old = home.parent / name, home / _OLD / name
        with suppress(FileNotFoundError):
            if not (home / _NEW / name).exists() and _mark(target) == mark:
                target.unlink()
        if os.path.lexists(old) and not os.path.lexists(target):
            old.replace(target)
    (home / _PLAN).unlink(missing_ok=True)


def _mark(path: Path) -> list[int]:
    """Return what tells a file from another one of its name, and stays when it is moved."""
    found = path.lstat()
    return [found.st_ino, found.st_size, found.st_mtime_ns]


def _planned(home: Path) -> dict[str, object]:
    try:
        plan = json.loads((home / _PLAN).read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # cut off in writing it: nothing was moved yet
        return {}
    names = plan.items() if isinstance(plan, dict) else ()
    return {name: mark for name, mark in names if Path(name).name == name}


def _discard(home: Path) -> None:
    """Remove a stage, unless it holds old files that could not be put back."""
    if not (home / _PLAN).exists():
        shutil.rmtree(home, ignore_errors=True)


def _write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    size = 0
    with path.open("xb") as stream:
        for piece in pieces:
            size += stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    if path.stat().st_size != size:
        raise OSError(f"{size:,} bytes were written and {path.stat().st_size:,} are there")


@contextmanager
def folders_made(folder: Path) -> Iterator[None]:
    """Make a folder and those above it; after an error those that were made and are empty go."""
    lacking = []
    above = folder
    while not os.path.lexists(above) and above != above.parent:
        lacking.append(above)
        above = above.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for each in lacking:
            with suppress(OSError):
                each.rmdir()
        raise


@contextmanager
def _new_home(folder: Path) -> Iterator[Path]:
    """Make a hidden folder that other processes see is held."""
    while True:
        home = folder / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
        home.mkdir()
        with _taken(home, new=True) as taken:
            if taken and home.exists():  # else a process that cleans up took it for a left one
                yield home
                return


@contextmanager
def _taken(home: Path, *, new: bool) -> Iterator[bool]:
    """Hold a stage while it is used; False when another process holds it or has removed it.

    Where there are no locks a new one counts as taken, and one that is a day old as left.
    """
    entry = _opened(home) if fcntl is not None else None
    try:
        if entry is not None:
            yield _locked(entry, fcntl.LOCK_EX | fcntl.LOCK_NB, without=new)
        else:
            yield fcntl is None and (new or time.time() - home.stat().st_mtime > _STALE_S)
    finally:
        if entry is not None:
            os.close(entry)


def _opened(home: Path) -> int | None:
    try:
        return os.open(home, os.O_RDONLY)
    except FileNotFoundError:
        return None


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process moves files in a folder, and keep the others waiting."""
    if fcntl is None:
        yield
        return
    entry = os.open(folder, os.O_RDONLY)
    try:
        _locked(entry, fcntl.LOCK_EX)
        yield
    finally:
        os.close(entry)


def _locked(entry: int, how: int, *, without: bool = True) -> bool:
    """Lock an open folder; False when another process has. without: where there are no locks."""
    try:
        fcntl.flock(entry, how)
    except BlockingIOError:
        return False
    except OSError:
        return without
    return True


def _is_ours(found: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or found.st_uid == os.getuid()


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder can't be opened, nor does its entry need a flush
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)
