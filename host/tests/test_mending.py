from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from slipway_host import history
from slipway_host.app import App
from slipway_host.durable import Damaged
from slipway_host.mending import damaged_files, mend
from slipway_host.place import Place
from slipway_host.switching import Switching

from . import samples


def app_at(
    tmp_path: Path, releases: str = "abc", containers: list[dict[str, Any]] | None = None
) -> App:
    """With releases that have served, of which the last does."""
    place = samples.place_in(tmp_path)
    if not os.path.exists(place.key):
        samples.store_with(place, list(enumerate(releases, 1)))
    return samples.app_of(place, samples.FakeDocker(containers or []))


def damage(path: str, data: bytes = b"") -> None:
    Path(path).write_bytes(data)


def aside(place: Place) -> list[str]:
    return [name.partition("Z-")[2] for name in sorted(os.listdir(f"{place.here}/damaged"))]


def test_what_can_be_read_is_left_alone(tmp_path: Path) -> None:
    app = app_at(tmp_path)
    assert (mend(app), damaged_files(app)) == ([], [])
    assert not os.path.exists(f"{app.place.here}/damaged")


def test_an_app_that_nothing_was_deployed_to_lacks_nothing(tmp_path: Path) -> None:
    app = app_at(tmp_path, releases="")
    assert (mend(app), damaged_files(app)) == ([], [])


@pytest.mark.parametrize("data", [b"", b'{"number":3', b"[]", b"\xff"])
def test_what_serves_is_found_again_from_its_containers(tmp_path: Path, data: bytes) -> None:
    was = app_at(tmp_path).store.releases[3]
    damage(f"{app_at(tmp_path).place.release(3)}/release.json", data)
    labels = {"slipway.configuration": was.configuration, "slipway.version": "2.0.0"}
    running = samples.told(release="3", image=was.image)
    running["Config"]["Labels"].update(labels)
    app = app_at(tmp_path, containers=[running])
    assert damaged_files(app) == ["releases/3/release.json", "current"]
    assert mend(app) == ["Release 3 could not be read, and was found again from its containers."]
    found = app_at(tmp_path).store.current
    assert found is not None
    assert found.public() == {
        "number": 3,
        "image": was.image,
        "configuration": was.configuration,
        "version": "2.0.0",
        "since": "2026-01-02T03:04:05Z",
    }


def test_a_release_that_nothing_tells_of_is_set_aside_and_what_runs_serves(tmp_path: Path) -> None:
    place = app_at(tmp_path).place
    damage(f"{place.release(3)}/release.json")
    app = app_at(tmp_path, containers=[samples.told(release="1", image=samples.image("a"))])
    assert mend(app) == [
        "Release 3 could not be read, and was set aside.",
        "What serves was not recorded any more. It is release 1.",
    ]
    assert aside(place) == ["3"]
    assert os.path.exists(
        f"{place.here}/damaged/{os.listdir(f'{place.here}/damaged')[0]}/release.json"
    )


def test_a_link_that_leads_nowhere_leads_to_the_newest_where_nothing_runs(tmp_path: Path) -> None:
    app = app_at(tmp_path)
    os.remove(app.place.current)
    assert mend(app) == ["What serves was not recorded any more. It is release 3."]
    current = app.store.current
    assert current is not None and current.number == 3


def test_a_switch_that_can_not_be_read_is_put_back(tmp_path: Path) -> None:
    app = app_at(tmp_path)
    app.store.make(4, samples.configuration(), samples.image("d"))
    damage(app.place.switching)
    app = app_at(tmp_path)
    said = "switching.json could not be read. What it was about was found from the releases."
    assert mend(app) == [said]
    assert Switching.read(app.place.switching) == Switching("deploy", 4, 3, 3, False)


@pytest.mark.parametrize("data", [b'{"action":', b"{}", b"[1]", b'{"number":3}'])
def test_a_switch_that_had_passed_needs_nothing_more(tmp_path: Path, data: bytes) -> None:
    app = app_at(tmp_path)
    damage(app.place.switching, data)
    assert len(mend(app)) == 1
    assert Switching.read(app.place.switching) is None


def test_a_release_that_was_never_checked_is_found_again_as_that(tmp_path: Path) -> None:
    place = app_at(tmp_path).place
    damage(f"{place.release(3)}/release.json")
    Path(place.switching).write_text(json.dumps(Switching("deploy", 3, 2, 2, False).told()))
    running = samples.told(release="3", image=samples.image("c"))
    app = app_at(tmp_path, containers=[running])
    mend(app)
    assert app.store.releases[3].since == ""


def test_a_damaged_configuration_of_up_is_set_aside(tmp_path: Path) -> None:
    app = app_at(tmp_path)
    damage(app.place.applied, b'{"env":')
    assert damaged_files(app) == ["applied.json"]
    said = "applied.json could not be read, and was set aside: `slipway up` lays it down again."
    assert mend(app) == [said]
    assert (app.store.applied(), aside(app.place)) == (None, ["applied.json"])


def test_what_a_rollback_left_is_read_from_the_history(tmp_path: Path) -> None:
    app = app_at(tmp_path)
    steps: list[tuple[str, int, str, str]] = [
        ("deploy", 0, "a", ""),
        ("deploy", 0, "b", ""),
        ("rollback", 0, "a", ""),
        ("deploy", 0, "c", ""),
        ("rollback", 10, "c", ""),
        ("rollback", 0, "a", ""),
        ("allow", 0, "a", f"{samples.digest('b')} may be deployed again."),
    ]
    for number, (action, code, character, message) in enumerate(steps, 1):
        # What was put back is the release before.
        release = {"number": number if code == 0 else number - 1, "image": samples.image(character)}
        entry = {"at": f"2026-01-01T00:00:0{number}Z", "action": action, "code": code}
        history.append(app.place.history, {**entry, "message": message, "release": release})
    damage(app.place.refused, b"[{")
    assert mend(app) == [
        "refused.json could not be read. What is refused was read from the history."
    ]
    refused = json.loads(Path(app.place.refused).read_text())
    assert refused == [{"digest": samples.digest("c"), "release": 4, "at": "2026-01-01T00:00:06Z"}]
    assert app.store.is_refused(samples.image("c"))
    assert not app.store.is_refused(samples.image("b"))


def test_the_configuration_of_what_serves_is_found_again_where_up_laid_down_the_same(
    tmp_path: Path,
) -> None:
    app = app_at(tmp_path)
    path = f"{app.place.release(3)}/configuration.json"
    wanted = Path(path).read_bytes()
    app.store.keep_applied(samples.configuration(), None)
    damage(path)
    assert damaged_files(app) == ["releases/3/configuration.json"]
    assert mend(app) == [
        "releases/3/configuration.json could not be read, and was found again from what `up` laid down."
    ]
    assert Path(path).read_bytes() == wanted


def test_another_configuration_than_ups_is_not_made_up(tmp_path: Path) -> None:
    app = app_at(tmp_path)
    app.store.keep_applied(samples.configuration(env={"A": "1"}), None)
    damage(f"{app.place.release(3)}/configuration.json")
    assert mend(app) == []
    current = app.store.current
    assert current is not None
    with pytest.raises(Damaged):
        app.store.configuration(current)
    assert app.store.nearest_configuration(current)["env"] == {"A": "1"}
