"""Requests that are almost right: each is refused in words, or can be worked with."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from slipway_host import json_text
from slipway_host.bootstrap_problems import problems_of_bootstrap
from slipway_host.compose_file import compose_file
from slipway_host.configuration import app_services, canonical, health, in_order, references, subset
from slipway_host.env_file import env_file
from slipway_host.release import Release
from slipway_host.request import Request, problems_of_request
from slipway_host.secret_forms import forms_of_all
from slipway_host.version_path import value_at

from . import samples
from .server import configured

REGISTRY = {"address": "registry.example.com", "user": "robot", "password": "word"}

REQUESTS: dict[str, dict[str, Any]] = {
    "apply": {
        "app": "shop",
        "configuration": configured(),
        "withNextImage": False,
        "repository": samples.NAME,
        "registry": REGISTRY,
        "cause": {"author": "Ann", "pipeline": "1"},
    },
    "deploy": {"image": samples.image("a"), "version": "1.0", "registry": REGISTRY, "wait": 5},
    "rollback": {"to": 3, "wait": 0.5, "byHand": False},
    "allow": {"image": samples.digest("a"), "cause": {}},
    "pull": {"image": samples.image("a"), "registry": REGISTRY},
    "history": {"last": 5, "app": "shop"},
    "announce": {"cause": {"author": "Ann"}},
    "status": {"app": "shop"},
}

HOSTILE: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        1e308,
        10**300,
        "",
        "\0",
        "\n",
        "x\n",
        "../..",
        "$(id)",
        "²",
        "١",
    ),
    *(
        "a" * 5000,
        "\u2028",
        "😀",
        "http://[",
        "${IMAGE}",
        "$IMAGE",
        "files",
        "./files/",
        "files/../x",
    ),
    *([], {}, [[]], [None], {"": None}, {"a": {}}, ["files/a:/b"], {"source": 1}, {"path": []}),
    *(
        {"file": "files/x"},
        {"image": []},
        {"services": None},
        {"services": {"a": {"image": "${IMAGE}"}}},
    ),
]


def mutated(value: Any, random_: random.Random) -> Any:
    """A copy in which one part is another, missing, or in another place."""
    if not value or not isinstance(value, (dict, list)) or random_.random() < 0.15:
        return random_.choice(HOSTILE)
    if isinstance(value, list):
        index = random_.randrange(len(value))
        return [*value[:index], mutated(value[index], random_), *value[index + 1 :]]
    key = random_.choice(list(value))
    kind = random_.random()
    if kind < 0.1:
        return {name: each for name, each in value.items() if name != key}
    if kind < 0.2:
        name = random_.choice([each for each in HOSTILE if isinstance(each, str)])
        return {**value, name: value[key]}
    return {**value, key: mutated(value[key], random_)}


def work_with(action: str, body: dict[str, Any]) -> None:
    """What a call does with a request that has no problem."""
    asked = Request(action, body)
    assert asked.who.isprintable() or "\x1b" not in asked.who
    json_text.pretty(body)
    if action != "apply":
        return
    configuration = in_order(body["configuration"])
    canonical(configuration)
    assert app_services(configuration)
    trees = dict.fromkeys(references(configuration["compose"]), "0")
    assert all(subset(configuration["files"], path) for path in trees)
    release = Release(1, samples.image("a"), "0")
    made = compose_file(configuration["compose"], release, "/r", "/f", trees)
    json_text.pretty(made)
    env_file(configuration)
    rules = health(configuration)
    assert rules.within > 0
    value_at(rules.version, b'{"version":[1]}')
    forms_of_all(configuration["secrets"].values())


@pytest.mark.parametrize("action", REQUESTS)
def test_a_request_is_refused_in_words_or_can_be_worked_with(action: str) -> None:
    count = 0
    # Ten thousand with all actions together.
    for seed in range(4000 if action == "apply" else 1000):
        random_ = random.Random(seed)
        body: Any = REQUESTS[action]
        for _ in range(random_.randint(1, 3)):
            body = mutated(body, random_)
        problems = list(problems_of_request(action, body))
        assert all(problem.endswith(".") for problem in problems)
        if not problems:
            count += 1
            work_with(action, json_text.parse(json.dumps(body).encode()))
    assert count > 5


def garbled(data: bytes, random_: random.Random) -> bytes:
    """Bytes of which some are cut off, doubled, changed or put in between."""
    first, second = sorted(random_.randrange(len(data) + 1) for _ in range(2))
    return random_.choice(
        (
            data[:first],
            data[first:],
            data[:first] + data[second:],
            data[:second] + data[first:],
            data + data,
            data[:first] + random_.randbytes(random_.randint(1, 4)) + data[second:],
            data[:first] + random_.choice(HOSTILE_BYTES) + data[first:],
        )
    )


HOSTILE_BYTES = (
    *(b"NaN", b"-Infinity", b"1" * 5000, b"1e999", b"[" * 5000, b'{"a":' * 500, b"\\ud800"),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x00", b"//", b",", b'"', b"{}"),
)


@pytest.mark.parametrize("action", REQUESTS)
def test_bytes_are_no_json_or_a_request_that_is_refused_or_can_be_worked_with(action: str) -> None:
    data = json.dumps(REQUESTS[action]).encode()
    unreadable = 0
    for seed in range(1000):
        try:
            body = json_text.parse(garbled(data, random.Random(seed)))
        except ValueError:
            unreadable += 1
            continue
        if not list(problems_of_request(action, body)):
            work_with(action, body)
    assert 500 < unreadable < 1000


def test_a_bootstrap_is_refused_in_words_or_can_be_worked_with() -> None:
    good = {
        "environment": "production",
        "folder": "/srv",
        "user": "slipway",
        "keys": [{"role": "deployer", "public": "ssh-rsa AAAA", "app": "shop"}],
    }
    refused = sum(_is_refused(good, seed, problems_of_bootstrap) for seed in range(300))
    assert refused > 100


def _is_refused(good: dict[str, Any], seed: int, problems_of: Callable[..., Any]) -> bool:
    body = mutated(good, random.Random(seed))
    return not isinstance(body, dict) or bool(list(problems_of(body)))
