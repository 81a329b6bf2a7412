"""Mutations of bytes, lines and tokens. All chance comes from the generator that is handed in."""

from __future__ import annotations

import bz2
import gzip
import random
import re
from collections.abc import Callable, Sequence

LARGEST = 200_000  # bytes of a mutant
Mutation = Callable[[random.Random, bytes], bytes]

HOSTILE = [
    *(
        "",
        " ",
        "0",
        "-0",
        "-1",
        "1.5",
        "1e400",
        "-1e308",
        "1e-320",
        "nan",
        "NaN",
        "inf",
        "-Infinity",
    ),
    *(
        "1,5",
        "１２",
        "1_000",
        "0x1F",
        "+7",
        ".5",
        "5.",
        "1e9",
        "91.5",
        "180.0001",
        "-90",
        "12523442",
    ),
    *(
        "2147483648",
        "4294967296",
        "9223372036854775808",
        "18446744073709551616",
        "9" * 30,
        "7" * 400,
    ),
    *("yes", "TRUE", "no", "None", "null", "是", "true;false", "-1;1", "2024-02-30", "0001-01-01"),
    *(
        "9999-12-31",
        "24:00",
        "7:05",
        "N1",
        "S1;S1",
        "S1;;S2",
        ";",
        "all",
        "*",
        "../..",
        "/dev/full",
    ),
    *("=cmd()", "<script>", "涓婃捣", "a\u200bb", "\u202e", "\ufeff", "\x1b[31m", "'", '"', "🚄"),
    *("$\\frac{1}{0}$", "%s%n", "{}", "[[", "POINT EMPTY", "LINESTRING (0 0, nan 1)", "x" * 300),
    *("GCJ-02", "EPSG:3857", "mph", "km/h", "con", "\ud7ff", "e\u0301", "\x7f", "é" * 40),
]
_JUNK = [
    b"\0",
    b"\xff",
    b'"',
    b",",
    b"\n",
    b"\r",
    b";",
    b"\xef\xbb\xbf",
    b"\xb1\xb1",
    b"[[[",
    b"\x1a",
]
_WORDS = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**63 - 1]
_TOKEN = re.compile(rb"[^\s,;\"'<>=\[\]{}()|]+")
_LONE_NUMBER = re.compile(rb"(?<![\w.:;-])-?\d+(?:\.\d+)?(?![\w.:;-])")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def flip(rng: random.Random, data: bytes) -> bytes:
    """Turn a few bits over."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8) if data else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def noise(rng: random.Random, data: bytes) -> bytes:
    """Overwrite, insert or delete bytes."""
    start = rng.randrange(len(data) + 1)
    end = min(len(data), start + rng.choice([0, 0, 1, 5, 40]))
    junk = rng.choice([rng.randbytes(rng.randint(0, 8)), rng.choice(_JUNK)])
    return data[:start] + junk + data[end:]


def cut(rng: random.Random, data: bytes) -> bytes:
    """End the file too early, or begin it too late."""
    at = rng.randrange(len(data) + 1)
    return data[:at] if rng.random() < 0.8 else data[at:]


def word(rng: random.Random, data: bytes) -> bytes:
    """Write a whole number of the kind that overflows over some bytes."""
    size, order = rng.choice([1, 2, 4, 8]), rng.choice(["little", "big"])
    value = rng.choice(_WORDS) % 256**size
    at = rng.randrange(len(data) + 1)
    return data[:at] + value.to_bytes(size, order) + data[at + size :]  # type: ignore[arg-type]


def repeat(rng: random.Random, data: bytes) -> bytes:
    """Say a part many times."""
    start = rng.randrange(len(data) + 1)
    part = data[start : start + rng.choice([1, 2, 9, 80])]
    return data[:start] + part * rng.choice([2, 3, 50, 2000]) + data[start:]


def move(rng: random.Random, data: bytes) -> bytes:
    """Put a part elsewhere, and leave it or not."""
    start = rng.randrange(len(data) + 1)
    part = data[start : start + rng.randint(1, 60)]
    rest = data if rng.random() < 0.5 else data[:start] + data[start + len(part) :]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + part + rest[at:]


def lines(rng: random.Random, data: bytes) -> bytes:
    """Delete, double, move or shuffle lines."""
    rows = data.split(b"\n")
    if rng.random() < 0.1:
        rng.shuffle(rows)
        return b"\n".join(rows)
    row = rows.pop(rng.randrange(len(rows)))
    for _ in range(rng.choice([0, 1, 2])):
        rows.insert(rng.randrange(len(rows) + 1), row)
    return b"\n".join(rows)


def number(rng: random.Random, data: bytes) -> bytes:
    """Replace numbers by hostile ones, or move their point."""
    return _replaced(rng, data, _NUMBER, lambda old: _other_number(rng, old))


def scale(rng: random.Random, data: bytes) -> bytes:
    """Multiply numbers that stand alone, so that the form of the file stays as it is."""
    return _replaced(rng, data, _LONE_NUMBER, lambda old: _scaled(rng, old))


def token(rng: random.Random, data: bytes) -> bytes:
    """Replace words by hostile ones or by words from elsewhere in the file."""
    words = _TOKEN.findall(data[:LARGEST]) or [b""]
    return _replaced(
        rng,
        data,
        _TOKEN,
        lambda _: rng.choice(HOSTILE).encode() if rng.random() < 0.6 else rng.choice(words),
    )


def swap(rng: random.Random, data: bytes) -> bytes:
    """Let two words change places."""
    found = list(_TOKEN.finditer(data))
    if len(found) < 2:
        return data
    first, second = sorted(rng.sample(found, 2), key=lambda match: match.start())
    return b"".join(
        [
            data[: first.start()],
            second[0],
            data[first.end() : second.start()],
            first[0],
            data[second.end() :],
        ]
    )


def recode(rng: random.Random, data: bytes) -> bytes:
    """Write the text in another encoding."""
    encoding = rng.choice(["gb18030", "utf-16", "utf-8-sig", "utf-32", "big5", "latin-1"])
    return data.decode("utf-8", "replace").encode(encoding, "replace")


def _replaced(
    rng: random.Random, data: bytes, pattern: re.Pattern[bytes], new: Callable[[bytes], bytes]
) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return noise(rng, data)
    chosen = sorted(rng.sample(found, min(len(found), rng.choice([1, 1, 1, 2, 5]))), key=_start)
    parts, at = [], 0
    for match in chosen:
        parts += [data[at : match.start()], new(match[0])]
        at = match.end()
    return b"".join([*parts, data[at:]])


def _start(match: re.Match[bytes]) -> int:
    return match.start()


def _other_number(rng: random.Random, old: bytes) -> bytes:
    if rng.random() < 0.5:
        return rng.choice(HOSTILE[:36]).encode()
    return _scaled(rng, old)


def _scaled(rng: random.Random, old: bytes) -> bytes:
    value = float(old) * rng.choice([10, 0.1, 1000, 0.001, -1, 0, 1e6, 1e12, 2, 0.5, 1.1, 3])
    return (
        (b"%d" % int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).encode()
    )


BYTES: Sequence[Mutation] = (flip, flip, noise, cut, word, word, repeat, move)
TEXT: Sequence[Mutation] = (number, number, token, token, token, swap, lines, noise, cut, move)
RARE: Sequence[Mutation] = (flip, repeat, recode)


def gentle_mutant(rng: random.Random, data: bytes) -> bytes:
    """Return a text with one number or word changed: most readers take it."""
    return rng.choice([scale, scale, scale, number, token, swap])(rng, data)[:LARGEST]


def text_mutant(rng: random.Random, data: bytes) -> bytes:
    """Return a text with up to three mutations that mostly leave its shape."""
    if rng.random() < 0.4:
        return gentle_mutant(rng, data)
    for _ in range(rng.choice([1, 1, 2, 3])):
        data = rng.choice(TEXT if rng.random() < 0.93 else RARE)(rng, data)[:LARGEST]
    return data


def bytes_mutant(rng: random.Random, data: bytes) -> bytes:
    """Return a binary file with one to three mutations."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        data = rng.choice(BYTES)(rng, data)[:LARGEST]
    return data


def gzip_mutant(rng: random.Random, data: bytes) -> bytes:
    """Return a packed text whose text is a mutant, or now and then the packed bytes."""
    if rng.random() < 0.3:
        return bytes_mutant(rng, data)
    return gzip.compress(text_mutant(rng, gzip.decompress(data)), mtime=0)


def bzip2_mutant(rng: random.Random, data: bytes) -> bytes:
    """Return the same of a text that bzip2 packed."""
    if rng.random() < 0.3:
        return bytes_mutant(rng, data)
    return bz2.compress(text_mutant(rng, bz2.decompress(data)))
