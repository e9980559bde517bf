"""What an administrator types on a server when nothing else can be reached: no JSON, no options, no
network, and nothing is asked.
"""

from __future__ import annotations

import os
import pwd
import shlex
import sys
from collections.abc import Sequence
from typing import Any

from .call import Call
from .ending import Ending
from .generated import BAD_REQUEST, NAME
from .owner import as_owner, become_owner
from .place import Place, apps_of
from .request import Request
from .status import tell_status
from .texts import matches, number_of, one_line, short

HELP = """slipway-host: what this server serves, and back to what it served before.

  {program}                                     what serves
  {program} rollback <app> [<environment>]      back to the release before
  {program} rollback shop production --to 41    … or to one that is kept here

It needs no network: what served before is on this server. Deploys of what was left are refused from then
on, until somebody allows it (`slipway allow`). All else is done from where the stack files are.
"""


def root_of(program: str) -> str | None:
    """The root folder of the slipway-host that is called: `<root>/bin/versions/<version>/slipway-host`.
    None where it lies elsewhere.
    """
    version, _, _ = os.path.realpath(program).rpartition("/")
    versions, _, _ = version.rpartition("/")
    return versions.removesuffix("/bin/versions") if versions.endswith("/bin/versions") else None


def emergency(arguments: Sequence[str], program: str) -> int:
    """
    Args:
        program: what was called.

    Returns:
        the exit code.

    Raises:
        Ending: it is not clear what is wanted.
    """
    words = list(arguments)
    if words and words[0] in ("help", "--help", "-h"):
        _print(HELP.format(program=program))
        return 0
    root = root_of(program)
    if root is None:
        said = "slipway-host needs --folder with an absolute path."
        raise Ending(BAD_REQUEST, "bad request", said)
    if not words or words == ["status"]:
        return _tell_all(root, program)
    if words[0] == "rollback":
        return _rollback(root, program, words[1:])
    said = f"`{one_line(' '.join(words))}` is nothing that slipway-host knows: `{program} --help`."
    raise Ending(BAD_REQUEST, "bad request", said)


def environments_of(root: str) -> list[str]:
    """The environments that there are on a server, in order."""
    try:
        names = os.listdir(root)
    except OSError:
        return []
    return sorted(
        name
        for name in names
        if name != "bin" and matches(NAME, name) and os.path.isdir(f"{root}/{name}")
    )


def _tell_all(root: str, program: str) -> int:
    rows = [row for environment in environments_of(root) for row in _rows(root, environment)]
    if not rows:
        _print(f"Nothing is kept in {root} yet.\n")
    for row in rows:
        _print("  ".join(row).rstrip() + "\n")
    _print(f"\nBack to the release before: {program} rollback <app>. More: {program} --help\n")
    return 0


def _rows(root: str, environment: str) -> list[tuple[str, ...]]:
    def ask() -> dict[str, Any]:
        return tell_status(root, environment, "", Request("status", {}))

    told = as_owner(f"{root}/{environment}", ask)
    if told is None:
        return [(environment, "can't be read")]
    return [(environment, app["app"], _row(app)) for app in told["apps"]]


def _row(app: dict[str, Any]) -> str:
    release, by_hand = app.get("release"), app.get("byHand")
    if release is None:
        return str(app.get("message", ""))
    version = f", version {release['version']}" if "version" in release else ""
    said = f"release {release['number']}{version}, {short(release['image'])}"
    since = f"since {release.get('since', 'some time')}"
    health = "healthy" if app["healthy"] else f"not healthy: {app.get('message', '')}"
    if by_hand:
        runs = f"{short(by_hand['image'])} runs, started by hand"
        return f"{runs}; {said} was deployed last; {health}"
    return f"{said}, {since}, {health}"


def _rollback(root: str, program: str, words: list[str]) -> int:
    to, words = _to(words)
    if len(words) not in (1, 2):
        said = f"Which app? `{program} rollback <app> [<environment>]`."
        raise Ending(BAD_REQUEST, "bad request", said)
    app, *asked = words
    environment = asked[0] if asked else _environment_of(root, program, app, to)
    if not matches(NAME, app) or app not in _apps_of(root, environment):
        raise Ending(BAD_REQUEST, "bad request", _unknown(root, app, environment))
    place = Place(root, environment, app)
    body: dict[str, Any] = {"app": app, "cause": _cause()}
    request = Request("rollback", body if to is None else {**body, "to": to})
    become_owner(f"{root}/{environment}")
    from .session import change

    call = Call(root, "", environment, app, "rollback", "", None)
    answer = change(call, request, place)
    _print(f"{answer['message']}\n")
    return int(answer["code"])


def _to(words: list[str]) -> tuple[int | None, list[str]]:
    if "--to" not in words:
        return None, words
    at = words.index("--to")
    number = number_of(words[at + 1]) if at + 1 < len(words) else None
    if number is None:
        raise Ending(BAD_REQUEST, "bad request", "`--to` takes the number of a release.")
    return number, words[:at] + words[at + 2 :]


def _environment_of(root: str, program: str, app: str, to: int | None) -> str:
    """The only one that has an app of this name."""
    found = [each for each in environments_of(root) if app in _apps_of(root, each)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Ending(BAD_REQUEST, "bad request", _unknown(root, app, ""))
    more = "" if to is None else f" --to {to}"
    commands = [shlex.join([program, "rollback", app, each]) + more for each in found]
    said = f"{app} is in {' and '.join(found)}. Which one?\n  " + "\n  ".join(commands)
    raise Ending(BAD_REQUEST, "bad request", said)


def _unknown(root: str, app: str, environment: str) -> str:
    where = f" in {one_line(environment)}" if environment else ""
    kept = [f"{each} {name}" for each in environments_of(root) for name in _apps_of(root, each)]
    there = f"Here are: {', '.join(kept)}." if kept else f"Nothing is kept in {root} yet."
    return f"There is no app {one_line(app)}{where} on this server. {there}"


def _apps_of(root: str, environment: str) -> list[str]:
    if not matches(NAME, environment) or not os.path.isdir(f"{root}/{environment}"):
        return []
    return as_owner(f"{root}/{environment}", lambda: apps_of(root, environment)) or []


def _cause() -> dict[str, str]:
    """Who types this, for the history."""
    author = os.environ.get("SUDO_USER") or pwd.getpwuid(os.getuid()).pw_name
    return {"author": author, "emergency": "by hand on the server"}


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
