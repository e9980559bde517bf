"""Cuts what `docker logs --timestamps` writes into lines, and keeps no line that is too long to hold."""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_BYTES = 1 << 17
"""Of a line are kept: more than is told, so that a secret at the end of that can be seen whole."""

_PIECE = 16_384
"""Bytes in which Docker takes a long line; each has a time of its own before it.

Source: `defaultBufSize` in moby, daemon/logger/copier.go.
"""

_TIME = re.compile(rb"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{9}Z) ")

_COMMAND = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""What colours a terminal's text (ECMA-48), or names its window."""


class Line(NamedTuple):
    """One line of a log, with whatever secrets are in it."""

    at: str
    """When Docker had it; empty where it is Docker's own word on the log."""
    text: str
    is_cut: bool
    """Whether it was longer: what a secret begins with may end it."""


class Lines:
    """The lines of one stream, as its bytes come."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._is_cut = False

    def feed(self, data: bytes) -> list[Line]:
        """The lines that are whole by now."""
        lines = []
        for piece in _split(data):
            is_whole = piece.endswith(b"\n")
            free = MOST_BYTES - len(self._rest)
            said = piece[:-1] if is_whole else piece
            self._is_cut = self._is_cut or len(said) > free
            self._rest += said[:free]
            if is_whole:
                lines.append(self._taken())
        return lines

    def end(self) -> list[Line]:
        """What was not ended, if there is something."""
        return [self._taken()] if self._rest else []

    def _taken(self) -> Line:
        line = _read(bytes(self._rest), self._is_cut)
        self._rest.clear()
        self._is_cut = False
        return line


def _split(data: bytes) -> list[bytes]:
    """At newlines alone."""
    pieces = data.split(b"\n")
    return [*(piece + b"\n" for piece in pieces[:-1]), *([pieces[-1]] if pieces[-1] else [])]


def _read(data: bytes, is_cut: bool) -> Line:
    found = _TIME.match(data)
    at = found[1].decode() if found else ""
    said = data[found.end() :] if found else data
    place = _PIECE
    while found and (again := _TIME.match(said, place)):
        said = said[:place] + said[again.end() :]
        place += _PIECE
    text = said.decode("utf-8", "replace")
    return Line(at, _COMMAND.sub("", text), is_cut)
