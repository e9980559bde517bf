"""The value that a jq path of a health rule leads to: `.version`, `.build["app-version"]`, `.[0]`."""

from __future__ import annotations

import re
from typing import Any

from . import json_text


def value_at(path: str, body: bytes) -> str:
    """The value as jq prints it raw; empty where there is none, and where the body is not JSON."""
    try:
        value = json_text.parse(body)
    except ValueError:
        return ""
    step = re.compile(r'\.?\["(?P<key>[^"]+)"\]|\.?\[(?P<index>[0-9]+)\]|\.(?P<name>\w+)', re.ASCII)
    for found in step.finditer(path):
        # `int` takes no more than 4,300 digits, and no list is that long.
        index = None if found["index"] is None else int(found["index"][:18])
        value = _inside(value, found["key"] or found["name"] or "", index)
    if value is None or value is False:
        return ""
    return value if isinstance(value, str) else json_text.line(value)


def _inside(value: Any, key: str, index: int | None) -> Any:
    if index is not None:
        return value[index] if isinstance(value, list) and index < len(value) else None
    return value.get(key) if isinstance(value, dict) else None
