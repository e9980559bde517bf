from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from slipway_host.announced import announce, caused
from slipway_host.call import Call
from slipway_host.ending import Ending
from slipway_host.generated import ANNOUNCED_SECONDS, NOT_READY
from slipway_host.request import Request

CAUSE = {"author": "ada", "commit": "c0ffee"}


@pytest.fixture
def call(tmp_path: Path) -> Call:
    (tmp_path / "production").mkdir()
    return Call(str(tmp_path), "configurator", "production", "", "announce", "", None)


def cause_of(call: Call, **body: Any) -> Any:
    return caused(call, Request("apply", body)).cause


def test_an_apply_is_done_for_whom_an_up_has_announced(call: Call) -> None:
    assert cause_of(call) is None
    assert announce(call, Request("announce", {"cause": CAUSE}))["code"] == 0
    assert cause_of(call, app="shop") == CAUSE
    assert caused(call, Request("apply", {"app": "shop"})).body == {"app": "shop", "cause": CAUSE}
    # One that says it itself is another's.
    assert cause_of(call, cause={"author": "bob"}) == {"author": "bob"}
    assert caused(call, Request("deploy", {})).cause is None


def test_it_ends_with_the_next_one(call: Call) -> None:
    announce(call, Request("announce", {"cause": CAUSE}))
    announce(call, Request("announce", {"cause": {"author": "bob"}}))
    assert cause_of(call) == {"author": "bob"}
    assert announce(call, Request("announce", {}))["message"] == "The `up` is over."
    assert cause_of(call) is None
    assert os.listdir(f"{call.folder}/production") == []


@pytest.mark.parametrize("later", [ANNOUNCED_SECONDS + 1, -10])
def test_it_ends_by_itself_and_with_a_clock_that_is_set_back(
    call: Call, monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    announce(call, Request("announce", {"cause": CAUSE}))
    began = time.time()
    monkeypatch.setattr("slipway_host.announced.time.time", lambda: began + later)
    assert cause_of(call) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cause": {}, "until": "x"}'])
def test_what_can_not_be_read_announces_nobody(call: Call, text: str) -> None:
    Path(call.folder, "production/announced.json").write_text(text)
    assert cause_of(call) is None


def test_it_is_kept_for_the_environments_user_alone(call: Call) -> None:
    announce(call, Request("announce", {"cause": CAUSE}))
    path = Path(call.folder, "production/announced.json")
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["cause"] == CAUSE


def test_a_server_that_was_not_prepared_says_so(call: Call) -> None:
    (Path(call.folder) / "production").rmdir()
    with pytest.raises(Ending) as ending:
        announce(call, Request("announce", {"cause": CAUSE}))
    assert ending.value.code == NOT_READY
