from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What survives when the power goes is a matter of `durable` and of what calls it: their tests see
    which files are synced, and in what order.
    """
    monkeypatch.setattr(os, "fsync", lambda _: None)
