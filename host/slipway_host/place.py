"""Where everything is that is kept of an app in an environment, and what Compose calls it."""

from __future__ import annotations

import os
import re

from .generated import NAME
from .texts import matches


class Place:
    """The app's folder, which is Compose's project directory as well::

        releases/41/compose.yaml        what Compose is given (JSON, which is YAML)
                    .env                0600
                    configuration.json  what both were made from, secrets included; 0600
                    rotated             services whose logs are bounded, where their own file does not say
                    images              which images Compose wants for it
                    release.json        number, image, version, since when it serves (absent: never)
        files/<hash>/...                files that containers mount, by content
        current -> releases/41          the release that serves
        applied.json                    the newest configuration that `up` laid down
        repository                      where images have to be from, if `up` has said it
        switching.json                  a switch that is under way, or was when the power went
        watching.json                   the watch of the release that serves
        refused.json                    digests that a rollback left
        allowed                         digests that may replace what somebody started by hand
        replaced                        what ran by hand until a release
        tags                            tags that images were given here, each with its image
        unused                          images that nothing may need any more
        last-release                    the newest number that was given
        key                             what names of configurations are made with
        backups/                        dumps of the data, each from before a switch
        restoring.json                  a restore that is under way, or was when the power went
        history.jsonl  lock  log/  queue/  requests/  damaged/

    Args:
        folder: the root of all that slipway-host keeps.
    """

    def __init__(self, folder: str, environment: str, app: str) -> None:
        self.root = folder
        self.environment = environment
        self.app = app
        self.here = f"{folder}/{environment}/{app}"
        # Compose's own rule for names.
        self.project = re.sub("[^a-z0-9_-]", "-", f"{environment}-{app}".lower(), flags=re.ASCII)
        self.releases = f"{self.here}/releases"
        self.files = f"{self.here}/files"
        self.requests = f"{self.here}/requests"
        self.queue = f"{self.here}/queue"
        self.log = f"{self.here}/log"
        self.backups = f"{self.here}/backups"
        self.restoring = f"{self.here}/restoring.json"
        self.current = f"{self.here}/current"
        self.applied = f"{self.here}/applied.json"
        self.repository = f"{self.here}/repository"
        self.switching = f"{self.here}/switching.json"
        self.watching = f"{self.here}/watching.json"
        self.refused = f"{self.here}/refused.json"
        self.allowed = f"{self.here}/allowed"
        self.replaced = f"{self.here}/replaced"
        self.tags = f"{self.here}/tags"
        self.unused = f"{self.here}/unused"
        self.last_release = f"{self.here}/last-release"
        self.key = f"{self.here}/key"
        self.history = f"{self.here}/history.jsonl"
        self.lock = f"{self.here}/lock"

    @property
    def is_removed(self) -> bool:
        """Whether the app was let go, and has left its history and its data."""
        return not os.path.isdir(self.releases) and os.path.exists(self.history)

    def release(self, number: int) -> str:
        """The folder of a release."""
        return f"{self.releases}/{number}"

    def make(self) -> None:
        """Makes the folders of an app that is not known here yet.

        Raises:
            OSError: they can't be made.
        """
        for folder in (self.requests, self.log, self.releases, self.files):
            os.makedirs(folder, mode=0o700, exist_ok=True)


def apps_of(folder: str, environment: str) -> list[str]:
    """The names of an environment's apps, in order."""
    place = f"{folder}/{environment}"
    try:
        names = os.listdir(place)
    except FileNotFoundError:
        return []
    # A disk of its own has a lost+found.
    return sorted(
        name for name in names if matches(NAME, name) and os.path.isdir(f"{place}/{name}")
    )
