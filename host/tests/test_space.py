from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from slipway_host import durable, space
from slipway_host.actions import pull_ahead
from slipway_host.app import App
from slipway_host.docker import Docker
from slipway_host.ending import Ending

from . import samples
from .server import Server

GIB = 1 << 30


@pytest.fixture
def deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(tmp_path, monkeypatch)
    assert server.apply()["code"] == 0
    assert server.deploy("a")["code"] == 0
    return server


def left(monkeypatch: pytest.MonkeyPatch, count: float, image: int = 0) -> None:
    monkeypatch.setattr(space, "_left", lambda _: int(count))
    monkeypatch.setattr("slipway_host.docker.Docker.image_size", lambda *_: image)


@pytest.mark.parametrize(
    ("count", "image", "wanted"), [(GIB - 1, 0, "1.0"), (2.9 * GIB, int(1.5 * GIB), "3.0")]
)
def test_a_deploy_without_room_for_its_image_changes_nothing(
    deployed: Server, monkeypatch: pytest.MonkeyPatch, count: float, image: int, wanted: str
) -> None:
    left(monkeypatch, count, image)
    for answer in (deployed.deploy("b"), deployed.deploy("c")):
        assert (answer["code"], answer["outcome"]) == (22, "not ready")
        assert (
            f"{count / GIB:.1f} GiB left, and {wanted} are wanted for an image" in answer["message"]
        )
    assert deployed.serving() == "a"
    deployed.assert_at_rest()


def test_what_is_here_already_wants_no_room(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deployed.deploy("b")["code"] == 0
    left(monkeypatch, 0)
    assert deployed.rollback()["code"] == 0


def test_as_much_as_is_wanted_is_enough(deployed: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    left(monkeypatch, GIB)
    assert deployed.deploy("b")["code"] == 0


def test_a_daemon_elsewhere_has_a_disk_that_nobody_sees_here() -> None:
    assert space._left("/no/such/folder") is None


def test_what_is_roots_alone_is_not_left(monkeypatch: pytest.MonkeyPatch) -> None:
    disk = SimpleNamespace(f_bavail=3, f_bfree=5, f_frsize=4096)
    monkeypatch.setattr(os, "statvfs", lambda _: disk)
    assert space._left("/") == 3 * 4096


def test_a_disk_that_is_full_in_the_middle_is_said_and_the_next_call_goes_on(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = durable.write

    def full(path: str, data: Any, mode: int = 0o600) -> None:
        if path.endswith("release.json") and b'"since"' in bytes(str(data), "utf-8"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        written(path, data, mode)

    monkeypatch.setattr(durable, "write", full)
    answer = deployed.deploy("b")
    assert (answer["code"], answer["failure"]["check"]) == (10, "start")
    assert f"It could not be recorded in {deployed.place.here}." in answer["message"]
    monkeypatch.setattr(durable, "write", written)
    assert deployed.deploy("c")["code"] == 0
    assert deployed.serving() == "c"
    deployed.assert_at_rest()


def test_a_disk_that_is_full_at_the_start_is_said(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/slipway/x")

    monkeypatch.setattr("slipway_host.store.Store.give", full)
    answer = deployed.deploy("b")
    assert (answer["code"], answer["outcome"]) == (22, "not ready")
    goes_on = "The next call goes on from here, once that is mended."
    said = f"The disk of /srv/slipway/x is full. {goes_on}"
    assert answer["message"] == said


def test_an_image_that_is_pulled_ahead_wants_room_as_well(
    deployed: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(monkeypatch, 0)
    asked = samples.request("pull", image=samples.image("b"))
    with pytest.raises(Ending, match=r"has 0\.0 GiB left, and 1\.0 are wanted for an image"):
        pull_ahead(App(deployed.place, asked, Docker(deployed.place)))
    assert samples.image("b") not in deployed.docker.images
