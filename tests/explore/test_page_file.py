"""The page as one file runs its own script and style alone, and holds any names."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path

import transnet.explore
from transnet.explore.page_file import ENTRY, packed_text, page_of

APP = Path(transnet.explore.__file__).parent / "static" / "app"
PAGE = page_of(b'{"a": "</script><script>alert(1)</script>"}', "A <b>name</b> & more")


def _between(start: str, end: str) -> str:
    return PAGE.split(start, 1)[1].split(end, 1)[0]


def test_what_runs_is_named_by_its_hash_and_nothing_else_may() -> None:
    policy = dict(part.split(" ", 1) for part in _between('Policy" content="', '">').split("; "))
    for kind, tags in (("script", '<script type="module">'), ("style", "<style>")):
        text = _between(tags, f"</{kind}>")
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert policy.pop(f"{kind}-src") == f"'sha256-{digest}'"
        assert len(text) > 5_000
    assert policy == {
        "default-src": "'none'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_scripts_are_put_together_whole() -> None:
    """No line that imports or exports is left: each was read, in the one way they are written."""
    script = _between('<script type="module">', "</script>")
    assert not re.search(
        r"^\s*(import|export)\b|\bimport[.(]|\bfetch\(|@\w+@", script, re.MULTILINE
    )
    assert not re.search(r"</script|<!--", script, re.IGNORECASE)
    count = len(re.findall(r"^const m\d+ = \(\(\) => \{$", script, re.MULTILINE))
    live_only = {APP / "main.js", APP / "source.js", APP / "map" / "gl_map.js"}
    live_only |= set((APP / "city").iterdir())
    assert count == len(set(APP.rglob("*.js")) - live_only)
    assert script.rstrip().endswith("})();")
    assert (APP / ENTRY).read_text("utf-8").rstrip().splitlines()[-1] in script


def test_data_are_letters_alone_and_the_title_is_text() -> None:
    data = _between('id="transnet-data">', "</script>")
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", data)
    assert b"alert(1)" in gzip.decompress(base64.b64decode(data))
    assert "<title>A &lt;b&gt;name&lt;/b&gt; &amp; more</title>" in PAGE
    assert packed_text(b"x" * 1000) == packed_text(b"x" * 1000)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", PAGE)
