"""What a call is told by its command line, which a key is bound to, and by its caller."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from .ending import Ending
from .generated import ALLOWED, BAD_REQUEST, NAME, NOT_ALLOWED
from .texts import matches

_ACTIONS = (
    "apply",
    "deploy",
    "rollback",
    "allow",
    "pull",
    "restore",
    "status",
    "history",
    "recover",
    "logs",
    "restart",
    "remove",
    "announce",
)
LOOKS = ("status", "history")
"""The actions that every role may ask for."""

OF_ALL = (*LOOKS, "recover")
"""The actions that may be about all apps, and that an empty request will do for."""


class Call(NamedTuple):
    """Who asks where for what."""

    folder: str
    role: str
    """Empty for an administrator."""
    environment: str
    app: str
    """What the key is bound to; empty for any."""
    action: str
    session: str
    """The folder of the call that this process carries out."""
    lock: int | None
    """The descriptor of the app's lock, which that call has passed on."""


def is_typed(arguments: Sequence[str]) -> bool:
    """Whether this is no call by a key or of Slipway's own."""
    return "--folder" not in arguments


def read_arguments(arguments: Sequence[str]) -> Call:
    """
    Raises:
        Ending: it is not clear what is asked for.
    """
    options = dict.fromkeys(("folder", "role", "environment", "app", "session", "lock"), "")
    words = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if not argument.startswith("-"):
            words.append(argument)
        elif argument[2:] in options and argument.startswith("--"):
            options[argument[2:]] = rest.pop(0) if rest else ""
        else:
            raise _bad(f"slipway-host does not know the option {argument}.")
    # A key's caller can choose the action and nothing else.
    if options["role"]:
        words = os.environ.get("SSH_ORIGINAL_COMMAND", "").split()
    if not options["folder"].startswith("/"):
        raise _bad("slipway-host needs --folder with an absolute path.")
    if not matches(NAME, options["environment"]):
        raise _bad("slipway-host needs --environment with the name of an environment.")
    if not words or words[0] not in _ACTIONS:
        listed = f"{', '.join(_ACTIONS[:-1])} or {_ACTIONS[-1]}"
        raise _bad(f"slipway-host needs an action: {listed}.")
    if len(words) > 1:
        said = "slipway-host takes the action alone; what belongs to it"
        raise _bad(f"{said} comes as JSON on standard input.")
    if options["app"]:
        require_name(options["app"])
    lock = int(options["lock"]) if options["lock"] else None
    return Call(
        options["folder"],
        options["role"],
        options["environment"],
        options["app"],
        words[0],
        options["session"],
        lock,
    )


def check_role(call: Call) -> None:
    """
    Raises:
        Ending: the key may not do this.
    """
    if call.role and call.action not in (*LOOKS, *ALLOWED.get(call.role, ())):
        said = f"This key's role is {call.role}, which may not {call.action}."
        raise Ending(NOT_ALLOWED, "not allowed", said)


def require_name(app: str) -> None:
    if not matches(NAME, app):
        said = "The name of the app is not one: letters, digits, '.', '_' and '-' are allowed."
        raise _bad(said)


def _bad(message: str) -> Ending:
    return Ending(BAD_REQUEST, "bad request", message)
