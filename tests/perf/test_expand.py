from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption, pack4, pack6
from dhcptools.perf.expand import Expansion, parse_pattern, stamp

TEXTS4 = (
    "82.circuit-id=port-{i}", "host-name=pc{i:06}", "61=hex:01{mac}", "60={mac}/{i:x}", "18=hex:{i:08x}",
    "user-class=u{i}", "host-name={i:X}{{}}", "77=hex:{i:08x}{i:012x}", "12=plain", "domain-name=h{i}.example.org",
)  # fmt: skip  # patterns
TEXTS6 = ("15=user{i}", "interface-id='eth{i}'", "37=hex:000009bf{i:08x}", "59=tftp://boot/{mac}")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("82.circuit-id=port-{i}", b"\x01\x08port-258"),
        ("host-name=pc{i:06}", b"pc000258"),
        ("host-name={i:x}.{i:04X}", b"102.0102"),
        ("61=hex:01{mac}", bytes.fromhex("01000c01020304")),
        ("60=m{mac}", b"m00:0c:01:02:03:04"),
        ("18=hex:{i:08x}", bytes.fromhex("00000102")),
        ("host-name=a{{i}}", b"a{i}"),
    ],
)
def test_what_a_client_gets(text: str, data: bytes) -> None:
    assert parse_pattern(text, 4).render(258, 0x000C01020304).data == data


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("host-name=pc{j}", "stands no field"),
        ("host-name=pc{", "stands no field"),
        ("host-name=pc}", "stands no field"),
        ("host-name=pc{i:6}", "leading zero"),
        ("host-name=pc{i:099}", "at most 20"),
        ("host-name={mac:06}", "no format"),
        ("routers=10.0.0.{i}", "stand in text"),
        ("boot-size={i}", "stand in text"),
        ("18=hex:{i:04}", "with an x, in hex"),
        ("18=hex:{i:x}", "hex"),
        ("hostname=pc{i}", "host-name"),
    ],
)
def test_refusals_say_why(text: str, reason: str) -> None:
    with pytest.raises(EncodeError, match=reason):
        parse_pattern(text, 4)


def check(texts: tuple[str, ...], family: int, clients: list[int], macs: list[int]) -> None:
    patterns = tuple(parse_pattern(text, family) for text in texts)
    expansion = Expansion(patterns)
    pack = pack4 if family == 4 else pack6
    which, addresses = np.array(clients), np.array(macs, np.uint64)
    groups = expansion.groups(which)
    for group in np.unique(groups).tolist():
        lines = np.flatnonzero(groups == group)
        template = pack(expansion.options(group))
        rows = np.tile(np.frombuffer(template, np.uint8), (len(lines), 1))
        stamp(rows, expansion.marks(group, pack), which[lines], addresses[lines])
        for row, line in zip(rows, lines, strict=True):
            expected = pack([pattern.render(clients[line], macs[line]) for pattern in patterns])
            assert row.tobytes() == expected


@given(
    st.lists(st.sampled_from(TEXTS4), min_size=1, max_size=3),
    st.lists(st.integers(0, 2**32 - 1) | st.sampled_from([9, 10, 15, 16, 99, 100, 999_999, 1_000_000]), min_size=1),
    st.integers(0, 2**48 - 1),
)
def test_rows_are_what_the_object_plane_writes(texts: list[str], clients: list[int], mac: int) -> None:
    check(tuple(texts), 4, clients, [(mac + client) % 2**48 for client in clients])


def test_rows_of_dhcpv6() -> None:
    clients = [*range(300), 10**6]
    check(TEXTS6, 6, clients, [0x020000000000 + client for client in clients])


def test_clients_share_a_group_while_widths_are_the_same() -> None:
    expansion = Expansion((parse_pattern("host-name=pc{i:02}{i:x}", 4),))
    assert expansion.varies
    assert expansion.groups(np.array([0, 15, 16, 99, 100, 255, 256])).tolist() == [0, 0, 1, 1, 2, 2, 3]
    assert expansion.first(2) == 100
    plain = Expansion((parse_pattern("host-name=pc", 4),))
    assert not plain.varies
    assert plain.options(0) == (RawOption(12, b"pc"),)
