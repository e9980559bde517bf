"""What slipway-host needs on a server, beside the Python that runs it."""

from __future__ import annotations

import platform
import re
import shutil
from collections.abc import Iterator

from .docker import way_to_docker
from .generated import DOCKER_SECONDS
from .programs import run

_DOCKER = (20, 10)
_COMPOSE = (2, 24)

_OWN = "Docker's own packages, https://docs.docker.com/engine/install/"

_BY_SYSTEM = {
    "debian": f"`apt-get install --yes docker-compose-plugin` ({_OWN})",
    "ubuntu": f"`apt-get install --yes docker-compose-plugin` ({_OWN})",
    "fedora": f"`dnf install --assumeyes docker-compose-plugin` ({_OWN})",
    "rhel": f"`dnf install --assumeyes docker-compose-plugin` ({_OWN})",
    "alpine": "`apk add docker-cli-compose`",
    "suse": "`zypper install docker-compose`",
}

_SINCE = {
    "debian": (13, "`apt-get install --yes docker-compose`"),
    "ubuntu": (24, "`apt-get install --yes docker-compose-v2`"),
}
"""From which release on a system has a package of its own that is new enough."""


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
    """By os-release(5): what it calls itself, and else what it says that it is like."""
    try:
        told = platform.freedesktop_os_release()
    except OSError:
        told = {}
    name = told.get("ID", "")
    since, command = _SINCE.get(name, (0, ""))
    if command and _numbers(told.get("VERSION_ID", "")) >= (since,):
        return command
    systems = (_BY_SYSTEM.get(each) for each in (name, *told.get("ID_LIKE", "").split()))
    return next(filter(None, systems), "https://docs.docker.com/compose/install/linux/ says how")
