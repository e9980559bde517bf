from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from slipway_host import programs
from slipway_host.programs import run

PATH = {"PATH": os.environ["PATH"]}


def test_a_program_is_run_to_its_end_with_nothing_on_its_input() -> None:
    told = run(["sh", "-c", "cat; echo out; echo err >&2; exit 3"], 10, PATH)
    assert told == (3, "out\n", "err\n")
    assert not told.succeeded
    assert run(["true"], 10, PATH).succeeded


def test_both_streams_may_be_one() -> None:
    told = run(["sh", "-c", "echo a; echo b >&2; echo c"], 10, PATH, merged=True)
    assert told == (0, "a\nb\nc\n", "")


def test_its_environment_is_made_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://evil")
    told = run(["env"], 10, {**PATH, "A": "1"})
    assert sorted(told.output.split()) == ["A=1", f"PATH={PATH['PATH']}"]


def test_a_program_that_is_not_there_says_so() -> None:
    told = run(["slipway-no-such-program"], 10, PATH)
    assert told.code == programs.MISSING
    assert told.output == "slipway-no-such-program: No such file or directory\n"


def test_bytes_that_are_no_text_are_told_as_well_as_can_be() -> None:
    assert run(["printf", r"a\377b"], 10, PATH).output == "a\ufffdb"


def test_time_that_is_over_ends_it_with_all_it_has_started(tmp_path: Path) -> None:
    began = time.monotonic()
    script = f"sleep 60 & echo $! > {tmp_path}/pid; echo started; wait"
    told = run(["sh", "-c", script], 1, PATH)
    assert (told.code, told.output) == (programs.TIME_IS_OVER, "started\n")
    assert time.monotonic() - began < 5
    child = Path(tmp_path, "pid").read_text().strip()
    # The signal is sent; what it ends may take its time on a busy machine.
    while time.monotonic() - began < 30 and not _is_over(child):
        time.sleep(0.01)
    assert _is_over(child)


def _is_over(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_descriptor_may_be_kept_open() -> None:
    reading, writing = os.pipe()
    for kept, said in (((writing,), "yes"), ((), "no")):
        script = f"if [ -e /proc/self/fd/{writing} ]; then echo yes; else echo no; fi"
        assert run(["sh", "-c", script], 10, PATH, kept_open=kept).output.strip() == said
    os.close(reading)
    os.close(writing)
