from __future__ import annotations

import getpass
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from slipway_host import timer
from slipway_host.programs import Finished

NAME = timer.name_of("/srv/slipway", "production")


class Machine:
    """One with systemd that does as it is told, or with cron, or with neither.

    Attributes:
        asked: what systemctl was asked to do.
        failing: what it can't do.
    """

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.units = tmp_path / "units"
        self.cron = tmp_path / "cron.d"
        self.running = tmp_path / "running"
        self.units.mkdir()
        self.asked: list[str] = []
        self.failing: set[str] = set()
        monkeypatch.setattr(timer, "UNITS", str(self.units))
        monkeypatch.setattr(timer, "CRON", str(self.cron))
        monkeypatch.setattr(timer, "RUNNING", str(self.running))
        monkeypatch.setattr(timer, "run", self._run)
        monkeypatch.setattr(timer.shutil, "which", self._which)  # type: ignore[attr-defined]
        self.programs: dict[str, str] = {}

    def _which(self, name: str, path: str) -> str | None:
        assert path
        return self.programs.get(name)

    def _run(self, arguments: Sequence[str], *_: Any, **__: Any) -> Finished:
        assert arguments[0] == "systemctl"
        self.asked.append(" ".join(arguments[1:]))
        is_failing = arguments[1] in self.failing
        return Finished(int(is_failing), "Access denied\n" if is_failing else "")

    def set(self, user: str = "slipway", environment: str = "production") -> str:
        self.asked.clear()
        return timer.set_timer("/srv/slipway", environment, user)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_systemd_is_told_once(machine: Machine) -> None:
    machine.running.mkdir()
    assert machine.set() == ""
    assert machine.asked == ["daemon-reload", f"enable {NAME}.timer", f"restart {NAME}.timer"]
    assert sorted(os.listdir(machine.units)) == [f"{NAME}.service", f"{NAME}.timer"]
    written = (machine.units / f"{NAME}.service").read_text()
    assert "\nUser=slipway\n" in written
    assert (
        "\nExecStart=/srv/slipway/bin/environments/production --folder /srv/slipway "
        "--environment production recover\n" in written
    )
    # A watch goes on when the call is over, and what it may write is the environment's alone.
    for line in ("KillMode=process", "NoNewPrivileges=yes", "ProtectSystem=strict"):
        assert f"\n{line}\n" in written
    assert re.findall("ReadWritePaths=(.*)", written) == ["/srv/slipway/production"]
    assert (machine.units / f"{NAME}.timer").stat().st_mode & 0o777 == 0o644
    # Done again, it only looks.
    assert machine.set() == ""
    assert machine.asked == [f"is-enabled {NAME}.timer", f"is-active {NAME}.timer"]
    # What differs is changed, and so is what somebody has stopped.
    assert machine.set(user="other") == ""
    assert machine.asked[0] == "daemon-reload"
    assert "\nUser=other\n" in (machine.units / f"{NAME}.service").read_text()
    machine.failing = {"is-active"}
    assert machine.set(user="other") == ""
    assert machine.asked[-2:] == [f"enable {NAME}.timer", f"restart {NAME}.timer"]


def test_what_systemd_refuses_is_said(machine: Machine) -> None:
    machine.running.mkdir()
    machine.failing = {"enable"}
    assert machine.set() == "systemctl enable: Access denied"


def test_without_systemd_it_is_cron(machine: Machine) -> None:
    machine.cron.mkdir()
    machine.programs = {"cron": "/usr/sbin/cron"}
    assert machine.set() == ""
    path = machine.cron / NAME
    assert path.stat().st_mode & 0o777 == 0o644
    first = path.stat().st_ino
    assert machine.set() == ""
    assert path.stat().st_ino == first
    assert machine.asked == []
    # Where systemd comes later, it is not run twice.
    machine.running.mkdir()
    assert machine.set() == ""
    assert os.listdir(machine.cron) == []


def test_where_neither_runs_it_is_said(machine: Machine) -> None:
    said = "neither systemd nor a cron that reads /etc/cron.d runs here"
    assert machine.set() == said
    machine.cron.mkdir()
    assert machine.set() == said
    busybox = machine.cron.parent / "busybox"
    busybox.touch()
    machine.programs = {"crond": str(busybox)}
    assert machine.set() == said


def test_what_was_set_is_taken_away(machine: Machine) -> None:
    timer.remove_timer("/srv/slipway", "production")
    assert machine.asked == []
    machine.running.mkdir()
    machine.set()
    machine.set(environment="staging")
    machine.asked.clear()
    timer.remove_timer("/srv/slipway", "production")
    assert machine.asked == [f"disable --now {NAME}.timer", "daemon-reload"]
    other = timer.name_of("/srv/slipway", "staging")
    assert sorted(os.listdir(machine.units)) == [f"{other}.service", f"{other}.timer"]


def test_two_roots_and_two_environments_have_names_of_their_own() -> None:
    pairs = [("/srv/a", "b"), ("/srv/b", "b"), ("/srv/a", "b.c"), ("/srv/a", "b-c"), ("/srv", "a")]
    names = {timer.name_of(*pair) for pair in pairs}
    assert len(names) == len(pairs)
    # cron(8): a name of anything else is passed over in /etc/cron.d.
    assert all(re.fullmatch("[A-Za-z0-9_-]+", name) for name in names)


def test_a_line_of_cron_is_one() -> None:
    lines = timer.cron_line("/srv/slipway", "production", "slipway").splitlines()
    variable = re.compile(r"[A-Z]+=\S+")
    # crontab(5): five fields of time, a user, and a command in which `%` would end the line.
    entry = re.compile(r"(?:\*[ \t]+){5}(?P<user>[a-z_][a-z0-9_-]*)[ \t]+(?P<command>[^%\n]+)")
    kinds = [line for line in lines if not line.startswith("#") and not variable.fullmatch(line)]
    assert len(kinds) == 1
    found = entry.fullmatch(kinds[0])
    assert found is not None
    assert found["user"] == "slipway"
    assert found["command"].endswith(" --environment production recover >/dev/null 2>&1")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_its_units(tmp_path: Path) -> None:
    program = tmp_path / "srv/bin/environments/production"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    folder = str(tmp_path / "srv")
    unit = tmp_path / "slipway-recover.service"
    unit.write_text(timer.service(folder, "production", getpass.getuser()))
    (tmp_path / "slipway-recover.timer").write_text(timer.timer(folder, "production"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit), str(unit.with_suffix(".timer"))],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = [line for line in done.stderr.splitlines() if "slipway-recover" in line]
    assert (done.returncode, said) == (0, []), done.stderr
