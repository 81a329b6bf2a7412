"""A small made-up world that runs at once, to begin a network of one's own with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from transnet.base.given import path_given
from transnet.io.folder import write_folder

SCENARIOS = "scenarios"
_QUESTIONS = ("bridge.toml",)


def write_starter(folder: str | Path, *, force: bool = False) -> list[Path]:
    """Write the made-up island into a folder, and a scenario of it below; return the paths.

    force  replace files that are there; without it they are refused
    Raises InputError when a file is there or can't be written.
    """
    target = path_given(folder, "folder")
    held = files("transnet.io").joinpath("starter")
    texts = {each.name: each.read_bytes() for each in held.iterdir() if "." in each.name}
    questions = {name: texts.pop(name) for name in _QUESTIONS}
    written = write_folder(target, dict(sorted(texts.items())), force=force)
    return written + write_folder(target / SCENARIOS, questions, force=force)
