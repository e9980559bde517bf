"""This program on a server: a folder per version, and a link per environment to one of them.

A call that runs keeps its own version, two environments of one server may have different ones, and half
an update can't exist.
"""

from __future__ import annotations

import os
import py_compile
import shutil
import sys
import time

from . import durable
from .generated import NAME
from .locks import held
from .texts import matches

LAUNCHER = "slipway-host"
"""The file that starts the program."""

LONGEST_CALL = 86_400
"""Seconds for which a version stays that no environment has any more: calls may run on it."""


def install(binaries: str, environment: str, version: str, files: dict[str, str]) -> None:
    """Puts a version in place, root's own, and points an environment to it.

    Args:
        binaries: the folder of all versions and links.
        files: the program: path below its folder, and text.
    """
    os.umask(0o022)
    try:
        for folder in ("versions", "environments"):
            os.makedirs(f"{binaries}/{folder}", exist_ok=True)
        # Keys' calls have a PATH of their own: it is this very Python that has all that is needed.
        _, _, rest = files[LAUNCHER].partition("\n")
        wanted = {**files, LAUNCHER: f"#!{sys.executable} -IS\n{rest}"}
        place = f"{binaries}/versions/{version}"
        # Several environments of one server may be brought up at once.
        with held(f"{binaries}/.lock"):
            if not _is_there(place, wanted):
                _write(place, wanted)
            link = f"{binaries}/environments/{environment}"
            _keep_for_calls(os.path.realpath(link))
            durable.write_link(link, f"../versions/{version}/slipway-host")
            _remove_unused(binaries)
    finally:
        os.umask(0o077)


def _is_there(place: str, files: dict[str, str]) -> bool:
    return all(
        durable.read_bytes(f"{place}/{path}") == text.encode() for path, text in files.items()
    )


def _write(place: str, files: dict[str, str]) -> None:
    new = f"{place}.new"
    shutil.rmtree(new, ignore_errors=True)
    for path, text in files.items():
        os.makedirs(os.path.dirname(f"{new}/{path}"), exist_ok=True)
        durable.write(f"{new}/{path}", text, 0o755 if path == LAUNCHER else 0o644)
        if path.endswith(".py"):
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            # What stands in tracebacks is where it is going to be.
            py_compile.compile(f"{new}/{path}", dfile=f"{place}/{path}", invalidation_mode=mode)
    for folder, _, names in os.walk(new):
        # Bytecode is not compared with its source: half of it would be run.
        for name in names:
            durable.sync(f"{folder}/{name}")
        durable.sync_folder(folder)
    shutil.rmtree(place, ignore_errors=True)
    os.rename(new, place)
    durable.sync_folder(os.path.dirname(place))


def _keep_for_calls(launcher: str) -> None:
    """Notes that a version has been used until now."""
    if os.path.exists(launcher):
        os.utime(os.path.dirname(launcher))


def _remove_unused(binaries: str) -> None:
    environments = f"{binaries}/environments"
    used = {os.path.realpath(f"{environments}/{name}") for name in os.listdir(environments)}
    used.add(os.path.realpath(f"{binaries}/slipway-host"))
    for name in os.listdir(f"{binaries}/versions"):
        place = f"{binaries}/versions/{name}"
        is_used = os.path.realpath(f"{place}/slipway-host") in used
        if not is_used and time.time() - os.path.getmtime(place) > LONGEST_CALL:
            shutil.rmtree(place, ignore_errors=True)


def replace_script(binaries: str, version: str) -> None:
    """The script that was here before this program goes when no environment's keys call it any more;
    so this is called once keys are written. In its place is what an administrator calls.
    """
    root = os.path.dirname(binaries)
    linked = set(os.listdir(f"{binaries}/environments"))
    # A disk of its own has a lost+found.
    folders = {
        name for name in os.listdir(root) if matches(NAME, name) and os.path.isdir(f"{root}/{name}")
    }
    if folders - linked == {os.path.basename(binaries)}:
        durable.write_link(f"{binaries}/slipway-host", f"versions/{version}/slipway-host")
