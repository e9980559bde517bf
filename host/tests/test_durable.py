from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from slipway_host import durable


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_a_file_has_its_mode_whatever_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        durable.write(str(tmp_path / "file"), "text", mode)
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "file") == mode
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("call", ["replace", "fsync", "write", "fchmod"])
def test_a_write_that_fails_leaves_the_file_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "file"
    durable.write(str(path), "old")

    def fail(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space"):
        durable.write(str(path), "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    durable.write(str(path), "newer")
    assert path.read_text() == "newer"
    assert os.listdir(tmp_path) == ["file"]


def test_what_an_earlier_write_has_left_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "file.new").write_text("left by a call that was killed")
    (tmp_path / "file.new").chmod(0o644)
    durable.write(str(tmp_path / "file"), "new")
    assert (tmp_path / "file").read_text() == "new"
    assert mode_of(tmp_path / "file") == 0o600


def test_a_write_reaches_the_disk_before_the_name_and_the_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("folder" if is_folder else "file")
        fsync(descriptor)

    def replaced(old: str, new: str) -> None:
        steps.append("name")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    durable.write(str(tmp_path / "file"), "text")
    assert steps == ["file", "name", "folder"]
    steps.clear()
    durable.write_link(str(tmp_path / "link"), "file")
    assert steps == ["name", "folder"]
    steps.clear()
    durable.remove(str(tmp_path / "file"))
    assert steps == ["folder"]


def synced_folders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda fd: found.append(os.readlink(f"/proc/self/fd/{fd}")))
    return found


def test_folders_survive_once_they_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = synced_folders(monkeypatch)
    durable.make_folders(f"{tmp_path}/a/b")
    assert found == [str(tmp_path), f"{tmp_path}/a"]
    durable.make_folders(f"{tmp_path}/a/b")
    assert len(found) == 2


def test_a_write_in_pieces_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    durable.write(str(tmp_path / "file"), "a longer text")
    durable.append(str(tmp_path / "file"), " and more")
    assert (tmp_path / "file").read_text() == "a longer text and more"


def test_json_is_one_line(tmp_path: Path) -> None:
    durable.write_json(str(tmp_path / "file"), {"b": 1, "a": "é"})
    assert (tmp_path / "file").read_bytes() == '{"b":1,"a":"é"}\n'.encode()


def test_a_file_that_is_overwritten_is_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("a longer text")
    inode = path.stat().st_ino
    durable.overwrite(str(path), b"short", 0o640)
    assert (path.read_text(), path.stat().st_ino, mode_of(path)) == ("short", inode, 0o640)


def test_what_is_appended_is_nobodys_but_the_owners(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        durable.append(str(tmp_path / "file"), "a\n")
        durable.append(str(tmp_path / "file"), b"b\n")
    finally:
        os.umask(before)
    assert (tmp_path / "file").read_text() == "a\nb\n"
    assert mode_of(tmp_path / "file") == 0o600


def test_a_link_is_replaced_in_one_step(tmp_path: Path) -> None:
    link = tmp_path / "current"
    (tmp_path / "current.new").symlink_to("left")
    for target in ("releases/1", "releases/2"):
        durable.write_link(str(link), target)
        assert str(link.readlink()) == target
    assert os.listdir(tmp_path) == ["current"]


def test_what_is_absent_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in ("absent", "absent/below", "file/below"):
        assert durable.read_bytes(str(tmp_path / path)) is None
        assert durable.read_text(str(tmp_path / path)) is None
        assert durable.read_json(str(tmp_path / path)) is None
    durable.remove(str(tmp_path / "absent"))


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b'{"a":', b"\xff", b"{}{}", b"NaN"])
def test_what_is_damaged_says_where_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(durable.Damaged) as caught:
        durable.read_json(str(path))
    assert caught.value.path == str(path)


def test_a_text_is_read_without_its_end_and_whatever_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a\xffb\n\n")
    assert durable.read_text(str(tmp_path / "file")) == "a\ufffdb"


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("kept")
    os.symlink(other, tmp_path / "file.new")
    durable.write(str(tmp_path / "file"), "new")
    assert ((tmp_path / "file").read_text(), other.read_text()) == ("new", "kept")
    assert not (tmp_path / "file").is_symlink()


def test_a_link_that_somebody_puts_there_meanwhile_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.write_text("kept")
    monkeypatch.setattr(os, "remove", lambda path: os.symlink(other, path))
    with pytest.raises(FileExistsError):
        durable.write(str(tmp_path / "file"), "new")
    assert other.read_text() == "kept"


def test_what_can_not_be_read_is_not_taken_for_absent(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        durable.read_json(str(tmp_path))
