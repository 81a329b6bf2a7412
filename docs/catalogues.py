"""Extract what is said from the code, merge it into the catalogues and compile: `make catalogues`.

    python -m docs.catalogues                     extracts, merges, compiles, and counts
    python -m docs.catalogues --fill pairs.json   first takes {"English": "中文"} from a file
    python -m docs.catalogues --missing           prints {"English": ""} of what has no Chinese

A catalogue for each room: the folder of the package, `report-page` and the like for the folders of
report; `cli` also holds the help of the commands, and `click` what click itself says. Translations
of a text that is no longer said are dropped and named. When two branches changed one room, merge
the .po (text, sorted by the English), take either .mo, and run this again.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.import_graph import PACKAGE
from transnet.base.codes import codes
from transnet.base.language import CATALOGUES

FOLDER = CATALOGUES / "zh" / "LC_MESSAGES"
SAYING = ("said", "both")
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)  # the same for all, so that branches don't differ
_WIDTH = 100

Key = str | tuple[str, ...]


def main() -> None:
    """Extract, merge, compile and count; print what is missing where asked."""
    words = sys.argv[1:]
    given: dict[str, str] = {}
    if words[:1] == ["--fill"]:
        for name in words[1:]:
            given |= json.loads(Path(name).read_text("utf-8"))
    templates = extracted()
    for room in {path.stem for path in FOLDER.glob("*.po")} - set(templates):
        (FOLDER / f"{room}.po").unlink()
        (FOLDER / f"{room}.mo").unlink(missing_ok=True)
    told = []
    for room, keys in templates.items():
        catalog, dropped = merged(room, keys, given)
        with (FOLDER / f"{room}.po").open("wb") as file:
            write_po(file, catalog, width=_WIDTH, no_location=True, sort_output=True)
        (FOLDER / f"{room}.mo").write_bytes(compiled(catalog))
        told.append(f"{room:18s} {len(keys):5d} texts, {len(untranslated(room))} without Chinese")
        told += [f"    no longer said: {key!r}: {zh!r}" for key, zh in dropped.items()]
    if "--missing" in words:
        missing = {_single(key): "" for room in templates for key in untranslated(room)}
        told = [json.dumps(missing, ensure_ascii=False, indent=1)]
    sys.stdout.write("\n".join(told) + "\n")


def untranslated(room: str) -> list[Key]:
    """Return the texts of a room whose catalogue has no Chinese, or one to be looked at again."""
    catalog = {each.id: each for each in read(room) if not each.fuzzy}
    return [key for key in extracted()[room] if key not in catalog or not _whole(catalog[key])]


def read(room: str) -> Catalog:
    """Return a room's catalogue as it lies in the folder; an empty one where there is none."""
    path = FOLDER / f"{room}.po"
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale="zh", charset="utf-8")


def merged(
    room: str, keys: tuple[Key, ...], given: Mapping[str, str]
) -> tuple[Catalog, dict[str, Any]]:
    """Return the catalogue of exactly these texts, and the translations that were dropped."""
    old = {each.id: each.string for each in read(room) if each.id}
    catalog = _empty()
    for key in keys:
        string = given.get(_single(key)) or old.get(key) or ""
        if not isinstance(key, str) and isinstance(string, str):
            string = (string,)  # Chinese has one form
        catalog.add(key, string)
    return catalog, {str(key): string for key, string in old.items() if string and key not in keys}


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


@cache
def extracted() -> Mapping[str, tuple[Key, ...]]:
    """Return the texts of each room, sorted."""
    found: dict[str, set[Key]] = {"cli": set(_help()), "click": set(_of_click())}
    for path in sorted(PACKAGE.rglob("*.py")):
        keys = set(templates_of(path.read_text("utf-8"), path)) - {""}
        if keys:
            found.setdefault(room_of(path), set()).update(keys)
    found["base"] |= {code.meaning for code in codes().values()}
    return {room: tuple(sorted(keys, key=str)) for room, keys in sorted(found.items())}


def room_of(path: Path) -> str:
    """Return the room whose catalogue holds what a file of the package says."""
    folders = path.relative_to(PACKAGE).parts[:-1] or ("base",)
    return "-".join(folders[:2]) if folders[0] == "report" else folders[0]


def templates_of(source: str, path: Path) -> Iterator[str]:
    """Yield the templates that a file hands to `said` and `both`; a choice of two is two."""
    nodes = list(ast.walk(ast.parse(source)))
    imported = [each for each in nodes if isinstance(each, ast.ImportFrom)]
    names = [
        each.asname or each.name
        for line in imported
        if line.module == "transnet.base.language"
        for each in line.names
        if each.name in SAYING
    ]
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
            yield from _written_out(node.args[0], f"{path}:{node.lineno}")


def _written_out(node: ast.expr, where: str) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _written_out(node.body, where)
        yield from _written_out(node.orelse, where)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        raise ValueError(f"{where}: write the template out, so that it can be translated")


def _help() -> Iterator[str]:
    """Yield what the commands say of themselves."""
    from transnet.cli.main import main as command
    from transnet.cli.spoken import metavars

    waiting: list[click.Command] = [command]
    while waiting:
        here = waiting.pop()
        waiting += getattr(here, "commands", {}).values()
        texts = [here.help, here.epilog, *metavars(here)]
        texts += [getattr(parameter, "help", None) for parameter in here.params]
        yield from (inspect.cleandoc(text) for text in texts if text)


def _of_click() -> Iterator[Key]:
    """Yield what click itself says, plurals as pairs."""
    folder = Path(click.__file__).parent
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    for found in extract_from_dir(folder, keywords=keywords):
        yield found[2]
    yield "required"  # which it looks up by a name


def fields(template: str) -> set[str]:
    """Return the names of the values that a template holds."""
    named = {name for _, name, _, _ in Formatter().parse(template) if name}
    return {re.split(r"[.\[]", name)[0] for name in named}


def _whole(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings)


def _single(key: Key) -> str:
    return key if isinstance(key, str) else key[0]


def _empty() -> Catalog:
    return Catalog(
        locale="zh",
        project="transnet",
        version="",
        copyright_holder="The transnet founders",
        creation_date=_LONG_AGO,
        revision_date=_LONG_AGO,
        fuzzy=False,
    )


if __name__ == "__main__":
    main()
