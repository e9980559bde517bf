"""Who brings an `up` to an environment: said before, since its own requests are the same each time."""

from __future__ import annotations

import time
from typing import Any

from . import durable
from .answer import reply
from .call import Call
from .ending import Ending
from .generated import ANNOUNCED_SECONDS, NOT_READY, SERVING
from .request import Request


def announce(call: Call, request: Request) -> dict[str, Any]:
    """
    Returns:
        the answer.

    Raises:
        Ending: it can't be written down.
    """
    path = _path(call)
    try:
        if request.cause is None:
            durable.remove(path)
            return reply(SERVING, "announced", "The `up` is over.")
        # A clock that is set meanwhile ends it at most.
        told = {"cause": request.cause, "until": time.time() + ANNOUNCED_SECONDS}
        durable.write_json(path, told)
    except OSError:
        said = f"{path} can not be written. `up` prepares the server."
        raise Ending(NOT_READY, "not ready", said) from None
    return reply(SERVING, "announced", "The next `apply` is done for whom it says.")


def caused(call: Call, request: Request) -> Request:
    """An `apply` that does not say who asks for it, with whom an `up` has announced."""
    if request.action != "apply" or request.cause is not None:
        return request
    try:
        told = durable.read_json(_path(call))
        left = told["until"] - time.time()
        cause = told["cause"]
    except (durable.Damaged, OSError, TypeError, KeyError):
        return request
    if not 0 < left <= ANNOUNCED_SECONDS:
        return request
    return Request("apply", {**request.body, "cause": cause})


def _path(call: Call) -> str:
    return f"{call.folder}/{call.environment}/announced.json"
