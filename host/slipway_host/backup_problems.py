"""What is wrong with how a configuration's data are backed up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .configuration import names_image
from .generated import MOST_BACKUPS


def problems_of_backup(services: dict[str, Any], backup: Any) -> Iterator[str]:
    """
    Args:
        services: the compose file's.
    """
    if backup is None:
        return
    if not isinstance(backup, dict):
        yield "`configuration.backup` must be an object."
        return
    service = backup.get("service")
    if not isinstance(service, str) or service not in services:
        yield "`configuration.backup.service` must be a service of the compose file."
    elif names_image(services[service].get("image")):
        yield "`configuration.backup.service` must not run `${IMAGE}`: a restore stops what does."
    if not _is_command(backup.get("command")):
        yield "`configuration.backup.command` must be a list of texts, a program and its arguments."
    if backup.get("restore") is not None and not _is_command(backup["restore"]):
        yield "`configuration.backup.restore` must be a list of texts, a program and its arguments."
    keep = backup.get("keep")
    if type(keep) is not int or not 1 <= keep <= MOST_BACKUPS:
        yield f"`configuration.backup.keep` must be a number from 1 to {MOST_BACKUPS}."


def _is_command(value: Any) -> bool:
    is_list = isinstance(value, list) and all(isinstance(word, str) for word in value)
    return is_list and bool(value) and value[0] != "" and not any("\0" in word for word in value)
