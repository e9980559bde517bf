"""A tag for the image of a release, so that `docker images` reads as people expect: what is pulled by its
digest has none.
"""

from __future__ import annotations

import os

from . import durable
from .app import App
from .release import Release
from .repository import repository_of
from .texts import matches

_TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
"""Source: github.com/distribution/reference, `tag`."""


def tag_image(app: App, release: Release) -> None:
    """Tags a release's image with its version. A tag that is there already is somebody's, whatever it
    stands for: it is left.
    """
    if not matches(_TAG, release.version):
        return
    tag = f"{repository_of(release.image)}:{release.version}"
    line = f"{tag} {release.image}"
    there = app.docker.image_id(tag)
    if there:
        is_ours = there == app.docker.image_id(release.image) and _is_known(app.place.root, line)
        if is_ours and line not in _lines(app.place.tags):
            # Another app or environment on this server has the same image, and may end before this one.
            durable.append(app.place.tags, f"{line}\n")
        return
    # First, so that whatever happens it goes with its image.
    if line not in _lines(app.place.tags):
        durable.append(app.place.tags, f"{line}\n")
    app.docker.run("tag", release.image, tag)


def forget_tag(app: App, image: str) -> None:
    """Takes away the tags that an image was given here, if they stand for it still: with one it would
    stay.
    """
    lines = _lines(app.place.tags)
    own = [line for line in lines if line.endswith(f" {image}")]
    if not own:
        return
    stands_for = app.docker.image_id(image)
    for line in own:
        tag = line.partition(" ")[0]
        if stands_for and app.docker.image_id(tag) == stands_for:
            app.docker.remove_image(tag)
    durable.write(app.place.tags, "".join(f"{line}\n" for line in lines if line not in own))


def _is_known(root: str, line: str) -> bool:
    """Whether a tag was given on this server, by whatever app and environment."""
    for environment in _names(root):
        for app in _names(f"{root}/{environment}"):
            if line in _lines(f"{root}/{environment}/{app}/tags"):
                return True
    return False


def _lines(path: str) -> list[str]:
    try:
        return [line for line in (durable.read_text(path) or "").split("\n") if line]
    except PermissionError:
        return []


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
