from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from dhcptools.leases.lease import Lease
from dhcptools.report.leases_styles import list_leases, show_leases


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


LEASES = [
    Lease("10.20.2.7", hwaddr=bytes.fromhex("0201d905 7c36"), hostname="host1.", valid_lifetime=14400,
          starts=1441445518, expires=1441459918),
    Lease("10.20.2.6", hwaddr=bytes.fromhex("0201d9057c35"), valid_lifetime=0xFFFFFFFF, starts=1441445371,
          state="declined"),
    Lease("10.20.2.5", state="free", expires=1 << 52, hostname="\x1b"),
]  # fmt: skip  # two rows and an odd one


def test_show_leases() -> None:
    assert "".join(show_leases(LEASES)) == (
        "IPAddr          HWAddr              Lease Start           Renew           Expire          Hostname  State\n"
        "10.20.2.7       02:01:d9:05:7c:36   14400 20150905T113158 20150905T133158 20150905T153158 host1.    0\n"
        "10.20.2.6       02:01:d9:05:7c:35   4294967295 20150905T112931 never           never           .         1\n"
        "10.20.2.5       .                   .     .               .               @4503599627370496 \\x1b      free\n"
    )


def test_list_leases() -> None:
    lease = Lease("192.0.2.23", hwaddr=bytes.fromhex("14c233fdbafb"), client_id=bytes.fromhex("0114c233fdbafb"),
                  subnet_id=1, hostname="macbookair", valid_lifetime=14400, expires=1605705077)  # fmt: skip  # one row
    prefix = Lease("2001:db8::", "IA_PD", 56, duid=b"\0\3")
    assert "".join(list_leases([prefix, lease])) == (
        "DHCPv4 leases:  1\n"
        "IP Address   | Hostname        | HW Addr           | Client-ID            | Subnet ID | lifetime | expire\n"
        "192.0.2.23   | macbookair      | 14:c2:33:fd:ba:fb | 01:14:c2:33:fd:ba:fb | 1         | 14400    | "
        "2020-11-18T14:11:17+01:00\n"
        "DHCPv6 leases:  1\n"
        "IP Address    | Hostname        | HW Addr           | Client-ID            | Subnet ID | lifetime | expire\n"
        "2001:db8::/56 |                 |                   | 00:03                |           |          | never\n"
    )
    assert next(iter(list_leases([]))) == "DHCPv4 leases:  0\n"
