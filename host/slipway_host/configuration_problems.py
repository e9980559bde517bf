"""What is wrong with a configuration, all of it, in words for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from . import json_text
from .backup_problems import problems_of_backup
from .configuration import names_image, other_files, references, subset
from .generated import ADDRESS, MOST_SECONDS, VERSION_PATH
from .texts import is_text, matches

_STEERS = r"(IMAGE|PATH|HOME|PWD|SHELL|IFS|(COMPOSE|DOCKER|BUILDKIT|BUILDX|LD|BASH|SLIPWAY)_.*)"


def problems_of_configuration(configuration: Any) -> Iterator[str]:
    if not isinstance(configuration, dict):
        yield "`configuration` is missing."
        return
    compose: Any = configuration.get("compose")
    files: Any = configuration.get("files")
    env: Any = configuration.get("env")
    secrets: Any = configuration.get("secrets")
    shape = [*_problems_of_compose(compose), *_problems_of_files(files)]
    yield from shape
    yield from _problems_of_env("env", env)
    yield from _problems_of_env("secrets", secrets)
    if _is_map_of_texts(env) and _is_map_of_texts(secrets):
        for key in env:
            if key in secrets:
                yield (f"`{key}` stands in `configuration.env` and in `configuration.secrets`.")
    if not shape:
        for path in references(compose):
            if not subset(files, path):
                yield (
                    f"The compose file wants files/{path}, which `configuration.files` "
                    "does not bring."
                )
        for place in other_files(compose):
            yield (
                f"`configuration.compose.{place}` names another compose file, which is not on the "
                "server: its services belong into this one."
            )
        yield from _problems_of_once(compose["services"], configuration.get("once"))
        yield from problems_of_backup(compose["services"], configuration.get("backup"))
    if configuration.get("health") is not None:
        yield from _problems_of_health(configuration["health"])


def _problems_of_compose(compose: Any) -> Iterator[str]:
    services = compose.get("services") if isinstance(compose, dict) else None
    if not isinstance(services, dict) or not all(isinstance(s, dict) for s in services.values()):
        yield "`configuration.compose` must be a compose file with `services`."
    elif not any(names_image(service.get("image")) for service in services.values()):
        yield "No service of the compose file runs `${IMAGE}`."


def _problems_of_once(services: dict[str, Any], once: Any) -> Iterator[str]:
    if once is None:
        return
    if not isinstance(once, list) or not all(is_text(name) for name in once):
        yield "`configuration.once` must be a list of services."
        return
    for name in once:
        if name not in services:
            yield f"`configuration.once` names {name}, which is no service of the compose file."
        elif services[name].get("profiles"):
            yield f"`configuration.once` names {name}, which has `profiles` and is not started."


def _problems_of_files(files: Any) -> Iterator[str]:
    if not _is_map_of_texts(files):
        yield "`configuration.files` must be an object of texts in base64."
        return
    for path, content in files.items():
        name = json_text.line(path)
        if not _is_path(path):
            yield f"`configuration.files` has {name}, which is not a path below files/."
        if not _is_base64(content):
            yield f"`configuration.files[{name}]` is not base64."


def _problems_of_env(field: str, env: Any) -> Iterator[str]:
    if not _is_map_of_texts(env):
        yield f"`configuration.{field}` must be an object of texts."
        return
    for key, value in env.items():
        if not matches("[A-Za-z_][A-Za-z0-9_]*", key):
            yield (
                f"`configuration.{field}` has the key {json_text.line(key)}: "
                "letters, digits and _ are allowed."
            )
        if re.fullmatch(_STEERS, key, re.ASCII | re.IGNORECASE | re.DOTALL):
            yield (
                f"`configuration.{field}.{key}` steers Compose, Docker or the shell, "
                "and is not the app's to set."
            )
        if "\0" in value:
            yield f"`configuration.{field}.{key}` has a NUL in it, which no program can be given."


def _problems_of_health(health: Any) -> Iterator[str]:
    if not isinstance(health, dict):
        yield "`configuration.health` must be an object."
        return
    if not _is_address(health.get("url")):
        yield "`configuration.health.url` must be an http or https address."
    version = health.get("version")
    if version is not None and not matches(VERSION_PATH, version):
        yield "`configuration.health.version` must be a path such as `.version`."
    smoke = health.get("smoke")
    if smoke is not None and not (isinstance(smoke, list) and all(map(_is_smoke, smoke))):
        yield "`configuration.health.smoke` must be a list of paths or addresses."
    if not isinstance(health.get("proxy", False), bool):
        yield "`configuration.health.proxy` must be true or false."
    within: Any = health.get("within")
    is_number = isinstance(within, (int, float)) and not isinstance(within, bool)
    if not is_number or not 0 < within <= MOST_SECONDS:
        yield (
            f"`configuration.health.within` must be a number of seconds, at most {MOST_SECONDS}."
        )


def _is_map_of_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _is_address(value: Any) -> bool:
    return is_text(value) and matches(ADDRESS, value)


def _is_smoke(value: Any) -> bool:
    return _is_address(value) or (is_text(value) and matches(r"/[^\s]*", value))


def _is_base64(text: str) -> bool:
    # A pattern of groups of four would need forty times the memory that a file has.
    return len(text) % 4 == 0 and matches("[A-Za-z0-9+/]*={0,2}", text)


def _is_path(path: str) -> bool:
    names = path.split("/")
    return all(matches(r"[^/:\x00-\x1f]+", name) and name not in (".", "..") for name in names)
