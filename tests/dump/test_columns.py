from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.batch.overlapping import Overlapping
from dhcptools.batch.records import PADDING
from dhcptools.dump.columns import address_text, mix, mix_octets, mixed, mixed_octets, part_of, row_of, words_of
from support.talks import MAC, SERVER_MAC, dora, four, six

WORD = st.integers(0, (1 << 64) - 1)


@given(st.lists(st.tuples(WORD, WORD, WORD), min_size=1, max_size=5))
def test_numbers_are_mixed_the_same_one_by_one(rows: list[tuple[int, int, int]]) -> None:
    columns = np.array(rows, np.uint64).T
    assert mix(*columns).tolist() == [mixed(*row) for row in rows]


@given(st.lists(st.binary(max_size=70), min_size=1, max_size=9))
def test_octets_are_mixed_the_same_one_by_one(values: list[bytes]) -> None:
    buffer = bytearray(b"".join(values)) + bytearray(PADDING)
    at = np.cumsum([0, *map(len, values)])[:-1]
    found, words = mix_octets(Overlapping(buffer, ">u8"), at, np.array(list(map(len, values))))
    assert found.tolist() == list(map(mixed_octets, values))
    wide = np.zeros((len(values), 3), np.uint64)
    wide[:, : words.shape[1]] = words
    assert wide.tolist() == [[*words_of(each), 0, 0, 0][:3] for each in values]


def test_a_row_and_its_column() -> None:
    row = row_of(dora()[3])
    assert row is not None
    assert (row.kind, row.client, row.relay, row.options) == (0x405, MAC, b"", frozenset({51, 53, 54}))
    part = part_of([(1, None, row)])
    assert (len(part), part.time_ns.tolist(), part.name_server(0)) == (1, [-1], row.server)
    assert row.server is not None
    assert row.server.mac == SERVER_MAC
    assert part.options == {(4, 51): 1, (4, 53): 1, (4, 54): 1}


def test_a_status_and_a_nak() -> None:
    refused, nak = row_of(six("reply", status=2)), row_of(four("nak"))
    assert refused is not None
    assert nak is not None
    assert (refused.status, nak.nak) == (2, "no reason given")


def test_addresses() -> None:
    assert [address_text(octets) for octets in (b"\xc0\0\2\1", bytes(16), b"")] == ["192.0.2.1", "::", ""]
