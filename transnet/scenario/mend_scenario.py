"""A mended copy of a scenario file: marks of a Chinese keyboard as TOML has them, in UTF-8."""

from __future__ import annotations

from pathlib import Path

from transnet.base.collector import Notices
from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import said
from transnet.io.outputs import write_outputs
from transnet.io.text import Limits, decode, read_bytes
from transnet.io.toml_text import TOML_BYTES
from transnet.scenario.keyboard import plain_marks
from transnet.scenario.toml_slips import note_read


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
    findings, typed = Notices(path.name, limit=None), plain_marks(text)
    note_read(typed, findings)
    changes = [*notices, *findings.notices]
    if not changes:
        return []
    write_outputs({copy: typed.text.encode("utf-8")}, force=force, inputs=[path])
    return [(copy, changes)]
