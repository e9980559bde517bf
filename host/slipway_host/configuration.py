"""What a configuration says: `host/protocol.ts`, `Configuration`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from . import json_text
from .generated import HEALTH_SECONDS

Configuration = dict[str, Any]


class Health(NamedTuple):
    """How it is found out whether a release serves."""

    url: str
    """What is asked; empty where containers are all that is looked at."""
    version: str
    """A jq path to the version in the answer; empty where none is."""
    within: float
    """Seconds that it may take."""
    smoke: tuple[str, ...]
    """Paths and addresses that are asked in the end."""
    is_proxy: bool = False
    """Whether a proxy outside Docker answers there, in the app's place."""


def health(configuration: Configuration) -> Health:
    rules = configuration.get("health") or {}
    return Health(
        rules.get("url") or "",
        rules.get("version") or "",
        rules.get("within") or HEALTH_SECONDS,
        tuple(rules.get("smoke") or ()),
        rules.get("proxy") is True,
    )


def canonical(configuration: Configuration) -> bytes:
    """In one order and without spaces, so that the same configuration is the same file."""
    return (json_text.line(configuration, sort=True) + "\n").encode()


def in_order(configuration: Configuration) -> Configuration:
    """A configuration as it is read back from its file."""
    read: Configuration = json_text.parse(canonical(configuration))
    return read


def names_image(value: Any) -> bool:
    """Whether a service's image is `${IMAGE}`, which makes the service the app's own."""
    return isinstance(value, str) and bool(
        re.fullmatch(r"\$(IMAGE|\{IMAGE([:?-][^}]*)?\})", value, re.ASCII)
    )


def app_services(configuration: Configuration) -> list[str]:
    services = configuration["compose"]["services"]
    return [name for name, service in services.items() if names_image(service.get("image"))]


def below_files(value: Any) -> str | None:
    """The path below `files/` that a text of a compose file means, or None where it means none."""
    if not isinstance(value, str):
        return None
    found = re.fullmatch(r"(\./)?files(/+(.*))?", value, re.ASCII | re.DOTALL)
    return (found[3] or "").rstrip("/") if found else None


def subset(files: dict[str, str], path: str) -> dict[str, str]:
    """The files at a path below `files/`, and those in it; all of them where it is empty."""
    return {
        name: content
        for name, content in files.items()
        if path in ("", name) or name.startswith(f"{path}/")
    }


def references(compose: dict[str, Any]) -> list[str]:
    """Every path below `files/` that a compose file wants, in order."""
    found = (below_files(value) for value in _paths(compose))
    return sorted({path for path in found if path is not None})


def _paths(compose: dict[str, Any]) -> Iterator[Any]:
    for service in compose["services"].values():
        for mount in _each(service.get("volumes")):
            if isinstance(mount, str):
                yield mount.split(":")[0]
            elif isinstance(mount, dict):
                yield mount.get("source")
        env_file = service.get("env_file")
        for file in env_file if isinstance(env_file, list) else [env_file]:
            yield file.get("path") if isinstance(file, dict) else file
    for kind in ("configs", "secrets"):
        for entry in _each(compose.get(kind)):
            if isinstance(entry, dict):
                yield entry.get("file")


def other_files(compose: dict[str, Any]) -> Iterator[str]:
    """The places where a compose file names another one below `files/`: whatever that would be, it is laid
    down elsewhere, and what it says of services would be unknown here.
    """
    included = compose.get("include")
    for entry in included if isinstance(included, list) else [included]:
        path = entry.get("path") if isinstance(entry, dict) else entry
        for each in path if isinstance(path, list) else [path]:
            if below_files(each) is not None:
                yield "include"
    for name, service in compose["services"].items():
        extended = service.get("extends")
        if isinstance(extended, dict) and below_files(extended.get("file")) is not None:
            yield f"services.{name}.extends"


def _each(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
