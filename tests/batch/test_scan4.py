from __future__ import annotations

import random
from ipaddress import IPv4Address

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.batch.scan4 import Reply4, Scan4, Scanner4, read4
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4

TYPE, SERVER, LEASE = RawOption(53, b"\x02"), RawOption(54, bytes((192, 0, 2, 1))), RawOption(51, b"\0\0\x0e\x10")


def offer(index: int, *options: RawOption) -> Message4:
    return Message4(
        op=2,
        xid=0x1000 + index,
        yiaddr=IPv4Address("10.0.0.0") + index,
        chaddr=bytes((0, 12, 1, 2, index >> 8 & 255, index & 255)),
        options=options or (TYPE, SERVER, LEASE, RawOption(1, b"\xff\xff\xff\0")),
    )


def matrix(packets: list[bytes], stride: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rows = np.full((len(packets), stride or max(map(len, packets), default=1) or 1), 0xEE, np.uint8)
    for row, packet in zip(rows, packets, strict=True):
        row[: len(packet)] = np.frombuffer(packet, np.uint8)
    return rows, np.array([len(packet) for packet in packets], np.int32)


def line(scan: Scan4, index: int) -> Reply4 | None:
    if not scan.valid[index]:
        return None
    return Reply4(*(int(getattr(scan, name)[index]) for name in Reply4._fields))


def check(packets: list[bytes], scanner: Scanner4 | None = None, stride: int = 0) -> Scan4:
    scan = (scanner or Scanner4()).scan(*matrix(packets, stride))
    for index, packet in enumerate(packets):
        assert line(scan, index) == read4(packet), (index, packet.hex())
    return scan


def test_one_layout_is_read_without_the_object_plane() -> None:
    scan = check([offer(index).encode() for index in range(500)])
    assert scan.plain.all()
    assert scan.valid.all()
    assert scan.xid.tolist() == list(range(0x1000, 0x1000 + 500))
    assert scan.chaddr[499] == 0x000C01020000 + 499
    assert set(scan.server_id) == {0xC0000201}
    assert set(scan.lease_time) == {3600}


def test_the_values_that_read4_states() -> None:
    assert read4(offer(7).encode()) == Reply4(2, 2, 0x1007, 0x000C01020007, 0x0A000007, 0xC0000201, 3600)
    assert read4(b"") is None


def test_mixed_layouts_are_walked_and_stay_plain() -> None:
    packets = []
    for index in range(300):
        name = RawOption(12, b"h" * (index % 40))
        pads = (RawOption(0, b""),) * (index % 3)
        packets.append(offer(index, *pads, name, TYPE, LEASE, SERVER).encode(minimum=0))
    assert check(packets).plain.all()


def test_a_scanner_that_knows_one_layout_reads_another() -> None:
    scanner = Scanner4()
    check([offer(1).encode()] * 3, scanner)
    check([offer(1, SERVER, TYPE).encode(), offer(2).encode()], scanner)
    for index in range(20):
        check([offer(3, RawOption(12, b"x" * index), TYPE, SERVER).encode(), offer(2).encode()], scanner)


def test_odd_rows_are_flagged_and_decoded_by_the_object_plane() -> None:
    overloaded = offer(1, TYPE, SERVER, LEASE, RawOption(60, b"v" * 100)).encode(maximum=300)
    odd = [
        overloaded,
        offer(2, RawOption(53, b""), RawOption(53, b"\x05"), SERVER).encode(),  # split over two instances (RFC 3396)
        offer(3, TYPE, RawOption(54, b"\1\2"), RawOption(54, b"\3\4")).encode(),
        offer(4, TYPE, RawOption(51, b"\1")).encode(),
        offer(5, SERVER).encode(),  # BOOTP
        offer(6).encode(minimum=0)[:-1],  # no END
        offer(7).encode(minimum=0)[:-3],  # overrun
        offer(8).encode()[:239],
        b"",
        bytes(300),
    ]
    scan = check([offer(0).encode(), *odd, offer(9).encode()])
    assert scan.plain.tolist() == [True, *[False] * len(odd), True]
    assert scan.valid.tolist() == [True, True, True, True, True, False, True, False, False, False, False, True]
    assert scan.server_id[3] == 0x01020304


@given(st.lists(st.binary(max_size=400), min_size=1, max_size=8))
def test_random_octets(packets: list[bytes]) -> None:
    check(packets)


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=8))
def test_random_option_areas(areas: list[bytes]) -> None:
    head = offer(1).encode(minimum=0)[:240]
    check([head + area for area in areas])


@given(st.integers(0, 2**32), st.integers(1, 6))
def test_mutated_rows(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    packets = []
    for index in range(12):
        octets = bytearray(offer(index).encode(minimum=0))
        for _ in range(chance.randrange(changes)):
            octets[chance.choice((0, 2, chance.randrange(236, len(octets))))] = chance.choice((0, 1, 4, 52, 53, 255, 7))
        packets.append(bytes(octets[: chance.choice((len(octets), len(octets), chance.randrange(len(octets))))]))
    check(packets, stride=chance.choice((0, 600)))
