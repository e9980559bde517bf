from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import pytest

from slipway_host import output


@contextmanager
def nobody_listens() -> Iterator[None]:
    """Standard output and standard error are pipes that nobody reads."""
    kept = {number: os.dup(number) for number in (1, 2)}
    for number in kept:
        reading, writing = os.pipe()
        os.dup2(writing, number)
        os.close(writing)
        os.close(reading)
    try:
        yield
    finally:
        for number, descriptor in kept.items():
            os.dup2(descriptor, number)
            os.close(descriptor)


def test_progress_and_answer_are_a_line_each(capfd: pytest.CaptureFixture[str]) -> None:
    output.say("one é")
    output.answer("two \ud800")
    assert capfd.readouterr() == ("two ?\n", "one é\n")


def test_pieces_are_written_to_the_end(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:2]))
    output.say("progress")
    output.answer("answer")
    assert capfd.readouterr() == ("answer\n", "progress\n")


def test_a_caller_that_has_gone_is_noticed_by_progress_and_not_by_the_answer() -> None:
    with nobody_listens():
        output.answer("two")
        with pytest.raises(BrokenPipeError):
            output.say("one")


def test_times_are_in_utc_to_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Pacific/Kiritimati")
        time.tzset()
        said = output.now()
    time.tzset()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said)
    told = datetime.fromisoformat(said.removesuffix("Z")).replace(tzinfo=timezone.utc)
    assert abs(told.timestamp() - time.time()) < 60
