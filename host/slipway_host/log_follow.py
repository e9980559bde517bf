"""What the app's containers say from now on, those that start later as well."""

from __future__ import annotations

import os
import select
import time
from typing import Any

from . import output
from .app import App
from .container import Container
from .docker import way_to_docker
from .generated import LOG_BYTES_IN_SECOND
from .log_lines import Line
from .log_source import Source, end
from .log_told import containers_asked, hidden, line_told, options_asked
from .programs import start
from .redact import Redactor


class Following:
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
        self._attach(options_asked(self._app.request), containers_asked(self._app))
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
        containers = [each for each in containers_asked(self._app) if each.id not in followed]
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
        texts = hidden(self._redactor, lines)
        told = [line_told(source.container, *each) for each in zip(lines, texts, strict=True)]
        said = "".join(told)
        output.pass_on(said)
        # What comes faster waits in Docker's files, and not in a caller's terminal.
        self._free = max(self._free, time.monotonic()) + len(said) / LOG_BYTES_IN_SECOND
        time.sleep(max(0, self._free - time.monotonic() - 1))
