"""Decisions are worked out beside the clicks, say how far they are, and can be called off."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.explore.asking import ask
from tests.worlds import line_world
from transnet.explore import decisions
from transnet.explore.explorer import Explorer
from transnet.explore.security import App
from transnet.explore.server import application
from transnet.io.network_folder import save_network

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    folder = tmp_path_factory.mktemp("explored") / "world"
    save_network(line_world(), folder)
    explorer = Explorer(str(folder))
    explorer.load()
    return application(explorer)


def begun(app: App, kind: str, query: str = "") -> str:
    address = f"/api/decisions/{kind}?{query}"
    answer = ask(app, address, method="POST", headers=JSON, body=b"{}")
    assert answer.status == 200, answer.body
    return str(answer.json["job"])


def ended(app: App, job: str) -> Any:
    for _ in range(1200):
        answer = ask(app, f"/api/decisions/{job}")
        if answer.json["done"] if answer.status == 200 else True:
            return answer
        time.sleep(0.1)
    raise AssertionError("it doesn't end")


def test_what_breaks_it_is_told_in_tables_of_both_languages(app: App) -> None:
    found = ended(app, begun(app, "breaks")).json
    assert found["share"] == 1.0
    (table, *_) = [each for each in found["tables"] if each["rows"]]
    assert all(len(row) == len(table["columns"]) for row in table["rows"])
    assert {"en", "zh"} <= set(table["columns"][0])


def test_what_is_missed_is_told(app: App) -> None:
    answer = ended(app, begun(app, "missed"))
    assert answer.status == 200, answer.body
    assert answer.json["tables"]


def test_an_order_of_one_project_is_refused(app: App) -> None:
    answer = ended(app, begun(app, "order"))
    assert (answer.status, answer.json["code"]) == (422, "too_few")


def test_it_can_be_called_off_and_others_wait_their_turn(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, begins = threading.Event(), threading.Event()

    def slow(_study: object, _asked: object, tell: Any) -> dict[str, Any]:
        for step in range(1000):
            tell("sets", step, 1000)
            begins.set()
            held.wait(0.02)
        raise AssertionError("it was called off")

    monkeypatch.setitem(decisions._KINDS, "breaks", slow)  # type: ignore[arg-type]
    first, *others = [begun(app, "breaks") for _ in range(4)]
    assert begins.wait(10)
    full = ask(app, "/api/decisions/breaks", method="POST", headers=JSON, body=b"{}")
    assert (full.status, full.json["code"]) == (429, "too_many")
    assert ask(app, f"/api/decisions/{first}").json["share"] < 1.0
    for job in (first, *others):
        assert ask(app, f"/api/decisions/{job}", method="DELETE").status == 200
    for job in (first, *others):
        answer = ended(app, job)
        assert answer.json["tables"] == [] if "tables" in answer.json else True
        assert answer.json["share"] < 1.0


def test_a_failure_is_told_without_a_traceback(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> dict[str, Any]:
        raise ZeroDivisionError("secret of the program")

    monkeypatch.setitem(decisions._KINDS, "breaks", broken)  # type: ignore[arg-type]
    answer = ended(app, begun(app, "breaks"))
    assert (answer.status, answer.json["code"]) == (500, "failed")
    assert b"secret" not in answer.body


def test_what_is_not_there_is_refused(app: App) -> None:
    assert ask(app, "/api/decisions/0123").status == 404
    unknown = ask(app, "/api/decisions/guess", method="POST", headers=JSON, body=b"{}")
    assert unknown.status == 404
    wrong = ask(app, "/api/decisions/breaks?open=nope", method="POST", headers=JSON, body=b"{}")
    assert wrong.status == 422


def test_the_folder_is_not_told_to_who_asks(app: App, tmp_path: Path) -> None:
    assert str(tmp_path.parent.parent).encode() not in ask(app, "/api/network").body
