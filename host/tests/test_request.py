from __future__ import annotations

import json
import math
import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from slipway_host import request as module
from slipway_host.ending import Ending
from slipway_host.generated import BAD_REQUEST, REQUEST_SECONDS
from slipway_host.request import problems_of_request

from . import former, samples
from .server import Clock

IMAGE = "`image` must be an image with its digest, `registry/name@sha256:…`."
DIGEST = "`image` must be an image with its digest, or the digest."
REGISTRY = "`registry` must have `address`, `user` and `password`."
WAIT = "`wait` must be a number of seconds, at most 86400."
WATCH = "`watch` must be a number of seconds, at most 86400."
REPOSITORY = "`repository` must be an image without tag and digest, `registry/project/release`."
TO = "`to` must be the number of a release."
LAST = "`last` must be a number of entries."

good = samples.image("a")

WRONG: list[tuple[str, Any, list[str]]] = [
    ("status", [], ["The request must be a JSON object."]),
    ("status", None, ["The request must be a JSON object."]),
    ("status", {"app": "a\nb", "wait": -1}, ["`app` must be a text.", WAIT]),
    ("history", {"app": "", "wait": 86401, "last": 0}, ["`app` must be a text.", WAIT, LAST]),
    ("history", {"app": 1, "wait": "1", "last": "1"}, ["`app` must be a text.", WAIT, LAST]),
    ("history", {"wait": True, "last": False}, [WAIT, LAST]),
    ("deploy", {}, [IMAGE]),
    (
        "deploy",
        {"image": f"{samples.NAME}:1", "version": "", "registry": {"address": "r", "user": "u"}},
        [IMAGE, "`version` must be a text of one line.", REGISTRY],
    ),
    (
        "deploy",
        {"image": good.replace("shop", "$shop"), "version": "1\x1b", "registry": "r"},
        [IMAGE, "`version` must be a text of one line.", REGISTRY],
    ),
    (
        "deploy",
        {"image": good.replace("shop", "sh op"), "version": 1},
        [IMAGE, "`version` must be a text of one line."],
    ),
    ("pull", {"image": good[:-1], "registry": {}}, [IMAGE, REGISTRY]),
    (
        "rollback",
        {"to": 1.5, "registry": {"address": "", "user": "u", "password": "p"}},
        [TO, REGISTRY],
    ),
    (
        "rollback",
        {"to": "1", "registry": {"address": "r", "user": 1, "password": "p"}},
        [TO, REGISTRY],
    ),
    ("rollback", {"to": 0}, [TO]),
    ("rollback", {"to": True}, [TO]),
    ("allow", {"image": good[:-1]}, [DIGEST]),
    ("allow", {}, [DIGEST]),
    (
        "apply",
        {"withNextImage": 1, "repository": f"{samples.NAME}:1", "registry": []},
        [
            "`configuration` is missing.",
            "`withNextImage` must be true or false.",
            REPOSITORY,
            REGISTRY,
        ],
    ),
    ("apply", {"configuration": samples.configuration(), "repository": "shop"}, [REPOSITORY]),
    ("apply", {"configuration": samples.configuration(), "repository": 1}, [REPOSITORY]),
]

RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("status", {}),
    ("status", {"app": None, "wait": None, "unknown": 1}),
    ("history", {"last": 1, "wait": 0}),
    ("deploy", {"image": good, "wait": 86400, "version": "1.0 (é)"}),
    ("deploy", {"image": good, "registry": {"address": "r", "user": "u", "password": "p"}}),
    ("pull", {"image": good, "registry": None}),
    ("rollback", {"to": 41}),
    ("rollback", {"to": 41.0}),
    ("allow", {"image": samples.digest("a")}),
    ("allow", {"image": good}),
    ("apply", {"configuration": samples.configuration(), "repository": ""}),
    (
        "apply",
        {
            "configuration": samples.configuration(),
            "repository": samples.NAME,
            "withNextImage": False,
        },
    ),
]


@pytest.mark.parametrize(("action", "body", "problems"), WRONG)
def test_all_problems_are_said_at_once(action: str, body: Any, problems: list[str]) -> None:
    assert list(problems_of_request(action, body)) == problems


@pytest.mark.parametrize(("action", "body"), RIGHT)
def test_what_is_right_has_no_problem(action: str, body: Any) -> None:
    assert list(problems_of_request(action, body)) == []


@pytest.mark.parametrize("action", sorted({action for action, _, _ in WRONG}))
def test_the_sentences_are_those_of_the_script(action: str) -> None:
    bodies = [body for of, body, _ in WRONG if of == action]
    bodies += [body for of, body in RIGHT if of == action]
    program = f'[{former.program("fields_of_request")}] | map(select(startswith("problem")))'
    told = former.jq_lines(bodies, "-c", "--arg", "action", action, program)
    for body, line in zip(bodies, told, strict=True):
        ours = [f"problem\t{problem}" for problem in problems_of_request(action, body)]
        assert former.parsed(line) == ours


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("deploy", {"image": f"{good}\n"}),
        ("deploy", {"image": f"\n{good}"}),
        ("deploy", {"image": good.replace("a" * 64, "\u0661" * 64)}),
        ("allow", {"image": f"{samples.digest('a')}\n"}),
        ("allow", {"image": f"x\n{samples.digest('a')}"}),
        ("apply", {"configuration": samples.configuration(), "repository": f"{samples.NAME}\n"}),
        ("deploy", {"image": good, "version": "1\n"}),
        ("status", {"app": "shop\n"}),
    ],
)
def test_a_lines_end_and_other_digits_are_no_part_of_a_name(action: str, body: Any) -> None:
    assert len(list(problems_of_request(action, body))) == 1


def test_what_a_request_leaves_out_has_a_default() -> None:
    asked = samples.request("rollback")
    assert (asked.app, asked.wait, asked.to, asked.last) == ("", 60, None, 20)
    assert (asked.image, asked.version, asked.repository, asked.registry) == ("", "", None, None)
    assert not asked.with_next_image
    assert samples.request(wait=0).wait == 0
    assert samples.request(wait=0.2).wait == 1
    assert samples.request(to=41.0).to == 41


def test_who_asked_is_one_line() -> None:
    asked = samples.request("deploy", cause={"author": "Ann\n\x1b[2JB", "pipeline": 7})
    assert asked.who == "deploy by Ann [2JB, pipeline 7"
    assert samples.request("apply", cause="x").who == "apply"
    assert samples.request("apply").who == "apply"


# --- As it arrives ---------------------------------------------------------------------------------

Feed = Callable[..., None]


@pytest.fixture
def feed() -> Iterator[Feed]:
    """Has standard input be a pipe with what is given; its other end is closed, or stays open."""
    kept = os.dup(0)
    opened: list[int] = []
    threads: list[threading.Thread] = []

    def give(data: bytes, is_closed: bool = True) -> None:
        reading, writing = os.pipe()
        os.dup2(reading, 0)
        os.close(reading)
        if is_closed:
            threads.append(threading.Thread(target=_write, args=(writing, data), daemon=True))
            threads[-1].start()
        else:
            os.write(writing, data)
            opened.append(writing)

    yield give
    os.dup2(kept, 0)
    os.close(kept)
    for descriptor in opened:
        os.close(descriptor)
    for thread in threads:
        thread.join()


def _write(descriptor: int, data: bytes) -> None:
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except BrokenPipeError:
        pass
    finally:
        os.close(descriptor)


def refusal(action: str, by_hand: bool = False) -> str:
    with pytest.raises(Ending) as caught:
        module.read(action, by_hand)
    assert (caught.value.code, caught.value.outcome) == (BAD_REQUEST, "bad request")
    return caught.value.message


def test_a_request_is_read_to_its_end(feed: Feed) -> None:
    feed(json.dumps({"image": good, "cause": {"author": "x" * 50_000}}).encode())
    assert module.read("deploy", by_hand=False).image == good


def test_looks_may_be_asked_for_without_a_request(feed: Feed) -> None:
    feed(b"")
    assert module.read("status", by_hand=False).body == {}


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"{", b'{"image":', b"{}{}", b"\xef\xbb\xbf{}", b'{"to":NaN}']
)
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_change_needs_one_whole_object(feed: Feed, body: bytes, by_hand: bool) -> None:
    feed(body)
    assert refusal("rollback", by_hand) == "The request is not JSON."


def test_problems_are_said_in_one_line(feed: Feed) -> None:
    feed(json.dumps({"configuration": samples.configuration(env={"COMPOSE_\n": "\0"})}).encode())
    said = refusal("apply")
    assert said.startswith("The request can not be served: `configuration.env` has the key ")
    assert "\n" not in said
    assert said.count("COMPOSE_") == 3


@pytest.mark.parametrize(
    ("action", "most"), [("status", "REQUEST_BYTES"), ("apply", "APPLY_BYTES")]
)
def test_a_request_that_is_too_large_is_not_read_on(
    feed: Feed, monkeypatch: pytest.MonkeyPatch, action: str, most: str
) -> None:
    monkeypatch.setattr(module, most, 2048)
    feed(b'"' + b"x" * 2046 + b'"')
    assert "must be a JSON object" in refusal(action)
    feed(b'"' + b"x" * 1_000_000)
    assert refusal(action) == f"The request is larger than the 2 KiB that {action} may have."


@pytest.mark.parametrize("value", ["[]", "{}", "1"])
def test_a_request_of_too_many_values_is_not_parsed(
    feed: Feed, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setattr(module, "REQUEST_VALUES", 100)
    feed(b'{"x":[' + b",".join([value.encode()] * 110) + b"]}")
    assert refusal("status") == "The request has more than 100 values."
    feed(b'{"x":[' + b",".join([value.encode()] * 40) + b"]}")
    assert module.read("status", by_hand=False).action == "status"


def test_a_request_that_does_not_end_is_waited_for_until_the_deadline(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REQUEST_SECONDS", 0.05)
    feed(b"{", is_closed=False)
    began = time.monotonic()
    assert refusal("status") == "The request did not arrive within 0.05 s."
    assert 0.04 < time.monotonic() - began < 2


def test_a_request_that_comes_byte_by_byte_has_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[float] = []

    def ready(reading: list[int], _: object, __: object, seconds: float) -> tuple[list[int], ...]:
        clock.sleep(4)
        asked.append(seconds)
        return (reading if seconds > 0 else []), [], []

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(select, "select", ready)
    monkeypatch.setattr(os, "read", lambda *_: b" ")
    monkeypatch.setattr(os, "isatty", lambda _: False)
    assert refusal("status").startswith("The request did not arrive within")
    assert asked == sorted(asked, reverse=True)
    assert len(asked) == math.ceil(REQUEST_SECONDS / 4) + 1


@pytest.mark.parametrize("within", [0, -1, "60", 86_401, True, math.inf])
def test_a_time_for_pulling_is_a_number_of_seconds(within: Any) -> None:
    said = "`pullWithin` must be a number of seconds, at most 86400."
    assert list(problems_of_request("pull", {"image": good, "pullWithin": within})) == [said]


@pytest.mark.parametrize("watch", [-1, "60s", 86_401, True, {}])
def test_a_watch_is_a_number_of_seconds(watch: Any) -> None:
    assert list(problems_of_request("deploy", {"image": good, "watch": watch})) == [WATCH]
    # It is nothing that a rollback knows.
    assert list(problems_of_request("rollback", {"watch": watch})) == []
    assert module.Request("rollback", {"watch": watch}).watch == 0
