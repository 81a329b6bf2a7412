"""What mends a scenario, as a scenario file that can be run, and the run that proves it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.io.catalog import is_scenario, scenario_file
from transnet.io.outputs import check_outputs, write_outputs
from transnet.model.network import Network
from transnet.scenario.edits import Edit
from transnet.scenario.file import Scenario, read_scenario
from transnet.scenario.openings import Open
from transnet.scenario.values import SetHeadway
from transnet.study.run import run

if TYPE_CHECKING:
    from transnet.decision.diagnosis import Diagnosis

_ID = re.compile(r"^\s*id\s*=.*$", re.MULTILINE)


def scenario_to_mend(source: str) -> Scenario:
    """Return a scenario by its name or file; a network stands for what it is today."""
    if is_scenario(source) or source.endswith(".toml"):
        return read_scenario(source)
    return Scenario.from_dict({"id": "today", "network": source, "date": "today"})


def mended_text(found: Diagnosis) -> str:
    """Return the file of a diagnosed scenario with what mends it added; '' where nothing does."""
    if not found.edits:
        return ""
    lines = [_own_text(found).rstrip(), ""]
    for edit in found.edits:
        lines += [
            "[[edit]]",
            *(f"{key} = {_toml(value)}" for key, value in _values(edit).items()),
            "",
        ]
    return "\n".join(lines)


def _values(edit: Edit) -> Mapping[str, object]:
    """Return an edit that mends as the keys of its table in a file."""
    if isinstance(edit, Open):
        return {"action": edit.action, "project": list(edit.project)}
    if isinstance(edit, SetHeadway):
        own = {"service": list(edit.service), "headway_min": edit.headway_min}
        return {"action": edit.action, **own}
    names = ("parameter", "mode", "value")
    return {"action": edit.action, **{name: getattr(edit, name) for name in names}}


def write_mended_scenario_file(
    found: Diagnosis, out: Path, *, force: bool = False, network: Network | None = None
) -> dict[str, bool]:
    """Write that file, run it, and return of each target that failed whether it is met then.

    network  used in place of the one that the scenario names
    Raises InputError where nothing mends it, and where the file is there and isn't forced.
    """
    text = mended_text(found)
    if not text:
        raise InputError(said("nothing that was tried meets a target: there is no file to write"))
    check_outputs([out], force=force)
    write_outputs({out: text.encode()}, force=force)
    after = run(read_scenario(out), network=network).after.verdicts.set_index("target_id")["met"]
    return {each.target: bool(after[each.target]) for each in found.remedies}


def _own_text(found: Diagnosis) -> str:
    scenario = found.scenario
    mended = f'id = "{found.mended().id}"'
    if scenario.file and is_scenario(scenario.file):
        text = scenario_file(scenario.file).read_text("utf-8")
        return _ID.sub(lambda _: mended, text, count=1)
    named = {"network": scenario.network, "date": scenario.date}
    return "\n".join([mended, *(f"{key} = {_toml(value)}" for key, value in named.items())])


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
