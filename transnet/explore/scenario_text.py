"""Edits of a scenario as plain values: in the text of a file, in Python, packed in an address."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from transnet.base.language import said
from transnet.explore.refusals import RefusedError, bad_address
from transnet.scenario.edits import Edit
from transnet.scenario.file import Scenario

_LARGEST = 65_536
_BESIDE = ("id", "name_zh", "name_en", "network", "date", "base", "traffic")


def edit_values(edit: Edit) -> dict[str, Any]:
    """Return an edit as the keys of its table in a file: what is as by default is left out."""
    return {"action": edit.action, **_values(edit)}


def _values(part: Any) -> dict[str, Any]:
    found = {}
    for each in fields(part):
        value = getattr(part, each.name)
        if each.default is MISSING or value != each.default:
            found[each.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return _values(value) if is_dataclass(value) else value


def scenario_values(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario of edits as the values of its file."""
    usual = Scenario(id=scenario.id)
    named = {
        key: getattr(scenario, key)
        for key in _BESIDE
        if key in ("id", "network", "date") or getattr(scenario, key) != getattr(usual, key)
    }
    edits = [edit_values(edit) for edit in scenario.edits]
    return {**named, "edit": edits} if edits else named


def toml_text(scenario: Scenario) -> str:
    """Return the scenario file of a scenario, which `transnet run` takes."""
    values = scenario_values(scenario)
    edits = values.pop("edit", [])
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    for edit in edits:
        lines += ["", "[[edit]]", *(f"{key} = {_toml(value)}" for key, value in edit.items())]
    return "\n".join(lines) + "\n"


def python_text(scenario: Scenario) -> str:
    """Return Python that runs a scenario, and prints its verdicts."""
    lines = ["from transnet import Scenario, run", "", "scenario = Scenario.from_dict("]
    lines += [f"    {line}" for line in _python(scenario_values(scenario)).splitlines()]
    lines += [
        ")",
        "result = run(scenario)",
        'columns = ["name_en", "before", "after", "met_after"]',
        "print(result.verdicts[columns].to_string(index=False))",
    ]
    return "\n".join(lines) + "\n"


def _python(values: Mapping[str, Any]) -> str:
    lines = ["{"]
    for key, value in values.items():
        if key == "edit":
            lines += ['    "edit": [', *(f"        {each!r}," for each in value), "    ],"]
        else:
            lines.append(f"    {key!r}: {value!r},")
    return "\n".join([*lines, "}"])


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def packed(edits: Sequence[Edit]) -> str:
    """Return edits as a word that can stand in an address."""
    text = json.dumps([edit_values(each) for each in edits], ensure_ascii=False, allow_nan=False)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpacked(word: str) -> tuple[Edit, ...]:
    """Return the edits of such a word.

    Raises RefusedError for one that was changed, ScenarioError for edits that a file couldn't have.
    """
    wrong = bad_address(
        said("the edits in the address can't be read"), said("upload the scenario file again")
    )
    try:
        data = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        values = json.loads(_inflated(data))
    except (ValueError, zlib.error, RecursionError):
        raise wrong from None
    if not isinstance(values, list):
        raise wrong
    return Scenario.from_dict({"id": "address", "edit": values}, "address").edits


def _inflated(data: bytes) -> bytes:
    """Return what was deflated; raises RefusedError for what would take more memory than it may."""
    stream = zlib.decompressobj()
    text = stream.decompress(data, _LARGEST)
    if stream.unconsumed_tail or not stream.eof:
        raise RefusedError(413, "too_large", said("the edits in the address are too many"))
    return text
