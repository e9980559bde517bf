"""What an earlier call has begun and not ended: it is finished, or put back, before anything else."""

from __future__ import annotations

from typing import Any

from . import durable, history
from .answer import Answers, reply
from .app import App
from .by_hand import replaced_by
from .configuration import Configuration
from .failure import Failure
from .generated import PUT_BACK, PUT_BACK_FAILED, SERVING
from .output import say
from .release import Release
from .restart import ACTION, finish_restart
from .starting import put_back
from .switching import Switching
from .texts import short
from .watching import Watching, end_watch


class Begun:
    """The journals of an app: of a switch, and of the watch after it.

    Attributes:
        is_open: whether a switch failed and could not be put back, and nothing serves since.
    """

    def __init__(self, app: App, answers: Answers) -> None:
        self._app = app
        self._place = app.place
        self._store = app.store
        self._answers = answers
        self.is_open = False

    def finish(self, is_tried_again: bool = False) -> dict[str, Any] | None:
        """An earlier call was cut short. Either its release had passed, and what is left is to say so;
        or the one before has to come back, before anything else happens.

        Args:
            is_tried_again: whether what could not be put back is tried again.

        Returns:
            what is told of that; None where there was nothing.
        """
        was = Switching.read(self._place.switching)
        if was is None:
            return None
        if was.is_stuck and not is_tried_again:
            self.is_open = True
            return None
        current = self._store.current
        is_passed = not was.is_stuck and was.failure is None
        if is_passed and current is not None and current.number == was.number:
            answer = self._finish_begun(was, current)
        else:
            answer = self._put_back_begun(was)
        if not self.is_open:
            durable.remove(self._place.switching)
        self._answers.failure = None
        return answer

    def put_back_watched(self, watching: Watching, failure: Failure) -> dict[str, Any] | None:
        """What served, and failed in its watch, is put back as if it had failed in its switch."""
        release = self._store.releases[watching.number]
        say(f"{failure.of(watching.number)} It was being watched.")
        self._answers.describe(release, failure)
        told = self._answers.failure or {}
        switching = Switching(
            watching.action,
            watching.number,
            watching.before,
            watching.left,
            is_rollback=False,
            failure={name: value for name, value in told.items() if name != "log"},
        )
        durable.write_json(self._place.switching, switching.told())
        end_watch(self._place)
        return self.finish()

    def _take_out_of_service(self, was: Switching) -> None:
        """What was deployed before is what is in service, whatever runs."""
        current = self._store.current
        if current is None or current.number != was.number:
            return
        # Nobody goes back to it.
        self._store.write(current._replace(since=""))
        if was.left is None:
            durable.remove(self._place.current)
        else:
            durable.write_link(self._place.current, f"releases/{was.left}")

    def close(self) -> None:
        """The history has how it ended, so the switch is over, unless it is open."""
        was = None if self.is_open else Switching.read(self._place.switching)
        if was is None:
            return
        current = self._store.current
        if was.is_stuck and not (current and current.number == was.number):
            self._store.remove(was.number)
        durable.remove(self._place.switching)

    def _finish_begun(self, was: Switching, current: Release) -> dict[str, Any]:
        if was.action == ACTION:
            return finish_restart(self._app, self._answers, current)
        number = current.number
        say(f"finishing release {number}, which an earlier {was.action} put into service")
        self.finish_commit(was, self._store.configuration(current))
        told = history.last_of(self._place.history).get("release")
        said = f"Release {number} is serving{current.said_version}."
        if isinstance(told, dict) and told.get("number") == number:
            return reply(SERVING, "serving", said)
        return self._answers.record(was.action, SERVING, "serving", said)

    def _put_back_begun(self, was: Switching) -> dict[str, Any]:
        self._answers.failure = was.failure
        self._take_out_of_service(was)
        before = None if was.before is None else self._store.releases.get(was.before)
        replaced = replaced_by(self._app, was.number)
        if before and replaced:
            before = before.running(replaced[0])
        why = f"an earlier {was.action} was interrupted while it switched to release {was.number}"
        said = f"The {was.action} of release {was.number} was interrupted, so it was put back."
        if was.failure:
            why = f"release {was.number} failed while it was watched"
            said = f"Release {was.number} failed its {was.failure['check']} check while it was watched."
            said = f"{said} {was.failure['message']} It was put back."
        if was.is_stuck:
            why = f"that failed when release {was.number} did"
            said = (
                f"What served before release {was.number} could not be put back then, and is now."
            )
        say(f"putting back {named(before)}: {why}")
        failed = put_back(self._app, self._store.releases.get(was.number), before)
        if failed is not None:
            self.leave_open(was)
            say(f"that failed: {failed.message}")
            if was.is_stuck:
                # The history has it.
                return reply(PUT_BACK_FAILED, "put back failed", failed.of(was.number))
            return self._answers.record(was.action, PUT_BACK_FAILED, "put back failed", said)
        # What was cut short may have left a part of it.
        self._store.remove(was.number)
        self.is_open = False
        if self._is_told(was):
            return reply(PUT_BACK, "put back", said)
        return self._answers.record(was.action, PUT_BACK, "put back", said)

    def _is_told(self, was: Switching) -> bool:
        """Whether the history has the end of what was put back, and the journal alone is left."""
        told = history.last_of(self._place.history)
        failure = told.get("failure")
        release = failure.get("release") if isinstance(failure, dict) else None
        number = release.get("number") if isinstance(release, dict) else None
        return told.get("code") == PUT_BACK and number == was.number

    def leave_open(self, switching: Switching) -> None:
        """Neither serves: whoever looks is told, until something does."""
        self.is_open = True
        durable.write_json(self._place.switching, switching.stuck().told())

    def finish_commit(self, switching: Switching, configuration: Configuration) -> None:
        if switching.action == "apply":
            # Another request may finish what an `apply` has begun.
            request = self._app.request
            is_own = request.action == "apply"
            self._store.keep_applied(configuration, request.repository if is_own else None)
        durable.remove(self._place.allowed)
        if switching.watch:
            ids = (switching.number, switching.before, switching.left)
            Watching.begin(self._place, switching.action, *ids, switching.watch)
        left = None if switching.left is None else self._store.releases.get(switching.left)
        current = self._store.current
        if switching.is_rollback and left and current and left.digest != current.digest:
            self._store.refuse(left)


def named(before: Release | None) -> str:
    if before is None:
        return "release none"
    return f"{short(before.runs)}, which ran by hand" if before.runs else f"release {before.number}"
