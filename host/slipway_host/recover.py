"""Goes on with what was begun and not ended. Nothing that was not begun is changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from . import durable, json_text, output, restoring
from .answer import reply
from .by_hand import look_for_hand, replaced_by
from .call import Call
from .ending import Ending
from .generated import BUSY, NOT_READY, PROTOCOL, PUT_BACK, PUT_BACK_FAILED, SERVING
from .locks import is_free
from .mending import mend, say_mended
from .owner import become_owner
from .place import Place, apps_of
from .request import Request
from .switching import Switching
from .texts import short
from .watching import Watching

if TYPE_CHECKING:
    from .answer import Answers
    from .app import App
    from .begun import Begun


def recover(call: Call, app: str) -> int:
    """Has all that is open be gone on with, side by side.

    Args:
        app: of one; empty for all of the environment.

    Returns:
        the exit code.
    """
    here = f"{call.folder}/{call.environment}"
    if os.path.isdir(here):
        become_owner(here)
    names = [app] if app else apps_of(call.folder, call.environment)
    places = [Place(call.folder, call.environment, name) for name in names]
    told = _side_by_side(call, [place for place in places if is_due(place)])
    # What was put back is in order.
    codes = [0 if each["code"] in (BUSY, PUT_BACK) else int(each["code"]) for each in told]
    code = max([0, *codes])
    output.answer(json_text.line({"protocol": PROTOCOL, "code": code, "apps": told}))
    return code


def is_due(place: Place) -> bool:
    """Whether there is something that it is time to go on with."""
    try:
        was = Switching.read(place.switching)
        watching = Watching.read(place.watching)
    except durable.Damaged:
        return True
    if restoring.is_due(place):
        return True
    if was is not None:
        return was.is_due
    return watching is not None and is_free(place.watching)


def _side_by_side(call: Call, places: list[Place]) -> list[dict[str, Any]]:
    if not places:
        return []
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=8) as threads:
        return list(threads.map(lambda place: _recover_one(call, place), places))


def _recover_one(call: Call, place: Place) -> dict[str, Any]:
    from .session import change

    try:
        _forget_logs(place)
        told = change(call, Request("recover", {"wait": 0}), place)
    except Ending as ending:
        told = reply(ending.code, ending.outcome, ending.message)
    except OSError as error:
        told = reply(NOT_READY, "not ready", output.why(error, place.here))
    return {"app": place.app, **told}


def _forget_logs(place: Place) -> None:
    """What is tried each hour leaves one: the others tell of deploys."""
    for name in os.listdir(place.log):
        if "-recover-" in name:
            durable.remove(f"{place.log}/{name}")


def go_on(app: App, begun: Begun, answers: Answers) -> dict[str, Any]:
    """Goes on with one app's. Needs its lock.

    Returns:
        the answer.
    """
    from .watch import judge_left

    nothing = reply(SERVING, "unchanged", "Nothing was left open.")
    if not is_due(app.place):
        return nothing
    say_mended(app, mend(app))
    from .restore import finish_interrupted

    nothing = finish_interrupted(app, answers) or nothing
    was = Switching.read(app.place.switching)
    is_stuck = was is not None and was.is_stuck
    if was is not None and is_stuck and not was.is_due:
        return nothing
    by_hand = look_for_hand(app) if is_stuck else None
    if was is not None and by_hand is not None:
        replaced = replaced_by(app, was.number)
        if replaced is None or replaced[0] != by_hand.image:
            durable.write_json(app.place.switching, was.stuck().told())
            said = f"{short(by_hand.image)} runs here, started by hand: it is left alone."
            return reply(PUT_BACK_FAILED, "put back failed", said)
    answer = begun.finish(is_tried_again=True)
    return judge_left(app, begun) or answer or nothing
