from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slipway_host import http_check

from .server import URL, Server, configured


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(tmp_path, monkeypatch)


@pytest.mark.parametrize("status", [199, 300, 302, 399, 404])
def test_nothing_but_an_answer_of_2xx_is_healthy(
    server: Server, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(http_check, "get", lambda *_: http_check.Answer(b"moved", status))
    server.apply()
    answer = server.deploy("a")
    assert (answer["code"], answer["failure"]["check"]) == (10, "health")
    assert f"answered {status}: moved." in answer["message"]


def test_without_a_health_check_what_runs_has_to_go_on_running(server: Server) -> None:
    server.apply(configured(health=None))
    server.clock.then(1, lambda: server.docker.change("app", started="later"))
    answer = server.deploy("a")
    assert (answer["code"], answer["failure"]["check"]) == (10, "start")
    assert "A container was restarted within two seconds of its start." in answer["message"]


@pytest.mark.parametrize(("failing", "code"), [(2, 0), (3, 10)])
def test_a_smoke_test_is_tried_three_times(
    server: Server, monkeypatch: pytest.MonkeyPatch, failing: int, code: int
) -> None:
    tries: list[str] = []
    real = server._get

    def get(url: str, seconds: float) -> http_check.Answer:
        if not url.endswith("/cart"):
            return real(url, seconds)
        tries.append(url)
        return http_check.Answer(b"", 503 if len(tries) <= failing else 200)

    monkeypatch.setattr(http_check, "get", get)
    rules: dict[str, Any] = {"url": URL, "version": ".version", "within": 5, "smoke": ["/cart"]}
    server.apply(configured(health=rules))
    assert server.deploy("a")["code"] == code
    assert len(tries) == 3
