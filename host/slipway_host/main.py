"""Where a call begins."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from . import json_text, output
from .answer import reply
from .call import LOOKS, OF_ALL, Call, check_role, is_typed, read_arguments, require_name
from .ending import Ending
from .generated import BAD_REQUEST, INTERRUPTED, NOT_ALLOWED, NOT_READY
from .place import Place
from .request import Request, read
from .slots import take_slot


def main() -> NoReturn:
    os.umask(0o077)
    # What a crash left would be all that was in memory, secrets too. What is started inherits it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        try:
            code = run(sys.argv[1:])
        except Ending as ending:
            if is_typed(sys.argv[1:]):
                output.say(ending.message)
                code = ending.code
            else:
                code = _tell(reply(ending.code, ending.outcome, ending.message))
    except BrokenPipeError:
        # The caller has gone.
        code = INTERRUPTED
    except OSError as error:
        code = _tell(reply(NOT_READY, "not ready", output.why(error, "This server")))
    # Nobody reads what is buffered, and there is nothing to clean up.
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """
    Returns:
        the exit code.

    Raises:
        Ending: with the answer.
    """
    if is_typed(arguments):
        from .emergency import emergency

        return emergency(arguments, sys.argv[0])
    call = read_arguments(arguments)
    if call.session:
        from .session import run_session

        return run_session(call, Place(call.folder, call.environment, call.app))
    check_role(call)
    take_slot(call.folder, call.environment, call.role, call.app, call.action)
    request = read(call.action, by_hand=call.role == "")
    if call.action == "announce":
        from .announced import announce

        return _tell(announce(call, request))
    app = _app_of(call, request)
    if call.action in OF_ALL:
        return _of_all(call, app, request)
    place = Place(call.folder, call.environment, app)
    if call.action in ("pull", "logs"):
        return _beside(call, place, request)
    from .announced import caused
    from .session import change

    answer = change(call, caused(call, request), place)
    output.answer(json_text.line(answer))
    return int(answer["code"])


def _app_of(call: Call, request: Request) -> str:
    if call.app and request.app and request.app != call.app:
        said = f"This key is for the app {call.app}, and not for {request.app}."
        raise Ending(NOT_ALLOWED, "not allowed", said)
    app = call.app or request.app
    if app:
        require_name(app)
    elif call.action not in OF_ALL:
        raise Ending(BAD_REQUEST, "bad request", "The request names no app.")
    return app


def _of_all(call: Call, app: str, request: Request) -> int:
    if call.action in LOOKS:
        return _look(call, app, request)
    from .recover import recover

    return recover(call, app)


def _look(call: Call, app: str, request: Request) -> int:
    from .status import tell_history, tell_status

    tell = tell_status if call.action == "status" else tell_history
    told = tell(call.folder, call.environment, app, request)
    output.answer(json_text.pretty(told) if os.isatty(1) else json_text.line(told))
    return int(told["code"])


def _beside(call: Call, place: Place, request: Request) -> int:
    """What waits for no lock."""
    if call.action == "logs":
        from .logs import tell_logs

        return tell_logs(place, request)
    return _pull(place, request)


def _pull(place: Place, request: Request) -> int:
    from .actions import nothing_applied, pull_ahead
    from .app import App
    from .docker import Docker
    from .work import Work

    if not os.path.exists(place.applied):
        raise Ending(BAD_REQUEST, "bad request", nothing_applied(place))
    work = Work.make(place)
    try:
        docker = Docker(place, work.path)
        docker.sign_in(request)
        return _tell(pull_ahead(App(place, request, docker)))
    finally:
        work.remove()


def _tell(answer: dict[str, Any]) -> int:
    output.say(answer["message"])
    output.answer(json_text.pretty(answer) if os.isatty(1) else json_text.line(answer))
    return int(answer["code"])
