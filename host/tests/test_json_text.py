from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from slipway_host import json_text

from . import former


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" \n",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e999",
        b'{"a":-1e999}',
        b"9" * 10_000_000,
        b"9" * 350,
        b"-" + b"9" * 309,
        rb'"\ud800"',
        rb'"\udc00\ud800"',
        rb'{"\ud800":1}',
        b'"\xed\xa0\x80"',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b"{} {}",
        b"{}x",
        b"[1,]",
        b"{'a':1}",
        b'{"a"}',
        b'{"a":1',
        b'"a\nb"',
        b"01",
        b"+1",
        b".5",
        b"\xc2\xa0{}",
        b"{}\x00",
        "{}".encode("utf-16"),
    ],
)
def test_what_other_programs_could_not_read_again_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):
        json_text.parse(text)


@pytest.mark.parametrize("brackets", [b"[", b'{"a":'])
@pytest.mark.parametrize("closing", [b"", b"]", b"}"])
def test_nesting_of_a_hundred_thousand_is_refused(brackets: bytes, closing: bytes) -> None:
    with pytest.raises(ValueError):
        json_text.parse(brackets * 100_000 + closing * 100_000)


def test_nesting_is_refused_beyond_the_limit_and_no_earlier() -> None:
    deep = json_text.DEEPEST
    assert json_text.parse(b"[" * deep + b"]" * deep)
    with pytest.raises(ValueError):
        json_text.parse(b"[" * (deep + 1) + b"]" * (deep + 1))


def test_a_number_of_millions_of_digits_costs_no_time() -> None:
    began = time.process_time()
    with pytest.raises(ValueError):
        json_text.parse(b"1" * 5_000_000)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (rb' {"a": [1, 2.5, null, true, "\ud83d\ude00"]} ', {"a": [1, 2.5, None, True, "😀"]}),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b"1e308", 1e308),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
        (b"9" * 308, int("9" * 308)),
        (rb'"\u0000"', "\0"),
    ],
)
def test_json_is_read(text: bytes, value: Any) -> None:
    assert json_text.parse(text) == value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (-0.0, "-0"),
        (1.0, "1"),
        (0.5, "0.5"),
        (-12.25, "-12.25"),
        (1e-4, "0.0001"),
        (1e-5, "1e-05"),
        (1.5e-7, "1.5e-07"),
        (1e15, "1000000000000000"),
        (1e16, "1e+16"),
        (1e17, "1e+17"),
        (123456789012345678, "123456789012345680"),
        (1e21, "1e+21"),
        (5e-324, "5e-324"),
        (1.7e308, "1.7e+308"),
        (10**20, "1e+20"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_numbers_are_written_as_jq_1_6_does(value: float, written: str) -> None:
    assert json_text.line(value) == written


def test_lines_and_texts_are_written_as_jq_does() -> None:
    value: Any = {
        "b": 'é\u2028\x7f\x01"\\/\n\t<',
        "a": [],
        "c": {},
        "B": [None, True, False, {"x": []}],
    }
    assert json_text.line(value) == (
        '{"b":"é\u2028\\u007f\\u0001\\"\\\\/\\n\\t<","a":[],"c":{},"B":[null,true,false,{"x":[]}]}'
    )
    assert json_text.line({"b": 1, "a": {"d": 2, "c": 3}, "B": 4, "é": 5, "😀": 6}, sort=True) == (
        '{"B":4,"a":{"c":3,"d":2},"b":1,"é":5,"😀":6}'
    )
    assert json_text.pretty({"a": [1, {"b": []}], "c": {}}) == (
        '{\n  "a": [\n    1,\n    {\n      "b": []\n    }\n  ],\n  "c": {}\n}'
    )


@pytest.mark.parametrize("arguments", [["-c"], ["-cS"], []])
def test_three_thousand_random_values_are_written_in_jqs_very_bytes(arguments: list[str]) -> None:
    values = [_value(random.Random(seed), 0) for seed in range(3000)]
    given = "\n".join(json.dumps(value) for value in values)
    # From 1.7 on jq keeps a number as it was written until it is counted with.
    counted = (
        "."
        if former.jq_version().startswith("1.6")
        else 'walk(if type == "number" then . * 1 else . end)'
    )
    wanted = former.jq([*arguments, counted], given.encode()).decode()
    write = {
        "-c": json_text.line,
        "-cS": lambda value: json_text.line(value, sort=True),
        "": json_text.pretty,
    }["".join(arguments)]
    assert "".join(f"{write(value)}\n" for value in values) == wanted


def _value(random_: random.Random, depth: int) -> Any:
    kind = random_.randint(0, 7 if depth < 4 else 4)
    if kind <= 1:
        return _text(random_)
    if kind == 2:
        return random_.choice([None, True, False])
    if kind <= 4:
        return _number(random_)
    if kind == 5:
        return [_value(random_, depth + 1) for _ in range(random_.randint(0, 4))]
    return {_text(random_): _value(random_, depth + 1) for _ in range(random_.randint(0, 4))}


def _text(random_: random.Random) -> str:
    characters = 'ab"\\\x00\x01\n\t\x7fé\u2028😀/$<\x1f\ue000'
    return "".join(random_.choices(characters, k=random_.randint(0, 6)))


def _number(random_: random.Random) -> float:
    return random_.choice(
        [
            random_.randint(-1000, 1000),
            random_.uniform(-10, 10),
            random_.uniform(-1, 1) * 10.0 ** random_.randint(-30, 30),
            random_.randint(-(10**20), 10**20),
            random_.choice([0, -0.0, 1e15, 1e16, 1e17, 1e21, 5e-324, 1.7e308, 1e-4, 1e-5]),
        ]
    )
