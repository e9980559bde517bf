"""One container's log, as Docker gives it."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress

from .container import Container
from .docker import way_to_docker
from .log_lines import Line, Lines
from .programs import start


class Source:
    """`docker logs` of a container. Both of its streams are read apart: each has lines of its own.

    Args:
        since: what Docker is to begin with, a time or seconds ago; empty for the beginning.
        last: the newest lines alone; None for all.
        after: lines that are not newer are known already.
    """

    def __init__(
        self,
        container: Container,
        *,
        since: str = "",
        last: int | None = None,
        follow: bool = False,
        after: str = "",
    ) -> None:
        self.container = container
        self.last_at = after
        self._after = after
        options = [
            *(("--since", since) if since else ()),
            *(("--tail", str(last)) if last is not None else ()),
            *(("--follow",) if follow else ()),
        ]
        logs = ("docker", "logs", "--timestamps", *options, container.id)
        self.process = start(logs, way_to_docker())
        assert self.process.stdout is not None and self.process.stderr is not None
        self._streams = {
            each.fileno(): Lines() for each in (self.process.stdout, self.process.stderr)
        }

    @property
    def descriptors(self) -> list[int]:
        """What is still to be read."""
        return list(self._streams)

    def read(self, descriptor: int) -> list[Line]:
        """What has come, as whole lines. A stream that has ended is no longer among the descriptors."""
        data = os.read(descriptor, 1 << 16)
        lines = self._streams[descriptor].feed(data)
        if data == b"":
            lines = self._streams.pop(descriptor).end()
        new = [line for line in lines if not line.at or line.at > self._after]
        self.last_at = max([self.last_at, *(line.at for line in new)])
        return new

    def end(self) -> int:
        """Ends it, if it has not ended by itself.

        Returns:
            its exit code.
        """
        return end(self.process, is_over=not self._streams)


def end(process: subprocess.Popen[bytes], is_over: bool = False) -> int:
    """Ends a program, with all that it has started.

    Args:
        is_over: whether it is about to end by itself.
    """
    if not is_over:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    with process:
        return process.wait()
