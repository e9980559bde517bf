"""Takes away what nothing needs any more, once a release serves."""

from __future__ import annotations

import os
import shutil

from . import durable, history
from .app import App
from .generated import KEPT_LOGS, KEPT_RELEASES
from .local_tag import forget_tag
from .store import images_of_all


def prune(app: App) -> None:
    """Releases beyond the newest that served go, with those that never did, their files, and their
    images unless another release on this server has them.
    """
    place, store = app.place, app.store
    current = store.current
    for release in store.served()[:-KEPT_RELEASES]:
        if release != current:
            store.disuse(release.image)
            store.remove(release.number)
    kept = {str(release.number) for release in store.served()}
    for name in os.listdir(place.releases):
        if name not in kept:
            shutil.rmtree(f"{place.releases}/{name}", ignore_errors=True)
    _prune_files(app, kept)
    history.remove_old(place.log, KEPT_LOGS)
    _prune_images(app)


def _prune_files(app: App, kept: set[str]) -> None:
    place = app.place
    composed = [durable.read_text(f"{place.releases}/{name}/compose.yaml") or "" for name in kept]
    for name in os.listdir(place.files):
        tree = f"{place.files}/{name}"
        # A whole tree may be mounted, or files of it.
        if not any(tree in text for text in composed):
            shutil.rmtree(tree, ignore_errors=True)


def _prune_images(app: App) -> None:
    unused = durable.read_text(app.place.unused)
    if not unused:
        return
    used = images_of_all(app.place.root)
    for image in sorted(set(unused.split("\n")) - used - {""}):
        forget_tag(app, image)
        app.docker.remove_image(image)
    durable.remove(app.place.unused)
