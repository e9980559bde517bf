from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from slipway_host import output, recover, session
from slipway_host.call import Call
from slipway_host.ending import Ending
from slipway_host.generated import BUSY, NOT_READY
from slipway_host.place import Place
from slipway_host.restoring import Restoring
from slipway_host.store import Store
from slipway_host.switching import Switching

from . import samples
from .fake_docker import Killed
from .server import Server
from .test_kills import EACH, Disk, Killer

REAL_TIME = time.time


@pytest.fixture
def deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(tmp_path, monkeypatch)
    server.apply()
    server.deploy("a")
    return server


def stuck(server: Server) -> Server:
    """The switch to release 2 has failed, and so has the way back."""
    server.sick.update("ab")
    assert server.deploy("b")["code"] == 11
    return server


def written(server: Server) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in server.folder.rglob("*") if path.is_file()}


def wait(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    later = REAL_TIME() + seconds
    monkeypatch.setattr(time, "time", lambda: later)


def test_without_an_open_journal_nothing_is_touched(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written(deployed)
    deployed.docker.commands()
    assert deployed.call("recover")["message"] == "Nothing was left open."
    said: list[str] = []
    monkeypatch.setattr(output, "answer", said.append)
    call = Call(str(deployed.folder), "", "production", "", "recover", "", None)
    assert recover.recover(call, "") == 0
    assert json.loads(said[0]) == {"protocol": 1, "code": 0, "apps": []}
    assert deployed.docker.commands() == []
    assert written(deployed) == before


@pytest.mark.parametrize("when", ["kill before", "kill after"])
def test_a_switch_that_was_cut_short_is_put_back(deployed: Server, when: str) -> None:
    deployed.docker.fault("compose up", when)
    deployed.killed("deploy", "b")
    answer = deployed.call("recover")
    assert (answer["code"], answer["outcome"]) == (10, "put back")
    assert deployed.serving() == "a"
    last = deployed.history()[-1]
    said = "The deploy of release 2 was interrupted, so it was put back."
    assert (last["action"], last["code"], last["message"]) == ("deploy", 10, said)
    deployed.assert_at_rest()


def test_a_release_that_had_passed_is_finished(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("slipway_host.switch.prune", killed)
        deployed.killed("deploy", "b")
    assert deployed.call("recover")["message"] == "Release 2 is serving, version 2.0."
    assert deployed.history()[-1]["code"] == 0
    deployed.assert_at_rest()


def test_what_could_not_be_put_back_is_tried_again_later_and_later(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck(deployed)
    entries = deployed.history()
    waits = []
    for _ in range(6):
        was = Switching.read(deployed.place.switching)
        assert was is not None
        waits.append(round(was.next - time.time()))
        assert not recover.is_due(deployed.place)
        wait(monkeypatch, was.next - REAL_TIME() + 1)
        assert recover.is_due(deployed.place)
        assert deployed.call("recover")["code"] == 11
    assert waits == pytest.approx([60, 180, 540, 1620, 3600, 3600], abs=2)
    # The history has it once.
    assert deployed.history() == entries
    deployed.sick.clear()
    wait(monkeypatch, 3601)
    answer = deployed.call("recover")
    assert (answer["code"], answer["message"]) == (
        10,
        "What served before release 2 could not be put back then, and is now.",
    )
    deployed.assert_at_rest()


def test_a_clock_that_jumps_puts_nothing_off_for_longer_than_the_longest_wait(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck(deployed)
    wait(monkeypatch, -3600)
    assert recover.is_due(deployed.place)
    wait(monkeypatch, -1800)
    assert not recover.is_due(deployed.place)


@pytest.mark.parametrize("said", ['"soon"', "null", "-1", "true", "{}"])
def test_a_wait_that_can_not_be_read_is_over(deployed: Server, said: str) -> None:
    stuck(deployed)
    path = Path(deployed.place.switching)
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "next": json.loads(said), "tries": json.loads(said)}))
    assert recover.is_due(deployed.place)
    deployed.sick.clear()
    assert deployed.call("recover")["code"] == 10
    deployed.assert_at_rest()


def test_what_the_script_before_this_program_left_stuck_is_tried_at_once(deployed: Server) -> None:
    stuck(deployed)
    path = Path(deployed.place.switching)
    told = json.loads(path.read_text())
    path.write_text(
        json.dumps({name: told[name] for name in told if name not in ("tries", "next")})
    )
    assert recover.is_due(deployed.place)


def test_a_journal_that_says_of_one_release_means_it_is_the_one_that_was_left(
    tmp_path: Path,
) -> None:
    told = {"action": "rollback", "number": 3, "before": 2, "rollback": True}
    path = tmp_path / "switching.json"
    path.write_text(json.dumps(told))
    assert Switching.read(str(path)) == Switching("rollback", 3, 2, 2, is_rollback=True)


def test_whoever_helps_by_hand_is_left_alone(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck(deployed)
    deployed.docker.start_by_hand(deployed.place.project, "app", samples.image("d"), release="1")
    wait(monkeypatch, 61)
    answer = deployed.call("recover")
    assert (answer["code"], deployed.serving()) == (11, "d")
    assert "runs here, started by hand: it is left alone." in answer["message"]
    assert not recover.is_due(deployed.place)


def test_what_ran_by_hand_before_is_what_comes_back(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.docker.start_by_hand(deployed.place.project, "app", samples.image("d"), release="1")
    assert deployed.call("allow", image=samples.image("b"))["code"] == 0
    deployed.sick.update("bd")
    assert deployed.deploy("b")["code"] == 11
    deployed.sick.clear()
    wait(monkeypatch, 61)
    assert deployed.call("recover")["code"] == 10
    assert deployed.serving() == "d"
    assert deployed.status()["byHand"]["image"] == samples.image("d")


def test_a_journal_that_can_not_be_read_is_due(deployed: Server) -> None:
    deployed.docker.fault("compose up", "kill after")
    deployed.killed("deploy", "b")
    Path(deployed.place.switching).write_text("")
    assert recover.is_due(deployed.place)
    assert deployed.call("recover")["code"] == 10
    deployed.assert_at_rest()


def test_somebody_at_it_is_no_error(deployed: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise Ending(BUSY, "busy", "Busy: deploy, since now.")

    deployed.docker.fault("compose up", "kill after")
    deployed.killed("deploy", "b")
    monkeypatch.setattr(session, "change", busy)
    told = recover_all(deployed, monkeypatch)
    assert (told["code"], told["apps"][0]["app"], told["apps"][0]["outcome"]) == (0, "shop", "busy")


def recover_all(server: Server, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """As the timer asks."""
    said: list[str] = []
    monkeypatch.setattr(output, "answer", said.append)
    call = Call(str(server.folder), "", "production", "", "recover", "", None)
    code = recover.recover(call, "")
    told: dict[str, Any] = json.loads(said[0])
    assert told["code"] == code
    return told


def test_what_keeps_one_app_keeps_no_other(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(_: Call, __: object, place: Place) -> dict[str, Any]:
        if place.app == "shop":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), place.lock)
        return {"code": 10, "outcome": "put back"}

    for place in (deployed.place, samples.place_in(deployed.folder, "blog")):
        Path(place.switching).write_text("{")
    monkeypatch.setattr(session, "change", change)
    told = recover_all(deployed, monkeypatch)
    assert [(each["app"], each["outcome"]) for each in told["apps"]] == [
        ("blog", "put back"),
        ("shop", "not ready"),
    ]
    assert (told["code"], told["apps"][1]["message"]) == (
        NOT_READY,
        f"The disk of {deployed.place.lock} is full.",
    )


def test_it_works_as_the_owner_and_leaves_one_log_of_its_own(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners: list[str] = []
    monkeypatch.setattr(recover, "become_owner", owners.append)
    monkeypatch.setattr(session, "change", lambda *_: {"code": 10})
    Path(deployed.place.switching).write_text("{")
    for name in ("2026-01-02T03:04:05Z-recover-1", "2026-01-02T03:04:05Z-deploy-1"):
        Path(deployed.place.log, name).write_text("said")
    assert recover_all(deployed, monkeypatch)["code"] == 0
    assert owners == [f"{deployed.folder}/production"]
    assert os.listdir(deployed.place.log) == ["2026-01-02T03:04:05Z-deploy-1"]


def test_what_else_is_due_does_not_hasten_what_could_not_be_put_back(deployed: Server) -> None:
    stuck(deployed)
    restored = Restoring("a.dump", "b.dump", "a.dump is restored.")
    Path(deployed.place.restoring).write_text(json.dumps(restored.told()))
    deployed.docker.commands()
    assert recover.is_due(deployed.place)
    assert deployed.call("recover")["code"] == 0
    assert deployed.history()[-1]["message"] == "a.dump is restored."
    assert "compose up" not in deployed.docker.commands()


def test_nothing_but_it_tries_again_what_could_not_be_put_back(deployed: Server) -> None:
    stuck(deployed)
    assert deployed.deploy("c")["code"] == 0
    assert [said for said in deployed.said if said.startswith("putting back")] == []


# --- Killed at any step ----------------------------------------------------------------------------


def cut_short(server: Server) -> None:
    server.docker.fault("compose up", "kill after")
    server.killed("deploy", "b")


def left_stuck(server: Server) -> None:
    stuck(server)
    server.sick.clear()


@pytest.mark.parametrize("is_power", [False, True])
@pytest.mark.parametrize("prepare", [cut_short, left_stuck])
def test_a_recovery_that_is_killed_is_finished_by_the_next(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Server], None],
    is_power: bool,
) -> None:
    folder, prepared = tmp_path / "it", tmp_path / "prepared"
    folder.mkdir()
    with monkeypatch.context() as patch:
        server = Server(folder, patch)
        server.apply()
        server.deploy("a")
        prepare(server)
    folder.rename(prepared)
    wait(monkeypatch, 61)
    at, is_over = 1 + 5 * is_power, False
    while not is_over:
        shutil.copytree(prepared, folder, symlinks=True)
        with monkeypatch.context() as patch:
            server = Server(folder, patch)
            is_over = not is_killed(server, monkeypatch, at, is_power)
            if recover.is_due(server.place):
                assert server.call("recover")["code"] == 10, at
            assert not os.path.exists(server.place.switching)
            current = Store(server.place).current
            assert current is not None and current.number == 1
            assert (server.serving(), server.status()["healthy"]) == ("a", True), at
            assert server.deploy("c")["code"] == 0
            server.assert_at_rest()
        shutil.rmtree(folder)
        at += max(EACH // 4, 1)


def is_killed(server: Server, monkeypatch: pytest.MonkeyPatch, at: int, is_power: bool) -> bool:
    with monkeypatch.context() as kills:
        killer = (Disk if is_power else Killer)(kills, server.folder, at)
        try:
            server.call("recover")
        except Killed:
            kills.undo()
            if isinstance(killer, Disk):
                killer.cut()
            return True
    return False
