"""What is told of logs: of which containers, and their lines without secrets."""

from __future__ import annotations

from typing import Any

from . import json_text
from .app import App
from .container import Container
from .ending import Ending
from .generated import (
    BAD_REQUEST,
    LOG_LINE_CHARACTERS,
    MOST_LOG_LINES,
    NOT_READY,
    TOLD_LOG_LINES,
)
from .log_lines import Line
from .redact import Redactor
from .request import Request


def containers_asked(app: App) -> list[Container]:
    """
    Raises:
        Ending: Docker does not tell, or there is no such service.
    """
    containers = app.docker.containers()
    if containers is None:
        raise Ending(NOT_READY, "not ready", "Docker does not tell of the app's containers.")
    service = app.request.service
    if not service:
        return containers
    current = app.store.current
    declared = app.store.nearest_configuration(current)["compose"]["services"] if current else {}
    known = sorted({*declared, *(each.service for each in containers)})
    if service not in known:
        listed = f"Its services: {', '.join(known)}." if known else "Nothing of it is here."
        said = f"{app.place.app} has no service of this name. {listed}"
        raise Ending(BAD_REQUEST, "bad request", said)
    return [each for each in containers if each.service == service]


def options_asked(request: Request) -> dict[str, Any]:
    """What of a container's log is asked for."""
    last = request.body.get("last")
    since = request.since
    if last is None:
        last = TOLD_LOG_LINES if since is None else MOST_LOG_LINES
    # Docker's own clock, which has written the times.
    return {"last": int(last), "since": "" if since is None else f"{int(since)}s"}


def hidden(redactor: Redactor, lines: list[Line]) -> list[str]:
    """The lines' texts without secrets: those are taken out before anything is cut."""
    texts = redactor.lines([line.text for line in lines])
    return [_short(redactor, *each) for each in zip(lines, texts, strict=True)]


def _short(redactor: Redactor, line: Line, text: str) -> str:
    if line.is_cut:
        # The end may be the beginning of a secret.
        text = text[: max(0, len(text) - redactor.longest)]
    is_long = line.is_cut or len(text) > LOG_LINE_CHARACTERS
    return f"{text[:LOG_LINE_CHARACTERS]}…" if is_long else text


def line_told(container: Container, line: Line, text: str) -> str:
    """A line as the caller has it."""
    about = {"at": line.at or None, "service": container.service, "container": container.name}
    return json_text.line(json_text.without_none({**about, "line": text})) + "\n"
