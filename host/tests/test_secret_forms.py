from __future__ import annotations

import base64
import html
import json
import random
import re
import shlex
import urllib.parse

import pytest

from slipway_host.secret_forms import forms_of_all, printable

from . import former

SECRET = "pä$$w0rd \"q\" 'a' <b>&c/d\\e+f=~`😀"


def hide(said: str, *secrets: str) -> str:
    """As redact.py does it."""
    said = printable(said)
    for form in forms_of_all(secrets):
        said = said.replace(form, "[redacted]")
    return said


CASES = {
    "as it is": SECRET,
    "in lower case": SECRET.lower(),
    "in upper case": SECRET.upper(),
    "in JSON": json.dumps(SECRET, ensure_ascii=False)[1:-1],
    "in JSON of ASCII": json.dumps(SECRET)[1:-1],
    "in JSON in JSON": json.dumps(json.dumps(SECRET, ensure_ascii=False))[3:-3],
    "in JSON in JSON of Unicode": json.dumps(
        json.dumps(SECRET, ensure_ascii=False), ensure_ascii=False
    )[3:-3],
    "in JSON of ASCII in JSON": json.dumps(json.dumps(SECRET))[3:-3],
    "in Go's JSON": json.dumps(SECRET, ensure_ascii=False)[1:-1]
    .replace("<", "\\u003c")
    .replace(">", "\\u003e")
    .replace("&", "\\u0026"),
    "in C#'s JSON": re.sub(
        "[^ -~]|[<>&'+`]",
        lambda found: (
            json.dumps(found[0])[1:-1].upper().replace("\\U", "\\u")
            if found[0] > "~"
            else f"\\u{ord(found[0]):04X}"
        ),
        json.dumps(SECRET, ensure_ascii=False)[1:-1].replace('\\"', "\\u0022"),
    ),
    "in an address": urllib.parse.quote(SECRET, safe=""),
    "in a form": urllib.parse.quote_plus(SECRET),
    "in an address of a browser": urllib.parse.quote(SECRET, safe="-_.!~*'()"),
    "in an address in an address": urllib.parse.quote(urllib.parse.quote(SECRET, safe=""), safe=""),
    "in an address of lower case": re.sub(
        "%..", lambda found: found[0].lower(), urllib.parse.quote(SECRET, safe="")
    ),
    "in PHP's JSON": json.dumps(SECRET)[1:-1].replace("/", "\\/"),
    "in PHP's JSON of Unicode": json.dumps(SECRET, ensure_ascii=False)[1:-1].replace("/", "\\/"),
    "in Python's HTML": html.escape(SECRET),
    "in HTML": html.escape(SECRET).replace("&#x27;", "&#39;"),
    "in PHP's HTML": html.escape(SECRET).replace("&#x27;", "&#039;"),
    "in Go's HTML": html.escape(SECRET).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
    "in XML": html.escape(SECRET).replace("&#x27;", "&apos;"),
    "in HTML of other templates": html.escape(SECRET).replace("&#x27;", "'"),
    "for a shell": "'" + SECRET.replace("'", "'\\''") + "'",
    "in an .env file": SECRET.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$"),
    "in hex": SECRET.encode().hex(),
    "in HEX": SECRET.encode().hex().upper(),
    "in base64": base64.b64encode(SECRET.encode()).decode(),
    "in base64 without its end": base64.b64encode(SECRET.encode()).decode().rstrip("="),
}


@pytest.mark.parametrize("form", CASES)
def test_a_secret_is_hidden(form: str) -> None:
    hidden = hide(f"before {CASES[form]} after", SECRET)
    assert re.fullmatch(r"before '?\[redacted\]=*'? after", hidden), hidden


@pytest.mark.parametrize("alphabet", [b"+/", b"-_"])
@pytest.mark.parametrize("before", ["", "a", "user:", "{'p':"])
def test_a_secret_within_base64_is_hidden_but_for_the_edges(before: str, alphabet: bytes) -> None:
    text = base64.b64encode(f"{before}{SECRET} and".encode(), alphabet).decode()
    hidden = hide(text, SECRET)
    assert "[redacted]" in hidden
    left = hidden.replace("[redacted]", "")
    known = len(base64.b64encode(f"{before} and".encode()))
    assert len(left) <= known + 4


def test_lines_of_a_key_are_hidden_one_by_one() -> None:
    lines = ["-----BEGIN KEY-----", "MIIEpAIBAAKCAQEA7x", "Zm9vYmFyMTIz", "-----END KEY-----"]
    for end in ("\n", "\r\n"):
        for line in lines:
            assert hide(f"x {line} x", end.join(lines) + end) == "x [redacted] x"
        assert hide("x " + "\\n".join(lines) + " x", end.join(lines)).count("MII") == 0


def test_a_long_secret_in_lines_of_base64_is_hidden() -> None:
    secret = random.Random(1).randbytes(150).hex()
    whole = base64.b64encode(secret.encode()).decode()
    for width in (64, 76):
        wrapped = [whole[start : start + width] for start in range(0, len(whole), width)]
        for line in wrapped:
            if len(line) >= 16:
                assert hide(f"  {line}", secret) == "  [redacted]"


def test_a_text_with_what_a_terminal_obeys_is_hidden_without_it_as_well() -> None:
    assert hide("it is pass\x1bword", "pass\x1bword") == "it is [redacted]"
    assert hide("it is password", "pass\x1bword") == "it is [redacted]"


def test_texts_shorter_than_three_characters_are_left() -> None:
    assert forms_of_all(["", "a", "ab", "é", "\n\n"]) == []
    assert hide("ab abc", "ab", "a\nb\n") == "ab abc"
    assert hide("ab abc", "abc") == "ab [redacted]"


def test_the_longest_form_goes_first_so_that_none_is_hidden_in_part() -> None:
    assert hide("secret-and-more", "secret", "secret-and-more") == "[redacted]"
    forms = forms_of_all([SECRET, "secret"])
    assert [len(form) for form in forms] == sorted(map(len, forms), reverse=True)
    assert len(set(forms)) == len(forms)


def test_a_hidden_shell_word_is_what_shells_print() -> None:
    assert shlex.split(CASES["for a shell"]) == [SECRET]


SECRETS = [
    SECRET,
    "abc",
    "a\nbcd\r\nefgh\n",
    "pass\x1bword\x7f",
    "x" * 49,
    "line of a key that is long enough\n" * 4,
    "tab\tand \\ and / and 'quotes'\"",
    "ümläüt~and^so|on",
    "\u2028 and \x80",
    "😀😀",
    "ab\n",
    "%20+",
]


def test_every_form_that_the_script_hid_is_hidden() -> None:
    texts = [*SECRETS, *(_random(seed) for seed in range(40))]
    given = [{"secrets": {"A": text}} for text in texts]
    # A configuration a line; the script's program reads them all, so each is read by itself.
    program = former.program("forms_of_secrets").replace("[inputs |", "[.[] |")
    lines = former.jq_lines([[each] for each in given], "-c", program)
    for text, line in zip(texts, lines, strict=True):
        ours = set(forms_of_all([text]))
        # By a slip of its own, it also had base64 of an alphabet that nothing writes.
        ours |= {form.replace("/", "_") for form in ours}
        assert set(former.parsed(line)) <= ours, text


def _random(seed: int) -> str:
    random_ = random.Random(seed)
    characters = "abcXYZ012 \"'\\\n\r\t$&<>/+=%~^|éü😀\u2028\x01\x7f-_.!*()"
    return "".join(random_.choices(characters, k=random_.randint(1, 60)))
