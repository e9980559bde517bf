"""Puts a release into service, and puts back the one before when it fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from . import durable
from .answer import Answers
from .app import App
from .backup import back_up_before
from .begun import Begun, named
from .by_hand import ByHand, keep_replaced
from .checks import check, running
from .configuration import Configuration
from .ending import Ending
from .failure import Failure
from .generated import NOT_READY, PUT_BACK, PUT_BACK_FAILED, SERVING
from .local_tag import tag_image
from .making import make_release
from .output import say
from .prune import prune
from .pull import pull_images
from .release import Release
from .restart import restart
from .space import require_space
from .starting import bring_up, put_back, serve, start_anew
from .switching import Switching
from .texts import short
from .watching import end_watch


class Switch:
    """The changes of what serves. Each ends with an Ending.

    Args:
        begun: what an earlier call has left open.
    """

    def __init__(self, app: App, answers: Answers, begun: Begun) -> None:
        self._app = app
        self._place = app.place
        self._store = app.store
        self._answers = answers
        self._begun = begun

    @property
    def by_hand(self) -> ByHand | None:
        return self._answers.by_hand

    def to(
        self,
        configuration: Configuration,
        image: str,
        version: str,
        back_to: int | None = None,
        hand: str = "",
    ) -> None:
        """Makes a release of a configuration and an image, and puts it into service, and back if it
        fails.

        Args:
            back_to: the release it goes back to (rollback only).
            hand: what ran by hand, which is no release: a rollback to it is one to what was deployed
                last, and runs it instead.
        """
        require_space(self._app, hand or image)
        left = self._store.current
        before = self._before()
        number = self._store.next_number()
        release = make_release(self._app, number, configuration, image, version, back_to)
        say(f"release {number}: {short(image)}, configuration {release.configuration}")
        release = release.running(hand or image)
        self._store.give(number)
        failure = pull_images(self._app, release)
        failure = failure or back_up_before(self._app, configuration, self._answers)
        if failure is not None:
            self._answers.describe(release, failure)
            self._store.remove(number)
            said = f"{failure.of(number)} Nothing was switched: {self._what_serves()}."
            raise Ending(PUT_BACK, "put back", said)
        keep_replaced(self._app, self.by_hand, number)
        switching = Switching(
            self._app.request.action,
            number,
            before.number if before else None,
            left.number if left else None,
            back_to is not None,
            watch=self._app.request.watch,
        )
        self._begin(switching)
        end_watch(self._place)
        failure = bring_up(self._app, release)
        failure = failure or self._commit(release)
        if failure is not None:
            self._fail(switching, release, before, failure)
        self._begun.finish_commit(switching, configuration)
        self._answers.watch = switching.watch
        self._begun.is_open = False
        tag_image(self._app, release)
        prune(self._app)
        self._answers.end_hand(hand)
        if hand:
            stands = f"release {number} stands for what was deployed last"
            raise Ending(SERVING, "serving", f"{self._what_serves()}, as before; {stands}.")
        raise Ending(SERVING, "serving", f"Release {number} is serving{release.said_version}.")

    def end_open(self) -> None:
        """What is in service serves again, whichever way."""
        self._begun.is_open = False

    def _before(self) -> Release | None:
        """What ran until now, by hand or not: what a switch that fails puts back."""
        if self.by_hand is None:
            return self._store.current
        before = self._store.releases.get(self.by_hand.runs_with)
        return before and before.running(self.by_hand.image)

    def _fail(
        self, switching: Switching, release: Release, before: Release | None, failure: Failure
    ) -> NoReturn:
        self._answers.describe(release, failure)
        message = failure.of(release.number)
        back = named(before)
        say(f"{message} Putting back {back}.")
        failed = put_back(self._app, release, before)
        if failed is None:
            self._begun.is_open = False
            self._put_back(message)
        self._begun.leave_open(switching)
        said = f"{message} Putting back {back} failed as well, at its {failed.check} check"
        raise Ending(PUT_BACK_FAILED, "put back failed", f"{said}: {failed.message}")

    def _put_back(self, message: str) -> NoReturn:
        """What ran before runs again."""
        number = self.by_hand.release if self.by_hand else None
        served = None if number is None else self._store.releases.get(number)
        said = f"{message} It was put back: {self._what_serves(served)}."
        raise Ending(PUT_BACK, "put back", said)

    def restart(self, services: Sequence[str]) -> None:
        """Starts what runs again, and nothing else.

        Args:
            services: those that are asked for; none for all.
        """
        try:
            restart(self._app, self._answers, services, self._begun.is_open)
        except Ending as ending:
            if ending.code == SERVING and self.by_hand is None:
                self._begun.is_open = False
            raise

    def keep_serving(self) -> None:
        """Nothing new was asked for: what serves is brought back to what it should be, whoever changed
        it.
        """
        release = self._store.current
        assert release is not None
        before = running(self._app)
        keep_replaced(self._app, self.by_hand, release.number)
        before_it = self._before()
        failure = serve(self._app, release, is_same=True)
        if failure is not None:
            self._answers.describe(release, failure)
            say(f"{failure.of(release.number)} Starting its containers anew.")
            failed = start_anew(self._app, release) or check(self._app, release)
            if failed is not None:
                message = failed.of(release.number)
                if self.by_hand and before_it and serve(self._app, before_it) is None:
                    self._put_back(message)
                said = "Nothing new was asked for, but what should serve does not."
                raise Ending(PUT_BACK_FAILED, "put back failed", f"{said} {message}")
            self._answers.failure = None
        self._begun.is_open = False
        durable.remove(self._place.allowed)
        self._answers.end_hand()
        number = release.number
        if before == running(self._app):
            said = f"Nothing to change: release {number} is serving{release.said_version}."
            raise Ending(SERVING, "unchanged", said)
        end_watch(self._place)
        self._answers.is_restored = True
        said = f"Release {number} did not run as declared, and is serving again"
        raise Ending(SERVING, "unchanged", f"{said}{release.said_version}.")

    def _begin(self, switching: Switching) -> None:
        try:
            durable.write_json(self._place.switching, switching.told())
        except OSError:
            said = f"The folder {self._place.here} can not be written. Nothing was switched"
            message = f"{said}: {self._what_serves()}."
            raise Ending(NOT_READY, "not ready", message) from None

    def _commit(self, release: Release) -> Failure | None:
        """The release has passed. From the moment `current` points to it, what follows can be done
        again.
        """
        try:
            self._store.serve(release)
        except OSError:
            return Failure("start", f"It could not be recorded in {self._place.here}.")
        return None

    def _what_serves(self, release: Release | None = None) -> str:
        """
        Args:
            release: default: what runs.
        """
        if release is None and self.by_hand is not None:
            return f"{short(self.by_hand.image)} is serving, started by hand"
        serving = release or self._store.current
        if serving is None:
            return "nothing is serving, as before"
        return f"release {serving.number} is serving{serving.said_version}"
