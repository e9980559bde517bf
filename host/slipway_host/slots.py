"""How many calls there may be at once: anyone with a key could fill the server with them."""

from __future__ import annotations

import os

from .ending import Ending
from .generated import BUSY, CALLS_AT_ONCE, LOGS_AT_ONCE
from .locks import is_taken
from .texts import matches


def take_slot(folder: str, environment: str, role: str, app: str, action: str = "") -> None:
    """Takes one of the slots that the keys of a role have for an app, until this process ends.

    Args:
        app: empty for all of the environment's.
        action: logs are followed for long, so their slots are others.

    Raises:
        Ending: there is none left.
    """
    place = f"{folder}/{environment}"
    if not matches("[a-z]+", role) or not os.path.isdir(place):
        return
    slots = f"{place}/.calls"
    try:
        os.makedirs(slots, mode=0o700, exist_ok=True)
    except OSError:
        # Who can't write here can't fill it either; what the call is for says more.
        return
    kind, most = ("+logs", LOGS_AT_ONCE) if action == "logs" else ("", CALLS_AT_ONCE)
    for number in range(most):
        # Python has nothing inherit it (PEP 446), so it is free when the call ends, however it does.
        path = f"{slots}/{role}{kind}-{app}-{number}"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if is_taken(descriptor):
            return
        os.close(descriptor)
    whose = f"of {app} " if app else ""
    said = f"There are {most} calls {whose}by {role}s' keys already. Try again later."
    raise Ending(BUSY, "busy", said)
