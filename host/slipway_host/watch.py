"""Looks at a release for a while after it serves, and puts it back when it fails."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .answer import Answers, reply
from .app import App
from .begun import Begun
from .by_hand import look_for_hand
from .checks import Look, check, look_at, wanted_of
from .container import Container
from .docker import Docker
from .durable import Damaged
from .ending import Ending
from .failure import Failure
from .generated import (
    CRASH_LOOP_RESTARTS,
    MOST_SECONDS,
    NOT_READY,
    SERVING,
    WATCH_FAILURES,
    WATCH_LOOK_SECONDS,
)
from .output import say
from .place import Place
from .release import Release
from .request import Request
from .starting import serve
from .turn import take_lock
from .watching import Watching, end_watch


class Looks:
    """What a watch has seen.

    Attributes:
        has_begun_anew: whether the containers were started again, or Docker was: then they take their
            time, as after a switch.
        is_looping: whether the app ends again and again, and serves in between.
    """

    def __init__(self) -> None:
        self._failing = 0
        self._restarts: dict[str, int] = {}
        self._started: dict[str, tuple[str, int]] = {}
        self.has_begun_anew = False
        self.is_looping = False

    def verdict(self, look: Look) -> Failure | None:
        """
        Returns:
            why it has to go, once it has failed several times in a row, or ends again and again.
        """
        if not look.is_told:
            self.has_begun_anew = True
            self._failing = 0
            return None
        for container in look.containers:
            restarts = self._restarts_of(container)
            if restarts >= CRASH_LOOP_RESTARTS:
                self.is_looping = True
                said = f"Service {container.service} was started anew {restarts} times."
                return Failure("start", said, (container.service,))
        self._failing = self._failing + 1 if look.failure else 0
        return look.failure if self._failing >= WATCH_FAILURES else None

    def _restarts_of(self, container: Container) -> int:
        """How often it has ended and was started by its policy since the first look."""
        now = (container.started_at, container.restarts)
        before = self._started.get(container.id, now)
        # The daemon, or somebody, has started it.
        self.has_begun_anew |= now[0] != before[0] and now[1] <= before[1]
        self._started[container.id] = now
        first = self._restarts.setdefault(container.id, container.restarts)
        return container.restarts - first


def watch(place: Place, request: Request, watching: Watching) -> None:
    """Looks for as long as it goes on, without the app's lock.

    Args:
        request: what brought the release, for the history's word of who did.
        watching: which is held.
    """
    app = App(place, request, Docker(place))
    release = app.store.releases.get(watching.number)
    if release is None:
        return
    say(f"watching release {release.number} for {round(watching.rest())} s")
    wanted = wanted_of(app, release)
    looks = Looks()
    while watching.is_own:
        if watching.rest() <= 0:
            _end(place, watching)
            return
        time.sleep(min(WATCH_LOOK_SECONDS, watching.rest()))
        failure = looks.verdict(look_at(app, wanted, release.version))
        if failure is not None:
            if _judge(place, request, watching, failure, looks):
                return
            looks = Looks()


def _end(place: Place, watching: Watching) -> None:
    lock = take_lock(place, Request("watch", {"wait": MOST_SECONDS}))
    try:
        if watching.is_own:
            end_watch(place)
            say(f"release {watching.number} has passed its watch")
    finally:
        os.close(lock)


def _judge(
    place: Place, request: Request, watching: Watching, failure: Failure, looks: Looks
) -> bool:
    """Puts back what has failed, once nobody else changes the app, and if it still does.

    Returns:
        whether the watch is over.
    """
    began = time.monotonic()
    cause = {"cause": request.cause} if request.cause else {}
    lock = take_lock(place, Request("watch", {"wait": MOST_SECONDS, **cause}))
    try:
        if not watching.is_own:
            return True
        app = App(place, request, Docker(place, lock=lock, is_patient=True))
        release = _watched(app, watching)
        if release is None:
            return True
        wanted = wanted_of(app, release)
        if looks.has_begun_anew:
            still = check(app, release)
        else:
            still = look_at(app, wanted, release.version).failure
        if still is None and not looks.is_looping:
            return False
        Begun(app, Answers(app, began)).put_back_watched(watching, still or failure)
        return True
    finally:
        os.close(lock)


def _watched(app: App, watching: Watching) -> Release | None:
    """The release that is watched. Where another serves, or somebody has started something else by
    hand, the watch is over.
    """
    current = app.store.current
    is_switched = os.path.exists(app.place.switching)
    if current is None or current.number != watching.number or is_switched or look_for_hand(app):
        end_watch(app.place)
        return None
    return current


def judge_left(app: App, begun: Begun) -> dict[str, Any] | None:
    """What is to be said of a watch that nobody is at, since it was killed, or the power went: it goes
    on while it may, and is over when the release still serves. Needs the app's lock.
    """
    watching = Watching.taken(app.place)
    if watching is None:
        return None
    try:
        release = _watched(app, watching)
        if release is None:
            return None
        if app.docker.containers() is None:
            return reply(NOT_READY, "not ready", "Docker does not tell of the app's containers.")
        # What ended with the machine says nothing about the release.
        is_same_start = watching.is_of_this_start
        failure = check(app, release) if is_same_start else serve(app, release, is_same=True)
        if failure is not None:
            return begun.put_back_watched(watching, failure)
        if watching.rest() <= 0:
            end_watch(app.place)
        said = f"Release {release.number} is serving{release.said_version}, and was being watched."
        return reply(SERVING, "unchanged", said)
    finally:
        watching.give_back()


def go_on_beside(work: Callable[[], None], held: int) -> None:
    """Has something be done by a process that goes on when this one ends.

    Args:
        held: the only descriptor that it holds, besides those of what it says.
    """
    if os.fork() != 0:
        return
    try:
        for name in os.listdir("/proc/self/fd"):
            if int(name) not in (0, 1, 2, held):
                # The list itself was read by one, which has gone by now.
                with suppress(OSError):
                    os.close(int(name))
        # The answer has been given.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        work()
    except (OSError, Ending, Damaged) as error:
        # `recover` finds the journal.
        say(f"the watch was interrupted: {error}")
    finally:
        os._exit(0)
