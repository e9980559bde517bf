"""The journal of a switch: durable before its first step, and gone when the history has its end."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from . import durable
from .generated import RECOVER_MOST_SECONDS, RECOVER_SECONDS


class Switching(NamedTuple):
    """A switch that is under way, or was when the power went."""

    action: str
    number: int
    before: int | None
    """What comes back if it fails."""
    left: int | None
    """The release that is left."""
    is_rollback: bool
    is_stuck: bool = False
    """Whether what comes back did not serve either: the next change that serves ends it."""
    tries: int = 0
    """How often what comes back has been tried in vain."""
    next: float = 0
    """When that is due again, in seconds of the time of day: what survives a restart."""
    watch: float = 0
    """Seconds for which the release is watched once it serves."""
    failure: dict[str, Any] | None = None
    """Why it has to go, though it served: it failed in its watch."""

    @property
    def is_due(self) -> bool:
        """Whether it is time to go on. One that is further away than it can be was another clock's."""
        left = self.next - time.time()
        return not self.is_stuck or not 0 < left <= RECOVER_MOST_SECONDS

    def stuck(self) -> Switching:
        """It has failed once more: the wait for the next time grows."""
        wait = min(RECOVER_SECONDS * 3.0 ** min(self.tries, 9), RECOVER_MOST_SECONDS)
        return self._replace(is_stuck=True, tries=self.tries + 1, next=time.time() + wait)

    @classmethod
    def read(cls, path: str) -> Switching | None:
        """
        Raises:
            Damaged: it can't be read.
        """
        told = durable.read_json(path)
        if told is None:
            return None
        try:
            before = told.get("before")
            left = told.get("left") or before
            is_stuck = told.get("stuck") is True
            return cls(
                told["action"],
                told["number"],
                before,
                left,
                told["rollback"] is True,
                is_stuck,
                _number(told.get("tries")),
                _number(told.get("next")),
                _number(told.get("watch")),
                told.get("failure"),
            )
        except (AttributeError, KeyError):
            raise durable.Damaged(path) from None

    def told(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "number": self.number,
            "before": self.before,
            "left": self.left,
            "rollback": self.is_rollback,
            **(
                {"stuck": True, "tries": self.tries, "next": int(self.next)}
                if self.is_stuck
                else {}
            ),
            **({"watch": self.watch} if self.watch else {}),
            **({"failure": self.failure} if self.failure else {}),
        }


def _number(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0
