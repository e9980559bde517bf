from __future__ import annotations

import errno
import json
import os
import resource
from pathlib import Path
from typing import Any

import pytest

from slipway_host import main as module
from slipway_host import output, slots
from slipway_host.ending import Ending
from slipway_host.generated import BAD_REQUEST, BUSY, NOT_ALLOWED, NOT_READY
from slipway_host.request import Request

from . import samples


class Caller:
    """Who calls with a key that is bound to a role, and maybe to an app."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = tmp_path
        self.answers: list[str] = []
        self._patch = monkeypatch
        monkeypatch.setattr(output, "answer", self.answers.append)
        monkeypatch.setattr(os, "isatty", lambda _: False)

    def run(self, action: str, role: str, of: str = "", **body: Any) -> int:
        self._patch.setenv("SSH_ORIGINAL_COMMAND", action)
        self._patch.setattr(module, "read", lambda name, by_hand: self._read(name, by_hand, body))
        bound = ["--folder", str(self.folder), "--environment", "production", "--role", role]
        return module.run([*bound, *(["--app", of] if of else [])])

    def _read(self, name: str, by_hand: bool, body: dict[str, Any]) -> Request:
        # Whoever has a terminal may have a key all the same.
        assert by_hand is False
        return Request(name, body)

    def refusal(self, action: str, role: str, of: str = "", **body: Any) -> tuple[int, str]:
        with pytest.raises(Ending) as caught:
            self.run(action, role, of, **body)
        return caught.value.code, caught.value.message


@pytest.fixture
def caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    return Caller(tmp_path, monkeypatch)


def test_a_key_of_one_app_speaks_about_no_other(caller: Caller) -> None:
    said = "This key is for the app shop, and not for blog."
    for action in ("deploy", "status", "history", "pull"):
        assert caller.refusal(action, "deployer", "shop", app="blog") == (NOT_ALLOWED, said)
    assert caller.run("history", "deployer", "shop", app="shop") == 0


def test_a_change_names_its_app_and_a_look_need_not(caller: Caller) -> None:
    assert caller.refusal("apply", "configurator") == (BAD_REQUEST, "The request names no app.")
    assert caller.run("history", "observer") == 0
    assert json.loads(caller.answers[0]) == {"protocol": 1, "code": 0, "entries": []}


@pytest.mark.parametrize("app", ["../testing/shop", "shop\n", "a/b", ".."])
def test_an_app_is_no_path(caller: Caller, app: str) -> None:
    code, said = caller.refusal("status", "observer", app=app)
    assert (code, said[:35]) == (BAD_REQUEST, "The name of the app is not one: let")


def test_the_role_is_looked_at_before_the_request(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "check_role", _refuse)
    with pytest.raises(Ending, match="not this"):
        caller.run("deploy", "observer", app="/")


def _refuse(_: object) -> None:
    raise Ending(NOT_ALLOWED, "not allowed", "not this")


def test_nothing_is_pulled_for_an_app_that_nothing_was_laid_down_for(caller: Caller) -> None:
    code, said = caller.refusal("pull", "puller", "shop", image=samples.image("a"))
    assert (code, said) == (
        BAD_REQUEST,
        "There is no configuration for shop in production yet. `up` lays it down.",
    )
    assert not (caller.folder / "production").exists()


def test_a_pull_leaves_no_credentials(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def pull(_: object) -> None:
        (work,) = os.listdir(place.requests)
        assert Path(place.requests, work, "docker/config.json").exists()
        raise Ending(NOT_READY, "not ready", "no room")

    place = samples.place_in(caller.folder)
    Path(place.applied).write_text("{}")
    monkeypatch.setattr("slipway_host.actions.pull_ahead", pull)
    registry = {"address": "r.example.com", "user": "robot", "password": "pull-word"}
    asked = {"image": samples.image("a"), "registry": registry}
    assert caller.refusal("pull", "puller", "shop", **asked) == (NOT_READY, "no room")
    assert os.listdir(place.requests) == []


def test_a_disk_that_is_full_before_a_change_begins_is_an_answer(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/slipway/x")

    monkeypatch.setattr(module, "run", full)
    monkeypatch.setattr(os, "_exit", _exit)
    monkeypatch.setattr("sys.argv", ["slipway-host", "--folder", str(caller.folder)])
    with pytest.raises(SystemExit) as ended:
        module.main()
    assert ended.value.code == NOT_READY
    said = "The disk of /srv/slipway/x is full."
    assert json.loads(caller.answers[0])["message"] == said
    assert capfd.readouterr().err == f"{said}\n"


def _exit(code: int) -> None:
    raise SystemExit(code)


def test_there_are_so_many_calls_at_once(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    samples.place_in(caller.folder)
    monkeypatch.setattr(slots, "CALLS_AT_ONCE", 0)
    for action in ("status", "deploy", "pull"):
        code, said = caller.refusal(action, "deployer", "shop")
        assert (code, said[:33]) == (BUSY, "There are 0 calls of shop by depl")


def test_a_call_has_its_slot_before_anything_is_read(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> Request:
        raise AssertionError("it was read")

    samples.place_in(caller.folder)
    monkeypatch.setattr(slots, "CALLS_AT_ONCE", 0)
    monkeypatch.setattr(caller, "_read", read)
    assert caller.refusal("deploy", "deployer", "shop")[0] == BUSY


def test_an_apply_is_done_for_whom_an_up_has_announced(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(_: object, request: Request, __: object) -> dict[str, Any]:
        assert request.cause == {"author": "ada"}
        return {"code": 0}

    samples.place_in(caller.folder)
    monkeypatch.setattr("slipway_host.session.change", change)
    assert caller.run("announce", "configurator", cause={"author": "ada"}) == 0
    assert caller.run("apply", "configurator", app="shop") == 0


def test_what_a_crash_leaves_and_what_is_made_is_nobody_elses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits: list[tuple[int, tuple[int, int]]] = []
    masks: list[int] = []
    monkeypatch.setattr(module.resource, "setrlimit", lambda *what: limits.append(what))  # type: ignore[attr-defined]
    monkeypatch.setattr(os, "umask", masks.append)
    monkeypatch.setattr(os, "_exit", _exit)
    monkeypatch.setattr(module, "run", lambda _: 0)
    with pytest.raises(SystemExit):
        module.main()
    assert (limits, masks) == ([(resource.RLIMIT_CORE, (0, 0))], [0o077])
