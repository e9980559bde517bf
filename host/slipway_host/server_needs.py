"""What slipway-host needs on a server, beside the Python that runs it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

from .docker import way_to_docker
from .generated import DOCKER_SECONDS
from .programs import run

_DOCKER = (20, 10)
_COMPOSE = (2, 24)

_INSTALL_COMPOSE = (
    (
        "apt-get",
        "`apt-get install --yes docker-compose-plugin` (Docker's own packages), or Debian 13's "
        "`docker-compose`, Ubuntu 24.04's `docker-compose-v2`",
    ),
    ("dnf", "`dnf install --assumeyes docker-compose-plugin` (Docker's own packages)"),
    ("apk", "`apk add docker-cli-compose`"),
)


def missing() -> list[str]:
    """One sentence per tool that is missing or too old, each with what to do."""
    return list(_missing())


def _missing() -> Iterator[str]:
    if shutil.which("docker") is None:
        where = "https://docs.docker.com/engine/install/"
        yield f"Install Docker Engine with the Compose plugin: {where}."
        return
    daemon = _docker("version", "--format", "{{.Server.Version}}")
    if daemon is None:
        yield "The Docker daemon does not answer: `systemctl enable --now docker`."
    elif _numbers(daemon) < _DOCKER:
        yield f"Docker is {daemon}, and 20.10 or newer is needed."
    compose = _docker("compose", "version", "--short")
    if compose is None:
        yield f"Install the Compose plugin, 2.24 or newer: {_install_compose()}."
    elif _numbers(compose) < _COMPOSE:
        yield f"Docker Compose is {compose}, and 2.24 or newer is needed."


def _docker(*arguments: str) -> str | None:
    told = run(["docker", *arguments], DOCKER_SECONDS, way_to_docker())
    return told.output.strip() if told.succeeded else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall("[0-9]+", version)[:2])


def _install_compose() -> str:
    found = (says for tool, says in _INSTALL_COMPOSE if shutil.which(tool) is not None)
    return next(found, "`zypper install docker-compose`")
