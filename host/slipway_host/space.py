"""Whether there is room for an image, before anything is begun that a full disk would end midway."""

from __future__ import annotations

import os

from .app import App
from .ending import Ending
from .generated import LEAST_SPACE_BYTES, NOT_READY


def require_space(app: App, image: str) -> None:
    """Room for an image that is not here yet: what is left has to be the larger of 1 GiB and twice the
    image that serves.

    Raises:
        Ending: there is too little.
    """
    if app.docker.has_images([image]):
        return
    folder = app.docker.root_folder()
    left = _left(folder)
    if left is None:
        return
    current = app.store.current
    wanted = max(LEAST_SPACE_BYTES, 2 * (app.docker.image_size(current.image) if current else 0))
    if left < wanted:
        said = f"The disk of {folder} has {_gib(left)} GiB left, and {_gib(wanted)} are wanted"
        what = "for an image. Nothing was changed. `docker image prune` frees what nothing uses."
        raise Ending(NOT_READY, "not ready", f"{said} {what}")


def _left(folder: str) -> int | None:
    """Bytes that are left for everybody, or None where that can't be seen: the daemon is elsewhere."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return None
    return disk.f_bavail * disk.f_frsize


def _gib(count: int) -> str:
    return f"{count / (1 << 30):.1f}"
