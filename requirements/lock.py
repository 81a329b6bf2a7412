"""Pins every package that development needs, with the hashes of all files of its release.

    python requirements/lock.py        keeps the versions that are pinned, and adds what is missing
    python requirements/lock.py -U     takes the newest ones

It needs uv. dev.txt is what the Makefile installs: the package's own dependencies, the tools and
what builds the package; bench.txt is what the benchmarks' peers need beside it. pip installs both
with --require-hashes, so a file that was changed after it was published is refused.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parent / "pyproject.toml"
BUILD = ("hatchling>=1.27", "editables")
OPTIONS = (
    "--universal", "--fork-strategy", "fewest", "--python-version", "3.11", "--generate-hashes",
    "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate",
)  # fmt: skip
HEAD = "# Written by requirements/lock.py\n"


def main() -> None:
    """Write both files."""
    build, everything = HERE / ".build.in", HERE / ".all.txt"
    build.write_text("\n".join(BUILD) + "\n", "utf-8")
    try:
        _compile(HERE / "dev.txt", str(build), "--extra", "dev")
        pinned = [_pin(block) for block in _blocks(HERE / "dev.txt")]
        old = _blocks(HERE / "bench.txt") if (HERE / "bench.txt").exists() else []
        wanted = [*pinned, *map(_pin, old)]
        everything.write_text("\n".join(wanted) + "\n", "utf-8")
        _compile(everything, "--extra", "dev", "--extra", "bench")
        more = [block for block in _blocks(everything) if _pin(block) not in pinned]
        (HERE / "bench.txt").write_text(HEAD + "".join(more), "utf-8")
    finally:
        build.unlink()
        everything.unlink(missing_ok=True)


def _compile(out: Path, *words: str) -> None:
    command = ["uv", "pip", "compile", "-q", str(PROJECT), *words, *OPTIONS, "-o", str(out)]
    subprocess.run([*command, *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    out.write_text(HEAD + "".join(_blocks(out)), "utf-8")


def _blocks(path: Path) -> list[str]:
    """Return the text of each package: its pin, and a line for each hash."""
    return re.findall(r"^[A-Za-z0-9][^\n]*\n(?: [^\n]*\n)*", path.read_text("utf-8"), re.MULTILINE)


def _pin(block: str) -> str:
    return block.split(" \\", maxsplit=1)[0]


if __name__ == "__main__":
    main()
