"""Makes a release that does not serve yet, and asks Compose what it thinks of it."""

from __future__ import annotations

import re

from . import durable
from .app import App
from .configuration import Configuration
from .ending import Ending
from .generated import BAD_REQUEST
from .output import say
from .release import Release
from .release_files import render
from .rotation import bound_logs
from .texts import sentence


def make_release(
    app: App,
    number: int,
    configuration: Configuration,
    image: str,
    version: str = "",
    back_to: int | None = None,
) -> Release:
    """
    Args:
        back_to: the release it goes back to (rollback only).

    Raises:
        Ending: Compose does not take it. It is gone then.
    """
    release = app.store.make(number, configuration, image, version, back_to)
    if number:
        bound_logs(app, number, configuration)
    render(app.place, release, configuration)
    problem = _compose_problem(app, release)
    if problem:
        app.store.remove(number)
        raise Ending(BAD_REQUEST, "bad request", f"{problem} Nothing was changed.")
    return release


def try_out(app: App, configuration: Configuration) -> None:
    """Asks Compose whether it takes a configuration: as release 0, which never serves.

    Raises:
        Ending: it does not.
    """
    make_release(app, 0, configuration, f"slipway.invalid/trial@sha256:{'0' * 64}")
    app.store.remove(0)


def _compose_problem(app: App, release: Release) -> str:
    """Why Compose does not take a release, or an empty text. Also keeps which images it needs."""
    told = app.docker.compose(release, "config", "--images", merged=False)
    if not told.succeeded:
        said = app.redactor.last_line(told.errors)
        return sentence(f"Compose refuses the configuration: {said}")
    durable.write(f"{app.place.release(release.number)}/images", told.output)
    for warning in re.findall(r'level=warning msg="(.*)"$', told.errors, re.MULTILINE):
        say(f"warning: {app.redactor.text(warning)}")
    if app.store.current is None:
        others = app.docker.folders_of_project() - {app.place.here}
        if others:
            project = app.place.project
            where = sorted(others)[0]
            return f"There is a Compose project {project} on this server already, of {where}."
    return ""
