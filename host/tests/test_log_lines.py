from __future__ import annotations

import pytest

from slipway_host.log_lines import MOST_BYTES, Line, Lines

AT = "2026-11-25T10:11:12.123456789Z"
STAMP = f"{AT} ".encode()


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_lines_are_whole_however_their_bytes_come(size: int) -> None:
    data = STAMP + "Grüße\n".encode() + STAMP + b"\n" + STAMP + b"not ended"
    lines = Lines()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    found = [line for piece in pieces for line in lines.feed(piece)]
    assert [line.text for line in found] == ["Grüße", ""]
    assert lines.end() == [Line(AT, "not ended", is_cut=False)]
    assert lines.end() == []


def test_what_docker_takes_in_pieces_is_one_line() -> None:
    said = b"a" * 16_380 + b"secret-word" + b"b" * 20_000
    pieces = [said[start : start + 16_384] for start in range(0, len(said), 16_384)]
    data = b"".join(STAMP + piece for piece in pieces) + b"\n"
    assert Lines().feed(data) == [Line(AT, said.decode(), is_cut=False)]


def test_a_line_without_end_is_not_kept_whole() -> None:
    lines = Lines()
    for _ in range(5):
        assert lines.feed(b"x" * (MOST_BYTES // 2)) == []
    cut, next_one = lines.feed(b"\n" + STAMP + b"short\n")
    assert (len(cut.text), cut.is_cut) == (MOST_BYTES, True)
    assert next_one == Line(AT, "short", is_cut=False)


def test_what_colours_a_terminal_goes_whole() -> None:
    data = STAMP + b"\x1b[1;32minfo\x1b[0m \x1b]0;title\x07pass\x1b[4mword\n"
    assert Lines().feed(data)[0].text == "info password"


def test_dockers_own_word_has_no_time() -> None:
    said = b"Error response from daemon: configured logging driver does not support reading\n"
    assert Lines().feed(said) == [Line("", said.decode().strip(), is_cut=False)]
