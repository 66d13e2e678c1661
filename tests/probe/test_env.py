from __future__ import annotations

import shlex
import subprocess
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from dhcptools.probe.compose import Wish4, Wish6
from dhcptools.probe.env import eleven_lines, reason_of, shell, variables, variables4, variables6
from dhcptools.probe.option_text import options_of
from support.queries import DUID, MAC, reply4

DISCOVER = Wish4(1, MAC, 7).message()
OPTIONS = (
    "subnet-mask=255.255.255.0", "routers=192.0.2.1,192.0.2.2", "domain-name-servers=192.0.2.8,172.16.1.105",
    "domain-name=home.example.com", "domain-search=a.example,b.example", "51=3600",
    "classless-static-route=10.1.2.0/24 - 192.0.2.1", "interface-mtu=1400", "200=hex:0a0b", "19=true",
)  # fmt: skip  # side by side
ACK = reply4(DISCOVER, 5, *options_of(OPTIONS, 4), siaddr=IPv4Address("192.0.2.7"), file=b"pxelinux.0")


def test_the_variables_of_dhclient() -> None:
    values = variables4(ACK, "BOUND", "eth0", (1, 3, 121), now_s=1000)
    expected = {
        "reason": "BOUND", "interface": "eth0", "new_ip_address": "192.0.2.10", "new_subnet_mask": "255.255.255.0",
        "new_network_number": "192.0.2.0", "new_broadcast_address": "192.0.2.255", "new_routers": "192.0.2.1 192.0.2.2",
        "new_domain_name_servers": "192.0.2.8 172.16.1.105", "new_domain_name": "home.example.com",
        "new_domain_search": "a.example. b.example.", "new_dhcp_lease_time": "3600", "new_expiry": "4600",
        "new_rfc3442_classless_static_routes": "24 10 1 2 192 0 2 1", "new_interface_mtu": "1400",
        "new_dhcp_server_identifier": "192.0.2.1", "new_dhcp_message_type": "5", "new_next_server": "192.0.2.7",
        "new_filename": "pxelinux.0", "new_unknown_200": "a:b", "new_ip_forwarding": "1", "requested_subnet_mask": "1",
        "requested_routers": "1", "requested_rfc3442_classless_static_routes": "1",
    }  # fmt: skip  # as dhclient names them
    assert values == expected


def test_zero_octets_at_the_end_of_a_text_are_trimmed() -> None:
    message = reply4(DISCOVER, 5, RawOption(67, b"boot.efi\0"))
    assert variables4(message, "BOUND", "eth0")["new_bootfile_name"] == "boot.efi"


def test_the_eleven_lines() -> None:
    text = eleven_lines(variables4(ACK, "BOUND", "eth0"))
    assert text.splitlines() == [
        "DHCP State:          BOUND",
        "IP Address:          192.0.2.10",
        "Subnetmask:          255.255.255.0",
        "Broadcast Address:   192.0.2.255",
        "Alias IP Address:",
        "Alias Netmask:",
        "Routers:             192.0.2.1 192.0.2.2",
        "Domain Name Servers: 192.0.2.8 172.16.1.105",
        "DNS Search List:     a.example. b.example.",
        "Local domain name:   home.example.com",
        "Network number:      192.0.2.0",
    ]


def test_a_set_for_each_address_and_prefix() -> None:
    options = (
        RawOption(1, DUID), RawOption(2, b"\0\2\0\0\x09\xbf\1"), *options_of(["dns-servers=2001:db8::53"], 6),
        IaNa(1, 100, 200, (IaAddr(IPv6Address("2001:db8::5"), 300, 400).option(),)).option(),
        IaPd(2, 100, 200, (IaPrefix(300, 400, 56, IPv6Address("2001:db8:1::")).option(),)).option(),
    )  # fmt: skip  # what a server says
    address, prefix = variables6(Message6(7, 7, options), "BOUND6", "eth0", 1000)
    assert address["new_ip6_address"] == "2001:db8::5"
    assert address["new_dhcp6_server_id"] == "0:2:0:0:9:bf:1"
    assert address["new_dhcp6_name_servers"] == "2001:db8::53"
    assert (address["new_iaid"], address["new_max_life"], address["new_starts"]) == ("00:00:00:01", "400", "1000")
    assert prefix["new_ip6_prefix"] == "2001:db8:1::/56"
    assert "new_ip6_address" not in prefix
    assert variables6(Message6(7, 7), "BOUND6", "eth0") == [{"reason": "BOUND6", "interface": "eth0"}]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (DISCOVER, "TEST"),
        (Wish4(1, MAC, 7, options=(RawOption(80, b""),)).message(), "BOUND"),
        (Wish4(3, MAC, 7, options=(RawOption(54, b"\xc0\0\2\1"),)).message(), "BOUND"),
        (Wish4(3, MAC, 7, options=(RawOption(50, b"\xc0\0\2\1"),)).message(), "REBOOT"),
        (Wish4(3, MAC, 7, ciaddr=IPv4Address("192.0.2.1")).message(), "RENEW"),
        (Wish4(8, MAC, 7).message(), "TEST"),
        (Wish6(1, 7).message(), "TEST6"),
        (Wish6(3, 7).message(), "BOUND6"),
        (Wish6(6, 7).message(), "REBIND6"),
    ],
)
def test_reasons(request_: Message4 | Message6, expected: str) -> None:
    family = 4 if isinstance(request_, Message4) else 6
    assert reason_of(request_, bound=True, family=family) == expected
    assert reason_of(request_, bound=False, family=family) == ("FAIL" if family == 4 else "FAIL6")


HOSTILE = st.binary(min_size=1, max_size=60)


@given(HOSTILE, st.integers(1, 254), HOSTILE)
def test_no_reply_can_leave_its_line_or_its_quotes(data: bytes, code: int, file: bytes) -> None:
    message = reply4(DISCOVER, 5, RawOption(code, data), file=file)
    for values in variables(message, "BOUND", "eth0"):
        text = shell(values)
        assert all(character == "\n" or character.isprintable() for character in text)
        assert len(text.splitlines()) == len(values)
        for line, (name, value) in zip(text.splitlines(), values.items(), strict=True):
            assert shlex.split(line) == [f"{name}={value}"]
            assert name.isascii()
            assert name.replace("_", "").isalnum()


def test_a_shell_reads_the_value_and_runs_nothing() -> None:
    message = reply4(DISCOVER, 5, RawOption(15, b"x'; echo pwned; $(echo pwned) `echo pwned` \x1b[31m"))
    script = shell(variables4(message, "BOUND", "eth0")) + 'printf %s "$new_domain_name"'
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "x'; echo pwned; $(echo pwned) `echo pwned` \\x1b[31m"
