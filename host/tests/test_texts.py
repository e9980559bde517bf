from __future__ import annotations

from typing import Any

import pytest

from slipway_host import texts
from slipway_host.generated import DIGEST, IMAGE, NAME, REPOSITORY, VERSION_PATH

from . import samples


@pytest.mark.parametrize(
    "name", ["app\n", "app\r", "", ".app", "a/b", "äpp", "a b", "app\u0661", 1]
)
def test_a_name_is_all_of_a_text(name: Any) -> None:
    assert not texts.matches(NAME, name)


@pytest.mark.parametrize("name", ["app", "A.b_c-9", "9"])
def test_a_name_has_letters_digits_and_three_signs(name: str) -> None:
    assert texts.matches(NAME, name)


def test_an_image_has_a_digest_of_64_digits() -> None:
    good = samples.image("a")
    assert texts.matches(IMAGE, good)
    for bad in (f"{good}\n", good[:-1], f"{good}a", good.replace("a" * 64, "A" * 64), f"a@{good}"):
        assert not texts.matches(IMAGE, bad)
    assert not texts.matches(DIGEST, f"{good}\n")
    assert texts.matches(DIGEST, samples.digest("0"))


def test_a_repository_has_a_host_no_tag_and_no_digest() -> None:
    assert texts.matches(REPOSITORY, samples.NAME)
    assert texts.matches(REPOSITORY, "localhost:5000/shop")
    assert texts.matches(REPOSITORY, "")
    for bad in (
        "shop",
        f"{samples.NAME}:1",
        samples.image("a"),
        f"{samples.NAME}\n",
        "a//b",
        "$a/b",
    ):
        assert not texts.matches(REPOSITORY, bad)


@pytest.mark.parametrize(
    "path", ["version", ".a\n", ".a | .b", ".[\u0663]", '.["a\\"]', ".", "[0]x"]
)
def test_a_path_of_the_version_is_no_program(path: str) -> None:
    assert not texts.matches(VERSION_PATH, path)


def test_a_line_has_nothing_that_a_terminal_would_obey() -> None:
    assert texts.one_line("a\x1b[31m\r\n\tb\x7f") == "a [31m b "
    assert not texts.is_text("a\nb")
    assert not texts.is_text("")
    assert not texts.is_text(None)
    assert texts.is_text("a b")


def test_a_sentence_ends_with_one_full_stop() -> None:
    assert texts.sentence("it failed. .\n") == "it failed."
    assert texts.sentence("") == "."


def test_an_image_is_short_for_people() -> None:
    assert texts.short(samples.image("a")) == "shop@sha256:aaaaaaaaaaaa"
    assert texts.short("registry/shop:1.0") == "shop:1.0"
    assert texts.short("shop") == "shop"


@pytest.mark.parametrize(
    "text", ["", "\u00b2", "\u0661", "-1", "+1", " 1", "1\n", "1_0", "9" * 5000]
)
def test_a_number_is_digits_alone(text: str) -> None:
    assert texts.number_of(text) is None


def test_a_number_is_read() -> None:
    assert texts.number_of("041") == 41
    assert texts.number_of("0") == 0
