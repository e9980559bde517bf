"""A change runs in a session of its own, so that it ends well even when its caller goes away."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from typing import Any

from . import durable, json_text, output, restoring
from .actions import Actions
from .answer import Answers, reply
from .app import App
from .begun import Begun
from .by_hand import look_for_hand
from .call import Call
from .docker import Docker
from .ending import Ending
from .generated import INTERRUPTED, NOT_READY
from .mending import mend, say_mended
from .output import now, say, why
from .place import Place
from .recover import go_on
from .request import Request
from .switch import Switch
from .turn import take_lock
from .watch import go_on_beside, watch
from .watching import Watching
from .work import Work, remove_left


def change(call: Call, request: Request, place: Place) -> dict[str, Any]:
    """Takes the lock and hands the request to a session. What that says goes to a file, and from there
    to the caller.

    Returns:
        the answer.

    Raises:
        Ending: it can't begin.
        BrokenPipeError: the caller has gone before its turn.
    """
    try:
        place.make()
        work = Work.make(place)
    except OSError:
        said = f"The folder {place.here} can not be written. `up` prepares the server."
        raise Ending(NOT_READY, "not ready", said) from None
    try:
        durable.write_json(work.request, request.body)
        lock = take_lock(place, request)
        remove_left(place)
        child, progress = _start(call, place, work, lock)
        os.close(lock)
    except BaseException:
        work.remove()
        raise
    # Passing on what it says is all that is left to do here, and none of it matters to the session.
    _pass_on(child, progress)
    said_last = durable.read_bytes(work.answer) or b""
    work.remove()
    try:
        answer: dict[str, Any] = json_text.parse(said_last)
    except ValueError:
        said = f"The {call.action} was interrupted."
        message = f"{said} The next call finishes it, or puts the previous release back."
        raise Ending(INTERRUPTED, "interrupted", message) from None
    return answer


def _start(call: Call, place: Place, work: Work, lock: int) -> tuple[subprocess.Popen[bytes], str]:
    """Every child inherits the lock: it is held for as long as any of them runs."""
    progress = f"{place.log}/{now()}-{call.action}-{os.getpid()}"
    program = [sys.executable, *_options(), os.path.realpath(sys.argv[0])]
    bound = ["--folder", call.folder, "--environment", call.environment, "--app", place.app]
    inherited = ["--session", work.path, "--lock", str(lock)]
    with open(progress, "wb") as errors, open(work.answer, "wb") as answer:
        child = subprocess.Popen(
            [*program, *bound, *inherited, call.action],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=errors,
            pass_fds=(lock, work.descriptor),
            start_new_session=True,
        )
    return child, progress


def _options() -> list[str]:
    """Python's own options, as this process has them."""
    return [
        option for option, is_on in (("-I", sys.flags.isolated), ("-S", sys.flags.no_site)) if is_on
    ]


def _pass_on(child: subprocess.Popen[bytes], path: str) -> None:
    with open(path, "rb") as progress:
        is_heard = True
        is_over = False
        while not is_over:
            try:
                child.wait(0.05)
                is_over = True
            except subprocess.TimeoutExpired:
                pass
            is_heard = is_heard and _is_passed_on(progress.read())


def _is_passed_on(data: bytes) -> bool:
    try:
        while data:
            data = data[os.write(2, data) :]
    except OSError:
        return False
    return True


def run_session(call: Call, place: Place) -> int:
    """Carries a change out. What serves is brought in order before: an earlier call may have been cut
    short.

    Returns:
        the exit code.
    """
    began = time.monotonic()
    work = Work(call.session)
    request = Request(call.action, durable.read_json(work.request))
    docker = Docker(place, work.path, call.lock, is_patient=True)
    try:
        app = App(place, request, docker)
        answer = _carry_out(app, began)
    except durable.Damaged as damaged:
        said = f"{damaged.path} can not be read: it was cut short, or somebody has changed it."
        answer = reply(NOT_READY, "not ready", said)
    except OSError as error:
        goes_on = "The next call goes on from here, once that is mended."
        answer = reply(NOT_READY, "not ready", f"{why(error, place.here)} {goes_on}")
    work.remove_secrets()
    output.answer(json_text.line(answer))
    _leave_watch(call, place, request)
    return int(answer["code"])


def _leave_watch(call: Call, place: Place, request: Request) -> None:
    """A release that is to be watched is, beside what comes next: without the app's lock, and by
    nobody twice.
    """
    watching = Watching.taken(place)
    if watching is None:
        return
    if watching.rest() <= 0:
        # It is `recover` that judges it.
        watching.give_back()
        return
    if call.lock is not None:
        # Whoever comes next waits for no watch.
        fcntl.flock(call.lock, fcntl.LOCK_UN)
    go_on_beside(lambda: watch(place, request, watching), watching.held)


def _carry_out(app: App, began: float) -> dict[str, Any]:
    app.store.prepare_key()
    app.docker.sign_in(app.request)
    answers = Answers(app, began)
    begun = Begun(app, answers)
    if app.request.action == "recover":
        return go_on(app, begun, answers)
    actions = Actions(app, answers, Switch(app, answers, begun))
    try:
        say_mended(app, mend(app))
        if os.path.exists(app.place.restoring):
            from .restore import finish_interrupted

            finish_interrupted(app, answers)
        begun.finish()
        answers.by_hand = look_for_hand(app)
        getattr(actions, app.request.action)()
    except Ending as ending:
        # An `up` shows what was said, and nobody reads its answer; who deploys reads the answer.
        if app.request.action == "apply":
            say(ending.message)
        answer = answers.record(app.request.action, ending.code, ending.outcome, ending.message)
        begun.close()
        restoring.close(app.place)
        return answer
    raise AssertionError("a change ends with an Ending")
