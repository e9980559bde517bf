"""The way to the Docker daemon."""

from __future__ import annotations

import base64
import os
import re
import time
from collections.abc import Sequence

from . import durable, json_text
from .container import PROJECT, Container, container_of
from .generated import BACKUP_SECONDS, COMPOSE_SECONDS, DAEMON_SECONDS, DOCKER_SECONDS
from .output import say
from .place import Place
from .programs import Finished, run
from .release import Release
from .request import Request

_PASSED_ON = (
    "PATH",
    "HOME",
    "DOCKER_HOST",
    "DOCKER_CONFIG",
    "DOCKER_CONTEXT",
    "DOCKER_TLS_VERIFY",
    "DOCKER_CERT_PATH",
)


_SERVICES = "label=com.docker.compose.oneoff=False"
"""Containers of services, and not of `docker compose run`."""

_GONE = re.compile(
    "Cannot connect to the Docker daemon|error during connect"
    # What the daemon itself says is about something else: a registry.
    "|^(?!.*Error response from daemon).*(connection reset by peer|EOF)$",
    re.MULTILINE,
)
"""What Docker's programs say when the daemon has gone, or goes in mid-command."""


class Docker:
    """Docker and Compose for one app.

    Args:
        work: a folder of this call's own, where credentials are while it runs.
        lock: the descriptor of the app's lock, which every child inherits: it is held for as long as
            any of them runs.
        is_patient: whether a daemon that has gone is waited for. A look tells that at once.
    """

    def __init__(
        self,
        place: Place,
        work: str | None = None,
        lock: int | None = None,
        is_patient: bool = False,
    ) -> None:
        self.place = place
        self._work = work
        self._lock = lock
        self._registry = ""
        self._is_patient = is_patient
        self.returns = 0
        """How often the daemon was gone and has come back."""

    def sign_in(self, request: Request) -> None:
        """Has pulls from the request's registry use its credentials, which go with the work folder."""
        registry = request.registry
        if registry is None:
            return
        address = registry["address"]
        name = "https://index.docker.io/v1/" if address == "docker.io" else address
        pair = f"{registry['user']}:{registry['password']}".encode()
        auths = {name: {"auth": base64.b64encode(pair).decode()}}
        os.mkdir(f"{self._work}/docker", 0o700)
        durable.write_json(f"{self._work}/docker/config.json", {"auths": auths})
        self._registry = address

    def run(
        self,
        *arguments: str,
        seconds: float = DOCKER_SECONDS,
        image: str | None = None,
        merged: bool = False,
    ) -> Finished:
        """Runs a command of Docker's.

        Args:
            seconds: after which it is ended, with all it has started.
            image: what `${IMAGE}` is in a compose file.
            merged: whether both of its streams are one.
        """
        finished = self._run(arguments, seconds, image, merged)
        if not finished.succeeded and self._is_back_after(finished):
            # What slipway-host asks for can all be done again.
            finished = self._run(arguments, seconds, image, merged)
        return finished

    def _run(
        self, arguments: Sequence[str], seconds: float, image: str | None, merged: bool
    ) -> Finished:
        environment = way_to_docker()
        if image is not None:
            environment["IMAGE"] = image
        return run(
            ["docker", *arguments],
            seconds,
            environment,
            merged=merged,
            kept_open=() if self._lock is None else (self._lock,),
        )

    def _is_back_after(self, finished: Finished) -> bool:
        """Whether the daemon was gone, and is there again. A change waits for it: it is restarted, or
        its server begins.
        """
        if not self._is_patient or not _GONE.search(finished.said):
            return False
        say(f"waiting for the Docker daemon, at most {DAEMON_SECONDS} s")
        end = time.monotonic() + DAEMON_SECONDS
        while time.monotonic() < end:
            if self._run(("version", "--format", "{{.Server.Version}}"), 10, None, False).succeeded:
                self.returns += 1
                return True
            time.sleep(0.5)
        self._is_patient = False
        return False

    def compose(self, release: Release, *arguments: str, merged: bool = True) -> Finished:
        """Runs a command of Compose's on a release."""
        folder = self.place.release(release.number)
        return self.run(
            *("compose", "--ansi", "never", "--project-name", self.place.project),
            *("--project-directory", self.place.here),
            *("--file", f"{folder}/compose.yaml", "--env-file", f"{folder}/.env"),
            *arguments,
            seconds=COMPOSE_SECONDS,
            image=release.runs or release.image,
            merged=merged,
        )

    def pull(self, image: str, seconds: float) -> Finished:
        is_signed_in = self._registry != "" and self._registry == registry_of(image)
        options = ("--config", f"{self._work}/docker") if is_signed_in else ()
        return self.run(*options, "pull", "--quiet", image, seconds=seconds, merged=True)

    def execute(
        self,
        container: str,
        command: Sequence[str],
        output_to: int | None = None,
        input_from: int | None = None,
    ) -> Finished:
        """Runs a program in a container that runs. It is not done again where the daemon goes meanwhile:
        what it has written or read is gone.

        Args:
            output_to: where its standard output goes.
            input_from: what it reads on its standard input; default: nothing.
        """
        return run(
            [
                "docker",
                "exec",
                *(() if input_from is None else ("--interactive",)),
                container,
                *command,
            ],
            BACKUP_SECONDS,
            way_to_docker(),
            kept_open=() if self._lock is None else (self._lock,),
            output_to=output_to,
            input_from=input_from,
        )

    def has_images(self, images: Sequence[str]) -> bool:
        return self.run("image", "inspect", "--format", "{{.Id}}", *images).succeeded

    def digests(self, image_id: str) -> list[str]:
        """The names by digest that an image is known by here."""
        form = "{{range .RepoDigests}}{{println .}}{{end}}"
        return self.run("image", "inspect", "--format", form, image_id).output.split()

    def image_id(self, name: str) -> str:
        """What a name stands for here; empty where that is nothing."""
        return self.run("image", "inspect", "--format", "{{.Id}}", name).output.strip()

    def image_size(self, name: str) -> int:
        """Bytes of an image here; 0 where it is not."""
        told = self.run("image", "inspect", "--format", "{{.Size}}", name).output.strip()
        return int(told) if told.isdecimal() else 0

    def root_folder(self) -> str:
        """Where the daemon keeps images and containers; empty where it does not tell."""
        return self.run("info", "--format", "{{.DockerRootDir}}").output.strip()

    def volumes(self) -> list[str]:
        """The volumes of the app's Compose project."""
        project = f"label={PROJECT}={self.place.project}"
        return self.run("volume", "ls", "--quiet", "--filter", project).output.split()

    def logging_driver(self) -> str:
        """How logs of containers are kept that say nothing of it; empty where Docker does not tell."""
        return self.run("info", "--format", "{{.LoggingDriver}}").output.strip()

    def who_has_port(self, port: str) -> str:
        """The name of the container that publishes a port; empty where none does."""
        names = self.run("ps", "--filter", f"publish={port}", "--format", "{{.Names}}").output
        return names.partition("\n")[0]

    def remove_image(self, image: str) -> None:
        """Takes an image away unless something needs it."""
        self.run("image", "rm", image)

    def ids(self, *filters: str) -> list[str] | None:
        """The containers of the app, also those that have ended, or None where Docker does not tell.

        Args:
            filters: what else Docker is to look for.
        """
        return self._ids(f"label={PROJECT}={self.place.project}", *filters)

    def _ids(self, *filters: str) -> list[str] | None:
        options = [word for each in filters for word in ("--filter", each)]
        listed = self.run("ps", "--all", "--no-trunc", "--quiet", *options)
        return listed.output.split() if listed.succeeded else None

    def containers(self, *filters: str) -> list[Container] | None:
        """The containers of the app's services, or None where Docker does not tell."""
        return self._inspected(self.ids(_SERVICES, *filters))

    def containers_of_all(self) -> list[Container] | None:
        """The containers of all that Compose runs here, or None where Docker does not tell."""
        return self._inspected(self._ids(_SERVICES))

    def publishers(self, port: str) -> list[Container]:
        """The containers of this machine that publish a port, whosesoever."""
        listed = self.run("ps", "--no-trunc", "--quiet", "--filter", f"publish={port}")
        return self._inspected(listed.output.split()) or []

    def _inspected(self, ids: list[str] | None) -> list[Container] | None:
        if not ids:
            return None if ids is None else []
        # It fails for one that has gone meanwhile, and tells of the others all the same.
        output = self.run("inspect", "--type", "container", *ids).output
        try:
            told = json_text.parse(output.encode())
        except ValueError:
            return None
        return [container_of(each) for each in told] or None

    def logs(self, container: str) -> str:
        """The last lines of what a container said, on both of its streams."""
        return self.run("logs", "--tail", "20", container, merged=True).output

    def folders_of_project(self) -> set[str]:
        """From where containers of the app's Compose project were started."""
        project = f"label={PROJECT}={self.place.project}"
        form = '{{.Label "com.docker.compose.project.working_dir"}}'
        said = self.run("ps", "--all", "--filter", project, "--format", form).output
        return {folder for folder in said.split("\n") if folder != ""}


def way_to_docker() -> dict[str, str]:
    """The caller's way to the daemon, and nothing else: the environment beats `.env`."""
    environment = {name: os.environ[name] for name in _PASSED_ON if os.environ.get(name)}
    environment.setdefault("HOME", "/")
    return environment


def registry_of(image: str) -> str:
    """The first part of an image's name, if it looks like a host.

    Source: Docker's own rule, github.com/distribution/reference, `splitDockerDomain`.
    """
    first, slash, _ = image.partition("/")
    return (
        first if slash and (first == "localhost" or "." in first or ":" in first) else "docker.io"
    )
