"""What a text of a request has to be."""

from __future__ import annotations

import re
from typing import Any


def matches(pattern: str, value: Any) -> bool:
    """Whether a value is a text, and a pattern's as a whole. (`re.match` takes `app` and a line's end.)"""
    return isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII) is not None


def number_of(text: str) -> int | None:
    """The number that a text is, in digits alone, or None. (`str.isdigit` takes `²`, and `int` takes no
    more than 4,300 digits.)
    """
    return int(text) if matches("[0-9]{1,18}", text) else None


def is_text(value: Any) -> bool:
    """Whether a value is a text of one line that is not empty."""
    return isinstance(value, str) and value != "" and one_line(value) == value


def one_line(value: Any) -> str:
    """A text without what a terminal would obey."""
    return re.sub("[\x00-\x1f\x7f]+", " ", str(value))


def sentence(text: str) -> str:
    """A text that ends with one full stop."""
    return text.rstrip(" \t\n\r\v\f.") + "."


def short(image: str) -> str:
    """An image's name for people: without its path, and with twelve digits of its digest."""
    name, at, digest = image.rpartition("/")[2].partition("@sha256:")
    return f"{name}{at}{digest[:12]}"
