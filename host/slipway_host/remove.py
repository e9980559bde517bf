"""Ends an app for good. What it has written stays, and so does its history."""

from __future__ import annotations

import os
import shutil
from typing import Any, NoReturn

from . import durable
from .answer import Answers
from .app import App
from .ending import Ending
from .generated import BAD_REQUEST, COMPOSE_SECONDS, NOT_READY, SERVING
from .keys_file import has_keys_of
from .output import say
from .place import Place
from .texts import sentence
from .watching import end_watch


def remove(app: App, answers: Answers) -> NoReturn:
    """
    Raises:
        Ending: with what came of it.
    """
    place = app.place
    if has_keys_of(place.root, place.environment, place.app):
        said = f"Keys for {place.app} are still bound here, so that a job could bring it back."
        how = f"Take it out of the settings of {place.environment}; `up` takes its keys away then."
        raise Ending(BAD_REQUEST, "bad request", f"{said} {how} Nothing was changed.")
    stays = _stays(app)
    end_watch(place)
    say(f"ending the containers of {place.app}")
    _down(app)
    _forget(place)
    answers.stays = stays
    what = ["its history", *(["data"] if stays["data"] else [])]
    kept = f"{' and '.join(what)} stay in {place.here}"
    counts = ((len(stays[f"{kind}s"]), kind) for kind in ("volume", "image"))
    more = [f"{count} {kind}{'s' if count > 1 else ''}" for count, kind in counts if count]
    also = f", and {' and '.join(more)} in Docker" if more else ""
    said = f"{place.app} is removed: no container of it is left; {kept}{also}."
    raise Ending(SERVING, "removed", said)


def _stays(app: App) -> dict[str, Any]:
    place = app.place
    own = {
        os.path.basename(path) for path in vars(place).values() if path.startswith(f"{place.here}/")
    }
    # Dumps of the data are data.
    own -= {os.path.basename(place.backups)}
    data = sorted(name for name in os.listdir(place.here) if name not in {*own, "damaged"})
    images = {release.image for release in app.store.releases.values()}
    return {
        "folder": place.here,
        "data": [name for name in data if not name.endswith(".new")],
        "volumes": app.docker.volumes(),
        "images": sorted(image for image in images if app.docker.has_images([image])),
    }


def _down(app: App) -> None:
    """By the project's name: what is not in the compose file any more goes, too.

    Raises:
        Ending: Docker has not done it.
    """
    project = ("compose", "--ansi", "never", "--project-name", app.place.project)
    down = app.docker.run(
        *project, "down", "--remove-orphans", seconds=COMPOSE_SECONDS, merged=True
    )
    left = app.docker.ids()
    if down.succeeded and left == []:
        return
    said = app.redactor.last_line(down.output) or "some are left"
    message = sentence(f"The containers of {app.place.app} could not be ended: {said}")
    raise Ending(NOT_READY, "not ready", f"{message} Its data and its releases are as they were.")


def _forget(place: Place) -> None:
    """Each step can be done again. What a deploy would need goes first."""
    files = (place.applied, place.current, place.switching, place.repository, place.refused)
    for path in (*files, place.allowed, place.replaced, place.unused, place.tags):
        durable.remove(path)
    for folder in (place.releases, place.files, f"{place.here}/damaged"):
        shutil.rmtree(folder, ignore_errors=True)
    durable.sync_folder(place.here)
