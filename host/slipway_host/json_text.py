"""JSON as it is read here, strictly, and as it is written, in one way."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any

DEEPEST = 100
"""How deep a text may be nested. Compose files are not a tenth as deep."""


def parse(data: bytes) -> Any:
    """Reads one JSON text.

    Raises:
        ValueError: it is none, or it holds what other programs could not read again: NaN, infinite
            numbers, numbers of thousands of digits, lone surrogates, nesting beyond DEEPEST.
    """
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse, parse_int=_integer)
        _check(value, DEEPEST)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _integer(digits: str) -> int:
    if len(digits) > 400:
        raise ValueError("a number of too many digits")
    whole = int(digits)
    try:
        float(whole)
    except OverflowError:
        raise ValueError("a number too large") from None
    return whole


def _check(value: Any, depth: int) -> None:
    if depth == 0:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise ValueError("a number too large")
    elif isinstance(value, dict):
        for key, inner in value.items():
            key.encode("utf-8")
            _check(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth - 1)


def line(value: Any, sort: bool = False) -> str:
    """One line without spaces. These are the very bytes of `jq -c` 1.6, and with `sort` of `jq -cS`:
    hashes are made of them, and a server that was left by the script has them.
    """
    return _write(value, sort, None, "")


def without_none(told: dict[str, Any]) -> dict[str, Any]:
    """What is not known is not said."""
    return {name: value for name, value in told.items() if value is not None}


def pretty(value: Any) -> str:
    """Lines for people, as `jq` writes them."""
    return _write(value, False, "  ", "\n")


def _write(value: Any, sort: bool, indent: str | None, start: str) -> str:
    """`start` is a line's end and what it is indented by so far."""
    if isinstance(value, str):
        return encode_basestring(value).replace("\x7f", "\\u007f")
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return number(value)
    inner = "" if indent is None else start + indent
    between = ":" if indent is None else ": "
    if isinstance(value, dict):
        keys = sorted(value) if sort else value
        parts = [
            f"{_write(key, sort, indent, inner)}{between}{_write(value[key], sort, indent, inner)}"
            for key in keys
        ]
        first, last = "{", "}"
    else:
        parts = [_write(each, sort, indent, inner) for each in value]
        first, last = "[", "]"
    if not parts:
        return first + last
    return first + inner + ("," + inner).join(parts) + (start if indent is not None else "") + last


def number(value: float) -> str:
    """A number as jq 1.6 writes it: the fewest digits that are the same double.

    Source: jq 1.6, `jv_dtoa.c`, `jvp_dtoa_fmt`.
    """
    mantissa, _, exponent = repr(float(value)).partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    # Where the point stands, counted from the first digit that is not 0.
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if digits == "":
        return f"{sign}0"
    if point <= -4 or point > len(digits) + 15:
        rest = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{rest}e{'-' if point < 1 else '+'}{abs(point - 1):02}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if len(digits) <= point:
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"
