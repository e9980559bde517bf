"""What the app's containers say: the newest lines in the order of time, or what they say from now on."""

from __future__ import annotations

import os
import select
import signal
import time
from collections import deque
from collections.abc import Iterator
from typing import Any, NoReturn

from . import durable, json_text, output
from .app import App
from .container import Container
from .docker import Docker, way_to_docker
from .ending import Ending
from .generated import (
    BAD_REQUEST,
    FOLLOW_SECONDS,
    LOG_BYTES,
    LOG_BYTES_IN_SECOND,
    LOG_LINE_CHARACTERS,
    LOGS_SECONDS,
    MOST_LOG_LINES,
    NOT_READY,
    PROTOCOL,
    SERVING,
    TOLD_LOG_LINES,
)
from .log_lines import Line
from .log_source import Source, end
from .place import Place
from .programs import start
from .redact import Redactor
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


def _containers(app: App) -> list[Container]:
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


def _options(request: Request) -> dict[str, Any]:
    last = request.body.get("last")
    since = request.since
    if last is None:
        last = TOLD_LOG_LINES if since is None else MOST_LOG_LINES
    # Docker's own clock, which has written the times.
    return {"last": int(last), "since": "" if since is None else f"{int(since)}s"}


# --- The newest -------------------------------------------------------------------------------------


def _newest(app: App) -> dict[str, Any]:
    containers = _containers(app)
    lines, is_cut = _collected(app, containers)
    size = 0
    told: list[str] = []
    texts = _hidden(app.redactor, [line for _, line in lines])
    for (container, line), text in reversed(list(zip(lines, texts, strict=True))):
        said = _told(container, line, text)
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
    options = _options(app.request)
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


# --- What is said from now on -----------------------------------------------------------------------


def _follow(app: App) -> dict[str, Any]:
    following = _Following(app)
    try:
        following.run()
    except _TimeIsOverError:
        said = f"Logs are followed for {FOLLOW_SECONDS} s by one call. Run it again to go on."
        return {"message": said}
    finally:
        following.end()
    raise Ending(NOT_READY, "not ready", "Docker has gone, and with it what was followed.")


class _Following:
    """What is followed: the logs of the containers that there are, and which ones start."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._redactor = app.redactor
        self._sources: list[Source] = []
        self._known: dict[str, str] = {}
        """Container → the time of its newest line."""
        self._lost: set[str] = set()
        """Containers whose log Docker does not give."""
        self._poller = select.poll()
        self._poller.register(1, 0)
        self._free = 0.0
        self._events = start(
            (
                *(
                    "docker",
                    "events",
                    "--since",
                    str(int(time.time())),
                    "--format",
                    "{{.Actor.ID}}",
                ),
                *("--filter", f"label=com.docker.compose.project={app.place.project}"),
                *("--filter", "event=start"),
            ),
            way_to_docker(),
        )
        assert self._events.stdout is not None
        self._started = self._events.stdout.fileno()
        self._poller.register(self._started, select.POLLIN)

    def run(self) -> None:
        """Goes on until Docker ends it."""
        self._attach(_options(self._app.request), _containers(self._app))
        while True:
            for descriptor, _ in self._poller.poll():
                if descriptor == 1:
                    raise BrokenPipeError
                if descriptor == self._started:
                    if os.read(descriptor, 1 << 16) == b"":
                        return
                    self._look_again()
                    continue
                source = next(each for each in self._sources if descriptor in each.descriptors)
                self._pass_on(source, source.read(descriptor))
                if descriptor not in source.descriptors:
                    self._poller.unregister(descriptor)
                    self._detach(source)

    def end(self) -> None:
        end(self._events)
        for source in self._sources:
            source.end()

    def _look_again(self) -> None:
        """A container has started, maybe of a release whose secrets are new."""
        self._redactor = Redactor(self._app.store, self._app.request)
        followed = {source.container.id for source in self._sources} | self._lost
        containers = [each for each in _containers(self._app) if each.id not in followed]
        for container in containers:
            after = self._known.get(container.id, "")
            if container.state == "running" or container.id not in self._known:
                self._attach({"since": after, "after": after}, [container])

    def _attach(self, options: dict[str, Any], containers: list[Container]) -> None:
        for container in containers:
            source = Source(container, follow=True, **options)
            self._sources.append(source)
            for descriptor in source.descriptors:
                self._poller.register(descriptor, select.POLLIN)

    def _detach(self, source: Source) -> None:
        if source.descriptors:
            return
        self._sources.remove(source)
        container = source.container.id
        self._known[container] = source.last_at or self._known.get(container, "")
        if source.end() != 0:
            self._lost.add(container)
        else:
            self._look_again()

    def _pass_on(self, source: Source, lines: list[Line]) -> None:
        if not lines:
            return
        texts = _hidden(self._redactor, lines)
        told = [_told(source.container, *each) for each in zip(lines, texts, strict=True)]
        said = "".join(told)
        output.pass_on(said)
        # What comes faster waits in Docker's files, and not in a caller's terminal.
        self._free = max(self._free, time.monotonic()) + len(said) / LOG_BYTES_IN_SECOND
        time.sleep(max(0, self._free - time.monotonic() - 1))


def _hidden(redactor: Redactor, lines: list[Line]) -> list[str]:
    """The lines' texts without secrets: those are taken out before anything is cut."""
    texts = redactor.lines([line.text for line in lines])
    return [_short(redactor, *each) for each in zip(lines, texts, strict=True)]


def _short(redactor: Redactor, line: Line, text: str) -> str:
    if line.is_cut:
        # The end may be the beginning of a secret.
        text = text[: max(0, len(text) - redactor.longest)]
    is_long = line.is_cut or len(text) > LOG_LINE_CHARACTERS
    return f"{text[:LOG_LINE_CHARACTERS]}…" if is_long else text


def _told(container: Container, line: Line, text: str) -> str:
    about = {"at": line.at or None, "service": container.service, "container": container.name}
    return json_text.line(json_text.without_none({**about, "line": text})) + "\n"
