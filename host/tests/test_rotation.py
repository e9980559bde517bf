from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from slipway_host import rotation
from slipway_host.rotation import LOGGING

from . import samples
from .server import Server, configured


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(rotation, "_DAEMON", str(tmp_path / "daemon.json"))
    return Server(tmp_path, monkeypatch)


def logging(server: Server, number: int) -> dict[str, Any]:
    """Service → what Compose is told about its logs."""
    text = Path(server.place.release(number), "compose.yaml").read_text()
    return {name: service.get("logging") for name, service in json.loads(text)["services"].items()}


def forget(server: Server, number: int) -> None:
    """As a release is that was made before there was this."""
    Path(server.place.release(number), "rotated").unlink()


def changed(**more: Any) -> Any:
    made = configured()
    made["compose"]["services"]["db"].update(more)
    return made


def test_a_first_release_has_all_its_logs_bounded(server: Server) -> None:
    server.apply()
    server.deploy("a")
    assert logging(server, 1) == {"app": LOGGING, "db": LOGGING}


def test_what_a_compose_file_says_of_logs_is_left(server: Server) -> None:
    own = {"driver": "local"}
    server.apply(changed(logging=own))
    server.deploy("a")
    assert logging(server, 1) == {"app": LOGGING, "db": own}


def test_a_release_that_serves_stays_as_it_was_made(server: Server) -> None:
    server.docker.log_by("journald")
    server.apply()
    server.deploy("a")
    before = [each["id"] for each in server.docker.containers]
    server.docker.log_by("json-file")
    assert server.apply()["outcome"] == "unchanged"
    assert server.deploy("a")["outcome"] == "unchanged"
    assert [each["id"] for each in server.docker.containers] == before
    assert logging(server, 1) == {"app": None, "db": None}


def test_the_next_release_bounds_its_own_logs_and_leaves_a_database_running(server: Server) -> None:
    server.apply()
    server.docker.log_by("journald")
    server.deploy("a")
    server.docker.log_by("json-file")
    before = {each["service"]: each["id"] for each in server.docker.containers}
    server.deploy("b")
    after = {each["service"]: each["id"] for each in server.docker.containers}
    assert logging(server, 2) == {"app": LOGGING, "db": None}
    assert after["db"] == before["db"]
    # Which is started anew in any case.
    server.apply(changed(restart="no"))
    assert logging(server, 3) == {"app": LOGGING, "db": LOGGING}
    server.deploy("c")
    assert logging(server, 4) == {"app": LOGGING, "db": LOGGING}


def test_a_release_that_is_put_back_is_as_it_was(server: Server) -> None:
    server.apply()
    server.docker.log_by("journald")
    server.deploy("a")
    server.docker.log_by("json-file")
    server.sick.add("b")
    assert server.deploy("b")["outcome"] == "put back"
    assert logging(server, 1) == {"app": None, "db": None}
    server.assert_at_rest()


def test_a_rollback_leaves_a_database_running_as_it_is(server: Server) -> None:
    server.apply()
    server.docker.log_by("journald")
    server.deploy("a")
    server.docker.log_by("json-file")
    server.apply(changed(restart="no"))
    server.deploy("b")
    before = {each["service"]: each["id"] for each in server.docker.containers}
    server.deploy("c")
    server.rollback()
    after = {each["service"]: each["id"] for each in server.docker.containers}
    assert after["db"] == before["db"]


@pytest.mark.parametrize("how", ["driver", "options", "it does not tell"])
def test_a_daemon_that_has_been_told_about_logs_is_heeded(server: Server, how: str) -> None:
    server.apply()
    if how == "driver":
        server.docker.log_by("journald")
    elif how == "options":
        Path(rotation._DAEMON).write_text('{"log-opts":{"max-size":"1m"}}')
    else:
        server.docker.fault("info", "fail", skip=1)
    server.deploy("a")
    assert logging(server, 1) == {"app": None, "db": None}


def test_the_hash_of_a_configuration_says_nothing_of_it(server: Server) -> None:
    server.apply()
    server.deploy("a")
    first = server.status()["release"]["configuration"]
    server.docker.log_by("journald")
    server.deploy("b")
    assert server.status()["release"]["configuration"] == first
    assert samples.image("b") in server.docker.images
