from __future__ import annotations

from pathlib import Path

import pytest

from slipway_host.place import Place, apps_of

from . import samples


@pytest.mark.parametrize(
    ("environment", "app", "project"),
    [
        ("production", "shop", "production-shop"),
        ("Production", "My.Shop_2", "production-my-shop_2"),
        ("a.b", "c-d", "a-b-c-d"),
    ],
)
def test_a_project_is_called_by_composes_rule(environment: str, app: str, project: str) -> None:
    assert Place("/srv", environment, app).project == project


def test_folders_are_nobodys_but_the_owners(tmp_path: Path) -> None:
    place = samples.place_in(tmp_path)
    place.make()
    for folder in (place.releases, place.files, place.requests, place.log):
        assert Path(folder).stat().st_mode & 0o777 == 0o700
    assert place.release(41) == f"{tmp_path}/production/shop/releases/41"


def test_apps_are_told_in_order(tmp_path: Path) -> None:
    for app in ("shop", "blog"):
        samples.place_in(tmp_path, app)
    (tmp_path / "production/notes.txt").write_text("")
    assert apps_of(str(tmp_path), "production") == ["blog", "shop"]
    assert apps_of(str(tmp_path), "absent") == []
