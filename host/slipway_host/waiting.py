"""Whose turn it is: the calls that wait for an app's lock go in the order in which they came.

Each has a ticket, a file with a number that it holds a lock on. One that nobody holds any more is of a
call that was killed, and is skipped.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress

from .locks import is_free
from .place import Place
from .texts import number_of


class Ticket:
    """A place among those who wait. It is given back with `give_back`, or when the process ends.

    Args:
        place: of the app that is waited for.
    """

    def __init__(self, place: Place) -> None:
        self._folder = place.queue
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        # Numbers are given by one at a time.
        counter = os.open(f"{self._folder}/last", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(counter, fcntl.LOCK_EX)
            given = number_of(os.pread(counter, 20, 0).decode("ascii", "replace")) or 0
            self._number = max([given, *self._numbers()]) + 1
            self._path = f"{self._folder}/{self._number}"
            self._held = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._held, fcntl.LOCK_EX)
            os.pwrite(counter, str(self._number).encode(), 0)
        finally:
            os.close(counter)

    def is_first(self) -> bool:
        """Whether nobody waits who came before."""
        return not any(self._is_held(n) for n in self._numbers() if n < self._number)

    def give_back(self) -> None:
        with suppress(OSError):
            os.remove(self._path)
        os.close(self._held)

    def _numbers(self) -> list[int]:
        numbers = (number_of(name) for name in os.listdir(self._folder))
        return sorted(number for number in numbers if number is not None)

    def _is_held(self, number: int) -> bool:
        path = f"{self._folder}/{number}"
        if not is_free(path):
            return True
        # Numbers are given once, so it is nobody's for good.
        with suppress(OSError):
            os.remove(path)
        return False
