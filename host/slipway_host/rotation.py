"""Bounds for the logs that Docker keeps: by itself it lets them grow until the disk is full."""

from __future__ import annotations

from typing import Any

from . import durable
from .app import App
from .configuration import Configuration, app_services
from .place import Place

LOGGING = {"driver": "json-file", "options": {"max-size": "20m", "max-file": "5"}}
"""As much as Docker's `local` driver keeps, in the form that programs read which ship logs elsewhere.

Source: docs.docker.com/engine/logging/drivers/local, which names 100 MB of each container.
"""

_DAEMON = "/etc/docker/daemon.json"


def rotated_services(place: Place, number: int) -> set[str]:
    """The services of a release whose logs are bounded here."""
    told = durable.read_text(_path(place, number))
    return set(told.split("\n")) - {""} if told else set()


def bound_logs(app: App, number: int, configuration: Configuration) -> None:
    """Says for a new release whose logs are bounded. A release that is there already stays as it was made,
    and so does a service that goes on as it is, a database say: nothing is started anew for its log.
    """
    wanted = _wanted(app, configuration)
    if wanted:
        durable.write(_path(app.place, number), "".join(f"{name}\n" for name in sorted(wanted)))


def _wanted(app: App, configuration: Configuration) -> set[str]:
    services = configuration["compose"]["services"]
    # What another file says of a service that extends it is not known here.
    silent = {name for name, service in services.items() if not {"logging", "extends"} & {*service}}
    current = app.store.current
    if current is None:
        return silent if silent and _is_unbounded(app) else set()
    former = app.store.nearest_configuration(current)["compose"]["services"]
    same = {name for name in silent if former.get(name) == services[name]}
    lasting = (same - set(app_services(configuration))) & silent
    kept = rotated_services(app.place, current.number) & lasting
    begun = silent - lasting
    return kept | begun if begun and _is_unbounded(app) else kept


def _is_unbounded(app: App) -> bool:
    """Whether the daemon keeps logs without end: whoever has chosen something there meant it."""
    try:
        settings: Any = durable.read_json(_DAEMON)
    except (durable.Damaged, OSError):
        settings = None
    if isinstance(settings, dict) and settings.get("log-opts"):
        return False
    return app.docker.logging_driver() == "json-file"


def _path(place: Place, number: int) -> str:
    return f"{place.release(number)}/rotated"
