"""Queries of addresses as pairs of texts, read strictly, and values in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from urllib.parse import parse_qsl

from transnet.base.language import joined, said
from transnet.explore.refusals import RefusedError, bad_address

_LOST = "\ufffd"  # stands for what was no UTF-8
_MOST_PAIRS = 40
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,4}", re.ASCII)


def query_pairs(query: str, known: Collection[str]) -> dict[str, str]:
    """Return the texts of a query by key.

    Raises RefusedError for what can't be read, and for a key that isn't known or stands twice.
    """
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), errors="strict",
            max_num_fields=_MOST_PAIRS,
        )  # fmt: skip
    except ValueError:
        raise bad_address(
            said("the address can't be read: it isn't made of key=value joined by &")
        ) from None
    given: dict[str, str] = {}
    for key, text in pairs:
        if key not in known:
            raise bad_address(
                said("the address has a key {key!r} that isn't known", key=key[:40]),
                said("known are {known}", known=joined(sorted(known))),
            )
        if key in given:
            raise bad_address(said("{key} stands twice in the address", key=key))
        if not text.isprintable() or _LOST in text:
            raise bad_address(said("{key} holds a character that can't be printed", key=key))
        given[key] = text
    return given


def wrong_value(key: str, text: str, remedy: str) -> RefusedError:
    """Return the refusal of a value that can't be read."""
    told = said("{key}={text} can't be read", key=key, text=text[:60])
    return bad_address(told, remedy)


def plain_number_of(key: str, text: str) -> float:
    """Return a number; raises RefusedError for what is none."""
    if not _NUMBER.fullmatch(text):
        raise wrong_value(key, text, said("write a number, such as 30 or 0.5"))
    return float(text)


def whole_number(key: str, text: str, among: range) -> int:
    """Return whole minutes in a range; raises RefusedError for others."""
    if not _WHOLE.fullmatch(text) or int(text) not in among:
        remedy = said("write whole minutes from {least} to {most}", least=among[0], most=among[-1])
        raise wrong_value(key, text, remedy)
    return int(text)


def one_of(*words: str) -> Callable[[str, str], str]:
    """Return what reads one of some words."""

    def read(key: str, text: str) -> str:
        if text not in words:
            raise wrong_value(key, text, said("choose one of {words}", words=joined(words)))
        return text

    return read
