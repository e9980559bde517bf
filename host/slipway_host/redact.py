"""Takes secrets out of what leaves the server."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Sequence
from typing import Any

from . import durable
from .place import Place
from .request import Request
from .secret_forms import forms_of_all, printable
from .store import Store


class Redactor:
    """Knows every text that must not leave: of all configurations that are kept here, so also of those
    that were, and of the request. It looks them up when there is something to hide.
    """

    def __init__(self, store: Store, request: Request) -> None:
        self._store = store
        self._request = request
        self._forms: list[str] | None = None

    def text(self, said: str) -> str:
        """A text without secrets, and without what a terminal would obey."""
        said = printable(said)
        for form in self._known():
            said = said.replace(form, "[redacted]")
        return said

    def _known(self) -> list[str]:
        if self._forms is None:
            self._forms = forms_of_all(_secrets(self._store.place, self._request))
        return self._forms

    @property
    def longest(self) -> int:
        """Characters of the longest text that must not leave, in any of its forms."""
        return max((len(form) for form in self._known()), default=0)

    def lines(self, said: Sequence[str]) -> list[str]:
        """Lines, each without secrets: many at once, since there are many forms. Those of several lines
        are known by each of their lines.
        """
        text = "\n".join(printable(line.replace("\n", "")) for line in said)
        for form in self._known():
            if "\n" not in form:
                text = text.replace(form, "[redacted]")
        return text.split("\n") if said else []

    def last_line(self, said: str) -> str:
        """The last line that is not blank, at most 1,000 characters of it."""
        lines = [line for line in self.text(said).split("\n") if line.strip() != ""]
        return lines[-1][:1000] if lines else ""


def _secrets(place: Place, request: Request) -> Iterator[str]:
    kept: list[Any] = [request.body.get("configuration")]
    # Also of a release whose own file is damaged, or was not written yet.
    releases = os.listdir(place.releases) if os.path.isdir(place.releases) else []
    folders = (f"{place.releases}/{name}" for name in releases)
    for path in (place.applied, *(f"{folder}/configuration.json" for folder in folders)):
        try:
            kept.append(durable.read_json(path))
        except durable.Damaged:
            # What was in it can't be known any more; other releases have most of it.
            continue
    for configuration in kept:
        secrets = configuration.get("secrets") if isinstance(configuration, dict) else None
        if isinstance(secrets, dict):
            yield from (value for value in secrets.values() if isinstance(value, str))
    registry = request.registry
    if registry is not None:
        yield registry["password"]
        yield base64.b64encode(f"{registry['user']}:{registry['password']}".encode()).decode()
