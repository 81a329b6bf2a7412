"""Puts the pinned files that the explorer's page takes from others beside it: `make web`.

    python web/vendor.py            npm ci, then copies, licences and sums
    python web/vendor.py FOLDER     writes them to another folder, to compare

What it writes is committed, so nobody needs Node to install the package. package-lock.json pins
every package by its hash and names no registry.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
VENDOR = HERE.parent / "transnet" / "explore" / "static" / "vendor"
MAPLIBRE = "node_modules/maplibre-gl/dist"
FILES = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")
LICENCES, SUMS = "LICENCES.txt", "SHA256SUMS"
NO_FILE = "The package has no licence file; its README says:\n"


def main() -> None:
    """Fetch what the lock pins, and write the folder anew."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else VENDOR
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is missing: it comes with Node.js, of which `make web` needs 20")
    subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=HERE, check=True)  # noqa: S603
    write(folder)


def write(folder: Path) -> None:
    """Copy the files from node_modules, and write their licences and sums beside them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_bytes((HERE / MAPLIBRE / name).read_bytes())
    (folder / LICENCES).write_text(licences(), "utf-8", newline="\n")
    (folder / SUMS).write_text(sums(folder), "utf-8", newline="\n")


def licences() -> str:
    """Return the name, version and licence of each package in the lock, one after another."""
    packages = json.loads((HERE / "package-lock.json").read_text("utf-8"))["packages"]
    told = ["These packages are in the files beside this one, whole or in part.\n"]
    for path, about in sorted(packages.items()):
        if path:
            name = path.rpartition("node_modules/")[2]
            told.append(f"{'=' * 80}\n{name} {about['version']} ({about['license']})\n")
            told.append(_licence_file(HERE / path))
    return "\n".join(told)


def sums(folder: Path) -> str:
    """Return the SHA-256 of each file of the folder, as sha256sum prints them."""
    own = sorted(path for path in folder.iterdir() if path.name != SUMS)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in own
    )


def _licence_file(package: Path) -> str:
    found = sorted(
        path
        for path in package.iterdir()
        if path.is_file() and path.name.lower().startswith(("licen", "copying"))
    )
    if not found:
        readme = (package / "README.md").read_text("utf-8")
        return NO_FILE + readme[readme.rindex("License") :].strip() + "\n"
    text = "\n".join(path.read_text("utf-8") for path in found)
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").splitlines()]
    return "\n".join(lines).strip() + "\n"


if __name__ == "__main__":
    main()
