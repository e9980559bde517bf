"""The files of a release on the disk, and those that its containers mount."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
from collections.abc import Container

from . import durable, json_text
from .compose_file import compose_file
from .configuration import Configuration, references, subset
from .env_file import env_file
from .output import say
from .place import Place
from .release import Release
from .rotation import LOGGING, rotated_services


def render(place: Place, release: Release, configuration: Configuration) -> None:
    """Writes what Compose reads. Done again, it puts back whatever was changed by hand."""
    folder = place.release(release.number)
    trees = {
        path: _lay_down(place, subset(configuration["files"], path))
        for path in references(configuration["compose"])
    }
    compose = compose_file(configuration["compose"], release, folder, place.files, trees)
    for name in rotated_services(place, release.number) & {*compose["services"]}:
        compose["services"][name]["logging"] = LOGGING
    _put(place, f"{folder}/compose.yaml", f"{json_text.pretty(compose)}\n".encode(), 0o600)
    _put(place, f"{folder}/.env", env_file(configuration), 0o600)


def _lay_down(place: Place, files: dict[str, str]) -> str:
    """Containers mount these, so their path is their content: what has not changed keeps its path, and
    Compose leaves its containers alone.

    Returns:
        the folder's name.
    """
    line = json_text.line(dict(sorted(files.items())))
    name = hashlib.sha256(f"{line}\n".encode()).hexdigest()[:12]
    tree = f"{place.files}/{name}"
    known = {f"{tree}/{path}": content for path, content in files.items()}
    _remove_added(place, tree, known)
    for path, content in known.items():
        durable.make_folders(os.path.dirname(path))
        _put(place, path, base64.b64decode(content), 0o644)
    for folder, _, _ in os.walk(tree):
        # Containers may run as anyone; the folder above these keeps everybody else on this server out.
        os.chmod(folder, 0o755)
    return name


def _remove_added(place: Place, tree: str, known: Container[str]) -> None:
    """Links go as well, also in a known place: a container that may write here must not have this
    program write elsewhere.
    """
    for folder, folders, names in os.walk(tree):
        for path in (f"{folder}/{each}" for each in [*folders, *names]):
            if os.path.islink(path) or not (path in known or os.path.isdir(path)):
                say(f"removing {os.path.relpath(path, place.here)}, which was added by hand")
                durable.remove(path)
            elif path in known and os.path.isdir(path):
                # Docker makes one where it has to mount what is not there.
                say(f"removing {os.path.relpath(path, place.here)}, a folder in a file's place")
                shutil.rmtree(path)


def _put(place: Place, path: str, data: bytes, mode: int) -> None:
    """Writes a file, if it differs. One that is there is written in place, since a container may have
    mounted it; a new one appears whole.
    """
    there = durable.read_bytes(path)
    if there is None:
        durable.write(path, data, mode)
    elif there != data:
        say(f"putting back {os.path.relpath(path, place.here)}, which was changed by hand")
        durable.overwrite(path, data, mode)
    else:
        os.chmod(path, mode)
