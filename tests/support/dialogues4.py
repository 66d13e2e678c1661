"""What is said to a DHCPv4 server in a differential test: special cases one by one, then seeded traffic."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address
from random import Random
from typing import Any, Final

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import NO_ADDRESS, Message4
from support.rivals import RELAY4, SERVER4, Answer, Dialogue, Sent

CONFIG4: Final[dict[str, Any]] = {
    "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "raw"},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 4000, "min-valid-lifetime": 1000, "max-valid-lifetime": 8000,
    "calculate-tee-times": True, "t1-percent": 0.4, "t2-percent": 0.8,
    "next-server": "192.0.2.250", "server-hostname": "boot.example", "boot-file-name": "all.img",
    "option-def": [
        {"name": "house", "code": 222, "type": "record", "record-types": "uint16, ipv4-address, string"},
        {"name": "room", "code": 1, "type": "uint8", "space": "rooms"},
        {"name": "rooms", "code": 223, "type": "empty", "encapsulate": "rooms"},
    ],
    "option-data": [
        {"name": "domain-name-servers", "data": "192.0.2.53, 192.0.2.54"},
        {"name": "domain-name", "data": "example.org"},
        {"name": "ntp-servers", "data": "192.0.2.123"},
        {"name": "domain-search", "data": "a.example.org, b.example.org"},
        {"name": "house", "data": "7, 192.0.2.7, seven"},
        {"name": "rooms"},
        {"name": "room", "space": "rooms", "data": "9"},
        {"name": "time-offset", "data": "3600", "always-send": True},
        {"code": 240, "data": "c0ffee", "csv-format": False},
    ],
    "client-classes": [
        {
            "name": "VENDOR_CLASS_MSFT 5.0",
            "option-data": [
                {"name": "domain-name", "data": "win.example"}, {"name": "log-servers", "data": "192.0.2.9"},
            ],
            "next-server": "192.0.2.251", "boot-file-name": "win.img",
        },
        {"name": "VENDOR_CLASS_phone", "valid-lifetime": 600, "min-valid-lifetime": 500, "max-valid-lifetime": 700},
        {"name": "gold", "option-data": [{"name": "nis-domain", "data": "gold.example"}]},
    ],
    "host-reservation-identifiers": ["client-id", "hw-address", "circuit-id"],
    "reservations-global": False, "reservations-in-subnet": True,
    "subnet4": [{
        "id": 1, "subnet": "192.0.2.0/24", "interface": "eth0",
        "pools": [
            {"pool": "192.0.2.10-192.0.2.99", "client-class": "UNKNOWN"},
            {
                "pool": "192.0.2.100-192.0.2.149", "client-class": "KNOWN",
                "option-data": [{"name": "ntp-servers", "data": "192.0.2.124"}],
            },
        ],
        "option-data": [
            {"name": "routers", "data": "192.0.2.1"},
            {"name": "domain-name-servers", "data": "192.0.2.55"},
            {"name": "broadcast-address", "data": "192.0.2.255"},
        ],
        "reservations": [
            {
                "hw-address": "02:00:00:00:01:01", "ip-address": "192.0.2.200", "hostname": "printer",
                "next-server": "192.0.2.252", "server-hostname": "own.example", "boot-file-name": "printer.img",
                "option-data": [{"name": "domain-name-servers", "data": "192.0.2.56"}],
            },
            {"client-id": "01:aa:bb:cc", "ip-address": "192.0.2.201", "client-classes": ["gold"]},
            {"circuit-id": "'eth0/7'", "ip-address": "192.0.2.202"},
            {"hw-address": "02:00:00:00:01:04", "hostname": "roamer"},
            {"hw-address": "02:00:00:00:01:05", "ip-address": "192.0.2.20"},
        ],
    }],
}  # fmt: skip  # a Kea file

POOLS4: Final = {"unknown clients' pool": "192.0.2.10-192.0.2.99", "known clients' pool": "192.0.2.100-192.0.2.149"}
PARAMETERS: Final = RawOption(55, bytes((1, 3, 6, 7, 15, 12, 28, 40, 42, 119, 222, 223, 240)))
Talk = Generator[Sent, list[Answer], Message4 | None]


@dataclass(slots=True)
class Client:
    """A client as it is now: what is constant about it, and what it was told."""

    number: int
    constant: tuple[RawOption, ...] = ()
    giaddr: str = ""
    flags: int = 0
    address: IPv4Address = NO_ADDRESS
    xid: int = 0

    @property
    def chaddr(self) -> bytes:
        return bytes((2, 0)) + self.number.to_bytes(4) + bytes(10)

    def say(self, name: str, kind: int, *options: RawOption, unicast: bool = False, **fields: Any) -> Sent:
        """A message of this client, through its relay if it has one."""
        self.xid += 1
        message = Message4(
            xid=self.number << 16 | self.xid, chaddr=self.chaddr, flags=self.flags,
            options=(RawOption(53, bytes((kind,))), *options, *self.constant), **fields,
        )  # fmt: skip  # a message
        if unicast:
            return Sent(name, message, str(message.ciaddr), SERVER4)
        if self.giaddr:
            message = replace(message, giaddr=IPv4Address(self.giaddr), hops=1)
            return Sent(name, message, self.giaddr, SERVER4, 67)
        return Sent(name, message)


def option(code: int, value: str | bytes | int) -> RawOption:
    """An option from octets, an address, or a number of four octets."""
    if isinstance(value, int):
        return RawOption(code, value.to_bytes(4))
    return RawOption(code, IPv4Address(value).packed if isinstance(value, str) else value)


def discover(client: Client, name: str, *options: RawOption) -> Talk:
    """DISCOVER; what was offered."""
    answers = yield client.say(f"{name} discover", 1, *options)
    return _first(answers)


def dora(client: Client, name: str, *options: RawOption) -> Talk:
    """DISCOVER, REQUEST; the ACK."""
    offer = yield from discover(client, name, *options)
    if offer is None:
        yield Sent(f"{name} request", None)
        return None
    selecting = (option(50, offer.yiaddr.packed), option(54, offer.first(54) or b""), *options)
    ack = _first((yield client.say(f"{name} request", 3, *selecting)))
    if ack is not None and ack.message_type == 5:
        client.address = ack.yiaddr
    return ack


def _first(answers: list[Answer]) -> Message4 | None:
    message = answers[0].message if answers else None
    assert message is None or isinstance(message, Message4)
    return message


def special4() -> Dialogue:
    """Each case once, with a client of its own."""
    yield from _plain()
    yield from _options()
    yield from _reserved()
    yield from _requests()
    yield from _relayed()
    yield from _broken()


def _plain() -> Dialogue:
    yield from dora(Client(1, (PARAMETERS,)), "plain")
    yield from dora(Client(2), "no parameters")
    yield from dora(Client(3, (PARAMETERS,), flags=0x8000), "broadcast")
    yield from dora(Client(4, (PARAMETERS, option(61, b"\1\2\0\0\0\0\4"))), "client-id")
    yield from dora(Client(5, (PARAMETERS, option(61, bytes.fromhex("ff000000010003000102000000ab")))), "duid")
    for number, seconds in ((6, 10), (7, 5000), (8, 100_000), (9, 0xFFFFFFFF)):
        yield from dora(Client(number, (PARAMETERS,)), f"lifetime {seconds}", option(51, seconds))
    yield from discover(Client(10, (PARAMETERS,)), "wish in pool", option(50, "192.0.2.77"))
    yield from discover(Client(11, (PARAMETERS,)), "wish outside", option(50, "203.0.113.9"))
    yield from discover(Client(12, (PARAMETERS,)), "wish in subnet, no pool", option(50, "192.0.2.230"))
    yield from discover(Client(13, (PARAMETERS,)), "wish of known clients' pool", option(50, "192.0.2.120"))
    yield from discover(Client(14, (PARAMETERS,)), "wish reserved", option(50, "192.0.2.200"))
    yield from discover(Client(15, (PARAMETERS,)), "wish reserved in pool", option(50, "192.0.2.20"))


def _options() -> Dialogue:
    yield from dora(Client(20, (PARAMETERS,)), "msft", option(60, b"MSFT 5.0"))
    yield from dora(Client(21, (PARAMETERS,)), "phone", option(60, b"phone"))
    yield from dora(Client(22, (PARAMETERS,)), "phone lifetime", option(60, b"phone"), option(51, 650))
    yield from dora(Client(23, (PARAMETERS,)), "hostname", option(12, b"pc23"))
    yield from dora(Client(24, (PARAMETERS,)), "fqdn", option(81, b"\1\0\0pc24.example.org"))
    yield from dora(Client(25, (PARAMETERS,)), "fqdn wire", option(81, b"\5\0\0\4pc25\7example\3org\0"))
    yield from dora(Client(26, (PARAMETERS,)), "fqdn no update", option(81, b"\x08\0\0pc26"))
    yield from dora(Client(27, (PARAMETERS,)), "fqdn partial wire", option(81, b"\5\0\0\4pc27"))
    yield from dora(Client(28, (PARAMETERS,)), "fqdn empty", option(81, b"\1\0\0"))
    yield from dora(Client(29, (RawOption(55, bytes((1, 3, 6, 108))),)), "v6-only preferred")
    yield from dora(Client(30, (RawOption(55, b"\x06\x06\x01\x01\xfe"),)), "parameters twice")
    yield from dora(Client(35, (RawOption(55, b"\x01\x06"), RawOption(55, b"\x2a"))), "parameters in two options")
    yield from dora(Client(36, (PARAMETERS,)), "host name in capitals", option(12, b"PC36.Example.ORG"))
    yield from dora(Client(37, (PARAMETERS,)), "host name with a dot at its end", option(12, b"pc37.example.org."))
    yield from dora(Client(38), "host name unasked", option(12, b"pc38\0\0"))
    yield from dora(Client(39, (PARAMETERS,)), "fqdn in capitals", option(81, b"\4\0\0\4PC39\7Example\0"))
    yield from dora(Client(42, (PARAMETERS,)), "fqdn of both flags", option(81, b"\x09\0\0pc42"))
    yield from dora(Client(43, (PARAMETERS,)), "fqdn broken", option(81, b"\5\0\0\x30pc43"))
    yield from dora(Client(44, (PARAMETERS,)), "fqdn too short", option(81, b"\1"))
    yield from dora(Client(45, (PARAMETERS,)), "both names", option(81, b"\1\0\0pc45"), option(12, b"other"))
    yield from dora(Client(31, (PARAMETERS,)), "maximum size", option(57, b"\x02\x40"))
    yield from dora(Client(32, (PARAMETERS,)), "user class", option(77, b"\4home"))
    yield from dora(Client(33, (PARAMETERS,)), "secs", option(116, b"\1"))
    yield from dora(Client(34, (PARAMETERS,)), "rapid commit", option(80, b""))


def _reserved() -> Dialogue:
    printer = Client(0x101, (PARAMETERS,))
    yield from dora(printer, "reserved by mac")
    yield printer.say("reserved renew", 3, ciaddr=printer.address, unicast=True)
    yield printer.say("reserved wrong init-reboot", 3, option(50, "192.0.2.11"))
    yield from dora(Client(40, (PARAMETERS, option(61, b"\1\xaa\xbb\xcc"))), "reserved by client-id")
    circuit = RawOption(82, b"\1\6eth0/7")
    yield from dora(Client(41, (PARAMETERS, circuit), giaddr=RELAY4), "reserved by circuit-id")
    yield from dora(Client(0x104, (PARAMETERS,)), "reserved hostname")
    yield from dora(Client(0x104, (PARAMETERS,)), "reserved hostname, own", option(12, b"mine"))
    yield from dora(Client(0x104, (PARAMETERS,)), "reserved fqdn", option(81, b"\1\0\0mine"))
    yield from dora(Client(0x104), "reserved hostname unasked")
    yield from dora(Client(0x105, (PARAMETERS,)), "reserved in a pool of others")
    inform = Client(0x101, (PARAMETERS,))
    yield inform.say("reserved inform", 8, ciaddr=IPv4Address("192.0.2.200"), unicast=True)


def _requests() -> Dialogue:
    one, two = Client(50, (PARAMETERS,)), Client(51, (PARAMETERS,))
    yield from dora(one, "first")
    yield from dora(two, "second")
    mine, server = option(50, one.address.packed), option(54, SERVER4)
    yield one.say("renew", 3, ciaddr=one.address, unicast=True)
    yield one.say("renew with lifetime", 3, option(51, 2000), ciaddr=one.address, unicast=True)
    yield one.say("rebind", 3, ciaddr=one.address)
    yield one.say("rebind, broadcast flag", 3, ciaddr=one.address)
    yield one.say("init-reboot", 3, mine)
    yield one.say("init-reboot to the other's", 3, option(50, two.address.packed))
    yield one.say("init-reboot to a free one", 3, option(50, "192.0.2.90"))
    yield one.say("init-reboot outside the subnet", 3, option(50, "203.0.113.5"))
    yield one.say("renew of the other's", 3, ciaddr=two.address, unicast=True)
    yield one.say("renew outside the subnet", 3, ciaddr=IPv4Address("203.0.113.5"))
    yield one.say("request again", 3, mine, server)
    yield one.say("request of the other's", 3, option(50, two.address.packed), server)
    yield one.say("request outside the subnet", 3, option(50, "203.0.113.5"), server)
    yield one.say("request of no pool", 3, option(50, "192.0.2.231"), server)
    yield one.say("request to another server", 3, mine, option(54, "192.0.2.254"))
    yield one.say("request without state", 3)
    yield one.say("request with ciaddr and server", 3, server, ciaddr=one.address)
    yield one.say("request with everything", 3, mine, server, ciaddr=one.address)
    yield one.say("renew with requested address", 3, mine, ciaddr=one.address, unicast=True)
    three = Client(52, (PARAMETERS,))
    yield three.say("unknown init-reboot", 3, option(50, "192.0.2.91"))
    yield three.say("unknown init-reboot outside", 3, option(50, "203.0.113.5"))
    yield three.say("unknown renew", 3, ciaddr=IPv4Address("192.0.2.92"), unicast=True)
    yield three.say("unknown rebind", 3, ciaddr=IPv4Address("192.0.2.92"))
    yield three.say("unknown rebind outside", 3, ciaddr=IPv4Address("203.0.113.5"))
    yield three.say("request without discover", 3, option(50, "192.0.2.93"), server)
    yield from _ends()


def _ends() -> Dialogue:
    server = option(54, SERVER4)
    four, five, six = Client(54, (PARAMETERS,)), Client(55, (PARAMETERS,)), Client(56, (PARAMETERS,))
    for client in (four, five, six):
        yield from dora(client, "to end")
    yield four.say("release by a stranger", 7, server, ciaddr=five.address, unicast=True)
    yield four.say("release to another server", 7, option(54, "192.0.2.254"), ciaddr=four.address, unicast=True)
    yield four.say("renew before release", 3, ciaddr=four.address, unicast=True)
    yield four.say("release", 7, server, ciaddr=four.address, unicast=True)
    yield four.say("release again", 7, server, ciaddr=four.address, unicast=True)
    yield four.say("init-reboot after release", 3, option(50, four.address.packed))
    yield five.say("decline by nobody's address", 4, server, option(50, "192.0.2.94"))
    yield six.say("decline by a stranger", 4, server, option(50, five.address.packed))
    yield five.say("renew before decline", 3, ciaddr=five.address, unicast=True)
    yield five.say("decline", 4, server, option(50, five.address.packed))
    yield five.say("renew after decline", 3, ciaddr=five.address, unicast=True)
    yield from discover(Client(57, (PARAMETERS,)), "wish declined", option(50, five.address.packed))
    for name, address in (("inform", "192.0.2.240"), ("inform outside", "203.0.113.8")):
        yield six.say(name, 8, ciaddr=IPv4Address(address), unicast=True)
    yield six.say("inform with names", 8, option(12, b"pc6"), ciaddr=IPv4Address("192.0.2.240"), unicast=True)
    yield six.say("inform with fqdn", 8, option(81, b"\1\0\0pc6"), ciaddr=IPv4Address("192.0.2.240"), unicast=True)
    yield six.say("inform without address", 8)
    yield six.say("inform by broadcast", 8, ciaddr=IPv4Address("192.0.2.240"))
    yield Client(58).say("inform without parameters", 8, ciaddr=IPv4Address("192.0.2.241"), unicast=True)


def _relayed() -> Dialogue:
    info = RawOption(82, b"\1\4eth1\2\6\2\0\0\0\0\7\xf0\2hi")
    yield from dora(Client(60, (PARAMETERS, info), giaddr=RELAY4), "relayed")
    yield from dora(Client(61, (PARAMETERS,), giaddr=RELAY4, flags=0x8000), "relayed, broadcast")
    link = RawOption(82, b"\5\4\xc0\0\2\0")
    yield from dora(Client(62, (PARAMETERS, link), giaddr="198.51.100.1"), "link selection")
    yield from dora(Client(63, (PARAMETERS, RawOption(118, b"\xc0\0\2\0")), giaddr="198.51.100.1"), "subnet selection")
    yield from dora(Client(64, (PARAMETERS,), giaddr="198.51.100.1"), "unknown relay")
    override = RawOption(82, b"\x0b\4\xc0\0\2\2")
    yield from dora(Client(65, (PARAMETERS, override), giaddr=RELAY4), "server-id override")
    nowhere = RawOption(82, b"\5\4\xcb\0\x71\0")
    yield from dora(Client(66, (PARAMETERS, nowhere), giaddr=RELAY4), "link selection nowhere")
    far = Client(67, (PARAMETERS, info), giaddr=RELAY4)
    yield from dora(far, "relayed for later")
    yield far.say("relayed renew", 3, ciaddr=far.address)
    yield far.say("relayed init-reboot", 3, option(50, far.address.packed))
    yield far.say("relayed nak", 3, option(50, "203.0.113.5"))
    yield far.say("relayed inform", 8, ciaddr=far.address)
    yield far.say("relayed inform without address", 8)
    yield far.say("relayed release", 7, option(54, SERVER4), ciaddr=far.address)
    yield from dora(Client(68, (PARAMETERS, RawOption(82, b"\x13\2\0\0")), giaddr=RELAY4), "relay port")
    yield from dora(Client(69, (PARAMETERS, RawOption(82, b"\1\xff")), giaddr=RELAY4), "option 82 too short")
    yield from dora(Client(70, (PARAMETERS, info)), "option 82 without giaddr")


def _broken() -> Dialogue:
    client = Client(80, (PARAMETERS,))
    sent = client.say("two servers", 3, option(50, "192.0.2.50"), option(54, SERVER4), option(54, "192.0.2.9"))
    yield sent
    yield client.say("unknown type", 99)
    yield client.say("offer to a server", 2)
    yield client.say("leasequery", 10, ciaddr=IPv4Address("192.0.2.10"), unicast=True)
    for name, bad in (
        ("requested of 3 octets", RawOption(50, b"\1\2\3")), ("server-id of 5 octets", RawOption(54, b"\1\2\3\4\5")),
        ("lifetime of 2 octets", RawOption(51, b"\1\2")), ("client-id of 1 octet", RawOption(61, b"\1")),
        ("client-id empty", RawOption(61, b"")), ("parameters empty", RawOption(55, b"")),
        ("hostname empty", RawOption(12, b"")), ("maximum size of 1 octet", RawOption(57, b"\1")),
    ):  # fmt: skip  # broken options
        client = Client(81, ())
        yield client.say(f"{name} discover", 1, bad)
    changes: dict[str, dict[str, Any]] = {
        "reply instead of request": {"op": 2},
        "no message type": {"options": (PARAMETERS,)},
        "bootp": {"options": (), "cookie": b"", "ended": False},
        "no END": {"ended": False},
        "no hardware address": {"hlen": 0, "chaddr": bytes(16)},
        "token ring": {"htype": 6},
        "hops and secs": {"hops": 3, "secs": 77},
        "last option cut short": {"ended": False, "tail": b"\x0c\x20pc"},
    }
    for number, (name, fields) in enumerate(changes.items(), 82):
        sent = Client(number, (PARAMETERS,)).say(name, 1)
        assert isinstance(sent.message, Message4)
        yield replace(sent, message=replace(sent.message, **fields))


def traffic4(seed: int, packets: int) -> Dialogue:
    """Seeded clients that do what clients do, and sometimes what they should not."""
    random = Random(seed)
    clients = [_anybody(random, number) for number in range(0x2000, 0x2010)]
    for _ in range(packets):
        client = random.choice(clients)
        yield from _step(random, client, random.choice(clients))


def _anybody(random: Random, number: int) -> Client:
    extra = [PARAMETERS] if random.random() < 0.8 else []
    if random.random() < 0.4:
        extra.append(RawOption(61, b"\1" + random.randbytes(6)))
    relay = RELAY4 if random.random() < 0.4 else ""
    if relay and random.random() < 0.7:
        extra.append(RawOption(82, b"\1\4" + random.randbytes(4)))
    return Client(number, tuple(extra), relay, random.choice((0, 0x8000)))


def _step(random: Random, client: Client, other: Client) -> Dialogue:
    options = []
    if random.random() < 0.3:
        options.append(option(51, random.choice((1, 1000, 3000, 9000, 0xFFFFFFFF))))
    if random.random() < 0.3:
        options.append(option(60, random.choice((b"MSFT 5.0", b"phone", b"other"))))
    act = random.choice(("dora", "dora", "renew", "rebind", "reboot", "release", "decline", "inform", "theft", "wrong"))
    server, held = option(54, SERVER4), client.address
    if act == "dora" or not int(held):
        yield from dora(client, "traffic", *options)
    elif act == "renew":
        yield client.say("traffic renew", 3, *options, ciaddr=held, unicast=True)
    elif act == "rebind":
        yield client.say("traffic rebind", 3, *options, ciaddr=held)
    elif act == "reboot":
        yield client.say("traffic init-reboot", 3, *options, option(50, held.packed))
    elif act == "release":
        yield client.say("traffic release", 7, server, ciaddr=held, unicast=True)
        client.address = IPv4Address(0)
    elif act == "decline" and random.random() < 0.3:
        yield client.say("traffic decline", 4, server, option(50, held.packed))
        client.address = IPv4Address(0)
    elif act == "inform":
        yield client.say("traffic inform", 8, *options, ciaddr=held, unicast=True)
    elif act == "theft" and int(other.address):
        yield client.say("traffic theft", 3, server, option(50, other.address.packed))
    else:
        yield client.say("traffic wrong network", 3, option(50, "203.0.113.77"))
