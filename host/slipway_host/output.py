"""What is said to whoever called, and when."""

from __future__ import annotations

import errno
import os
import time


def say(text: str) -> None:
    """Writes one line of progress to standard error.

    Raises:
        BrokenPipeError: nobody reads it any more.
    """
    data = (text + "\n").encode("utf-8", "replace")
    while data:
        data = data[os.write(2, data) :]


def answer(text: str) -> None:
    """Writes the answer to standard output. A caller that has gone away does not miss it."""
    data = (text + "\n").encode("utf-8", "replace")
    try:
        while data:
            data = data[os.write(1, data) :]
    except BrokenPipeError:
        pass


def pass_on(text: str) -> None:
    """Writes to standard output, as a part of what is told.

    Raises:
        BrokenPipeError: nobody reads it any more.
    """
    data = text.encode("utf-8", "replace")
    while data:
        data = data[os.write(1, data) :]


def why(error: OSError, where: str) -> str:
    """What the system says that it can't do, for people.

    Args:
        where: what it was about, if it does not say so.
    """
    place = error.filename or where
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of {place} is full."
    return f"{place}: {error.strerror or error}."


def now() -> str:
    """The time of day in UTC to the second, ISO 8601: what people compare, never what is waited for."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
