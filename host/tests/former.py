"""The Bash script that servers had before, as an oracle: its programs for jq, by name."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "test/system/host/former/slipway-host.sh"


@functools.cache
def jq_version() -> str:
    """`1.6`, `1.7`, …; empty where there is no jq."""
    if shutil.which("jq") is None:
        return ""
    said = subprocess.run(["jq", "--version"], capture_output=True, text=True, check=True).stdout
    return said.strip().removeprefix("jq-")


def require_jq() -> None:
    """Recorded cases run everywhere; the comparison with jq itself says why it does not."""
    if not jq_version().startswith(("1.6", "1.7")):
        pytest.skip(
            f"jq 1.6 or 1.7 is needed to compare with, and this is {jq_version() or 'none'}"
        )


@functools.cache
def program(name: str) -> str:
    """A program for jq that is a variable of the script."""
    require_jq()
    if shutil.which("bash") is None or not SCRIPT.exists():
        pytest.skip(f"bash and {SCRIPT} are needed to compare with")
    read = 'source <(sed "/^main /,\\$d" "$1"); printf %s "${!2}"'
    command = ["bash", "-c", read, "bash", str(SCRIPT), name]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def jq(arguments: list[str], given: bytes) -> bytes:
    require_jq()
    return subprocess.run(["jq", *arguments], input=given, capture_output=True, check=True).stdout


def jq_lines(values: list[Any], *arguments: str) -> list[str]:
    """One line per result of a program that is run on all of the values."""
    given = "\n".join(json.dumps(value) for value in values)
    return jq(list(arguments), given.encode()).decode().rstrip("\n").split("\n")


def parsed(line: str) -> Any:
    return json.loads(line)


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()
