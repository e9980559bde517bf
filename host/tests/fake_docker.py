"""A Docker daemon with Compose that keeps its containers in a JSON file, and fails as it is told.

As a program: `install` writes one that is called `docker`; `DOCKER_HOST` says where its file is. Within a
process: `Daemon.run`. It knows what slipway-host asks for, and refuses all else, so that a new command is
noticed here.

Faults, each for one command, in the order in which they are hit::

    daemon.fault("compose up", "fail", says="port is already allocated")
    daemon.fault("compose up", "kill before")   # the caller is killed, and nothing was done
    daemon.fault("compose up", "kill after")    # all was done, and the caller never heard of it
    daemon.fault("ps", "fail", skip=2)          # the third time
    daemon.fault("pull", "hold")                # waits, as a program, until `release` is called
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

SCHEME = "fake:"

Container = dict[str, Any]


class Told(NamedTuple):
    """How a command ended."""

    code: int
    output: str = ""
    errors: str = ""


class Killed(BaseException):
    """Stands for SIGKILL of the caller, where that is this very process."""


class Refused(Exception):
    """What a command says when it fails."""


class Daemon:
    """
    Args:
        path: of its file, which is made where it is not there.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        if not self.path.exists():
            empty: dict[str, Any] = {
                "tick": 0,
                "registry": [],
                "images": {},
                "containers": [],
                "behaviour": {},
                "faults": [],
                "calls": [],
                "data": "",
            }
            self.path.write_text(json.dumps(empty))

    # --- What tests say and ask --------------------------------------------------------------------

    @property
    def host(self) -> str:
        """What `DOCKER_HOST` has to be."""
        return f"{SCHEME}{self.path}"

    def has(self, *images: str) -> None:
        """Images that are in a registry."""
        with self._state() as state:
            state["registry"] += images

    def behave(self, whose: str, **how: Any) -> None:
        """How containers of an image or a service are from their start.

        Args:
            how: state, exit_code, health, restarts, logs or ports.
        """
        with self._state() as state:
            state["behaviour"][whose] = how

    def log_by(self, driver: str) -> None:
        """How it keeps logs of containers that say nothing of it."""
        with self._state() as state:
            state["logging"] = driver

    def has_volumes(self, *names: str) -> None:
        """Volumes of the app's project."""
        with self._state() as state:
            state["volumes"] = [*names]

    @property
    def volumes(self) -> list[str]:
        with self._state() as state:
            return list(state.get("volumes", []))

    def fault(self, command: str, what: str, skip: int = 0, says: str = "it failed") -> None:
        """
        Args:
            command: `compose up`, `image inspect`, `ps`, …
            what: fail, fail after, kill before, kill after, silent or hold.
            skip: how many times it goes well before.
        """
        with self._state() as state:
            fault = {"command": command, "what": what, "skip": skip, "says": says}
            state["faults"].append(fault)

    def heal(self) -> None:
        """Takes back all faults."""
        with self._state() as state:
            state["faults"] = []

    def release(self) -> None:
        """Lets go on what a fault holds."""
        self._go.touch()

    @property
    def _go(self) -> Path:
        return self.path.with_suffix(".go")

    @property
    def containers(self) -> list[Container]:
        with self._state() as state:
            containers: list[Container] = state["containers"]
        return containers

    @property
    def images(self) -> set[str]:
        """The images that are on this server."""
        with self._state() as state:
            return set(state["images"])

    @property
    def tags(self) -> dict[str, str]:
        """Tag → the image's id."""
        with self._state() as state:
            return dict(state.get("tags", {}))

    def tag(self, image: str, tag: str) -> None:
        """Somebody gives an image a name by hand."""
        with self._state() as state:
            state["images"].setdefault(image, _id_of(image))
            _tag(state, image, tag)

    def running(self) -> dict[str, str]:
        """Service → image, of what runs."""
        return {
            container["service"]: container["image"]
            for container in self.containers
            if container["state"] == "running"
        }

    def commands(self) -> list[str]:
        """What was asked for since the last time, without its options."""
        with self._state() as state:
            calls: list[str] = state["calls"]
            state["calls"] = []
        return calls

    def start_by_hand(self, project: str, service: str, image: str, release: str = "") -> None:
        """Somebody replaces a service's container without a request."""
        with self._state() as state:
            name = f"{project}-{service}-1"
            kept = [each for each in state["containers"] if each["name"] != name]
            labels = {"slipway.release": release} if release else {}
            made = _container(state, project, service, image, labels, {}, "by hand")
            state["containers"] = [*kept, made]
            state["images"].setdefault(image, _id_of(image))

    def change(self, service: str, **how: Any) -> None:
        """Something happens to a service's containers, such as `state="exited"`."""
        with self._state() as state:
            for container in state["containers"]:
                if container["service"] == service:
                    container.update(how)

    # --- What programs ask -------------------------------------------------------------------------

    @property
    def data(self) -> str:
        """What the service has that keeps data: `dump` writes it, and `load` reads it."""
        with self._state() as state:
            return str(state["data"])

    @data.setter
    def data(self, data: str) -> None:
        with self._state() as state:
            state["data"] = data

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], given: str = ""
    ) -> Told:
        """
        Args:
            arguments: after `docker`.
            given: on its standard input.

        Raises:
            Killed: the caller does not live to see how it ends.
        """
        options, words = _without_options(arguments)
        name = " ".join(words[: 2 if words[0] in ("compose", "image", "volume") else 1])
        with self._state() as state:
            state["calls"].append(name)
            fault = _hit(state, name)
            what = fault["what"] if fault else ""
            if what == "kill before":
                raise Killed
            if what == "fail":
                return Told(1, "", f"{fault['says']}\n")
            told = (
                Told(0)
                if what == "silent"
                else self._answer(state, name, words, options, environment, given)
            )
        if what == "kill after":
            raise Killed
        if what == "hold":
            self._wait()
        return Told(1, told.output, f"{fault['says']}\n") if what == "fail after" else told

    def _wait(self) -> None:
        end = time.monotonic() + 30
        while not self._go.exists() and time.monotonic() < end:
            time.sleep(0.01)

    def _answer(
        self,
        state: dict[str, Any],
        name: str,
        words: list[str],
        options: dict[str, list[str]],
        environment: Mapping[str, str],
        given: str,
    ) -> Told:
        known: dict[str, Callable[[], str]] = {
            "pull": lambda: _pull(state, words[1]),
            "image inspect": lambda: _inspect_images(state, words[2:], options["format"][0]),
            "image rm": lambda: _remove_image(state, words[2]),
            "ps": lambda: _list(state, options),
            "logs": lambda: _find(state, words[1])["logs"],
            "exec": lambda: _execute(state, words[1:], given),
            "version": lambda: "27.1.0\n",
            "info": lambda: {
                "{{.LoggingDriver}}": f"{state.get('logging', 'json-file')}\n",
            }.get(options["format"][0], f"{self.path.parent}\n"),
            "compose version": lambda: "2.29.0\n",
            "compose config": lambda: _config(_Project(options, environment)),
            "compose up": lambda: _up(state, _Project(options, environment), words[2:], options),
            "compose rm": lambda: _remove(state, _Project(options, environment), words[2:]),
            "compose restart": lambda: _restart(state, _Project(options, environment), words[2:]),
            "compose stop": lambda: _stop(state, _Project(options, environment), words[2:]),
            "tag": lambda: _tag(state, words[1], words[2]),
            "compose down": lambda: _down(state, options),
            "volume ls": lambda: "".join(f"{name}\n" for name in state.get("volumes", [])),
        }
        try:
            if name == "inspect":
                return _inspect(state, words[1:])
            if name not in known:
                return Told(125, "", f"the fake docker does not know `{' '.join(words)}`\n")
            return Told(0, known[name]())
        except Refused as refused:
            return Told(1, "", f"{refused}\n")

    @contextmanager
    def _state(self) -> Iterator[dict[str, Any]]:
        """Its file, for one at a time. Nothing kills a daemon here, so it is written in place."""
        with self.path.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            text = file.read()
            state = json.loads(text)
            try:
                yield state
            finally:
                new = json.dumps(state)
                if new != text:
                    file.seek(0)
                    file.write(new)
                    file.truncate()


class _Project:
    """A project of Compose's, with variables put in."""

    def __init__(self, options: dict[str, list[str]], environment: Mapping[str, str]) -> None:
        self.name = options["project-name"][0]
        self.folder = options["project-directory"][0]
        self._image = environment.get("IMAGE", "")
        text = Path(options["file"][0]).read_text()
        Path(options["env-file"][0]).read_text()
        self.services: dict[str, dict[str, Any]] = json.loads(text)["services"]
        for name, service in self.services.items():
            if "nonsense" in service:
                raise Refused(f"services.{name} additional properties 'nonsense' not allowed")

    @property
    def enabled(self) -> list[str]:
        """The services that are started where none is named."""
        return [name for name, made in self.services.items() if not made.get("profiles")]

    def image(self, service: str) -> str:
        image: str = self.services[service].get("image", "")
        return self._image if image.startswith(("$IMAGE", "${IMAGE")) else image

    def definition(self, service: str) -> str:
        """Compose leaves a container alone whose definition is the same."""
        made = self.services[service]
        env_file = made.get("env_file")
        env = Path(env_file).read_text() if isinstance(env_file, str) else ""
        text = json.dumps([made, self.image(service), env], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def labels(self, service: str) -> dict[str, str]:
        labels = self.services[service].get("labels") or {}
        pairs = (
            labels.items() if isinstance(labels, dict) else (each.split("=", 1) for each in labels)
        )
        return {name: str(value).replace("$$", "$") for name, value in pairs}


def _hit(state: dict[str, Any], name: str) -> dict[str, Any]:
    """The fault that this command meets, which is over with that; empty where it meets none."""
    for fault in state["faults"]:
        if fault["command"] == name:
            if fault["skip"] == 0:
                state["faults"].remove(fault)
                return dict(fault)
            fault["skip"] -= 1
            return {}
    return {}


_FLAGS = {
    "all",
    "quiet",
    "no-trunc",
    "detach",
    "no-build",
    "remove-orphans",
    "no-deps",
    "force-recreate",
}
_FLAGS |= {"images", "stop", "force", "short", "interactive", "volumes"}


def _without_options(arguments: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    options: dict[str, list[str]] = {}
    words = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if not argument.startswith("--"):
            words.append(argument)
        elif argument[2:] in _FLAGS:
            options[argument[2:]] = []
        else:
            options.setdefault(argument[2:], []).append(rest.pop(0))
    return options, words


def _execute(state: dict[str, Any], words: list[str], given: str) -> str:
    container, program = _find(state, words[0]), words[1]
    if container["state"] != "running":
        raise Refused(f"Error response from daemon: container {words[0]} is not running")
    if program == "load":
        state["data"] = given
        return ""
    if program != "dump":
        raise Refused(f"{program}: not found")
    return str(state["data"])


def _id_of(image: str) -> str:
    return f"sha256:{hashlib.sha256(image.encode()).hexdigest()}"


def _pull(state: dict[str, Any], image: str) -> str:
    if image not in state["registry"]:
        raise Refused(
            f"Error response from daemon: manifest for {image} not found: manifest unknown"
        )
    state["images"][image] = _id_of(image)
    return f"{image}\n"


def _inspect_images(state: dict[str, Any], names: list[str], form: str) -> str:
    said = []
    by_id = {id_: name for name, id_ in state["images"].items()}
    tags = state.get("tags", {})
    for name in names:
        image = by_id.get(name, by_id.get(tags.get(name), name))
        if image not in state["images"]:
            raise Refused(f"Error response from daemon: No such image: {name}")
        told = {
            "{{.Id}}": state["images"][image],
            "{{.Size}}": "1000000",
            "{{range .RepoDigests}}{{println .}}{{end}}": image if "@" in image else "",
        }
        said.append(told[form])
    return "".join(f"{each}\n" for each in said)


def _tag(state: dict[str, Any], image: str, tag: str) -> str:
    state.setdefault("tags", {})[tag] = state["images"][image]
    return ""


def _remove_image(state: dict[str, Any], image: str) -> str:
    tags = state.get("tags", {})
    if image in tags:
        # The last tag of a repository takes its digests with it.
        by_id = {id_: name for name, id_ in state["images"].items()}
        image = by_id.get(tags.pop(image), image)
    if image not in state["images"]:
        raise Refused(f"Error response from daemon: No such image: {image}")
    if any(container["image"] == image for container in state["containers"]):
        raise Refused(f"Error response from daemon: conflict: {image} is in use")
    del state["images"][image]
    return ""


def _list(state: dict[str, Any], options: dict[str, list[str]]) -> str:
    found = state["containers"]
    for wanted in options.get("filter", []):
        kind, _, of = wanted.partition("=")
        if kind == "publish":
            found = [each for each in found if of in each["ports"]]
            continue
        name, equals, value = wanted.removeprefix("label=").partition("=")
        found = [
            each
            for each in found
            if name in each["labels"] and (not equals or each["labels"][name] == value)
        ]
    if options.get("format") == ["{{.Names}} {{.Image}}"]:
        return "".join(f"{each['name']} {each['image']}\n" for each in found)
    if "format" in options:
        label = "com.docker.compose.project.working_dir"
        return "".join(f"{each['labels'].get(label, '')}\n" for each in found)
    return "".join(f"{each['id']}\n" for each in found)


def _find(state: dict[str, Any], id_: str) -> Container:
    for container in state["containers"]:
        if container["id"] == id_:
            return dict(container)
    raise Refused(f"Error response from daemon: No such container: {id_}")


def _inspect(state: dict[str, Any], ids: list[str]) -> Told:
    """It tells of those that are there, and fails where one is not."""
    there = {container["id"]: container for container in state["containers"]}
    told = [_inspected(there[id_]) for id_ in ids if id_ in there]
    lacking = [id_ for id_ in ids if id_ not in there]
    errors = "".join(f"Error response from daemon: No such container: {id_}\n" for id_ in lacking)
    return Told(1 if lacking else 0, json.dumps(told), errors)


def _inspected(container: Container) -> dict[str, Any]:
    health = {"Health": {"Status": container["health"]}} if container["health"] else {}
    return {
        "Id": container["id"],
        "Name": f"/{container['name']}",
        "Image": container["image_id"],
        "Created": container["created"],
        "RestartCount": container["restarts"],
        "HostConfig": {
            "RestartPolicy": {"Name": container["policy"]},
            "NetworkMode": container["joins"],
        },
        "State": {
            "Status": container["state"],
            "ExitCode": container["exit_code"],
            "StartedAt": container["started"],
            **health,
        },
        "Config": {"Image": container["image"], "Labels": container["labels"]},
        "NetworkSettings": {
            "Ports": {
                f"{port}/tcp": [{"HostIp": "0.0.0.0", "HostPort": port}]
                for port in (container["ports"] if container["state"] == "running" else [])
            },
            "Networks": {name: {"NetworkID": name} for name in container["networks"]},
        },
    }


def _now(state: dict[str, Any]) -> str:
    """A second later than the last time."""
    state["tick"] += 1
    minutes, seconds = divmod(state["tick"], 60)
    return f"2026-01-02T03:{minutes:02}:{seconds:02}.000000001Z"


def _container(
    state: dict[str, Any],
    project: str,
    service: str,
    image: str,
    labels: Mapping[str, str],
    made_of: Mapping[str, Any],
    definition: str,
) -> Container:
    now = _now(state)
    behaviour = {**state["behaviour"].get(service, {}), **state["behaviour"].get(image, {})}
    return {
        "id": hashlib.sha256(now.encode()).hexdigest(),
        "name": f"{project}-{service}-1",
        "service": service,
        "project": project,
        "image": image,
        "image_id": _id_of(image),
        "policy": made_of.get("restart", "no"),
        "definition": definition,
        "created": now,
        "started": now,
        "state": "running",
        "health": "",
        "exit_code": 0,
        "restarts": 0,
        "logs": "",
        "ports": [each.split(":")[-2] for each in made_of.get("ports", [])],
        "networks": [f"{project}_default"],
        "joins": f"{project}_default",
        **behaviour,
        "labels": {
            **labels,
            "com.docker.compose.project": project,
            "com.docker.compose.service": service,
            "com.docker.compose.oneoff": "False",
            "com.docker.compose.project.working_dir": made_of.get("folder", ""),
        },
    }


def _config(project: _Project) -> str:
    return "".join(f"{project.image(service)}\n" for service in project.services)


def _with_what_they_need(
    project: _Project, services: list[str], options: dict[str, list[str]]
) -> list[str]:
    """Compose starts what a service depends on as well, unless it is told not to."""
    if "no-deps" in options:
        return services
    needed = [
        name for service in services for name in project.services[service].get("depends_on", [])
    ]
    return [*dict.fromkeys([*needed, *services])]


def _up(
    state: dict[str, Any], project: _Project, services: list[str], options: dict[str, list[str]]
) -> str:
    others = [each for each in state["containers"] if each["project"] != project.name]
    own = {each["service"]: each for each in state["containers"] if each["project"] == project.name}
    for service in _with_what_they_need(project, services, options) or project.enabled:
        image = project.image(service)
        if image not in state["images"]:
            raise Refused(f"Error response from daemon: No such image: {image}")
        there = own.get(service)
        definition = project.definition(service)
        is_forced = "force-recreate" in options
        if there is not None and there["definition"] == definition and not is_forced:
            if there["state"] not in ("running", "restarting"):
                there.update(state="running", started=_now(state))
            continue
        made_of = {**project.services[service], "folder": project.folder}
        labels = project.labels(service)
        own[service] = _container(state, project.name, service, image, labels, made_of, definition)
    if "remove-orphans" in options:
        own = {service: each for service, each in own.items() if service in project.services}
    state["containers"] = [*others, *own.values()]
    return ""


def _remove(state: dict[str, Any], project: _Project, services: list[str]) -> str:
    state["containers"] = [
        each
        for each in state["containers"]
        if not (each["project"] == project.name and each["service"] in services)
    ]
    return ""


def _stop(state: dict[str, Any], project: _Project, services: list[str]) -> str:
    for container in state["containers"]:
        is_wanted = not services or container["service"] in services
        if container["project"] == project.name and is_wanted:
            container.update(state="exited", exit_code=0)
    return ""


def _down(state: dict[str, Any], options: dict[str, list[str]]) -> str:
    project = options["project-name"][0]
    if "volumes" in options:
        state["volumes"] = []
    state["containers"] = [each for each in state["containers"] if each["project"] != project]
    return ""


def _restart(state: dict[str, Any], project: _Project, services: list[str]) -> str:
    """They are as they are from their start."""
    for container in state["containers"]:
        if container["project"] == project.name and container["service"] in services:
            whose = (container["service"], container["image"])
            usual = {"state": "running", "health": "", "exit_code": 0, "started": _now(state)}
            behaviours = [state["behaviour"].get(each, {}) for each in whose]
            container.update({**usual, **behaviours[0], **behaviours[1]})
    return ""


# --- As a program --------------------------------------------------------------------------------------

_LAUNCHER = """#!{python} -IS
import sys

sys.path.insert(0, {root!r})

from tests.fake_docker import main

main()
"""


def install(folder: Path) -> None:
    """Puts a program `docker` into a folder."""
    program = folder / "docker"
    root = str(Path(__file__).resolve().parents[1])
    program.write_text(_LAUNCHER.format(python=sys.executable, root=root))
    program.chmod(0o755)


def main() -> NoReturn:
    daemon = Daemon(os.environ["DOCKER_HOST"].removeprefix(SCHEME))
    try:
        given = sys.stdin.read() if "--interactive" in sys.argv else ""
        told = daemon.run(sys.argv[1:], os.environ, given)
    except Killed:
        # Who has called is slipway-host itself.
        os.kill(os.getppid(), signal.SIGKILL)
        told = Told(137)
    sys.stderr.write(told.errors)
    sys.stdout.write(told.output)
    sys.stdout.flush()
    os._exit(told.code)
