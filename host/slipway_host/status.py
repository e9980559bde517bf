"""What serves, and what was done: the looks that change nothing."""

from __future__ import annotations

import os
import threading
from typing import Any

from . import durable, history, json_text
from .app import App
from .backup import backups_of
from .by_hand import look_for_hand
from .checks import look_at, wanted_of
from .generated import PROTOCOL
from .keys_file import keys_problem
from .locks import is_free
from .mending import damaged_files
from .place import Place, apps_of
from .request import Request
from .seen import see
from .switching import Switching
from .watching import Watching


def tell_status(folder: str, environment: str, app: str, request: Request) -> dict[str, Any]:
    """
    Args:
        app: of one; empty for all of the environment.
    """
    names = [app] if app else apps_of(folder, environment)
    places = [Place(folder, environment, name) for name in names]
    seen = see([place for place in places if app or not place.is_removed])
    apps = _side_by_side([App(docker.place, request, docker) for docker in seen])
    told = {"protocol": PROTOCOL, "code": 0, "environment": environment, "apps": apps}
    problem = keys_problem(folder, environment)
    return {**told, "keys": problem} if problem else told


def _side_by_side(apps: list[App]) -> list[dict[str, Any]]:
    """Asks all at once: each may take its time to answer, or give none."""
    told: dict[str, dict[str, Any]] = {}

    def tell(app: App) -> None:
        try:
            told[app.place.app] = _status_of(app)
        except (durable.Damaged, OSError):
            told[app.place.app] = {**_unknown(app, ["what is kept here"]), "services": []}

    threads = [threading.Thread(target=tell, args=(app,)) for app in apps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [told[app.place.app] for app in apps]


def tell_history(folder: str, environment: str, app: str, request: Request) -> dict[str, Any]:
    names = [app] if app else apps_of(folder, environment)
    paths = [Place(folder, environment, name).history for name in names]
    entries = history.entries(paths, request.last)
    return {"protocol": PROTOCOL, "code": 0, "entries": entries}


def _status_of(app: App) -> dict[str, Any]:
    """What can't be read of one app keeps nobody from seeing the rest."""
    damaged = damaged_files(app)
    told = _unknown(app, damaged) if damaged else _known(app)
    told["services"] = _services(app)
    told["backups"] = [backup.told() for backup in backups_of(app.place)] or None
    return json_text.without_none(told)


def _unknown(app: App, damaged: list[str]) -> dict[str, Any]:
    current = app.store.current
    files = " and ".join(damaged)
    said = f"{files} can not be read: cut short, or changed by somebody."
    return {
        "app": app.place.app,
        "release": current.public() if current else None,
        "healthy": False,
        "message": f"{said} The next change puts in order what can be.",
        "refused": [],
    }


def _known(app: App) -> dict[str, Any]:
    store = app.store
    by_hand = look_for_hand(app)
    current, applied = store.current, store.applied()
    is_healthy, reported, message = False, "", ""
    if current is not None:
        look = look_at(app, wanted_of(app, current), current.version)
        reported = look.reported
        is_healthy = look.failure is None
        message = look.failure.message if look.failure else ""
    elif applied is not None:
        message = "The configuration waits for its first image."
    else:
        message = "Nothing has been laid down."
    watching = Watching.read(app.place.watching)
    was = Switching.read(app.place.switching)
    if was is not None and not is_free(app.place.lock):
        holder = durable.read_text(app.place.lock) or "a change"
        message = f"Release {was.number} is on its way: {holder}."
    elif was is not None:
        said = "A switch was interrupted; the next call puts it right."
        if was.is_stuck:
            said = f"Release {was.number} failed, and so did what was to be put back."
            said = f"{said} The next change that serves ends this."
        message = f"{said} {message}" if message else said
    if os.path.exists(app.place.restoring) and is_free(app.place.lock):
        message = "A restore was interrupted; the next call puts the data of before back."
    return {
        "app": app.place.app,
        "release": current.public() if current else None,
        "byHand": by_hand.public() if by_hand else None,
        "applied": None if applied is None else store.hash_of(applied),
        "healthy": is_healthy,
        "reported": reported or None,
        "message": message or None,
        "watch": watching.public() if watching else None,
        "refused": [entry["digest"] for entry in store.refused()],
    }


def _services(app: App) -> list[dict[str, str]]:
    containers = sorted(app.docker.containers() or [], key=lambda each: (each.service, each.name))
    return [
        {
            "service": each.service,
            "container": each.name,
            "state": each.state,
            "health": each.health,
            "image": each.image,
        }
        for each in containers
    ]
