from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from slipway_host.release_files import render
from slipway_host.store import Store

from . import samples
from .test_durable import synced_folders


class Laid:
    """A release with files in a folder, as it is rendered time and again."""

    def __init__(self, tmp_path: Path, files: dict[str, str], volumes: list[str]) -> None:
        self.place = samples.place_in(tmp_path)
        self.store = Store(self.place)
        service = {"image": "${IMAGE}", "volumes": volumes, "env_file": ".env"}
        self.configuration = samples.configuration(
            compose={"services": {"app": service}},
            files={path: samples.encoded(text) for path, text in files.items()},
            env={"A": "1"},
        )
        self.release = self.store.make(1, self.configuration, samples.image("a"))
        self.folder = Path(self.place.release(1))

    def render(self) -> None:
        render(self.place, self.release, self.configuration)

    def volume(self, index: int = 0) -> Path:
        compose = json.loads((self.folder / "compose.yaml").read_text())
        mount: str = compose["services"]["app"]["volumes"][index]
        return Path(mount.partition(":")[0])


@pytest.fixture(autouse=True)
def _umask() -> Any:
    before = os.umask(0o077)
    yield
    os.umask(before)


def mode_of(path: Path | str) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


def test_files_are_for_anyone_and_secrets_for_nobody(tmp_path: Path) -> None:
    laid = Laid(tmp_path, {"conf/deep/a": "A"}, ["./files/conf:/conf"])
    laid.render()
    assert (laid.volume() / "deep/a").read_text() == "A"
    assert mode_of(laid.volume() / "deep/a") == 0o644
    for folder in (laid.volume() / "deep", laid.volume(), laid.volume().parent):
        assert mode_of(folder) == 0o755
    assert mode_of(laid.folder / ".env") == 0o600
    assert mode_of(laid.folder / "compose.yaml") == 0o600
    assert mode_of(laid.folder / "configuration.json") == 0o600
    assert mode_of(laid.folder) == 0o700
    assert mode_of(laid.place.files) == 0o700


def test_the_compose_file_is_written_as_jq_did(tmp_path: Path) -> None:
    laid = Laid(tmp_path, {"a": "A"}, ["./files/a:/a"])
    laid.render()
    text = (laid.folder / "compose.yaml").read_text()
    assert text.startswith('{\n  "services": {\n    "app": {\n      "image": "${IMAGE}",\n')
    assert text.endswith("}\n")


def test_the_same_content_has_the_same_path(tmp_path: Path) -> None:
    one = Laid(tmp_path / "1", {"a": "A", "b": "B"}, ["./files/a:/a"])
    two = Laid(tmp_path / "2", {"b": "other", "a": "A"}, ["./files/a:/a"])
    three = Laid(tmp_path / "3", {"a": "other"}, ["./files/a:/a"])
    for laid in (one, two, three):
        laid.render()
    names = [laid.volume().parent.name for laid in (one, two, three)]
    assert names[0] == names[1] != names[2]
    # What the script called it: `printf '{"a":"QQ=="}\n' | sha256sum`.
    assert names[0] == "806001b320ef"


def test_the_order_of_files_is_no_part_of_their_content(tmp_path: Path) -> None:
    one = Laid(tmp_path / "1", {"a": "A", "b": "B"}, ["./files:/all"])
    two = Laid(tmp_path / "2", {"b": "B", "a": "A"}, ["./files:/all"])
    one.render()
    two.render()
    assert one.volume().name == two.volume().name


def test_done_again_nothing_changes_and_nothing_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    laid = Laid(tmp_path, {"a": "A", "d/b": "B"}, ["./files:/all", "./files/a:/a"])
    laid.render()
    paths = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    before = [(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in paths]
    laid.render()
    assert [(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in paths] == before
    assert capfd.readouterr().err == ""


def test_what_was_changed_by_hand_is_put_back_in_place_and_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    laid = Laid(tmp_path, {"a": "A"}, ["./files/a:/a"])
    laid.render()
    file, env = laid.volume(), laid.folder / ".env"
    inodes = (file.stat().st_ino, env.stat().st_ino)
    file.write_text("changed, and longer than it was")
    file.chmod(0o600)
    env.write_text("")
    (laid.volume().parent / "sub").mkdir()
    (laid.folder / "compose.yaml").unlink()
    laid.render()
    assert (file.read_text(), mode_of(file)) == ("A", 0o644)
    assert (env.read_text(), mode_of(env)) == ('A="1"\n', 0o600)
    assert (file.stat().st_ino, env.stat().st_ino) == inodes
    assert capfd.readouterr().err.splitlines() == [
        f"putting back files/{file.parent.name}/a, which was changed by hand",
        "putting back releases/1/.env, which was changed by hand",
    ]


def test_a_mode_that_was_changed_by_hand_is_put_back(tmp_path: Path) -> None:
    laid = Laid(tmp_path, {"d/a": "A"}, ["./files/d:/d"])
    laid.render()
    (laid.volume() / "a").chmod(0o600)
    laid.volume().chmod(0o700)
    (laid.folder / ".env").chmod(0o644)
    laid.render()
    assert mode_of(laid.volume() / "a") == 0o644
    assert mode_of(laid.volume()) == 0o755
    assert mode_of(laid.folder / ".env") == 0o600


def test_what_was_added_by_hand_goes_and_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    laid = Laid(tmp_path, {"d/a": "A"}, ["./files/d:/d"])
    laid.render()
    (laid.volume() / "extra").write_text("x")
    (laid.volume() / "link").symlink_to("/etc/hostname")
    laid.render()
    assert os.listdir(laid.volume()) == ["a"]
    name = laid.volume().parent.name
    assert sorted(capfd.readouterr().err.splitlines()) == [
        f"removing files/{name}/d/extra, which was added by hand",
        f"removing files/{name}/d/link, which was added by hand",
    ]


def test_a_link_in_a_files_place_leads_nowhere_else(tmp_path: Path) -> None:
    """A container that may write what it mounts must not have this program write elsewhere."""
    laid = Laid(tmp_path, {"d/a": "A"}, ["./files/d:/d"])
    laid.render()
    victim = tmp_path / "victim"
    for content in ("theirs", "A"):
        victim.write_text(content)
        victim.chmod(0o600)
        file = laid.volume() / "a"
        file.unlink()
        file.symlink_to(victim)
        laid.render()
        assert (victim.read_text(), mode_of(victim)) == (content, 0o600)
        assert (file.read_text(), file.is_symlink()) == ("A", False)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(laid.volume())
    laid.volume().symlink_to(elsewhere)
    laid.render()
    assert list(elsewhere.iterdir()) == []
    assert (laid.volume() / "a").read_text() == "A"


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_folder_that_docker_has_made_in_a_files_place_goes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], is_empty: bool
) -> None:
    """It makes one where a container is to mount a file that is not there, such as after a crash."""
    laid = Laid(tmp_path, {"d/a": "A"}, ["./files/d/a:/a"])
    laid.render()
    file = laid.volume()
    file.unlink()
    file.mkdir()
    if not is_empty:
        (file / "b").mkdir()
    laid.render()
    assert file.read_text() == "A"
    name = file.parent.parent.name
    assert capfd.readouterr().err == f"removing files/{name}/d/a, a folder in a file's place\n"


def test_a_file_in_a_folders_place_goes(tmp_path: Path) -> None:
    laid = Laid(tmp_path, {"d/a": "A"}, ["./files/d:/d"])
    laid.render()
    shutil.rmtree(laid.volume())
    laid.volume().write_text("")
    laid.render()
    assert (laid.volume() / "a").read_text() == "A"


def test_files_that_nothing_mounts_are_not_laid_down(tmp_path: Path) -> None:
    laid = Laid(tmp_path, {"a": "A", "b": "B"}, ["./files/a:/a"])
    laid.render()
    assert [path.name for path in Path(laid.place.files).rglob("*") if path.is_file()] == ["a"]


def test_the_folders_of_files_survive_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = Laid(tmp_path, {"conf.d/app.conf": "1"}, ["./files/conf.d:/etc/conf.d:ro"])
    found = synced_folders(monkeypatch)
    render(laid.place, laid.release, laid.configuration)
    (tree,) = os.listdir(laid.place.files)
    folders = [laid.place.files, f"{laid.place.files}/{tree}"]
    assert set(folders) < set(found)
