"""What a request is carried out by: `host/protocol.ts`, `Action`."""

from __future__ import annotations

import time
from typing import Any

from . import durable
from .answer import Answers, reply
from .app import App
from .by_hand import replaced_by, require_open
from .configuration import Configuration, in_order
from .ending import Ending
from .generated import BAD_REQUEST, NOT_ALLOWED, PUT_BACK, REFUSED, SERVING
from .making import try_out
from .output import say
from .place import Place
from .pull import pull
from .release import Release, digest_of
from .remove import remove
from .repository import wrong_repository
from .space import require_space
from .switch import Switch
from .texts import short


class Actions:
    """The changes. Each ends with an Ending."""

    def __init__(self, app: App, answers: Answers, switch: Switch) -> None:
        self._app = app
        self._place = app.place
        self._request = app.request
        self._store = app.store
        self._answers = answers
        self._switch = switch

    def apply(self) -> None:
        wanted = in_order(self._request.body["configuration"])
        name = self._store.hash_of(wanted)
        current = self._store.current
        say(f"apply: configuration {name}")
        if current is None:
            self._lay_down(wanted)
            said = f"Configuration {name} is laid down and waits for the first deploy."
            raise Ending(SERVING, "waiting for an image", said)
        if name == current.configuration:
            self._require_open(current.image)
            self._keep_applied(wanted)
            self._store.rewrite(current, wanted)
            self._switch.keep_serving()
        if self._request.with_next_image:
            self._lay_down(wanted)
            said = f"Configuration {name} is laid down and waits for the next image."
            message = f"{said} Release {current.number} serves as before."
            raise Ending(SERVING, "waiting for an image", message)
        self._require_open(current.image)
        self._switch.to(wanted, current.image, current.version)

    def deploy(self) -> None:
        image, version = self._request.image, self._request.version
        said_version = f", version {version}" if version else ""
        say(f"deploy: {short(image)}{said_version}")
        hand = self._answers.by_hand
        # What somebody with more than a key has started here may become a release.
        problem = "" if hand and hand.has(image) else wrong_repository(self._app, image)
        if problem:
            raise Ending(NOT_ALLOWED, "not allowed", problem)
        if self._store.is_refused(image):
            digest, place = digest_of(image), self._place
            said = f"A rollback left {digest}, so it is refused."
            allow = f"`slipway allow {place.environment} {place.app} {digest}` lets it in again"
            raise Ending(REFUSED, "refused", f"{said} {allow}; other digests deploy as ever.")
        applied = self._store.applied()
        if applied is None:
            raise Ending(BAD_REQUEST, "bad request", nothing_applied(self._place))
        self._require_open(image)
        if self._is_current(applied, image, version):
            self._switch.keep_serving()
        self._switch.to(applied, image, version)

    def rollback(self) -> None:
        current = self._store.current
        if current is None:
            said = "Nothing has been deployed yet, so there is nothing to go back to."
            raise Ending(BAD_REQUEST, "bad request", said)
        release = self._target(current)
        hand, compose_file = self._replaced(current, release)
        also = f", and to {short(hand)}, which ran by hand" if hand else ""
        named = f"release {release.number}, {short(release.image)}{release.said_version}"
        say(f"rollback: to {named}{also}")
        if not hand and self._store.is_refused(release.image):
            said = f"A rollback left {release.digest}, the image of release {release.number}"
            raise Ending(REFUSED, "refused", f"{said}, so it is refused until `allow`.")
        then = self._store.configuration(compose_file)
        wanted = in_order(_with_rotated(then, self._store.applied()))
        if not hand and self._is_current(wanted, release.image, release.version):
            self._switch.keep_serving()
        self._switch.to(wanted, release.image, release.version, release.number, hand)

    def _replaced(self, current: Release, release: Release) -> tuple[str, Release]:
        """What ran by hand, if that is what is asked for, and the release whose compose file it ran
        with.
        """
        if not self._request.by_hand:
            return "", release
        replaced = replaced_by(self._app, current.number)
        if replaced is None:
            taken = f"that release {current.number} has taken the place of"
            raise Ending(BAD_REQUEST, "bad request", f"Nothing ran here by hand {taken}.")
        image, number = replaced
        return image, self._store.releases.get(number, release)

    def restart(self) -> None:
        self._switch.restart(self._request.services)

    def remove(self) -> None:
        remove(self._app, self._answers)

    def allow(self) -> None:
        digest = digest_of(self._request.image)
        message = f"{digest} was not refused."
        if self._store.is_refused(digest):
            self._store.stop_refusing(digest)
            message = f"{digest} may be deployed again."
        by_hand = self._answers.by_hand
        if by_hand is not None:
            durable.append(self._place.allowed, f"{digest} {by_hand.image}\n")
            runs = f"{short(by_hand.image)} runs here, started by hand"
            message = f"{digest} may be deployed, though {runs}."
        raise Ending(SERVING, "allowed", message)

    def restore(self) -> None:
        from .restore import restore

        restore(self._app, self._answers, self._switch)

    def _target(self, current: Release) -> Release:
        to = self._request.to
        if to is None:
            before = self._store.before_current()
            if before is None:
                said = f"There is no release before {current.number} to go back to."
                raise Ending(BAD_REQUEST, "bad request", said)
            return before
        release = self._store.releases.get(to)
        if release is None or not release.since:
            kept = " ".join(str(each.number) for each in self._store.served())
            said = f"There is no release {to} here to go back to. Kept: {kept}."
            raise Ending(BAD_REQUEST, "bad request", said)
        return release

    def _lay_down(self, wanted: Configuration) -> None:
        try_out(self._app, wanted)
        self._keep_applied(wanted)

    def _keep_applied(self, wanted: Configuration) -> None:
        self._store.keep_applied(wanted, self._request.repository)

    def _require_open(self, image: str) -> None:
        require_open(self._app, self._answers.by_hand, image)

    def _is_current(self, configuration: Configuration, image: str, version: str) -> bool:
        current = self._store.current
        return current is not None and (current.image, current.version, current.configuration) == (
            image,
            version,
            self._store.hash_of(configuration),
        )


def pull_ahead(app: App) -> dict[str, Any]:
    """The image is here when a deploy wants it. Nothing else changes, so it waits for nobody."""
    began = time.monotonic()
    image = app.request.image
    problem = wrong_repository(app, image)
    if problem:
        return reply(NOT_ALLOWED, "not allowed", problem)
    if app.docker.has_images([image]):
        return reply(SERVING, "unchanged", f"{short(image)} is here already.")
    require_space(app, image)
    problem = pull(app, image, began) or ""
    if problem:
        return reply(PUT_BACK, "put back", f"{problem} Nothing was switched.")
    # The next switch keeps it, or takes it away.
    app.store.disuse(image)
    seconds = int(time.monotonic() - began)
    return reply(SERVING, "pulled", f"{short(image)} is here, pulled in {seconds} s.")


def nothing_applied(place: Place) -> str:
    there = f"There is no configuration for {place.app} in {place.environment} yet."
    return f"{there} `up` lays it down."


def _with_rotated(then: Configuration, today: Configuration | None) -> Configuration:
    """A rotated secret stays rotated. One that is gone by now is still what a release needs."""
    known = {**then["secrets"], **then["env"]}
    secrets = (today or {}).get("secrets", {})
    kept = {name: value for name, value in secrets.items() if name in known}
    return {
        **then,
        "secrets": {**then["secrets"], **kept},
        "env": {name: value for name, value in then["env"].items() if name not in kept},
    }
