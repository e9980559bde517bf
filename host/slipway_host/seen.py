"""Docker as one look finds it: however much is asked about however many apps, it is asked once."""

from __future__ import annotations

from collections.abc import Sequence

from .container import Container
from .docker import Docker
from .place import Place


class Seen(Docker):
    """The way to the Docker daemon for one app, whose containers have been looked at.

    Args:
        containers: None where Docker does not tell.
    """

    def __init__(self, place: Place, containers: list[Container] | None) -> None:
        super().__init__(place)
        self._containers = containers

    def containers(self, *filters: str) -> list[Container] | None:
        return super().containers(*filters) if filters else self._containers


def see(places: Sequence[Place]) -> list[Seen]:
    """Looks at the containers of apps."""
    if len(places) == 1:
        return [Seen(places[0], Docker(places[0]).containers())]
    found = Docker(places[0]).containers_of_all() if places else []
    return [
        Seen(place, None if found is None else [each for each in found if _is_of(each, place)])
        for place in places
    ]


def _is_of(container: Container, place: Place) -> bool:
    return container.project == place.project
