"""The one place where programs are started."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

TIME_IS_OVER = 124
"""The exit code of a program that was ended, as timeout(1) has it."""

MISSING = 127
"""The exit code of a program that is not there, as a shell has it."""


class Finished(NamedTuple):
    """A program that has ended."""

    code: int
    """Its exit code; 124 where its time was over, 127 where it is not there."""
    output: str
    """What it said on standard output, and in its place on standard error where both are asked for."""
    errors: str = ""
    """What it said on standard error."""

    @property
    def said(self) -> str:
        return self.output + self.errors

    @property
    def succeeded(self) -> bool:
        return self.code == 0


def run(
    arguments: Sequence[str],
    seconds: float,
    environment: Mapping[str, str],
    merged: bool = False,
    kept_open: Sequence[int] = (),
    output_to: int | None = None,
    input_from: int | None = None,
) -> Finished:
    """Runs a program to its end.

    Args:
        seconds: after which it is ended, with all it has started; 30 s later for good.
        environment: all of it.
        merged: whether both of its streams are one.
        kept_open: descriptors that it inherits.
        output_to: a descriptor that its standard output goes to, however much that is; default: it is
            told.
        input_from: one that its standard input comes from; default: there is none.
    """
    try:
        child = subprocess.Popen(
            list(arguments),
            stdin=subprocess.DEVNULL if input_from is None else input_from,
            stdout=subprocess.PIPE if output_to is None else output_to,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            env=environment,
            pass_fds=kept_open,
            # A group of its own, so that all it starts can be ended with it.
            start_new_session=True,
        )
    except OSError as error:
        said = f"{arguments[0]}: {error.strerror}\n"
        return Finished(MISSING, said, said)
    with child:
        output, errors, is_over = _wait(child, seconds)
    code = TIME_IS_OVER if is_over else child.returncode
    return Finished(code, *((each or b"").decode("utf-8", "replace") for each in (output, errors)))


def start(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Starts a program that is read while it runs. Whoever does that ends it.

    Raises:
        OSError: it is not there.
    """
    return subprocess.Popen(
        list(arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )


def _wait(child: subprocess.Popen[bytes], seconds: float) -> tuple[bytes, bytes, bool]:
    try:
        return *child.communicate(timeout=seconds), False
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGTERM)
    try:
        return *child.communicate(timeout=30), True
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        return *child.communicate(), True
