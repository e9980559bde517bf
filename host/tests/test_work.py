from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from slipway_host.work import Work, remove_left

from . import samples


def test_a_calls_folder_is_its_own(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    works = [Work.make(place) for _ in range(3)]
    assert len({work.path for work in works}) == 3
    for work in works:
        assert Path(work.path).parent == Path(place.requests)
        assert Path(work.path).stat().st_mode & 0o777 == 0o700
        work.remove()
    assert os.listdir(place.requests) == []


def test_a_folder_that_is_held_stays_and_one_that_is_free_goes(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    held = Work.make(place)
    session = Work(held.path)
    left = Work.make(place)
    Path(left.request).write_text("a password")
    os.close(left.descriptor)
    remove_left(place)
    assert os.listdir(place.requests) == [os.path.basename(held.path)]
    # A session outlives the call that has started it.
    os.close(held.descriptor)
    remove_left(place)
    assert os.listdir(place.requests) == [os.path.basename(held.path)]
    os.close(session.descriptor)
    remove_left(place)
    assert os.listdir(place.requests) == []


def test_a_child_that_has_the_descriptor_holds_the_folder(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    work = Work.make(place)
    inherited = os.dup(work.descriptor)
    os.close(work.descriptor)
    remove_left(place)
    assert os.path.exists(work.path)
    os.close(inherited)
    remove_left(place)
    assert not os.path.exists(work.path)


def test_folders_of_the_script_stay_as_long_as_its_processes_live(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    dead = next(
        number for number in range(4_194_000, 1, -1) if not Path(f"/proc/{number}").exists()
    )
    for name in (str(os.getpid()), str(dead)):
        Path(place.requests, name).mkdir()
        Path(place.requests, name, "request.json").write_text("a password")
    remove_left(place)
    assert os.listdir(place.requests) == [str(os.getpid())]


def test_a_folder_that_was_swept_away_before_it_was_held_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = samples.place_in(tmp_path)
    flock = fcntl.flock
    swept: list[str] = []

    def sweep(descriptor: int, operation: int) -> None:
        if not swept:
            swept.extend(os.listdir(place.requests))
            os.remove(f"{place.requests}/{swept[0]}/held")
            os.rmdir(f"{place.requests}/{swept[0]}")
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", sweep)
    work = Work.make(place)
    assert os.path.exists(f"{work.path}/held")
    assert os.path.basename(work.path) not in swept


def test_secrets_go_before_the_answer(tmp_path: Path) -> None:
    work = Work.make(samples.place_in(tmp_path))
    Path(work.request).write_text("a password")
    Path(work.path, "docker").mkdir()
    Path(work.path, "docker/config.json").write_text("a password")
    Path(work.answer).write_text("{}")
    work.remove_secrets()
    assert sorted(os.listdir(work.path)) == ["answer.json", "held"]
    work.remove_secrets()


def test_files_that_were_not_put_in_place_go(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    Path(place.applied).write_text("{}")
    Path(f"{place.applied}.new").write_text('{"secrets":')
    Path(f"{place.current}.new").symlink_to("releases/1")
    remove_left(place)
    assert sorted(os.listdir(place.here)) == [
        "applied.json",
        "files",
        "log",
        "releases",
        "requests",
    ]
