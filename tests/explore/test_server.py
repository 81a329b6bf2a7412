"""The server itself: many clients, clients that go away, and its start."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.explore.asking import apart
from tests.explore.test_answers import explorer, random_sets
from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.explore.explorer import Explorer
from transnet.explore.question_turns import Turns
from transnet.explore.serve import address_of, listen, served
from transnet.explore.server import application
from transnet.io.network_folder import save_network

Server = tuple[str, int]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served(application(explorer())) as place:
        yield place


def get(server: Server, path: str) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection(*server, timeout=60)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_twenty_clients_at_once_are_all_answered_in_their_turn(
    server: Server, record_property: Callable[[str, object], None]
) -> None:
    sets = random_sets(3, 4)
    paths = [f"/api/state?open={','.join(sets[number % 4])}" for number in range(20)]
    took: list[float] = []

    def one(path: str) -> tuple[int, bytes]:
        began = time.perf_counter()
        found = get(server, path)
        took.append(time.perf_counter() - began)
        return found

    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(one, paths))
    assert {status for status, _ in answers} == {200}
    for number, (_, body) in enumerate(answers):
        assert body == answers[number % 4][1]
    said = f"twenty clients: {1e3 * statistics.median(took):.0f} ms, last {1e3 * max(took):.0f} ms"
    record_property("said", said)


def test_a_hostile_request_leaves_it_running(server: Server) -> None:
    for raw in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
        b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 200_000 + b"\r\n\r\n",
        b"POST /api/scenario HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/scenario HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/toml\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n" + b"a" * 400_000,
    ):
        with socket.create_connection(server, timeout=10) as client:
            client.settimeout(2)
            with suppress(OSError):
                client.sendall(raw)
                client.recv(4096)
    assert get(server, "/api/ready")[0] == 200


def test_questions_are_answered_in_the_order_in_which_they_came() -> None:
    async def asked() -> list[int]:
        turns, order = Turns(threads=1), list[int]()

        class Waiting:
            async def is_disconnected(self) -> bool:
                return False

        def find(number: int) -> bytes:
            order.append(number)
            time.sleep(0.01)
            return b"{}"

        await asyncio.gather(
            *(turns.answer(Waiting(), lambda n=n: find(n)) for n in range(12))  # type: ignore[arg-type,misc]
        )
        turns.close()
        return order

    assert apart(asked()) == list(range(12))


def test_of_a_client_that_went_away_nothing_is_worked_out() -> None:
    async def asked() -> list[int]:
        turns, done = Turns(threads=1), list[int]()

        class Client:
            def __init__(self, gone: bool) -> None:
                self.gone = gone

            async def is_disconnected(self) -> bool:
                return self.gone

        def find(number: int) -> bytes:
            done.append(number)
            return b"{}"

        await asyncio.gather(
            *(turns.answer(Client(n % 2 == 0), lambda n=n: find(n)) for n in range(6))  # type: ignore[arg-type,misc]
        )
        turns.close()
        return done

    assert apart(asked()) == [1, 3, 5]


def test_a_port_that_is_taken_is_told_or_another_is_found() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=str(port)):
            listen("127.0.0.1", port)
        assert address_of(taken) == f"http://127.0.0.1:{port}/"
    with pytest.raises(InputError):
        listen("no.such.host.invalid", 0)


def test_without_a_port_any_free_one_does() -> None:
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert first.getsockname() != second.getsockname()


def test_errors_are_json_wherever_they_arise(server: Server) -> None:
    for path in ("/api/nothing", "/nothing.js", "/api/state?x"):
        status, body = get(server, path)
        assert 400 <= status < 500
        assert {"code", "en", "zh", "remedy_en", "remedy_zh"} <= set(json.loads(body))


def test_a_page_that_opens_late_is_not_told_to_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer of all is kept no longer than others, and the server is ready anyway."""
    monkeypatch.setattr("transnet.explore.explorer._KEPT_ANSWERS", 2)
    save_network(line_world(), tmp_path / "world")
    own = Explorer(str(tmp_path / "world"))
    own.load()
    for mode in ("car", "public", "carfree"):
        own.state(f"mode={mode}")
    assert own.ready["ready"]
