"""Whether a release serves: its containers, its health and version, and its smoke tests."""

from __future__ import annotations

import math
import re
import time
from typing import TYPE_CHECKING, NamedTuple

from . import one_shots, whose_port
from .app import App
from .configuration import Health, health
from .container import Container
from .crash_loop import CrashLoop
from .failure import Failure
from .one_shots import Services, services_of
from .output import say
from .release import OLD_RULES, Release
from .texts import sentence
from .version_path import value_at

if TYPE_CHECKING:
    from . import http_check


class Wanted(NamedTuple):
    """What a release has to be for it to serve."""

    health: Health
    services: Services
    is_port_judged: bool
    """Whether it matters whose port the health check is answered at."""


class Look(NamedTuple):
    """What one look has found."""

    failure: Failure | None = None
    reported: str = ""
    """The version that the app reports."""
    containers: tuple[Container, ...] = ()
    is_told: bool = True
    """Whether Docker told of the containers."""


def wanted_of(app: App, release: Release) -> Wanted:
    configuration = app.store.nearest_configuration(release)
    rules = health(configuration)
    is_port_judged = release.rules != OLD_RULES and not rules.is_proxy
    return Wanted(rules, services_of(release, configuration), is_port_judged)


def check(app: App, release: Release) -> Failure | None:
    """Waits until a release serves: containers, then health and version, then smoke."""
    wanted = wanted_of(app, release)
    rules = wanted.health
    within = math.ceil(rules.within)
    began = time.monotonic()
    tries = 0
    loop = CrashLoop()
    while True:
        # Which version it is that ran by hand, nobody has said.
        look = look_at(app, wanted, "" if release.runs else release.version)
        if look.failure is None:
            break
        verdict = loop.verdict(look.containers, time.monotonic() - began)
        if verdict is not None or look.failure.is_hopeless:
            return verdict or look.failure
        if time.monotonic() - began >= within:
            said = f"{look.failure.message} It went on so for {within} s."
            return _with_restarts(app, release, look.failure._replace(message=said))
        tries += 1
        time.sleep(0.1 if tries < 30 else 0.5)
    if not rules.url:
        failure = _stay_up(app, wanted.services)
        if failure is None:
            say("its containers are running")
        return failure
    reported = f", version {look.reported}" if look.reported else ""
    say(f"healthy after {int(time.monotonic() - began)} s{reported}")
    return _smoke(app, rules)


def look_at(app: App, wanted: Wanted, version: str) -> Look:
    """Looks once.

    Args:
        version: what has to be reported; empty for any.
    """
    rules = wanted.health
    containers = app.docker.containers()
    seen = tuple(containers or ())
    failure = _look_at_containers(containers, wanted.services)
    if failure is not None or not rules.url:
        return Look(failure, containers=seen, is_told=containers is not None)
    answer, problem = _ask(app, rules.url, 5)
    if problem:
        return Look(Failure("health", problem), containers=seen)
    failure = whose_port.failure_of(app, rules.url, seen) if wanted.is_port_judged else None
    if failure is not None:
        return Look(failure, containers=seen)
    if not rules.version:
        return Look(containers=seen)
    told = value_at(rules.version, answer.body)
    reported = told if told == version else app.redactor.text(told).replace("\n", "")
    if version and told != version:
        said = f"{rules.url} reports version {reported or 'none'} at {rules.version}"
        return Look(Failure("version", f"{said}, and {version} was deployed."), reported, seen)
    return Look(None, reported, seen)


def running(app: App) -> set[tuple[str, str]]:
    """Which containers there are, and since when they run."""
    return {(each.id, each.started_at) for each in app.docker.containers() or []}


def _ask(app: App, url: str, seconds: float) -> tuple[http_check.Answer, str]:
    """Any answer of 2xx will do."""
    from . import http_check

    answer = http_check.get(url, seconds)
    if answer.problem:
        return answer, sentence(f"{url} does not answer: {answer.problem}")
    if not 200 <= answer.status < 300:
        body = app.redactor.text(answer.body.decode("utf-8", "replace")).replace("\n", " ")
        return answer, sentence(f"{url} answered {answer.status}: {body[:200]}")
    return answer, ""


def _smoke(app: App, rules: Health) -> Failure | None:
    origin = re.sub(r"^(https?://[^/]+).*", r"\1", rules.url)
    for path in rules.smoke:
        url = f"{origin}{path}" if path.startswith("/") else path
        for tries in range(3):
            _, problem = _ask(app, url, 10)
            if not problem:
                break
            if tries < 2:
                time.sleep(0.3)
        else:
            return Failure("smoke", problem)
        say(f"smoke: {path}")
    return None


def _stay_up(app: App, services: Services) -> Failure | None:
    """Without a health check, what runs has to go on running for a moment."""
    before = running(app)
    time.sleep(2)
    failure = _look_at_containers(app.docker.containers(), services)
    if failure is None and before != running(app):
        said = "A container was restarted within two seconds of its start."
        return Failure("start", said)
    return failure


def _look_at_containers(containers: list[Container] | None, services: Services) -> Failure | None:
    """Whether every container of the project runs, or has done what it was for."""
    if containers is None:
        return Failure("start", "Docker does not tell of the app's containers.")
    if not containers:
        return Failure("start", "No container is running.", is_hopeless=True)
    found = (_look_at_container(each) for each in containers)
    failure = next((failure for failure in found if failure is not None), None)
    return failure or one_shots.failure_of(services, containers)


def _look_at_container(container: Container) -> Failure | None:
    service, state, code = container.service, container.state, container.exit_code
    named = (service,)
    if container.is_well:
        return None
    if state == "running":
        said = f"Service {service} is {container.health} by its own health check."
        return Failure("health", said, named)
    if state == "exited":
        said = f"Service {service} ended with exit code {code}."
        return Failure("start", said, named, is_hopeless=True)
    if state == "restarting":
        said = f"Service {service} ends again and again, last with exit code {code}."
        return Failure("start", said, named)
    said = f"Service {service} is {state}."
    return Failure("start", said, named, is_hopeless=state == "dead")


def _with_restarts(app: App, release: Release, failure: Failure) -> Failure:
    """An app that ends and is started anew may look like one that does not answer."""
    for container in app.docker.containers(f"label=slipway.release={release.number}") or []:
        if container.restarts > 0:
            service, code = container.service, container.exit_code
            said = f"Service {service} ended with exit code {code} and was started anew"
            message = f"{said} {container.restarts} times. {failure.message}"
            return Failure("start", message, (service,))
    return failure


def failed_services(app: App) -> tuple[str, ...]:
    """Whose log to show after Compose could not start a release."""
    failure = _look_at_containers(app.docker.containers(), Services())
    return failure.services if failure is not None else ()
