"""The journal of a watch: what serves is looked at for a while longer, and put back when it fails.

Whoever watches holds a lock on the very file, so that nobody does it twice, and knows by it, too, whether
the watch is still its own: a later change takes the file away, or puts another in its place.
"""

from __future__ import annotations

import fcntl
import math
import os
import time
from typing import Any, NamedTuple

from . import durable
from .place import Place

_BOOT = "/proc/sys/kernel/random/boot_id"


class Watching(NamedTuple):
    """A release that serves and is watched."""

    action: str
    """What brought it."""
    number: int
    before: int | None
    """What comes back if it fails."""
    left: int | None
    """The release that was deployed before it."""
    seconds: float
    until: float
    """By the clock that only goes on, which begins anew with the machine."""
    boot: str
    """Of which start of the machine that is."""
    held: int = -1
    """The descriptor of the file, which is locked."""

    @classmethod
    def read(cls, path: str) -> Watching | None:
        """
        Raises:
            Damaged: it can't be read.
        """
        told = durable.read_json(path)
        if told is None:
            return None
        try:
            seconds, until = float(told["seconds"]), float(told["until"])
            ids = (int(told["number"]), told["before"], told["left"])
            return cls(str(told["action"]), *ids, seconds, until, str(told["boot"]))
        except (KeyError, TypeError, ValueError):
            raise durable.Damaged(path) from None

    @classmethod
    def begin(
        cls,
        place: Place,
        action: str,
        number: int,
        before: int | None,
        left: int | None,
        seconds: float,
    ) -> None:
        until = time.monotonic() + seconds
        told = cls(action, number, before, left, seconds, until, _boot())._asdict()
        del told["held"]
        durable.write_json(place.watching, told)

    @classmethod
    def taken(cls, place: Place) -> Watching | None:
        """The watch that there is, if nobody is at it. It is the caller's from then on."""
        try:
            held = os.open(place.watching, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            watching = cls.read(place.watching)
        except (BlockingIOError, durable.Damaged):
            watching = None
        if watching is None:
            os.close(held)
            return None
        return watching._replace(held=held)

    @property
    def is_own(self) -> bool:
        """Whether no later change has ended it."""
        return os.fstat(self.held).st_nlink > 0

    @property
    def is_of_this_start(self) -> bool:
        """Whether the machine has not been started anew since it began."""
        return self.boot == _boot()

    def rest(self) -> float:
        """Seconds that it goes on for; none where the machine was started anew."""
        if not self.is_of_this_start:
            return 0
        return max(0.0, min(self.until - time.monotonic(), self.seconds))

    def give_back(self) -> None:
        os.close(self.held)

    def public(self) -> dict[str, Any]:
        return {"release": self.number, "seconds": math.ceil(self.rest())}


def end_watch(place: Place) -> None:
    """What changes what serves ends the watch of what served before."""
    durable.remove(place.watching)


def _boot() -> str:
    return durable.read_text(_BOOT) or ""
