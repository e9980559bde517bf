"""What was done to an app: one line of JSON an entry, the oldest first."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from . import durable, json_text
from .generated import KEPT_HISTORY


def append(path: str, entry: dict[str, Any]) -> None:
    """Adds an entry, and forgets the oldest now and then. A line that was cut short stays by itself."""
    written = durable.read_bytes(path) or b""
    start = "" if written == b"" or written.endswith(b"\n") else "\n"
    durable.append(path, f"{start}{json_text.line(entry)}\n")
    if written.count(b"\n") + 1 > KEPT_HISTORY + KEPT_HISTORY // 5:
        lines = (durable.read_bytes(path) or b"").splitlines(keepends=True)
        durable.write(path, b"".join(lines[-KEPT_HISTORY:]))


def entries(paths: Iterable[str], last: int | None = None) -> list[dict[str, Any]]:
    """The newest entries, or all, the oldest of them first. What can't be read is left out."""
    found = [entry for path in paths for entry in _entries(path)]
    return sorted(found, key=lambda entry: str(entry.get("at", "")))[-last if last else None :]


def last_of(path: str) -> dict[str, Any]:
    """The newest entry, or an empty one."""
    return next(iter(entries([path], 1)), {})


def _entries(path: str) -> Iterable[dict[str, Any]]:
    for line in (durable.read_bytes(path) or b"").splitlines():
        try:
            entry = json_text.parse(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def remove_old(folder: str, kept: int) -> None:
    """Takes away all but the newest files of a folder, whose names begin with a time."""
    for name in sorted(os.listdir(folder))[:-kept]:
        durable.remove(f"{folder}/{name}")
