"""An app's lock: one change at a time, in the order in which they came."""

from __future__ import annotations

import os
import time

from .ending import Ending
from .generated import BUSY
from .locks import is_taken
from .output import now, say
from .place import Place
from .request import Request
from .waiting import Ticket


def take_lock(place: Place, request: Request) -> int:
    """Waits for the app's lock as long as was asked for, and says who has it."""
    lock = os.open(place.lock, os.O_RDWR | os.O_CREAT, 0o600)
    ticket = Ticket(place)
    try:
        _wait_for(lock, ticket, request.wait)
    finally:
        ticket.give_back()
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{request.who}, since {now()}".encode(), 0)
    return lock


def _wait_for(lock: int, ticket: Ticket, seconds: int) -> None:
    end = time.monotonic() + seconds
    told = 0.0
    while not (ticket.is_first() and is_taken(lock)):
        rest = end - time.monotonic()
        if rest <= 0:
            raise Ending(BUSY, "busy", f"Busy: {_holder(lock)}.")
        if time.monotonic() - told >= 5:
            told = time.monotonic()
            # A caller that has gone away does not get its turn: writing to it ends this process.
            say(f"waiting for {_holder(lock)}, at most {round(rest)} s")
        time.sleep(min(0.05, rest))
    if told:
        say("its turn")


def _holder(lock: int) -> str:
    """Who holds the lock; said to those who wait."""
    return os.pread(lock, 300, 0).decode("utf-8", "replace") or "another call"
