"""Fetches images that are not here yet."""

from __future__ import annotations

import re
import time

from . import durable
from .app import App
from .docker import registry_of
from .failure import Failure
from .output import say
from .programs import TIME_IS_OVER, Finished
from .release import Release
from .texts import sentence, short


def pull_images(app: App, release: Release) -> Failure | None:
    """Fetches what a release needs, before anything is touched."""
    listed = durable.read_text(f"{app.place.release(release.number)}/images") or ""
    wanted = release.runs or release.image
    images = sorted({wanted, *listed.split()} - ({release.image} - {wanted}))
    if app.docker.has_images(images):
        return None
    began = time.monotonic()
    for image in images:
        if app.docker.has_images([image]):
            continue
        problem = pull(app, image, began)
        if problem is not None:
            return Failure("pull", problem)
    say(f"pulled in {int(time.monotonic() - began)} s")
    return None


def pull(app: App, image: str, began: float) -> str | None:
    """Fetches one image.

    Docker waits without end for a registry that takes a request and does not answer, and the lock is
    held for as long: the caller says until when somebody is there to be told.

    Args:
        began: when the pulls of this call began, of the monotonic clock.

    Returns:
        what is to be said where that failed, and what to do.
    """
    say(f"pulling {short(image)}")
    rest = began + app.request.pull_within - time.monotonic()
    pulled = app.docker.pull(image, max(1, rest))
    if pulled.succeeded:
        return None
    return f"{short(image)} could not be pulled: {_why(app, image, pulled)}"


def _why(app: App, image: str, pulled: Finished) -> str:
    """What a registry's answer means, in Docker's words, and what to do about it."""
    said = app.redactor.last_line(pulled.output).removeprefix("Error response from daemon: ")
    registry = registry_of(image)
    if pulled.code == TIME_IS_OVER:
        within = f"{registry} did not give it within {app.request.pull_within} s."
        return f"{within} Run this again when {registry} answers."
    if re.search("unauthorized|denied|forbidden|no basic auth credentials", said, re.IGNORECASE):
        return _why_refused(app, registry, said)
    if re.search("manifest unknown|not found", said, re.IGNORECASE):
        released = image == app.request.image
        again = " A new pipeline of its commit releases it again." if released else ""
        return sentence(f"{registry} does not have it ({said})") + again
    return f"{sentence(said)} Run this again when {registry} answers."


def _why_refused(app: App, registry: str, said: str) -> str:
    environment = app.place.environment
    account = app.request.registry
    if account is None or account["address"] != registry:
        anyone = sentence(f"{registry} does not let anyone have it without an account ({said})")
        return f"{anyone} `slipway:registry` of {environment} brings none for it."
    user = sentence(f"{registry} does not let {account['user']} have it ({said})")
    source = f"That account is of `slipway:registry` of {environment}, or without one the job's own"
    return f"{user} {source}: put it right, `slipway up {environment}`, and run this again."
