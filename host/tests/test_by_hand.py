from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slipway_host import durable
from slipway_host.by_hand import ByHand, keep_replaced, look_for_hand, replaced_by, require_open
from slipway_host.ending import Ending
from slipway_host.generated import REFUSED
from slipway_host.switching import Switching

from . import samples


def look(
    tmp_path: Path,
    *told: dict[str, Any],
    names: dict[str, list[str]] | None = None,
    releases: str = "abc",
    ids: dict[str, str] | None = None,
) -> ByHand | None:
    """With three releases, of which the third serves."""
    place = samples.place_in(tmp_path)
    samples.store_with(place, list(enumerate(releases, 1)))
    return look_for_hand(samples.app_of(place, samples.FakeDocker(list(told), names, ids)))


def test_what_serves_is_nothing_by_hand(tmp_path: Path) -> None:
    assert look(tmp_path, samples.told(release="3", image=samples.image("c"))) is None


def test_the_same_digest_under_another_name_is_nothing_by_hand(tmp_path: Path) -> None:
    tagged = samples.told(release="3", image="shop:latest", image_id="i")
    names = {"i": ["mirror.example.com/shop@" + samples.digest("c")]}
    assert look(tmp_path, tagged, names=names) is None
    mirrored = samples.told(release="3", image="mirror/shop@" + samples.digest("c"))
    assert look(tmp_path / "2", mirrored) is None


def test_another_image_is_told_with_its_digest_and_the_release_that_had_it(tmp_path: Path) -> None:
    by_hand = look(tmp_path, samples.told(release="1", image=samples.image("a")))
    assert by_hand == ByHand(
        samples.image("a"), frozenset({samples.digest("a")}), "2026-01-02T03:04:05Z", 1, 1
    )
    assert by_hand is not None
    assert by_hand.public() == {
        "image": samples.image("a"),
        "since": "2026-01-02T03:04:05Z",
        "release": 1,
    }
    assert by_hand.has(samples.image("a"))
    assert by_hand.has("other.example.com/shop@" + samples.digest("a"))
    assert not by_hand.has(samples.image("c"))


def test_a_tag_is_told_by_the_digest_that_it_is_known_by(tmp_path: Path) -> None:
    tagged = samples.told(release="3", image="shop:hotfix", image_id="i")
    by_hand = look(tmp_path, tagged, names={"i": [samples.image("d"), samples.image("e")]})
    assert by_hand is not None
    assert (by_hand.image, by_hand.release) == (samples.image("d"), None)
    assert by_hand.digests == {samples.digest("d"), samples.digest("e")}


def test_an_image_that_was_never_in_a_registry_has_no_digest(tmp_path: Path) -> None:
    by_hand = look(tmp_path, samples.told(release="", image="shop:local"))
    assert by_hand is not None
    assert (by_hand.image, by_hand.digests, by_hand.release) == ("shop:local", frozenset(), None)
    assert "release" not in by_hand.public()


def test_a_name_that_stands_for_another_image_by_now_is_not_told(tmp_path: Path) -> None:
    told = samples.told(release="", image="shop:local", image_id="sha256:then")
    by_hand = look(tmp_path, told, ids={"shop:local": "sha256:now"})
    assert by_hand is not None
    assert by_hand.image == "sha256:then"


def test_it_runs_with_the_release_that_it_was_started_with(tmp_path: Path) -> None:
    cases = [("a", "3", 1), ("d", "2", 2), ("d", "", 3), ("d", "9", None), ("b", "1", 2)]
    for index, (character, label, number) in enumerate(cases):
        told = samples.told(release=label, image=samples.image(character))
        by_hand = look(tmp_path / str(index), told)
        assert (by_hand and by_hand.runs_with) == number


def test_what_ran_by_hand_is_remembered_with_what_took_its_place(tmp_path: Path) -> None:
    app = samples.app_of(samples.place_in(tmp_path), samples.FakeDocker([]))
    assert replaced_by(app, 7) is None
    keep_replaced(app, None, 7)
    assert replaced_by(app, 7) is None
    keep_replaced(app, BY_HAND, 7)
    assert replaced_by(app, 7) == (samples.image("d"), 1)
    assert replaced_by(app, 8) is None
    for damaged in ("", "7", "7 x \u00b2", "7 x 1 2", "7 x"):
        Path(app.place.replaced).write_text(damaged)
        assert replaced_by(app, 7) is None


def test_the_labels_release_goes_before_the_newest_with_that_image(tmp_path: Path) -> None:
    container = samples.told(release="1", image=samples.image("a"))
    by_hand = look(tmp_path, container, releases="aaac")
    assert by_hand is not None
    assert by_hand.release == 1
    unlabelled = samples.told(release="", image=samples.image("a"))
    by_hand = look(tmp_path / "2", unlabelled, releases="aaac")
    assert by_hand is not None
    assert by_hand.release == 3


@pytest.mark.parametrize("label", ["\u00b2", "9" * 5000, "-1", "x", "1 "])
def test_a_label_that_is_no_number_is_no_releases(tmp_path: Path, label: str) -> None:
    by_hand = look(tmp_path, samples.told(release=label, image=samples.image("a")))
    assert by_hand is not None
    assert by_hand.release == 1


def test_a_label_of_a_later_release_is_what_a_switch_has_left(tmp_path: Path) -> None:
    assert look(tmp_path, samples.told(release="4", image=samples.image("d"))) is None


@pytest.mark.parametrize(
    ("container", "is_told"),
    [
        ({"state": "exited"}, False),
        ({"state": "created"}, False),
        ({"state": "dead"}, False),
        ({"state": "paused"}, True),
        ({"state": "restarting"}, True),
        ({"release": "", "service": "db"}, False),
        ({"release": "", "service": "app"}, True),
        ({"release": "2", "service": "gone"}, True),
    ],
)
def test_what_runs_of_the_apps_own_services_is_looked_at(
    tmp_path: Path, container: dict[str, Any], is_told: bool
) -> None:
    told = samples.told(image=samples.image("d"), **container)
    assert (look(tmp_path, told) is not None) == is_told


def test_the_first_that_is_by_hand_is_told(tmp_path: Path) -> None:
    right = samples.told(id="c1", release="3", image=samples.image("c"))
    wrong = samples.told(id="c2", release="3", image=samples.image("d"))
    by_hand = look(tmp_path, right, wrong)
    assert by_hand is not None
    assert by_hand.image == samples.image("d")


def test_times_end_with_one_z(tmp_path: Path) -> None:
    told = samples.told(image=samples.image("d"), since="2026-01-02T03:04:05Z")
    by_hand = look(tmp_path, told)
    assert by_hand is not None
    assert by_hand.since == "2026-01-02T03:04:05Z"


def test_nothing_is_by_hand_before_the_first_release_in_a_switch_and_where_docker_is_silent(
    tmp_path: Path,
) -> None:
    told = samples.told(image=samples.image("d"))
    assert look(tmp_path, told, releases="") is None
    place = samples.place_in(tmp_path / "2")
    samples.store_with(place, [(1, "a")])
    for docker in (samples.FakeDocker(None), samples.FakeDocker([])):
        assert look_for_hand(samples.app_of(place, docker)) is None
    durable.write_json(place.switching, Switching("deploy", 2, 1, 1, False).told())
    assert look_for_hand(samples.app_of(place, samples.FakeDocker([told]))) is None


# --- Closed ----------------------------------------------------------------------------------------

BY_HAND = ByHand(
    samples.image("d"), frozenset({samples.digest("d")}), "2026-01-02T03:04:05Z", None, 1
)


def refusal(tmp_path: Path, by_hand: ByHand | None, image: str, allowed: str = "") -> str:
    place = samples.place_in(tmp_path)
    samples.store_with(place, [(1, "a")])
    if allowed:
        Path(place.allowed).write_text(allowed)
    try:
        require_open(samples.app_of(place, samples.FakeDocker([])), by_hand, image)
    except Ending as ending:
        assert (ending.code, ending.outcome) == (REFUSED, "refused")
        return ending.message
    return ""


def test_an_app_is_open_where_nothing_is_by_hand_and_to_what_is(tmp_path: Path) -> None:
    assert refusal(tmp_path, None, samples.image("b")) == ""
    assert refusal(tmp_path, BY_HAND, samples.image("d")) == ""


def test_an_app_is_closed_to_other_images_in_the_scripts_words(tmp_path: Path) -> None:
    digest = samples.digest("b")
    assert refusal(tmp_path, BY_HAND, samples.image("b")) == (
        "Closed: shop@sha256:dddddddddddd runs here since 2026-01-02T03:04:05Z, started by hand, and "
        "release 1 is what was deployed last. That image goes through: merge the revert and open its "
        "door, or run its old deploy job again. "
        f"`slipway allow production shop {digest}` lets this one in, and `slipway rollback "
        "production shop` goes back to the release before."
    )
    local = BY_HAND._replace(image="shop:local", digests=frozenset())
    said = refusal(tmp_path, local, samples.image("b"))
    assert said.startswith("Closed: shop:local runs here")
    assert "goes through" not in said


def test_what_was_allowed_is_let_in_as_long_as_the_same_runs(tmp_path: Path) -> None:
    line = f"{samples.digest('b')} {BY_HAND.image}"
    assert refusal(tmp_path / "1", BY_HAND, samples.image("b"), f"x y\n{line}\n") == ""
    assert refusal(tmp_path / "2", BY_HAND, samples.image("c"), f"{line}\n") != ""
    assert refusal(tmp_path / "3", BY_HAND, samples.image("b"), f"{line}2\n") != ""
