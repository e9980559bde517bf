from __future__ import annotations

import json
import random

import pytest

from slipway_host.version_path import value_at

from . import former

BODY = {
    "version": "1.2.3",
    "build": {"app-version": "4.5.6", "number": 7, "list": [{"v": "8"}, None]},
    "zero": 0,
    "no": False,
    "yes": True,
    "null": None,
    "empty": "",
    "object": {"b": 1, "a": "é"},
    "ratio": 1.50,
}

CASES = {
    ".version": "1.2.3",
    '.["version"]': "1.2.3",
    '.build["app-version"]': "4.5.6",
    '.build.["app-version"]': "4.5.6",
    ".build.number": "7",
    ".build.list[0].v": "8",
    ".build.list.[0].v": "8",
    ".build.list[1]": "",
    ".build.list[2]": "",
    ".build.list.v": "",
    ".build.list[0].v.w": "",
    ".version[0]": "",
    ".absent": "",
    ".absent.deeper": "",
    ".zero": "0",
    ".no": "",
    ".yes": "true",
    ".null": "",
    ".empty": "",
    ".object": '{"b":1,"a":"é"}',
    ".ratio": "1.5",
    ".[0]": "",
}


@pytest.mark.parametrize("path", CASES)
def test_a_path_leads_to_a_value_as_jq_prints_it(path: str) -> None:
    assert value_at(path, json.dumps(BODY).encode()) == CASES[path]


def test_a_list_has_places() -> None:
    assert value_at(".[1]", b'["a","b"]') == "b"
    assert value_at(".[1][0]", b'["a",["b"]]') == "b"
    assert value_at(f".[{'9' * 5000}]", b'["a"]') == ""


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"version":', b"\xff", b'{"version":NaN}', b"null"]
)
def test_what_is_no_json_has_no_version(body: bytes) -> None:
    assert value_at(".version", body) == ""


def test_jq_itself_finds_the_same() -> None:
    random_ = random.Random(1)
    steps = [".version", ".build", '["app-version"]', ".list", "[0]", "[1]", ".v", ".object", ".a"]
    paths = [*CASES, *("".join(random_.choices(steps, k=3)) for _ in range(60))]
    paths = [path if path.startswith(".") else f".{path}" for path in paths]
    # jq 1.6 does not know `.a.["b"]`; the script took the point away.
    asked = [path.replace(".[", "[") for path in paths]
    asked = [path if path.startswith(".") else f".{path}" for path in asked]
    program = ", ".join(f'((try ({path}) catch null) // "" | tostring)' for path in asked)
    told = former.jq(["-c", f"[{program}]"], former.encoded(BODY))
    assert [value_at(path, former.encoded(BODY)) for path in paths] == json.loads(told)
