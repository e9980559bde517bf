from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from slipway_host import json_text, log_follow, log_source, logs, output
from slipway_host.docker import Docker
from slipway_host.ending import Ending
from slipway_host.generated import BAD_REQUEST, LOG_LINE_CHARACTERS, LOGS_SECONDS, NOT_READY
from slipway_host.log_lines import Line
from slipway_host.log_told import hidden
from slipway_host.logs import tell_logs
from slipway_host.place import Place
from slipway_host.redact import Redactor
from slipway_host.request import problems_of_request

from . import samples


def at(second: int) -> str:
    return f"2026-11-25T10:00:{second:02}.000000000Z"


class Server:
    """Containers whose logs are files; each is given as `docker logs` would, by cat(1)."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.place: Place = samples.place_in(tmp_path)
        self.store = samples.store_with(self.place, [(1, "a")])
        self.secret("secret-of-today")
        self.told: list[dict[str, Any]] = []
        self.containers: list[dict[str, Any]] | None = []
        self.asked: list[list[str]] = []
        self.events = "sleep 60"
        self.started: list[subprocess.Popen[bytes]] = []
        self.on_told: Callable[[], None] = lambda: None
        self._folder = tmp_path
        fake = type("Fake", (Docker,), {"containers": self._containers})
        monkeypatch.setattr(logs, "Docker", fake)
        monkeypatch.setattr(log_source, "start", self._start)
        monkeypatch.setattr(log_follow, "start", self._start)
        monkeypatch.setattr(output, "pass_on", self._pass_on)

    def _containers(self, *_: str) -> Any:
        return samples.FakeDocker(self.containers).containers()

    def secret(self, text: str) -> None:
        self.store.keep_applied(samples.configuration(secrets={"S": text}), None)

    def container(
        self, service: str, *lines: str, errors: str = "", state: str = "running"
    ) -> None:
        """
        Args:
            errors: what it says on standard error, as a whole.
        """
        assert self.containers is not None
        name = f"production-shop-{service}-1"
        self.containers.append(samples.told(id=service, name=name, service=service, state=state))
        self.say(service, *lines)
        (self._folder / f"{service}.errors").write_text(errors)

    def say(self, service: str, *lines: str) -> None:
        path = self._folder / f"{service}.log"
        # Whoever reads the one of before does not come to see more of it.
        new = path.with_suffix(".new")
        new.write_text("".join(f"{line}\n" for line in lines))
        new.replace(path)

    def _start(self, arguments: Sequence[str], _: object) -> subprocess.Popen[bytes]:
        self.asked.append(list(arguments[1:]))
        name = arguments[-1]
        command = self.events
        if arguments[1] == "logs":
            command = f"cat {name}.log && cat {name}.errors >&2"
        pipe = subprocess.PIPE
        started = subprocess.Popen(
            ["sh", "-c", command],
            stdout=pipe,
            stderr=pipe,
            cwd=self._folder,
            start_new_session=True,
        )
        self.started.append(started)
        return started

    def running(self) -> list[str]:
        """What runs of what was started, and of what that has started."""
        groups = {str(each.pid) for each in self.started}
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                name, _, rest = path.read_text().rpartition(") ")
                state, _, group = rest.split()[:3]
                if group in groups and state not in "ZX":
                    found.append(name)
        return found

    def _pass_on(self, text: str) -> None:
        self.told += [json.loads(line) for line in text.splitlines()]
        self.on_told()

    def logs(self, **body: Any) -> list[str]:
        """What is told, as `service line`."""
        self.told.clear()
        tell_logs(self.place, samples.request("logs", app="shop", **body))
        return [f"{each['service']} {each['line']}" for each in self.told[:-1]]

    def refusal(self, **body: Any) -> tuple[int, str]:
        with pytest.raises(Ending) as caught:
            self.logs(**body)
        return caught.value.code, caught.value.message


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    # What calls this waits for the answer no longer than that, and it is no part of this process.
    monkeypatch.setattr(logs, "_LAST_SECONDS", 0)
    yield Server(tmp_path, monkeypatch)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def test_lines_of_all_services_stand_in_the_order_of_time(server: Server) -> None:
    server.container("web", f"{at(1)} one", f"{at(4)} four", errors=f"{at(2)} two\n")
    server.container("db", f"{at(3)} three", "Docker's own word")
    assert server.logs() == ["web one", "web two", "db three", "web four", "db Docker's own word"]
    assert server.told[0] == {
        "at": at(1),
        "service": "web",
        "container": "production-shop-web-1",
        "line": "one",
    }
    assert server.told[-1] == {"protocol": 1, "code": 0, "message": "5 lines."}
    assert server.asked[0] == ["logs", "--timestamps", "--tail", "100", "web"]


def test_what_is_asked_for_is_asked_of_docker(server: Server) -> None:
    server.container("web", f"{at(1)} one")
    server.container("db", f"{at(1)} one")
    assert server.logs(service="db", since=90, last=7) == ["db one"]
    assert server.asked == [["logs", "--timestamps", "--since", "90s", "--tail", "7", "db"]]
    server.logs(since=90)
    assert server.asked[-1][3:6] == ["90s", "--tail", "10000"]


def test_a_service_that_is_not_there_is_refused_with_those_that_are(server: Server) -> None:
    server.container("web")
    said = "shop has no service of this name. Its services: app, web."
    assert server.refusal(service="wbe") == (BAD_REQUEST, said)
    assert server.logs(service="app") == []


def test_docker_that_does_not_tell_is_no_empty_log(server: Server) -> None:
    server.containers = None
    assert server.refusal() == (NOT_READY, "Docker does not tell of the app's containers.")


def test_secrets_of_today_and_of_kept_releases_are_taken_out(server: Server) -> None:
    old = samples.configuration(secrets={"S": "secret-of-then", "KEY": "first line\nsecond line\n"})
    server.store.make(2, old, samples.image("b"))
    server.container(
        "web",
        f"{at(1)} secret-of-today secret-of-then",
        f"{at(2)} first line",
        f"{at(3)} second line",
    )
    assert server.logs() == ["web [redacted] [redacted]", "web [redacted]", "web [redacted]"]


@pytest.mark.parametrize("place", range(-20, 3))
def test_a_secret_is_hidden_before_a_line_is_cut(server: Server, place: int) -> None:
    said = "x" * (LOG_LINE_CHARACTERS + place) + "secret-of-today" + "y" * 40
    server.container("web", f"{at(1)} {said}")
    line = server.logs()[0]
    assert "sec" not in line
    assert line.endswith("…")
    assert len(line) <= len("web ") + LOG_LINE_CHARACTERS + 1


@pytest.mark.parametrize("over", [0, 1, 7, 14])
def test_what_a_secret_begins_with_does_not_end_a_line_that_was_too_long_to_hold(
    server: Server, over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slipway_host.log_lines.MOST_BYTES", 500)
    fill = "secret-of-today" * 10
    said = fill + "x" * (500 - len(fill) - 31 - over) + "secret-of-today" + "y" * 40
    server.container("web", f"{at(1)} {said}")
    line = server.logs()[0].removeprefix("web ").replace("[redacted]", "")
    assert set(line) <= {"x", "…"}


def test_more_than_one_call_gives_is_left_out_from_the_oldest(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Line] = []

    def seen(redactor: Redactor, lines: list[Line]) -> list[str]:
        held.extend(lines)
        return hidden(redactor, lines)

    monkeypatch.setattr(logs, "hidden", seen)
    monkeypatch.setattr(logs, "LOG_BYTES", 2000)
    server.container("web", *(f"{at(second)} {second:02} {'x' * 200}" for second in range(30)))
    lines = server.logs()
    assert 3 <= len(lines) <= 9
    assert sum(len(json_text.line(each)) for each in server.told[:-1]) <= 2000
    # No more of it is held at any time, however much there is.
    assert sum(len(line.text) for line in held) <= 2000
    assert lines[-1].startswith("web 29 ")
    assert server.told[-1]["isCut"] is True
    assert server.told[-1]["message"] == f"The newest {len(lines)} lines: one call gives no more."


@pytest.mark.parametrize("whose", ["applied.json", "releases/1/configuration.json"])
def test_where_the_secrets_can_not_be_read_nothing_is_told(server: Server, whose: str) -> None:
    (Path(server.place.here) / whose).write_text("{")
    server.container("web", f"{at(1)} secret-of-today")
    code, message = server.refusal()
    assert code == NOT_READY
    assert message.startswith(f"{whose} can not be read, so which secrets")


def test_who_follows_sees_what_starts_later_without_its_secrets(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "FOLLOW_SECONDS", 5)
    wait = "while ! [ -e {} ]; do sleep 0.01; done; "
    server.events = f"{wait.format('started')}echo id; {wait.format('over')}"
    server.container("web", f"{at(1)} one")

    def start_another() -> None:
        if server.told[-1].get("line") == "one" and len(server.told) == 1:
            server.secret("secret-of-tomorrow")
            server.container("db", f"{at(2)} secret-of-tomorrow", state="exited")
            (server._folder / "started").write_text("")
        if server.told[-1]["service"] == "db":
            (server._folder / "over").write_text("")

    server.on_told = start_another
    # The containers' ends are of no interest here: what starts them again would say it all again.
    assert server.containers is not None
    server.containers[0]["State"]["Status"] = "exited"
    code, message = server.refusal(follow=True)
    assert [(each["service"], each["line"]) for each in server.told] == [
        ("web", "one"),
        ("db", "[redacted]"),
    ]
    assert (code, message) == (NOT_READY, "Docker has gone, and with it what was followed.")


def test_a_container_that_is_started_again_is_followed_from_where_it_was(server: Server) -> None:
    server.events = "while ! [ -e over ]; do sleep 0.01; done"
    server.container("web", f"{at(1)} one")

    def say_more() -> None:
        if len(server.told) == 1:
            server.say("web", f"{at(1)} one", f"{at(2)} two")
        else:
            (server._folder / "over").write_text("")

    server.on_told = say_more
    server.refusal(follow=True)
    assert [each["line"] for each in server.told] == ["one", "two"]
    followed = [asked for asked in server.asked if asked[0] == "logs"]
    assert followed[0][2:] == ["--tail", "100", "--follow", "web"]
    assert followed[1][2:] == ["--since", at(1), "--follow", "web"]


def test_following_ends_when_its_time_is_over(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "FOLLOW_SECONDS", 0.05)
    assert server.logs(follow=True) == []
    assert server.told[-1]["message"].startswith("Logs are followed for 0.05 s by one call.")


@pytest.mark.parametrize("follow", [False, True])
def test_it_ends_at_once_with_all_it_has_started_when_the_caller_goes(
    server: Server, follow: bool
) -> None:
    server.container("web")
    (server._folder / "web.log").unlink()
    # Nothing is ever said there.
    os.mkfifo(server._folder / "web.log")
    ours, theirs = os.pipe()
    saved = os.dup(1)
    os.dup2(theirs, 1)
    os.close(theirs)
    try:
        threading.Timer(0.05, os.close, [ours]).start()
        began = time.monotonic()
        with pytest.raises(BrokenPipeError):
            server.logs(follow=follow)
        assert time.monotonic() - began < 5
        while server.running():
            assert time.monotonic() - began < 5, server.running()
    finally:
        os.dup2(saved, 1)
        os.close(saved)


def test_a_log_that_docker_does_not_give_is_asked_for_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "FOLLOW_SECONDS", 0.2)
    server.container("web")
    (server._folder / "web.log").unlink()
    server.logs(follow=True)
    assert [asked[0] for asked in server.asked].count("logs") == 1


def test_a_caller_that_does_not_read_is_waited_for_no_longer(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    timers: list[tuple[float, bool]] = []

    def set_timer(_: int, seconds: float) -> None:
        is_end = signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
        timers.append((seconds, is_end))

    monkeypatch.setattr(logs, "_LAST_SECONDS", 7)
    monkeypatch.setattr(signal, "setitimer", set_timer)
    server.logs()
    assert timers == [(LOGS_SECONDS, False), (7, True)]


def test_what_comes_too_fast_waits(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(log_follow, "LOG_BYTES_IN_SECOND", 100)
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(logs, "FOLLOW_SECONDS", 0.3)
    server.container("web", *(f"{at(1)} {'x' * 200}" for _ in range(3)), state="exited")
    server.logs(follow=True)
    assert sum(slept) > 5


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"service": "a\nb"}, "`service` must be the name of a service."),
        ({"since": -1}, "`since` must be a number of seconds, at most 316224000."),
        ({"since": 316_224_001}, "`since` must be a number of seconds, at most 316224000."),
        ({"since": "10m"}, "`since` must be a number of seconds, at most 316224000."),
        ({"follow": "yes"}, "`follow` must be true or false."),
        ({"last": 0}, "`last` must be a number of lines, at most 10000."),
        ({"last": 10_001}, "`last` must be a number of lines, at most 10000."),
    ],
)
def test_what_is_wrong_with_a_request_is_said(body: dict[str, Any], problem: str) -> None:
    assert list(problems_of_request("logs", body)) == [problem]


def test_what_may_be_asked_for_has_no_problem() -> None:
    body = {"service": "web", "since": 600, "last": 10_000, "follow": True}
    assert list(problems_of_request("logs", body)) == []
