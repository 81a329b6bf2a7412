"""The only place where numba's options are set, and a cache for compiled kernels to be trusted.

Numba's own cache misses an edit to a helper in another file, ignores settings such as
NUMBA_BOUNDSCHECK, and raises on a damaged file. Here a cache file is named by everything that
went into the compiled code and is sealed by a digest: one that isn't as written is compiled again
and replaced. Without a directory to write to, kernels are compiled anew in each process. Each
version of the sources has a directory of its own; when a new one is made, those that nobody has
used for two weeks go. A process that still works in one of them compiles again what it misses.

TRANSNET_CACHE_DIR    where the cache lives; by default the user's cache directory
"""

from __future__ import annotations

import hashlib
import os
import pickle  # only what this module wrote into the user's own directory is read back
import platform
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import time
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.dispatcher import Dispatcher
from numba.core.serialize import dumps
from numba.misc.appdirs import AppDirs

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
        self._identity = (function.__module__, function.__qualname__, options)

    @property
    def cache_path(self) -> str | None:
        directory = _directory()
        return str(directory) if directory else None

    def load_overload(self, sig: object, target_context: Any) -> Any:
        """Return the compiled signature, or None if there is no sound copy of it."""
        target_context.refresh()
        path = self._path(sig, target_context.codegen())
        if path is None:
            return None
        try:
            sealed = path.read_bytes()
        except OSError:
            return None
        seal, code = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
        if hashlib.sha256(code).digest() != seal:
            return None  # what is compiled instead takes its place
        rebuild: Any = CompileResult._rebuild
        return rebuild(target_context, *pickle.loads(code))  # noqa: S301

    def save_overload(self, sig: object, data: Any) -> None:
        """Write the compiled signature whole or not at all; if the disk refuses, do without."""
        path = self._path(sig, data.codegen)
        if path is None or data.library.has_dynamic_globals:
            return
        code: bytes = dumps(data._reduce())  # type: ignore[no-untyped-call]
        unfinished = path.with_name(f"{uuid.uuid4().hex}.unfinished")
        with suppress(OSError):
            if not path.parent.exists():
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _prune(path.parent.parent)
            try:
                unfinished.write_bytes(hashlib.sha256(code).digest() + code)
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)

    def _path(self, sig: object, codegen: Any) -> Path | None:
        directory = _directory()
        if directory is None:
            return None
        key = repr((self._identity, sig, codegen.magic_tuple()))
        return directory / f"{self._name}-{_digest(key.encode())}.kernel"


@cache
def _directory() -> Path | None:
    """Return the directory for these sources, versions and settings; None if there is no home."""
    chosen = os.environ.get("TRANSNET_CACHE_DIR")
    users = AppDirs("transnet", appauthor=False)  # type: ignore[no-untyped-call]
    root = Path(chosen or users.user_cache_dir)
    if not (chosen or root.is_absolute()):
        return None
    sources = sorted(Path(__file__).parent.glob("*.py"))
    settings = sorted(
        item
        for item in os.environ.items()
        if item[0].startswith("NUMBA_") and item[0] not in _NOT_COMPILED_IN
    )
    versions = (platform.python_version(), numba.__version__, np.__version__)
    parts = [path.name.encode() + b"\0" + path.read_bytes() for path in sources]
    directory = root.absolute() / "kernels" / _digest(*parts, repr((versions, settings)).encode())
    with suppress(OSError):
        os.utime(directory)  # used last
    return directory


def _prune(versions: Path) -> None:
    """Remove the directories that nobody has used for long."""
    for version in versions.iterdir():
        if time() - version.stat().st_mtime > _KEPT_UNUSED_S:
            shutil.rmtree(version, ignore_errors=True)


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:20]
