"""Whatever a file holds, lint says what is wrong with it: no rule raises, and none takes long."""

from __future__ import annotations

import json
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dhcptools.kea.grammar import DAEMONS, maps
from dhcptools.lint.engine import Settings, lint
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
