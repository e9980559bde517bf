"""Starts the containers of what serves again: the same image, the same configuration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from . import durable
from .answer import Answers
from .app import App
from .by_hand import ByHand
from .checks import check
from .container import Container
from .ending import Ending
from .failure import Failure
from .generated import BAD_REQUEST, NOT_READY, PUT_BACK_FAILED, SERVING
from .output import say
from .release import Release
from .starting import failed_start, serve, start_anew
from .switching import Switching
from .texts import short
from .watching import end_watch

ACTION = "restart"


def restart(app: App, answers: Answers, asked: Sequence[str], is_open: bool) -> NoReturn:
    """
    Args:
        asked: the services; none for all.
        is_open: whether a switch failed before and could not be put back; its journal stays then.

    Raises:
        Ending: with what came of it.
    """
    current = app.store.current
    if current is None:
        said = "Nothing has been deployed yet, so there is nothing to restart."
        raise Ending(BAD_REQUEST, "bad request", said)
    containers = app.docker.containers()
    if containers is None:
        raise Ending(NOT_READY, "not ready", "Docker does not tell of the app's containers.")
    services = _services(app, current, containers, asked)
    by_hand = answers.by_hand
    end_watch(app.place)
    if by_hand is None and not is_open:
        journal = Switching(
            ACTION, current.number, current.number, current.number, is_rollback=False
        )
        durable.write_json(app.place.switching, journal.told())
    failure = _restart(app, current, services) or _check(app, current, by_hand)
    if failure is not None:
        raise _failed(app, answers, current, failure)
    what = f"{short(by_hand.image)}, started by hand," if by_hand else f"Release {current.number}"
    version = "" if by_hand else current.said_version
    said = f"{what} is serving{version}; restarted: {', '.join(services) or 'nothing'}."
    raise Ending(SERVING, "restarted", said)


def finish_restart(app: App, answers: Answers, current: Release) -> dict[str, object]:
    """An earlier restart was cut short: what it may have stopped runs again.

    Returns:
        what is told of that.
    """
    say(f"finishing the restart of release {current.number}")
    failure = serve(app, current, is_same=True)
    if failure is not None:
        ending = _failed(app, answers, current, failure)
        return answers.record(ACTION, ending.code, ending.outcome, ending.message)
    said = (
        f"The restart was interrupted. Release {current.number} is serving{current.said_version}."
    )
    return answers.record(ACTION, SERVING, "restarted", said)


def _services(
    app: App, current: Release, containers: list[Container], asked: Sequence[str]
) -> list[str]:
    """Those asked for, else all that have not done what they were for: a migration is not done again."""
    there = {each.service for each in containers}
    if not asked:
        return sorted({each.service for each in containers if _runs_on(each)})
    declared = app.store.nearest_configuration(current)["compose"]["services"]
    unknown = [name for name in asked if name not in {*declared, *there}]
    if unknown:
        listed = ", ".join(sorted({*declared, *there}))
        said = f"{app.place.app} has no service {', '.join(unknown)}. Its services: {listed}."
        raise Ending(BAD_REQUEST, "bad request", said)
    return sorted({*asked} & there)


def _runs_on(container: Container) -> bool:
    return not (container.state == "exited" and container.is_well)


def _restart(app: App, current: Release, services: list[str]) -> Failure | None:
    if not services:
        return None
    say(f"restarting {', '.join(services)}")
    restarted = app.docker.compose(current, "restart", *services)
    return None if restarted.succeeded else failed_start(app, restarted.output)


def _check(app: App, current: Release, by_hand: ByHand | None) -> Failure | None:
    """What was started by hand stays what it is; else what is missing is brought back, too."""
    if by_hand is not None:
        return check(app, current.running(by_hand.image))
    failure = serve(app, current, is_same=True)
    if failure is None:
        return None
    say(f"{failure.of(current.number)} Starting its containers anew.")
    return start_anew(app, current) or check(app, current)


def _failed(app: App, answers: Answers, current: Release, failure: Failure) -> Ending:
    answers.describe(current, failure)
    place = app.place
    said = "It was restarted, not deployed, so there is nothing to put back"
    back = f"`slipway rollback {place.environment} {place.app}` goes to the release before"
    message = f"{failure.of(current.number)} {said}: {back}."
    return Ending(PUT_BACK_FAILED, "restart failed", message)
