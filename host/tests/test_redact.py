from __future__ import annotations

import base64
import shutil
from pathlib import Path

import pytest

from slipway_host.redact import Redactor
from slipway_host.request import Request
from slipway_host.store import Store

from . import samples


def redactor(tmp_path: Path, asked: Request | None = None) -> Redactor:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [(1, "a")])
    old = samples.configuration(secrets={"S": "secret-of-a-release"})
    store.serve(store.make(2, old, samples.image("b")))
    store.keep_applied(samples.configuration(secrets={"S": "secret-of-today"}), None)
    return Redactor(store, asked or samples.request())


@pytest.mark.parametrize("where", ["secret-of-a-release", "secret-of-today"])
def test_secrets_of_what_is_kept_are_hidden(tmp_path: Path, where: str) -> None:
    assert redactor(tmp_path).text(f"a {where} b") == "a [redacted] b"


def test_secrets_of_the_request_are_hidden(tmp_path: Path) -> None:
    registry = {"address": "r", "user": "robot", "password": "its-password"}
    asked = samples.request(
        "apply", configuration=samples.configuration(secrets={"S": "new-secret"}), registry=registry
    )
    pair = base64.b64encode(b"robot:its-password").decode()
    said = redactor(tmp_path, asked).text(f"new-secret its-password {pair} robot")
    assert said == "[redacted] [redacted] [redacted] robot"


@pytest.mark.parametrize(
    "damage", ["cut release.json", "no release.json", "cut configuration.json", "no list"]
)
def test_secrets_of_a_release_that_is_damaged_are_hidden_as_far_as_they_are_known(
    tmp_path: Path, damage: str
) -> None:
    place = samples.place_in(tmp_path)
    store = samples.store_with(place, [])
    store.make(3, samples.configuration(secrets={"S": "secret-three"}), samples.image("c"))
    store.make(4, samples.configuration(secrets={"S": "secret-four"}), samples.image("c"))
    folder = Path(place.release(4))
    if damage == "cut release.json":
        (folder / "release.json").write_text("")
    elif damage == "no release.json":
        (folder / "release.json").unlink()
    elif damage == "cut configuration.json":
        (folder / "configuration.json").write_text('{"secrets":')
    else:
        (folder / "configuration.json").write_text('[{"secrets":{}}]')
    said = Redactor(Store(place), samples.request()).text("secret-three secret-four")
    is_known = "release.json" in damage
    assert said == f"[redacted] {'[redacted]' if is_known else 'secret-four'}"


@pytest.mark.parametrize("cut", [200, 1000])
def test_a_secret_at_a_cut_leaves_no_part(tmp_path: Path, cut: int) -> None:
    secret = "secret-of-today"
    told = redactor(tmp_path)
    for before in range(cut - len(secret) - 2, cut + 2):
        line = told.last_line(f"{'x' * before}{secret} after")[:cut]
        assert "secr" not in line
        assert len(line) <= cut


def test_the_last_line_that_is_not_blank_is_told(tmp_path: Path) -> None:
    told = redactor(tmp_path)
    assert told.last_line("one\nsecret-of-today two\n \n\t\n") == "[redacted] two"
    assert told.last_line("\n \n") == ""


def test_what_a_terminal_would_obey_goes(tmp_path: Path) -> None:
    assert redactor(tmp_path).text("a\x1b[31m\rb\tc\nd\x7f") == "a[31mb\tc\nd"
    assert redactor(tmp_path / "other").text("secret-\x1bof-today") == "[redacted]"


def test_an_app_that_is_not_known_has_nothing_to_hide(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    shutil.rmtree(place.here)
    store = Store(place)
    assert Redactor(store, samples.request()).text("as it is") == "as it is"
