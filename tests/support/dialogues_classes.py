"""What is said to a server whose file has classes with tests, in a differential test."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from dhcptools.packet.raw import RawOption
from support.dialogues4 import PARAMETERS, dora, option
from support.dialogues4 import Client as Client4
from support.dialogues6 import CONFIG6, na, sarr
from support.dialogues6 import Client as Client6
from support.rivals import Dialogue

_LEASES: Final = {"lease-database": {"type": "memfile", "persist": False}}


def _named(name: str, test: str, family: int, **more: Any) -> dict[str, Any]:
    """A class that brings an option which says its name."""
    data = (
        {"name": "domain-name", "data": f"{name}.example"}
        if family == 4
        else {"name": "domain-search", "data": f"{name}.example"}
    )
    return {"name": name, "option-data": [data], **({"test": test} if test else {}), **more}


CLASSES4: Final[dict[str, Any]] = {
    **_LEASES, "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "raw"},
    "valid-lifetime": 3000,
    "option-def": [{"name": "room", "code": 224, "type": "uint16"}],
    "client-classes": [
        _named("guest", "member('UNKNOWN')", 4),
        _named("phone", "substring(option[60].hex, 0, 5) == 'phone'", 4, **{"valid-lifetime": 900}),
        {"name": "quiet", "test": "not member('phone')"},
        _named("room7", "option[room].hex == 0x0007", 4, **{"next-server": "192.0.2.250"}),
        _named("loud", "not member('phone') and option[60].exists", 4, **{"boot-file-name": "loud.img"}),
        _named("VENDOR_CLASS_pc", "", 4, **{"next-server": "192.0.2.251"}),
        _named("port", "relay4[1].hex == 'eth0/7' or option[82].option[2].hex == 0x0102", 4),
        _named("failing", "uint16totext(option[60].hex) == '1'", 4),
        _named("even", "substring(pkt4.mac, -1, all) == 0x02 or substring(pkt4.mac, -1, all) == 0x04", 4),
        _named("extra", "option[12].exists", 4, **{"only-if-required": True, "server-hostname": "extra"}),
        _named("gold", "", 4),
        _named("rich", "member('KNOWN') and member('gold')", 4),
        {"name": "DROP", "test": "option[60].hex == 'never' or (member('UNKNOWN') and option[12].hex == 'stranger')"},
    ],
    "subnet4": [
        {
            "id": 1, "subnet": "192.0.2.0/24", "interface": "eth0",
            "pools": [
                {"pool": "192.0.2.10-192.0.2.49", "client-class": "phone"},
                {"pool": "192.0.2.50-192.0.2.99", "client-class": "quiet", "require-client-classes": ["extra"]},
            ],
            "reservations": [
                {"hw-address": "02:00:00:00:03:01", "ip-address": "192.0.2.201", "client-classes": ["gold"]},
                {"hw-address": "02:00:00:00:03:02", "client-classes": ["gold", "phone"]},
                {"hw-address": "02:00:00:00:03:03", "hostname": "three"},
            ],
        },
        {
            "id": 2, "subnet": "198.51.100.0/24", "relay": {"ip-addresses": ["198.51.100.1"]}, "client-class": "port",
            "pools": [{"pool": "198.51.100.10-198.51.100.99"}], "require-client-classes": ["extra"],
        },
        {
            "id": 3, "subnet": "203.0.113.0/24", "client-class": "UNKNOWN",
            "pools": [{"pool": "203.0.113.10-203.0.113.99"}],
        },
    ],
}  # fmt: skip  # a Kea file
POOLS_CLASSES4: Final = {
    "phones": "192.0.2.10-192.0.2.49", "others": "192.0.2.50-192.0.2.99", "relayed": "198.51.100.10-198.51.100.99",
}  # fmt: skip  # which one of a pool is for each server to say
CLASSES6: Final[dict[str, Any]] = {
    **_LEASES, "interfaces-config": {"interfaces": ["eth0"]},
    "server-id": CONFIG6["server-id"],
    "client-classes": [
        _named("guest", "member('UNKNOWN')", 6),
        _named("cable", "vendor-class[4491].data == 'docsis'", 6, **{"valid-lifetime": 900, "preferred-lifetime": 600}),
        {"name": "other", "test": "not member('cable')"},
        _named("tail", "substring(option[1].hex, -1, all) == 0x07", 6),
        _named("port", "relay6[0].option[18].hex == 'eth0/7'", 6),
        _named("asks", "option[6].hex == 0x00170018 or option[39].exists", 6),
        _named("failing", "addrtotext(option[1].hex) == ''", 6),
        _named("extra", "option[16].exists", 6, **{"only-if-required": True}),
        {"name": "DROP", "test": "vendor-class[9].exists"},
    ],
    "subnet6": [{
        "id": 1, "subnet": "2001:db8:1::/64", "interface": "eth0",
        "pools": [
            {"pool": "2001:db8:1::1000-2001:db8:1::1fff", "client-class": "cable"},
            {"pool": "2001:db8:1::2000-2001:db8:1::2fff", "client-class": "other", "require-client-classes": ["extra"]},
        ],
        "reservations": [{"duid": "00:03:00:01:02:00:00:00:00:21", "client-classes": ["cable"]}],
    }],
}  # fmt: skip  # a Kea file
POOLS_CLASSES6: Final = {
    "cable": "2001:db8:1::1000-2001:db8:1::1fff", "others": "2001:db8:1::2000-2001:db8:1::2fff",
}  # fmt: skip  # which one of a pool is for each server to say


def classes4() -> Dialogue:
    """Clients of every class, then clients by chance."""
    told = (RawOption(55, b"\1\3\6\x0f\x42\x43"),)
    yield from dora(Client4(0x301, told), "reserved, gold")
    yield from dora(Client4(0x302, told), "reserved, made a phone")
    yield from dora(Client4(0x303, told), "reserved without class")
    for number, (name, *options) in enumerate(
        (
            ("nothing",), ("phone", option(60, b"phone 7")), ("vendor", option(60, b"pc")),
            ("both", option(60, b"phone")), ("room", option(224, b"\0\7")), ("host name", option(12, b"pc1")),
            ("failing", option(60, b"12")), ("dropped", option(60, b"never")),
            ("dropped late", option(12, b"stranger")),
        ),
        0x310,
    ):  # fmt: skip
        yield from dora(Client4(number, told), name, *options)
    for number, circuit in enumerate((b"\1\6eth0/7", b"\2\2\1\2", b"\1\6eth0/8", b""), 0x330):
        constant = (*told, *((option(82, circuit),) if circuit else ()))
        yield from dora(Client4(number, constant, "198.51.100.1"), "relayed", option(12, b"x"))
    yield from dora(Client4(0x340, told, "203.0.113.1"), "a subnet for what is known too late")
    random = Random(9)
    pool = [
        option(60, b"phone"), option(60, b"pc"), option(60, b"never"), option(12, b"pc1"), option(12, b"stranger"),
        option(224, b"\0\7"), option(224, b"\0\x08"), option(61, b"\1abc"),
    ]  # fmt: skip
    for number in range(0x400, 0x428):
        chosen = {each.code: each for each in random.sample(pool, random.randrange(4))}
        yield from dora(Client4(number, (PARAMETERS,)), "by chance", *chosen.values())


def classes6() -> Dialogue:
    """Clients of every class, then clients by chance."""
    oro = RawOption(6, b"\0\x17\0\x18")
    docsis, other, dropped = (
        RawOption(16, bytes.fromhex(text))
        for text in ("0000118b0006646f63736973", "0000118b00027063", "0000000900027063")
    )
    yield from sarr(Client6(0x21, (oro,)), "reserved, made cable", na(1))
    yield from sarr(Client6(0x07, (oro,)), "tail", na(1))
    yield from sarr(Client6(0x31, (oro, docsis)), "cable", na(1))
    yield from sarr(Client6(0x32, (oro, other)), "extra", na(1))
    yield from sarr(Client6(0x33, (oro, dropped)), "dropped", na(1))
    yield from sarr(Client6(0x34, (oro,), ("2001:db8:1::1",), (RawOption(18, b"eth0/7"),)), "port", na(1))
    yield from sarr(Client6(0x35, (oro,), ("2001:db8:1::1",), (RawOption(18, b"eth0/8"),)), "another port", na(1))
    random = Random(9)
    for number in range(0x400, 0x420):
        chosen = random.choice(((), (docsis,), (other,), (dropped,)))
        relays = (
            (("2001:db8:1::1",), (RawOption(18, random.choice((b"eth0/7", b"x"))),))
            if random.randrange(2)
            else ((), ())
        )
        yield from sarr(Client6(number, (oro, *chosen), *relays), "by chance", na(1))
