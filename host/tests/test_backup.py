from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from slipway_host.configuration_problems import problems_of_configuration

from . import samples
from .server import Server, configured

NEEDS = {"migrate": {"condition": "service_completed_successfully"}}
BACKUP = {"service": "db", "command": ["dump"], "restore": ["load"], "keep": 2}


def with_backup(backup: Any = BACKUP, **more: Any) -> dict[str, Any]:
    """An app that waits for a migration, and whose data are in `db`."""
    services = {
        "app": {"image": "${IMAGE}", "ports": ["8080:8080"], "depends_on": NEEDS},
        "migrate": {"image": "${IMAGE}"},
        "db": {"image": samples.image("f"), "restart": "always"},
    }
    said = {} if backup is None else {"backup": backup}
    return configured(compose={"services": services}, files={}, **said, **more)


def server_with(folder: Path, patch: pytest.MonkeyPatch, **more: Any) -> Server:
    """Release 1 of image a serves, with data."""
    made = Server(folder, patch)
    made.docker.behave("migrate", state="exited")
    assert made.apply(with_backup(**more))["code"] == 0
    assert made.deploy("a")["code"] == 0
    made.docker.data = "rows of a"
    return made


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    return server_with(tmp_path, monkeypatch)


def dumps(server: Server) -> dict[str, str]:
    """Name → content, of all that lies there."""
    folder = Path(server.place.backups)
    found = sorted(folder.iterdir()) if folder.exists() else []
    return {path.name: path.read_text() for path in found}


def assert_at_rest(server: Server) -> None:
    server.assert_at_rest()
    assert not os.path.exists(server.place.restoring)
    assert all(name.endswith(".dump") for name in dumps(server))


def test_the_first_deploy_has_nothing_to_back_up_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path, monkeypatch)
    server.docker.behave("migrate", state="exited")
    server.apply(with_backup())
    answer = server.deploy("a")
    assert (answer["code"], "backup" in answer) == (0, False)
    assert "no backup: service db does not run" in server.said
    assert dumps(server) == {}
    assert "backups" not in server.status()


def test_data_are_dumped_before_a_switch_that_migrates_them(server: Server) -> None:
    seen: list[str] = []
    # The dump is there, whole, before anything is started.
    real = server.docker.run

    def run(arguments: Any, environment: Any, given: str = "") -> Any:
        if "up" in arguments:
            seen.extend(dumps(server).values())
        return real(arguments, environment, given)

    server.docker.run = run  # type: ignore[method-assign]
    answer = server.deploy("b")
    assert answer["code"] == 0
    assert seen == ["rows of a"]
    (name,) = dumps(server)
    assert re.fullmatch(r"[0-9]{8}T[0-9]{6}Z-release-1\.dump", name)
    path = Path(server.place.backups, name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    told = {"name": name, "bytes": 9}
    assert answer["backup"] == told
    assert server.history()[-1]["backup"] == told
    assert server.status()["backups"] == [told]
    assert_at_rest(server)


def test_what_serves_already_is_not_backed_up(server: Server) -> None:
    assert server.deploy("a")["outcome"] == "unchanged"
    assert server.apply(with_backup())["outcome"] == "unchanged"
    assert dumps(server) == {}


def test_a_switch_that_runs_nothing_once_is_not_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path, monkeypatch)
    server.apply(configured(backup=BACKUP))
    server.deploy("a")
    server.docker.data = "rows"
    assert server.deploy("b")["code"] == 0
    assert dumps(server) == {}
    # What settings call `once` is one that does.
    server.docker.behave("job", state="exited")
    services = {**configured()["compose"]["services"], "job": {"image": "${IMAGE}"}}
    made = configured(backup=BACKUP, compose={"services": services}, once=["job"])
    assert server.apply(made)["code"] == 0
    assert list(dumps(server).values()) == ["rows"]


def test_a_rollback_to_what_knows_no_backup_makes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = server_with(tmp_path, monkeypatch, backup=None)
    assert server.deploy("b")["code"] == 0
    server.apply(with_backup())
    server.docker.data = "rows of b"
    assert server.rollback(1)["code"] == 0
    assert list(dumps(server).values())[-1] == "rows of b"


def test_the_newest_are_kept(server: Server) -> None:
    for number, character in enumerate("bcde"):
        server.docker.data = f"rows {number}"
        assert server.deploy(character)["code"] == 0
    assert list(dumps(server).values()) == ["rows 2", "rows 3"]


class Disk(NamedTuple):
    f_bavail: int
    f_frsize: int


def full(server: Server, patch: pytest.MonkeyPatch) -> None:
    real = os.statvfs
    here = server.place.here
    patch.setattr(os, "statvfs", lambda path: Disk(10, 1) if path == here else real(path))


def empty(server: Server, patch: pytest.MonkeyPatch) -> None:
    del patch
    server.docker.data = ""


def failing(server: Server, patch: pytest.MonkeyPatch) -> None:
    del patch
    server.docker.fault("exec", "fail after", says="pg_dump: error: a-secret-word is wrong")


def unwritable(server: Server, patch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refuse(path: Any, *arguments: Any, **more: Any) -> int:
        if str(path).endswith(".dump.new"):
            raise OSError(28, "No space left on device", path)
        return real(path, *arguments, **more)

    del server
    patch.setattr(os, "open", refuse)


def full_at_its_end(server: Server, patch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def refuse(old: str, new: str) -> None:
        if new.endswith(".dump"):
            raise OSError(28, "No space left on device", new)
        real(old, new)

    del server
    patch.setattr(os, "replace", refuse)


FAILURES: dict[str, tuple[Callable[[Server, pytest.MonkeyPatch], None], str]] = {
    "no room": (full, "GiB left, and 1.0 GiB are wanted for a backup."),
    "empty": (empty, "The backup of service db is empty."),
    "an error": (
        failing,
        "The backup of service db ended with exit code 1: pg_dump: error: [redacted] is wrong.",
    ),
    "a disk that is full": (unwritable, "is full."),
    "a disk that is full at its end": (full_at_its_end, "is full."),
}


@pytest.mark.parametrize("case", FAILURES)
def test_nothing_is_switched_without_one(
    server: Server, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    act, words = FAILURES[case]
    before = server.docker.containers
    with monkeypatch.context() as patch:
        act(server, patch)
        answer = server.deploy("b")
    assert (answer["code"], answer["outcome"]) == (10, "put back")
    assert answer["failure"]["check"] == "backup"
    assert words in answer["failure"]["message"]
    assert answer["message"].endswith("Nothing was switched: release 1 is serving, version 1.0.")
    assert server.docker.containers == before
    assert dumps(server) == {}
    assert_at_rest(server)


def test_room_is_wanted_for_twice_the_last(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkdir(server.place.backups)
    path = Path(server.place.backups, "20260102T030405Z-release-1.dump")
    path.touch()
    os.truncate(path, 1 << 30)
    real, here = os.statvfs, server.place.here
    some = Disk(3 << 29, 1)
    monkeypatch.setattr(os, "statvfs", lambda path: some if path == here else real(path))
    message = server.deploy("b")["failure"]["message"]
    assert message.endswith("has 1.5 GiB left, and 2.0 GiB are wanted for a backup.")


def test_a_dump_survives_before_anything_is_started(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = server.docker.run
    synced: list[str] = []
    before: list[str] = []

    def run(arguments: Any, environment: Any, given: str = "") -> Any:
        if "up" in arguments and not before:
            before.extend(synced)
        return real(arguments, environment, given)

    server.docker.run = run  # type: ignore[method-assign]
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(os.readlink(f"/proc/self/fd/{fd}")))
    assert server.deploy("b")["code"] == 0
    (name,) = dumps(server)
    place = server.place
    dump = before.index(f"{place.backups}/{name}.new")
    assert before[dump - 1 : dump + 2] == [place.here, before[dump], place.backups]


def test_a_service_that_does_not_run_has_no_dump(server: Server) -> None:
    server.docker.change("db", state="exited", exit_code=1)
    assert server.deploy("b")["code"] == 0
    assert "no backup: service db does not run" in server.said
    assert dumps(server) == {}


def test_an_emergency_goes_back_without_one(server: Server) -> None:
    assert server.deploy("b")["code"] == 0
    server.docker.fault("exec", "fail")
    assert server.rollback()["code"] == 10
    server.docker.fault("exec", "fail")
    answer = server.rollback(cause={"author": "ada", "emergency": "orders are lost"})
    assert (answer["code"], server.serving()) == (0, "a")
    server.docker.fault("exec", "fail")
    assert server.deploy("c", cause={"emergency": "why"})["code"] == 10


def test_what_a_kill_left_goes_with_the_next_change(server: Server) -> None:
    server.docker.fault("exec", "kill after")
    server.killed("deploy", "b")
    assert [name for name in dumps(server) if name.endswith(".new")] != []
    assert server.status()["healthy"] is True
    assert server.deploy("a")["outcome"] == "unchanged"
    assert dumps(server) == {}
    assert server.deploy("b")["code"] == 0
    assert_at_rest(server)


def test_two_of_one_second_have_two_names(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "gmtime", lambda: (2026, 1, 2, 3, 4, 5, 0, 0, 0))
    server.deploy("b")
    server.docker.data = "rows of b"
    server.deploy("c")
    assert dumps(server) == {
        "20260102T030405Z.2-release-2.dump": "rows of b",
        "20260102T030405Z-release-1.dump": "rows of a",
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ([], "backup` must be an object"),
        ({**BACKUP, "service": "web"}, "backup.service` must be a service"),
        ({**BACKUP, "service": 1}, "backup.service` must be a service"),
        ({**BACKUP, "service": "app"}, "backup.service` must not run `${IMAGE}`"),
        ({**BACKUP, "command": "dump"}, "backup.command` must be a list of texts"),
        ({**BACKUP, "command": []}, "backup.command` must be a list of texts"),
        ({**BACKUP, "command": [""]}, "backup.command` must be a list of texts"),
        ({**BACKUP, "command": ["a", 1]}, "backup.command` must be a list of texts"),
        ({**BACKUP, "command": ["a\0"]}, "backup.command` must be a list of texts"),
        ({**BACKUP, "restore": "load"}, "backup.restore` must be a list of texts"),
        ({**BACKUP, "keep": 0}, "backup.keep` must be a number from 1 to 100"),
        ({**BACKUP, "keep": 101}, "backup.keep` must be a number from 1 to 100"),
        ({**BACKUP, "keep": True}, "backup.keep` must be a number from 1 to 100"),
        ({**BACKUP, "keep": 1.5}, "backup.keep` must be a number from 1 to 100"),
    ],
)
def test_what_is_wrong_is_said(change: Any, words: str) -> None:
    problems = list(problems_of_configuration(with_backup(change)))
    assert len(problems) == 1
    assert words in problems[0]


def test_what_is_right_is_not() -> None:
    for backup in (BACKUP, {**BACKUP, "restore": None}, None):
        assert list(problems_of_configuration(with_backup(backup))) == []
