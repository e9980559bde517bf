"""Has Compose run a release's containers, and end them.

It is the one way there is to switch: containers are made anew where the others were. Journals, checks and
the history know nothing of how; a proxy with two slots, say, would offer what is public here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Set

from .app import App
from .checks import check, failed_services
from .configuration import app_services
from .durable import Damaged
from .failure import Failure
from .one_shots import by_hand_alone, services_of
from .output import say
from .pull import pull_images
from .release import Release
from .release_files import render
from .texts import sentence

_TRIES = 3
"""How often a release is started where the Docker daemon goes each time."""


def serve(app: App, release: Release, is_same: bool = False) -> Failure | None:
    """Brings a release that has served to what it should be, whoever changed it, and checks it.

    Args:
        release: with what ran by hand in its place, where that is to serve.
        is_same: whether it is what serves: a service that has done what it was for, a migration say,
            does not do it again.
    """
    try:
        render(app.place, release, app.store.configuration(release))
    except Damaged as damaged:
        # Compose has all it needs in files of its own.
        say(f"{damaged.path} can not be read: release {release.number} is started as it lies here")
    failure = pull_images(app, release)
    if failure is not None:
        return failure
    done = _done(app, release) if is_same else set()
    return bring_up(app, release, done)


def bring_up(app: App, release: Release, done: Set[str] = frozenset()) -> Failure | None:
    """Starts a release and checks it. A daemon that goes in the midst of that ends the containers, which
    says nothing about the release: then it is done again.

    Args:
        done: services that are not started again.
    """
    for _ in range(_TRIES):
        returns = app.docker.returns
        failure = start(app, release, done) or check(app, release)
        if failure is None or app.docker.returns == returns:
            break
        say("the Docker daemon was gone meanwhile, and what it ran with it")
        done = done or _done(app, release)
    return failure


def start(app: App, release: Release, done: Set[str] = frozenset()) -> Failure | None:
    """
    Args:
        done: services that are not started again.
    """
    say(f"starting release {release.number}")
    if not done:
        return _up(app, release, "--remove-orphans")
    compose = app.store.nearest_configuration(release)["compose"]
    # Compose would start what the others depend on as well, and what is named though it has profiles.
    left_out = {*done, *by_hand_alone(compose)}
    others = [name for name in compose["services"] if name not in left_out]
    return _up(app, release, "--remove-orphans", "--no-deps", *others) if others else None


def _done(app: App, release: Release) -> set[str]:
    """The services that have ended well for this release, and are not to run on."""
    containers = app.docker.containers() or []
    services = services_of(release, app.store.nearest_configuration(release))
    ended = {
        each.service
        for each in containers
        if services.is_done(each) and each.release in ("", str(release.number))
    }
    return ended - {each.service for each in containers if each.state == "running"}


def start_anew(app: App, release: Release) -> Failure | None:
    """Replaces the containers of the app's own services, whatever they look like."""
    services = app_services(app.store.nearest_configuration(release))
    return _up(app, release, "--force-recreate", *services)


def stop(app: App, release: Release) -> Failure | None:
    """The app's own containers go, the others are stopped, and data stay where they are."""
    if not os.path.exists(f"{app.place.release(release.number)}/compose.yaml"):
        return None
    services = app_services(app.store.nearest_configuration(release))
    removed = app.docker.compose(release, "rm", "--stop", "--force", *services)
    if removed.succeeded and app.docker.compose(release, "stop").succeeded:
        return None
    return Failure("start", "its containers could not be stopped.")


def put_back(app: App, release: Release | None, before: Release | None) -> Failure | None:
    """Returns to the release before, and checks that one too.

    Args:
        release: what failed; it goes, once what was before is back.
        before: None where there is none: then nothing serves, as before.
    """
    failure = None
    if before is not None:
        failure = serve(app, before)
    elif release is not None:
        failure = stop(app, release)
    if release is not None and failure is None:
        app.store.disuse(release.image)
        app.store.remove(release.number)
    return failure


def _up(app: App, release: Release, *arguments: str) -> Failure | None:
    options = ("--detach", "--no-build", "--pull", "never")
    up = app.docker.compose(release, "up", *options, *arguments)
    if up.succeeded:
        return None
    return failed_start(app, up.output)


def failed_start(app: App, output: str) -> Failure:
    """
    Args:
        output: what Compose said.
    """
    said = sentence(f"Compose could not start it: {app.redactor.last_line(output)}")
    return Failure("start", said + _who_has_port(app, output), failed_services(app))


def _who_has_port(app: App, said: str) -> str:
    """Who has the port that Compose could not give to a container: what somebody has run beside it,
    another app.
    """
    ports = re.findall(r":([0-9]+) failed: port is already allocated", said)
    name = app.docker.who_has_port(ports[-1]) if ports else ""
    if not name:
        return ""
    return (
        f" The container {name} has port {ports[-1]}, outside of this app's Compose project: "
        f"`docker stop {name}` frees it."
    )
