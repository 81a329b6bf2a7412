"""The server answers its own page and nobody else's; the page runs nothing but its own files."""

from __future__ import annotations

import pytest

from tests.explore.asking import HOST, ask
from transnet.explore.explorer import Explorer
from transnet.explore.server import application

OWN = f"http://{HOST}"
EXPLORER = Explorer("nowhere")
APP = application(EXPLORER)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "localhost.evil", "a, b"],
)
def test_another_host_is_refused(host: str) -> None:
    answer = ask(APP, "/api/ready", headers={"host": host})
    assert (answer.status, answer.json["code"]) == (403, "foreign_host")
    assert answer.json["zh"] != answer.json["en"]


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:1", "[::1]:8765", "192.168.1.7"])
def test_this_machine_may_be_named(host: str) -> None:
    assert ask(APP, "/api/ready", headers={"host": host}).status == 200


def test_two_hosts_in_one_request_are_refused() -> None:
    scope_headers = {"host": HOST, "Host": HOST}
    assert ask(APP, "/api/ready", headers=scope_headers).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"https://{HOST}"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_another_page_is_refused(headers: dict[str, str], method: str) -> None:
    sent = {**headers, "content-type": "application/json"}
    answer = ask(APP, "/api/ready", method=method, headers=sent)
    assert (answer.status, answer.json["code"]) == (403, "foreign_origin")


def test_a_link_elsewhere_may_lead_to_the_page_and_to_nothing_else() -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert ask(APP, "/", headers=link).status != 403
    assert ask(APP, "/api/state?open=a", headers=link).status == 403


def test_its_own_page_may_ask() -> None:
    for headers in ({"origin": OWN}, {"sec-fetch-site": "same-origin"}):
        assert ask(APP, "/api/ready", headers=headers).status == 200


@pytest.mark.parametrize("path", ["/", "/api/ready", "/api/nothing", "/..%2f..%2fetc/passwd"])
def test_every_answer_carries_the_policy(path: str) -> None:
    headers = ask(APP, path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "X"])
def test_other_methods_are_refused(method: str) -> None:
    assert ask(APP, "/api/ready", method=method).status == 405


def test_what_is_too_long_or_of_another_kind_is_refused_before_it_is_read() -> None:
    assert ask(APP, "/api/state?open=" + "a" * 20_000).status == 414
    assert ask(APP, "/" + "a" * 300).status == 414
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = {"content-type": kind, "origin": OWN}
        assert ask(APP, "/api/scenario", method="POST", headers=headers).status == 415
    large = {"content-type": "application/toml", "content-length": "99999999"}
    assert ask(APP, "/api/scenario", method="POST", headers=large).status == 413
    for length in ("-1", "1e9", "٣", "9" * 30):
        wrong = {
            "content-type": "application/toml",
            "content-length": length.encode("utf-8").decode("latin-1"),
        }
        assert ask(APP, "/api/scenario", method="POST", headers=wrong).status == 400


def test_a_network_that_is_not_there_is_told_and_the_server_goes_on() -> None:
    EXPLORER.load()
    for path in ("/api/network", "/api/state", "/api/network"):
        answer = ask(APP, path)
        assert answer.status == 422
        assert answer.json["code"] == "unknown_name"
    assert ask(APP, "/api/ready").json["ready"] is False
