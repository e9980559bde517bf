"""Whose port a health check was answered at: another's answer says nothing about this app."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Sequence

from .app import App
from .container import Container
from .failure import Failure

_THIS_MACHINE = r"localhost|127(\.[0-9]{1,3}){3}|0\.0\.0\.0|::1|::"


def failure_of(app: App, url: str, containers: Sequence[Container]) -> Failure | None:
    """
    Args:
        url: what has answered. Only addresses of the loopback are judged: a proxy or a load balancer is
            asked by its name.
        containers: the app's.
    """
    port = _port(url)
    if port is None or any(port in each.ports or each.has_the_hosts for each in containers):
        return None
    others = app.docker.publishers(port)
    if any(_is_inside(other, containers) for other in others):
        return None
    names = " and ".join(sorted(f"the container {other.name}" for other in others))
    who = names or "a program of this server that is none of this app's containers"
    said = f"{url} was answered by {who}: no container of this app publishes port {port}."
    help_ = "Publish it, ask one that is published, or say `health.proxy: true` for a proxy."
    return Failure("health", f"{said} {help_}", is_hopeless=True)


def _port(url: str) -> str | None:
    """The port of this machine that an address names; None where it is elsewhere."""
    parts = urllib.parse.urlsplit(url)
    if not re.fullmatch(_THIS_MACHINE, parts.hostname or "", re.ASCII):
        return None
    return str(parts.port or (443 if parts.scheme == "https" else 80))


def _is_inside(other: Container, containers: Sequence[Container]) -> bool:
    """Whether a container is in a network of the app's, as a proxy in Docker is."""
    return any(
        other.networks & each.networks or each.joins == f"container:{other.id}"
        for each in containers
    )
