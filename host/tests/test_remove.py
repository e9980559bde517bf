from __future__ import annotations

import getpass
import os
from pathlib import Path

import pytest

from slipway_host import users
from slipway_host.generated import BAD_REQUEST, NOT_READY, SERVING
from slipway_host.keys_file import has_keys_of, write_keys
from slipway_host.status import tell_status

from . import samples
from .server import Server, configured


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(tmp_path, monkeypatch)
    server.apply()
    server.deploy("a")
    server.deploy("b")
    return server


def keys(server: Server, *apps: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `up` has written."""
    monkeypatch.setattr(users, "give", lambda *_: None)
    os.makedirs(f"{server.folder}/bin", exist_ok=True)
    bound = [{"role": "deployer", "public": "ssh-ed25519 AAAAdeploy", "app": app} for app in apps]
    bound = [*bound, {"role": "configurator", "public": "ssh-ed25519 AAAAconfigure", "app": ""}]
    write_keys(
        str(server.folder.parent), getpass.getuser(), str(server.folder), "production", bound
    )


def listed(server: Server) -> list[str]:
    told = tell_status(str(server.folder), "production", "", samples.request("status"))
    return [app["app"] for app in told["apps"]]


def test_containers_end_and_data_stay_with_the_history(server: Server) -> None:
    here = Path(server.place.here)
    (here / "rows").mkdir()
    (here / "rows" / "table").write_text("rows")
    Path(server.place.backups).mkdir(exist_ok=True)
    server.docker.has_volumes("production-shop_data")
    answer = server.call("remove", cause={"author": "ada"})
    assert (answer["code"], answer["outcome"]) == (SERVING, "removed")
    assert answer["message"] == (
        f"shop is removed: no container of it is left; its history and data stay in {here}, "
        "and 1 volume and 2 images in Docker."
    )
    assert answer["stays"] == {
        "folder": str(here),
        "data": ["backups", "rows"],
        "volumes": ["production-shop_data"],
        "images": [samples.image("a"), samples.image("b")],
    }
    assert server.docker.containers == []
    assert server.docker.volumes == ["production-shop_data"]
    assert (here / "rows" / "table").read_text() == "rows"
    last = server.history()[-1]
    assert (last["action"], last["outcome"], last["cause"]) == (
        "remove",
        "removed",
        {"author": "ada"},
    )
    assert "release" not in last


def test_no_secret_of_it_is_left(server: Server) -> None:
    damaged = Path(server.place.here, "damaged")
    damaged.mkdir()
    (damaged / "2026-01-02T03:04:05Z-applied.json").write_text('{"secrets":{"P":"a-secret-word')
    server.call("remove")
    for path in Path(server.place.here).rglob("*"):
        if path.is_file():
            assert b"a-secret-word" not in path.read_bytes(), path


def test_what_is_removed_is_not_listed_as_broken(server: Server) -> None:
    assert listed(server) == ["shop"]
    server.call("remove")
    assert listed(server) == []
    # Done again, it finds nothing to do.
    server.place.make()
    assert server.call("remove")["code"] == SERVING
    assert listed(server) == []


def test_a_job_of_before_can_not_bring_it_back(server: Server) -> None:
    server.call("remove")
    assert server.deploy("a")["code"] == BAD_REQUEST
    assert server.rollback()["code"] == BAD_REQUEST
    assert server.docker.containers == []


def test_an_app_that_comes_back_goes_on_counting_its_releases(server: Server) -> None:
    server.call("remove")
    # As each change does, before it has a session.
    server.place.make()
    server.apply(configured())
    assert server.deploy("c")["release"]["number"] == 3
    server.assert_at_rest()


def test_keys_that_could_bring_it_back_have_to_go_first(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys(server, "blog", "shop", monkeypatch=monkeypatch)
    answer = server.call("remove")
    assert answer["code"] == BAD_REQUEST
    assert answer["message"] == (
        "Keys for shop are still bound here, so that a job could bring it back. Take it out of the "
        "settings of production; `up` takes its keys away then. Nothing was changed."
    )
    server.assert_at_rest()
    keys(server, "blog", "shop-2", monkeypatch=monkeypatch)
    assert not has_keys_of(str(server.folder), "production", "shop")
    assert server.call("remove")["code"] == SERVING


@pytest.mark.parametrize("how", ["fail", "silent"])
def test_containers_that_do_not_end_keep_it(server: Server, how: str) -> None:
    server.docker.fault("compose down", how, says="permission denied")
    answer = server.call("remove")
    assert (answer["code"], answer["outcome"]) == (NOT_READY, "not ready")
    said = "permission denied" if how == "fail" else "some are left"
    assert answer["message"] == (
        f"The containers of shop could not be ended: {said}. Its data and its releases are as they were."
    )
    server.assert_at_rest()


def test_what_compose_could_not_end_in_full_is_said(server: Server) -> None:
    server.docker.fault("compose down", "fail after", says="network has active endpoints")
    answer = server.call("remove")
    assert (answer["code"], server.docker.containers) == (NOT_READY, [])
    assert "could not be ended: network has active endpoints." in answer["message"]
    assert server.status()["release"]["number"] == 2


@pytest.mark.parametrize("when", ["kill before", "kill after"])
def test_one_that_was_cut_short_is_ended_by_the_next(server: Server, when: str) -> None:
    server.docker.fault("compose down", when)
    server.killed("remove")
    assert listed(server) == ["shop"]
    assert server.call("remove")["code"] == SERVING
    assert server.docker.containers == []
    assert listed(server) == []
