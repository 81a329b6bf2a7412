"""What the server answers when it can't do what it's asked: words in both languages, a remedy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from transnet.base.errors import InputError, Notice, ScenarioError, TransnetError, UnknownNameError
from transnet.base.language import in_words, said

_SHOWN = 20
_NOTHING = said("")


class RefusedError(TransnetError):
    """A request that isn't answered, with the HTTP status that says so.

    code    a word for programs
    remedy  what to do instead
    """

    def __init__(self, status: int, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.remedy = status, code, remedy


def bad_address(message: str, remedy: str = "") -> RefusedError:
    """Return the refusal of an address that can't be read."""
    return RefusedError(400, "bad_address", message, remedy)


def refusal_of(error: Exception) -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and the JSON of an error: never where in the program it arose."""
    if isinstance(error, RefusedError):
        return error.status, body(error.code, error.message, error.remedy)
    if isinstance(error, ScenarioError | InputError):
        remedy = _first_hint(error.notices)
        return 422, {**body("refused", error.message, remedy), "notices": told(error.notices)}
    if isinstance(error, UnknownNameError):
        return 422, body("unknown_name", error.message)
    if isinstance(error, TransnetError):
        return 422, body("refused", error.message)
    if isinstance(error, MemoryError | RecursionError):
        return 413, body("too_large", said("this takes more than the server has"))
    return 500, body(
        "failed",
        said("the server failed on this question, and goes on with others"),
        said("its terminal says more; please report it with the address"),
    )


def body(code: str, message: str, remedy: str = _NOTHING) -> dict[str, Any]:
    """Return the JSON of an error."""
    return {
        "code": code,
        "en": in_words(message, "en"),
        "zh": in_words(message, "zh"),
        "remedy_en": in_words(remedy, "en"),
        "remedy_zh": in_words(remedy, "zh"),
    }


def told(notices: Iterable[Notice]) -> list[dict[str, str]]:
    """Return notices in both languages, each with the project or value that it is about."""
    return [
        {
            "code": each.code,
            "severity": each.severity,
            "value": str(each.value)[:200],
            "en": in_words(each.hint, "en"),
            "zh": in_words(each.hint, "zh"),
        }
        for each in list(notices)[:_SHOWN]
    ]


def _first_hint(notices: Iterable[Notice]) -> str:
    errors = [each for each in notices if each.severity == "error"]
    return errors[0].hint if errors else ""
