"""Where the bundled networks and scenarios are."""

from __future__ import annotations

import os
import tomllib
from difflib import get_close_matches
from pathlib import Path

from transnet.base.collector import refusal
from transnet.base.errors import UnknownNameError
from transnet.base.language import Message, said
from transnet.io.input_files import is_file, is_folder, is_workbook

INFO_FILE = "network.toml"
_LOOKED_AT = 1000
_LONGEST = 100  # characters of a name that is compared
_PACKAGE = Path(__file__).parents[1]


def _bundled(kind: str) -> Path:
    """Return the folder of bundled networks or scenarios: in the wheel, else in the checkout."""
    inside = _PACKAGE / "bundled" / kind
    return inside if inside.is_dir() else _PACKAGE.parent / kind


def list_networks() -> list[str]:
    """Return the names of the bundled networks, sorted."""
    return sorted(path.parent.name for path in _bundled("networks").glob("*/network.toml"))


def list_scenarios() -> list[str]:
    """Return the names of the bundled scenarios, sorted."""
    return sorted(path.stem for path in _bundled("scenarios").glob("*.toml"))


def list_more_scenarios() -> list[str]:
    """Return the names of the bundled scenarios in folders, such as stages/2030, sorted.

    Those in a network's own folder are among them (`list_network_scenarios`).
    """
    folder = _bundled("scenarios")
    paths = [path.relative_to(folder) for path in folder.glob("*/*.toml")]
    names = [path.with_suffix("").as_posix() for path in paths]
    return sorted([*names, *list_network_scenarios()])


def list_network_scenarios() -> list[str]:
    """Return the scenarios in folders of bundled networks, such as lisbon-porto/phase-1, sorted."""
    paths = _bundled("networks").glob("*/scenarios/*.toml")
    return sorted(f"{path.parents[1].name}/{path.stem}" for path in paths)


def network_folder(source: str | Path) -> Path:
    """Return the folder of a bundled network or, for a path, that folder or workbook (.xlsx).

    A bundled network may be called by its id, or by its name in Chinese or English.
    Raises UnknownNameError with the nearest names when there is neither.
    """
    known, bundled = list_networks(), _bundled("networks")
    if isinstance(source, str) and source not in known and not _holds_network(Path(source)):
        source = next((each for each in known if source in _names(bundled / each)), source)
    return _find(source, said("network"), known, bundled, "")


def network_beside(named: str, file: Path) -> str:
    """Return the way to a network that a scenario's file names as seen from itself; else the name.

    A bundled network's name, and a path from where the command is run, stay as they are.
    """
    if named in list_networks() or not named or Path(named).is_absolute():
        return named
    beside = Path(os.path.normpath(file.parent / named))
    return str(beside) if is_file(beside / INFO_FILE) or is_workbook(beside) else named


def nearest_network(name: str) -> str:
    """Return the bundled network that a name which isn't known may mean; '' for none.

    A name that is no path may mean the only one.
    """
    known = list_networks()
    near = get_close_matches(name.casefold()[:_LONGEST], known, n=1, cutoff=0.5)
    is_name = not (Path(name).suffix or set(name) & set("/\\"))
    return near[0] if near else known[0] if is_name and len(known) == 1 else ""


def _names(folder: Path) -> tuple[object, ...]:
    """Return the names of a bundled network."""
    told = tomllib.loads((folder / "network.toml").read_text(encoding="utf-8"))
    return told.get("name_zh"), told.get("name_en")


def layer_folder(named: str, beside: Path) -> Path | None:
    """Return the folder of a road layer: seen from a network's folder, or beside bundled networks.

    None when neither has a node.csv and a link.csv in it.
    """
    for folder in (beside / named, _bundled("networks") / named):
        if all(is_file(folder / name) for name in ("node.csv", "link.csv")):
            return folder
    return None


def scenario_file(source: str | Path) -> Path:
    """Return the file of a bundled scenario, in a folder or not, or for a path, that file.

    Raises UnknownNameError with the nearest names when there is neither.
    """
    known = [*list_scenarios(), *list_more_scenarios()]
    if isinstance(source, str) and source in known:
        network, _, stem = source.partition("/")
        own = _bundled("networks") / network / "scenarios" / f"{stem}.toml"
        if is_file(own):
            return own
    return _find(source, said("scenario"), known, _bundled("scenarios"), ".toml")


def is_scenario(named: str) -> bool:
    """Whether a name stands for a scenario: a bundled one that is no network, or a TOML file."""
    if named in list_networks():
        return False
    path = Path(named)
    is_toml = path.suffix.lower() == ".toml" and path.name != "network.toml" and is_file(path)
    return is_toml or named in (*list_scenarios(), *list_more_scenarios())


def _find(source: str | Path, kind: Message, known: list[str], folder: Path, suffix: str) -> Path:
    if isinstance(source, str) and source in known:
        return folder / f"{source}{suffix}"
    if not isinstance(source, str | os.PathLike):
        where = said("file") if suffix else said("folder")
        hint = said("name a {kind} or its {where}, as text or as a path", kind=kind, where=where)
        told = said("the {kind} can't be found", kind=kind)
        raise refusal(told, "wrong_type", kind, hint, source)
    path = Path(source)
    is_there = is_file if suffix else _holds_network
    if str(source) and is_there(path):  # "" would be the working directory
        return path
    beside = _scenarios_beside(path, suffix) if suffix else _networks_beside(path)
    error = _unknown(kind, path, [*known, *beside], a_file=bool(suffix))
    if suffix and path.name and is_file(meant := Path(f"{path}{suffix}")):
        told = said("no {kind} named {name!r}", kind=kind, name=str(path))
        error.message = said("{told}; did you mean {near}?", told=told, near=meant)
    raise error


def _holds_network(path: Path) -> bool:
    """Whether a path may lead to a network: a folder, or a workbook."""
    return is_folder(path) or is_workbook(path)


def _unknown(kind: Message, path: Path, known: list[str], *, a_file: bool) -> UnknownNameError:
    """Return the error for a name that is nothing, or a path that is something else."""
    error = UnknownNameError(kind, str(path), known)
    if path.parts and (is_folder if a_file else is_file)(path):
        error.message = (
            said(
                "{told}; it is a folder, and a scenario is a file: name one in it",
                told=error.message,
            )
            if a_file
            else said("{told}; it is a file; a network is a folder or .xlsx", told=error.message)
        )
    return error


def _networks_beside(path: Path) -> list[str]:
    """Return the folders and workbooks that may be meant by the path of a network not there."""
    try:
        folders = [found.parent for found in path.parent.glob(f"*/{INFO_FILE}")]
        books = [found for found in path.parent.glob("*.xlsx") if not found.name.startswith("~$")]
    except (OSError, ValueError):  # a folder that may not be looked into, or no name of one
        return []
    return sorted(map(str, [*folders, *books]))[:_LOOKED_AT]


def _scenarios_beside(path: Path, suffix: str) -> list[str]:
    """Return the files that may be meant by the path of a scenario that isn't there."""
    try:
        return sorted(str(each) for each in path.parent.glob(f"*{suffix}"))[:_LOOKED_AT]
    except (OSError, ValueError):  # a folder that may not be looked into, or no name of one
        return []
