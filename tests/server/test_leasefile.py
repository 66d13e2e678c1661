"""A lease file as records: what the exact reader says, by column."""

from __future__ import annotations

from pathlib import Path

import pytest

from dhcpserver.leasefile import load
from dhcpserver.leases import INFINITE_S, NEVER_NS, SECOND_NS, State
from dhcptools.kea.memfile.columns import read_columns
from dhcptools.kea.memfile.reader import Snapshot
from support.lease_rows import HEADER4, HEADER6

NOW = 1_000_000 * SECOND_NS
FOUR = b"10.0.0.%d,02:00:00:00:00:%02x,01:02:%02x,600,%d,3,0,0,h%d,0,"
SIX = b"2001:db8::%d,00:01:02:%02x,600,%d,3,400,%d,77,%d,0,0,,,0,,,"


def file4(path: Path) -> Path:
    """Rows of one shape, for the fast reader, and odd ones among them."""
    rows = [FOUR % (at, at, at, 1_000_100, at) for at in range(40)]
    rows += [
        b"10.0.1.1,,%s,600,1000100,3,0,0,,0," % b":".join(b"%02x" % octet for octet in range(90)),
        b"10.0.1.2,2:0:0:0:0:1,,600,1000100,3,0,0,a&#x2cb,0,",  # only the exact reader reads this address
        b"10.0.1.3,,,86400,1000100,3,0,0,,1,",
        b"10.0.1.4,02:00:00:00:00:01,,4294967295,4295967295,3,0,0,,0,",
        b"10.0.1.5,02:00:00:00:00:01,,600,999999,3,0,0,,0,",
        b"10.0.1.6,02:00:00:00:00:01,,600,9000000,3,0,0,,0,",
        b"10.0.1.7,02:00:00:00:00:01,,600,1000100,3,0,0,,2,",
    ]
    path.write_bytes(HEADER4 + b"\n" + b"\n".join(rows) + b"\n")
    return path


def test_every_field_is_what_the_exact_reader_says(tmp_path: Path) -> None:
    path = file4(tmp_path / "x.csv")
    exact = sorted(Snapshot(path).values(), key=lambda row: row.packed or b"")
    with read_columns(path, clients=True) as columns:
        loaded = load(columns, NOW, NOW)
    assert len(loaded.records) == len(exact) == 47
    for place, row in enumerate(exact):
        record = loaded.records[place]
        assert int(record["low"]).to_bytes(4) == row.packed
        assert record["hardware"].tobytes()[: record["hardware_octets"]] == row.hwaddr
        short = record["client"].tobytes()[: record["client_octets"]]
        client = row.client_id  # type: ignore[union-attr] # DHCPv4
        assert loaded.clients.get(place, short) == client
        assert loaded.hostnames.get(place, "") == row.hostname
        name = b"\1" + client if client else b"\0\1" + row.hwaddr
        assert loaded.owner(place) == b"\0\0\0\3" + name
        assert (record["valid_s"], record["subnet_id"]) == (row.valid_lifetime, row.subnet_id)


def test_states_and_ends(tmp_path: Path) -> None:
    with read_columns(file4(tmp_path / "x.csv"), clients=True) as columns:
        records = load(columns, NOW, NOW).records[-7:]
    assert records["state"].tolist() == [
        State.DEFAULT, State.DEFAULT, State.DECLINED, State.DEFAULT,
        State.EXPIRED_RECLAIMED, State.DEFAULT, State.EXPIRED_RECLAIMED,
    ]  # fmt: skip  # long, short, declined, for ever, over, of a clock that was ahead, reclaimed
    left = [(int(end) - NOW) // SECOND_NS for end in records["expires_ns"]]
    assert left[:3] == [100, 100, 100]
    assert left[5] == 600
    assert (records["expires_ns"][3], records["valid_s"][3]) == (NEVER_NS, INFINITE_S)


@pytest.mark.parametrize(("kind", "length", "code"), [(0, 128, 3), (2, 56, 25)])
def test_dhcpv6(tmp_path: Path, kind: int, length: int, code: int) -> None:
    path = tmp_path / "x.csv"
    rows = [SIX % (at, at, 1_000_100, kind, length) for at in range(1, 40)]
    path.write_bytes(HEADER6 + b"\n" + b"\n".join(rows) + b"\n")
    with read_columns(path, clients=True) as columns:
        loaded = load(columns, NOW, NOW)
    first = loaded.records[0]
    assert (first["length"], first["iaid"], first["preferred_s"]) == (length, 77, 400)
    assert loaded.prefix.tolist() == [kind == 2] * 39
    assert loaded.owner(0) == bytes((0, 0, 0, 3, code, 0, 0, 0, 77, 0, 1, 2, 1))


def test_some_of_the_leases(tmp_path: Path) -> None:
    with read_columns(file4(tmp_path / "x.csv"), clients=True) as columns:
        loaded = load(columns, NOW, NOW)
        some = loaded.only(columns.offset.argsort()[[5, 40]])
    assert some.hostnames == {0: "h5"}
    assert list(some.clients) == list(some.owners) == [1]
    assert some.owner(1)[5:] == bytes(range(90))
