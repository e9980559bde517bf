"""The user whom an environment's keys log in as."""

from __future__ import annotations

import os
import pwd
import sys

from .docker import way_to_docker
from .ending import Ending
from .generated import DOCKER_SECONDS, NOT_READY
from .output import say
from .programs import run

_PATH = {"PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"}


def ensure(user: str) -> None:
    """Makes a user who is not there, and gives access to Docker."""
    if _find(user) is None:
        say(f"creating the user {user}")
        # `*` is a password that never fits; sshd takes `!`, useradd's own, for a locked account.
        options = ("--create-home", "--shell", "/bin/bash", "--password", "*")
        made = run(["useradd", *options, user], DOCKER_SECONDS, _PATH)
        if not made.succeeded:
            said = f"The user {user} can not be created. {made.errors.strip()}"
            raise Ending(NOT_READY, "not ready", said)
    found = _find(user)
    if found is None or found.pw_uid == 0:
        return
    # Groups may come from elsewhere than /etc/group.
    if run(["getent", "group", "docker"], DOCKER_SECONDS, _PATH).succeeded:
        groups = run(["id", "-nG", user], DOCKER_SECONDS, _PATH).output.split()
        if "docker" not in groups:
            say(f"giving {user} access to Docker")
            run(["usermod", "--append", "--groups", "docker", user], DOCKER_SECONDS, _PATH)


def home_of(user: str) -> str:
    """
    Raises:
        Ending: there is no home folder.
    """
    found = _find(user)
    is_own = found is not None and found.pw_uid == os.geteuid() and "SUDO_USER" not in os.environ
    home = os.environ.get("HOME", "") if is_own else ""
    home = home or (found.pw_dir if found else "")
    if not home:
        raise Ending(NOT_READY, "not ready", f"The user {user} has no home folder.")
    return home


def give(user: str, path: str, mode: int) -> None:
    """Makes something a user's own."""
    found = pwd.getpwnam(user)
    os.chown(path, found.pw_uid, found.pw_gid)
    os.chmod(path, mode)


def check_access(user: str) -> None:
    """
    Raises:
        Ending: the user can't run this Python, or can't reach Docker.
    """
    if pwd.getpwnam(user).pw_uid == os.geteuid():
        return
    python = [sys.executable, "-I", "-S", "-c", "pass"]
    if not run(["runuser", "-u", user, "--", *python], DOCKER_SECONDS, _PATH).succeeded:
        said = f"The user {user} can not run {sys.executable}, which is root's alone."
        raise Ending(
            NOT_READY, "not ready", f"{said} Install the system's own Python 3.10 or newer."
        )
    asked = run(["runuser", "-u", user, "--", "docker", "version"], DOCKER_SECONDS, way_to_docker())
    if not asked.succeeded:
        access = f"`usermod --append --groups docker {user}` gives access"
        said = f"The user {user} can not reach Docker. {access}."
        raise Ending(NOT_READY, "not ready", said)


def _find(user: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(user)
    except KeyError:
        return None
