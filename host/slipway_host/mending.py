"""Puts in order what can't be read: cut short when the power went, or changed by somebody.

What serves is found again from the containers' labels, and what is refused from the history. What can't
be found again is set aside in `damaged/`, and said; nothing of it is deleted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

from . import durable, history, json_text
from .app import App
from .container import Container
from .output import now
from .release import Release, digest_of, read_release
from .restoring import Restoring
from .switching import Switching
from .texts import number_of
from .watching import Watching


def damaged_files(app: App) -> list[str]:
    """What can't be read, as paths below the app's folder. A look says it, and changes nothing."""
    place, store = app.place, app.store
    files = [place.switching, place.watching, place.restoring, place.applied, place.refused]
    files += [f"{place.release(number)}/release.json" for number in store.numbers()]
    if store.current is not None:
        files.append(f"{place.release(store.current.number)}/configuration.json")
    found = [os.path.relpath(path, place.here) for path in files if _is_damaged(path)]
    return found if store.current is not None or not store.served() else [*found, "current"]


def mend(app: App) -> list[str]:
    """Puts in order what can be. Needs the app's lock.

    Returns:
        what was done, a sentence each.
    """
    return [*_mend_releases(app), *_mend_current(app), *_mend_files(app)]


def _mend_releases(app: App) -> Iterator[str]:
    for number in app.store.numbers():
        path = f"{app.place.release(number)}/release.json"
        if not _is_damaged(path):
            continue
        release = _found_again(app, number)
        if release is None:
            _set_aside(app, app.place.release(number))
            yield f"Release {number} could not be read, and was set aside."
        else:
            app.store.write(release)
            yield f"Release {number} could not be read, and was found again from its containers."


def _found_again(app: App, number: int) -> Release | None:
    """A release as its containers are labelled."""
    for container in _labelled(app):
        if container.release == str(number) and "@" in container.image:
            return Release(
                number=number,
                image=container.image,
                configuration=container.labels.get("slipway.configuration", ""),
                version=container.labels.get("slipway.version", ""),
                # What serves has passed its checks; what was never checked is put back by its journal.
                since="" if os.path.exists(app.place.switching) else container.created[:19] + "Z",
            )
    return None


def _mend_current(app: App) -> Iterator[str]:
    """The link to what serves, where it leads nowhere."""
    store = app.store
    if store.current is not None or not store.served():
        return
    numbers = {release.number for release in store.served()}
    labels = {number_of(container.release) for container in _labelled(app)}
    running = {number for number in numbers if number in labels}
    number = max(running or numbers)
    durable.write_link(app.place.current, f"releases/{number}")
    yield f"What serves was not recorded any more. It is release {number}."


def _mend_files(app: App) -> Iterator[str]:
    place, store = app.place, app.store
    if _is_damaged(place.applied):
        _set_aside(app, place.applied)
        yield "applied.json could not be read, and was set aside: `slipway up` lays it down again."
    yield from _mend_configuration(app)
    if _is_damaged(place.refused):
        _set_aside(app, place.refused)
        durable.write_json(place.refused, list(_refused_by_history(place.history)))
        yield "refused.json could not be read. What is refused was read from the history."
    if _is_damaged(place.watching):
        _set_aside(app, place.watching)
        yield "watching.json could not be read. What serves is not watched any more."
    if _is_damaged(place.restoring):
        _set_aside(app, place.restoring)
        yield "restoring.json could not be read, and was set aside: a restore may have been cut off."
    if _is_damaged(place.switching):
        _set_aside(app, place.switching)
        current = store.current
        begun = [number for number, release in store.releases.items() if not release.since]
        if begun:
            serving = current.number if current else None
            was = Switching("deploy", max(begun), serving, serving, is_rollback=False)
            durable.write_json(place.switching, was.told())
        yield "switching.json could not be read. What it was about was found from the releases."


def _mend_configuration(app: App) -> Iterator[str]:
    """What serves was made from; where only that says it, it is started as it lies."""
    current = app.store.current
    if current is None:
        return
    path = f"{app.place.release(current.number)}/configuration.json"
    if _is_damaged(path):
        with suppress(durable.Damaged):
            app.store.rewrite(current, app.store.configuration(current))
            name = os.path.relpath(path, app.place.here)
            yield f"{name} could not be read, and was found again from what `up` laid down."


def _refused_by_history(path: str) -> Iterator[dict[str, object]]:
    """A rollback leaves what served before it, until that is allowed."""
    serving: dict[str, object] = {}
    refused: dict[str, dict[str, object]] = {}
    for entry in history.entries([path]):
        action, code, release = entry.get("action"), entry.get("code"), entry.get("release")
        if action == "allow":
            refused.pop(str(entry.get("message", "")).split(" ", 1)[0], None)
        if not isinstance(release, dict):
            continue
        left, image = str(serving.get("image", "")), str(release.get("image", ""))
        if action == "rollback" and code == 0 and left and digest_of(left) != digest_of(image):
            digest = digest_of(left)
            number, at = serving.get("number"), entry.get("at")
            refused[digest] = {"digest": digest, "release": number, "at": at}
        serving = release
    yield from refused.values()


def _labelled(app: App) -> list[Container]:
    return app.docker.containers("label=slipway.release") or []


def _is_damaged(path: str) -> bool:
    if os.path.basename(path) == "release.json":
        return os.path.exists(path) and read_release(path) is None
    try:
        if os.path.basename(path) == "switching.json":
            Switching.read(path)
        if os.path.basename(path) == "watching.json":
            Watching.read(path)
        if os.path.basename(path) == "restoring.json":
            Restoring.read(path)
        value = durable.read_json(path)
    except durable.Damaged:
        return True
    kind = list if os.path.basename(path) == "refused.json" else dict
    return value is not None and not isinstance(value, kind)


def _set_aside(app: App, path: str) -> None:
    folder = f"{app.place.here}/damaged"
    os.makedirs(folder, mode=0o700, exist_ok=True)
    os.replace(path, f"{folder}/{now()}-{os.path.basename(path)}")
    durable.sync_folder(folder)
    durable.sync_folder(os.path.dirname(path))


def say_mended(app: App, mended: list[str]) -> None:
    """The history's word on it."""
    for sentence in mended:
        entry = {
            "at": now(),
            "app": app.place.app,
            "action": app.request.action,
            "code": 0,
            "outcome": "mended",
            "message": sentence,
            "seconds": 0,
        }
        history.append(app.place.history, json_text.without_none(entry))
