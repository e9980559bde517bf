"""The answer to a change, and its line in the history."""

from __future__ import annotations

import time
from typing import Any

from . import history, json_text
from .app import App
from .by_hand import ByHand
from .configuration import app_services
from .failure import Failure
from .generated import PROTOCOL
from .output import now, say
from .release import Release


class Answers:
    """What is told of a call.

    Attributes:
        by_hand: what runs that was started by hand, as long as it does.
        failure: why what was tried did not make it, as it is told.
        replaced: what ran by hand until it was over with this call.
        backup: what was made of the data before, as it is told.
        is_restored: whether what was asked for served already, and did not run.
        stays: what a removal has left.
        watch: seconds for which what serves is watched from now on.
    """

    def __init__(self, app: App, began: float) -> None:
        self._app = app
        self._began = began
        self.by_hand: ByHand | None = None
        self.replaced: ByHand | None = None
        self.failure: dict[str, Any] | None = None
        self.backup: dict[str, Any] | None = None
        self.is_restored = False
        self.stays: dict[str, Any] | None = None
        self.watch = 0.0

    def describe(self, release: Release, failure: Failure) -> None:
        """Keeps why a release failed, and the last lines of whom it failed, before its containers are
        gone.
        """
        app = self._app
        services = failure.services or app_services(app.store.nearest_configuration(release))
        said = ""
        for service in services if failure.check != "pull" else ():
            for container in app.docker.ids(f"label=com.docker.compose.service={service}") or []:
                said += app.docker.logs(container)
        lines = app.redactor.text(said).removesuffix("\n").split("\n") if said else []
        for line in lines:
            say(f"  | {line}")
        self.failure = {
            "check": failure.check,
            "message": failure.message,
            "log": [line for line in lines if line != ""],
            "release": release.public(),
        }

    def end_hand(self, image: str = "") -> None:
        """What ran by hand is over, or was put back.

        Args:
            image: what runs by hand again; empty for nothing.
        """
        self.replaced, self.by_hand = self.by_hand, None
        if image:
            self.by_hand = ByHand(image, frozenset(), now(), None, runs_with=0)

    def record(self, action: str, code: int, outcome: str, message: str) -> dict[str, Any]:
        """Writes the line of the history, and returns the answer. The message holds no secret."""
        current = self._app.store.current
        seconds = int(time.monotonic() - self._began)
        release = current.public() if current else None
        failure = self.failure or {}
        entry = {
            "at": now(),
            "app": self._app.place.app,
            "action": action,
            "code": code,
            "outcome": outcome,
            "message": message,
            "release": release,
            "seconds": seconds,
            "failure": {name: told for name, told in failure.items() if name != "log"} or None,
            "cause": self._app.request.cause,
            "backup": self.backup,
        }
        history.append(self._app.place.history, json_text.without_none(entry))
        return json_text.without_none(
            {
                "protocol": PROTOCOL,
                "code": code,
                "outcome": outcome,
                "message": message,
                "release": release,
                "byHand": self.by_hand.public() if self.by_hand else None,
                "watch": self.watch or None,
                "restored": True if self.is_restored else None,
                "replaced": self.replaced.public() if self.replaced else None,
                "failure": self.failure,
                "backup": self.backup,
                "stays": self.stays,
                "seconds": seconds,
            }
        )


def reply(code: int, outcome: str, message: str, seconds: int = 0) -> dict[str, Any]:
    """An answer where there is nothing to tell about a release, and nothing for the history."""
    return {
        "protocol": PROTOCOL,
        "code": code,
        "outcome": outcome,
        "message": message,
        "seconds": seconds,
    }
