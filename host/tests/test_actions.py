from __future__ import annotations

from pathlib import Path

import pytest

from slipway_host.actions import nothing_applied, wrong_repository

from . import samples

DIGEST = samples.digest("a")


def problem(tmp_path: Path, repository: str | None, name: str) -> str:
    place = samples.place_in(tmp_path)
    if repository is not None:
        Path(place.repository).write_text(f"{repository}\n")
    return wrong_repository(place, f"{name}@{DIGEST}")


@pytest.mark.parametrize(
    ("repository", "name"),
    [
        (None, "any.example.com/evil"),
        ("r.example.com/acme/shop", "r.example.com/acme/shop"),
        ("r.example.com/acme/shop", "r.example.com/acme/shop:1.0"),
        ("r.example.com:5000/acme/shop", "r.example.com:5000/acme/shop"),
        ("r.example.com:5000/acme/shop", "r.example.com:5000/acme/shop:1.0"),
    ],
)
def test_images_of_the_repository_are_taken(
    tmp_path: Path, repository: str | None, name: str
) -> None:
    assert problem(tmp_path, repository, name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "r.example.com/acme/other",
        "r.example.com/acme/shop-evil",
        "r.example.com/acme/shop/evil",
        "r.example.com/acme/shop:5000/evil",
        "r.example.com/acme/sho",
        "evil.example.com/r.example.com/acme/shop",
        "r.example.com:443/acme/shop",
        "R.example.com/acme/shop",
        "r.example.com/acme",
        "",
    ],
)
def test_images_of_others_are_not(tmp_path: Path, name: str) -> None:
    said = "Images of shop are taken from r.example.com/acme/shop alone, and "
    assert problem(tmp_path, "r.example.com/acme/shop", name) == f"{said}{name} is not from there."


def test_a_repository_that_is_empty_takes_nothing(tmp_path: Path) -> None:
    """A file that was cut short opens no door."""
    assert problem(tmp_path, "", "r.example.com/acme/shop") != ""
    assert problem(tmp_path, "", "shop:1") != ""


def test_what_is_missing_before_the_first_deploy_is_said(tmp_path: Path) -> None:
    assert nothing_applied(samples.place_in(tmp_path)) == (
        "There is no configuration for shop in production yet. `up` lays it down."
    )
