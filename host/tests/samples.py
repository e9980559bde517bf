"""What tests are about: a configuration, images, an app's place."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from slipway_host.app import App
from slipway_host.configuration import Configuration
from slipway_host.container import Container
from slipway_host.container import container_of as read_container
from slipway_host.place import Place
from slipway_host.request import Request
from slipway_host.store import Store

NAME = "registry.example.com/acme/shop"


def digest(character: str) -> str:
    return f"sha256:{character * 64}"


def image(character: str) -> str:
    """An image by a digest of one hexadecimal digit."""
    return f"{NAME}@{digest(character)}"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def configuration(**more: Any) -> Configuration:
    """A small one; what is given takes the place of its parts."""
    return {
        "compose": {"services": {"app": {"image": "${IMAGE}"}}},
        "files": {},
        "env": {},
        "secrets": {},
        **more,
    }


def place_in(folder: Path, app: str = "shop") -> Place:
    """An app's place in the environment `production`, with its folders."""
    place = Place(str(folder), "production", app)
    place.make()
    return place


def store_with(place: Place, releases: Iterable[tuple[int, str]]) -> Store:
    """Releases that have served, each with an image of a digest of one digit; the last serves."""
    store = Store(place)
    store.prepare_key()
    for number, character in releases:
        store.serve(store.make(number, configuration(), image(character)))
    return store


def request(action: str = "deploy", **body: Any) -> Request:
    return Request(action, body)


def told(**more: Any) -> dict[str, Any]:
    """What `docker inspect` tells of a container of the service `app` that runs."""
    usual: dict[str, Any] = {
        "id": "c1",
        "name": "production-shop-app-1",
        "service": "app",
        "release": "1",
        "image": image("a"),
        "image_id": "sha256:local",
        "state": "running",
        "health": "",
        "exit_code": 0,
        "policy": "no",
        "restarts": 0,
        "since": "2026-01-02T03:04:05.678901234Z",
    }
    said = {**usual, **more}
    labels = {
        "com.docker.compose.project": "production-shop",
        "com.docker.compose.oneoff": "False",
        "com.docker.compose.service": said["service"],
    }
    health = {"Health": {"Status": said["health"]}} if said["health"] else {}
    return {
        "Id": said["id"],
        "Name": f"/{said['name']}",
        "Image": said["image_id"],
        "Created": said["since"],
        "RestartCount": said["restarts"],
        "HostConfig": {"RestartPolicy": {"Name": said["policy"]}},
        "State": {
            "Status": said["state"],
            "ExitCode": said["exit_code"],
            "StartedAt": said["since"],
            **health,
        },
        "Config": {
            "Image": said["image"],
            "Labels": {
                **labels,
                **({"slipway.release": said["release"]} if said["release"] else {}),
            },
        },
    }


class FakeDocker:
    """What a look asks the daemon for, of containers as `told` tells of them.

    Args:
        told: None where Docker does not tell.
        names: image id → the names by digest that it is known by.
        ids: name → the image that it stands for by now; default: what the container runs.
    """

    def __init__(
        self,
        told: list[dict[str, Any]] | None,
        names: dict[str, list[str]] | None = None,
        ids: dict[str, str] | None = None,
    ) -> None:
        self._told = told
        self._names = names or {}
        self._ids = ids or {}

    def containers(self, *_: str) -> list[Container] | None:
        return None if self._told is None else [read_container(each) for each in self._told]

    def digests(self, image_id: str) -> list[str]:
        return self._names.get(image_id, [])

    def image_id(self, name: str) -> str:
        containers = self.containers() or []
        running = {each.image: each.image_id for each in containers}
        return self._ids.get(name, running.get(name, ""))


def app_of(place: Place, docker: FakeDocker, asked: Request | None = None) -> App:
    return App(place, asked or request(), docker)  # type: ignore[arg-type]
