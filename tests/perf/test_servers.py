from __future__ import annotations

import numpy as np

from dhcptools.batch.scan6 import Scanner6
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6
from dhcptools.perf.servers import Servers
from support.perf_messages import matrix


def reply(duid: bytes | None) -> bytes:
    named = () if duid is None else (RawOption(2, duid),)
    return Message6(7, 1, (RawOption(1, b"client"), *named)).encode()


def test_servers_are_numbered_in_order_of_appearance() -> None:
    servers, scanner = Servers(), Scanner6()
    for duids in ([b"one"] * 3, [b"one", b"two", None, b"one", b"three!", b"", b"x" * 131, b"two"], [b"two"]):
        rows, lengths = matrix([reply(duid) for duid in duids])
        numbers, named = servers.number(scanner.scan(rows, lengths), rows)
        good = [duid is not None and 0 < len(duid) <= 130 for duid in duids]
        assert named.tolist() == good
        assert [servers.name(int(number)) for number in numbers[named]] == [
            duid for duid, is_good in zip(duids, good, strict=True) if is_good
        ]
    assert numbers.dtype == np.uint32
    assert [servers.name(number) for number in range(3)] == [b"one", b"two", b"three!"]


def test_there_is_an_end_to_memory() -> None:
    servers, scanner = Servers(), Scanner6()
    rows, lengths = matrix([reply(number.to_bytes(4)) for number in range(1 << 16)])
    servers.number(scanner.scan(rows, lengths), rows)
    rows, lengths = matrix([reply(b"\xff\xff\xff\xff"), reply(b"\0\0\0\7")])
    assert servers.number(scanner.scan(rows, lengths), rows)[1].tolist() == [False, True]
