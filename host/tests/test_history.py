from __future__ import annotations

import os
from pathlib import Path

from slipway_host import history
from slipway_host.generated import KEPT_HISTORY


def test_an_entry_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    history.append(str(path), {"at": "1", "message": "a\nb"})
    history.append(str(path), {"at": "2"})
    assert path.read_text() == '{"at":"1","message":"a\\nb"}\n{"at":"2"}\n'


def test_a_line_that_was_cut_short_stays_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text('{"at":"1"}\n{"at":"2","mess')
    history.append(str(path), {"at": "3"})
    assert path.read_text() == '{"at":"1"}\n{"at":"2","mess\n{"at":"3"}\n'
    assert [entry["at"] for entry in history.entries([str(path)], 10)] == ["1", "3"]


def test_the_oldest_are_forgotten_now_and_then(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    most = KEPT_HISTORY + KEPT_HISTORY // 5
    path.write_text("".join(f'{{"at":"{number:05}"}}\n' for number in range(most - 1)))
    history.append(str(path), {"at": "x"})
    assert path.read_text().count("\n") == most
    history.append(str(path), {"at": "y"})
    lines = path.read_text().splitlines()
    assert len(lines) == KEPT_HISTORY == 1000
    assert lines[-2:] == ['{"at":"x"}', '{"at":"y"}']
    assert lines[0] == f'{{"at":"{most + 1 - KEPT_HISTORY:05}"}}'
    history.append(str(path), {"at": "z"})
    assert path.read_text().count("\n") == KEPT_HISTORY + 1


def test_the_newest_of_all_apps_are_told_the_oldest_of_them_first(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a", "b", "absent")]
    for at, path in (("2", paths[0]), ("5", paths[0]), ("1", paths[1]), ("4", paths[1])):
        history.append(path, {"at": at})
    assert [entry["at"] for entry in history.entries(paths, 3)] == ["2", "4", "5"]
    assert len(history.entries(paths, 10**400)) == 4
    assert history.last_of(paths[1]) == {"at": "4"}
    assert history.last_of(paths[2]) == {}


def test_what_can_not_be_read_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(b'\xff\n\n[1]\n"x"\n\0\0\0\n{"no":"time"}\n{"at":"\xe2\x80\xa8"}\n')
    assert history.entries([str(path)], 10) == [{"no": "time"}, {"at": "\u2028"}]


def test_the_newest_files_of_progress_are_kept(tmp_path: Path) -> None:
    for name in ("2026-01-02T03:04:05Z-deploy-9", "2026-01-02T03:04:06Z-apply-1", "2025-x"):
        (tmp_path / name).write_text("")
    history.remove_old(str(tmp_path), 2)
    assert sorted(os.listdir(tmp_path)) == [
        "2026-01-02T03:04:05Z-deploy-9",
        "2026-01-02T03:04:06Z-apply-1",
    ]
    history.remove_old(str(tmp_path), 20)
    assert len(os.listdir(tmp_path)) == 2
