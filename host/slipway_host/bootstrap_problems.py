"""What is wrong with a request to bootstrap, all of it, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .generated import ALLOWED, NAME
from .texts import matches

_TAKEN = ("bin", "versions", "environments")
_PUBLIC = "(ssh-ed25519|ecdsa-sha2-nistp[0-9]+|sk-[a-z0-9@.-]+|ssh-rsa) [A-Za-z0-9+/=]+"
_OF_ONE_APP = ("deployer", "puller")


def problems_of_bootstrap(request: dict[str, Any]) -> Iterator[str]:
    environment = request.get("environment")
    if not matches(NAME, environment):
        yield "`environment` must be the name of one."
    elif environment in _TAKEN:
        yield f"`environment` must not be {environment}, which is a folder of slipway-host's own."
    folder = request.get("folder")
    if not matches("/[A-Za-z0-9._/-]+", folder) or ".." in str(folder):
        yield "`folder` must be an absolute path of letters, digits, `.`, `_` and `-`."
    if not matches("[a-z_][a-z0-9_-]*", request.get("user")):
        yield "`user` must be the name of one."
    if not isinstance(request.get("timer"), (bool, type(None))):
        yield "`timer` must be true or false."
    keys = request.get("keys")
    if not isinstance(keys, list):
        yield "`keys` is missing."
        return
    for key in keys:
        yield from _problems_of_key(key if isinstance(key, dict) else {})


def _problems_of_key(key: dict[str, Any]) -> Iterator[str]:
    role, app = key.get("role"), key.get("app")
    if not matches(_PUBLIC, key.get("public")):
        yield "A key's `public` must be of OpenSSH's form, without a comment."
    roles = list(ALLOWED)
    if role not in roles:
        yield f"A key's `role` must be {', '.join(roles[:-1])} or {roles[-1]}."
    if app is not None and not matches(NAME, app):
        yield "A key's `app` must be the name of one."
    if role in _OF_ONE_APP and app is None:
        yield f"A {role}'s key must name its `app`."
