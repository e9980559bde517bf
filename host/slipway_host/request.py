"""A request: how it arrives, what may be wrong with it, and what it asks for."""

from __future__ import annotations

import math
import os
import select
import time
from collections.abc import Iterator
from typing import Any

from . import json_text
from .call import OF_ALL
from .configuration_problems import problems_of_configuration
from .ending import Ending
from .generated import (
    APPLY_BYTES,
    BAD_REQUEST,
    DIGEST,
    IMAGE,
    MOST_LOG_LINES,
    MOST_SECONDS,
    PULL_SECONDS,
    REPOSITORY,
    REQUEST_BYTES,
    REQUEST_SECONDS,
    REQUEST_VALUES,
    TOLD_HISTORY,
    WAIT_SECONDS,
)
from .texts import is_text, matches, one_line

_WATCHED = ("apply", "deploy")
MOST_SERVICES = 100

MOST_SINCE = 10 * 366 * 86_400
"""Seconds back: further than any log."""

_DIGEST_OF_IMAGE = "an image with its digest, `registry/name@sha256:…`"


class Request:
    """What is asked for. What is not known is ignored, since the protocol only grows."""

    def __init__(self, action: str, body: dict[str, Any]) -> None:
        self.action = action
        self.body = body
        self.app: str = body.get("app") or ""
        self.wait: int = math.ceil(_or(body.get("wait"), WAIT_SECONDS))
        self.pull_within: int = math.ceil(_or(body.get("pullWithin"), PULL_SECONDS))
        self.image: str = body.get("image") or ""
        self.version: str = body.get("version") or ""
        self.to: int | None = None if body.get("to") is None else int(body["to"])
        self.by_hand: bool = body.get("byHand") is True
        self.last: int = int(_or(body.get("last"), TOLD_HISTORY))
        self.service: str = body.get("service") or ""
        self.since: float | None = body.get("since")
        self.follow: bool = body.get("follow") is True
        self.services: list[str] = body.get("services") or []
        self.with_next_image: bool = body.get("withNextImage") is True
        self.watch: int = math.ceil(_or(body.get("watch"), 0)) if action in _WATCHED else 0
        self.backup: str = body.get("backup") or ""
        self.repository: str | None = body.get("repository")
        self.registry: dict[str, str] | None = body.get("registry")
        self.cause: Any = body.get("cause")

    @property
    def who(self) -> str:
        """Who asks for what; said to those who have to wait for it."""
        cause = self.cause if isinstance(self.cause, dict) else {}
        author = f" by {one_line(cause['author'])}" if cause.get("author") else ""
        pipeline = f", pipeline {one_line(cause['pipeline'])}" if cause.get("pipeline") else ""
        return f"{self.action}{author}{pipeline}"


def _or(value: Any, otherwise: float) -> Any:
    return otherwise if value is None else value


def read(action: str, by_hand: bool) -> Request:
    """Reads the request from standard input.

    Args:
        by_hand: whether an administrator calls, who may leave it out at a terminal.

    Raises:
        Ending: it can't be served.
    """
    data = b"" if os.isatty(0) else _received(action)
    if data == b"" and (action in OF_ALL or (by_hand and os.isatty(0))):
        data = b"{}"
    # Counted without reading it: what separates values stands in texts, too, and seldom there.
    if sum(data.count(each) for each in (b",", b"[", b"{")) > REQUEST_VALUES:
        said = f"The request has more than {REQUEST_VALUES} values."
        raise Ending(BAD_REQUEST, "bad request", said)
    try:
        body = json_text.parse(data)
    except ValueError:
        raise Ending(BAD_REQUEST, "bad request", "The request is not JSON.") from None
    problems = [one_line(problem) for problem in problems_of_request(action, body)]
    if problems:
        said = f"The request can not be served: {' '.join(problems)}"
        raise Ending(BAD_REQUEST, "bad request", said)
    return Request(action, body)


def _received(action: str) -> bytes:
    most = APPLY_BYTES if action == "apply" else REQUEST_BYTES
    end = time.monotonic() + REQUEST_SECONDS
    data = bytearray()
    while True:
        ready, _, _ = select.select([0], [], [], max(0, end - time.monotonic()))
        if not ready:
            said = f"The request did not arrive within {REQUEST_SECONDS} s."
            raise Ending(BAD_REQUEST, "bad request", said)
        piece = os.read(0, 1 << 20)
        if piece == b"":
            return bytes(data)
        data += piece
        if len(data) > most:
            said = f"The request is larger than the {most // 1024} KiB that {action} may have."
            raise Ending(BAD_REQUEST, "bad request", said)


def problems_of_request(action: str, body: Any) -> Iterator[str]:
    """All that is wrong, a sentence each."""
    if not isinstance(body, dict):
        yield "The request must be a JSON object."
        return
    if body.get("app") is not None and not is_text(body["app"]):
        yield "`app` must be a text."
    wait = body.get("wait")
    if wait is not None and not _is_time(wait):
        yield f"`wait` must be a number of seconds, at most {MOST_SECONDS}."
    within = body.get("pullWithin")
    if within is not None and not (_is_number(within) and 1 <= within <= MOST_SECONDS):
        yield f"`pullWithin` must be a number of seconds, at most {MOST_SECONDS}."
    watch = body.get("watch")
    if watch is not None and action in _WATCHED and not _is_time(watch):
        yield f"`watch` must be a number of seconds, at most {MOST_SECONDS}."
    yield from _PROBLEMS[action](body)


def _problems_of_apply(body: dict[str, Any]) -> Iterator[str]:
    yield from problems_of_configuration(body.get("configuration"))
    if not isinstance(body.get("withNextImage", False), (bool, type(None))):
        yield "`withNextImage` must be true or false."
    repository = body.get("repository")
    if repository is not None and not matches(REPOSITORY, repository):
        yield "`repository` must be an image without tag and digest, `registry/project/release`."
    yield from _problems_of_registry(body)


def _problems_of_deploy(body: dict[str, Any]) -> Iterator[str]:
    yield from _problems_of_image(body, IMAGE, _DIGEST_OF_IMAGE)
    if body.get("version") is not None and not is_text(body["version"]):
        yield "`version` must be a text of one line."
    yield from _problems_of_registry(body)


def _problems_of_pull(body: dict[str, Any]) -> Iterator[str]:
    yield from _problems_of_image(body, IMAGE, _DIGEST_OF_IMAGE)
    yield from _problems_of_registry(body)


def _problems_of_rollback(body: dict[str, Any]) -> Iterator[str]:
    to = body.get("to")
    if to is not None and not (_is_number(to) and to >= 1 and to == int(to)):
        yield "`to` must be the number of a release."
    if not isinstance(body.get("byHand", False), (bool, type(None))):
        yield "`byHand` must be true or false."
    yield from _problems_of_registry(body)


def _problems_of_allow(body: dict[str, Any]) -> Iterator[str]:
    yield from _problems_of_image(body, DIGEST, "an image with its digest, or the digest")


def _problems_of_restore(body: dict[str, Any]) -> Iterator[str]:
    if not is_text(body.get("backup")):
        yield "`backup` must be the name of a backup, as `status` tells them."
    yield from _problems_of_registry(body)


def _problems_of_history(body: dict[str, Any]) -> Iterator[str]:
    last = body.get("last")
    if last is not None and not (_is_number(last) and last >= 1):
        yield "`last` must be a number of entries."


def _problems_of_logs(body: dict[str, Any]) -> Iterator[str]:
    if body.get("service") is not None and not is_text(body["service"]):
        yield "`service` must be the name of a service."
    since = body.get("since")
    if since is not None and not (_is_number(since) and 0 <= since <= MOST_SINCE):
        yield f"`since` must be a number of seconds, at most {MOST_SINCE}."
    if not isinstance(body.get("follow", False), (bool, type(None))):
        yield "`follow` must be true or false."
    last = body.get("last")
    if last is not None and not (_is_number(last) and 1 <= last <= MOST_LOG_LINES):
        yield f"`last` must be a number of lines, at most {MOST_LOG_LINES}."


def _problems_of_restart(body: dict[str, Any]) -> Iterator[str]:
    services = body.get("services")
    if services is None:
        return
    is_list = isinstance(services, list) and 0 < len(services) <= MOST_SERVICES
    if not is_list or not all(is_text(name) and name for name in services):
        yield f"`services` must be names of services, at most {MOST_SERVICES}."


def _no_problems(_: dict[str, Any]) -> Iterator[str]:
    return iter(())


def _problems_of_image(body: dict[str, Any], pattern: str, words: str) -> Iterator[str]:
    image = body.get("image")
    if not (is_text(image) and matches(pattern, image)):
        yield f"`image` must be {words}."


def _problems_of_registry(body: dict[str, Any]) -> Iterator[str]:
    registry = body.get("registry")
    if registry is None:
        return
    fields = ("address", "user", "password")
    if not isinstance(registry, dict) or not all(
        isinstance(registry.get(field), str) and registry[field] for field in fields
    ):
        yield "`registry` must have `address`, `user` and `password`."


_PROBLEMS = {
    "apply": _problems_of_apply,
    "deploy": _problems_of_deploy,
    "rollback": _problems_of_rollback,
    "allow": _problems_of_allow,
    "pull": _problems_of_pull,
    "restore": _problems_of_restore,
    "status": _no_problems,
    "history": _problems_of_history,
    "recover": _no_problems,
    "logs": _problems_of_logs,
    "restart": _problems_of_restart,
    "remove": _no_problems,
    "announce": _no_problems,
}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_time(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= MOST_SECONDS
