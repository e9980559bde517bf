from __future__ import annotations

from typing import Any

import pytest

from slipway_host.bootstrap_problems import problems_of_bootstrap

from . import former

ENVIRONMENT = "`environment` must be the name of one."
FOLDER = "`folder` must be an absolute path of letters, digits, `.`, `_` and `-`."
USER = "`user` must be the name of one."
PUBLIC = "A key's `public` must be of OpenSSH's form, without a comment."
ROLE = "A key's `role` must be configurator, deployer, puller or observer."
APP = "A key's `app` must be the name of one."

GOOD: dict[str, Any] = {
    "environment": "production",
    "folder": "/srv/slipway",
    "user": "slipway",
    "keys": [
        {"role": "configurator", "public": "ssh-ed25519 AAAA+/=="},
        {"role": "deployer", "public": "ecdsa-sha2-nistp256 AAAA", "app": "shop"},
        {"role": "puller", "public": "sk-ssh-ed25519@openssh.com AAAA", "app": "shop"},
        {"role": "observer", "public": "ssh-rsa AAAA", "app": None},
    ],
}


def key(**more: Any) -> dict[str, Any]:
    return {**GOOD, "keys": [{"role": "observer", "public": "ssh-rsa AAAA", **more}]}


CASES: list[tuple[dict[str, Any], list[str]]] = [
    (GOOD, []),
    ({**GOOD, "keys": []}, []),
    ({}, [ENVIRONMENT, FOLDER, USER, "`keys` is missing."]),
    (
        {"environment": 1, "folder": [], "user": None, "keys": {}},
        [ENVIRONMENT, FOLDER, USER, "`keys` is missing."],
    ),
    ({**GOOD, "environment": "../etc"}, [ENVIRONMENT]),
    ({**GOOD, "environment": ""}, [ENVIRONMENT]),
    ({**GOOD, "folder": "srv"}, [FOLDER]),
    ({**GOOD, "folder": "/srv/../etc"}, [FOLDER]),
    ({**GOOD, "folder": "/srv/a b"}, [FOLDER]),
    ({**GOOD, "folder": '/srv/"x'}, [FOLDER]),
    ({**GOOD, "user": "Root"}, [USER]),
    ({**GOOD, "user": "-x"}, [USER]),
    (key(public="ssh-ed25519 AAAA comment"), [PUBLIC]),
    (key(public='ssh-ed25519 AAAA" ssh-rsa'), [PUBLIC]),
    (key(public=""), [PUBLIC]),
    (key(role="root"), [ROLE]),
    (key(role=None), [ROLE]),
    (key(role=[]), [ROLE]),
    (key(role={}), [ROLE]),
    (key(app="a b"), [APP]),
    (key(app=""), [APP]),
    (key(app=1), [APP]),
    (key(role="deployer"), ["A deployer's key must name its `app`."]),
    (key(role="puller", app=None), ["A puller's key must name its `app`."]),
    (
        {**GOOD, "user": "", "keys": [{}, {"role": "deployer"}]},
        [USER, PUBLIC, ROLE, PUBLIC, "A deployer's key must name its `app`."],
    ),
]


@pytest.mark.parametrize(("request_", "problems"), CASES)
def test_all_problems_are_said_at_once(request_: dict[str, Any], problems: list[str]) -> None:
    assert list(problems_of_bootstrap(request_)) == problems


def test_the_sentences_are_those_of_the_script() -> None:
    program = f"[{former.program('problems_of_bootstrap')}]"
    told = former.jq_lines([request for request, _ in CASES], "-c", program)
    for (request, _), line in zip(CASES, told, strict=True):
        assert former.parsed(line) == list(problems_of_bootstrap(request))


@pytest.mark.parametrize(
    "request_",
    [
        {**GOOD, "environment": "production\n"},
        {**GOOD, "environment": "\u0661"},
        {**GOOD, "folder": "/srv\n"},
        {**GOOD, "user": "slipway\n"},
        key(public="ssh-rsa AAAA\n"),
        key(public="ssh-rsa AAAA\nssh-rsa BBBB"),
        key(public="ecdsa-sha2-nistp\u0662 AAAA"),
        key(app="shop\n"),
        key(role="observer\n"),
    ],
)
def test_a_lines_end_and_other_digits_are_no_part_of_a_name(request_: dict[str, Any]) -> None:
    assert len(list(problems_of_bootstrap(request_))) == 1


@pytest.mark.parametrize("name", ["bin", "versions", "environments"])
def test_folders_of_slipway_hosts_own_are_no_environments(name: str) -> None:
    assert list(problems_of_bootstrap({**GOOD, "environment": name})) == [
        f"`environment` must not be {name}, which is a folder of slipway-host's own."
    ]


def test_a_key_that_is_no_object_is_none() -> None:
    assert list(problems_of_bootstrap({**GOOD, "keys": ["x", None]})) == [PUBLIC, ROLE] * 2
