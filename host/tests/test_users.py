from __future__ import annotations

import getpass
import os
import pwd
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from slipway_host import users
from slipway_host.ending import Ending
from slipway_host.generated import NOT_READY
from slipway_host.programs import Finished


class System:
    """A server's users, and the programs that change them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known: dict[str, pwd.struct_passwd] = {}
        self.commands: list[str] = []
        self.told: dict[str, Finished] = {}
        monkeypatch.setattr(pwd, "getpwnam", self._find)
        monkeypatch.setattr(users, "run", self._run)
        monkeypatch.setattr(users, "say", lambda _: None)

    def add(self, name: str, number: int = 1001, home: str = "") -> None:
        told = (name, "x", number, number, "", home or f"/home/{name}", "/bin/bash")
        self.known[name] = pwd.struct_passwd(told)

    def _find(self, name: str) -> pwd.struct_passwd:
        return self.known[name]

    def _run(self, arguments: Sequence[str], *_: Any) -> Finished:
        self.commands.append(" ".join(arguments))
        if arguments[0] == "useradd":
            self.add(arguments[-1])
        line = " ".join(arguments)
        told = (self.told[name] for name in self.told if line.startswith(name))
        return next(told, Finished(0, ""))


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    return System(monkeypatch)


def test_a_user_who_is_not_there_is_made_without_a_password(system: System) -> None:
    users.ensure("slipway")
    assert system.commands[0] == ("useradd --create-home --shell /bin/bash --password * slipway")
    assert system.commands[-1] == "usermod --append --groups docker slipway"


def test_a_user_who_has_access_is_left_alone(system: System) -> None:
    system.add("slipway")
    system.told["id"] = Finished(0, "slipway docker\n")
    users.ensure("slipway")
    assert not any(command.startswith("user") for command in system.commands)
    # A group whose name has it as a part gives no access.
    system.told["id"] = Finished(0, "slipway docker-registry\n")
    users.ensure("slipway")
    assert system.commands[-1].startswith("usermod")


def test_root_needs_no_group_and_a_server_may_have_none(system: System) -> None:
    system.add("root", 0)
    users.ensure("root")
    assert system.commands == []
    system.add("slipway")
    system.told["getent"] = Finished(2, "")
    users.ensure("slipway")
    assert system.commands == ["getent group docker"]


def test_a_user_who_can_not_be_made_is_said(system: System) -> None:
    system.told["useradd"] = Finished(1, "", "useradd: no space\n")
    with pytest.raises(Ending) as caught:
        users.ensure("slipway")
    assert caught.value.code == NOT_READY
    assert caught.value.message == "The user slipway can not be created. useradd: no space"


def test_a_home_is_the_users_own(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    system.add("slipway", os.geteuid() + 1)
    system.add("me", os.geteuid(), "/home/of/me")
    monkeypatch.setenv("HOME", "/home/of/the/session")
    monkeypatch.delenv("SUDO_USER", raising=False)
    assert users.home_of("slipway") == "/home/slipway"
    assert users.home_of("me") == "/home/of/the/session"
    monkeypatch.setenv("SUDO_USER", "ann")
    assert users.home_of("me") == "/home/of/me"
    with pytest.raises(Ending, match=r"The user nobody-at-all has no home folder\."):
        monkeypatch.setattr(users, "_find", lambda _: None)
        users.home_of("nobody-at-all")


def test_who_can_not_reach_docker_is_said(system: System) -> None:
    system.add("slipway", os.geteuid() + 1)
    users.check_access("slipway")
    assert system.commands == [
        f"runuser -u slipway -- {sys.executable} -I -S -c pass",
        "runuser -u slipway -- docker version",
    ]
    system.told["runuser -u slipway -- docker"] = Finished(1, "")
    with pytest.raises(Ending) as caught:
        users.check_access("slipway")
    assert caught.value.message == (
        "The user slipway can not reach Docker. `usermod --append --groups docker slipway` gives access."
    )


def test_who_can_not_run_roots_own_python_is_said(system: System) -> None:
    system.add("slipway", os.geteuid() + 1)
    system.told[f"runuser -u slipway -- {sys.executable}"] = Finished(1, "")
    with pytest.raises(Ending) as caught:
        users.check_access("slipway")
    assert caught.value.message == (
        f"The user slipway can not run {sys.executable}, which is root's alone. "
        "Install the system's own Python 3.10 or newer."
    )


def test_who_bootstraps_has_asked_docker_already(system: System) -> None:
    system.add("me", os.geteuid())
    users.check_access("me")
    assert system.commands == []


def test_what_is_given_is_the_users(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    users.give(getpass.getuser(), str(path), 0o640)
    assert path.stat().st_uid == os.getuid()
    assert path.stat().st_mode & 0o777 == 0o640
