"""Tells a service that ends again and again from one that waits for another: nobody waits a minute for
the first, without service.
"""

from __future__ import annotations

from collections.abc import Sequence

from .container import Container
from .failure import Failure
from .generated import CRASH_LOOP_RESTARTS, CRASH_LOOP_SECONDS


class CrashLoop:
    """What one wait for a release has seen of its containers."""

    def __init__(self) -> None:
        self._codes: dict[str, set[int]] = {}

    def verdict(self, containers: Sequence[Container], seconds: float) -> Failure | None:
        """
        Args:
            seconds: since the wait began.

        Returns:
            the failure of a service that has ended several times with one exit code, once all others
            run: what it may have waited for is there.
        """
        for container in containers:
            if container.state in ("restarting", "exited"):
                self._codes.setdefault(container.id, set()).add(container.exit_code)
        if seconds < CRASH_LOOP_SECONDS:
            return None
        looping = [each for each in containers if self._is_looping(each)]
        others = [each for each in containers if each not in looping]
        if not looping or not all(each.is_well for each in others):
            return None
        service, restarts = looping[0].service, looping[0].restarts
        (code,) = self._codes[looping[0].id]
        said = (
            f"Service {service} ended with exit code {code} and was started anew {restarts} times."
        )
        return Failure("start", said, (service,), is_hopeless=True)

    def _is_looping(self, container: Container) -> bool:
        codes = self._codes.get(container.id, set())
        return container.restarts >= CRASH_LOOP_RESTARTS and len(codes) == 1
