"""Asks an address once, as a health check does: no redirects, no proxies, one deadline over all of it."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import urllib.parse
from contextlib import suppress
from typing import NamedTuple

LARGEST = 1_000_000
"""Bytes of an answer."""


class Answer(NamedTuple):
    """What came back."""

    body: bytes
    """Empty where nothing did."""
    status: int = 0
    """HTTP's; 0 where nothing came back."""
    problem: str = ""
    """Why nothing came back, for people."""


def get(url: str, seconds: float) -> Answer:
    """Asks for an address.

    Args:
        seconds: from now until the last byte has to have come.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        connection = _connection(parts, seconds)
    except ValueError as error:
        return Answer(b"", problem=f"it is no address: {error}")
    # Names that are looked up, handshakes and servers that send a byte now and then all know no deadline.
    answers: list[Answer] = []
    asking = threading.Thread(
        target=lambda: answers.append(_answer(connection, parts, seconds)), daemon=True
    )
    asking.start()
    asking.join(seconds)
    if answers:
        return answers[0]
    _cut(connection)
    return Answer(b"", problem=_too_late(seconds))


def _answer(
    connection: http.client.HTTPConnection, parts: urllib.parse.SplitResult, seconds: float
) -> Answer:
    try:
        return _ask(connection, parts)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(b"", problem=_why(error, seconds))
    finally:
        connection.close()


def _connection(parts: urllib.parse.SplitResult, seconds: float) -> http.client.HTTPConnection:
    host = parts.hostname
    if not host:
        raise ValueError("it names no host")
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            host, parts.port, timeout=seconds, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, parts.port, timeout=seconds)


def _ask(connection: http.client.HTTPConnection, parts: urllib.parse.SplitResult) -> Answer:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": "slipway-host", "Accept": "*/*", "Connection": "close"}
    if parts.username is not None:
        import base64

        pair = f"{parts.username}:{parts.password or ''}"
        encoded = base64.b64encode(urllib.parse.unquote(pair).encode()).decode()
        headers["Authorization"] = f"Basic {encoded}"
    connection.request(
        "GET", urllib.parse.quote(target, safe="/?&=%#:@!$'()*+,;~"), headers=headers
    )
    response = connection.getresponse()
    body = response.read(LARGEST + 1)
    if len(body) > LARGEST:
        return Answer(b"", problem=f"it sent more than {LARGEST} bytes")
    if response.length:
        raise http.client.IncompleteRead(body, response.length)
    return Answer(body, response.status)


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _too_late(seconds: float) -> str:
    return f"no answer within {seconds:g} s"


def _why(error: Exception, seconds: float) -> str:
    if isinstance(error, TimeoutError):
        return _too_late(seconds)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {error.verify_message}"
    if isinstance(error, (http.client.RemoteDisconnected, http.client.IncompleteRead)):
        return "it closed the connection before its answer was whole"
    if isinstance(error, http.client.HTTPException):
        return "what it sent is not HTTP"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
