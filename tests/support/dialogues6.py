"""What is said to a DHCPv6 server in a differential test: special cases one by one, then seeded traffic."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from random import Random
from typing import Any, Final

from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix, IaTa
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6, layers
from support.rivals import SERVER6, Answer, Dialogue, Sent

SERVER_DUID: Final = bytes.fromhex("00020000ab110102030405060708")
CONFIG6: Final[dict[str, Any]] = {
    "interfaces-config": {"interfaces": ["eth0"]},
    "lease-database": {"type": "memfile", "persist": False},
    "server-id": {"type": "EN", "enterprise-id": 0xAB11, "identifier": "0102030405060708", "persist": False},
    "preferred-lifetime": 3000, "min-preferred-lifetime": 1000, "max-preferred-lifetime": 6000,
    "valid-lifetime": 4000, "min-valid-lifetime": 2000, "max-valid-lifetime": 8000,
    "renew-timer": 900, "rebind-timer": 1800,
    "option-def": [
        {"name": "house", "code": 1001, "type": "record", "record-types": "uint16, ipv6-address, string"},
    ],
    "option-data": [
        {"name": "dns-servers", "data": "2001:db8::53, 2001:db8::54"},
        {"name": "domain-search", "data": "example.org"},
        {"name": "information-refresh-time", "data": "7200"},
        {"name": "sntp-servers", "data": "2001:db8::123"},
        {"name": "preference", "data": "200"},
        {"name": "house", "data": "7, 2001:db8::7, seven"},
        {"name": "new-posix-timezone", "data": "CET-1CEST", "always-send": True},
        {"code": 1234, "data": "c0ffee", "csv-format": False},
    ],
    "client-classes": [
        {
            "name": "VENDOR_CLASS_modem",
            "option-data": [
                {"name": "dns-servers", "data": "2001:db8::99"}, {"name": "nis-servers", "data": "2001:db8::9"},
            ],
        },
        {"name": "gold", "option-data": [{"name": "domain-search", "data": "gold.example"}]},
    ],
    "host-reservation-identifiers": ["duid", "hw-address"],
    "subnet6": [{
        "id": 1, "subnet": "2001:db8:1::/64", "interface": "eth0", "rapid-commit": True,
        "pools": [
            {"pool": "2001:db8:1::1000-2001:db8:1::1fff", "client-class": "UNKNOWN"},
            {
                "pool": "2001:db8:1::2000-2001:db8:1::2fff", "client-class": "KNOWN",
                "option-data": [{"name": "sntp-servers", "data": "2001:db8::124"}],
            },
        ],
        "pd-pools": [
            {
                "prefix": "2001:db8:100::", "prefix-len": 40, "delegated-len": 56,
                "excluded-prefix": "2001:db8:100:0:f::", "excluded-prefix-len": 80,
            },
            {"prefix": "2001:db8:200::", "prefix-len": 40, "delegated-len": 60},
        ],
        "option-data": [{"name": "dns-servers", "data": "2001:db8:1::53"}],
        "reservations": [
            {
                "duid": "00:03:00:01:02:00:00:00:01:01", "ip-addresses": ["2001:db8:1::200"],
                "prefixes": ["2001:db8:300::/56"], "hostname": "printer",
                "option-data": [{"name": "dns-servers", "data": "2001:db8:1::54"}],
            },
            {"hw-address": "02:00:00:00:01:02", "ip-addresses": ["2001:db8:1::201"], "client-classes": ["gold"]},
            {"duid": "00:03:00:01:02:00:00:00:01:03", "hostname": "roamer"},
        ],
    }],
}  # fmt: skip  # a Kea file

POOLS6: Final = {
    "unknown clients' pool": "2001:db8:1::1000-2001:db8:1::1fff",
    "known clients' pool": "2001:db8:1::2000-2001:db8:1::2fff",
    "pool of /56": "2001:db8:100::/40",
    "pool of /60": "2001:db8:200::/40",
}
LINK: Final = "2001:db8:1::2"
SOLICIT, REQUEST, CONFIRM, RENEW, REBIND, RELEASE, DECLINE, INFORMATION = 1, 3, 4, 5, 6, 8, 9, 11
ORO: Final = RawOption(6, b"".join(code.to_bytes(2) for code in (23, 24, 27, 31, 32, 39, 41, 67, 1001, 1234)))
Talk = Generator[Sent, list[Answer], Message6 | None]


@dataclass(slots=True)
class Client:
    """A client as it is now: what is constant about it, the relays it is behind, and the IAs it was given."""

    number: int
    constant: tuple[RawOption, ...] = (ORO,)
    relays: tuple[str, ...] = ()
    around: tuple[RawOption, ...] = ()
    xid: int = 0
    ias: list[RawOption] = field(default_factory=list)

    @property
    def duid(self) -> bytes:
        return b"\0\3\0\1\2\0" + self.number.to_bytes(4)

    def say(
        self,
        name: str,
        kind: int,
        *options: RawOption,
        server: bytes | None = None,
        target: str = "",
        bare: bool = False,
    ) -> Sent:
        """A message of this client; ``bare`` leaves out its DUID. The server's stands where its type asks for it."""
        self.xid += 1
        own = [] if bare else [RawOption(1, self.duid)]
        if server is None and kind in {REQUEST, RENEW, RELEASE, DECLINE}:
            server = SERVER_DUID
        if server:
            own.append(RawOption(2, server))
        message: AnyMessage6 = Message6(
            kind, (self.number << 8 | self.xid) & 0x7FFFFF, (*own, *options, *self.constant)
        )
        for hops, link in enumerate(self.relays):
            inside = (*self.around, RawOption(9, message.encode()))
            message = RelayMessage6(12, hops, IPv6Address(link), IPv6Address(f"fe80::{self.number:x}"), inside)
        return Sent(name, message, target=target)


def na(iaid: int, *addresses: str, preferred: int = 0, valid: int = 0) -> RawOption:
    inside = tuple(IaAddr(IPv6Address(text), preferred, valid).option() for text in addresses)
    return IaNa(iaid, options=inside).option()


def pd(iaid: int, *prefixes: str, preferred: int = 0, valid: int = 0) -> RawOption:
    inside = []
    for text in prefixes:
        prefix, _, length = text.partition("/")
        inside.append(IaPrefix(preferred, valid, int(length), IPv6Address(prefix)).option())
    return IaPd(iaid, options=tuple(inside)).option()


def inner(answers: list[Answer]) -> Message6 | None:
    """The server's message, out of its relays."""
    if not answers:
        return None
    assert isinstance(answers[0].message, Message6 | RelayMessage6)
    *_, message = layers(answers[0].message)
    assert isinstance(message, Message6)
    return message


def sarr(client: Client, name: str, *options: RawOption) -> Talk:
    """Solicit, then Request for what was advertised; the Reply."""
    advertise = inner((yield client.say(f"{name} solicit", SOLICIT, *options)))
    if advertise is None:
        yield Sent(f"{name} request", None)
        return None
    offered = [option for option in advertise.options if option.code in {3, 25}]
    rest = [option for option in options if option.code not in {3, 25}]
    reply = inner((yield client.say(f"{name} request", REQUEST, *offered, *rest)))
    if reply is not None:
        client.ias = [_bare(option) for option in reply.options if option.code in {3, 25}]
    return reply


def _bare(option: RawOption) -> RawOption:
    """An IA as a client sends it: its addresses or prefixes without lifetimes."""
    if option.code == 3:
        na_ = IaNa.decode(option.data)
        return na(na_.iaid, *(str(item.address) for item in na_.addresses()))
    pd_ = IaPd.decode(option.data)
    return pd(pd_.iaid, *(f"{item.prefix}/{item.prefix_length}" for item in pd_.prefixes()))


def special6() -> Dialogue:
    """Each case once, with a client of its own."""
    yield from _plain()
    yield from _reserved()
    yield from _bindings()
    yield from _ends()
    yield from _relayed()
    yield from _broken()


def _plain() -> Dialogue:
    yield from sarr(Client(1), "address", na(1))
    yield from sarr(Client(2), "prefix", pd(1))
    yield from sarr(Client(3), "both", na(1), pd(2))
    yield from sarr(Client(4, ()), "no option request", na(1))
    yield from sarr(Client(5), "two associations", na(1), na(2))
    yield from sarr(Client(6), "hint", na(1, "2001:db8:1::1abc"))
    yield from sarr(Client(7), "hint outside", na(1, "2001:db8:9::1"))
    yield from sarr(Client(8), "hint in no pool", na(1, "2001:db8:1::9999"))
    yield from sarr(Client(9), "hint reserved", na(1, "2001:db8:1::200"))
    yield from sarr(Client(10), "lifetimes", na(1, "::", preferred=2000, valid=5000))
    yield from sarr(Client(11), "lifetimes too long", na(1, "::", preferred=90000, valid=90000))
    yield from sarr(Client(12), "prefix hint", pd(1, "2001:db8:100:4200::/56"))
    yield from sarr(Client(13), "prefix length hint", pd(1, "::/60"))
    yield from sarr(Client(14), "prefix length hint of none", pd(1, "::/48"))
    yield from sarr(Client(15), "prefix hint of other length", pd(1, "2001:db8:100:4200::/60"))
    rapid = Client(16)
    yield from sarr(rapid, "rapid", na(1), RawOption(14, b""))
    yield from sarr(Client(17), "temporary", IaTa(1).option())
    yield from sarr(Client(18), "temporary beside", na(2), IaTa(1).option())
    yield from sarr(Client(19), "nothing asked")
    yield from sarr(Client(20), "reconfigure accept", na(1), RawOption(20, b""))
    yield from sarr(Client(21), "vendor class", na(1), RawOption(16, b"\0\0\x11\x8b\0\5modem"))
    for number, (name, octets) in enumerate((
        ("fqdn server updates", b"\1\2pc\7example\3org\0"), ("fqdn client updates", b"\0\2pc\7example\3org\0"),
        ("fqdn no updates", b"\4\2pc\7example\3org\0"), ("fqdn partial", b"\1\2pc"), ("fqdn empty", b"\1"),
    ), 22):  # fmt: skip  # one of each
        yield from sarr(Client(number), name, na(1), RawOption(39, octets))
    yield from sarr(Client(27), "excluded prefix", pd(1), RawOption(6, b"\0\x43"))
    for name, options in (("information", ()), ("information with client", ())):
        yield Client(28).say(name, INFORMATION, *options, bare=name == "information")
    yield Client(29).say("information for us", INFORMATION, server=SERVER_DUID)
    yield Client(29).say("information for another", INFORMATION, server=b"\0\3\0\1xxxxxx")
    yield Client(29).say("information with association", INFORMATION, na(1))


def _reserved() -> Dialogue:
    printer = Client(0x101)
    yield from sarr(printer, "reserved", na(1), pd(2))
    yield printer.say("reserved renew", RENEW, *printer.ias)
    yield from sarr(Client(0x102), "reserved by mac", na(1))
    yield from sarr(Client(0x103), "reserved hostname", na(1), RawOption(39, b"\1\2pc\7example\3org\0"))
    yield from sarr(Client(0x101), "reserved, second association", na(7))
    yield Client(0x101).say("reserved information", INFORMATION)


def _bindings() -> Dialogue:
    one, two = Client(50), Client(51)
    yield from sarr(one, "first", na(1), pd(2))
    yield from sarr(two, "second", na(1), pd(2))
    yield one.say("solicit again", SOLICIT, na(1), pd(2))
    yield one.say("request again", REQUEST, *one.ias)
    for kind, name in ((RENEW, "renew"), (REBIND, "rebind")):
        yield one.say(name, kind, *one.ias)
        yield one.say(f"{name} with an association more", kind, *one.ias, na(9))
        yield one.say(f"{name} of the other's", kind, *two.ias)
        yield one.say(f"{name} of an unknown association", kind, na(77, "2001:db8:1::1e00"))
        yield one.say(f"{name} off link", kind, na(1, "2001:db8:9::1"))
        yield one.say(f"{name} of an unknown association off link", kind, na(78, "2001:db8:9::1"))
        yield one.say(f"{name} of an unknown prefix", kind, pd(79, "2001:db8:1ff::/56"))
        yield one.say(f"{name} without associations", kind)
        yield one.say(f"{name} without address", kind, na(1))
        stranger = Client(52 + kind)
        yield stranger.say(f"unknown client's {name}", kind, na(1, "2001:db8:1::1f00"))
        yield stranger.say(f"unknown client's {name} off link", kind, na(1, "2001:db8:9::1"))
        yield stranger.say(f"unknown client's {name} of a prefix", kind, pd(1, "2001:db8:1fe::/56"))
    for name, associations in (
        ("confirm", one.ias[:1]), ("confirm off link", [na(1, "2001:db8:9::1")]), ("confirm nothing", [na(1)]),
        ("confirm mixed", [na(1, "2001:db8:1::5", "2001:db8:9::1")]),
        ("confirm a prefix", [pd(1, "2001:db8:100::/56")]),
        ("confirm without association", []),
    ):  # fmt: skip  # one of each
        yield one.say(name, CONFIRM, *associations)
    yield Client(60).say("request without solicit", REQUEST, na(1, "2001:db8:1::1d00"))
    yield Client(61).say("request without address", REQUEST, na(1), pd(1))
    yield Client(62).say("request off link", REQUEST, na(1, "2001:db8:9::1"))
    yield Client(63).say("request of the other's", REQUEST, *two.ias)


def _ends() -> Dialogue:
    one, two, three = Client(70), Client(71), Client(72)
    for client in (one, two, three):
        yield from sarr(client, "to end", na(1), pd(2))
    yield two.say("release by a stranger", RELEASE, *one.ias)
    yield one.say("release of another address", RELEASE, na(1, "2001:db8:1::1eee"))
    yield one.say("renew before release", RENEW, *one.ias)
    yield one.say("release", RELEASE, *one.ias)
    yield one.say("release again", RELEASE, *one.ias)
    yield one.say("renew after release", RENEW, *one.ias)
    yield one.say("release without association", RELEASE)
    yield one.say("release of an unknown association", RELEASE, na(99, "2001:db8:1::1eee"))
    yield three.say("decline by a stranger", DECLINE, two.ias[0])
    yield two.say("decline", DECLINE, two.ias[0])
    yield two.say("decline again", DECLINE, two.ias[0])
    yield two.say("renew after decline", RENEW, two.ias[0])
    yield two.say("decline without association", DECLINE)
    yield three.say("decline of a prefix", DECLINE, three.ias[1])


def _relayed() -> Dialogue:
    interface = RawOption(18, b"eth7")
    far = Client(80, relays=(LINK,), around=(interface, RawOption(37, b"\0\0\0\1remote")))
    yield from sarr(far, "relayed", na(1), pd(2))
    for kind, name in ((RENEW, "renew"), (REBIND, "rebind"), (CONFIRM, "confirm"), (RELEASE, "release")):
        yield far.say(f"relayed {name}", kind, *(far.ias if kind != CONFIRM else far.ias[:1]))
    yield far.say("relayed information", INFORMATION)
    yield from sarr(Client(81, relays=(LINK, "::", "2001:db8:9::1"), around=(interface,)), "relayed thrice", na(1))
    yield from sarr(Client(82, relays=("::", LINK)), "relayed by a switch first", na(1))
    yield from sarr(Client(83, relays=("2001:db8:9::1",)), "relayed from nowhere", na(1))
    yield Client(83, relays=("2001:db8:9::1",)).say("information from nowhere", INFORMATION)
    echo = RawOption(43, b"\0\x25\0\x35")
    yield from sarr(Client(84, relays=(LINK,), around=(echo, RawOption(37, b"\0\0\0\1xy"))), "relay echo", na(1))
    yield from sarr(Client(85, relays=(LINK,), around=(RawOption(135, b"\0\0"),)), "relay port", na(1))
    yield from sarr(Client(86, relays=(LINK,) * 8), "relayed eight times", na(1))
    yield from sarr(
        Client(87, relays=(LINK,), around=(RawOption(79, b"\0\1\2\0\0\0\1\2"),)), "relay knows the mac", na(1)
    )


def _broken() -> Dialogue:
    client = Client(90)
    for kind in (SOLICIT, REQUEST, CONFIRM, RENEW, REBIND, RELEASE, DECLINE):
        yield client.say(f"type {kind} without client", kind, na(1, "2001:db8:1::1a00"), bare=True)
        yield client.say(f"type {kind} for another server", kind, na(1, "2001:db8:1::1a00"), server=b"\0\3\0\1xxxxxx")
        yield client.say(f"type {kind} without server", kind, na(1, "2001:db8:1::1a01"), server=b"")
        yield client.say(f"type {kind} by unicast", kind, na(1, "2001:db8:1::1a02"), target=SERVER6)
    yield client.say("information by unicast", INFORMATION, target=SERVER6)
    for kind in (2, 7, 10, 13, 14, 99):
        yield client.say(f"type {kind}", kind, na(1)) if kind != 13 else client.say("type 0", 0, na(1))
    yield client.say("two clients", SOLICIT, RawOption(1, b"\0\3\0\1abcdef"), na(1))
    yield client.say("two servers", REQUEST, RawOption(2, b"\0\3\0\1abcdef"), na(1))
    yield client.say("association cut short", SOLICIT, RawOption(3, b"\0\0\0\1"))
    yield client.say("address cut short", SOLICIT, RawOption(3, bytes(12) + b"\0\5\0\4abcd"))
    yield client.say("empty client", SOLICIT, RawOption(1, b""), na(1), bare=True)
    yield client.say("long client", SOLICIT, RawOption(1, bytes(140)), na(1), bare=True)
    yield client.say("odd option request", SOLICIT, RawOption(6, b"\0\x17\0"), na(1))
    yield client.say("preferred longer than valid", SOLICIT, na(1, "2001:db8:1::1a03", preferred=5000, valid=2500))


def traffic6(seed: int, packets: int) -> Dialogue:
    """Seeded clients that do what clients do, and sometimes what they should not."""
    random = Random(seed)
    clients = [
        Client(0x2000 + n, (ORO,) if random.random() < 0.8 else (), (LINK,) * random.choice((0, 0, 1, 2)))
        for n in range(16)
    ]
    for _ in range(packets):
        client, other = random.choice(clients), random.choice(clients)
        act = random.choice(
            ("sarr", "sarr", "renew", "rebind", "confirm", "release", "decline", "information", "theft")
        )
        if act == "sarr" or not client.ias:
            wishes = random.choice(([na(1)], [pd(2)], [na(1), pd(2)], [na(1, preferred=2000, valid=3000)]))
            yield from sarr(client, "traffic", *wishes)
        elif act in {"renew", "rebind"}:
            yield client.say(f"traffic {act}", RENEW if act == "renew" else REBIND, *client.ias)
        elif act == "confirm":
            yield client.say("traffic confirm", CONFIRM, *(ia for ia in client.ias if ia.code == 3))
        elif act == "release":
            yield client.say("traffic release", RELEASE, *client.ias)
            client.ias = []
        elif act == "decline" and client.ias[0].code == 3 and random.random() < 0.3:
            yield client.say("traffic decline", DECLINE, client.ias[0])
            client.ias = []
        elif act == "information":
            yield client.say("traffic information", INFORMATION)
        elif other.ias and other is not client:
            yield client.say("traffic theft", RENEW, *other.ias)
