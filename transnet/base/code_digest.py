"""What code decides a content: a digest for the names under which such content is kept."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from transnet.base.version import __version__

_PACKAGE = Path(__file__).parents[1]
_OURS = _PACKAGE.name
_NO_CODE = ("__pycache__", "bundled")  # and networks that a wheel brings, as a checkout doesn't
# A pattern, since parsing takes a hundred times as long; a text that looks like one does no harm.
_IMPORT = re.compile(
    rf"^\s*(?:import\s+({_OURS}[\w.]*)|from\s+({_OURS}[\w.]*)\s+import\s+(\([^)]*\)|[^\n#]*))",
    re.MULTILINE,
)


@cache
def code_digest(module: str, *libraries: str) -> str:
    """Return a digest of the code that a module of ours runs, of its tables, and of versions.

    module     counted with every module of ours that it imports, directly or through another, and
               with the files that lie beside them, such as tables
    libraries  names of packages whose versions count too, whether they are installed or not
    """
    digest = hashlib.sha256(
        repr([platform.python_version(), *map(library_version, libraries)]).encode()
    )
    for path in sorted(_sources(module)):
        content = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name} {len(content)}:".encode() + content)
    return digest.hexdigest()


@cache
def package_digest(*libraries: str) -> str:
    """Return a digest of all code and tables of ours, and of versions as `code_digest` does."""
    versions = [platform.python_version(), *map(library_version, libraries)]
    return hashlib.sha256(repr([_package(), *versions]).encode()).hexdigest()


@cache
def our_code() -> str:
    """Return this transnet in a line: its version, and a digest of its code and tables."""
    return f"transnet {__version__} ({_package()[:12]})"


@cache
def _package() -> str:
    digest = hashlib.sha256()
    for name, path in sorted(_files(str(_PACKAGE))):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123, a thousand paths take a while
            content = file.read()
        digest.update(f"{name} {len(content)}:".encode() + content)
    return digest.hexdigest()


def _files(folder: str, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the files below a folder but for bytecode, each by its name from there and its path."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in _NO_CODE:
                    yield from _files(entry.path, f"{name}{entry.name}/")
            elif entry.is_file():
                yield f"{name}{entry.name}", entry.path


def _sources(module: str) -> set[Path]:
    seen: set[str] = set()
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        path = _file_of(name)
        if path is None:
            continue
        found.add(path)
        source = path.read_text("utf-8")
        if name == _OURS:  # its public names lead everywhere; it imports what isn't indented alone
            source = re.sub(r"(?m)^[ \t].*\n", "", source)
        else:
            found |= {each for each in path.parent.iterdir() if _is_table(each)}
            waiting.append(name.rpartition(".")[0])
        waiting += _imported(source)
    return found


def _imported(source: str) -> Iterator[str]:
    """Yield the names of ours that a source imports, wherever in it; some may be no modules."""
    for found in _IMPORT.finditer(source):
        module, names = found[1] or found[2], re.findall(r"\w+", found[3] or "")
        yield from (module, *(f"{module}.{each}" for each in names))


def _file_of(name: str) -> Path | None:
    """Return the file of a module of ours, or None for what is no module of its own."""
    path = _PACKAGE.joinpath(*name.split(".")[1:])
    choices = (path.with_suffix(".py"), path / "__init__.py")
    return next((each for each in choices if each.is_file()), None)


def _is_table(path: Path) -> bool:
    return path.is_file() and path.suffix not in (".py", ".pyc")


def library_version(library: str) -> str:
    """Return a package and the version of it that is installed, or that it is absent."""
    return f"{library} {installed_version(library) or 'absent'}"


def installed_version(library: str) -> str:
    """Return the version of a package that is installed; "" where it isn't."""
    return _installed().get(library.lower().replace("-", "_")) or _declared(library)


@cache
def _installed() -> Mapping[str, str]:
    """Return versions of packages by the names of their folders, which say both.

    `importlib.metadata` reads them out of the folders, through the parser of mails: a fiftieth of
    a short command.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for name in os.listdir(folder or "."):  # noqa: PTH208, names alone are asked for
                stem, ending = os.path.splitext(name)  # noqa: PTH122
                if ending == ".dist-info":
                    package, _, version = stem.partition("-")
                    found.setdefault(package.lower().replace("-", "_"), version)
    return found


def _declared(library: str) -> str:
    """Return the version of a package that has no folder of that kind; "" where there is none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:
        return ""
