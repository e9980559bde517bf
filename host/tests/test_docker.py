from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from slipway_host import docker as module
from slipway_host.docker import Docker, registry_of
from slipway_host.programs import Finished
from slipway_host.work import Work

from . import samples
from .fake_docker import Daemon


class Asked:
    """What was run instead of a program, and what it said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *told: Finished) -> None:
        self.commands: list[list[str]] = []
        self.environments: list[dict[str, str]] = []
        self.kept_open: list[Sequence[int]] = []
        self._told = list(told)
        monkeypatch.setattr(module, "run", self._run)

    def _run(
        self,
        arguments: Sequence[str],
        seconds: float,
        environment: dict[str, str],
        merged: bool = False,
        kept_open: Sequence[int] = (),
    ) -> Finished:
        del seconds, merged
        self.commands.append(list(arguments))
        self.environments.append(environment)
        self.kept_open.append(kept_open)
        return self._told.pop(0) if self._told else Finished(0, "")


@pytest.mark.parametrize(
    ("image", "registry"),
    [
        ("registry.example.com/acme/shop@sha256:aa", "registry.example.com"),
        ("registry.example.com:5000/shop", "registry.example.com:5000"),
        ("localhost/shop", "localhost"),
        ("localhost:5000/shop", "localhost:5000"),
        ("acme/shop", "docker.io"),
        ("acme/shop:1.0", "docker.io"),
        ("shop:1.0@sha256:aa", "docker.io"),
        ("postgres", "docker.io"),
        ("docker.io/library/postgres", "docker.io"),
    ],
)
def test_a_registry_is_the_first_part_that_looks_like_a_host(image: str, registry: str) -> None:
    assert registry_of(image) == registry


def test_the_way_to_the_daemon_is_all_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///run/user/1000/docker.sock")
    monkeypatch.setenv("DOCKER_CONTEXT", "")
    monkeypatch.delenv("HOME", raising=False)
    for name in ("COMPOSE_FILE", "IMAGE", "http_proxy", "LD_PRELOAD", "SSH_ORIGINAL_COMMAND"):
        monkeypatch.setenv(name, "evil")
    way = module.way_to_docker()
    assert way["HOME"] == "/"
    assert way["DOCKER_HOST"] == "unix:///run/user/1000/docker.sock"
    assert "evil" not in way.values()
    assert "DOCKER_CONTEXT" not in way


def test_compose_is_told_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = samples.place_in(tmp_path)
    release = samples.store_with(place, [(7, "a")]).releases[7]
    asked = Asked(monkeypatch)
    Docker(place, lock=5).compose(release, "stop")
    folder = place.release(7)
    assert asked.commands == [
        [
            *("docker", "compose", "--ansi", "never", "--project-name", "production-shop"),
            *("--project-directory", place.here, "--file", f"{folder}/compose.yaml"),
            *("--env-file", f"{folder}/.env", "stop"),
        ]
    ]
    assert asked.environments[0]["IMAGE"] == samples.image("a")
    assert asked.kept_open == [(5,)]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("registry.example.com", "registry.example.com"),
        ("docker.io", "https://index.docker.io/v1/"),
    ],
)
def test_credentials_are_used_for_their_registry_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, name: str
) -> None:
    asked = Asked(monkeypatch)
    work = Work.make(samples.place_in(tmp_path))
    docker = Docker(samples.place_in(tmp_path), work.path)
    registry = {"address": address, "user": "robot", "password": "pä:ss"}
    docker.sign_in(samples.request("pull", registry=registry))
    file = Path(work.path, "docker/config.json")
    pair = base64.b64encode("robot:pä:ss".encode()).decode()
    assert json.loads(file.read_text()) == {"auths": {name: {"auth": pair}}}
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    images = {"registry.example.com": samples.image("a"), "docker.io": "acme/shop@sha256:aa"}
    for of, image in images.items():
        docker.pull(image, 60)
        signed = ["docker", "--config", f"{work.path}/docker", "pull", "--quiet", image]
        anyone = ["docker", "pull", "--quiet", image]
        assert asked.commands[-1] == (signed if of == address else anyone)


def test_containers_are_told_of_even_where_one_has_gone_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.dumps([samples.told(id="a", health="healthy", restarts=2)])
    gone = Finished(1, told, "Error: No such container: b")
    Asked(monkeypatch, Finished(0, "a\nb\n"), gone)
    containers = Docker(samples.place_in(tmp_path)).containers()
    assert containers is not None
    (container,) = containers
    assert (container.id, container.health, container.restarts) == ("a", "healthy", 2)
    assert (container.name, container.service) == ("production-shop-app-1", "app")


@pytest.mark.parametrize(
    ("told", "is_known"),
    [
        ([Finished(1, "")], False),
        ([Finished(127, "docker: No such file or directory\n")], False),
        ([Finished(0, "\n")], True),
        ([Finished(0, "a\n"), Finished(1, "[]")], False),
        ([Finished(0, "a\n"), Finished(1, "")], False),
        ([Finished(0, "a\n"), Finished(124, '[{"Id"')], False),
    ],
)
def test_no_containers_is_something_else_than_no_word_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[Finished], is_known: bool
) -> None:
    Asked(monkeypatch, *told)
    containers = Docker(samples.place_in(tmp_path)).containers()
    assert containers == ([] if is_known else None)


def test_containers_of_other_projects_are_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = Daemon(tmp_path / "docker.json")
    for project in ("production-shop", "production-blog", "testing-shop"):
        daemon.start_by_hand(project, "app", samples.image("a"))

    def run(arguments: Sequence[str], *more: Any, **_: Any) -> Finished:
        return Finished(*daemon.run(arguments[1:], more[1]))

    monkeypatch.setattr(module, "run", run)
    containers = Docker(samples.place_in(tmp_path)).containers()
    assert containers is not None
    assert [each.name for each in containers] == ["production-shop-app-1"]
    assert containers[0].image_id in {each["image_id"] for each in daemon.containers}
    assert Docker(samples.place_in(tmp_path)).digests(containers[0].image_id) == [
        samples.image("a")
    ]


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


GONE = Finished(1, "", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.\n")


def test_a_change_waits_for_a_daemon_that_has_gone_and_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    asked = Asked(monkeypatch, GONE, GONE, GONE, Finished(0, "27.1.0"), Finished(0, "a\n"))
    docker = Docker(samples.place_in(tmp_path), is_patient=True)
    assert docker.ids() == ["a"]
    assert [command[1] for command in asked.commands] == ["ps", *["version"] * 3, "ps"]
    assert clock.now == 1.0


def test_a_daemon_that_stays_away_is_waited_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    asked = Asked(monkeypatch, *[GONE] * 1000)
    docker = Docker(samples.place_in(tmp_path), is_patient=True)
    assert docker.ids() is None
    assert clock.now == 60
    count = len(asked.commands)
    assert docker.ids() is None
    assert len(asked.commands) == count + 1


@pytest.mark.parametrize(
    ("told", "is_patient"),
    [
        (GONE, False),
        (Finished(1, "", "Error response from daemon: Get https://r/v2/: EOF\n"), True),
        (Finished(1, "", "Error response from daemon: connection reset by peer\n"), True),
        (Finished(1, "", "no configuration file provided: not found\n"), True),
        (Finished(0, "error during connect, says an app"), True),
    ],
)
def test_nothing_else_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Finished, is_patient: bool
) -> None:
    asked = Asked(monkeypatch, told)
    Docker(samples.place_in(tmp_path), is_patient=is_patient).run("logs", "x")
    assert len(asked.commands) == 1
