"""The one way in which a file of state is written, and the one way in which it is read.

A write is whole or not there, also when the power goes: temporary file, fsync(2), rename(2), fsync(2) of
the folder. A read has three answers: what is there, nothing, or that it can't be read.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from . import json_text


class Damaged(Exception):
    """A file of state is there and can't be read: cut short, or changed by somebody.

    Args:
        path: which.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def write(path: str, data: bytes | str, mode: int = 0o600) -> None:
    """Puts a file there as a whole, in place of what was there.

    Args:
        mode: its permissions, whatever the umask.
    """
    temporary = f"{path}.new"
    # What lies there was left by a kill, or put there to be written through.
    with suppress(FileNotFoundError):
        os.remove(temporary)
    _fill(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), data, mode)
    os.replace(temporary, path)
    sync_folder(os.path.dirname(path))


def write_json(path: str, value: Any) -> None:
    """Writes one line of JSON."""
    write(path, json_text.line(value) + "\n")


def overwrite(path: str, data: bytes, mode: int) -> None:
    """Changes a file in place, since a container may have mounted that very one."""
    _fill(os.open(path, os.O_WRONLY | os.O_TRUNC), data, mode)


def append(path: str, data: bytes | str) -> None:
    """Adds to the end of a file that others add to as well."""
    _fill(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), data, 0o600)


def write_link(path: str, target: str) -> None:
    """Points a symbolic link somewhere else in one step."""
    temporary = f"{path}.new"
    with suppress(FileNotFoundError):
        os.remove(temporary)
    os.symlink(target, temporary)
    os.replace(temporary, path)
    sync_folder(os.path.dirname(path))


def remove(path: str) -> None:
    """Takes a file away, if it is there."""
    try:
        os.remove(path)
    except FileNotFoundError:
        return
    sync_folder(os.path.dirname(path))


def read_bytes(path: str) -> bytes | None:
    """What is in a file, or None where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_text(path: str) -> str | None:
    """A file of one line, without its end, or None where there is none. Bytes that are no UTF-8 count
    as that many characters that nothing is named by.
    """
    data = read_bytes(path)
    return None if data is None else data.decode("utf-8", "replace").rstrip("\n")


def read_json(path: str) -> Any:
    """What a file of JSON says, or None where there is none.

    Raises:
        Damaged: it is not JSON.
    """
    data = read_bytes(path)
    if data is None:
        return None
    try:
        return json_text.parse(data)
    except ValueError as error:
        raise Damaged(path) from error


def make_folders(path: str) -> None:
    """Makes a folder, and those that it is in, so that all of them survive."""
    if not os.path.isdir(path):
        above = os.path.dirname(path)
        make_folders(above)
        os.mkdir(path, 0o700)
        sync_folder(above)


def sync_folder(path: str) -> None:
    """Makes the names in a folder survive."""
    sync(path)


def sync(path: str) -> None:
    """Makes what somebody else has written survive."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(descriptor: int, data: bytes | str, mode: int) -> None:
    """Writes all of it, so that it survives, and closes the file."""
    rest = memoryview(data.encode("utf-8") if isinstance(data, str) else data)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
