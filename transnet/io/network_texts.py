"""Texts beside the tables of a network, which no table holds: comments of network.toml, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from transnet.io.input_files import is_workbook
from transnet.io.network_info import info_of
from transnet.io.text import LIMITS, Limits, decode, read_bytes
from transnet.io.toml_text import toml_values
from transnet.io.workbooks.sheets import Workbook
from transnet.io.workbooks.text_sheet import may_lie_beside, texts_in

_FEW = Limits(file_bytes=1_000_000)


def texts_of(source: Path) -> dict[str, str]:
    """Return network.toml as it is written and the notes beside it, .md and .txt, by file.

    source  folder of a network, or its workbook
    Raises InputError for a workbook that names a file which can't be one of them.
    """
    if is_workbook(source):
        data, found = read_bytes(source)
        return {} if found else texts_in(Workbook(data, source.name, LIMITS))
    texts = {}
    for path in sorted(source.iterdir()):
        if may_lie_beside(path.name):
            data, found = read_bytes(path, limits=_FEW)
            text, _ = decode(data, path.name) if not found else ("", [])
            if text:
                texts[path.name] = text
    return texts


def with_values(text: str, wanted: str) -> str:
    """Return network.toml with its comments and the values of another one.

    text    as it was written; wanted  what it has to say
    The other one is returned as it stands where the values can't be put in.
    """
    values, why = toml_values(wanted)
    old = {} if why else toml_values(text)[0]
    if old == values:
        return text
    for key, value in _lines(wanted).items():
        if old.get(key) != values.get(key):
            text = _with_value(text, key, value)
    told = toml_values(text)[0]
    return text if told and info_of(told)[:2] == info_of(values)[:2] else wanted


def _with_value(text: str, key: str, value: str) -> str:
    """Return network.toml with another value of a key, which is added where it isn't there."""
    line = re.search(rf"^[ \t]*{re.escape(key)}[ \t]*=[ \t]*({_VALUE})", text, re.MULTILINE)
    if line is None:
        return f"{text.rstrip()}\n{key} = {value}\n"
    return f"{text[: line.start(1)]}{value}{text[line.end(1) :]}"


_VALUE = r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[^\s#]+"


def _lines(text: str) -> Mapping[str, str]:
    """Return the values of a plain network.toml as they are written, by key."""
    parts = (line.partition(" = ") for line in text.splitlines())
    return {key: value for key, _, value in parts if value}
