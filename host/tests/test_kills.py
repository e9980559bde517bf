"""A change that is killed at any of its writes, or has the power go: the next call puts all in order.

Each run takes a few of the steps; with `SLIPWAY_EVERY_STEP` in the environment it takes all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from . import samples
from .fake_docker import Killed
from .server import Server, configured

WRITES = [
    *("replace", "rename", "remove", "unlink", "mkdir", "rmdir"),
    *("symlink", "write", "open", "chmod", "fchmod", "fsync"),
]

EACH = 1 if os.environ.get("SLIPWAY_EVERY_STEP") else 23
"""Every how many steps one is taken."""


class Killer:
    """Kills at one of the calls that change what is on the disk, before it has done anything.

    Args:
        at: which, counted from 1.
    """

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path, at: int) -> None:
        self.count = 0
        self._folder = str(folder)
        self._at = at
        for name in WRITES:
            patch.setattr(os, name, self._counting(name, getattr(os, name)))

    def _counting(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            self.count += self._is_counted(name, arguments)
            # Once dead, it does nothing any more.
            if self.count >= self._at:
                raise Killed
            return real(*arguments, **more)

        return call

    def _is_counted(self, name: str, arguments: tuple[Any, ...]) -> bool:
        if name == "open":
            return bool(arguments[1] & (os.O_WRONLY | os.O_RDWR))
        if isinstance(arguments[0], int):
            return arguments[0] > 2
        return name == "symlink" or str(arguments[0]).startswith(self._folder)


class Disk(Killer):
    """A killer that takes the power as well: what was written and not synced is torn, and what was renamed
    or removed in a folder that was not synced has not been.
    """

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path, at: int) -> None:
        self._torn: set[str] = set()
        self._undone: dict[str, bytes | str | None] = {}
        super().__init__(patch, folder, at)

    def _counting(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        counted = super()._counting(name, real)

        def call(*arguments: Any, **more: Any) -> Any:
            if name in ("replace", "remove"):
                self._remember(str(arguments[-1]))
            told = counted(*arguments, **more)
            if name == "write" and arguments[0] > 2:
                self._torn.add(os.readlink(f"/proc/self/fd/{arguments[0]}"))
            elif name == "fsync":
                self._sync(os.readlink(f"/proc/self/fd/{arguments[0]}"))
            elif name == "replace" and str(arguments[0]) in self._torn:
                self._torn.add(str(arguments[1]))
            return told

        return call

    def _remember(self, path: str) -> None:
        if os.path.islink(path):
            self._undone.setdefault(path, os.readlink(path))
        elif os.path.isfile(path):
            self._undone.setdefault(path, Path(path).read_bytes())
        elif not os.path.exists(path):
            self._undone.setdefault(path, None)

    def _sync(self, path: str) -> None:
        self._torn.discard(path)
        for name in [name for name in self._undone if os.path.dirname(name) == path]:
            del self._undone[name]

    def cut(self) -> None:
        """The power goes. Nothing is patched any more."""
        for path in self._torn:
            if os.path.isfile(path) and not path.endswith(("/lock", "/held")):
                os.truncate(path, os.path.getsize(path) // 2)
        for path, was in self._undone.items():
            if not os.path.isdir(os.path.dirname(path)):
                continue
            if os.path.lexists(path):
                os.remove(path)
            if isinstance(was, str):
                os.symlink(was, path)
            elif was is not None:
                Path(path).write_bytes(was)


SCENARIOS: dict[str, Callable[[Server], dict[str, Any]]] = {
    "a deploy": lambda server: server.deploy("c"),
    "a deploy that fails": lambda server: server.deploy("d"),
    "a rollback": lambda server: server.rollback(),
    "an apply": lambda server: server.apply(configured(files={"app.conf": samples.encoded("2")})),
    "an apply for later": lambda server: server.apply(
        configured(env={"LEVEL": "2"}), withNextImage=True
    ),
    "an allow": lambda server: server.call("allow", image=samples.image("f")),
    "a first deploy": lambda server: server.deploy("b"),
    "a watched deploy": lambda server: server.deploy("c", watch=60),
}


def prepare(folder: Path, patch: pytest.MonkeyPatch, scenario: str) -> None:
    """Release 4 serves, and release 3 was left by a rollback, unless a first deploy is to come."""
    server = Server(folder, patch)
    server.apply()
    if scenario != "a first deploy":
        for character in "abf":
            server.deploy(character)
        server.rollback()


@pytest.mark.parametrize("is_power", [False, True])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_after_a_kill_the_next_call_puts_all_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scenario: str, is_power: bool
) -> None:
    folder, prepared = tmp_path / "it", tmp_path / "prepared"
    folder.mkdir()
    with monkeypatch.context() as patch:
        prepare(folder, patch, scenario)
    folder.rename(prepared)
    at, is_over = 1 + list(SCENARIOS).index(scenario) + 9 * is_power, False
    while not is_over:
        shutil.copytree(prepared, folder, symlinks=True)
        with monkeypatch.context() as patch:
            server = Server(folder, patch)
            server.sick.add("d")
            is_over = not _is_killed(server, monkeypatch, scenario, at, is_power)
            server.status()
            answer = server.deploy("e")
            assert answer["code"] == 0, (at, answer)
            assert server.serving() == "e"
            server.assert_at_rest()
        shutil.rmtree(folder)
        at += EACH


def _is_killed(
    server: Server, monkeypatch: pytest.MonkeyPatch, scenario: str, at: int, is_power: bool
) -> bool:
    with monkeypatch.context() as kills:
        killer = (Disk if is_power else Killer)(kills, server.folder, at)
        try:
            SCENARIOS[scenario](server)
        except Killed:
            kills.undo()
            if isinstance(killer, Disk):
                killer.cut()
            return True
    return False
