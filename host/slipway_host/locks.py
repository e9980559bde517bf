"""Locks of flock(2): they end with the last process that has them, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held(path: str) -> Iterator[None]:
    """Waits for a lock on a file, and has it for a block of code."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def is_taken(descriptor: int) -> bool:
    """Takes a lock, if nobody else has it. Waits for nothing.

    Returns:
        whether it has been taken.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_free(path: str) -> bool:
    """Whether nobody holds a lock on a file, or there is none."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return True
    try:
        return is_taken(descriptor)
    finally:
        os.close(descriptor)
