"""Which services have to run for a release to serve, and which are done once they have ended well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from .configuration import Configuration, app_services
from .container import Container
from .failure import Failure
from .release import OLD_RULES, Release


class Services(NamedTuple):
    """What is asked of a release's services."""

    own: frozenset[str] = frozenset()
    """Those of the app, one of which at least has to run; empty where that is not asked."""
    once: frozenset[str] = frozenset()
    """Those that have to end, and well."""
    may_end: frozenset[str] = frozenset()
    """Those whose good end another service waits for, and those that nothing but a hand starts."""
    may_all_end: bool = True
    """Whether every other one may end well, too: releases from before these rules."""

    def is_done(self, container: Container) -> bool:
        """Whether a container has done what it was for, and is not to be started again."""
        is_ended = container.state == "exited" and container.is_well
        may_end = self.may_all_end or container.service in self.once | self.may_end
        return is_ended and may_end


def services_of(release: Release, configuration: Configuration) -> Services:
    """A release that served by the rules of before is judged by them: it can always come back."""
    if release.rules == OLD_RULES:
        return Services()
    return Services(
        frozenset(app_services(configuration)),
        frozenset(configuration.get("once") or ()),
        frozenset(
            [*waited_for(configuration["compose"]), *by_hand_alone(configuration["compose"])]
        ),
        may_all_end=False,
    )


def one_shots(configuration: Configuration) -> set[str]:
    """The services that run to their end at each switch."""
    return {*(configuration.get("once") or ()), *waited_for(configuration["compose"])}


def waited_for(compose: dict[str, Any]) -> Iterator[str]:
    """The services that others wait for with `service_completed_successfully`."""
    for service in compose["services"].values():
        needs = service.get("depends_on")
        for name, need in needs.items() if isinstance(needs, dict) else ():
            if isinstance(need, dict) and need.get("condition") == "service_completed_successfully":
                yield name


def by_hand_alone(compose: dict[str, Any]) -> list[str]:
    """The services that have `profiles`: `up` starts none of them."""
    return [name for name, service in compose["services"].items() if service.get("profiles")]


def failure_of(services: Services, containers: Sequence[Container]) -> Failure | None:
    """What is wrong with containers that are all well by themselves."""
    for container in containers:
        service = container.service
        if container.state == "exited" and not services.is_done(container):
            said = f"Service {service} ended with exit code 0, and should run on."
            help_ = f"If it is to end, say `once: [{service}]` in the settings."
            return Failure("start", f"{said} {help_}", (service,), is_hopeless=True)
        if container.state == "running" and service in services.once:
            said = f"Service {service}, which is to run once, has not ended yet."
            return Failure("start", said, (service,))
    runs = any(each.state == "running" and each.service in services.own for each in containers)
    if services.own and not runs:
        return Failure("start", "No service that runs `${IMAGE}` is running.", is_hopeless=True)
    return None
