"""An environment's block in authorized_keys (sshd(8)): each key bound to what it may do."""

from __future__ import annotations

import os
import re
from typing import Any

from . import durable, json_text, users
from .locks import held


def write_keys(
    home: str, user: str, folder: str, environment: str, keys: list[dict[str, Any]]
) -> None:
    """Rewrites this environment's block and leaves every other line alone."""
    os.makedirs(f"{home}/.ssh", mode=0o700, exist_ok=True)
    path = f"{home}/.ssh/authorized_keys"
    with held(f"{folder}/bin/.lock"):
        text = (durable.read_bytes(path) or b"").decode("utf-8", "surrogateescape")
        # `str.splitlines` would end lines in the midst of a comment, and what follows would be a key.
        lines = text.removesuffix("\n").split("\n") if text else []
        block = [_line(folder, environment, key) for key in keys]
        begin, end = _marks(environment)
        kept = _without_block(lines, environment)
        written = [*kept, *([begin, *block, end] if block else [])]
        text = "".join(f"{line}\n" for line in written)
        # First, so that a look finds the difference when the power goes in between.
        _remember(folder, environment, path, block)
        # sshd reads it as the user, so it is the user's before it is in place.
        new = f"{path}.slipway"
        durable.write(new, text.encode("utf-8", "surrogateescape"))
        users.give(user, new, 0o600)
        os.replace(new, path)
        durable.sync_folder(os.path.dirname(path))
        if user != "root":
            users.give(user, f"{home}/.ssh", 0o700)


def _remember(folder: str, environment: str, path: str, block: list[str]) -> None:
    """What is in the block, where only root can change it: for whoever looks."""
    os.makedirs(f"{folder}/bin/keys", exist_ok=True)
    os.chmod(f"{folder}/bin/keys", 0o755)
    text = json_text.line({"file": path, "lines": block})
    durable.write(_expected(folder, environment), f"{text}\n", 0o644)


def keys_problem(folder: str, environment: str) -> str:
    """How the block differs from what was written last, as somebody's hand has it: a sentence, or
    empty. Lines of others are not looked at, unless they hold a key of the block's.
    """
    try:
        expected = durable.read_json(_expected(folder, environment))
    except durable.Damaged as damaged:
        return f"{damaged.path} can not be read, so that nobody knows whether the keys are as they should."
    if expected is None:
        return ""
    lines = set(expected["lines"])
    keys = {_key_of(line) for line in lines} - {""}
    text = (durable.read_bytes(expected["file"]) or b"").decode("utf-8", "surrogateescape")
    found = {line.removesuffix("\r") for line in text.split("\n")}
    ours = {line for line in found if _is_ours(line, environment) or _key_of(line) in keys}
    missing, others = len(lines - ours), len(ours - lines)
    if not missing and not others:
        return ""
    counts = f"{missing} of its lines missing, and {others} there that it did not write"
    return f"{expected['file']} is not as `up` has written it: {counts}."


def has_keys_of(folder: str, environment: str, app: str) -> bool:
    """Whether keys of the block are bound to an app."""
    try:
        expected = durable.read_json(_expected(folder, environment))
    except durable.Damaged:
        return True
    lines = expected["lines"] if expected is not None else []
    return any(f' --app {app}" ' in line for line in lines)


def _key_of(line: str) -> str:
    """The key itself, as base64; empty where there is none."""
    found = re.search(r"\b(?:ssh|ecdsa|sk)-\S+ (AAAA[0-9A-Za-z+/=]*)", line, re.ASCII)
    return found[1] if found else ""


def _expected(folder: str, environment: str) -> str:
    return f"{folder}/bin/keys/{environment}"


def _without_block(lines: list[str], environment: str) -> list[str]:
    """Where the end's mark is missing, somebody else's keys follow: only what this program writes is
    the block's.
    """
    begin, end = _marks(environment)
    kept = []
    is_inside = False
    for line in lines:
        mark = line.removesuffix("\r")
        if mark == begin:
            is_inside = True
        elif is_inside and mark == end:
            is_inside = False
        elif not (is_inside and _is_ours(line, environment)):
            is_inside = False
            kept.append(line)
    return kept


def _is_ours(line: str, environment: str) -> bool:
    command = line.partition('" ')[0]
    is_bound = f" --environment {environment} " in f"{command} "
    return command.startswith('restrict,command="') and is_bound


def _marks(environment: str) -> tuple[str, str]:
    return f"# slipway {environment} begin", f"# slipway {environment} end"


def _line(folder: str, environment: str, key: dict[str, Any]) -> str:
    program = f"{folder}/bin/environments/{environment}"
    app = f" --app {key['app']}" if key.get("app") else ""
    bound = f"--folder {folder} --role {key['role']} --environment {environment}{app}"
    return f'restrict,command="{program} {bound}" {key["public"]}'
