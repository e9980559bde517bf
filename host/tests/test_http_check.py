from __future__ import annotations

import base64
import http.client
import http.server
import socket
import ssl
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from slipway_host import http_check

Serve = Callable[[bytes], str]
Handler = Callable[[socket.socket], None]


class Raw:
    """A server on a port of its own that answers each connection as it is told."""

    def __init__(self, handle: Handler) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._handle = handle
        self.asked: list[bytes] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self.asked.append(connection.recv(65536))
            self._handle(connection)

    def close(self) -> None:
        # Only this ends an accept that waits.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Handler | bytes], Raw]]:
    servers: list[Raw] = []

    def start(answer: Handler | bytes) -> Raw:
        handle = answer if callable(answer) else lambda connection: connection.sendall(answer)
        servers.append(Raw(handle))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


Start = Callable[[Handler | bytes], Raw]


def drip(connection: socket.socket, piece: bytes) -> None:
    """Sends until the other side has gone."""
    connection.settimeout(0.02)
    while True:
        connection.sendall(piece)
        with suppress(TimeoutError):
            if connection.recv(4096) == b"":
                return


def test_an_answer_has_its_body_and_status() -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.end_headers()
            self.wfile.write(f"{self.path} {self.headers['Host']}".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        host = f"127.0.0.1:{server.server_port}"
        told = http_check.get(f"http://{host}/health?a=b%20c#part", 5)
        assert told == (f"/health?a=b%20c {host}".encode(), 503, "")
        assert http_check.get(f"http://{host}", 5).body.startswith(b"/ ")
        assert http_check.get(f"http://{host}?a", 5).body.startswith(b"/?a ")
        assert http_check.get(f"http://{host}/ü|[", 5).body.startswith(b"/%C3%BC%7C%5B ")
    finally:
        server.shutdown()
        server.server_close()


def test_a_port_where_nothing_listens_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    told = http_check.get(f"http://127.0.0.1:{port}/", 5)
    assert told == (b"", 0, "Connection refused")


def test_a_path_with_two_slashes_is_asked_for_as_it_is(serve: Start) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\n\r\n")
    assert http_check.get(f"{server.url}//double", 5).status == 200
    assert server.asked[0].startswith(b"GET //double HTTP/1.1\r\n")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(serve: Start, status: int) -> None:
    other = serve(b"HTTP/1.1 200 OK\r\n\r\n")
    location = f"Location: {other.url}/\r\n".encode()
    server = serve(b"HTTP/1.1 %d Moved\r\n%s\r\nthere" % (status, location))
    assert http_check.get(server.url, 5) == (b"there", status, "")
    assert other.asked == []


def test_proxies_of_the_environment_are_ignored(
    serve: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(b"HTTP/1.1 200 OK\r\n\r\nproxy")
    server = serve(b"HTTP/1.1 200 OK\r\n\r\nserver")
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert http_check.get(server.url, 5).body == b"server"
    assert proxy.asked == []


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"", b""),
        (b"H", b"T"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: x\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_a_server_that_sends_a_little_now_and_then_is_cut_at_the_deadline(
    serve: Start, start: bytes, piece: bytes
) -> None:
    def handle(connection: socket.socket) -> None:
        connection.sendall(start)
        drip(connection, piece)

    server = serve(handle)
    began = time.monotonic()
    assert http_check.get(server.url, 0.08) == (b"", 0, "no answer within 0.08 s")
    assert time.monotonic() - began < 1


def test_a_handshake_that_comes_in_bits_is_cut_at_the_deadline(serve: Start) -> None:
    def handle(connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
        drip(connection, b"\0")

    url = serve(handle).url.replace("http:", "https:")
    began = time.monotonic()
    assert http_check.get(url, 0.08) == (b"", 0, "no answer within 0.08 s")
    assert time.monotonic() - began < 1


def test_a_name_that_is_looked_up_for_long_is_cut_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_over = threading.Event()

    def look_up(*_: object) -> None:
        is_over.wait(10)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    began = time.monotonic()
    assert http_check.get("http://slow.example", 0.08).problem == "no answer within 0.08 s"
    assert time.monotonic() - began < 1
    is_over.set()


def test_what_is_no_tls_is_said(serve: Start) -> None:
    server = serve(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    told = http_check.get(server.url.replace("http:", "https:"), 5)
    assert (told.body, told.status) == (b"", 0)
    assert told.problem != ""


@pytest.mark.parametrize("framing", [b"", b"Content-Length: 1000001\r\n"])
def test_more_than_a_megabyte_is_refused(serve: Start, framing: bytes) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\n%s\r\n%s" % (framing, b"x" * 1_000_001))
    assert http_check.get(server.url, 5) == (b"", 0, "it sent more than 1000000 bytes")


def test_a_megabyte_is_taken(serve: Start) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\n\r\n%s" % (b"x" * 1_000_000))
    assert len(http_check.get(server.url, 5).body) == 1_000_000


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 99 No\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 " + b"O" * 70_000 + b"\r\n\r\n",
        b"\0" * 100 + b"\r\n",
    ],
)
def test_what_is_not_http_is_said(serve: Start, answer: bytes) -> None:
    assert http_check.get(serve(answer).url, 5) == (b"", 0, "what it sent is not HTTP")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nshort",
    ],
)
def test_an_answer_that_is_cut_short_is_none(serve: Start, answer: bytes) -> None:
    told = http_check.get(serve(answer).url, 5)
    assert told == (b"", 0, "it closed the connection before its answer was whole")


def test_who_stands_in_the_address_is_told_as_basic(serve: Start) -> None:
    server = serve(b"HTTP/1.1 204 No Content\r\n\r\n")
    for user, told in (
        ("ann:p%40ss%3A", b"ann:p@ss:"),
        ("ann", b"ann:"),
        ("%C3%BC:", "ü:".encode()),
    ):
        assert http_check.get(server.url.replace("//", f"//{user}@"), 5).status == 204
        expected = b"Authorization: Basic " + base64.b64encode(told) + b"\r\n"
        assert expected in server.asked[-1]
    assert http_check.get(server.url, 5).status == 204
    assert b"Authorization" not in server.asked[-1]


@pytest.mark.parametrize(
    "url",
    ["http://[", "http://[::1", "http://x:port/", "http://x:99999/", "http:///path", "http://:80/"],
)
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    told = http_check.get(url, 5)
    assert (told.body, told.status) == (b"", 0)
    assert told.problem.startswith("it is no address: ")


def test_a_certificate_has_to_be_the_hosts() -> None:
    parts = urllib.parse.urlsplit("https://shop.example.com/health")
    connection = http_check._connection(parts, 1)
    assert isinstance(connection, http.client.HTTPSConnection)
    context: ssl.SSLContext = vars(connection)["_context"]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
