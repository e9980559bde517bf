"""The journal of a restore."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import durable
from .place import Place


class Restoring(NamedTuple):
    """A restore that is under way, or was when the power went: durable before its first step, and gone
    when the history has its end.
    """

    backup: str
    before: str
    """The backup of what was there, which comes back if it fails."""
    message: str = ""
    """What is to be said, once it is done; empty before that."""
    is_stuck: bool = False
    """Whether the data of before could not be put back either: somebody has to look."""

    @classmethod
    def read(cls, path: str) -> Restoring | None:
        """
        Raises:
            Damaged: it can't be read.
        """
        told = durable.read_json(path)
        if told is None:
            return None
        try:
            message, is_stuck = str(told.get("message", "")), told.get("is_stuck") is True
            return cls(str(told["backup"]), str(told["before"]), message, is_stuck)
        except (AttributeError, KeyError, TypeError):
            raise durable.Damaged(path) from None

    def told(self) -> dict[str, Any]:
        return self._asdict()


def is_due(place: Place) -> bool:
    """Whether one was cut short, and nobody has tried to put its data back."""
    try:
        was = Restoring.read(place.restoring)
    except durable.Damaged:
        return True
    return was is not None and not was.is_stuck


def close(place: Place) -> None:
    """The history has how it ended, so it is over, unless it is open."""
    was = Restoring.read(place.restoring)
    if was is not None and was.message:
        durable.remove(place.restoring)
