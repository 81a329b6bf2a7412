"""The only place where numba's options are set, and a cache for compiled kernels to be trusted.

Numba's own cache misses an edit to a helper in another file, ignores settings such as
NUMBA_BOUNDSCHECK, and raises on a damaged file. Here a cache file is named by everything that
went into the compiled code and is sealed by a digest of its name and its content: one that isn't
as written, or was written under another name, is compiled again and replaced. The seal is no
secret; what keeps a forged entry out is that only folders and files count that nobody but the user
and root can write (`private_folders`). Without such a folder, kernels are compiled anew in each
process. Each version of the sources has a directory of its own; when a new one is made, those that
nobody has used for two weeks go. A process that still works in one of them compiles again what it
misses.
"""

from __future__ import annotations

import hashlib
import os
import pickle  # only what the user or root wrote into a closed directory is read back
import platform
import shutil
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import time
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.dispatcher import Dispatcher
from numba.core.serialize import dumps

from transnet.base.private_folders import (
    cache_root,
    create_private,
    is_private,
    make_private,
    open_private,
)

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")

# No fastmath: it takes isinf(inf) for false. Bounds are checked when NUMBA_BOUNDSCHECK asks for it.
# Nobody calls a kernel from C, and a way to do so would take a tenth of the time to compile.
_OPTIONS = {"nogil": True, "error_model": "numpy", "fastmath": False, "no_cfunc_wrapper": True}
_NOT_COMPILED_IN = {"NUMBA_NUM_THREADS", "NUMBA_CACHE_DIR", "NUMBA_THREADING_LAYER"}
_SEAL_BYTES = hashlib.sha256().digest_size
_KEPT_UNUSED_S = 14 * 24 * 3600


def kernel(function: Callable[_Params, _Result]) -> Callable[_Params, _Result]:
    """Compile a function at its first call, without the interpreter lock; keep the code on disk."""
    return _compile(function)


def inlined(function: Callable[_Params, _Result]) -> Callable[_Params, _Result]:
    """Compile a step of a kernel's innermost loop into the kernel itself."""
    return _compile(function, forceinline=True)


def borrowing(function: Callable[_Params, _Result]) -> Callable[_Params, _Result]:
    """Compile a kernel that makes no array and returns none.

    It lives on its caller's arrays and doesn't count who refers to them. Otherwise each look into a
    tuple of arrays counts up and down again: three quarters of the time of a search over many.
    """
    return _compile(function, _nrt=False)


def step(function: Callable[_Params, _Result]) -> Callable[_Params, _Result]:
    """Compile a part of a borrowing kernel into it."""
    return _compile(function, forceinline=True, _nrt=False)


def _compile(function: Callable[_Params, _Result], **options: bool) -> Callable[_Params, _Result]:
    if function.__closure__ is not None:
        raise TypeError(f"kernel {function.__qualname__} must not close over variables")
    dispatcher = numba.njit(**_OPTIONS, **options)(function)  # type: ignore[call-overload]
    if isinstance(dispatcher, Dispatcher):  # not so under NUMBA_DISABLE_JIT
        dispatcher._cache = _SealedCache(function, options)  # type: ignore[attr-defined]
    return cast("Callable[_Params, _Result]", dispatcher)


class _SealedCache(NullCache):
    """Keeps one file per compiled signature: the SHA-256 of the rest, then numba's pickled code."""

    def __init__(self, function: Callable[..., Any], options: dict[str, bool]) -> None:
        self._name = function.__name__
        source = Path(function.__code__.co_filename).resolve()
        self._is_ours = Path(__file__).resolve().parent in source.parents
        self._identity = (function.__module__, function.__qualname__, options)

    @property
    def cache_path(self) -> str | None:
        directory = _directory()
        return str(directory) if directory else None

    def load_overload(self, sig: object, target_context: Any) -> Any:
        """Return the compiled signature, or None if there is no sound copy of it."""
        target_context.refresh()
        path = self._path(sig, target_context.codegen())
        stream = open_private(path) if path else None
        if path is None or stream is None:
            return None
        try:
            with closing(stream):
                sealed = stream.read()
            seal, code = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
            if _seal(path, code) != seal:
                return None  # what is compiled instead takes its place
            rebuild: Any = CompileResult._rebuild
            return rebuild(target_context, *pickle.loads(code))  # noqa: S301
        except Exception:  # a disk that fails, or what another numba wrote: compiling is no loss
            return None

    def save_overload(self, sig: object, data: Any) -> None:
        """Write the compiled signature whole or not at all; if the disk refuses, do without."""
        path = self._path(sig, data.codegen)
        if path is None or data.library.has_dynamic_globals:
            return
        code: bytes = dumps(data._reduce())  # type: ignore[no-untyped-call]
        unfinished = path.with_name(f"{uuid.uuid4().hex}.unfinished")
        with suppress(OSError):
            if not path.parent.exists():
                make_private(path.parent)
                _prune(path.parent.parent)
            try:
                with create_private(unfinished) as stream:
                    stream.write(_seal(path, code) + code)
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)

    def _path(self, sig: object, codegen: Any) -> Path | None:
        directory = _directory() if self._is_ours else None
        if directory is None:  # also for code from elsewhere, whose helpers aren't in the name
            return None
        key = repr((self._identity, sig, codegen.magic_tuple()))
        return directory / f"{self._name}-{_digest(key.encode())}.kernel"


@cache
def _directory() -> Path | None:
    """Return the directory for these sources, versions and settings; None if none is to be had."""
    root = cache_root()
    if root is None:
        return None
    room = Path(__file__).parent
    settings = sorted(
        item
        for item in os.environ.items()
        if item[0].startswith("NUMBA_") and item[0] not in _NOT_COMPILED_IN
    )
    versions = (platform.python_version(), version("llvmlite"), numba.__version__, np.__version__)
    parts = [
        path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes()
        for path in sorted(room.rglob("*.py"))
    ]
    directory = root / "kernels" / _digest(*parts, repr((versions, settings)).encode())
    if not is_private(directory, root):
        return None
    with suppress(OSError):
        os.utime(directory)  # used last
    return directory


def _prune(versions: Path) -> None:
    """Remove the directories that nobody has used for long."""
    for each in versions.iterdir():
        with suppress(OSError):  # another process may have been faster
            if time() - each.stat().st_mtime > _KEPT_UNUSED_S:
                shutil.rmtree(each, ignore_errors=True)


def _seal(path: Path, code: bytes) -> bytes:
    """Return what seals an entry: of another name, directory or content, it is another."""
    name = f"{path.parent.name}/{path.name}".encode()
    return hashlib.sha256(name + b"\0" + code).digest()


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:".encode() + part)
    return digest.hexdigest()[:20]
