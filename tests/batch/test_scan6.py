from __future__ import annotations

import random
from ipaddress import IPv6Address

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.batch.scan6 import Scan6, Scanner6, Slot
from dhcptools.batch.shape6 import Reply6, read6
from dhcptools.packet.ia6 import IaAddr, StatusCode
from dhcptools.packet.raw import RawOption, pack6
from dhcptools.packet.v6 import RELAY_REPL, Message6, RelayMessage6


def duid(index: int) -> RawOption:
    return RawOption(1, b"\0\1\0\1ABCD" + index.to_bytes(6))


SERVER = RawOption(2, b"\0\3\0\1\2\3\4\5\6\7")


def ia_na(index: int, *more: RawOption) -> RawOption:
    address = IaAddr(IPv6Address("2001:db8::") + index, 3000, 4000)
    return RawOption(3, bytes(12) + pack6([RawOption(5, address.encode()), *more]))


def ia_pd(index: int, *more: RawOption) -> RawOption:
    prefix = bytes(8) + b"\x38" + (IPv6Address("2001:db8:1::") + (index << 72)).packed
    return RawOption(25, bytes(12) + pack6([RawOption(26, prefix), *more]))


def reply(index: int, *options: RawOption) -> Message6:
    return Message6(7 if index & 1 else 2, 0x100 + index, options or (duid(index), SERVER, ia_na(index), ia_pd(index)))


def relayed(message: Message6 | RelayMessage6, *before: RawOption) -> RelayMessage6:
    return RelayMessage6(RELAY_REPL, options=(*before, RawOption(9, message.encode())))


def matrix(packets: list[bytes], stride: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rows = np.full((len(packets), stride or max(map(len, packets), default=1) or 1), 0xEE, np.uint8)
    for row, packet in zip(rows, packets, strict=True):
        row[: len(packet)] = np.frombuffer(packet, np.uint8)
    return rows, np.array([len(packet) for packet in packets], np.int32)


def line(scan: Scan6, index: int) -> Reply6 | None:
    if not scan.valid[index]:
        return None
    address, prefix = ((int(pair[0]) << 64) | int(pair[1]) for pair in (scan.address[index], scan.prefix[index]))
    codes = (int(getattr(scan, name)[index]) for name in ("status", "ia_status", "pd_status"))
    places = tuple((int(scan.offsets[slot, index]), int(scan.lengths[slot, index])) for slot in Slot)
    return Reply6(int(scan.message_type[index]), int(scan.xid[index]), address, prefix, *codes, places)


def check(packets: list[bytes], scanner: Scanner6 | None = None, stride: int = 0) -> Scan6:
    rows, lengths = matrix(packets, stride)
    scan = (scanner or Scanner6()).scan(rows, lengths)
    client, server = scan.octets(rows, Slot.CLIENT_ID, 14), scan.octets(rows, Slot.SERVER_ID, 10)
    for index, packet in enumerate(packets):
        expected = read6(packet)
        assert line(scan, index) == expected, (index, packet.hex())
        if expected is not None:
            assert scan.relayed[index] == (packet[0] in (12, 13))
            for slot, octets in ((Slot.CLIENT_ID, client), (Slot.SERVER_ID, server)):
                at, length = expected.places[slot]
                if length >= octets.shape[1]:
                    assert octets[index].tobytes() == packet[at : at + octets.shape[1]]
    return scan


def test_relayed_replies_of_one_layout_are_read_without_the_object_plane() -> None:
    scan = check([relayed(reply(index), RawOption(18, b"eth0")).encode() for index in range(400)])
    assert scan.plain.all()
    assert scan.relayed.all()
    assert scan.uniform
    assert set(scan.message_type) == {2, 7}
    assert scan.address[399].tolist() == [0x20010DB800000000, 399]
    assert scan.prefix[1].tolist() == [0x20010DB800010000 | 1 << 8, 0]
    assert scan.has(Slot.SERVER_ID).all()
    assert not scan.has(Slot.RAPID_COMMIT).any()


def test_direct_and_relayed_mixed_layouts_stay_plain() -> None:
    packets = []
    for index in range(200):
        message = reply(index, duid(index), RawOption(2, b"s" * (2 + index % 30)), ia_na(index))
        packets.append(message.encode() if index % 3 else relayed(message).encode())
    assert check(packets).plain.all()


def test_status_codes_wherever_they_stand() -> None:
    refused = StatusCode(2, "no addresses").option()
    packets = [
        reply(1, duid(1), SERVER, refused).encode(),
        reply(2, duid(2), SERVER, RawOption(3, bytes(12) + pack6([refused]))).encode(),
        reply(3, duid(3), SERVER, ia_na(3), ia_pd(3, refused)).encode(),
        reply(
            4, duid(4), SERVER, RawOption(3, bytes(12) + pack6([RawOption(5, bytes(24) + pack6([refused]))]))
        ).encode(),
    ]
    scan = check(packets)
    assert scan.status.tolist() == [2, 0, 0, 0]
    assert scan.ia_status.tolist() == [0, 2, 0, 2]
    assert scan.pd_status.tolist() == [0, 0, 2, 0]
    assert scan.plain.tolist() == [True, True, True, False]


def test_odd_rows_are_flagged_and_decoded_by_the_object_plane() -> None:
    odd = [
        relayed(relayed(reply(1))).encode(),
        reply(2, duid(2), duid(3), SERVER).encode(),
        reply(3, SERVER, ia_na(3), ia_na(4)).encode(),
        reply(4).encode()[:-1],
        reply(5, RawOption(13, b"\0")).encode(),
        RelayMessage6(RELAY_REPL).encode(),
        relayed(reply(6)).encode()[:50],
        b"",
        b"\x02\0",
    ]
    scan = check([reply(0).encode(), *odd, reply(9).encode()])
    assert scan.plain.tolist() == [True, *[False] * len(odd), True]
    assert scan.valid.tolist() == [True, True, True, True, False, False, False, False, False, False, True]


@given(st.lists(st.binary(max_size=120), min_size=1, max_size=8))
def test_random_octets(packets: list[bytes]) -> None:
    check(packets)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=6), st.booleans())
def test_random_option_areas(areas: list[bytes], nested: bool) -> None:
    packets = []
    for area in areas:
        octets = bytes((7, 0, 0, 1)) + pack6([RawOption(3, bytes(12) + area)]) if nested else bytes((7, 0, 0, 1)) + area
        packets.append(RelayMessage6(RELAY_REPL, options=(RawOption(9, octets),)).encode())
    check(packets)


@given(st.integers(0, 2**32), st.integers(1, 6))
def test_mutated_rows(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    packets = []
    for index in range(12):
        octets = bytearray(relayed(reply(index)).encode() if index % 2 else reply(index).encode())
        for _ in range(chance.randrange(changes)):
            octets[chance.randrange(len(octets))] = chance.choice((0, 1, 2, 3, 5, 9, 12, 13, 25, 26, 28, 255))
        packets.append(bytes(octets[: chance.choice((len(octets), len(octets), chance.randrange(len(octets))))]))
    check(packets, stride=chance.choice((0, 600)))
