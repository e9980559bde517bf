"""With processes as on a server: a caller, its session, and a program called `docker`."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from slipway_host.generated import BUSY, INTERRUPTED, NOT_ALLOWED, NOT_READY

from . import fake_docker, samples
from .server import configured

LAUNCHER = Path(__file__).parents[1] / "slipway-host"


class Host:
    """A server with an app whose containers are all that is looked at."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "srv"
        self.place = samples.place_in(self.folder)
        (tmp_path / "bin").mkdir()
        fake_docker.install(tmp_path / "bin")
        self.docker = fake_docker.Daemon(tmp_path / "docker.json")
        self.docker.has(*(samples.image(character) for character in "abcdef"))
        self._environment = {
            "PATH": f"{tmp_path}/bin:/usr/bin:/bin",
            "HOME": str(tmp_path),
            "DOCKER_HOST": self.docker.host,
        }
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, action: str, role: str = "", **body: Any) -> subprocess.Popen[bytes]:
        bound = ["--folder", str(self.folder), "--environment", "production", "--app", "shop"]
        said = ["--role", role] if role else [action]
        child = subprocess.Popen(
            [sys.executable, "-IS", str(LAUNCHER), *bound, *said],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**self._environment, "SSH_ORIGINAL_COMMAND": action},
            start_new_session=True,
        )
        assert child.stdin is not None
        child.stdin.write(json.dumps(body).encode())
        child.stdin.close()
        child.stdin = None
        self._started.append(child)
        return child

    def end(self, child: subprocess.Popen[bytes]) -> tuple[dict[str, Any], str]:
        """The answer and the progress."""
        out, errors = child.communicate(timeout=30)
        answer: dict[str, Any] = json.loads(out)
        assert answer["code"] == child.returncode
        return answer, errors.decode()

    def call(self, action: str, role: str = "", **body: Any) -> dict[str, Any]:
        return self.end(self.start(action, role, **body))[0]

    def recover(self) -> dict[str, Any]:
        """Of all apps, with nothing on standard input, as a timer does it."""
        bound = ["--folder", str(self.folder), "--environment", "production", "recover"]
        program = [sys.executable, "-IS", str(LAUNCHER), *bound]
        told: dict[str, Any] = json.loads(
            subprocess.check_output(
                program, stdin=subprocess.DEVNULL, env=self._environment, timeout=30
            )
        )
        return told

    def deploy(self, character: str, **more: Any) -> dict[str, Any]:
        return self.call("deploy", "deployer", image=samples.image(character), **more)

    def close(self) -> None:
        for child in self._started:
            if child.poll() is None:
                child.kill()
            child.communicate()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    made = Host(tmp_path)
    yield made
    made.close()


def test_a_killed_switch_is_put_back_by_the_next_call(host: Host) -> None:
    # What ends at once is a verdict at once.
    host.docker.behave(samples.image("b"), state="exited", exit_code=1)
    configuration = configured(health=None)
    assert host.call("apply", "configurator", configuration=configuration)["code"] == 0
    host.docker.fault("compose up", "kill after")
    answer, said = host.end(host.start("deploy", "deployer", image=samples.image("a")))
    assert (answer["code"], answer["outcome"]) == (INTERRUPTED, "interrupted")
    assert answer["message"] == (
        "The deploy was interrupted. The next call finishes it, or puts the previous release back."
    )
    assert "starting release 1\n" in said
    assert os.path.exists(host.place.switching)
    assert host.docker.running()["app"] == samples.image("a")
    answer, said = host.end(host.start("deploy", "deployer", image=samples.image("b")))
    assert (answer["code"], answer["outcome"]) == (10, "put back")
    assert "putting back release none: an earlier deploy was interrupted" in said
    assert host.docker.running() == {}
    assert os.listdir(host.place.requests) == []
    assert not os.path.exists(host.place.switching)
    history = [json.loads(line) for line in Path(host.place.history).read_text().splitlines()]
    assert [entry["code"] for entry in history] == [0, 10, 10]


def test_a_call_that_finds_the_lock_held_says_by_whom(host: Host) -> None:
    with open(host.place.lock, "w") as lock:
        lock.write("apply by Ann, since 2026-01-02T03:04:05Z")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = host.deploy("a", wait=0)
        assert (answer["code"], answer["outcome"]) == (BUSY, "busy")
        assert answer["message"] == "Busy: apply by Ann, since 2026-01-02T03:04:05Z."
        assert os.listdir(host.place.requests) == []
        waiting = host.start("deploy", "deployer", image=samples.image("a"), wait=20)
        assert waiting.stderr is not None
        line = waiting.stderr.readline().decode()
        assert line.startswith("waiting for apply by Ann, since 2026-01-02T03:04:05Z, at most ")
    answer, said = host.end(waiting)
    assert "its turn\n" in said
    assert answer["message"].startswith("There is no configuration for shop in production yet.")


def is_held(path: str) -> bool:
    with open(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def files_beside(path: str) -> set[str]:
    """What else the process has open that has a file open, where it is no pipe: names, and of a log that
    it is one.
    """
    for process in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            folder = f"/proc/{process}/fd"
            files = {os.readlink(f"{folder}/{name}") for name in os.listdir(folder)}
            if path in files:
                others = {file for file in files - {path} if file.startswith("/")}
                return {"log" if "/log/" in file else file for file in others}
    return set()


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_session_goes_on_and_holds_the_lock_when_its_callers_whole_group_is_killed(
    host: Host,
) -> None:
    host.docker.fault("compose config", "hold")
    caller = host.start("apply", "configurator", configuration=configured(health=None))
    until(lambda: "compose config" in host.docker.commands())
    os.killpg(caller.pid, signal.SIGKILL)
    caller.wait()
    assert is_held(host.place.lock)
    busy = host.deploy("a", wait=0)
    assert busy["message"].startswith("Busy: apply, since ")
    # Its request is its own as long as it lives, whoever else calls.
    assert len(os.listdir(host.place.requests)) == 1
    host.docker.release()
    until(lambda: not is_held(host.place.lock))
    assert json.loads(Path(host.place.history).read_text())["outcome"] == "waiting for an image"
    assert host.call("status", "observer")["apps"][0]["message"] == (
        "The configuration waits for its first image."
    )
    # What is left without a caller holds no secrets, and goes with the next change.
    (left,) = os.listdir(host.place.requests)
    assert sorted(os.listdir(f"{host.place.requests}/{left}")) == ["answer.json", "held"]
    host.call("rollback", "deployer")
    assert os.listdir(host.place.requests) == []


def test_a_killed_session_holds_the_lock_until_its_docker_has_ended(host: Host) -> None:
    host.docker.fault("compose config", "hold")
    caller = host.start("apply", "configurator", configuration=configured(health=None))
    until(lambda: "compose config" in host.docker.commands())
    (session,) = children_of(caller.pid)
    os.kill(session, signal.SIGKILL)
    answer, _ = host.end(caller)
    assert answer["code"] == INTERRUPTED
    assert is_held(host.place.lock)
    host.docker.release()
    until(lambda: not is_held(host.place.lock))


def test_a_killed_session_is_put_right_by_recover_alone(host: Host) -> None:
    assert host.call("apply", "configurator", configuration=configured(health=None))["code"] == 0
    host.docker.fault("compose up", "hold")
    caller = host.start("deploy", "deployer", image=samples.image("a"))
    until(lambda: "compose up" in host.docker.commands())
    # Somebody is at it: nothing to do.
    assert host.recover()["apps"][0]["outcome"] == "busy"
    (session,) = children_of(caller.pid)
    os.kill(session, signal.SIGKILL)
    host.end(caller)
    host.docker.release()
    until(lambda: not is_held(host.place.lock))
    told = host.recover()
    assert (told["code"], told["apps"][0]["outcome"]) == (0, "put back")
    assert host.docker.running() == {}
    assert not os.path.exists(host.place.switching)
    logs = sorted(os.listdir(host.place.log))
    assert host.recover() == {"protocol": 1, "code": 0, "apps": []}
    assert sorted(os.listdir(host.place.log)) == logs


def test_a_watch_goes_on_beside_the_next_calls(host: Host) -> None:
    assert host.call("apply", "configurator", configuration=configured(health=None))["code"] == 0
    answer = host.deploy("a", watch=2)
    assert (answer["code"], answer["watch"]) == (0, 2)
    # Somebody looks, and keeps nobody waiting.
    assert is_held(host.place.watching)
    assert not is_held(host.place.lock)
    # It comes to hold nothing of the call that has been answered.
    until(lambda: files_beside(host.place.watching) == {"/dev/null", "log"})
    assert host.recover()["apps"] == []
    assert host.call("status", "observer")["apps"][0]["watch"]["release"] == 1
    assert host.call("allow", "deployer", image=samples.image("b"), wait=0)["code"] == 0
    until(lambda: not os.path.exists(host.place.watching))
    assert host.docker.running()["app"] == samples.image("a")
    assert os.listdir(host.place.requests) == []


def test_no_key_may_recover(host: Host) -> None:
    for role in ("configurator", "deployer", "puller", "observer"):
        assert host.call("recover", role)["code"] == NOT_ALLOWED


def children_of(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def test_what_a_key_may_not_do_starts_nothing(host: Host) -> None:
    answer = host.call("deploy", "observer", image=samples.image("a"))
    assert answer["code"] == NOT_ALLOWED
    answer = host.call("deploy", "deployer", image=samples.image("a"), app="blog")
    assert answer["message"] == "This key is for the app shop, and not for blog."
    assert host.docker.commands() == []
    assert os.listdir(host.place.log) == []


def test_a_server_without_its_folder_says_so(host: Host) -> None:
    host.folder.rename(host.folder.with_name("away"))
    host.folder.write_text("a file in its place")
    answer = host.deploy("a")
    assert (answer["code"], answer["outcome"]) == (NOT_READY, "not ready")
    assert answer["message"] == (
        f"The folder {host.place.here} can not be written. `up` prepares the server."
    )
