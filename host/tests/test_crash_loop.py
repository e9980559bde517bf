from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slipway_host.container import container_of as read_container
from slipway_host.crash_loop import CrashLoop

from . import samples
from .server import URL, Server, configured


def app(**more: Any) -> dict[str, Any]:
    return samples.told(**{"state": "restarting", "exit_code": 1, "restarts": 3, **more})


def database(**more: Any) -> dict[str, Any]:
    return samples.told(**{"id": "c2", "service": "database", "state": "running", **more})


def verdict(seconds: float, *looks: list[dict[str, Any]]) -> str | None:
    loop, failure = CrashLoop(), None
    for told in looks:
        failure = loop.verdict([read_container(each) for each in told], seconds)
    assert failure is None or failure.is_hopeless
    return failure and failure.message


def test_three_restarts_with_one_exit_code_are_a_verdict() -> None:
    said = "Service app ended with exit code 1 and was started anew 3 times."
    assert verdict(10, [app(), database()]) == said
    # It is seen when it runs again as well.
    assert verdict(10, [app(restarts=2)], [app(state="running", exit_code=0)]) == said


@pytest.mark.parametrize(
    ("seconds", "look"),
    [
        (9.9, [app()]),
        (10, [app(restarts=2)]),
        (10, [app(), database(state="created")]),
        (10, [app(), database(health="starting")]),
        (10, [app(), database(state="exited", exit_code=1)]),
        # Of a time before, and it runs.
        (10, [app(state="running", restarts=9)]),
        (10, []),
    ],
)
def test_it_is_waited_for_as_long_as_it_may_wait_itself(
    seconds: float, look: list[dict[str, Any]]
) -> None:
    assert verdict(seconds, look) is None


def test_another_exit_code_each_time_is_some_progress() -> None:
    assert verdict(10, [app(exit_code=2, restarts=2)], [app()]) is None


def test_what_has_done_what_it_was_for_keeps_nothing_waiting() -> None:
    assert verdict(10, [app(), database(state="exited", exit_code=0)]) is not None


def test_a_release_that_ends_again_and_again_is_put_back_before_its_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path, monkeypatch)
    server.apply(configured(health={"url": URL, "within": 3600}))
    assert server.deploy("a")["code"] == 0
    server.docker.behave(samples.image("b"), state="restarting", exit_code=1, restarts=4)
    answer = server.deploy("b")
    assert (answer["code"], answer["failure"]["check"]) == (10, "start")
    said = "Service app ended with exit code 1 and was started anew 4 times. It was put back"
    assert said in answer["message"]
    server.assert_at_rest()
