from __future__ import annotations

from ipaddress import IPv4Address

import click
import pytest

from dhcptools.cli.query_values import Address4, Number, Octets, client_id, random_bits, random_mac


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("5", 5), ("0xff", 255), (" 7 ", 7)])
def test_numbers(text: str, number: int) -> None:
    assert Number(255).convert(text, None, None) == number


@pytest.mark.parametrize("text", ["256", "-1", "x", "", "9" * 5000])
def test_numbers_out_of_range(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"0\.\.255"):
        Number(255).convert(text, None, None)


def test_addresses() -> None:
    assert Address4().convert("192.0.2.1", None, None) == IPv4Address("192.0.2.1")
    with pytest.raises(click.BadParameter, match="no IPv4 address"):
        Address4().convert("::1", None, None)


@pytest.mark.parametrize("text", ["02:00:5e:00:53:01", "02-00-5E-00-53-01", "02005e005301", "0x02005e005301"])
def test_octets(text: str) -> None:
    assert Octets("02:00", 6).convert(text, None, None) == bytes.fromhex("02005e005301")


def test_octets_that_are_none() -> None:
    kind = Octets("02:00", 2, ("own",))
    assert kind.convert("own", None, None) == "own"
    for text in ("", "zz", "01:02:03"):
        with pytest.raises(click.BadParameter, match="02:00 or own"):
            kind.convert(text, None, None)


def test_client_identifiers() -> None:
    assert client_id("hex:0102") == b"\1\2"
    assert client_id("01:02:03") == b"\1\2\3"
    assert client_id("text/pc1") == b"\0pc1"
    with pytest.raises(click.UsageError, match="--client-id"):
        client_id("nonsense/1")
    with pytest.raises(click.UsageError, match="--client-id"):
        client_id("hex:0")


def test_random_values_are_fresh_and_in_range() -> None:
    assert len({random_bits(32) for _ in range(20)}) == 20
    assert all(random_bits(24) < 1 << 24 for _ in range(50))
    macs = {random_mac() for _ in range(20)}
    assert len(macs) == 20
    assert all(mac[0] == 2 and len(mac) == 6 for mac in macs)  # locally administered, not a group
