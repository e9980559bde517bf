from __future__ import annotations

from pathlib import Path

import pytest

from slipway_host import checks as checks_of
from slipway_host import docker as program
from slipway_host import starting
from slipway_host.app import App
from slipway_host.failure import Failure
from slipway_host.release import Release
from slipway_host.switching import Switching

from . import samples
from .server import Clock, Server

GONE = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?"


@pytest.fixture
def deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(tmp_path, monkeypatch)
    monkeypatch.setattr(program, "say", server.said.append)
    monkeypatch.setattr(program, "time", Clock())
    assert server.apply()["code"] == 0
    assert server.deploy("a")["code"] == 0
    return server


@pytest.mark.parametrize("command", ["compose config", "compose up", "ps", "inspect"])
@pytest.mark.parametrize("says", [GONE, "error during connect: Post x: EOF", "unexpected EOF"])
def test_a_change_waits_for_a_daemon_that_is_restarted(
    deployed: Server, command: str, says: str
) -> None:
    deployed.docker.fault(command, "fail", says=says)
    deployed.docker.fault("version", "fail", says=GONE)
    answer = deployed.deploy("b")
    assert (answer["code"], deployed.serving()) == (0, "b")
    assert "waiting for the Docker daemon, at most 60 s" in deployed.said
    deployed.assert_at_rest()


def test_what_the_daemon_says_of_a_registry_is_no_daemon_that_has_gone(deployed: Server) -> None:
    says = "Error response from daemon: Get https://registry.example.com/v2/: EOF"
    deployed.docker.fault("pull", "fail", says=says)
    assert deployed.deploy("b")["failure"]["check"] == "pull"
    assert "waiting" not in str(deployed.said)


def test_a_daemon_that_does_not_come_back_is_waited_for_once(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "DAEMON_SECONDS", 0)
    for command in ("compose config", "ps"):
        deployed.docker.fault(command, "fail", says=GONE)
    answer = deployed.deploy("b")
    assert answer["code"] == 20
    assert str(deployed.said).count("waiting for the Docker daemon") == 1
    deployed.docker.heal()
    deployed.assert_at_rest()


@pytest.mark.parametrize(("times", "code", "checked"), [(1, 0, "22"), (3, 10, "2221")])
def test_what_a_daemon_ended_that_was_gone_is_started_again(
    deployed: Server, monkeypatch: pytest.MonkeyPatch, times: int, code: int, checked: str
) -> None:
    real = checks_of.check
    checks: list[str] = []

    def check(app: App, release: Release) -> Failure | None:
        checks.append(str(release.number))
        if len(checks) > times:
            return real(app, release)
        app.docker.returns += 1
        return Failure("start", "Service app ended with exit code 0.", is_hopeless=True)

    monkeypatch.setattr(starting, "check", check)
    assert deployed.deploy("b")["code"] == code
    assert "".join(checks) == checked
    deployed.assert_at_rest()


def test_a_look_waits_for_no_daemon(deployed: Server) -> None:
    deployed.docker.fault("ps", "fail", says=GONE)
    deployed.status()
    assert "waiting" not in str(deployed.said)


def fail_for_good(deployed: Server) -> None:
    """Neither the new release serves nor the one before."""
    for character in "ab":
        deployed.docker.behave(samples.image(character), state="exited", exit_code=3)
    answer = deployed.deploy("b")
    assert (answer["code"], answer["outcome"]) == (11, "put back failed")


def test_what_could_not_be_put_back_is_said_until_something_serves(deployed: Server) -> None:
    fail_for_good(deployed)
    was = Switching.read(deployed.place.switching)
    assert was is not None
    assert was._replace(next=0) == Switching("deploy", 2, 1, 1, False, True, tries=1)
    said = "Release 2 failed, and so did what was to be put back."
    assert str(deployed.status()["message"]).startswith(said)
    # What changes nothing that serves leaves it as it is.
    assert deployed.call("allow", image=samples.image("c"))["code"] == 0
    assert Switching.read(deployed.place.switching) is not None
    answer = deployed.deploy("c")
    assert (answer["code"], deployed.serving()) == (0, "c")
    deployed.assert_at_rest()


def test_what_could_not_be_put_back_is_over_when_it_serves_again(deployed: Server) -> None:
    fail_for_good(deployed)
    deployed.docker.behave(samples.image("a"))
    deployed.docker.behave(samples.image("b"))
    answer = deployed.deploy("a")
    assert (answer["outcome"], answer["restored"]) == ("unchanged", True)
    deployed.assert_at_rest()


def test_a_put_back_that_fails_after_a_kill_is_left_open(deployed: Server) -> None:
    deployed.docker.fault("compose up", "kill after")
    deployed.killed("deploy", "b")
    deployed.docker.behave(samples.image("a"), state="exited", exit_code=3)
    deployed.docker.change("app", state="exited", exit_code=3)
    assert deployed.call("allow", image=samples.image("c"))["code"] == 0
    was = Switching.read(deployed.place.switching)
    assert was is not None and was.is_stuck
    assert [entry["code"] for entry in deployed.history()][-2:] == [11, 0]
    assert deployed.deploy("c")["code"] == 0
    deployed.assert_at_rest()


def test_what_is_started_by_hand_after_that_closes_the_app(deployed: Server) -> None:
    fail_for_good(deployed)
    by_hand = samples.image("d")
    deployed.docker.start_by_hand(deployed.place.project, "app", by_hand, release="1")
    assert deployed.status()["byHand"]["image"] == by_hand
    deployed.docker.behave(samples.image("b"))
    for character in ("b", "c"):
        assert deployed.deploy(character)["code"] == 13
    assert deployed.serving() == "d"
    assert deployed.deploy("d")["code"] == 0
    deployed.assert_at_rest()
