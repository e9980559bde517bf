"""Puts a backup of an app's data in the place of what is there. What is there is backed up before, and
comes back where the app does not serve with the other.
"""

from __future__ import annotations

import os
from typing import Any, NoReturn

from . import durable, history
from .answer import Answers
from .app import App
from .backup import Backup, Rules, back_up, backups_of, prune, rules_of, running
from .configuration import app_services
from .ending import Ending
from .failure import Failure
from .generated import BAD_REQUEST, NOT_READY, PUT_BACK, PUT_BACK_FAILED, REFUSED, SERVING
from .output import say
from .release import Release
from .restoring import Restoring
from .starting import serve
from .switch import Switch
from .texts import one_line, sentence, short
from .watching import end_watch


def restore(app: App, answers: Answers, switch: Switch) -> NoReturn:
    """
    Raises:
        Ending: always.
    """
    place = app.place
    release, rules = _what_for(app, answers)
    was = Restoring.read(place.restoring)
    if was is None:
        made = _back_up_first(app, answers, release, rules)
        answers.backup = made.told()
        was = Restoring(app.request.backup, made.name)
    # Where one has failed before, what was there then is what comes back, and not what it left.
    was = Restoring(app.request.backup, was.before)
    durable.write_json(place.restoring, was.told())
    end_watch(place)
    failure = _put_in_place(app, rules, release, was.backup)
    if failure is not None:
        answers.describe(release, failure)
        _put_back(
            app, rules, release, was, f"{was.backup} could not be restored. {failure.message}"
        )
    serves = f"release {release.number} is serving with it{release.said_version}"
    said = f"{was.backup} is restored, and {serves}. What was there before is in {was.before}."
    durable.write_json(place.restoring, was._replace(message=said).told())
    switch.end_open()
    prune(place, rules.keep)
    raise Ending(SERVING, "restored", said)


def finish_interrupted(app: App, answers: Answers) -> dict[str, Any] | None:
    """An earlier restore was cut short, or could not be put back: the data of before come back, before
    anything else happens.

    Returns:
        what is told of that; None where there was nothing.

    Raises:
        Ending: they can't, and nothing new is to be started on what is there.
    """
    was = Restoring.read(app.place.restoring)
    if was is None:
        return None
    if was.message:
        told = history.last_of(app.place.history).get("message")
        if told != was.message:
            answers.record("restore", SERVING, "restored", was.message)
        durable.remove(app.place.restoring)
        return None
    action, release, rules = app.request.action, app.store.current, _rules(app)
    if release is None or rules is None or action == "restore":
        return None
    if action == "recover" and was.is_stuck:
        return None
    say(f"putting back {was.before}: a restore of {was.backup} was interrupted")
    try:
        _put_back(app, rules, release, was, f"The restore of {was.backup} was interrupted.")
    except Ending as ending:
        # Who goes back, or lets something in, is kept from it by nothing.
        if ending.code != PUT_BACK and action not in ("rollback", "allow", "recover"):
            raise
        say(ending.message)
        return answers.record("restore", ending.code, ending.outcome, ending.message)


def _what_for(app: App, answers: Answers) -> tuple[Release, Rules]:
    """The release that is to serve with the data, and how they are restored."""
    asked, release, rules = app.request.backup, app.store.current, _rules(app)
    if release is None:
        said = "Nothing has been deployed yet, so there are no data to restore."
        raise Ending(BAD_REQUEST, "bad request", said)
    if rules is None or not rules.restore:
        said = f"The settings of {app.place.app} say no `backup.restore`, which reads a backup."
        raise Ending(BAD_REQUEST, "bad request", said)
    kept = [backup.name for backup in backups_of(app.place)]
    if asked not in kept:
        said = f"There is no backup {one_line(asked)} here. Kept: {' '.join(kept) or 'none'}."
        raise Ending(BAD_REQUEST, "bad request", said)
    by_hand = answers.by_hand
    if by_hand is not None:
        said = (
            f"{short(by_hand.image)} runs here, started by hand, and nothing here starts it again."
        )
        raise Ending(REFUSED, "refused", f"{said} Deploy it, or go back, and restore then.")
    return release, rules


def _rules(app: App) -> Rules | None:
    """The newest: an `apply` may bring the command that was wrong until then."""
    current, wanted = app.store.current, app.request.body.get("configuration")
    serving = current and app.store.nearest_configuration(current)
    return rules_of(wanted, app.store.applied(), serving)


def _back_up_first(app: App, answers: Answers, release: Release, rules: Rules) -> Backup:
    container = running(app, rules)
    if container is None:
        said = f"Service {rules.service} does not run, so that nothing can be restored into it."
        raise Ending(NOT_READY, "not ready", f"{said} Nothing was changed.")
    made = back_up(app, rules, container)
    if isinstance(made, str):
        answers.describe(release, Failure("backup", made, (rules.service,)))
        raise Ending(PUT_BACK, "put back", f"{made} Nothing was changed.")
    return made


def _put_back(app: App, rules: Rules, release: Release, was: Restoring, said: str) -> NoReturn:
    """The data of before come back."""
    say(f"{said} Putting back {was.before}.")
    failed = _put_in_place(app, rules, release, was.before)
    if failed is not None:
        durable.write_json(app.place.restoring, was._replace(is_stuck=True).told())
        command = f"slipway restore {app.place.environment} {app.place.app}"
        message = f"{said} Putting back {was.before} failed as well: {failed.message}"
        help_ = f"`{command}` with another backup ends this."
        raise Ending(PUT_BACK_FAILED, "put back failed", f"{message} {help_}")
    durable.remove(app.place.restoring)
    serves = f"release {release.number} is serving{release.said_version}"
    raise Ending(PUT_BACK, "put back", f"{said} The data of before are back: {serves}.")


def _put_in_place(app: App, rules: Rules, release: Release, name: str) -> Failure | None:
    """Nothing of the app's own runs meanwhile. What runs once does so again: data of before a migration
    need it.
    """
    say(f"restoring {name}")
    services = app_services(app.store.nearest_configuration(release))
    stopped = app.docker.compose(release, "stop", *services)
    if not stopped.succeeded:
        said = app.redactor.last_line(stopped.output)
        return Failure("start", sentence(f"Compose could not stop the app: {said}"))
    container = running(app, rules)
    if container is None:
        return Failure("restore", f"Service {rules.service} does not run.", (rules.service,))
    try:
        descriptor = os.open(f"{app.place.backups}/{name}", os.O_RDONLY)
    except OSError as error:
        return Failure("restore", sentence(f"{name} can not be read: {error.strerror}"))
    try:
        done = app.docker.execute(container.id, rules.restore, input_from=descriptor)
    finally:
        os.close(descriptor)
    if not done.succeeded:
        said = app.redactor.last_line(done.said) or "it said nothing"
        ended = f"`backup.restore` ended with exit code {done.code}: {said}"
        return Failure("restore", sentence(ended), (rules.service,))
    return serve(app, release)
