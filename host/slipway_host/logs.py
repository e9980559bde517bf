"""What the app's containers say: the newest lines in the order of time, or what they say from now on."""

from __future__ import annotations

import os
import select
import signal
from collections import deque
from collections.abc import Iterator
from typing import Any, NoReturn

from . import durable, json_text, output
from .app import App
from .container import Container
from .docker import Docker
from .ending import Ending
from .generated import FOLLOW_SECONDS, LOG_BYTES, LOGS_SECONDS, NOT_READY, PROTOCOL, SERVING
from .log_follow import Following
from .log_lines import Line
from .log_source import Source
from .log_told import containers_asked, hidden, line_told, options_asked
from .place import Place
from .request import Request


def tell_logs(place: Place, request: Request) -> int:
    """Writes a line of JSON for each line of the logs, and at the end the answer.

    Returns:
        the exit code.

    Raises:
        Ending: there is nothing to tell.
        BrokenPipeError: the caller has gone.
    """
    app = App(place, request, Docker(place))
    _require_known_secrets(app)
    signal.signal(signal.SIGALRM, _time_is_over)
    signal.setitimer(signal.ITIMER_REAL, FOLLOW_SECONDS if request.follow else LOGS_SECONDS)
    try:
        told = _follow(app) if request.follow else _newest(app)
    except _TimeIsOverError:
        said = f"The logs could not be given within {LOGS_SECONDS} s. Ask for less of them."
        raise Ending(NOT_READY, "not ready", said) from None
    finally:
        # A caller that does not read ends it: the answer is all that is left to say.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, _LAST_SECONDS)
    answer = {"protocol": PROTOCOL, "code": SERVING, **told}
    output.pass_on(json_text.line(answer) + "\n")
    return SERVING


_LAST_SECONDS = 10


class _TimeIsOverError(Exception):
    """Also where a write waits for a caller that does not read."""


def _time_is_over(*_: object) -> NoReturn:
    raise _TimeIsOverError


def _require_known_secrets(app: App) -> None:
    """
    Raises:
        Ending: what has to be hidden is not known.
    """
    current = app.store.current
    paths = [app.place.applied]
    if current is not None:
        paths.append(f"{app.place.release(current.number)}/configuration.json")
    for path in paths:
        try:
            durable.read_json(path)
        except durable.Damaged:
            name = os.path.relpath(path, app.place.here)
            said = f"{name} can not be read, so which secrets to take out of the logs is not known."
            shown = "`docker logs` on the server shows them"
            message = f"{said} The next change puts in order what can be; {shown}."
            raise Ending(NOT_READY, "not ready", message) from None


def _follow(app: App) -> dict[str, Any]:
    following = Following(app)
    try:
        following.run()
    except _TimeIsOverError:
        said = f"Logs are followed for {FOLLOW_SECONDS} s by one call. Run it again to go on."
        return {"message": said}
    finally:
        following.end()
    raise Ending(NOT_READY, "not ready", "Docker has gone, and with it what was followed.")


def _newest(app: App) -> dict[str, Any]:
    containers = containers_asked(app)
    lines, is_cut = _collected(app, containers)
    size = 0
    told: list[str] = []
    texts = hidden(app.redactor, [line for _, line in lines])
    for (container, line), text in reversed(list(zip(lines, texts, strict=True))):
        said = line_told(container, line, text)
        size += len(said)
        if size > LOG_BYTES:
            is_cut = True
            break
        told.append(said)
    output.pass_on("".join(reversed(told)))
    if not is_cut:
        return {"message": f"{len(told)} lines."}
    return {"message": f"The newest {len(told)} lines: one call gives no more.", "isCut": True}


def _collected(app: App, containers: list[Container]) -> tuple[list[tuple[Container, Line]], bool]:
    """What the containers have said, in the order of time, and whether that is not all of it."""
    options = options_asked(app.request)
    share = LOG_BYTES // max(1, len(containers))
    kept: list[tuple[Container, Line]] = []
    is_cut = False
    for container in containers:
        newest: deque[Line] = deque()
        size = 0
        for line in _read_out(Source(container, **options)):
            newest.append(line)
            size += len(line.text)
            while size > share and len(newest) > 1:
                size -= len(newest.popleft().text)
                is_cut = True
        is_asked = "last" in app.request.body or app.request.since is None
        is_cut = is_cut or (not is_asked and len(newest) >= options["last"])
        kept += [(container, line) for line in newest]
    # What is no container's own word has no time, and stands last.
    return sorted(kept, key=lambda each: each[1].at or "~"), is_cut


def _read_out(source: Source) -> Iterator[Line]:
    poller = _poller(source)
    try:
        while source.descriptors:
            for descriptor, _ in poller.poll():
                if descriptor not in source.descriptors:
                    raise BrokenPipeError
                yield from source.read(descriptor)
                if descriptor not in source.descriptors:
                    poller.unregister(descriptor)
    finally:
        source.end()


def _poller(source: Source) -> select.poll:
    poller = select.poll()
    # Nothing is read there: it is told when the caller goes.
    poller.register(1, 0)
    for descriptor in source.descriptors:
        poller.register(descriptor, select.POLLIN)
    return poller
