"""A dump of the data before something is run that changes it for good: a migration can't be put back."""

from __future__ import annotations

import os
import re
import time
from typing import Any, NamedTuple

from . import durable
from .answer import Answers
from .app import App
from .configuration import Configuration
from .container import Container
from .failure import Failure
from .generated import LEAST_SPACE_BYTES
from .one_shots import one_shots
from .output import say, why
from .place import Place
from .texts import sentence

_NAME = r"([0-9]{8}T[0-9]{6}Z)(\.([0-9]+))?-release-[0-9]+\.dump"
"""In the order of time; the second of one second has a number."""


class Backup(NamedTuple):
    """A dump that is kept, whole."""

    name: str
    bytes: int

    def told(self) -> dict[str, Any]:
        return {"name": self.name, "bytes": self.bytes}


class Rules(NamedTuple):
    """How data are backed up: a configuration's `backup`."""

    service: str
    command: list[str]
    """Writes the dump to its standard output."""
    restore: list[str]
    """Reads one from its standard input; empty where there is none."""
    keep: int


def rules_of(*configurations: Configuration | None) -> Rules | None:
    """Those of the first configuration that has some."""
    for configuration in configurations:
        told = (configuration or {}).get("backup")
        if told:
            restore = told.get("restore") or []
            return Rules(told["service"], told["command"], restore, told["keep"])
    return None


def backups_of(place: Place) -> list[Backup]:
    """What is kept, oldest first."""
    try:
        names = sorted(os.listdir(place.backups))
    except FileNotFoundError:
        return []
    return [
        Backup(name, os.stat(f"{place.backups}/{name}").st_size)
        for name in names
        if re.fullmatch(_NAME, name, re.ASCII)
    ]


def back_up_before(app: App, configuration: Configuration, answers: Answers) -> Failure | None:
    """Before a switch to a configuration in which something runs once, a migration say."""
    current = app.store.current
    serving = None if current is None else app.store.nearest_configuration(current)
    rules = rules_of(configuration, app.store.applied(), serving)
    if rules is None or not one_shots(configuration):
        return None
    container = running(app, rules)
    if container is None:
        say(f"no backup: service {rules.service} does not run")
        return None
    made = back_up(app, rules, container)
    if isinstance(made, Backup):
        answers.backup = made.told()
        prune(app.place, rules.keep)
        return None
    if _goes_on_without(app):
        say(f"no backup: {made} This is an emergency, so it goes on without.")
        return None
    return Failure("backup", made, (rules.service,))


def _goes_on_without(app: App) -> bool:
    """Whoever goes back in an emergency, as on the server itself, is kept from it by nothing."""
    cause = app.request.cause
    is_emergency = isinstance(cause, dict) and bool(cause.get("emergency"))
    return app.request.action == "rollback" and is_emergency


def running(app: App, rules: Rules) -> Container | None:
    """The container of the service that has the data, if it runs."""
    for container in app.docker.containers() or []:
        if container.service == rules.service and container.state == "running":
            return container
    return None


def back_up(app: App, rules: Rules, container: Container) -> Backup | str:
    """Makes a dump, whole and durable or not at all.

    Returns:
        what was made, or in a sentence why there is none.
    """
    place, current = app.place, app.store.current
    problem = _lack_of_space(place)
    if problem:
        return problem
    name = _new_name(place, current.number if current else 0)
    path = f"{place.backups}/{name}"
    began = time.monotonic()
    say(f"backing up service {rules.service}")
    try:
        size = _dump(app, rules, container, f"{path}.new")
        if isinstance(size, str):
            durable.remove(f"{path}.new")
            return size
        os.replace(f"{path}.new", path)
        durable.sync_folder(place.backups)
    except OSError as error:
        durable.remove(f"{path}.new")
        return f"The backup of service {rules.service} could not be written. {why(error, path)}"
    say(f"backed up in {int(time.monotonic() - began)} s: {name}, {size} bytes")
    return Backup(name, size)


def _new_name(place: Place, number: int) -> str:
    if not os.path.isdir(place.backups):
        os.mkdir(place.backups, 0o700)
        durable.sync_folder(place.here)
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    found = (re.fullmatch(_NAME, backup.name, re.ASCII) for backup in backups_of(place))
    same = [int(name[3] or 1) for name in found if name and name[1] == stamp]
    again = f".{max(same) + 1}" if same else ""
    return f"{stamp}{again}-release-{number}.dump"


def _dump(app: App, rules: Rules, container: Container, path: str) -> int | str:
    """
    Returns:
        how large it is, or in a sentence why there is none.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        done = app.docker.execute(container.id, rules.command, output_to=descriptor)
        os.fsync(descriptor)
        size = os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)
    if not done.succeeded:
        said = app.redactor.last_line(done.errors) or "it said nothing"
        return sentence(
            f"The backup of service {rules.service} ended with exit code {done.code}: {said}"
        )
    if size == 0:
        return f"The backup of service {rules.service} is empty."
    return size


def _lack_of_space(place: Place) -> str:
    """Why there is no room for a dump, which may be twice the last; empty where there is."""
    last = backups_of(place)[-1:]
    wanted = max([LEAST_SPACE_BYTES, *(2 * each.bytes for each in last)])
    disk = os.statvfs(place.here)
    left = disk.f_bavail * disk.f_frsize
    if left >= wanted:
        return ""
    said = f"The disk of {place.here} has {left / (1 << 30):.1f} GiB left"
    return f"{said}, and {wanted / (1 << 30):.1f} GiB are wanted for a backup."


def prune(place: Place, kept: int) -> None:
    """Takes away all but the newest, and what a restore that is not over may want."""
    open_ = durable.read_text(place.restoring) or ""
    for backup in backups_of(place)[:-kept]:
        if backup.name not in open_:
            durable.remove(f"{place.backups}/{backup.name}")
