from __future__ import annotations

from pathlib import Path

from dhcptools.leases.dnsmasq import LINE, read_dnsmasq

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "leases" / "dnsmasq.leases"


def test_a_real_file() -> None:
    leases, faults = read_dnsmasq(SAMPLE)
    assert faults == []
    assert [lease.family for lease in leases] == [4, 4, 4, 4, 6, 6]
    assert (leases[0].address, leases[0].hwaddr.hex(":"), leases[0].expires) == (
        "10.0.7.26", "02:ef:00:00:00:03", 1795239847,
    )  # fmt: skip  # the values
    assert (leases[4].iaid, leases[4].duid.hex(), leases[4].type) == (1, "000100013293e9cf000c01020305", "IA_NA")
    assert all(LINE.fullmatch(line) for line in SAMPLE.read_bytes().splitlines())


def test_odd_and_bad_lines(tmp_path: Path) -> None:
    path = tmp_path / "dnsmasq.leases"
    path.write_bytes(
        b"0 06-02:00:00:00:00:01 192.0.2.1 pc\xe91 *\n"
        b"duid 00:01\n"
        b"100 T7 2001:db8::1 * 00:03\n"
        b"x 02:00:00:00:00:01 192.0.2.2 * *\n"
        b"100 02:00:00:00:00:01 192.0.2 * *\n"
        b"100 02:zz 192.0.2.3 * *\n"
        b"100 x 2001:db8::2 * *\n"
        b"100 short\n"
        b"4611686018427387904 02:00:00:00:00:01 192.0.2.4 * *\n"
        b"100 4294967296 2001:db8::3 * 00:03\n" + b"9" * 5000 + b" 02:00:00:00:00:01 192.0.2.5 * *\n"
    )
    (first, second), faults = read_dnsmasq(path)
    assert (first.expires, first.valid_lifetime, first.hwaddr, first.hostname) == (
        None, 0xFFFFFFFF, b"\2\0\0\0\0\1", "pcé1",
    )  # fmt: skip  # the values
    assert (second.type, second.iaid) == ("IA_TA", 7)
    assert [fault.line for fault in faults] == [4, 5, 6, 7, 8, 9, 10, 11]
