"""Every form that a secret is likely to take in what programs say."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator

from . import json_text
from .env_file import escaped

SHORTEST = 3
"""Texts shorter than this are left: they are everywhere, and hiding them tells them."""


def forms_of_all(texts: Iterable[str]) -> list[str]:
    """All forms of all texts, the longest first, so that none is hidden in part."""
    whole = {text for text in texts if len(text) >= SHORTEST}
    parts = set(whole)
    for text in whole:
        parts.add(text.removesuffix("\n"))
        parts.update(line.removesuffix("\r") for line in text.split("\n"))
    found = set()
    for part in parts:
        if len(part) >= SHORTEST:
            for form in _forms(part):
                found.add(form)
                found.add(printable(form))
    return sorted((f for f in found if len(f) >= SHORTEST), key=lambda f: (-len(f), f))


def printable(text: str) -> str:
    """A text without what a terminal would obey."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f]", "", text)


def _forms(text: str) -> Iterator[str]:
    data = text.encode("utf-8")
    yield text
    yield from (text.lower(), text.upper())
    for form in _json_forms(text):
        twice = json_text.line(form)[1:-1]
        yield from (form, twice, _in_ascii(twice))
    yield from _uri_forms(data)
    yield from _html_forms(text)
    yield text.replace("'", "'\\''")
    yield escaped(text)
    yield text.replace("\n", "\\n")
    yield from (data.hex(), data.hex().upper())
    yield from _base64_forms(data)


def _json_forms(text: str) -> Iterator[str]:
    inside = json_text.line(text)[1:-1]
    # PHP escapes all slashes.
    for form in (inside, inside.replace("/", "\\/")):
        yield from (form, _in_ascii(form))
    yield _escape(inside, lambda point: point in (60, 62, 38))
    # As C# and Go write it for web pages.
    careful = inside.replace('\\"', "\\u0022")
    careful = _escape(careful, lambda point: point > 126 or point in (60, 62, 38, 39, 43, 96))
    yield careful
    yield re.sub(r"\\u([0-9a-f]{4})", lambda found: "\\u" + found[1].upper(), careful)


def _in_ascii(text: str) -> str:
    return _escape(text, lambda point: point > 126)


def _escape(text: str, is_escaped: Callable[[int], bool]) -> str:
    return "".join(
        "".join(f"\\u{unit:04x}" for unit in _units(ord(character)))
        if is_escaped(ord(character))
        else character
        for character in text
    )


def _units(point: int) -> tuple[int, ...]:
    """The code units of UTF-16."""
    if point <= 0xFFFF:
        return (point,)
    return (0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF))


def _uri_forms(data: bytes) -> Iterator[str]:
    # RFC 3986's unreserved characters, and what browsers and older programs leave as well.
    for left in ("-_.~", "-_.~!*'()"):
        form = "".join(
            chr(byte)
            if (chr(byte).isalnum() and byte < 128) or chr(byte) in left
            else f"%{byte:02X}"
            for byte in data
        )
        yield form
        yield form.replace("%20", "+")
        yield form.replace("%", "%25")
        yield re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), form)


def _html_forms(text: str) -> Iterator[str]:
    for character, name in (("&", "amp"), ("<", "lt"), (">", "gt")):
        text = text.replace(character, f"&{name};")
    yield text
    # JavaScript and XML, Python, Go, PHP; some leave the apostrophe.
    for apostrophe in ("'", "&#39;", "&apos;", "&#x27;", "&#039;"):
        for quote in ("&quot;", "&#34;"):
            yield text.replace("'", apostrophe).replace('"', quote)


def _base64_forms(data: bytes) -> Iterator[str]:
    whole = base64.b64encode(data).decode()
    yield whole
    yield whole.rstrip("=")
    # A text inside a longer one starts at any of three places of a group of base64.
    for shift, start in ((0, 0), (1, 2), (2, 3)):
        form = base64.b64encode(b"-" * shift + data).decode().rstrip("=")[start:]
        if (len(data) + shift) % 3 != 0:
            form = form[:-1]
        if len(form) >= 4:
            yield form
            yield form.replace("+", "-").replace("/", "_")
    if len(whole) > 64:
        for width in (64, 76):
            for start in range(0, len(whole), width):
                if len(whole[start : start + width]) >= 16:
                    yield whole[start : start + width]
