from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from slipway_host import history, recover, restoring
from slipway_host.backup import prune
from slipway_host.switching import Switching
from slipway_host.watching import Watching

from . import samples
from .fake_docker import Killed
from .server import Server
from .test_backup import BACKUP, assert_at_rest, dumps, server_with, with_backup
from .test_kills import EACH, Disk, Killer


def migrated(folder: Path, patch: pytest.MonkeyPatch) -> Server:
    """Release 2 serves, with data of its own; those of release 1 are in a backup."""
    server = server_with(folder, patch)
    assert server.deploy("b")["code"] == 0
    server.docker.data = "rows of b"
    return server


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    return migrated(tmp_path, monkeypatch)


def first(server: Server) -> str:
    return next(iter(dumps(server)))


def ask(server: Server, **more: Any) -> dict[str, Any]:
    return server.call("restore", **{"backup": first(server), **more})


def test_a_backup_takes_the_place_of_the_data(server: Server) -> None:
    ran = [each["started"] for each in server.docker.containers if each["service"] == "migrate"]
    database = [each["id"] for each in server.docker.containers if each["service"] == "db"]
    server.docker.commands()
    answer = ask(server)
    assert (answer["code"], answer["outcome"]) == (0, "restored")
    assert server.docker.data == "rows of a"
    # What was there is kept, and what is restored stays.
    assert list(dumps(server).values()) == ["rows of a", "rows of b"]
    before = answer["backup"]["name"]
    assert answer["message"] == (
        f"{first(server)} is restored, and release 2 is serving with it, version 2.0. "
        f"What was there before is in {before}."
    )
    assert dumps(server)[before] == "rows of b"
    # Nothing of the app's runs meanwhile, and the database does all the time.
    commands = [each for each in server.docker.commands() if each in ("exec", "compose stop")]
    assert commands == ["exec", "compose stop", "exec"]
    assert [e["id"] for e in server.docker.containers if e["service"] == "db"] == database
    # Data of before the migration need it.
    assert ran != [e["started"] for e in server.docker.containers if e["service"] == "migrate"]
    entry = server.history()[-1]
    assert (entry["action"], entry["outcome"], entry["backup"]["name"]) == (
        "restore",
        "restored",
        before,
    )
    assert_at_rest(server)


def test_what_is_not_there_is_not_restored(server: Server) -> None:
    for name in ("nothing.dump", "../applied.json", "x"):
        answer = ask(server, backup=name)
        assert (answer["code"], answer["outcome"]) == (20, "bad request")
        assert answer["message"] == f"There is no backup {name} here. Kept: {first(server)}."
    server.apply(with_backup({**BACKUP, "restore": None}))
    assert "say no `backup.restore`" in ask(server)["message"]
    assert server.docker.data == "rows of b"
    assert_at_rest(server)


def test_nothing_is_restored_into_what_does_not_run(server: Server) -> None:
    server.docker.change("db", state="exited")
    answer = ask(server)
    assert (answer["code"], answer["outcome"]) == (22, "not ready")
    assert "Service db does not run" in answer["message"]


def test_nothing_is_restored_over_what_runs_by_hand(server: Server) -> None:
    server.docker.start_by_hand("production-shop", "app", samples.image("c"))
    answer = ask(server)
    assert (answer["code"], answer["outcome"]) == (13, "refused")
    assert server.docker.data == "rows of b"


def test_what_is_there_is_backed_up_or_nothing_happens(server: Server) -> None:
    server.docker.fault("exec", "fail", says="no space")
    answer = ask(server)
    assert (answer["code"], answer["failure"]["check"]) == (10, "backup")
    assert answer["message"].endswith("no space. Nothing was changed.")
    assert server.docker.data == "rows of b"
    assert_at_rest(server)


def test_a_restore_that_fails_is_put_back(server: Server) -> None:
    server.docker.fault("exec", "fail", skip=1, says="pg_restore: a-secret-word is bad")
    answer = ask(server)
    assert (answer["code"], answer["failure"]["check"]) == (10, "restore")
    assert "ended with exit code 1: pg_restore: [redacted] is bad." in answer["message"]
    assert answer["message"].endswith(
        "The data of before are back: release 2 is serving, version 2.0."
    )
    assert server.docker.data == "rows of b"
    assert_at_rest(server)


def test_data_that_the_app_does_not_serve_with_are_put_back(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = server._get
    monkeypatch.setattr(
        "slipway_host.http_check.get", lambda *given: _only_with_b(server, real, given)
    )
    answer = ask(server)
    assert (answer["code"], answer["failure"]["check"]) == (10, "health")
    assert server.docker.data == "rows of b"
    assert_at_rest(server)


def _only_with_b(server: Server, real: Any, given: Any) -> Any:
    answer = real(*given)
    return answer if server.docker.data == "rows of b" else answer._replace(status=503)


def test_one_that_can_not_be_put_back_closes_the_app_until_another_is_restored(
    server: Server,
) -> None:
    server.docker.fault("exec", "fail", skip=1)
    server.docker.fault("exec", "fail")
    answer = ask(server)
    assert (answer["code"], answer["outcome"]) == (11, "put back failed")
    assert "`slipway restore production shop` with another backup ends this." in answer["message"]
    before = answer["backup"]["name"]
    assert server.status()["message"].startswith("A restore was interrupted")
    # Somebody has to look: the timer leaves it alone.
    assert restoring.is_due(server.place) is False
    assert server.call("recover")["outcome"] == "unchanged"
    server.docker.fault("exec", "fail")
    assert server.deploy("c")["code"] == 11
    assert server.docker.running().get("app") is None
    # What was there before the first is what would come back, and no dump of what it left is made.
    kept = dumps(server)
    answer = server.call("restore", backup=before)
    assert (answer["code"], answer["outcome"]) == (0, "restored")
    assert server.docker.data == "rows of b"
    assert dumps(server) == kept
    assert server.deploy("c")["code"] == 0
    assert_at_rest(server)


def stuck(server: Server) -> None:
    """Neither a backup nor what was there before could be put in place."""
    for skip in (1, 0):
        server.docker.fault("exec", "fail", skip=skip)
    assert ask(server)["code"] == 11


def test_one_that_is_stuck_keeps_nobody_from_going_back(server: Server) -> None:
    stuck(server)
    for action, more in (("allow", {"image": samples.image("a")}), ("rollback", {})):
        server.docker.fault("exec", "fail")
        assert server.call(action, **more)["code"] == 0
    assert server.serving() == "a"


def test_what_else_is_due_does_not_hasten_what_is_stuck(server: Server) -> None:
    stuck(server)
    switching = Switching("deploy", 9, 2, 2, is_rollback=False)
    Path(server.place.switching).write_text(json.dumps(switching.told()))
    server.docker.commands()
    assert recover.is_due(server.place)
    server.call("recover")
    assert "exec" not in server.docker.commands()


def test_an_app_that_can_not_be_stopped_is_not_restored_under_its_feet(server: Server) -> None:
    server.docker.fault("compose stop", "fail", says="no")
    answer = ask(server)
    assert (answer["code"], answer["failure"]["check"]) == (10, "start")
    assert "Compose could not stop the app: no." in answer["message"]
    assert server.docker.data == "rows of b"
    assert_at_rest(server)


def test_what_is_made_before_each_takes_the_place_of_older_ones(server: Server) -> None:
    backup = first(server)
    for _ in range(4):
        assert server.call("restore", backup=backup)["code"] == 0
    # The one that is restored is wanted as long as that goes on.
    assert len(dumps(server)) == 3


def test_the_history_has_one_once_that_was_killed_as_it_ended(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(restoring, "close", killed)
        ask(server)
    assert server.call("recover")["code"] == 0
    assert [each["outcome"] for each in server.history()].count("restored") == 1
    assert_at_rest(server)


def test_what_an_open_restore_wants_is_not_pruned(server: Server) -> None:
    backup = first(server)
    server.docker.fault("exec", "fail", skip=1)
    server.docker.fault("exec", "fail")
    before = ask(server)["backup"]["name"]
    for second in range(3):
        Path(server.place.backups, f"29990101T00000{second}Z-release-9.dump").write_text("newer")
    prune(server.place, 1)
    assert list(dumps(server)) == [backup, before, "29990101T000002Z-release-9.dump"]
    assert server.call("restore", backup=before)["code"] == 0
    assert server.docker.data == "rows of b"


def test_a_restore_ends_the_watch_of_what_served(server: Server) -> None:
    Watching.begin(server.place, "deploy", 2, 1, 1, 60)
    assert ask(server)["code"] == 0
    assert not os.path.exists(server.place.watching)


def test_an_apply_brings_the_command_that_was_wrong(server: Server) -> None:
    server.apply(with_backup({**BACKUP, "restore": ["wrong"]}))
    assert ask(server)["code"] == 11
    assert server.deploy("c")["code"] == 11
    assert server.apply(with_backup())["code"] == 0
    assert server.docker.data == "rows of b"
    assert [entry["code"] for entry in server.history()[-2:]] == [10, 0]
    assert_at_rest(server)


def test_a_deploy_puts_back_first_what_was_cut_off(server: Server) -> None:
    server.docker.fault("exec", "kill after", skip=1)
    with pytest.raises(Killed):
        ask(server)
    assert server.docker.data == "rows of a"
    assert restoring.is_due(server.place)
    assert recover.is_due(server.place)
    assert server.deploy("c")["code"] == 0
    assert [(entry["action"], entry["code"]) for entry in server.history()[-2:]] == [
        ("restore", 10),
        ("deploy", 0),
    ]
    assert server.docker.data == "rows of b"
    assert_at_rest(server)


def test_the_timer_puts_back_what_was_cut_off(server: Server) -> None:
    server.docker.fault("exec", "kill before", skip=1)
    with pytest.raises(Killed):
        ask(server)
    answer = server.call("recover")
    assert (answer["code"], answer["outcome"]) == (10, "put back")
    assert server.docker.data == "rows of b"
    assert_at_rest(server)


def test_a_journal_that_can_not_be_read_is_set_aside(server: Server) -> None:
    for text in ("{", "[]", '{"backup":1}'):
        Path(server.place.restoring).write_text(text)
        assert server.status()["healthy"] is False
        assert server.deploy("b")["code"] == 0, text
        assert not os.path.exists(server.place.restoring)


def test_a_failed_switch_is_over_with_a_backup_that_serves(server: Server) -> None:
    # The old release does not serve with what the new one's migration has made.
    server.sick |= {"b", "c"}
    assert server.deploy("c")["code"] == 11
    server.sick -= {"b"}
    assert ask(server)["code"] == 0
    assert_at_rest(server)


@pytest.mark.parametrize("is_power", [False, True])
def test_after_a_kill_the_data_are_those_of_before_or_the_backups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_power: bool
) -> None:
    folder, prepared = tmp_path / "it", tmp_path / "prepared"
    folder.mkdir()
    with monkeypatch.context() as patch:
        migrated(folder, patch)
    folder.rename(prepared)
    at, is_over = 1, False
    while not is_over:
        shutil.copytree(prepared, folder, symlinks=True)
        with monkeypatch.context() as patch:
            server = Server(folder, patch)
            is_over = not _is_killed(server, monkeypatch, at, is_power)
            server.status()
            answer = server.deploy("b")
            assert (answer["code"], answer["outcome"]) == (0, "unchanged"), (at, answer)
            outcomes = [each["outcome"] for each in history.entries([server.place.history])]
            data = "rows of a" if "restored" in outcomes else "rows of b"
            assert server.docker.data == data, at
            assert "rows of a" in dumps(server).values()
            assert_at_rest(server)
        shutil.rmtree(folder)
        at += max(1, EACH // 4)


def _is_killed(server: Server, monkeypatch: pytest.MonkeyPatch, at: int, is_power: bool) -> bool:
    with monkeypatch.context() as kills:
        name = first(server)
        killer = (Disk if is_power else Killer)(kills, server.folder, at)
        try:
            server.call("restore", backup=name)
        except Killed:
            kills.undo()
            if isinstance(killer, Disk):
                killer.cut()
            return True
    return False


def test_a_journal_says_what_it_said() -> None:
    journal = restoring.Restoring("a.dump", "b.dump", "done", is_stuck=True)
    assert journal == restoring.Restoring(**json.loads(json.dumps(journal.told())))
