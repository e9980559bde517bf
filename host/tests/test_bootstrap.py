from __future__ import annotations

import json
import os
import pwd
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from slipway_host import bootstrap, users
from slipway_host.generated import BAD_REQUEST, NOT_ALLOWED, NOT_READY

FILES = {
    "slipway-host": "#!python3\n",
    "slipway_host/__init__.py": "",
    "slipway_host/main.py": "def main(): pass\n",
}


class Server:
    """A server where the user of the tests is root, and everything is there that is needed."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = tmp_path / "srv"
        self.home = tmp_path / "home"
        user = pwd.getpwuid(os.getuid()).pw_name
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(bootstrap, "missing", list)
        for name in ("ensure", "check_access"):
            monkeypatch.setattr(users, name, lambda _: None)
        monkeypatch.setattr(users, "home_of", lambda _: str(self.home))
        self.request: dict[str, Any] = {
            "protocol": 1,
            "environment": "production",
            "folder": str(self.folder),
            "user": user,
            "keys": [{"role": "observer", "public": "ssh-ed25519 AAAA"}],
        }

    def bootstrap(self, **more: Any) -> int:
        before = os.umask(0o022)
        try:
            return bootstrap.main(FILES, "0123456789ab", {**self.request, **more})
        finally:
            os.umask(before)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(tmp_path, monkeypatch)


def test_a_server_is_ready_afterwards(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    assert server.bootstrap() == 0
    said = capfd.readouterr()
    assert json.loads(said.out) == {
        "protocol": 1,
        "code": 0,
        "outcome": "ready",
        "message": "slipway-host is ready for production.",
        "script": "0123456789ab",
    }
    assert said.err == f"slipway-host is ready for production in {server.folder}\n"
    program = server.folder / "bin/environments/production"
    assert str(program) in (server.home / ".ssh/authorized_keys").read_text()
    assert os.access(program, os.X_OK)
    modes = {"": 0o755, "bin": 0o755, "production": 0o700}
    for path, mode in modes.items():
        assert (server.folder / path).stat().st_mode & 0o777 == mode


def test_parents_of_the_folder_are_open_as_any_folder(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "a/b/srv"
    assert server.bootstrap(folder=str(folder)) == 0
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "a/b").stat().st_mode & 0o777 == 0o755


def test_the_script_of_before_stays_until_no_key_calls_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = server.folder / "bin/slipway-host"
    script.parent.mkdir(parents=True)
    script.write_text("")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "authorized_keys")

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "write_keys", fail)
        assert server.bootstrap() == NOT_READY
    assert script.exists()
    assert server.bootstrap() == 0
    assert os.readlink(script).startswith("versions/")


def test_keys_are_written_once_there_is_what_they_call_and_before_the_script_goes(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    for name in ("install", "write_keys", "replace_script"):
        real = getattr(bootstrap, name)

        def step(*given: Any, name: str = name, real: Callable[..., None] = real) -> None:
            steps.append(name)
            real(*given)

        monkeypatch.setattr(bootstrap, name, step)
    assert server.bootstrap() == 0
    assert steps == ["install", "write_keys", "replace_script"]


def test_folders_that_are_there_have_the_modes_and_the_owner_that_they_should(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("bin", "production"):
        os.makedirs(server.folder / path)
        (server.folder / path).chmod(0o700)
    server.folder.chmod(0o700)
    given: list[tuple[Any, ...]] = []
    monkeypatch.setattr(users, "give", lambda *what: given.append(what))
    assert server.bootstrap() == 0
    for path in ("", "bin"):
        assert (server.folder / path).stat().st_mode & 0o777 == 0o755
    assert (server.request["user"], f"{server.folder}/production", 0o700) in given


@pytest.mark.parametrize("request_", [None, [], "x"])
def test_a_request_that_is_no_object_is_said(
    server: Server, capfd: pytest.CaptureFixture[str], request_: Any
) -> None:
    assert server.folder.exists() is False
    assert bootstrap.main(FILES, "0123456789ab", request_) == BAD_REQUEST
    answer = json.loads(capfd.readouterr().out)
    assert (answer["outcome"], answer["message"]) == (
        "bad request",
        "The request is not a JSON object.",
    )


def test_problems_change_nothing(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    assert server.bootstrap(user="", keys=None) == BAD_REQUEST
    said = "The request can not be served: `user` must be the name of one. `keys` is missing."
    assert json.loads(capfd.readouterr().out)["message"] == said
    assert not server.folder.exists()


def test_what_is_lacking_is_said(
    server: Server, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "missing", lambda: ["Install A.", "Install B."])
    assert server.bootstrap() == NOT_READY
    said = "This server lacks what slipway-host needs: Install A. Install B."
    assert json.loads(capfd.readouterr().out)["message"] == said


def test_who_is_not_root_may_not(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert server.bootstrap() == NOT_ALLOWED
    assert not server.folder.exists()


def test_a_disk_that_is_full_is_said(
    server: Server, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    assert server.bootstrap() == NOT_READY
    answer = json.loads(capfd.readouterr().out)
    assert answer["message"].endswith("No space left on device.")
    assert "None" not in answer["message"]


def test_a_timer_is_set_taken_away_or_left_alone_as_the_request_says(
    server: Server, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, ...]] = []

    def set_timer(*what: str) -> str:
        done.append(what)
        return "neither runs here"

    monkeypatch.setattr(bootstrap, "set_timer", set_timer)
    monkeypatch.setattr(bootstrap, "remove_timer", lambda *what: done.append(what))
    # A request of before knows of none.
    assert server.bootstrap() == 0
    assert done == []
    assert server.bootstrap(timer=True) == 0
    assert server.bootstrap(timer=False) == 0
    folder, user = str(server.folder), server.request["user"]
    assert done == [(folder, "production", user), (folder, "production")]
    answers = [json.loads(line)["message"] for line in capfd.readouterr().out.splitlines()]
    ready = "slipway-host is ready for production"
    why = "but nothing looks after its interrupted switches: neither runs here"
    assert answers == [f"{ready}.", f"{ready}, {why}.", f"{ready}."]
    assert server.bootstrap(timer="no") == BAD_REQUEST
