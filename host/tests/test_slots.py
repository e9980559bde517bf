from __future__ import annotations

import os
from pathlib import Path

import pytest

from slipway_host import slots
from slipway_host.ending import Ending
from slipway_host.generated import BUSY
from slipway_host.slots import take_slot

from . import samples


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(slots, "CALLS_AT_ONCE", 2)
    samples.place_in(tmp_path)
    return str(tmp_path)


def test_more_than_there_are_slots_are_told_to_come_again(folder: str) -> None:
    for _ in range(2):
        take_slot(folder, "production", "deployer", "shop")
    with pytest.raises(Ending) as ended:
        take_slot(folder, "production", "deployer", "shop")
    said = "There are 2 calls of shop by deployers' keys already. Try again later."
    assert (ended.value.code, ended.value.message) == (BUSY, said)
    # Others are not kept out by them.
    take_slot(folder, "production", "deployer", "blog")
    take_slot(folder, "production", "observer", "")


def test_logs_that_are_followed_keep_nobody_from_anything_else(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "LOGS_AT_ONCE", 1)
    take_slot(folder, "production", "observer", "", "logs")
    with pytest.raises(Ending, match="There are 1 calls by observers' keys already"):
        take_slot(folder, "production", "observer", "", "logs")
    take_slot(folder, "production", "observer", "", "status")


def test_a_call_that_has_ended_has_its_slot_no_more(folder: str) -> None:
    for _ in range(5):
        child = os.fork()
        if child == 0:
            take_slot(folder, "production", "puller", "shop")
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0


def test_an_administrator_and_a_server_that_has_no_such_environment_need_none(folder: str) -> None:
    for _ in range(5):
        take_slot(folder, "production", "", "shop")
        take_slot(folder, "testing", "observer", "")
    assert os.listdir(folder) == ["production"]
    assert not os.path.exists(f"{folder}/production/.calls")
