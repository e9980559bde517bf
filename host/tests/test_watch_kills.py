"""What is put back from its watch is killed at any of its writes, or has the power go."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from slipway_host import history
from slipway_host.recover import is_due
from slipway_host.store import Store
from slipway_host.watch import watch
from slipway_host.watching import Watching

from . import samples
from .fake_docker import Killed
from .server import Server
from .test_kills import EACH, Disk, Killer


@pytest.mark.parametrize("is_power", [False, True])
@pytest.mark.parametrize("is_first", [False, True])
def test_a_put_back_that_is_killed_is_finished_by_recover_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_power: bool, is_first: bool
) -> None:
    folder, prepared = tmp_path / "it", tmp_path / "prepared"
    folder.mkdir()
    with monkeypatch.context() as patch:
        prepare(folder, patch, is_first)
    folder.rename(prepared)
    at, is_over = 1 + 3 * is_power, False
    while not is_over:
        shutil.copytree(prepared, folder, symlinks=True)
        with monkeypatch.context() as patch:
            server = Server(folder, patch)
            server.sick.add("b")
            is_over = not is_killed(server, monkeypatch, at, is_power)
            server.lose_watch()
            if is_due(server.place):
                assert server.call("recover")["code"] == 10, at
            # A line may be torn; the others are read.
            entries = history.entries([server.place.history])
            assert [entry["code"] for entry in entries].count(10) == 1, at
            # Nothing has to be found again after a kill: what serves was recorded at each step.
            assert is_power or not any(each["outcome"] == "mended" for each in entries), at
            assert server.serving() == ("" if is_first else "a"), at
            server.assert_at_rest()
            server.sick.clear()
            assert server.deploy("c")["code"] == 0
            server.assert_at_rest()
        shutil.rmtree(folder)
        at += max(EACH // 8, 1)


def prepare(folder: Path, patch: pytest.MonkeyPatch, is_first: bool) -> None:
    server = Server(folder, patch)
    server.apply()
    if not is_first:
        server.deploy("a")
    server.deploy("b", watch=60)
    server.lose_watch()


def is_killed(server: Server, monkeypatch: pytest.MonkeyPatch, at: int, is_power: bool) -> bool:
    with monkeypatch.context() as kills:
        killer = (Disk if is_power else Killer)(kills, server.folder, at)
        try:
            found = Watching.taken(server.place)
            assert found is not None
            watch(server.place, samples.request(watch=60), found)
        except Killed:
            kills.undo()
            if isinstance(killer, Disk):
                killer.cut()
            return True
    return False


@pytest.mark.parametrize("is_power", [False, True])
def test_a_watched_deploy_that_is_killed_is_finished_or_put_back_by_recover_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_power: bool
) -> None:
    folder, prepared = tmp_path / "it", tmp_path / "prepared"
    folder.mkdir()
    with monkeypatch.context() as patch:
        server = Server(folder, patch)
        server.apply()
        server.deploy("a")
    folder.rename(prepared)
    at, is_over, ends = 1 + 7 * is_power, False, set()
    while not is_over:
        shutil.copytree(prepared, folder, symlinks=True)
        with monkeypatch.context() as patch:
            server = Server(folder, patch)
            is_over = not is_deploy_killed(server, monkeypatch, at, is_power)
            server.lose_watch()
            if is_due(server.place):
                assert server.call("recover")["code"] in (0, 10), at
            assert not os.path.exists(server.place.switching), at
            current = Store(server.place).current
            status = server.status()
            assert current is not None and current.image[-1] == server.serving(), at
            assert status["healthy"], (at, status)
            # What has come to serve is watched, after a kill too.
            is_watched = len(server.watches) == 1
            assert is_watched == ("watch" in status) == (current.number == 2), at
            ends.add(current.number)
        shutil.rmtree(folder)
        at += EACH // 4 or 1
    assert ends == {1, 2}


def is_deploy_killed(
    server: Server, monkeypatch: pytest.MonkeyPatch, at: int, is_power: bool
) -> bool:
    with monkeypatch.context() as kills:
        killer = (Disk if is_power else Killer)(kills, server.folder, at)
        try:
            server.deploy("b", watch=60)
        except Killed:
            kills.undo()
            if isinstance(killer, Disk):
                killer.cut()
            return True
    return False
