"""What is kept of an app: its releases, which one serves, and what is refused."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import Any

from . import durable
from .configuration import Configuration, canonical
from .output import now
from .place import Place
from .release import RULES, Release, digest_of, read_release
from .texts import number_of


class Store:
    """Reads once what the releases say; each change is written at once.

    Args:
        place: whose.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.releases: dict[int, Release] = {}
        for number in _numbers(place.releases):
            release = read_release(f"{place.release(number)}/release.json")
            if release is not None:
                self.releases[number] = release

    @property
    def current(self) -> Release | None:
        """The release that serves, or would if nobody had started something else by hand."""
        try:
            number = int(os.readlink(self.place.current).rpartition("/")[2])
        except (OSError, ValueError):
            return None
        return self.releases.get(number)

    def numbers(self) -> list[int]:
        """The numbers that there is a folder of, whatever can be read in it."""
        return _numbers(self.place.releases)

    def served(self) -> list[Release]:
        """The releases that have served and are kept, oldest first."""
        return [release for _, release in sorted(self.releases.items()) if release.since]

    def before_current(self) -> Release | None:
        """The newest release before what serves now, or before what was gone back to, that is not the
        same thing and not refused.
        """
        current = self.current
        if current is None:
            return None
        limit = current.number if current.back_to is None else current.back_to
        for release in reversed(self.served()):
            is_same = (release.image, release.configuration) == (
                current.image,
                current.configuration,
            )
            if release.number < limit and not is_same and not self.is_refused(release.image):
                return release
        return None

    def next_number(self) -> int:
        """A number that is given once, even when what it was given to has failed."""
        given = durable.read_text(self.place.last_release) or ""
        numbers = [release.number for release in self.served()]
        return max([number_of(given) or 0, *numbers]) + 1

    def give(self, number: int) -> None:
        durable.write(self.place.last_release, f"{number}\n")

    def make(
        self,
        number: int,
        configuration: Configuration,
        image: str,
        version: str = "",
        back_to: int | None = None,
    ) -> Release:
        """Makes a release that does not serve yet, in place of one of this number."""
        target = None if back_to is None else self.releases.get(back_to)
        release = Release(
            number=number,
            image=image,
            configuration=self.hash_of(configuration),
            version=version,
            back_to=back_to,
            rules=target.rules if target else RULES,
        )
        folder = self.place.release(number)
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder, 0o700)
        durable.sync_folder(self.place.releases)
        durable.write(f"{folder}/configuration.json", canonical(configuration))
        self.write(release)
        return release

    def rewrite(self, release: Release, configuration: Configuration) -> None:
        """Puts back what a release was made from."""
        path = f"{self.place.release(release.number)}/configuration.json"
        durable.write(path, canonical(configuration))

    def serve(self, release: Release) -> Release:
        """Records that a release has passed its checks. From then on what follows can be done again."""
        served = release._replace(since=now())
        self.write(served)
        durable.write_link(self.place.current, f"releases/{served.number}")
        return served

    def remove(self, number: int) -> None:
        self.releases.pop(number, None)
        shutil.rmtree(self.place.release(number), ignore_errors=True)

    def configuration(self, release: Release) -> Configuration:
        """What a release was made from. One that can't be read is the one that `up` laid down, if that
        is the same.

        Raises:
            Damaged: it can't be read, and is not to be had elsewhere.
        """
        path = f"{self.place.release(release.number)}/configuration.json"
        try:
            configuration = durable.read_json(path)
        except durable.Damaged:
            configuration = None
        if isinstance(configuration, dict):
            return configuration
        applied = self.applied()
        if applied is None or self.hash_of(applied) != release.configuration:
            raise durable.Damaged(path)
        return applied

    def nearest_configuration(self, release: Release) -> Configuration:
        """What a release was made from, or where that can't be read, what `up` laid down last: its
        services and its health rules are most likely the same.
        """
        try:
            return self.configuration(release)
        except durable.Damaged:
            empty: Configuration = {
                "compose": {"services": {}},
                "files": {},
                "env": {},
                "secrets": {},
            }
            return self.applied() or empty

    def applied(self) -> Configuration | None:
        """The newest configuration that `up` laid down, or None before the first."""
        applied = durable.read_json(self.place.applied)
        if applied is not None and not isinstance(applied, dict):
            raise durable.Damaged(self.place.applied)
        return applied

    def keep_applied(self, configuration: Configuration, repository: str | None) -> None:
        """
        Args:
            repository: where images have to be from; None for what was said before, empty for
                where the image that serves is from.
        """
        durable.write(self.place.applied, canonical(configuration))
        if repository == "":
            durable.remove(self.place.repository)
        elif repository is not None:
            durable.write(self.place.repository, f"{repository}\n")

    def hash_of(self, configuration: Configuration) -> str:
        """Names a configuration. With a key of this server's own, so that it tells nothing about a
        secret.
        """
        key = durable.read_bytes(self.place.key) or b""
        return hashlib.sha256(key + canonical(configuration)).hexdigest()[:12]

    def prepare_key(self) -> None:
        if not durable.read_bytes(self.place.key):
            import base64

            durable.write(self.place.key, base64.b64encode(os.urandom(32)) + b"\n")

    def refused(self) -> list[dict[str, Any]]:
        """What a rollback left: digest, release, and when."""
        refused = durable.read_json(self.place.refused) or []
        return [entry for entry in refused if isinstance(entry, dict) and "digest" in entry]

    def is_refused(self, image: str) -> bool:
        return any(entry["digest"] == digest_of(image) for entry in self.refused())

    def refuse(self, release: Release) -> None:
        rest = [entry for entry in self.refused() if entry["digest"] != release.digest]
        entry = {"digest": release.digest, "release": release.number, "at": now()}
        durable.write_json(self.place.refused, [*rest, entry])

    def stop_refusing(self, image: str) -> None:
        digest = digest_of(image)
        rest = [entry for entry in self.refused() if entry["digest"] != digest]
        durable.write_json(self.place.refused, rest)

    def disuse(self, image: str) -> None:
        """Remembers an image that goes with the next switch, unless a release has it then."""
        durable.append(self.place.unused, f"{image}\n")

    def write(self, release: Release) -> None:
        """Records what a release is."""
        durable.write_json(
            f"{self.place.release(release.number)}/release.json",
            {
                "number": release.number,
                "image": release.image,
                "configuration": release.configuration,
                **({"version": release.version} if release.version else {}),
                **({} if release.back_to is None else {"from": release.back_to}),
                **({"since": release.since} if release.since else {}),
                "rules": release.rules,
            },
        )
        self.releases[release.number] = release


def images_of_all(root: str) -> set[str]:
    """The images of every release on this server."""
    images = set()
    for environment in _names(root):
        for app in _names(f"{root}/{environment}"):
            releases = f"{root}/{environment}/{app}/releases"
            for number in _numbers(releases):
                release = read_release(f"{releases}/{number}/release.json")
                if release is not None:
                    images.add(release.image)
    return images


def _numbers(folder: str) -> list[int]:
    return sorted(number for name in _names(folder) if (number := number_of(name)) is not None)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
