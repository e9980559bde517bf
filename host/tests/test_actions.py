from __future__ import annotations

from pathlib import Path

from slipway_host.actions import nothing_applied

from . import samples


def test_what_is_missing_before_the_first_deploy_is_said(tmp_path: Path) -> None:
    assert nothing_applied(samples.place_in(tmp_path)) == (
        "There is no configuration for shop in production yet. `up` lays it down."
    )
