from __future__ import annotations

import fcntl
import os
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from slipway_host import watch, watching
from slipway_host.recover import is_due
from slipway_host.store import Store
from slipway_host.turn import take_lock

from . import samples
from .fake_docker import Killed
from .server import Server, configured


@pytest.fixture
def deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(tmp_path, monkeypatch)
    server.apply()
    server.deploy("a")
    return server


@pytest.fixture
def watched(deployed: Server) -> Server:
    """Release 2 serves and is watched for a minute."""
    answer = deployed.deploy("b", watch=60)
    assert (answer["code"], answer["watch"]) == (0, 60)
    return deployed


def last(server: Server) -> dict[str, Any]:
    return server.history()[-1]


def test_a_request_that_says_none_has_none(deployed: Server) -> None:
    for body in ({}, {"watch": 0}, {"watch": None}):
        answer = deployed.deploy("b" if deployed.serving() == "a" else "a", **body)
        assert (answer["code"], "watch" in answer) == (0, False)
        assert not os.path.exists(deployed.place.watching)
        assert deployed.watches == []


def test_a_release_that_goes_on_serving_passes(watched: Server) -> None:
    assert watched.status()["watch"] == {"release": 2, "seconds": 60}
    watched.clock.sleep(20)
    assert watched.status()["watch"] == {"release": 2, "seconds": 40}
    before = watched.history()
    watched.watch()
    assert "release 2 has passed its watch" in watched.said
    assert watched.history() == before
    assert "watch" not in watched.status()
    watched.assert_at_rest()


def test_what_fails_in_its_watch_is_put_back(watched: Server) -> None:
    watched.clock.then(10, lambda: watched.sick.add("b"))
    watched.watch()
    assert watched.serving() == "a"
    entry = last(watched)
    assert (entry["action"], entry["code"], entry["outcome"]) == ("deploy", 10, "put back")
    assert entry["message"] == (
        "Release 2 failed its health check while it was watched. http://127.0.0.1:8080/health "
        "answered 503: no database. It was put back."
    )
    assert entry["failure"]["check"] == "health"
    assert entry["failure"]["release"]["number"] == 2
    assert entry["release"]["number"] == 1
    status = watched.status()
    assert (status["refused"], "watch" in status) == ([], False)
    watched.assert_at_rest()
    # Another number, and the same image, which nobody refuses.
    watched.sick.clear()
    assert watched.deploy("b")["release"]["number"] == 3
    watched.assert_at_rest()


def test_a_first_release_that_fails_leaves_nothing_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path, monkeypatch)
    server.apply()
    server.deploy("a", watch=30)
    server.sick.add("a")
    server.watch()
    assert (server.docker.running(), last(server)["code"]) == ({}, 10)
    assert "release" not in last(server)
    server.assert_at_rest()


def test_an_apply_is_watched_as_well(deployed: Server) -> None:
    answer = deployed.apply(configured(env={"LEVEL": "2"}), watch=5)
    assert answer["watch"] == 5
    deployed.clock.then(1, lambda: deployed.docker.change("app", state="exited", exit_code=3))
    deployed.watch()
    assert (last(deployed)["action"], last(deployed)["code"]) == ("apply", 10)
    # As after a rollback, what was laid down waits for the next image.
    status = deployed.status()
    assert status["applied"] != status["release"]["configuration"]
    deployed.assert_at_rest()


def test_one_failing_look_or_two_are_no_verdict(watched: Server) -> None:
    for at in (2, 20, 40):
        watched.clock.then(at, lambda: watched.sick.add("b"))
        watched.clock.then(at + 3, watched.sick.clear)
    watched.watch()
    assert watched.serving() == "b"
    watched.assert_at_rest()


def test_what_ends_again_and_again_and_serves_in_between_is_put_back(watched: Server) -> None:
    for restarts in (1, 2, 3):
        watched.clock.then(
            restarts * 9, partial(watched.docker.change, "app", restarts=restarts, started_at="x")
        )
    watched.watch()
    assert "Service app was started anew 3 times." in last(watched)["message"]
    assert watched.serving() == "a"
    watched.assert_at_rest()


def test_a_daemon_that_is_restarted_is_not_the_releases_fault(watched: Server) -> None:
    def restart() -> None:
        for command in ("ps", "ps"):
            watched.docker.fault(command, "fail", says="Cannot connect to the Docker daemon")
        # The app begins anew, and takes its time.
        watched.sick.add("b")
        watched.clock.then(11, watched.sick.clear)

    watched.clock.then(10, restart)
    watched.watch()
    assert watched.serving() == "b"
    watched.assert_at_rest()


@pytest.mark.parametrize("jump", [-86_400, 86_400])
def test_a_clock_that_jumps_ends_and_lengthens_nothing(
    watched: Server, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    later = time.time() + jump
    monkeypatch.setattr(time, "time", lambda: later)
    assert watched.status()["watch"]["seconds"] == 60
    watched.watch()
    assert watched.serving() == "b"
    watched.assert_at_rest()


# --- Ended by others -------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["deploy", "rollback", "apply"])
def test_a_later_change_ends_it_at_once(watched: Server, change: str) -> None:
    later = {
        "deploy": lambda: watched.deploy("c"),
        "rollback": watched.rollback,
        "apply": lambda: watched.apply(configured(env={"LEVEL": "2"})),
    }[change]
    watched.clock.then(10, later)
    watched.clock.then(12, lambda: watched.sick.add(watched.serving()))
    watched.watch()
    entries = watched.history()
    assert (entries[-1]["action"], entries[-1]["code"]) == (change, 0)
    watched.sick.clear()
    watched.assert_at_rest()


def test_a_later_change_that_fails_has_none(watched: Server) -> None:
    watched.sick.add("c")
    watched.clock.then(10, lambda: watched.deploy("c", watch=60))
    watched.clock.then(20, lambda: watched.sick.add("b"))
    watched.watch()
    watched.clock.sleep(30)
    assert (watched.serving(), watched.watches) == ("b", [])
    watched.sick.clear()
    assert not os.path.exists(watched.place.watching)
    watched.assert_at_rest()


def test_what_brings_it_back_to_what_it_should_be_ends_it(watched: Server) -> None:
    (looks,) = watched.watches
    watched.docker.change("app", state="exited", exit_code=1)
    assert watched.deploy("b")["restored"]
    assert not os.path.exists(watched.place.watching)
    watched.sick.add("b")
    looks()
    assert (watched.serving(), last(watched)["code"]) == ("b", 0)


def test_a_change_that_was_cut_short_as_it_began_is_for_another_to_put_right(
    watched: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    (looks,) = watched.watches
    with monkeypatch.context() as patch:
        patch.setattr("slipway_host.switch.end_watch", killed)
        watched.killed("deploy", "c")
    watched.sick.add("b")
    looks()
    assert not os.path.exists(watched.place.watching)
    watched.sick.clear()
    assert watched.call("recover")["code"] == 10
    assert (
        last(watched)["message"] == "The deploy of release 3 was interrupted, so it was put back."
    )
    watched.assert_at_rest()


def test_what_changes_nothing_lets_it_go_on(watched: Server) -> None:
    watched.clock.then(10, lambda: watched.deploy("b", watch=60))
    watched.clock.then(20, lambda: watched.call("allow", image=samples.image("f")))
    watched.clock.then(30, lambda: watched.sick.add("b"))
    watched.watch()
    assert [entry["code"] for entry in watched.history()[-3:]] == [0, 0, 10]
    watched.assert_at_rest()


def test_what_somebody_starts_by_hand_meanwhile_is_left_alone(watched: Server) -> None:
    watched.docker.start_by_hand(watched.place.project, "app", samples.image("d"), release="2")
    watched.sick.add("d")
    watched.watch()
    assert watched.serving() == "d"
    assert watched.status()["byHand"]["image"] == samples.image("d")
    assert not os.path.exists(watched.place.watching)


def test_a_new_watch_is_another(watched: Server) -> None:
    (old,) = watched.watches
    watched.deploy("c", watch=60)
    watched.sick.add("c")
    # The old one finds that it is over; the new one does its work.
    old()
    assert watched.serving() == "c"
    watched.watch()
    assert watched.serving() == "b"
    watched.assert_at_rest()


@pytest.mark.parametrize("is_failing", [False, True])
def test_a_watch_whose_turn_comes_after_another_change_leaves_that_ones_alone(
    watched: Server, monkeypatch: pytest.MonkeyPatch, is_failing: bool
) -> None:
    def overtaken(*given: Any) -> int:
        monkeypatch.setattr(watch, "take_lock", take_lock)
        watched.deploy("c", watch=60)
        return take_lock(*given)

    (old,) = watched.watches
    watched.watches.clear()
    monkeypatch.setattr(watch, "take_lock", overtaken)
    if is_failing:
        watched.sick.add("b")
    old()
    assert watched.status()["watch"]["release"] == 3
    watched.sick.add("c")
    watched.clock.then(1, watched.sick.clear)
    watched.watch()
    assert watched.serving() == "c"
    watched.assert_at_rest()


def test_a_watch_waits_for_whoever_changes_the_app(
    watched: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = os.open(watched.place.lock, os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    # It ends in the midst of the wait.
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: os.close(held))
    monkeypatch.setattr("slipway_host.turn.time", clock)
    watched.sick.add("b")
    watched.watch()
    assert watched.serving() == "a"
    watched.assert_at_rest()


def test_no_watch_is_longer_than_it_was_asked_for() -> None:
    until = time.monotonic() + 86_400
    held = watching.Watching("deploy", 2, 1, 1, 60, until, watching._boot())
    assert held.rest() == 60
    assert held._replace(boot="another").rest() == 0


def test_a_restart_and_a_removal_end_it(watched: Server) -> None:
    assert watched.call("restart")["code"] == 0
    assert not os.path.exists(watched.place.watching)
    assert watched.deploy("c", watch=60)["watch"] == 60
    assert watched.call("remove")["code"] == 0
    assert not os.path.exists(watched.place.watching)


def test_what_ran_by_hand_before_comes_back(deployed: Server) -> None:
    deployed.docker.start_by_hand(deployed.place.project, "app", samples.image("d"), release="1")
    assert deployed.call("allow", image=samples.image("b"))["code"] == 0
    assert deployed.deploy("b", watch=60)["code"] == 0
    deployed.sick.add("b")
    deployed.watch()
    assert (deployed.serving(), last(deployed)["code"]) == ("d", 10)
    current = Store(deployed.place).current
    assert current is not None and current.number == 1
    assert deployed.status()["byHand"]["image"] == samples.image("d")


# --- Killed ----------------------------------------------------------------------------------------


def test_a_watch_that_was_killed_is_judged_by_recover(watched: Server) -> None:
    assert not is_due(watched.place)
    watched.lose_watch()
    assert is_due(watched.place)
    watched.clock.sleep(50)
    answer = watched.call("recover")
    assert (answer["code"], answer["outcome"]) == (0, "unchanged")
    # It goes on for what is left, with somebody who looks.
    assert watched.status()["watch"] == {"release": 2, "seconds": 10}
    assert not is_due(watched.place)
    watched.sick.add("b")
    watched.watch()
    assert (watched.serving(), last(watched)["code"]) == ("a", 10)
    watched.assert_at_rest()


def test_one_that_is_over_meanwhile_ends_when_the_release_serves(watched: Server) -> None:
    watched.lose_watch()
    watched.clock.sleep(100)
    assert watched.status()["watch"] == {"release": 2, "seconds": 0}
    assert watched.call("recover")["code"] == 0
    assert watched.watches == []
    watched.assert_at_rest()


def test_one_that_is_over_meanwhile_puts_back_what_does_not_serve(watched: Server) -> None:
    watched.lose_watch()
    watched.clock.sleep(100)
    watched.sick.add("b")
    assert watched.call("recover")["code"] == 10
    assert last(watched)["failure"]["check"] == "health"
    watched.assert_at_rest()


def test_after_a_start_of_the_machine_what_ended_with_it_is_started_before_it_is_judged(
    watched: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.lose_watch()
    monkeypatch.setattr(watching, "_boot", lambda: "another")
    watched.docker.change("app", state="exited", exit_code=137)
    assert watched.status()["watch"]["seconds"] == 0
    assert watched.call("recover")["code"] == 0
    assert (watched.serving(), watched.watches) == ("b", [])
    watched.assert_at_rest()


def test_where_docker_does_not_answer_it_is_judged_another_time(watched: Server) -> None:
    watched.lose_watch()
    watched.clock.sleep(100)
    for _ in range(2):
        watched.docker.fault("ps", "fail", says="no")
    assert watched.call("recover")["code"] == 22
    assert is_due(watched.place)


def test_a_journal_that_can_not_be_read_ends_it(watched: Server) -> None:
    watched.lose_watch()
    Path(watched.place.watching).write_text("{")
    assert "watching.json can not be read" in watched.status()["message"]
    assert watched.call("recover")["code"] == 0
    assert last(watched)["outcome"] == "mended"
    watched.assert_at_rest()
