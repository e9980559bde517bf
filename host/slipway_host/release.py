"""An image with a configuration, put into service once."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import durable, json_text

OLD_RULES = 1
"""What a release served by that does not say: any service may end well, at any port it may be answered."""
RULES = 2
"""What a release has to do to serve: `one_shots`, `whose_port`."""


class Release(NamedTuple):
    """An image with a configuration, put into service once."""

    number: int
    image: str
    configuration: str
    """Its configuration's hash."""
    version: str = ""
    since: str = ""
    """When it was put into service; empty before that."""
    back_to: int | None = None
    """The release that this one, made by a rollback, goes back to."""
    rules: int = OLD_RULES
    """By which rules it serves."""
    runs: str = ""
    """Another image that is started with its compose file: what ran by hand. It is not kept."""

    @property
    def digest(self) -> str:
        return digest_of(self.image)

    def running(self, image: str) -> Release:
        """This release with another image in its place; with its own it is itself."""
        return self._replace(runs="" if digest_of(image) == self.digest else image)

    @property
    def said_version(self) -> str:
        return f", version {self.version}" if self.version else ""

    def public(self) -> dict[str, Any]:
        """What is told about it."""
        return {
            "number": self.number,
            "image": self.image,
            "configuration": self.configuration,
            **({"version": self.version} if self.version else {}),
            **({"since": self.since} if self.since else {}),
        }


def digest_of(image: str) -> str:
    """What follows the last @, or the whole where there is none."""
    return image.rpartition("@")[2]


def read_release(path: str) -> Release | None:
    """A release as its file says, or None where there is none that can be read."""
    data = durable.read_bytes(path)
    try:
        value = json_text.parse(data) if data is not None else None
    except ValueError:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("number"), int):
        return None
    return Release(
        number=value["number"],
        image=value.get("image", ""),
        configuration=value.get("configuration", ""),
        version=value.get("version") or "",
        since=value.get("since") or "",
        back_to=value.get("from"),
        rules=value.get("rules") or OLD_RULES,
    )
