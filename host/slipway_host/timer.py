"""Has `recover` run each minute for an environment, as its user: by systemd where that runs, else by cron.

What is there already and is the same is left alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil

from . import durable
from .generated import DOCKER_SECONDS
from .output import say
from .programs import run

RUNNING = "/run/systemd/system"
"""It is there where systemd runs: sd_booted(3)."""

UNITS = "/etc/systemd/system"

CRON = "/etc/cron.d"

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def set_timer(folder: str, environment: str, user: str) -> str:
    """
    Args:
        folder: the root of all that slipway-host keeps.

    Returns:
        why nothing looks after interrupted switches here; empty where something does.
    """
    if os.path.isdir(RUNNING):
        _remove(f"{CRON}/{name_of(folder, environment)}")
        return _set_units(folder, environment, user)
    if os.path.isdir(CRON) and _has_cron():
        path = f"{CRON}/{name_of(folder, environment)}"
        if _put(path, cron_line(folder, environment, user)):
            say(f"cron recovers what is interrupted in {environment}, by {path}")
        return ""
    return "neither systemd nor a cron that reads /etc/cron.d runs here"


def remove_timer(folder: str, environment: str) -> None:
    """Takes away what `set_timer` has put there."""
    name = name_of(folder, environment)
    _remove(f"{CRON}/{name}")
    if os.path.exists(f"{UNITS}/{name}.timer"):
        _systemctl("disable", "--now", f"{name}.timer")
    if _remove(f"{UNITS}/{name}.timer") | _remove(f"{UNITS}/{name}.service"):
        say(f"nothing looks after interrupted switches in {environment} any more")
        _systemctl("daemon-reload")


def name_of(folder: str, environment: str) -> str:
    """Another one for each root folder. A file of cron's has no dot in its name."""
    place = hashlib.sha256(f"{folder}/{environment}".encode()).hexdigest()[:8]
    return f"slipway-recover-{re.sub('[^A-Za-z0-9_-]', '-', environment)}-{place}"


def service(folder: str, environment: str, user: str) -> str:
    """A unit of systemd's that is over when `recover` is, though it may leave a watch behind."""
    return f"""\
# Written by slipway-host, and again by each `slipway up`.
[Unit]
Description=Goes on with what was interrupted of Slipway's {environment} in {folder}
After=docker.service

[Service]
Type=oneshot
User={user}
ExecStart={_command(folder, environment)}
KillMode=process
CapabilityBoundingSet=
LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=read-only
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
ReadWritePaths={folder}/{environment}
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
"""


def timer(folder: str, environment: str) -> str:
    return f"""\
# Written by slipway-host, and again by each `slipway up`.
[Unit]
Description=Each minute: what was interrupted of Slipway's {environment} in {folder}

[Timer]
OnBootSec=1min
OnUnitInactiveSec=1min
AccuracySec=10s

[Install]
WantedBy=timers.target
"""


def cron_line(folder: str, environment: str, user: str) -> str:
    return f"""\
# Written by slipway-host, and again by each `slipway up`.
PATH={_PATH}
* * * * * {user} {_command(folder, environment)} >/dev/null 2>&1
"""


def _command(folder: str, environment: str) -> str:
    program = f"{folder}/bin/environments/{environment}"
    return f"{program} --folder {folder} --environment {environment} recover"


def _set_units(folder: str, environment: str, user: str) -> str:
    name = name_of(folder, environment)
    is_new = _put(f"{UNITS}/{name}.service", service(folder, environment, user))
    is_new |= _put(f"{UNITS}/{name}.timer", timer(folder, environment))
    unit = f"{name}.timer"
    if is_new:
        _systemctl("daemon-reload")
    elif not _systemctl("is-enabled", unit) and not _systemctl("is-active", unit):
        return ""
    # One that is there already takes what is new with a restart.
    problem = _systemctl("enable", unit) or _systemctl("restart", unit)
    if not problem:
        say(f"systemd recovers what is interrupted in {environment}, by {unit}")
    return problem


def _has_cron() -> bool:
    """Busybox's reads no /etc/cron.d."""
    found = (shutil.which(name, path=_PATH) for name in ("cron", "crond"))
    return any(path and os.path.basename(os.path.realpath(path)) != "busybox" for path in found)


def _put(path: str, text: str) -> bool:
    """
    Returns:
        whether it was another.
    """
    if durable.read_bytes(path) == text.encode():
        return False
    durable.write(path, text, 0o644)
    return True


def _remove(path: str) -> bool:
    is_there = os.path.exists(path)
    durable.remove(path)
    return is_there


def _systemctl(*arguments: str) -> str:
    """
    Returns:
        why it did not do it; empty where it did.
    """
    done = run(["systemctl", *arguments], DOCKER_SECONDS, {"PATH": _PATH}, merged=True)
    if done.succeeded:
        return ""
    said = done.output.strip().replace("\n", " ") or f"it ended with {done.code}"
    return f"systemctl {arguments[0]}: {said}"
