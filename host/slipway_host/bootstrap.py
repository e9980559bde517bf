"""The first contact, as root: checks what is needed, makes the user and the folders, puts this program
in place, and binds the environment's keys to it. Done again, it changes what differs.
"""

from __future__ import annotations

import os
from typing import Any

from . import output, users
from .answer import reply
from .bootstrap_problems import problems_of_bootstrap
from .ending import Ending
from .generated import BAD_REQUEST, NOT_ALLOWED, NOT_READY, PROTOCOL
from .installation import install, replace_script
from .json_text import line
from .keys_file import write_keys
from .output import say
from .server_needs import missing
from .timer import remove_timer, set_timer

BIN = "bin"
"""The folder below the root that no environment may be called like."""


def main(files: dict[str, str], version: str, request: Any) -> int:
    """Carries a request of `host/bootstrap.ts` out, and answers.

    Args:
        files: this program: path below its folder, and text.
        version: what it is called.

    Returns:
        the exit code.
    """
    os.umask(0o077)
    try:
        answer = _bootstrap(files, version, request)
    except Ending as ending:
        say(ending.message)
        answer = reply(ending.code, ending.outcome, ending.message)
    except OSError as error:
        # A full disk is found out about on a descriptor.
        said = f"{error.filename or request['folder']}: {error.strerror}."
        say(said)
        answer = reply(NOT_READY, "not ready", said)
    output.answer(line(answer))
    return int(answer["code"])


def _bootstrap(files: dict[str, str], version: str, request: Any) -> dict[str, Any]:
    if os.geteuid() != 0:
        said = "Bootstrap needs root: log in as root, or as a user who may use sudo without a password."
        raise Ending(NOT_ALLOWED, "not allowed", said)
    lacking = missing()
    if lacking:
        said = f"This server lacks what slipway-host needs: {' '.join(lacking)}"
        raise Ending(NOT_READY, "not ready", said)
    _check(request)
    folder, environment, user = request["folder"], request["environment"], request["user"]
    users.ensure(user)
    home = users.home_of(user)
    _make_folders(folder, environment, user)
    install(f"{folder}/{BIN}", environment, version, files)
    write_keys(home, user, folder, environment, request["keys"])
    replace_script(f"{folder}/{BIN}", version)
    users.check_access(user)
    said = f"slipway-host is ready for {environment}"
    say(f"{said} in {folder}")
    said += _set_timer(request)
    return {
        "protocol": PROTOCOL,
        "code": 0,
        "outcome": "ready",
        "message": f"{said}.",
        "script": version,
    }


def _set_timer(request: Any) -> str:
    """Sets what looks after interrupted switches, or takes it away.

    Returns:
        what is to be said of it.
    """
    folder, environment = request["folder"], request["environment"]
    if request.get("timer") is False:
        remove_timer(folder, environment)
    if request.get("timer") is not True:
        # Who does not know of it has not asked for it.
        return ""
    problem = set_timer(folder, environment, request["user"])
    if not problem:
        return ""
    said = f"nothing looks after its interrupted switches: {problem}"
    say(said)
    return f", but {said}"


def _check(request: Any) -> None:
    if not isinstance(request, dict):
        raise Ending(BAD_REQUEST, "bad request", "The request is not a JSON object.")
    problems = list(problems_of_bootstrap(request))
    if problems:
        said = f"The request can not be served: {' '.join(problems)}"
        raise Ending(BAD_REQUEST, "bad request", said)


def _make_folders(folder: str, environment: str, user: str) -> None:
    """The user of the keys may run the program and not change it."""
    os.umask(0o022)
    try:
        os.makedirs(f"{folder}/{BIN}", exist_ok=True)
        os.makedirs(f"{folder}/{environment}", mode=0o700, exist_ok=True)
    except OSError:
        said = f"The folder {folder} can not be made."
        raise Ending(NOT_READY, "not ready", said) from None
    finally:
        os.umask(0o077)
    for path in (folder, f"{folder}/{BIN}"):
        os.chmod(path, 0o755)
    users.give(user, f"{folder}/{environment}", 0o700)
