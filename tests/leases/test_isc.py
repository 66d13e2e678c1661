from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.leases.isc import read_isc
from dhcptools.leases.lease import Lease

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "leases" / "isc-dhcpd.leases"

V6 = rb"""
authoring-byte-order little-endian;
ia-na "\001\000\000\000\000\003\000\001\002\000^\000S\001" {
  cltt 6 2026/11/21 05:00:00;
  iaaddr 2001:db8::10 {
    binding state active;
    preferred-life 300;
    max-life 600;
    ends 6 2026/11/21 05:10:00;
  }
}
ia-pd "\002\000\000\000\000\003\000\001\002\000^\000S\001" {
  iaprefix 2001:db8:100::/56 { binding state active; ends never; }
}
"""


def read(tmp_path: Path, text: bytes) -> tuple[list[Lease], list[str]]:
    path = tmp_path / "dhcpd.leases"
    path.write_bytes(text)
    leases, faults = read_isc(path)
    return leases, [f"{fault.line}: {fault.reason}" for fault in faults]


def test_a_real_file() -> None:
    (lease,), faults = read_isc(SAMPLE)
    assert faults == []
    assert (lease.address, lease.hwaddr.hex(":"), lease.client_id.hex(":"), lease.state) == (
        "10.0.5.0", "02:ee:00:00:00:00", "01:02:ee:00:00:00:00", "default",
    )  # fmt: skip  # the values
    assert (lease.starts, lease.expires, lease.valid_lifetime) == (1795239233, 1795239833, 600)


def test_the_last_one_of_an_address_holds_and_strings_hold_anything(tmp_path: Path) -> None:
    leases, faults = read(
        tmp_path,
        b"lease 192.0.2.1 { binding state active; ends never; }\n"
        b'failover peer "x" state { my state normal at 6 2026/11/21 05:00:00; }\n'
        b"lease 192.0.2.1 { starts epoch 100; # Sat\n ends epoch 700; binding state abandoned;\n"
        b' next binding state free; uid "}{\\";\\101\\n"; client-hostname "a}b"; set x = "};";'
        b' on commit { log("{"); } }\n'
        b"lease 192.0.2.2 { binding state backup; uid 1:a:ff; }\n",
    )
    assert faults == []
    first, second = leases
    assert (first.state, first.client_id, first.hostname) == ("declined", b'}{";A\n', "a}b")
    assert (first.starts, first.expires, first.valid_lifetime) == (100, 700, 600)
    assert (second.state, second.client_id, second.expires) == ("backup", b"\x01\x0a\xff", None)


def test_dhcpv6_addresses_and_prefixes(tmp_path: Path) -> None:
    (address, prefix), faults = read(tmp_path, V6)
    assert faults == []
    assert (address.type, address.iaid, address.duid.hex()) == ("IA_NA", 1, "0003000102005e005301")
    assert (address.valid_lifetime, address.preferred_lifetime, address.expires) == (600, 300, 1795237800)
    assert (prefix.type, prefix.address, prefix.prefix_len, prefix.expires) == ("IA_PD", "2001:db8:100::", 56, None)
    (swapped, _), _ = read(tmp_path, V6.replace(b"little", b"big"))
    assert swapped.iaid == 1 << 24


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    leases, faults = read(
        tmp_path,
        b"lease 192.0.2.300 { }\n}\nlease 192.0.2.1 { binding state active; }\n"
        b"lease 192.0.2.2 { ends 6 2026/99/21 05:00:00; }\nlease 192.0.2.3 { uid 0z; }\n"
        b'ia-na "abc" { }\nlease 192.0.2.5 { ends epoch 4611686018427387904; }\n'
        b"lease 192.0.2.4 {\n binding state active;",
    )
    assert [lease.address for lease in leases] == ["192.0.2.1"]
    assert sorted(faults) == [
        "1: no address",
        "2: a closing brace that nothing opened",
        "4: a time that cannot be read",
        "5: octets that cannot be read",
        "6: an identity association without IAID and DUID",
        "7: a time that cannot be read",
        "8: the declaration breaks off at the end of the file",
    ]
    assert read(tmp_path, b'lease 192.0.2.1 { uid "abc; }')[1] == ["1: a string that never ends"]


PIECES = [
    b"lease ", b"192.0.2.1 ", b"{", b"}", b";", b'"', b"\\", b"ia-na ", b'"\\001\\000\\000\\000a" ', b"iaaddr ",
    b"ends ", b"6 2026/11/21 05:00:00", b"never", b"epoch ", b"uid ", b"1:2 ", b"\xff", b"#", b"\n", b"binding state ",
    b"::/999 ", b"iaprefix ", b"hardware ethernet ", b"cltt ", b"9" * 5000,
]  # fmt: skip  # what files are made of


@given(pieces=st.lists(st.sampled_from(PIECES)))
def test_nothing_makes_it_fail(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    read(tmp_path_factory.getbasetemp(), b"".join(pieces))
