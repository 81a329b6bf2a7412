"""The only place where numba's options are set, and a cache for compiled kernels to be trusted.

Numba's own cache misses an edit to a helper in another file, ignores settings such as
NUMBA_BOUNDSCHECK, and raises on a damaged file. Here an entry is named by everything that went into
the compiled code and lies in a `Store`: one that isn't as written, or was written under another
name, is compiled again and replaced. Its seal is no secret; what keeps a forged entry out is that
only folders and files count that nobody but the user and root can write (`private_folders`).
Without such a folder, kernels are compiled anew in each process.
"""

from __future__ import annotations

import hashlib
import os
import pickle  # only what the user or root wrote into a closed directory is read back
import platform
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import NullCache
from numba.core.codegen import JITCodeLibrary, ll  # type: ignore[attr-defined]
from numba.core.compiler import CompileResult
from numba.core.dispatcher import Dispatcher
from numba.core.runtime.nrt import rtsys
from numba.core.serialize import dumps
from numba.core.sigutils import normalize_signature

from transnet.base.private_folders import cache_root
from transnet.base.room_sources import RoomSources
from transnet.base.store import Store, default_folder

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")

# No fastmath: it takes isinf(inf) for false. Bounds are checked when NUMBA_BOUNDSCHECK asks for it.
# Nobody calls a kernel from C, and a way to do so would take a tenth of the time to compile.
_OPTIONS = {"nogil": True, "error_model": "numpy", "fastmath": False, "no_cfunc_wrapper": True}
_ROOM = Path(__file__).resolve().parent
_NOT_COMPILED_IN = {"NUMBA_NUM_THREADS", "NUMBA_CACHE_DIR", "NUMBA_THREADING_LAYER"}


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
    """Keeps one entry per compiled signature: numba's pickled code."""

    def __init__(self, function: Callable[..., Any], options: dict[str, bool]) -> None:
        self._name = function.__name__
        self._source = Path(function.__code__.co_filename).resolve()
        self._is_ours = _ROOM in self._source.parents
        self._identity = (function.__module__, function.__qualname__, options)

    @property
    def cache_path(self) -> str | None:
        folder = _store().folder
        return str(folder) if folder else None

    def load_overload(self, sig: object, target_context: Any) -> Any:
        """Return the compiled signature, or None if there is no sound copy of it."""
        if not self._is_ours:
            return None
        # Compiled code needs Numba's counting of arrays and nothing else. Numba's own cache makes
        # the context ready to compile: 0.3 s, which only what isn't kept has to take.
        rtsys.initialize(target_context)
        code = _store().read(self._entry(sig, target_context.codegen()), lambda file: file.read())
        if code is None:
            return None
        try:
            symbols, parts = pickle.loads(code)  # noqa: S301
            rebuild: Any = CompileResult._rebuild
            made = rebuild(_Reader(target_context, symbols), *parts)
            return made._replace(target_context=target_context)
        except Exception:  # what another numba wrote, say: what is compiled instead takes its place
            return None

    def save_overload(self, sig: object, data: Any) -> None:
        """Write the compiled signature whole or not at all; if the disk refuses, do without."""
        # The helpers of code from elsewhere aren't in the name.
        if not self._is_ours or data.library.has_dynamic_globals:
            return
        code: bytes = dumps((_symbols(data.library), data._reduce()))  # type: ignore[no-untyped-call]
        with suppress(OSError), _store().writing(self._entry(sig, data.codegen)) as stream:
            stream.write(code)

    def _entry(self, sig: Any, codegen: Any) -> str:
        arguments = normalize_signature(sig)[0]  # type: ignore[no-untyped-call]
        fields = [_fields(each) for each in arguments]
        key = repr((self._identity, sig, fields, codegen.magic_tuple()))
        parts = (_settings(), _sources().digest(self._source), key.encode())
        return f"{self._name}-{_digest(*parts)}.kernel"


class _Reader:
    """A target's context that makes a `_KeptLibrary` of what is read from the cache."""

    def __init__(self, context: Any, symbols: list[str]) -> None:
        self._context, self._symbols = context, symbols

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def codegen(self) -> _Reader:
        return self

    def unserialize_library(self, kept: tuple[str, str, tuple[bytes, bytes]]) -> JITCodeLibrary:
        """Return a library of machine code and of the symbols in it."""
        name, _, (machine_code, bitcode) = kept
        codegen: Any = self._context.codegen()
        library: Any = _KeptLibrary(codegen, name)  # type: ignore[no-untyped-call]
        library.bitcode = bitcode
        library.enable_object_caching()
        library._set_compiled_object(machine_code)
        library._finalize_final_module()
        codegen._engine._defined_symbols.update(self._symbols)
        return cast("JITCodeLibrary", library)


class _KeptLibrary(JITCodeLibrary):
    """A compiled kernel whose LLVM code is read only when another is compiled with it.

    Numba reads it at once, which takes four times as long as all the rest.
    """

    bitcode = b""
    _read: ll.ModuleRef | None = None

    @property
    def _shared_module(self) -> ll.ModuleRef | None:
        if self._read is None and self.bitcode:
            self._read = ll.parse_bitcode(self.bitcode)
        return self._read

    @_shared_module.setter
    def _shared_module(self, module: ll.ModuleRef | None) -> None:
        self._read = module


def _symbols(library: Any) -> list[str]:
    """Return what a library defines, which numba looks up before it asks for an address."""
    module = library._get_module_for_linking()
    every = (*module.functions, *module.global_variables)
    return sorted({each.name for each in every if not each.is_declaration})


@cache
def _store() -> Store:
    """Return where compiled kernels are kept."""
    return Store(default_folder("kernels"), cache_root(), (".kernel",))


def _fields(kind: Any) -> list[object]:
    """Return the names of a named tuple's fields, which its type doesn't print, and its parts'."""
    is_tuple = isinstance(kind, numba.types.BaseTuple)
    return [getattr(kind, "fields", ()), [_fields(each) for each in kind]] if is_tuple else []


@cache
def _sources() -> RoomSources:
    """Return the sources of kernels: compiled code depends on those that its own file leads to.

    What a kernel calls, its constants and the types of its arguments come by imports, or are
    plain values that stand in its signature.
    """
    return RoomSources(_ROOM, __name__.rpartition(".")[0])


@cache
def _settings() -> bytes:
    """Return the digest of all else that compiled code depends on: versions, settings."""
    settings = sorted(
        item
        for item in os.environ.items()
        if item[0].startswith("NUMBA_") and item[0] not in _NOT_COMPILED_IN
    )
    versions = (platform.python_version(), version("llvmlite"), numba.__version__, np.__version__)
    return _digest(repr((versions, settings)).encode()).encode()


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:".encode() + part)
    return digest.hexdigest()[:32]
