"""A folder of one call's own: what it hands to its session, and what may be in no other place."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import suppress

from . import durable
from .locks import is_taken
from .place import Place


class Work:
    """Made by a call beside the releases, never in a temporary folder, since it holds secrets.

    Whoever works in it holds a lock on it, which every child inherits: without one it is what a call
    has left that was killed.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.request = f"{path}/request.json"
        self.answer = f"{path}/answer.json"
        self._lock = os.open(f"{path}/held", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    @property
    def descriptor(self) -> int:
        """Of the lock; a child that is given it holds the folder as well."""
        return self._lock

    @classmethod
    def make(cls, place: Place) -> Work:
        while True:
            path = f"{place.requests}/{os.urandom(8).hex()}"
            os.mkdir(path, 0o700)
            with suppress(FileNotFoundError):
                work = cls(path)
                # It may have been swept away before it was held.
                if os.path.exists(f"{path}/held"):
                    return work

    def remove_secrets(self) -> None:
        """Takes away all but the answer, as soon as nothing needs it any more."""
        durable.remove(self.request)
        shutil.rmtree(f"{self.path}/docker", ignore_errors=True)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def remove_left(place: Place) -> None:
    """Takes away what calls have left that were killed. Needs the app's lock."""
    for folder in filter(os.path.isdir, (place.here, place.backups)):
        for name in os.listdir(folder):
            # What was not put in place is of no use, and may hold secrets.
            if name.endswith(".new"):
                durable.remove(f"{folder}/{name}")
    for name in os.listdir(place.requests):
        path = f"{place.requests}/{name}"
        # The script before this program named them by process ids, and had no locks on them.
        if name.isdigit() and os.path.isdir(f"/proc/{name}"):
            continue
        with suppress(OSError):
            descriptor = os.open(f"{path}/held", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                if is_taken(descriptor):
                    shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(descriptor)
