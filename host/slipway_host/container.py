"""A container, as Docker tells of it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

PROJECT = "com.docker.compose.project"
"""The label that Compose gives with the name of a project."""


class Container(NamedTuple):
    """What `docker inspect` tells of a container."""

    id: str
    name: str
    labels: dict[str, str]
    image: str
    """As it was named when the container was made."""
    image_id: str
    state: str
    health: str
    """By its own health check; `none` where it has none."""
    exit_code: int
    policy: str
    """Its restart policy."""
    restarts: int
    started_at: str
    created: str
    ports: frozenset[str] = frozenset()
    """Those of this machine, at the loopback, that lead to it over TCP."""
    networks: frozenset[str] = frozenset()
    """The ids of those it is in that are not Docker's own."""
    joins: str = ""
    """Whose network it has: `host`, `container:<id>` or the name of its own."""

    @property
    def is_well(self) -> bool:
        """Whether it runs, and says so itself where it has a health check, or has done what it was for."""
        if self.state == "running":
            return self.health in ("none", "healthy")
        is_kept_up = self.policy in ("always", "unless-stopped")
        return self.state == "exited" and self.exit_code == 0 and not is_kept_up

    @property
    def project(self) -> str:
        """Compose's name for what it belongs to."""
        return self.labels.get(PROJECT, "")

    @property
    def has_the_hosts(self) -> bool:
        """Whether its ports are the machine's."""
        return self.joins == "host"

    @property
    def service(self) -> str:
        """Compose's name for it."""
        return self.labels.get("com.docker.compose.service", "")

    @property
    def release(self) -> str:
        """The release that it was started for; empty where none was said."""
        return self.labels.get("slipway.release", "")


def container_of(told: dict[str, Any]) -> Container:
    labels = told["Config"].get("Labels") or {}
    state = told["State"]
    return Container(
        id=told["Id"],
        name=told["Name"].removeprefix("/"),
        labels=labels,
        image=told["Config"]["Image"],
        image_id=told["Image"],
        state=state["Status"],
        health=(state.get("Health") or {}).get("Status", "none"),
        exit_code=state["ExitCode"],
        policy=told["HostConfig"]["RestartPolicy"]["Name"],
        restarts=told["RestartCount"],
        started_at=state["StartedAt"],
        created=told["Created"],
        **_reached(told),
    )


def _reached(told: dict[str, Any]) -> dict[str, Any]:
    """How a container is reached."""
    settings = told.get("NetworkSettings") or {}
    published = [
        binding
        for port, bindings in (settings.get("Ports") or {}).items()
        for binding in bindings or ()
        if port.endswith("/tcp")
    ]
    networks = settings.get("Networks") or {}
    return {
        "ports": frozenset(
            binding["HostPort"]
            for binding in published
            if re.match(r"$|0\.0\.0\.0|127\.|::", binding.get("HostIp") or "")
        ),
        # Whatever `docker run` starts without a word is in `bridge`.
        "networks": frozenset(
            network.get("NetworkID") or name
            for name, network in networks.items()
            if name not in ("bridge", "host", "none")
        ),
        "joins": told["HostConfig"].get("NetworkMode") or "",
    }
