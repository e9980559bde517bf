"""One app as a call works on it: all that is known of it, and the ways to it."""

from __future__ import annotations

from .docker import Docker
from .place import Place
from .redact import Redactor
from .request import Request
from .store import Store


class App:
    """What the parts of a call share.

    Args:
        docker: the way to the daemon, for this app.
    """

    def __init__(self, place: Place, request: Request, docker: Docker) -> None:
        self.place = place
        self.request = request
        self.docker = docker
        self.store = Store(place)
        self.redactor = Redactor(self.store, request)
