from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile.lease import INFINITE_S, LeaseRow4, LeaseRow6, parse_row
from dhcptools.kea.memfile.schema import Layout
from dhcptools.leases.convert import Subnets, Unfit, row_of
from dhcptools.leases.isc import read_isc
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import lease_of

NOW = 1000
LATIN = st.characters(max_codepoint=0xFF)
ONE = Lease(
    "10.0.0.1", hwaddr=b"\2" * 6, client_id=b"\1\2", hostname="pc", starts=900, expires=1500, valid_lifetime=600
)
SIX = Lease("2001:db8::1", "IA_NA", 128, duid=b"\0\1\2", iaid=7, expires=1500)


def test_lifetimes() -> None:
    assert row_of(ONE, NOW) == LeaseRow4("10.0.0.1", b"\2" * 6, b"\1\2", 600, 1500, 0, hostname="pc")
    unknown = replace(ONE, starts=None, valid_lifetime=None)
    assert row_of(unknown, NOW).valid_lifetime == 500  # what is left of it
    assert row_of(unknown, 2000).valid_lifetime == 1
    assert row_of(replace(ONE, valid_lifetime=None), NOW).valid_lifetime == 600
    assert row_of(replace(ONE, expires=300, valid_lifetime=600), NOW).cltt == 0
    infinite = row_of(replace(ONE, expires=None), NOW)
    assert (infinite.valid_lifetime, infinite.expire) == (INFINITE_S, 900 + INFINITE_S)
    assert row_of(replace(ONE, expires=None, starts=None), NOW).cltt == NOW


@pytest.mark.parametrize(
    ("lease", "reason"),
    [
        (replace(ONE, state="free"), "nobody has it"),
        (replace(ONE, state="unknown (x)"), "nobody has it"),
        (replace(ONE, hwaddr=b"", client_id=b""), "neither"),
        (replace(ONE, hwaddr=b"", client_id=b"\1"), "neither"),
        (replace(ONE, hwaddr=bytes(21)), "more than 20"),
        (replace(ONE, client_id=bytes(256)), "more than 255"),
        (replace(ONE, valid_lifetime=0), "lifetime of 0"),
        (replace(ONE, expires=0), "1970"),
        (replace(SIX, duid=b""), "DUID of 0"),
        (replace(SIX, duid=bytes(131)), "DUID of 131"),
    ],
)
def test_what_no_row_can_hold(lease: Lease, reason: str) -> None:
    with pytest.raises(Unfit, match=reason):
        row_of(lease, NOW)


def test_declined_leases_have_no_client() -> None:
    declined = row_of(replace(ONE, state="declined"), NOW)
    assert isinstance(declined, LeaseRow4)
    assert (declined.hwaddr, declined.client_id, declined.hostname, declined.state) == (b"", b"", "", 1)
    six = row_of(replace(SIX, state="declined", hwaddr=b"\2"), NOW)
    assert isinstance(six, LeaseRow6)
    assert (six.duid, six.hwaddr) == (bytes(3), b"")
    assert row_of(replace(ONE, state="unknown (9)"), NOW).state == 9


def test_the_subnet_of_an_address() -> None:
    subnets = Subnets([
        (1, IPv4Network("10.0.0.0/8")), (2, IPv4Network("10.0.0.0/24")), (3, IPv6Network("2001:db8::/32")),
    ])  # fmt: skip  # one inside another
    assert [
        row_of(replace(ONE, address=address), NOW, subnets).subnet_id
        for address in ("10.0.0.1", "10.1.0.1", "11.0.0.1")
    ] == [2, 1, 0]
    assert row_of(SIX, NOW, subnets).subnet_id == 3
    assert row_of(replace(ONE, subnet_id=9), NOW, subnets).subnet_id == 9


@given(
    name=st.text(max_size=20),
    mac=st.binary(min_size=1, max_size=20),
    expires=st.integers(1, 1 << 33),
    context=st.none()
    | st.dictionaries(st.text("abc", max_size=3), st.integers(0, 9) | st.text(LATIN, max_size=5), max_size=3),
    family=st.sampled_from([4, 6]),
)
def test_kea_reads_every_row(
    name: str, mac: bytes, expires: int, context: dict[str, object] | None, family: int
) -> None:
    lease = replace(ONE if family == 4 else SIX, hostname=name, hwaddr=mac, expires=expires, user_context=context)
    try:
        row = row_of(lease, NOW)
    except Unfit:
        return
    line = row.line()
    assert line.count(b"\n") == 1
    again = lease_of(parse_row(line[:-1], Layout(family, len(Layout(family, 1).columns))), "")
    assert (again.hwaddr, again.expires, again.user_context) == (mac, expires, context or again.user_context)
    assert again.hostname.lower() == name.lower() or family == 4  # which octets alone decide


def test_a_context_beyond_latin_1_is_kept_as_octets() -> None:
    row = row_of(replace(ONE, user_context={"a": "\u20ac"}), NOW)
    assert '{"a": "\u20ac"}'.encode() in row.line()


def test_dhcpd(tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.leases"
    path.write_text(
        "lease 10.0.0.1 { starts epoch 900; ends epoch 1500; binding state abandoned; }\n"
        'ia-pd "\\001\\000\\000\\000\\000\\001\\002" { cltt epoch 900; iaprefix 2001:db8:1::/56 '
        "{ binding state active; preferred-life 300; max-life 600; ends epoch 1500; } }\n"
    )
    one, six = (row_of(lease, NOW) for lease in read_isc(path)[0])
    assert one.line().decode() == "10.0.0.1,,,600,1500,0,0,0,,1,,0\n"
    assert six.line().decode() == "2001:db8:1::,00:01:02,600,1500,0,300,2,1,56,0,0,,,0,,,,0\n"
