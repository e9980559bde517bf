"""What somebody started on this server without a request."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from . import durable
from .app import App
from .configuration import app_services
from .container import Container
from .ending import Ending
from .generated import REFUSED
from .release import Release, digest_of
from .switching import Switching
from .texts import number_of, short


class ByHand(NamedTuple):
    """Another image than the release's, which runs."""

    image: str
    """By its digest, where one is known: what was never in a registry has none."""
    digests: frozenset[str]
    since: str
    """When its container was made, ISO 8601."""
    release: int | None
    """The release kept here that had this image."""
    runs_with: int
    """The release whose compose file it runs with."""

    def has(self, image: str) -> bool:
        return digest_of(image) in self.digests

    def public(self) -> dict[str, Any]:
        """What is told about it."""
        release = {} if self.release is None else {"release": self.release}
        return {"image": self.image, "since": self.since, **release}


def look_for_hand(app: App) -> ByHand | None:
    """Looks whether something else runs than what serves. What is stopped or missing is nobody's
    decision: the next deploy brings it back.
    """
    current, switching = app.store.current, Switching.read(app.place.switching)
    # What a switch has under way is its own. Where it failed for good, somebody helps by hand.
    if current is None or (switching is not None and not switching.is_stuck):
        return None
    containers = app.docker.containers()
    if not containers:
        return None
    services = app_services(app.store.nearest_configuration(current))
    for container in containers:
        if _is_looked_at(container, services, current):
            by_hand = _by_hand(app, container, current)
            if by_hand is not None:
                return by_hand
    return None


def _is_looked_at(container: Container, services: list[str], current: Release) -> bool:
    if container.state not in ("running", "paused", "restarting"):
        return False
    if container.release == "":
        return container.service in services
    # Of a later release than the one that serves: what a failed switch could not put back.
    return (number_of(container.release) or 0) <= current.number


def _by_hand(app: App, container: Container, current: Release) -> ByHand | None:
    if digest_of(container.image) == current.digest:
        return None
    names = app.docker.digests(container.image_id)
    if "@" in container.image:
        names = [container.image, *names]
    digests = frozenset(digest_of(name) for name in names if "@" in name)
    if current.digest in digests:
        return None
    return ByHand(
        image=_name(app, container, names),
        digests=digests,
        since=re.sub(r"\..*|Z$", "", container.created) + "Z",
        release=(release := _release_of(app, container, digests)),
        runs_with=_runs_with(app, container, release, current),
    )


def _name(app: App, container: Container, names: list[str]) -> str:
    if names:
        return names[0]
    # Its name may stand for another image by now.
    is_same = app.docker.image_id(container.image) == container.image_id
    return container.image if is_same else container.image_id


def _release_of(app: App, container: Container, digests: frozenset[str]) -> int | None:
    kept = [release.number for release in reversed(app.store.served())]
    for number in [*_labelled(container), *kept]:
        release = app.store.releases.get(number)
        if release is not None and release.since and release.digest in digests:
            return number
    return None


def _runs_with(app: App, container: Container, release: int | None, current: Release) -> int:
    for number in [release, *_labelled(container)]:
        kept = None if number is None else app.store.releases.get(number)
        if kept is not None and kept.since:
            return kept.number
    return current.number


def _labelled(container: Container) -> list[int]:
    number = number_of(container.release)
    return [] if number is None else [number]


def keep_replaced(app: App, by_hand: ByHand | None, number: int) -> None:
    """Remembers what ran by hand until a release: whoever asked for that may find it bad from outside,
    and want back what it took the place of.
    """
    if by_hand is not None:
        durable.write(app.place.replaced, f"{number} {by_hand.image} {by_hand.runs_with}\n")


def replaced_by(app: App, number: int) -> tuple[str, int] | None:
    """What ran by hand until a release: the image, and the release it ran with."""
    words = (durable.read_text(app.place.replaced) or "").split(" ")
    runs_with = number_of(words[2]) if len(words) == 3 else None
    if runs_with is None or words[0] != str(number):
        return None
    return words[1], runs_with


def require_open(app: App, by_hand: ByHand | None, image: str) -> None:
    """Nothing but itself replaces what was started by hand, and what somebody has allowed since. A
    rollback does, as it is another decision of somebody's.

    Raises:
        Ending: the app is closed to this image.
    """
    if by_hand is None or by_hand.has(image):
        return
    digest = digest_of(image)
    if f"{digest} {by_hand.image}" in (durable.read_text(app.place.allowed) or "").split("\n"):
        return
    current = app.store.current
    place = f"{app.place.environment} {app.place.app}"
    through = (
        " That image goes through: merge the revert and open its door, "
        "or run its old deploy job again."
        if by_hand.digests
        else ""
    )
    raise Ending(
        REFUSED,
        "refused",
        f"Closed: {short(by_hand.image)} runs here since {by_hand.since}, started by hand, and "
        f"release {current.number if current else 'none'} is what was deployed last.{through} "
        f"`slipway allow {place} {digest}` lets this one in, and `slipway rollback {place}` goes "
        "back to the release before.",
    )
