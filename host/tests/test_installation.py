from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from slipway_host import durable, installation, locks
from slipway_host.installation import install, replace_script

LAUNCHER = Path(__file__).parents[1] / "slipway-host"
FILES = {
    "slipway-host": LAUNCHER.read_text(),
    "slipway_host/__init__.py": "",
    "slipway_host/main.py": 'def main() -> None:\n    print("one")\n',
}
OTHER = {**FILES, "slipway_host/main.py": 'def main() -> None:\n    print("two")\n'}


def run(binaries: Path, environment: str) -> str:
    command = [str(binaries / "environments" / environment)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def installed(binaries: Path) -> list[str]:
    return sorted(os.listdir(binaries / "versions"))


def test_a_version_is_put_in_place_and_runs(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        install(str(tmp_path), "production", "aaaa", FILES)
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(before)
    assert run(tmp_path, "production") == "one"
    assert os.readlink(tmp_path / "environments/production") == "../versions/aaaa/slipway-host"
    version = tmp_path / "versions/aaaa"
    modes = {path: path.stat().st_mode & 0o777 for path in [version, *version.rglob("*")]}
    for path, mode in modes.items():
        is_open = path.is_dir() or path.name == "slipway-host"
        assert mode == (0o755 if is_open else 0o644), path
    first = (version / "slipway-host").read_text().splitlines()[0]
    assert first == f"#!{sys.executable} -IS"


def test_bytecode_is_there_and_is_what_runs(tmp_path: Path) -> None:
    install(str(tmp_path), "production", "aaaa", FILES)
    compiled = list((tmp_path / "versions/aaaa/slipway_host/__pycache__").iterdir())
    assert len(compiled) == 2
    # The source is not looked at, so a clock that jumps or another umask changes nothing.
    (tmp_path / "versions/aaaa/slipway_host/main.py").write_text("no Python")
    assert run(tmp_path, "production") == "one"


def test_the_same_version_again_changes_nothing(tmp_path: Path) -> None:
    install(str(tmp_path), "production", "aaaa", FILES)
    paths = [path for path in tmp_path.rglob("*") if not path.is_symlink()]
    before = {path: (path.stat().st_ino, path.stat().st_mode) for path in paths}
    install(str(tmp_path), "production", "aaaa", FILES)
    after = [path for path in tmp_path.rglob("*") if not path.is_symlink()]
    assert {path: (path.stat().st_ino, path.stat().st_mode) for path in after} == before


@pytest.mark.parametrize("name", ["slipway_host/main.py", "slipway-host"])
def test_a_version_that_was_changed_by_hand_is_written_anew(tmp_path: Path, name: str) -> None:
    install(str(tmp_path), "production", "aaaa", FILES)
    (tmp_path / "versions/aaaa" / name).write_text("#!/bin/false\n")
    install(str(tmp_path), "production", "aaaa", FILES)
    assert run(tmp_path, "production") == "one"
    (tmp_path / "versions/aaaa" / name).unlink()
    install(str(tmp_path), "production", "aaaa", FILES)
    assert run(tmp_path, "production") == "one"
    assert installed(tmp_path) == ["aaaa"]


def test_what_an_earlier_call_has_left_half_done_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "versions/aaaa.new/slipway_host").mkdir(parents=True)
    (tmp_path / "versions/aaaa.new/slipway_host/left.py").write_text("")
    install(str(tmp_path), "production", "aaaa", FILES)
    assert installed(tmp_path) == ["aaaa"]
    assert not (tmp_path / "versions/aaaa/slipway_host/left.py").exists()


def test_two_at_once_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = durable.write
    free: list[bool] = []

    def written(path: str, content: str | bytes, mode: int = 0o600) -> None:
        free.append(locks.is_free(str(tmp_path / ".lock")))
        write(path, content, mode)

    monkeypatch.setattr(durable, "write", written)
    install(str(tmp_path), "production", "aaaa", FILES)
    assert free == [False] * len(FILES)
    assert locks.is_free(str(tmp_path / ".lock"))


def test_two_environments_may_have_two_versions(tmp_path: Path) -> None:
    install(str(tmp_path), "production", "aaaa", FILES)
    install(str(tmp_path), "testing", "bbbb", OTHER)
    assert (run(tmp_path, "production"), run(tmp_path, "testing")) == ("one", "two")
    _age(tmp_path)
    install(str(tmp_path), "testing", "bbbb", OTHER)
    assert installed(tmp_path) == ["aaaa", "bbbb"]


def _age(tmp_path: Path) -> None:
    old = time.time() - installation.LONGEST_CALL - 60
    for version in (tmp_path / "versions").iterdir():
        os.utime(version, (old, old))


def test_an_old_version_stays_for_a_day_as_calls_may_run_on_it(tmp_path: Path) -> None:
    install(str(tmp_path), "production", "aaaa", FILES)
    _age(tmp_path)
    install(str(tmp_path), "production", "bbbb", OTHER)
    assert run(tmp_path, "production") == "two"
    assert installed(tmp_path) == ["aaaa", "bbbb"]
    _age(tmp_path)
    install(str(tmp_path), "production", "bbbb", OTHER)
    assert installed(tmp_path) == ["bbbb"]


def test_what_an_administrator_calls_stays(tmp_path: Path) -> None:
    install(str(tmp_path), "production", "aaaa", FILES)
    os.symlink("versions/aaaa/slipway-host", tmp_path / "slipway-host")
    for version in ("bbbb", "cccc"):
        for path in (tmp_path / "versions").iterdir():
            os.utime(path, (0, 0))
        install(str(tmp_path), "production", version, FILES)
        os.utime(tmp_path / "versions/aaaa", (0, 0))
    assert {path.name for path in (tmp_path / "versions").iterdir()} >= {"aaaa", "cccc"}


def test_what_is_compiled_reaches_the_disk_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not compared with its source, so half of it would be run."""
    synced: set[int] = set()
    fsync = os.fsync

    def sync(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    install(str(tmp_path), "production", "aaaa", FILES)
    paths = [*(tmp_path / "versions").rglob("*")]
    assert {path.name for path in paths if path.stat().st_ino not in synced} == set()


def test_the_script_of_before_goes_when_every_environment_has_a_link(tmp_path: Path) -> None:
    binaries = tmp_path / "bin"
    for environment in ("production", "testing"):
        (tmp_path / environment).mkdir()
    (tmp_path / "notes.txt").write_text("")
    install(str(binaries), "production", "aaaa", FILES)
    (binaries / "slipway-host").write_text("")
    replace_script(str(binaries), "v")
    assert (binaries / "slipway-host").exists()
    install(str(binaries), "testing", "aaaa", FILES)
    assert (binaries / "slipway-host").exists()
    replace_script(str(binaries), "v")
    assert os.readlink(binaries / "slipway-host") == "versions/v/slipway-host"
    (tmp_path / "lost+found").mkdir()
    replace_script(str(binaries), "w")
    assert os.readlink(binaries / "slipway-host") == "versions/w/slipway-host"
