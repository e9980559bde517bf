from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from slipway_host.app import App
from slipway_host.configuration import Configuration
from slipway_host.place import Place
from slipway_host.prune import prune
from slipway_host.release_files import render
from slipway_host.store import Store

from . import samples


class Images:
    """A daemon that is told which images to take away."""

    def __init__(self) -> None:
        self.removed: list[str] = []

    def remove_image(self, image: str) -> None:
        self.removed.append(image)


def pruned(place: Place) -> list[str]:
    """The images that were taken away."""
    docker: Any = Images()
    prune(App(place, samples.request(), docker))
    return docker.removed  # type: ignore[no-any-return]


def serve(place: Place, number: int, configuration: Configuration, character: str = "a") -> None:
    store = Store(place)
    release = store.make(number, configuration, samples.image(character))
    render(place, release, configuration)
    store.serve(release)


def mounting(*volumes: Any, **files: str) -> Configuration:
    service = {"image": "${IMAGE}", "volumes": list(volumes)}
    return samples.configuration(
        compose={"services": {"app": service}},
        files={path: samples.encoded(text) for path, text in files.items()},
    )


def test_the_newest_ten_that_served_stay_and_what_never_did_goes(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(number, "a") for number in range(1, 14)])
    store.make(14, samples.configuration(), samples.image("b"))
    Path(place.releases, "0").mkdir()
    Path(place.releases, "15").mkdir()
    prune(App(place, samples.request(), Images()))  # type: ignore[arg-type]
    assert sorted(map(int, os.listdir(place.releases))) == list(range(4, 14))


def test_what_serves_stays_however_old_it_is(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(number, "a") for number in range(1, 14)])
    store.serve(store.releases[2])
    pruned(place)
    kept = sorted(map(int, os.listdir(place.releases)))
    assert 2 in kept
    assert kept[-1] == 13
    assert Store(place).current is not None


@pytest.mark.parametrize(
    "volume",
    [
        "./files:/etc/app",
        "./files:/etc/app:ro",
        "files/:/etc/app",
        "./files/a:/etc/a",
        {"type": "bind", "source": "./files", "target": "/etc/app"},
        {"type": "bind", "source": "./files/a", "target": "/etc/a"},
    ],
)
def test_files_that_a_release_mounts_stay(tmp_path: Path, volume: Any) -> None:
    place = samples.place_in(tmp_path)
    serve(place, 1, mounting(volume, a="A", b="B"))
    serve(place, 2, mounting(volume, a="changed", b="B"))
    before = sorted(os.listdir(place.files))
    assert len(before) == 2
    pruned(place)
    assert sorted(os.listdir(place.files)) == before
    kept = [path.name for path in Path(place.files).rglob("*") if path.is_file()]
    assert "a" in kept


def test_files_that_no_release_mounts_go(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [])
    failed = mounting("./files:/etc/app", a="of one that failed")
    render(place, store.make(1, failed, samples.image("a")), failed)
    left = os.listdir(place.files)
    serve(place, 2, mounting("./files:/etc/app", a="A"))
    pruned(place)
    assert len(os.listdir(place.files)) == 1
    assert os.listdir(place.files) != left
    compose = json.loads(Path(place.release(2), "compose.yaml").read_text())
    mount = compose["services"]["app"]["volumes"][0]
    assert Path(mount.partition(":")[0], "a").read_text() == "A"


def test_images_go_unless_a_release_of_any_app_has_them(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(1, "a")])
    samples.store_with(samples.place_in(tmp_path, "blog"), [(1, "b")])
    for character in "abcdc":
        store.disuse(samples.image(character))
    assert pruned(place) == [samples.image("c"), samples.image("d")]
    assert not Path(place.unused).exists()
    assert pruned(place) == []


def test_the_image_of_a_release_that_goes_goes_with_it(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    samples.store_with(place, [(1, "b"), *((number, "a") for number in range(2, 12))])
    assert pruned(place) == [samples.image("b")]


def test_the_newest_files_of_progress_stay(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    samples.store_with(place, [(1, "a")])
    for minute in range(25):
        Path(place.log, f"2026-01-02T03:{minute:02}:05Z-deploy-1").write_text("")
    pruned(place)
    assert len(os.listdir(place.log)) == 20
    assert "2026-01-02T03:24:05Z-deploy-1" in os.listdir(place.log)
