from __future__ import annotations

from pathlib import Path

import pytest

from slipway_host import prune
from slipway_host.local_tag import forget_tag, tag_image
from slipway_host.place import Place
from slipway_host.release import Release

from . import samples
from .server import Server, docker_of

NAME = samples.NAME


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(tmp_path, monkeypatch)
    server.apply()
    return server


def ids(server: Server, tag: str) -> list[str]:
    """What a tag and an image's digest stand for."""
    docker = docker_of(server)
    return [docker.image_id(tag), docker.image_id(samples.image("a"))]


def test_what_serves_has_its_version_as_a_tag(server: Server) -> None:
    server.deploy("a")
    tag, image = ids(server, f"{NAME}:1.0")
    assert tag == image != ""


def test_what_fails_has_none(server: Server) -> None:
    server.deploy("a")
    server.sick.add("b")
    server.deploy("b")
    assert list(server.docker.tags) == [f"{NAME}:1.0"]


@pytest.mark.parametrize("version", ["", "feature/x", "-1", "1.0+build", "x" * 129])
def test_a_version_that_is_no_tag_makes_none(server: Server, version: str) -> None:
    server.deploy("a")
    app = samples.app_of(server.place, docker_of(server))  # type: ignore[arg-type]
    before = server.docker.tags
    tag_image(app, Release(2, samples.image("a"), "c0ffee", version))
    assert server.docker.tags == before


def test_a_tag_that_somebody_has_made_is_left_with_what_it_stands_for(server: Server) -> None:
    server.docker.tag(samples.image("f"), f"{NAME}:1.0")
    before = server.docker.tags
    server.deploy("a")
    assert server.docker.tags == before
    app = samples.app_of(server.place, docker_of(server))  # type: ignore[arg-type]
    forget_tag(app, samples.image("a"))
    assert server.docker.tags == before


def test_a_tag_goes_with_its_image_and_no_other_does(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prune, "KEPT_RELEASES", 1)
    for character in "ab":
        server.deploy(character)
    assert set(server.docker.tags) == {f"{NAME}:2.0"}
    assert samples.image("a") not in server.docker.images
    server.deploy("c")
    assert set(server.docker.tags) == {f"{NAME}:3.0"}
    assert Path(server.place.tags).read_text() == f"{NAME}:3.0 {samples.image('c')}\n"


def test_a_tag_that_stands_for_something_else_by_now_stays(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prune, "KEPT_RELEASES", 1)
    server.deploy("a")
    server.docker.tag(samples.image("f"), f"{NAME}:1.0")
    server.deploy("b")
    assert set(server.docker.tags) == {f"{NAME}:1.0", f"{NAME}:2.0"}
    assert samples.image("a") not in server.docker.images


def test_the_last_of_two_apps_with_an_image_takes_its_tag_away(server: Server) -> None:
    server.deploy("a")
    other = Place(str(server.folder), "testing", "blog")
    other.make()
    app = samples.app_of(other, docker_of(server))  # type: ignore[arg-type]
    tag_image(app, Release(1, samples.image("a"), "c0ffee", "1.0"))
    assert Path(other.tags).read_text() == f"{NAME}:1.0 {samples.image('a')}\n"


def test_one_that_is_deployed_again_is_noted_once(server: Server) -> None:
    for character in "abab":
        server.deploy(character)
    lines = Path(server.place.tags).read_text().splitlines()
    assert lines == [f"{NAME}:1.0 {samples.image('a')}", f"{NAME}:2.0 {samples.image('b')}"]


def test_a_tag_is_noted_before_it_is_made(server: Server) -> None:
    server.docker.fault("tag", "kill after")
    server.killed("deploy", "a")
    assert set(server.docker.tags) == {f"{NAME}:1.0"}
    assert Path(server.place.tags).read_text() == f"{NAME}:1.0 {samples.image('a')}\n"


def test_a_tag_that_somebody_has_given_the_very_image_is_theirs(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prune, "KEPT_RELEASES", 1)
    server.docker.tag(samples.image("a"), f"{NAME}:1.0")
    server.deploy("a")
    server.deploy("b")
    assert set(server.docker.tags) == {f"{NAME}:1.0", f"{NAME}:2.0"}
