from __future__ import annotations

from pathlib import Path

import pytest

from slipway_host.repository import repository_of, wrong_repository

from . import samples
from .fake_docker import Killed
from .server import Server, configured

DIGEST = samples.digest("a")


def problem(tmp_path: Path, repository: str | None, name: str) -> str:
    place = samples.place_in(tmp_path)
    if repository is not None:
        Path(place.repository).write_text(f"{repository}\n")
    app = samples.app_of(place, samples.FakeDocker([]))
    return wrong_repository(app, f"{name}@{DIGEST}")


@pytest.mark.parametrize(
    ("repository", "name"),
    [
        ("r.example.com/acme/shop", "r.example.com/acme/shop"),
        ("r.example.com/acme/shop", "r.example.com/acme/shop:1.0"),
        ("r.example.com:5000/acme/shop", "r.example.com:5000/acme/shop"),
        ("r.example.com:5000/acme/shop", "r.example.com:5000/acme/shop:1.0"),
        ("docker.io/acme/shop", "acme/shop:1.0"),
        ("acme/shop", "docker.io/acme/shop"),
    ],
)
def test_images_of_the_repository_are_taken(
    tmp_path: Path, repository: str | None, name: str
) -> None:
    assert problem(tmp_path, repository, name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "r.example.com/acme/other",
        "r.example.com/acme/shop-evil",
        "r.example.com/acme/shop/evil",
        "r.example.com/acme/shop:5000/evil",
        "r.example.com/acme/sho",
        "evil.example.com/r.example.com/acme/shop",
        "r.example.com:443/acme/shop",
        "R.example.com/acme/shop",
        "r.example.com/acme",
        "",
    ],
)
def test_images_of_others_are_not(tmp_path: Path, name: str) -> None:
    said = "Images of shop are taken from r.example.com/acme/shop alone, and "
    assert problem(tmp_path, "r.example.com/acme/shop", name) == f"{said}{name} is not from there."


def test_a_repository_that_is_empty_takes_nothing(tmp_path: Path) -> None:
    """A file that was cut short opens no door."""
    assert problem(tmp_path, "", "r.example.com/acme/shop") != ""
    assert problem(tmp_path, "", "shop:1") != ""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server(tmp_path, monkeypatch)
    made.docker.has(OTHER)
    made.apply()
    return made


OTHER = f"other.example.com/acme/shop@{samples.digest('e')}"


def test_the_first_image_is_from_anywhere_and_said(server: Server) -> None:
    assert server.deploy("a")["code"] == 0
    assert server.said[1] == (
        "warning: nothing says where images of shop have to be from (`repository` in its settings does), "
        f"so this one is taken, and from then on those of {samples.NAME} alone"
    )
    assert server.deploy("b")["code"] == 0
    assert [line for line in server.said if "warning" in line] == []


def test_later_ones_are_from_where_the_serving_one_is(server: Server) -> None:
    server.deploy("a")
    answer = server.call("deploy", image=OTHER, version="5.0")
    assert (answer["code"], answer["outcome"]) == (21, "not allowed")
    assert answer["message"] == (
        f"Images of shop are taken from {samples.NAME} alone, where the one that serves is from, and "
        "other.example.com/acme/shop is not from there. If it is to move, say "
        "`repository: other.example.com/acme/shop` for shop in production's settings, and `up`."
    )
    assert server.serving() == "a"
    # The setting moves it, and what served before is gone back to all the same.
    assert server.apply(repository="other.example.com/acme/shop")["code"] == 0
    assert server.call("deploy", image=OTHER, version="5.0")["code"] == 0
    assert server.deploy("b")["code"] == 21
    assert server.rollback(1)["code"] == 0
    assert server.serving() == "a"


def test_what_was_started_by_hand_may_become_a_release(server: Server) -> None:
    server.deploy("a")
    server.docker.start_by_hand("production-shop", "app", OTHER)
    server.docker.change("app", ports=["8080"])
    answer = server.call("deploy", image=OTHER, version="5.0")
    assert (answer["code"], answer["release"]["image"]) == (0, OTHER)


@pytest.mark.parametrize(
    ("image", "repository"),
    [
        ("r:5000/a@sha256:1", "r:5000/a"),
        ("r:5000/a:1@sha256:1", "r:5000/a"),
        ("docker.io/library/nginx:1@sha256:1", "nginx"),
        ("nginx@sha256:1", "nginx"),
    ],
)
def test_an_image_is_of_a_repository(image: str, repository: str) -> None:
    assert repository_of(image) == repository


def test_who_finishes_an_apply_says_nothing_of_where_images_are_from(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    server.apply(repository=samples.NAME)
    server.deploy("a")
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("slipway_host.begun.Begun.finish_commit", killed)
        server.apply(configured(env={"LEVEL": "2"}), repository=samples.NAME)
    # A deployer's request may have whatever fields.
    server.call("deploy", image=samples.image("b"), repository="evil.example.com/evil")
    assert server.status()["release"]["number"] == 3
    assert Path(server.place.repository).read_text() == f"{samples.NAME}\n"
