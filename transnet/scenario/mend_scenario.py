"""A mended copy of a scenario file: marks, days and numbers as TOML has them, in UTF-8."""

from __future__ import annotations

from pathlib import Path

from transnet.base.collector import Notices
from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import Message, said
from transnet.io.outputs import write_outputs
from transnet.io.text import Limits, decode, read_bytes
from transnet.io.toml_text import TOML_BYTES
from transnet.scenario.file import drafted
from transnet.scenario.keyboard import plain_marks
from transnet.scenario.toml_places import Spot, Spots, at_spots, with_plain


def write_mended_scenario(
    path: Path, copy: Path, *, force: bool = False
) -> list[tuple[Path, list[Notice]]]:
    """Write a copy of a scenario file with what was read otherwise than written put right.

    What is in doubt stays as it is, and stays an error; so do words that aren't known.

    force    replace a copy that is there; without it that is refused
    returns  the copy with the notices of what was changed; nothing where nothing was
    Raises ScenarioError for a file that can't be read, InputError when the copy is there or can't
    be written.
    """
    data, notices = read_bytes(path, limits=Limits(file_bytes=TOML_BYTES))
    text = ""
    if not notices:
        text, notices = decode(data, path.name)
    if any(each.severity == "error" for each in notices):
        raise ScenarioError(said("{file} can't be read", file=path.name), notices)
    findings = Notices(path.name, limit=None)
    spots = drafted(text, findings)[1]
    read = [each for each in findings.notices if each.code == "read_as"]
    changes = [*notices, *at_spots(read, spots)]
    if not changes:
        return []
    mended = _with_values(plain_marks(text).text, read, spots)
    write_outputs({copy: mended.encode("utf-8")}, force=force, inputs=[path])
    return [(copy, changes)]


def _with_values(text: str, read: list[Notice], spots: Spots) -> str:
    """Return a text with values put right that were read as others, from the last to the first."""
    plain: dict[Spot, dict[str, str]] = {}
    for each in read:
        if (spot := spots.get(str(each.column))) and isinstance(each.hint, Message):
            plain.setdefault(spot, {})[each.value] = str(each.hint.values["plain"])
    for spot in sorted(plain, key=lambda each: each[3:], reverse=True):
        text = with_plain(text, spot, plain[spot])
    return text
