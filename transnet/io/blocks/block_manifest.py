"""Which blocks are finished: a file of lines beside the matrix, a line for each block.

Its first line says what is asked and by which transnet. A line that was cut off counts for nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from transnet.base.code_digest import our_code
from transnet.base.collector import refusal
from transnet.base.language import said


class Manifest:
    """The finished blocks of a matrix, each with the digest of its minutes.

    path    of the file of lines
    asked   digest of all that decides the matrix
    blocks  how many it has
    """

    def __init__(self, matrix: Path, asked: str, blocks: int) -> None:
        self.path = matrix.with_name(f"{matrix.name}.blocks")
        self._matrix, self._blocks = matrix, blocks
        self._head = {"asked": asked, "blocks": blocks, "made_by": our_code()}
        self.finished: dict[int, str] = {}

    def open(self) -> bool:
        """Read what is finished; returns False where nothing was begun.

        Raises InputError where the file is of another question, or of another transnet.
        """
        try:
            lines = self.path.read_text("utf-8", errors="replace").split("\n")
        except FileNotFoundError:
            return False
        head = _parsed(lines[0])
        if head != self._head:
            raise self._other(head)
        for line in lines[1:-1]:  # what stands behind the last line end was cut off
            cells = _parsed(line)
            at, digest = cells.get("block"), cells.get("sha256")
            if type(at) is int and 0 <= at < self._blocks and type(digest) is str:
                self.finished[at] = digest
        return True

    def begin(self) -> None:
        """Write the first line, and those of blocks that are finished. Raises OSError."""
        rows = [{"block": at, "sha256": digest} for at, digest in sorted(self.finished.items())]
        text = "".join(f"{json.dumps(each)}\n" for each in [self._head, *rows])
        partial = self.path.with_name(f".{self.path.name}.partial")
        partial.write_text(text, "utf-8")
        partial.replace(self.path)

    def add(self, at: int, digest: str) -> None:
        """Note that a block is finished. Raises OSError."""
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"block": at, "sha256": digest}) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        self.finished[at] = digest

    @property
    def is_whole(self) -> bool:
        """Whether all blocks are finished."""
        return len(self.finished) == self._blocks

    def digest(self) -> str:
        """Return the digest of the whole matrix: that of the digests of its blocks, in order."""
        every = "".join(self.finished[at] for at in range(self._blocks))
        return hashlib.sha256(every.encode()).hexdigest()

    def _other(self, head: dict[str, object]) -> Exception:
        told = said("{name} can't be gone on with", name=self._matrix.name)
        made_by = str(head.get("made_by"))
        if made_by != self._head["made_by"] and head.get("asked") == self._head["asked"]:
            hint = said(
                "{began} began it and {working} works here; go on with the first, or "
                "name another place, or force it",
                began=made_by,
                working=self._head["made_by"],
            )
            return refusal(told, "two_versions", self.path.name, hint)
        hint = said("it holds blocks of another question; name another place, or force it")
        return refusal(told, "file_exists", self.path.name, hint)


def _parsed(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
