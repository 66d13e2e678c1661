"""A capture of exchanges between many different clients and our own server, for benchmarks of readers.

Three quarters of the exchanges are DHCPv4: DORA on the link and through relay agents, renewals, INFORM, RELEASE, NAK.
The rest is DHCPv6: SARR on the link and relayed, renewals, information requests. Clients differ in MAC address, host
name, client identifier or DUID, vendor class and what they ask for, as those of an office do; one in five comes back.

    python benchmarks/dump_traffic.py FILE [PACKETS]
"""

from __future__ import annotations

import json
import random
import struct
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.reply4 import Context4
from dhcpserver.reply6 import Context6
from dhcptools.exchange import messages4, messages6
from dhcptools.exchange.messages4 import Client4
from dhcptools.exchange.messages6 import Client6
from dhcptools.exchange.relay4 import Relay4, forward
from dhcptools.kea.config import read_config
from dhcptools.kea.dialect import parse
from dhcptools.packet.ethernet import BROADCAST
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.ia6 import IaNa, IaPd
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import NO_ADDRESS, Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6

START_NS = 1_769_860_800_000_000_000
SERVER_MAC, RELAY_MAC = bytes.fromhex("02005e00aa01"), bytes.fromhex("02005e00bb01")
SERVER4, SERVER6 = IPv4Address("10.0.0.1"), IPv6Address("fe80::aa01")
ALL6, ALL6_MAC = IPv6Address("ff02::1:2"), bytes.fromhex("333300010002")
SERVER_DUID = bytes.fromhex("000100012a3b4c5d") + SERVER_MAC
VENDORS = (
    (b"MSFT 5.0", (1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252)),
    (b"android-dhcp-14", (1, 3, 6, 15, 26, 28, 51, 58, 59, 43, 114, 108)),
    (b"dhcpcd-9.4.1:Linux-6.1.0-18-amd64:x86_64:GenuineIntel", (1, 121, 33, 3, 6, 12, 15, 28, 42, 51, 54, 58, 59, 119)),
    (b"udhcp 1.36.1", (1, 3, 6, 12, 15, 28, 42)),
    (b"PXEClient:Arch:00007:UNDI:003016", (1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 43, 54, 60, 66, 67, 97, 128, 255 - 93)),
    (b"Cisco AP c2700", (1, 6, 15, 44, 3, 33, 150, 43)),
    (b"", (1, 121, 3, 6, 15, 108, 114, 119, 252, 95, 44, 46)),
)
OPTIONS4 = (
    ("domain-name-servers", "10.0.0.8, 10.1.0.8"), ("domain-name", "office.example.org"), ("ntp-servers", "10.0.0.9"),
    ("domain-search", "office.example.org, example.org"), ("interface-mtu", "1500"),
    ("classless-static-route", "10.9.0.0/16 - 10.0.0.254, 0.0.0.0/0 - 10.0.0.254"), ("time-offset", "3600"),
    ("tftp-server-name", "boot.example.org"),
    ("netbios-node-type", "8"), ("netbios-name-servers", "10.0.0.7"), ("v6-only-preferred", "1800"),
    ("v4-captive-portal", "https://portal.example.org/"), ("broadcast-address", "10.255.255.255"),
)  # fmt: skip  # name, value
OPTIONS6 = (("dns-servers", "2001:db8::8, 2001:db8:1::8"), ("domain-search", "office.example.org, example.org"),
            ("sntp-servers", "2001:db8::9"), ("bootfile-url", "tftp://[2001:db8::7]/boot.efi"))  # fmt: skip  # as above


def engine4() -> Engine4:
    subnet = {
        "id": 1, "subnet": "10.0.0.0/8", "pools": [{"pool": "10.16.0.0-10.250.255.255"}],
        "option-data": [{"name": "routers", "data": "10.0.0.254"}],
    }  # fmt: skip  # one subnet
    data = [{"name": name, "data": value} for name, value in OPTIONS4]
    top = {"Dhcp4": {"subnet4": [subnet], "option-data": data, "valid-lifetime": 86400}}
    return Engine4(read_config(parse(json.dumps(top).encode(), "bench.conf")))


def engine6() -> Engine6:
    subnet = {
        "id": 1, "subnet": "2001:db8::/32", "interface": "eth0", "pools": [{"pool": "2001:db8:0:1::/64"}],
        "pd-pools": [{"prefix": "2001:db8:8000::", "prefix-len": 33, "delegated-len": 56}],
    }  # fmt: skip  # one subnet
    data = [{"name": name, "data": value} for name, value in OPTIONS6]
    top = {"Dhcp6": {"subnet6": [subnet], "option-data": data}}
    return Engine6(read_config(parse(json.dumps(top).encode(), "bench.conf")), SERVER_DUID)


class Traffic:
    """Frames, one after another; the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._engine4, self._engine6 = engine4(), engine6()
        self._clients = 0
        self._now_ns = START_NS

    def frames(self) -> Iterator[tuple[int, bytes]]:
        """Time and octets, without end."""
        while True:
            exchange = self._exchange6 if self._random.random() < 0.25 else self._exchange4
            for octets in exchange():
                self._now_ns += self._random.randrange(20_000, 900_000)
                yield self._now_ns, octets

    def _number(self) -> int:
        """A new client, or one in five times one that was here before."""
        if self._clients and self._random.random() < 0.2:
            return self._random.randrange(self._clients)
        self._clients += 1
        return self._clients - 1

    def _exchange4(self) -> Iterator[bytes]:
        number = self._number()
        mac = bytes((2, 0)) + number.to_bytes(4)
        vendor, parameters = VENDORS[number % len(VENDORS)]
        options = [RawOption(12, f"{('pc', 'laptop', 'phone', 'printer')[number % 4]}-{number:06d}".encode())]
        if vendor:
            options.append(RawOption(60, vendor))
        if number % 3:
            options.append(RawOption(57, (1500).to_bytes(2)))
        if number % 7 == 0:
            options.append(RawOption(81, b"\0\0\0" + f"host{number}.office.example.org".encode()))
        if vendor.startswith(b"PXE"):
            options += [RawOption(93, b"\0\7"), RawOption(94, b"\1\3\x10"), RawOption(97, b"\0" + mac * 2 + bytes(4))]
        client = Client4(
            mac, self._random.getrandbits(32), client_id=b"\1" + mac if number % 4 else None,
            broadcast=number % 5 == 0, parameters=parameters, options=tuple(options),
        )  # fmt: skip  # who asks
        relay = None
        if number % 3 == 0:
            giaddr = IPv4Address((10 << 24) + 254 + 256 * (number % 50))
            circuit = f"ge-0/0/{number % 48}:{number % 4000}".encode()
            relay = Relay4(giaddr, circuit_id=circuit, remote_id=mac if number % 2 else None)
        offer = yield from self._ask4(messages4.discover(client), mac, relay)
        if offer is None:
            return
        yield from self._ask4(messages4.request_selecting(client, offer), mac, relay)
        kind = self._random.random()
        if kind < 0.25:
            yield from self._ask4(messages4.request_extend(client, offer.yiaddr), mac, relay, offer.yiaddr)
        elif kind < 0.35:
            yield from self._ask4(messages4.inform(client, offer.yiaddr), mac, relay, offer.yiaddr)
        elif kind < 0.42:
            yield from self._ask4(messages4.release(client, offer.yiaddr, SERVER4), mac, relay, offer.yiaddr)
        elif kind < 0.45:
            yield from self._ask4(messages4.request_reboot(client, IPv4Address("198.51.100.7")), mac, relay)

    def _ask4(
        self, message: Message4, mac: bytes, relay: Relay4 | None, source: IPv4Address = NO_ADDRESS
    ) -> Iterator[bytes]:
        asker = Endpoint(mac, source, 68)
        server = Endpoint(BROADCAST, IPv4Address("255.255.255.255"), 67)
        if relay is not None:
            message = forward(message, relay)
            asker, server = Endpoint(RELAY_MAC, relay.giaddr, 67), Endpoint(SERVER_MAC, SERVER4, 67)
        elif source != NO_ADDRESS:
            server = Endpoint(SERVER_MAC, SERVER4, 67)
        yield encode_frame(message.encode(), asker, server, identification=self._random.getrandbits(16))
        context = Context4(asker.address, asker.port, SERVER4, relay is not None, "eth0", 2)  # type: ignore[arg-type]
        answers = self._engine4.handle(message, context, self._now_ns)
        for reply in answers:
            to = Endpoint(RELAY_MAC if relay else mac, reply.destination, reply.port)
            if int(reply.destination) == 0xFFFFFFFF:
                to = to._replace(mac=BROADCAST)
            yield encode_frame(reply.message.encode(), Endpoint(SERVER_MAC, SERVER4, 67), to)
        return answers[0].message if answers else None

    def _exchange6(self) -> Iterator[bytes]:
        number = self._number()
        mac = bytes((2, 0)) + number.to_bytes(4)
        duid = (b"\0\3\0\1" + mac, b"\0\1\0\1\x2a\x3b\x4c\x5d" + mac, b"\0\4" + bytes(10) + mac)[number % 3]
        ias = (IaNa(number), IaPd(number)) if number % 4 == 0 else (IaNa(number),)
        options = [RawOption(39, b"\0" + bytes((len(f"pc{number}"),)) + f"pc{number}".encode())]
        if number % 2:
            options.append(RawOption(16, b"\0\0\x01\x37\0\x08MSFT 5.0"))
        oro = (17, 23, 24, 39) if number % 2 else (23, 24, 31, 56, 59, 82)
        client = Client6(duid, ias, oro, tuple(options))
        xid = self._random.getrandbits(24)
        if number % 9 == 0:
            yield from self._ask6(messages6.information_request(client, xid), mac, number)
            return
        advertise = yield from self._ask6(messages6.solicit(client, xid), mac, number)
        if advertise is None:
            return
        granted = tuple(
            (IaNa if option.code == 3 else IaPd).decode(option.data)
            for option in advertise.options
            if option.code in {3, 25}
        )
        yield from self._ask6(messages6.request(client, xid ^ 1, SERVER_DUID, granted), mac, number)
        if self._random.random() < 0.3:
            yield from self._ask6(messages6.renew(client, xid ^ 2, SERVER_DUID, granted), mac, number)

    def _ask6(self, message: Message6, mac: bytes, number: int) -> Iterator[bytes]:
        local = IPv6Address((0xFE80 << 112) + int.from_bytes(mac))
        asker, server = Endpoint(mac, local, 546), Endpoint(ALL6_MAC, ALL6, 547)
        outer: AnyMessage6 = message
        if number % 3 == 0:
            inside = (RawOption(18, f"eth0.{number % 4000}".encode()), RawOption(37, b"\0\0\0\x09" + mac))
            around = (*inside, RawOption(9, message.encode()))
            outer = RelayMessage6(12, 0, IPv6Address("2001:db8:0:1::254"), local, around)
            relay = IPv6Address("2001:db8:0:1::254")
            asker, server = Endpoint(RELAY_MAC, relay, 547), Endpoint(SERVER_MAC, IPv6Address("2001:db8::1"), 547)
        yield encode_frame(outer.encode(), asker, server)
        answers = self._engine6.handle(outer, Context6(asker.address, asker.port, False, "eth0", 2), self._now_ns)  # type: ignore[arg-type]
        for reply in answers:
            to = Endpoint(asker.mac, reply.destination, reply.port)
            source = SERVER6 if number % 3 else IPv6Address("2001:db8::1")
            yield encode_frame(reply.message.encode(), Endpoint(SERVER_MAC, source, 547), to)
        found: AnyMessage6 | None = answers[0].message if answers else None
        if isinstance(found, RelayMessage6):
            found = found.relayed()
        return found if isinstance(found, Message6) else None


def write(path: Path, packets: int, seed: int = 1) -> None:
    """A pcap file of so many packets, the same for the same seed."""
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for _, (time_ns, octets) in zip(range(packets), Traffic(seed).frames(), strict=False):
            seconds, rest = divmod(time_ns, 1_000_000_000)
            file.write(struct.pack("<4I", seconds, rest // 1000, len(octets), len(octets)) + octets)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 250_000)
