from __future__ import annotations

from slipway_host.env_file import env_file, escaped

from . import former, samples

VALUES = ["", "a b", '"', "'", "\\", "\\n", "$A ${B}", "#", "a\nb\r\n\tc", "é😀\u2028", "\\$\\\\"]


def test_values_are_escaped_between_double_quotes() -> None:
    assert escaped("a\\\"$\n\r\t'b") == "a\\\\\\\"\\$\\n\\r\\t'b"


def test_variables_and_secrets_stand_in_one_order() -> None:
    made = samples.configuration(env={"B": "2", "_": "4"}, secrets={"A": "1", "C": "3"})
    assert env_file(made) == b'A="1"\nB="2"\nC="3"\n_="4"\n'
    assert env_file(samples.configuration()) == b""


def test_a_value_may_end_no_line_and_start_no_other_variable() -> None:
    made = samples.configuration(env={"A": '"\nPATH="/evil'})
    assert env_file(made).count(b"\n") == 1


def test_it_is_what_the_script_wrote() -> None:
    made = samples.configuration(
        env={f"V{number}": value for number, value in enumerate(VALUES)},
        secrets={f"A_{number}": value for number, value in enumerate(reversed(VALUES))},
    )
    written = former.jq(["-rj", former.program("env_file")], former.encoded(made))
    assert env_file(made) == written
