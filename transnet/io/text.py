"""Bytes to text: encodings, and how much of a file is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.io.input_files import not_a_file

_BOM_UTF8 = b"\xef\xbb\xbf"
_LOOKED_AT, _WIDE_SHARE, _FEW_ZEROS = 4096, 0.25, 8
_BOMS_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_COMMON_SHARE = 0.9
_SHOWN = 40
# Letters up to U+07FF that people use: Latin, Greek and Cyrillic ones, and ASCII.
_ALPHABETS = (("\0", "\x7f"), ("\xa0", "\u024f"), ("\u0370", "\u045f"))
_REWRITE = said("open it in a text editor and save it as UTF-8")
_UNREADABLE = (
    ("\0", "nul_character", said("a NUL character: the file is damaged or isn't text")),
    ("\ufffd", "lost_character", said("an earlier conversion lost this; take it from the source")),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: memory stays bounded whatever a file holds."""

    file_bytes: int = 64 * 2**20
    line_chars: int = 1_000_000
    columns: int = 1_000
    rows: int = 500_000


LIMITS = Limits()


def read_bytes(
    path: str | Path, name: str = "", *, limits: Limits = LIMITS
) -> tuple[bytes, list[Notice]]:
    """Return a file's bytes, or none and a notice when it's missing, unreadable or too large.

    name  table or file that notices name; the file's own name unless given
    """
    source = Path(path)
    name = name or source.name
    if problem := not_a_file(source):
        return b"", [notice("unreadable_file", name, 0, "", "", problem)]
    try:
        with source.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except OSError as error:
        told = str(error.strerror or error)
        hint = said("it can't be opened: {told}", told=told)
        return b"", [notice("unreadable_file", name, 0, "", "", hint)]
    if len(data) > limits.file_bytes:
        hint = said(
            "a table may have {most:,} bytes; split the region or drop columns",
            most=limits.file_bytes,
        )
        return b"", [notice("file_too_large", name, 0, "", "", hint)]
    return data, []


def decode(data: bytes, name: str) -> tuple[str, list[Notice]]:
    """Return the text of a file and how it was read, or "" and why it can't be.

    UTF-8 comes first, always: UTF-8 Chinese often decodes as GBK without an error, but to nonsense.
    What isn't UTF-8 is read as GB18030 where it makes plain Chinese, and refused elsewhere.
    """
    warnings: list[Notice] = []
    try:
        if data.startswith(_BOMS_UTF16):
            text = data.decode("utf-16")
            hint = said("UTF-16; {remedy}", remedy=_REWRITE)
            warnings = [notice("utf16_text", name, 0, "", "", hint)]
        else:
            text = data.removeprefix(_BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        text, warnings = _foreign(data, name)
    if _two_encodings(text, data):
        hint = said("UTF-8 and GB18030 (GBK) both make letters of it; {remedy}", remedy=_REWRITE)
        line = _shown_line(text)
        return "", [notice("ambiguous_encoding", name, 0, "", line, hint)]
    for mark, code, what in _UNREADABLE:
        if mark in text:
            if _is_wide(data):
                return "", [_encoding_notice(data, name)]
            row = len(re.findall(r"\r\n|\r|\n", text[: text.index(mark)])) + 1
            return "", [notice(code, name, row, "", "", what)]
    return text, warnings


def _foreign(data: bytes, name: str) -> tuple[str, list[Notice]]:
    """Return the text of a file that isn't UTF-8 and how it was read, or "" and why it can't be."""
    found = _encoding_notice(data, name)
    text = _chinese(data)
    if found.code != "not_utf8" or _is_wide(data) or not text:
        return "", [found]
    hint = said(
        "read as GB18030 (GBK), in which Chinese spreadsheets save; better {remedy}",
        remedy=_REWRITE,
    )
    return text, [notice("other_encoding", name, found.row, "", _shown_line(text), hint)]


def _chinese(data: bytes) -> str:
    """Return bytes decoded as GB18030 where that makes simplified Chinese, else "".

    GB18030 has a letter for nearly any two bytes. Those of GB2312 tell: what Big5 or a western
    encoding wrote comes to few of them, and Chinese hardly to others (縣 or 镕 in a name).
    """
    try:
        text = data.decode("gb18030").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return ""
    letters = "".join(mark for mark in text if not mark.isascii() and mark.isalpha())
    common = len(letters.encode("gb2312", "ignore")) // 2
    return text if letters and common >= _COMMON_SHARE * len(letters) else ""


def _two_encodings(text: str, data: bytes) -> bool:
    """Whether a text of UTF-8 may as well be Chinese in GB18030: 太原 there is two odd letters."""
    if text.isascii() or max(text) > "\u07ff" or data.startswith(_BOM_UTF8):
        return False
    odd = any(not any(low <= mark <= high for low, high in _ALPHABETS) for mark in set(text))
    return odd and bool(_chinese(data))


def _shown_line(text: str) -> str:
    """Return what begins with the first letter beyond ASCII: a reader sees if it's right."""
    at = next((place for place, mark in enumerate(text) if not mark.isascii()), 0)
    return text[at : at + _SHOWN].splitlines()[0] if text else ""


def _encoding_notice(data: bytes, name: str) -> Notice:
    if _is_wide(data):
        hint = said(
            "looks like UTF-16 or UTF-32, without the mark that tells or cut off; {remedy}",
            remedy=_REWRITE,
        )
        return notice("not_utf8", name, 0, "", "", hint)
    lines = re.split(rb"\r\n|\r|\n", data)
    foreign = [place for place, line in enumerate(lines) if not _decodes(line, "utf-8")]
    row = foreign[0] + 1 if foreign else 0
    others = [line for line in lines if not line.isascii() and _decodes(line, "utf-8")]
    # Two-byte GBK characters can pass as UTF-8 by chance; three-byte ones hardly ever do.
    if any(ord(mark) > 0x7FF for line in others for mark in line.decode("utf-8")):
        hint = said(
            "1 line isn't UTF-8 while others are; convert it"
            if len(foreign) == 1
            else "{count} lines aren't UTF-8 while others are; convert those lines",
            count=len(foreign),
        )
        return notice("mixed_encoding", name, row, "", "", hint)
    if _decodes(data, "gb18030"):
        hint = said(
            "not UTF-8, and no plain Chinese as GB18030 (GBK) either; {remedy}", remedy=_REWRITE
        )
    else:
        hint = said("neither UTF-8 nor GB18030; {remedy}", remedy=_REWRITE)
    return notice("not_utf8", name, row, "", "", hint)


def _is_wide(data: bytes) -> bool:
    """Whether every other byte is so often zero that letters of two or four bytes stand there."""
    start = data[:_LOOKED_AT]
    zeros = max(start[at::2].count(0) for at in (0, 1))
    return zeros > max(_FEW_ZEROS, _WIDE_SHARE * len(start) / 2)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
