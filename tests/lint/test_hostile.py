"""Whatever a file holds, lint says what is wrong with it: no rule raises, and none takes long."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dhcptools.kea.grammar import DAEMONS, maps
from dhcptools.lint.engine import Settings, lint
from dhcptools.lint.fixing import fix_files
from support import lint_mutations

KEYWORDS = {key for daemon in DAEMONS for spec in maps(daemon, (3, 3, 1)).values() for key in spec.all}
WORDS = st.sampled_from(sorted(KEYWORDS))
TEXTS = ["", "*", "192.0.2.0/24", "2001:db8::/32", "192.0.2.1-192.0.2.9", "1:2:3", "lo", "member('x')"]
NUMBERS = st.integers(-(1 << 63), (1 << 63) - 1) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | st.sampled_from(TEXTS) | st.text(max_size=8)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5), max_leaves=20
)


def judged(data: bytes) -> None:
    for target in ((2, 2, 0), (3, 0, 4)):
        lint(["f"], Settings(target=target), lambda _: data)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(DAEMONS), st.dictionaries(WORDS, TREES, max_size=6))
def test_any_values_under_any_keywords(daemon: str, tree: dict[str, object]) -> None:
    judged(json.dumps({daemon: tree}).encode())


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=80) | st.text('{}[],:"\\ab1-#/*<?>\n', max_size=80).map(str.encode))
def test_any_octets(data: bytes) -> None:
    judged(b'{"Dhcp4": {"subnet4": [ ' + data)
    judged(data)


def test_mistakes_in_a_whole_configuration() -> None:
    chance = random.Random(5)
    text = b"""{ "Dhcp4": { "valid-lifetime": 4000, "interfaces-config": { "interfaces": [ "lo" ] },
        "option-data": [ { "name": "routers", "data": "192.0.2.1" } ], "loggers": [ { "name": "kea-dhcp4" } ],
        "client-classes": [ { "name": "a", "test": "option[60].hex == 'x'" } ],
        "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.8/29" } ],
            "reservations": [ { "hw-address": "1:2:3:4:5:6", "ip-address": "192.0.2.5" } ] } ] } }"""
    for mistake in lint_mutations.KINDS.values():
        for _ in range(6):
            wrong = mistake(chance, text, lint_mutations.parts(text))
            judged(wrong or text)


def told(data: bytes) -> list[tuple[str, str]]:
    (result,) = lint(["x"], Settings(select=("KL0", "KL1")), lambda _: data)
    return [(finding.rule, finding.message) for finding in result.findings]


def test_utf_16_is_one_mistake() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        said = 'the file is UTF-16; save it as UTF-8 (Kea: "Invalid character")'
        assert told('\ufeff{ "Dhcp4": {} }'.encode(encoding)) == [("KL007", said)]


def test_octets_that_are_no_character_are_named_as_such() -> None:
    said = '0xFF an octet that is no UTF-8 here; it is no blank of JSON (Kea: "Invalid character: \\xff")'
    assert told(b'{ "Dhcp4": { \xff "valid-lifetime": 4000 } }') == [("KL007", said)]


def test_an_open_end_is_said_so() -> None:
    assert told(b'{ "Dhcp4": { ')[0][1] == "syntax error: the file ends too early: a bracket is not closed"


def test_includes_that_would_keep_us_waiting_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "x.json").write_text(f'{{ "Dhcp4": {{ <?include "{tmp_path}/pipe"?> }} }}')
    (result,) = lint([str(tmp_path / "x.json")], Settings(select=("KL004",)))
    assert [finding.message for finding in result.findings] == [
        f'cannot open include "{tmp_path}/pipe": not a regular file'
    ]


def test_a_file_that_includes_itself_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "loop.json").write_text('<?include "loop.json"?>')
    asked = Settings(select=("KL005", "KL006"), include_base="file")
    (result,) = lint([str(tmp_path / "loop.json")], asked)
    assert [finding.rule for finding in result.findings].count("KL006") == 1
    assert [finding.rule for finding in result.findings].count("KL005") <= 2


def test_what_is_broken_is_not_mended_by_guessing() -> None:
    for text in (b"""{ "Dhcp4": { "valid-lifetime": 4000'\n } }""", b'{ "Dhcp4,: { "renew-timer": 5 } }'):
        asked = Settings(select=("KL0", "KL1"))
        _, changed, _ = fix_files(["x"], asked, lambda _, text=text: text, unsafe=True)
        assert changed == {}
