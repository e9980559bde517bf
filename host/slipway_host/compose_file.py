"""What Compose is given: the configuration's compose file, with labels and paths of one release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .configuration import below_files, names_image
from .release import Release


def compose_file(
    compose: dict[str, Any], release: Release, folder: str, files: str, trees: Mapping[str, str]
) -> dict[str, Any]:
    """`files/` and `.env` become paths of this release.

    Labels change with each release, so they go on the app's own services only: a container whose
    definition is the same is left alone.

    Args:
        folder: the release's.
        files: where files that containers mount are, by content.
        trees: for each path below `files/` that is wanted, the folder there.
    """

    def relocate(value: Any) -> Any:
        path = below_files(value)
        if path is None:
            return value
        return f"{files}/{trees[path]}" + (f"/{path}" if path else "")

    def relocate_mount(mount: Any) -> Any:
        if isinstance(mount, str):
            source, colon, rest = mount.partition(":")
            return f"{relocate(source)}{colon}{rest}"
        if isinstance(mount, dict) and mount.get("source"):
            return {**mount, "source": relocate(mount["source"])}
        return mount

    def relocate_env(value: Any) -> Any:
        return f"{folder}/.env" if value in (".env", "./.env") else relocate(value)

    def relocate_env_file(value: Any) -> Any:
        if isinstance(value, dict):
            return {**value, "path": relocate_env(value.get("path"))}
        return relocate_env(value)

    def relocate_file(entry: Any) -> Any:
        if isinstance(entry, dict) and entry.get("file"):
            return {**entry, "file": relocate(entry["file"])}
        return entry

    def service(given: dict[str, Any]) -> dict[str, Any]:
        made = dict(given)
        if names_image(made.get("image")):
            made["labels"] = _with_labels(made.get("labels"), _labels(release))
        env_file = made.get("env_file")
        if isinstance(env_file, list):
            made["env_file"] = [relocate_env_file(each) for each in env_file]
        elif env_file:
            made["env_file"] = relocate_env_file(env_file)
        if isinstance(made.get("volumes"), list):
            made["volumes"] = [relocate_mount(mount) for mount in made["volumes"]]
        return made

    made = dict(compose)
    made["services"] = {name: service(given) for name, given in compose["services"].items()}
    for kind in ("configs", "secrets"):
        if isinstance(made.get(kind), dict):
            made[kind] = {name: relocate_file(entry) for name, entry in made[kind].items()}
    return made


def _labels(release: Release) -> dict[str, str]:
    labels = {
        "slipway.release": str(release.number),
        "slipway.image": release.digest,
        "slipway.configuration": release.configuration,
        "slipway.version": release.version,
    }
    # Compose puts variables in.
    return {name: value.replace("$", "$$") for name, value in labels.items()}


def _with_labels(given: Any, labels: dict[str, str]) -> Any:
    if isinstance(given, list):
        return [*given, *(f"{name}={value}" for name, value in labels.items())]
    if given is None or isinstance(given, dict):
        return {**(given or {}), **labels}
    return given
