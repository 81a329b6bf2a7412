"""What the page takes from others is what the lock pins, byte for byte."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
VENDOR = Path(__file__).parents[2] / "transnet" / "explore" / "static" / "vendor"
LOCK = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]


def test_files_are_those_whose_sums_are_listed() -> None:
    listed = dict(
        reversed(line.split("  ")) for line in (VENDOR / "SHA256SUMS").read_text().splitlines()
    )
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name != "SHA256SUMS"
    }
    assert found == listed
    assert {"maplibre-gl.mjs", "maplibre-gl-worker.mjs", "LICENCES.txt"} <= set(found)


def test_page_and_worker_are_of_the_version_that_is_pinned() -> None:
    pinned = json.loads((WEB / "package.json").read_text("utf-8"))["dependencies"]["maplibre-gl"]
    assert LOCK["node_modules/maplibre-gl"]["version"] == pinned
    for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs"):
        assert f"maplibre-gl-js/blob/v{pinned}/" in (VENDOR / name).read_text("utf-8")[:300]


def test_every_package_has_its_licence_and_hash_and_no_address() -> None:
    told = (VENDOR / "LICENCES.txt").read_text("utf-8")
    packages = {path: about for path, about in LOCK.items() if path}
    assert len(packages) > 20
    for path, about in packages.items():
        name = path.rpartition("node_modules/")[2]
        assert f"\n{name} {about['version']} ({about['license']})\n" in told
        assert about["integrity"].startswith("sha512-")
        assert "resolved" not in about


def test_files_are_what_npm_fetches(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is missing; the sums were compared")
    command = [sys.executable, str(WEB / "vendor.py"), str(tmp_path / "vendor")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "ENOTFOUND" in done.stderr or "ECONNREFUSED" in done.stderr or "EAI_AGAIN" in done.stderr:
        pytest.skip("npm reaches no registry; the sums were compared")
    assert done.returncode == 0, done.stderr
    fetched = {path.name: path.read_bytes() for path in (tmp_path / "vendor").iterdir()}
    assert fetched == {path.name: path.read_bytes() for path in VENDOR.iterdir()}
