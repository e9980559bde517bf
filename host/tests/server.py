"""A server with slipway-host and a fake Docker, within this very process: no program is started, and
what is waited for costs no time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from slipway_host import checks, docker, http_check, json_text, output, session, watch, watching
from slipway_host.call import Call
from slipway_host.configuration import Configuration
from slipway_host.docker import Docker
from slipway_host.place import Place
from slipway_host.programs import Finished
from slipway_host.status import tell_status
from slipway_host.store import Store
from slipway_host.work import Work, remove_left

from . import samples
from .fake_docker import Daemon, Killed

URL = "http://127.0.0.1:8080/health"


class Clock:
    """Time passes when somebody sleeps, and a little whenever it is asked for."""

    def __init__(self) -> None:
        self._now = 1000.0
        self.later: list[tuple[float, Callable[[], object]]] = []

    def then(self, seconds: float, what: Callable[[], object]) -> None:
        """Has something happen once so much time has passed."""
        self.later.append((self._now + seconds, what))

    def monotonic(self) -> float:
        self._now += 0.001
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds
        due = [what for at, what in self.later if at <= self._now]
        self.later = [each for each in self.later if each[0] > self._now]
        for what in due:
            what()


class Server:
    """An app `shop` in the environment `production`.

    Attributes:
        docker: the daemon, which can be told what to do.
        said: progress of the last call.
        healthy: what asks the app's address is answered, by the digest's digit; 1.0 for a.
    """

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = tmp_path / "srv"
        self.place: Place = samples.place_in(self.folder)
        self.docker = Daemon(tmp_path / "docker.json")
        self.docker.has(*(samples.image(character) for character in "abcdef"))
        self.said: list[str] = []
        self._answers: list[str] = []
        self.sick: set[str] = set()
        clock = Clock()
        monkeypatch.setattr(docker, "run", self._run)
        for timed in (checks, watch, watching):
            monkeypatch.setattr(timed, "time", clock)
        self.clock = clock
        self.watches: list[Callable[[], None]] = []
        monkeypatch.setattr(session, "go_on_beside", lambda work, _: self.watches.append(work))
        monkeypatch.setattr(http_check, "get", self._get)
        monkeypatch.setattr(output, "answer", self._answers.append)
        for module in (
            "actions",
            "checks",
            "making",
            "mending",
            "pull",
            "release_files",
            "repository",
            "backup",
            "restore",
            "session",
        ):
            self._hear(monkeypatch, module)
        for module in ("starting", "switch", "answer", "begun", "watch", "turn"):
            self._hear(monkeypatch, module)

    def _hear(self, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
        monkeypatch.setattr(f"slipway_host.{module}.say", self.said.append, raising=False)

    # --- What callers ask --------------------------------------------------------------------------

    def call(self, action: str, **body: Any) -> dict[str, Any]:
        """
        Raises:
            Killed: the session was killed, as the daemon was told.
        """
        self.said.clear()
        self._answers.clear()
        try:
            work = Work.make(self.place)
            Path(work.request).write_text(json_text.line(body))
            remove_left(self.place)
            call = Call(str(self.folder), "", "production", "shop", action, work.path, None)
            code = session.run_session(call, self.place)
        finally:
            self._let_go()
        answer: dict[str, Any] = json.loads(self._answers[0])
        assert answer["code"] == code
        assert len(self._answers) == 1
        work.remove()
        return answer

    def _let_go(self, what: str = "") -> None:
        """A process that has ended holds nothing any more."""
        for name in os.listdir("/proc/self/fd"):
            with suppress(OSError):
                if os.readlink(f"/proc/self/fd/{name}").startswith(what or self.place.requests):
                    os.close(int(name))

    def watch(self) -> None:
        """What goes on beside the next calls, from now to its end."""
        try:
            self.watches.pop()()
        finally:
            self.lose_watch()

    def lose_watch(self) -> None:
        """Nobody watches any more."""
        self.watches.clear()
        self._let_go(self.place.watching)

    def apply(self, configuration: Configuration | None = None, **more: Any) -> dict[str, Any]:
        body = {"configuration": configuration or configured(), "withNextImage": False, **more}
        return self.call("apply", **body)

    def deploy(self, character: str, **more: Any) -> dict[str, Any]:
        version = version_of(samples.image(character))
        return self.call("deploy", image=samples.image(character), version=version, **more)

    def rollback(self, to: int | None = None, **more: Any) -> dict[str, Any]:
        return self.call("rollback", **({} if to is None else {"to": to}), **more)

    def killed(self, action: str, character: str = "") -> None:
        """A call that is killed, as the daemon was told."""
        with pytest.raises(Killed):
            self.deploy(character) if character else self.call(action)

    def status(self) -> dict[str, Any]:
        told = tell_status(str(self.folder), "production", "shop", samples.request("status"))
        status: dict[str, Any] = told["apps"][0]
        return status

    def history(self) -> list[dict[str, Any]]:
        path = Path(self.place.history)
        lines = path.read_text().splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]

    # --- What is there -----------------------------------------------------------------------------

    def serving(self) -> str:
        """The digit of the image that runs; empty where nothing does."""
        image = self.docker.running().get("app", "")
        return image[-1:]

    def assert_at_rest(self) -> None:
        """Nothing is left lying, and what is told is what is."""
        assert os.listdir(self.place.requests) == []
        for journal in (self.place.switching, self.place.watching):
            assert not os.path.exists(journal)
        store = Store(self.place)
        folders = {int(name) for name in os.listdir(self.place.releases)}
        assert folders == {release.number for release in store.served()}
        status = self.status()
        current = store.current
        assert status.get("release") == (current.public() if current else None)
        assert self.serving() == (current.image[-1] if current else "")
        if current:
            assert status["healthy"], status
            labels = [each["labels"] for each in self.docker.containers if each["service"] == "app"]
            assert [label["slipway.release"] for label in labels] == [str(current.number)]
        lefts = [path for path in self.folder.rglob("*") if path.name.endswith(".new")]
        assert lefts == []

    # --- Instead of programs and the network -------------------------------------------------------

    def _run(
        self,
        arguments: Sequence[str],
        seconds: float,
        environment: dict[str, str],
        merged: bool = False,
        kept_open: Sequence[int] = (),
        output_to: int | None = None,
        input_from: int | None = None,
    ) -> Finished:
        del seconds, kept_open
        assert arguments[0] == "docker"
        given = "" if input_from is None else os.read(input_from, 1 << 20).decode()
        told = self.docker.run(arguments[1:], environment, given)
        if output_to is not None:
            os.write(output_to, told.output.encode())
            return Finished(told.code, "", told.errors)
        if merged:
            return Finished(told.code, told.output + told.errors)
        return Finished(told.code, told.output, told.errors)

    def _get(self, url: str, seconds: float) -> http_check.Answer:
        del seconds
        character = self.serving()
        if character == "":
            return http_check.Answer(b"", problem="Connection refused")
        if character in self.sick:
            return http_check.Answer(b"no database", 503)
        version = version_of(samples.image(character))
        return http_check.Answer(json.dumps({"version": version, "url": url}).encode(), 200)


def version_of(image: str) -> str:
    return f"{'abcdef'.index(image[-1]) + 1}.0"


def configured(**more: Any) -> Configuration:
    """A configuration with a health check, a file, a secret and a service of another image."""
    return samples.configuration(
        **{
            "compose": {
                "services": {
                    "app": {
                        "image": "${IMAGE}",
                        "ports": ["127.0.0.1:8080:8080"],
                        "volumes": ["./files/app.conf:/etc/app.conf:ro"],
                        "env_file": ".env",
                    },
                    "db": {"image": samples.image("f"), "restart": "always"},
                }
            },
            "files": {"app.conf": samples.encoded("level=1\n")},
            "env": {"LEVEL": "1"},
            "secrets": {"PASSWORD": "a-secret-word"},
            "health": {"url": URL, "version": ".version", "within": 5, "smoke": ["/"]},
            **more,
        }
    )


def docker_of(server: Server) -> Docker:
    return Docker(server.place)
