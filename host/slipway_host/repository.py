"""Where an app's images have to be from: a deployer's key starts no image of anybody's."""

from __future__ import annotations

from . import durable
from .app import App
from .output import say


def repository_of(image: str) -> str:
    """An image's name without its digest and its tag, as Docker means it."""
    name = image.rpartition("@")[0]
    head, _, tag = name.rpartition(":")
    # What follows a colon is a tag, or else a port, and then more names follow.
    name = head if head and "/" not in tag else name
    return name.removeprefix("docker.io/").removeprefix("library/")


def wrong_repository(app: App, image: str) -> str:
    """Why an image is not from where this app's have to be from: what `up` has said, or else where the
    image that serves is from. Empty where it is. Releases that served are gone back to all the same.
    """
    name, repository = repository_of(image), durable.read_text(app.place.repository)
    current = app.store.current
    if repository is not None:
        if name == repository_of(f"{repository}@"):
            return ""
        said = f"Images of {app.place.app} are taken from {repository} alone"
        return f"{said}, and {image.rpartition('@')[0]} is not from there."
    if current is None:
        say(
            f"warning: nothing says where images of {app.place.app} have to be from (`repository` in its "
            f"settings does), so this one is taken, and from then on those of {name} alone"
        )
        return ""
    if name == repository_of(current.image):
        return ""
    place = app.place
    return (
        f"Images of {place.app} are taken from {repository_of(current.image)} alone, where the one that "
        f"serves is from, and {image.rpartition('@')[0]} is not from there. If it is to move, say "
        f"`repository: {name}` for {place.app} in {place.environment}'s settings, and `up`."
    )
