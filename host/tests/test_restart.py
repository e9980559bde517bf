from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slipway_host.generated import BAD_REQUEST, NOT_READY, PUT_BACK_FAILED, SERVING
from slipway_host.request import problems_of_request

from . import samples
from .server import Server, configured


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(tmp_path, monkeypatch)
    server.apply()
    server.deploy("a")
    return server


def containers(server: Server, what: str) -> dict[str, Any]:
    """Service → what there is of its container."""
    return {each["service"]: each[what] for each in server.docker.containers}


def test_the_same_containers_are_started_again(server: Server) -> None:
    ids, before = containers(server, "id"), containers(server, "started")
    answer = server.call("restart", cause={"author": "ada"})
    assert (answer["code"], answer["outcome"]) == (SERVING, "restarted")
    assert answer["message"] == "Release 1 is serving, version 1.0; restarted: app, db."
    assert containers(server, "id") == ids
    assert all(containers(server, "started")[name] > started for name, started in before.items())
    server.assert_at_rest()
    last = server.history()[-1]
    assert (last["action"], last["outcome"], last["cause"]) == (
        "restart",
        "restarted",
        {"author": "ada"},
    )


def test_services_that_are_named_are_restarted_alone(server: Server) -> None:
    before = containers(server, "started")
    assert server.call("restart", services=["db"])["message"].endswith("restarted: db.")
    after = containers(server, "started")
    assert after["app"] == before["app"]
    assert after["db"] > before["db"]


def test_a_service_without_a_container_is_started_and_not_restarted(server: Server) -> None:
    with server.docker._state() as state:
        state["containers"] = [each for each in state["containers"] if each["service"] != "db"]
    server.docker.commands()
    assert server.call("restart", services=["db"])["message"].endswith("restarted: nothing.")
    assert "compose restart" not in server.docker.commands()
    server.assert_at_rest()


def test_a_service_that_there_is_not_is_refused_with_those_that_there_are(server: Server) -> None:
    answer = server.call("restart", services=["db", "dbb"])
    assert answer["code"] == BAD_REQUEST
    assert answer["message"] == "shop has no service dbb. Its services: app, db."
    server.assert_at_rest()


def test_what_was_never_deployed_can_not_be_restarted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path, monkeypatch)
    server.apply()
    said = "Nothing has been deployed yet, so there is nothing to restart."
    assert server.call("restart")["message"] == said


def test_a_migration_is_not_done_again_unless_it_is_named(server: Server) -> None:
    made = configured()
    made["compose"]["services"]["migrate"] = {"image": "${IMAGE}"}
    made["compose"]["services"]["app"]["depends_on"] = {
        "migrate": {"condition": "service_completed_successfully"}
    }
    server.docker.behave("migrate", state="exited", exit_code=0)
    assert server.apply(made)["code"] == SERVING
    before = containers(server, "started")
    assert server.call("restart")["message"].endswith("restarted: app, db.")
    assert containers(server, "started")["migrate"] == before["migrate"]
    assert server.call("restart", services=["migrate"])["code"] == SERVING
    assert containers(server, "started")["migrate"] > before["migrate"]


def test_what_was_stopped_by_hand_runs_again(server: Server) -> None:
    server.docker.change("db", state="exited", exit_code=137)
    assert server.call("restart", services=["app"])["code"] == SERVING
    server.assert_at_rest()


def test_one_that_does_not_serve_is_said_and_nothing_is_put_back(server: Server) -> None:
    server.deploy("b")
    server.sick.add("b")
    ids = containers(server, "id")
    answer = server.call("restart")
    assert containers(server, "id")["app"] != ids["app"]
    assert (answer["code"], answer["outcome"]) == (PUT_BACK_FAILED, "restart failed")
    assert answer["message"].startswith("Release 2 failed its health check. ")
    assert answer["message"].endswith(
        "It was restarted, not deployed, so there is nothing to put back: "
        "`slipway rollback production shop` goes to the release before."
    )
    assert answer["failure"]["check"] == "health"
    # Its containers were made anew before that was said, and what serves is what served.
    assert server.serving() == "b"
    server.sick.clear()
    server.assert_at_rest()
    assert server.call("restart")["outcome"] == "restarted"


def test_compose_that_fails_is_said(server: Server) -> None:
    server.docker.fault("compose restart", "fail", says="no space left on device")
    server.docker.fault("compose up", "fail", says="no space left on device")
    answer = server.call("restart")
    assert answer["code"] == SERVING or "no space left" in answer["message"]
    server.docker.heal()
    server.assert_at_rest()


def test_docker_that_does_not_tell_restarts_nothing(server: Server) -> None:
    server.docker.fault("ps", "fail", skip=1)
    answer = server.call("restart")
    assert (answer["code"], answer["outcome"]) == (NOT_READY, "not ready")


@pytest.mark.parametrize("when", ["kill before", "kill after"])
def test_one_that_was_cut_short_is_finished_by_the_next_call(server: Server, when: str) -> None:
    server.docker.fault("compose restart", when)
    server.killed("restart")
    server.docker.change("app", state="exited", exit_code=137)
    assert server.status()["message"].startswith("A switch was interrupted")
    answer = server.call("recover")
    assert answer["code"] == SERVING
    server.assert_at_rest()
    last = server.history()[-1]
    assert (last["action"], last["outcome"]) == ("restart", "restarted")
    assert last["message"] == "The restart was interrupted. Release 1 is serving, version 1.0."


def test_one_that_was_cut_short_and_does_not_serve_is_said(server: Server) -> None:
    server.docker.fault("compose restart", "kill after")
    server.killed("restart")
    server.sick.add("a")
    assert server.call("recover")["code"] == PUT_BACK_FAILED
    assert server.history()[-1]["outcome"] == "restart failed"
    server.sick.clear()
    server.assert_at_rest()


def test_what_was_started_by_hand_is_restarted_as_it_is(server: Server) -> None:
    server.docker.start_by_hand("production-shop", "app", samples.image("c"))
    server.docker.change("app", ports=["8080"])
    before = containers(server, "started")
    answer = server.call("restart")
    assert answer["code"] == SERVING, answer
    assert "started by hand" in answer["message"]
    assert server.serving() == "c"
    assert containers(server, "started")["app"] > before["app"]
    assert server.deploy("b")["outcome"] == "refused"


def test_a_switch_that_could_not_be_put_back_stays_open_unless_it_serves(server: Server) -> None:
    server.sick.update("ab")
    assert server.deploy("b")["outcome"] == "put back failed"
    assert server.call("restart")["outcome"] == "restart failed"
    assert "and so did what was to be put back" in server.status()["message"]
    server.sick.clear()
    assert server.call("restart")["outcome"] == "restarted"
    server.assert_at_rest()


@pytest.mark.parametrize("services", [[], "app", [1], [""], ["a\n"], ["a"] * 101])
def test_what_is_wrong_with_a_request_is_said(services: Any) -> None:
    problem = "`services` must be names of services, at most 100."
    assert list(problems_of_request("restart", {"services": services})) == [problem]
