"""The journal of a switch: durable before its first step, and gone when the history has its end."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import durable


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
                told["action"], told["number"], before, left, told["rollback"] is True, is_stuck
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
            **({"stuck": True} if self.is_stuck else {}),
        }
