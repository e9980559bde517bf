from __future__ import annotations

import fcntl
import os
import re
from pathlib import Path

import pytest

from slipway_host.ending import Ending
from slipway_host.generated import BUSY
from slipway_host.turn import take_lock
from slipway_host.waiting import Ticket

from . import samples
from .server import Clock


def test_who_came_first_is_first(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    tickets = [Ticket(place) for _ in range(3)]
    assert [ticket.is_first() for ticket in tickets] == [True, False, False]
    tickets[0].give_back()
    assert [ticket.is_first() for ticket in tickets[1:]] == [True, False]
    tickets[1].give_back()
    tickets[2].give_back()
    assert os.listdir(place.queue) == ["last"]


def test_one_that_was_killed_keeps_nobody_waiting(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    child = os.fork()
    if child == 0:
        Ticket(place)
        os._exit(0)
    os.waitpid(child, 0)
    ticket = Ticket(place)
    assert ticket.is_first()
    assert sorted(os.listdir(place.queue)) == ["2", "last"]
    ticket.give_back()


def test_a_counter_that_can_not_be_read_overtakes_nobody(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    first = Ticket(place)
    Path(f"{place.queue}/last").write_bytes(b"\xff")
    second = Ticket(place)
    assert (first.is_first(), second.is_first()) == (True, False)
    first.give_back()
    second.give_back()


def test_a_call_that_came_later_overtakes_nobody(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    first = Ticket(place)
    with pytest.raises(Ending) as ended:
        take_lock(place, samples.request(wait=0))
    assert (ended.value.code, ended.value.message) == (BUSY, "Busy: another call.")
    first.give_back()
    os.close(take_lock(place, samples.request(wait=0)))
    assert os.listdir(place.queue) == ["last"]


def test_who_has_the_lock_is_said_as_a_whole_and_nothing_of_who_had_it(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    Path(place.lock).write_text("a deploy by somebody whose name is long, since a while ago")
    os.close(take_lock(place, samples.request("apply")))
    assert re.fullmatch("apply, since [0-9TZ:-]+", Path(place.lock).read_text())


def test_nobody_waits_longer_than_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = samples.place_in(tmp_path)
    clock = Clock()
    monkeypatch.setattr("slipway_host.turn.time", clock)
    first = Ticket(place)
    began = clock.monotonic()
    with pytest.raises(Ending):
        take_lock(place, samples.request(wait=12))
    assert 12 <= clock.monotonic() - began < 13
    first.give_back()


def test_a_number_is_given_once_and_by_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = samples.place_in(tmp_path)
    Ticket(place).give_back()
    locked: list[str] = []

    def lock(descriptor: int, how: int) -> None:
        assert how == fcntl.LOCK_EX
        locked.append(os.readlink(f"/proc/self/fd/{descriptor}"))

    monkeypatch.setattr(fcntl, "flock", lock)
    Ticket(place).give_back()
    assert locked == [f"{place.queue}/last", f"{place.queue}/2"]
