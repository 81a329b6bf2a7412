"""A file of a room counts with all that it imports there, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from transnet.base.room_sources import RoomSources

FILES = {
    "__init__.py": "",
    "alone.py": "import numpy as np\n",
    "deep/__init__.py": "",
    "deep/inner.py": "from room.last import (\n    a,\n    b,\n)\n",
    "last.py": "import roomy\n",
    "top.py": "from room.deep import inner\nfrom room.alone import x as y, z\n",
    "late.py": "def f():\n    import room.last\n",
    "whole.py": "from . import last\n",
    "starred.py": "from room.last import *\n",
    "ring.py": "from room.ring_too import a\n",
    "ring_too.py": "from room.ring import b\n",
}
EVERYTHING = set(FILES) - {"__init__.py"}


@pytest.fixture
def room(tmp_path: Path) -> Path:
    home = tmp_path / "room"
    for name, source in FILES.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(source, "utf-8")
    return home


def _felt(room: Path, edited: str) -> set[str]:
    """Return the files whose digest differs once a file is edited."""
    before = RoomSources(room, "room")
    digests = {name: before.digest(room / name) for name in FILES}
    with (room / edited).open("a", encoding="utf-8") as file:
        file.write("# more\n")
    after = RoomSources(room, "room")
    return {name for name in FILES if after.digest(room / name) != digests[name]}


@pytest.mark.parametrize(
    ("edited", "felt"),
    [
        ("top.py", {"top.py"}),
        ("alone.py", {"alone.py", "top.py"}),
        ("deep/inner.py", {"deep/inner.py", "top.py"}),
        ("deep/__init__.py", {"deep/__init__.py", "deep/inner.py", "top.py"}),
        ("last.py", {"last.py", "deep/inner.py", "top.py", "late.py", "starred.py"}),
        ("ring.py", {"ring.py", "ring_too.py"}),
        ("__init__.py", EVERYTHING | {"__init__.py"}),
    ],
)
def test_an_edit_is_felt_by_what_leads_to_it(room: Path, edited: str, felt: set[str]) -> None:
    assert _felt(room, edited) == felt | {"whole.py", "starred.py"}


def test_digests_hang_on_names_too(room: Path) -> None:
    digest = RoomSources(room, "room").digest(room / "top.py")
    (room / "deep" / "inner.py").rename(room / "inner.py")
    (room / "top.py").write_text(FILES["top.py"], "utf-8")
    assert RoomSources(room, "room").digest(room / "top.py") != digest


def test_a_file_of_elsewhere_is_none_of_the_room(room: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        RoomSources(room, "room").digest(tmp_path / "other.py")
