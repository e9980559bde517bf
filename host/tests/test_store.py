from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from slipway_host import durable
from slipway_host import store as module
from slipway_host.configuration import canonical
from slipway_host.local_tag import _is_known
from slipway_host.place import Place
from slipway_host.release import Release
from slipway_host.store import Store

from . import samples
from .fake_docker import Killed


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = Store(place)
    store.prepare_key()
    configuration = samples.configuration(secrets={"B": "1", "A": "2"})
    made = store.make(3, configuration, samples.image("a"), "1.0", back_to=1)
    assert Store(place).releases == {3: made}
    assert store.current is None
    served = store.serve(made)
    again = Store(place)
    assert again.releases == {3: served}
    assert again.current == served
    assert served.since
    assert again.configuration(served) == configuration
    assert os.readlink(place.current) == "releases/3"


def test_releases_are_read_as_the_script_left_them(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    lines = {
        1: '{"number":1,"image":"r/a/b@sha256:aa","configuration":"0123456789ab","secrets":[],'
        '"since":"2026-01-02T03:04:05Z"}\n',
        2: '{"number":2,"image":"r/a/b@sha256:bb","configuration":"0123456789ab","secrets":["A"],'
        '"version":"2.0","from":1,"since":"2026-01-03T03:04:05Z"}\n',
        3: '{"number":3,"image":"r/a/b@sha256:cc","configuration":"0123456789ab","secrets":[]}\n',
    }
    for number, line in lines.items():
        Path(place.release(number)).mkdir()
        Path(place.release(number), "release.json").write_text(line)
    Path(place.current).symlink_to("releases/2")
    store = Store(place)
    assert store.releases[1] == Release(
        1, "r/a/b@sha256:aa", "0123456789ab", since="2026-01-02T03:04:05Z"
    )
    assert store.current == Release(
        2, "r/a/b@sha256:bb", "0123456789ab", "2.0", "2026-01-03T03:04:05Z", 1
    )
    assert [release.number for release in store.served()] == [1, 2]
    assert store.releases[2].public() == {
        "number": 2,
        "image": "r/a/b@sha256:bb",
        "configuration": "0123456789ab",
        "version": "2.0",
        "since": "2026-01-03T03:04:05Z",
    }
    assert "version" not in store.releases[1].public()
    assert store.releases[2].said_version == ", version 2.0"
    assert store.releases[2].digest == "sha256:bb"


def test_what_is_no_release_is_left_out(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(1, "a")])
    for name, text in (("2", ""), ("3", '{"number":'), ("4", "[]"), ("5", '{"number":"5"}')):
        Path(place.releases, name).mkdir()
        Path(place.releases, name, "release.json").write_text(text)
    Path(place.releases, "6").mkdir()
    Path(place.releases, "lost+found").mkdir()
    Path(place.releases, "\u00b2").mkdir()
    Path(place.releases, "7").write_text("")
    assert Store(place).releases == store.releases


def test_the_release_before_skips_the_same_and_what_is_refused(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(1, "a"), (2, "b"), (3, "c"), (4, "c"), (5, "c")])
    before = store.before_current()
    assert before is not None
    assert before.number == 2
    store.refuse(store.releases[2])
    before = Store(place).before_current()
    assert before is not None
    assert before.number == 1
    store.refuse(store.releases[1])
    assert store.before_current() is None
    store.stop_refusing(samples.image("b"))
    before = store.before_current()
    assert before is not None
    assert before.number == 2


def test_the_release_before_is_another_where_only_its_configuration_is(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(1, "a")])
    other = samples.configuration(env={"A": "1"})
    store.serve(store.make(2, other, samples.image("a")))
    before = store.before_current()
    assert before is not None
    assert before.number == 1


def test_after_a_rollback_the_release_before_is_that_before_what_was_gone_back_to(
    tmp_path: Path,
) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(1, "a"), (2, "b"), (3, "c")])
    store.serve(store.make(4, samples.configuration(), samples.image("b"), back_to=2))
    before = store.before_current()
    assert before is not None
    assert before.number == 1
    # A release that has failed, and one that is not the current one's, do not count.
    store.make(5, samples.configuration(), samples.image("d"))
    assert store.before_current() == before


def test_nothing_is_before_nothing(tmp_path: Path) -> None:
    assert Store(samples.place_in(tmp_path)).before_current() is None


def test_a_number_is_given_once(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    assert Store(place).next_number() == 1
    store = samples.store_with(place, [(1, "a"), (9, "b"), (10, "c")])
    assert store.next_number() == 11
    store.give(12)
    store.make(12, samples.configuration(), samples.image("d"))
    store.remove(12)
    assert Store(place).next_number() == 13
    for damaged in ("", "x", "\u00b2", "-5", "1e3"):
        Path(place.last_release).write_text(damaged)
        assert Store(place).next_number() == 11
    Path(place.last_release).write_text("41\n")
    assert Store(place).next_number() == 42


def test_a_configuration_is_named_as_the_script_did(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = Store(place)
    store.prepare_key()
    configuration = samples.configuration(
        env={"Z": "é\u2028\x7f", "A": '"\\/'}, health={"url": "http://x", "within": 60.50}
    )
    release = store.make(1, configuration, samples.image("a"))
    files = f"{place.key} {place.release(1)}/configuration.json"
    command = f"cat {files} | sha256sum | cut -c 1-12"
    said = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert release.configuration == store.hash_of(configuration) == said.stdout.strip()


def test_names_of_configurations_tell_nothing_without_the_key(tmp_path: Path) -> None:
    stores = [Store(samples.place_in(tmp_path, app)) for app in ("one", "two")]
    for store in stores:
        store.prepare_key()
        key = Path(store.place.key).read_bytes()
        store.prepare_key()
        assert Path(store.place.key).read_bytes() == key
        assert Path(store.place.key).stat().st_mode & 0o777 == 0o600
    assert len({store.hash_of(samples.configuration()) for store in stores}) == 2


def test_a_release_that_is_made_again_has_nothing_of_the_one_before(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [])
    store.make(1, samples.configuration(), samples.image("a"))
    Path(place.release(1), "images").write_text("left")
    store.make(1, samples.configuration(), samples.image("b"))
    assert sorted(os.listdir(place.release(1))) == ["configuration.json", "release.json"]
    assert store.releases[1].image == samples.image("b")
    store.rewrite(store.releases[1], samples.configuration(env={"A": "1"}))
    assert Path(place.release(1), "configuration.json").read_bytes() == canonical(
        samples.configuration(env={"A": "1"})
    )


def test_a_releases_folder_survives_with_what_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = samples.place_in(tmp_path)
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.add(os.fstat(descriptor).st_ino))
    store = Store(place)
    store.serve(store.make(1, samples.configuration(), samples.image("a")))
    folders = [place.here, place.releases, place.release(1)]
    files = [f"{place.release(1)}/{name}" for name in os.listdir(place.release(1))]
    assert len(files) == 2
    assert {os.stat(path).st_ino for path in [*folders, *files]} <= synced


def test_where_images_are_from_stays_until_it_is_said_anew(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = Store(place)
    for said, kept in (
        (None, None),
        ("r/a/b", "r/a/b\n"),
        (None, "r/a/b\n"),
        ("", None),
        ("", None),
    ):
        store.keep_applied(samples.configuration(), said)
        path = Path(place.repository)
        assert (path.read_text() if path.exists() else None) == kept
    assert store.applied() == samples.configuration()


def test_refused_digests_are_kept_once_each_with_when_and_what(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(1, "a"), (2, "b")])
    store.refuse(store.releases[1])
    store.refuse(store.releases[2])
    store.refuse(store.releases[1])
    told = [(entry["digest"], entry["release"]) for entry in store.refused()]
    assert told == [(samples.digest("b"), 2), (samples.digest("a"), 1)]
    assert store.is_refused(samples.image("a"))
    assert store.is_refused(samples.digest("a"))
    assert not store.is_refused(samples.image("c"))
    store.stop_refusing(samples.digest("a"))
    assert not store.is_refused(samples.image("a"))


def test_images_of_all_apps_on_the_server_are_known(tmp_path: Path) -> None:
    samples.store_with(samples.place_in(tmp_path), [(1, "a"), (2, "b")])
    samples.store_with(samples.place_in(tmp_path, "blog"), [(1, "c")])
    other = Place(str(tmp_path), "testing", "shop")
    other.make()
    samples.store_with(other, [(1, "a"), (2, "d")])
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/slipway-host").write_text("")
    images = {samples.image(each) for each in "abcd"}
    assert module.images_of_all(str(tmp_path)) == images
    line = json.loads(Path(other.release(2), "release.json").read_text())
    assert line["image"] == samples.image("d")


def test_what_of_refused_digests_somebody_has_written_does_not_matter(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    entry = {"digest": samples.digest("a"), "release": 1, "at": "2026-01-02T03:04:05Z"}
    Path(place.refused).write_text(json.dumps([1, "x", {"release": 2}, entry]))
    assert Store(place).refused() == [entry]


def test_a_release_has_served_before_it_is_what_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(1, "a")])
    made = store.make(2, samples.configuration(), samples.image("b"))
    monkeypatch.setattr(durable, "write_link", lambda *_: _lose_power())
    with pytest.raises(Killed):
        store.serve(made)
    again = Store(place)
    assert again.current == again.releases[1]
    assert again.releases[2].since


def _lose_power() -> None:
    raise Killed


def test_what_others_keep_to_themselves_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = samples.place_in(tmp_path)
    samples.store_with(place, [(1, "a")])
    (tmp_path / "testing").mkdir()
    tags = Path(place.tags)
    tags.write_text("x y\n")
    real_list, real_read = os.listdir, durable.read_text

    def listed(path: str) -> list[str]:
        if path == f"{tmp_path}/testing":
            raise PermissionError(13, "Permission denied", path)
        return real_list(path)

    def read(path: str) -> str | None:
        if path == place.tags:
            raise PermissionError(13, "Permission denied", path)
        return real_read(path)

    monkeypatch.setattr(os, "listdir", listed)
    monkeypatch.setattr(durable, "read_text", read)
    assert module.images_of_all(str(tmp_path)) == {samples.image("a")}
    assert not _is_known(str(tmp_path), "x y")
