from __future__ import annotations

import fcntl
import getpass
from pathlib import Path

import pytest

from slipway_host import history
from slipway_host.configuration import Configuration
from slipway_host.keys_file import write_keys
from slipway_host.status import tell_history, tell_status
from slipway_host.store import Store

from . import samples
from .server import Server


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(tmp_path, monkeypatch)


def test_what_serves_is_told_with_its_containers(server: Server) -> None:
    server.apply()
    server.deploy("a")
    status = server.status()
    release = status["release"]
    assert status == {
        "app": "shop",
        "release": {
            "number": 1,
            "image": samples.image("a"),
            "version": "1.0",
            "configuration": release["configuration"],
            "since": release["since"],
        },
        "applied": release["configuration"],
        "healthy": True,
        "reported": "1.0",
        "refused": [],
        "services": [
            {
                "service": service,
                "container": f"production-shop-{service}-1",
                "state": "running",
                "health": "none",
                "image": samples.image(character),
            }
            for service, character in (("app", "a"), ("db", "f"))
        ],
    }


def test_why_it_is_not_healthy_is_told(server: Server) -> None:
    server.apply()
    server.deploy("a")
    server.sick.add("a")
    assert server.status()["message"].endswith("answered 503: no database.")
    assert not server.status()["healthy"]
    server.docker.change("db", state="exited", exit_code=1)
    assert server.status()["message"] == "Service db ended with exit code 1."
    for command in ("ps", "inspect"):
        server.docker.fault(command, "fail")
        assert server.status()["message"] == "Docker does not tell of the app's containers."
        assert not server.status()["healthy"]


def test_a_switch_that_is_under_way_is_not_an_interrupted_one(server: Server) -> None:
    server.apply()
    server.deploy("a")
    server.docker.fault("compose up", "kill before")
    server.killed("deploy", "b")
    said = "A switch was interrupted; the next call puts it right."
    assert server.status()["message"] == said
    with Path(server.place.lock).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("deploy by Ada, since 2026-01-02T03:04:05Z")
        lock.flush()
        said = "Release 2 is on its way: deploy by Ada, since 2026-01-02T03:04:05Z."
        assert server.status()["message"] == said


def test_all_apps_are_told_in_order(server: Server) -> None:
    samples.place_in(server.folder, "blog")
    told = tell_status(str(server.folder), "production", "", samples.request("status"))
    assert [app["app"] for app in told["apps"]] == ["blog", "shop"]
    assert {app["message"] for app in told["apps"]} == {"Nothing has been laid down."}
    assert (told["environment"], told["code"], told["protocol"]) == ("production", 0, 1)
    absent = tell_status(str(server.folder), "testing", "", samples.request("status"))
    assert absent["apps"] == []


def test_a_block_of_keys_that_a_hand_has_changed_is_told(server: Server, tmp_path: Path) -> None:
    def keys() -> str | None:
        told = tell_status(str(server.folder), "production", "", samples.request("status"))
        return told.get("keys")

    assert keys() is None
    (server.folder / "bin").mkdir()
    key = {"role": "observer", "public": "ssh-ed25519 AAAA"}
    write_keys(str(tmp_path), getpass.getuser(), str(server.folder), "production", [key])
    assert keys() is None
    (tmp_path / ".ssh/authorized_keys").write_text("")
    assert keys() == (
        f"{tmp_path}/.ssh/authorized_keys is not as `up` has written it: 1 of its lines missing, "
        "and 0 there that it did not write."
    )


def test_docker_is_asked_as_often_for_all_apps_as_for_one(server: Server) -> None:
    samples.place_in(server.folder, "blog")
    server.apply()
    server.deploy("a")
    server.docker.start_by_hand("production-blog", "web", samples.image("b"))
    server.docker.start_by_hand("testing-shop", "app", samples.image("c"))
    server.docker.commands()
    told = tell_status(str(server.folder), "production", "", samples.request("status"))
    assert server.docker.commands() == ["ps", "inspect"]
    services = [[each["service"] for each in app["services"]] for app in told["apps"]]
    assert services == [["web"], ["app", "db"]]
    assert told["apps"][1] == server.status()
    server.docker.fault("ps", "fail")
    told = tell_status(str(server.folder), "production", "", samples.request("status"))
    assert told["apps"][1]["message"] == "Docker does not tell of the app's containers."
    assert not told["apps"][1]["healthy"]


def test_a_look_changes_nothing(server: Server) -> None:
    server.apply()
    server.deploy("a")
    paths = [path for path in server.folder.rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in paths}
    server.docker.commands()
    server.status()
    tell_history(str(server.folder), "production", "", samples.request("history"))
    after = [path for path in server.folder.rglob("*") if path.is_file()]
    assert {path: path.read_bytes() for path in after} == before
    assert set(server.docker.commands()) <= {"ps", "inspect", "image inspect"}


def test_the_history_is_of_one_app_or_of_all(server: Server) -> None:
    for app, at in (("shop", "1"), ("blog", "2"), ("shop", "3")):
        place = samples.place_in(server.folder, app)
        history.append(place.history, {"at": at, "app": app})
    asked = samples.request("history", last=2)
    told = tell_history(str(server.folder), "production", "", asked)
    assert [entry["at"] for entry in told["entries"]] == ["2", "3"]
    told = tell_history(str(server.folder), "production", "shop", asked)
    assert [entry["at"] for entry in told["entries"]] == ["1", "3"]


def test_an_app_that_can_not_be_looked_at_hides_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.place_in(server.folder, "blog")
    served = Store.applied

    def applied(store: Store) -> Configuration | None:
        if store.place.app == "blog":
            raise PermissionError(13, "Permission denied", store.place.applied)
        return served(store)

    monkeypatch.setattr(Store, "applied", applied)
    told = tell_status(str(server.folder), "production", "", samples.request("status"))
    blog, shop = told["apps"]
    assert (blog["app"], blog["healthy"], blog["services"]) == ("blog", False, [])
    assert blog["message"].startswith("what is kept here can not be read")
    assert shop["message"] == "Nothing has been laid down."
