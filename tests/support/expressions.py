"""Expressions of Kea 2.2 and packets to evaluate them on, from a seed."""

from __future__ import annotations

from ipaddress import IPv6Address
from random import Random

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6

CHADDR = bytes.fromhex("0200000000aa")
_TEXTS = (
    "'phone'",
    "'eth0/1'",
    "''",
    "'ph'",
    "'docsis3.0'",
    "0x01",
    "0x0007",
    "0xabc",
    "7",
    "4491",
    "192.0.2.1",
    "::1",
)
_CODES4 = ("12", "53", "55", "60", "61", "82", "93", "124", "125", "77", "43", "81", "50", "200", "host-name")
_CODES6 = ("1", "3", "6", "8", "15", "16", "17", "25", "39", "200", "oro")


class Expressions:
    """A source of expressions of one family."""

    def __init__(self, family: int, seed: int) -> None:
        self.family = family
        self.random = Random(seed)

    def boolean(self, depth: int = 0) -> str:
        """Something that is true or false."""
        pick = self.random.randrange(10 if depth < 3 else 5)
        if pick < 3:
            return f"{self.string(depth + 1)} == {self.string(depth + 1)}"
        if pick == 3:
            return f"{self._option()}.exists"
        if pick == 4:
            return self.random.choice((
                "member('ALL')", "member('KNOWN')", "not member('UNKNOWN')", "vendor[4491].exists", "vendor[*].exists",
                "vendor-class[4491].exists", "vendor[9].option[1].exists", "vendor[4491].option[1].exists",
            ))  # fmt: skip
        if pick == 5:
            return f"not {self.boolean(depth + 1)}"
        if pick == 6:
            return f"({self.boolean(depth + 1)})"
        return f"{self.boolean(depth + 1)} {self.random.choice(('and', 'or'))} {self.boolean(depth + 1)}"

    def string(self, depth: int = 0) -> str:
        """Something that gives octets."""
        pick = self.random.randrange(14 if depth < 4 else 6)
        if pick < 2:
            return self.random.choice(_TEXTS)
        if pick < 4:
            return f"{self._option()}.{self.random.choice(('hex', 'text', 'hex'))}"
        if pick < 6:
            return self._field()
        inner = self.string(depth + 1)
        if pick == 6:
            length = self.random.choice(("all", str(self.random.randint(-4, 9))))
            return f"substring({inner}, {self.random.randint(-9, 9)}, {length})"
        if pick == 7:
            return f"split({inner}, {self.random.choice(_TEXTS)}, {self.random.randint(0, 3)})"
        if pick == 8:
            return f"concat({inner}, {self.string(depth + 1)})"
        if pick == 9:
            return f"({inner} + {self.string(depth + 1)})"
        if pick == 10:
            return f"ifelse({self.boolean(depth + 1)}, {inner}, {self.string(depth + 1)})"
        if pick == 11:
            return f"hexstring({inner}, {self.random.choice(_TEXTS[:4])})"
        kind = self.random.choice(("addrto", "uint8to", "int8to", "uint16to", "int16to", "uint32to", "int32to"))
        return f"{kind}text({inner})"

    def _option(self) -> str:
        random = self.random
        code = f"option[{random.choice(_CODES4 if self.family == 4 else _CODES6)}]"
        pick = random.randrange(6)
        if pick == 0:
            return f"{code}.option[{random.choice((1, 2, 5, 26))}]"
        if pick == 1 and self.family == 4:
            return f"relay4[{random.randint(1, 4)}]"
        if pick == 1:
            return f"relay6[{random.randint(-2, 2)}].option[{random.choice((18, 37, 38))}]"
        if pick == 2:
            return f"vendor[{random.choice(('4491', '*', '9'))}].option[{random.randint(1, 3)}]"
        return code

    def _field(self) -> str:
        random = self.random
        if random.randrange(4) == 0:
            return random.choice((
                "pkt.iface", "pkt.src", "pkt.dst", "pkt.len", "vendor.enterprise", "vendor-class.enterprise",
                "vendor-class[4491].data", "vendor-class[*].data[1]", "vendor-class[9].data",
            ))  # fmt: skip
        if self.family == 4:
            name = random.choice(("mac", "hlen", "htype", "ciaddr", "giaddr", "yiaddr", "siaddr", "msgtype", "transid"))
            return f"pkt4.{name}"
        if random.randrange(2):
            return f"relay6[{random.randint(-2, 2)}].{random.choice(('peeraddr', 'linkaddr'))}"
        return f"pkt6.{random.choice(('msgtype', 'transid'))}"

    def spoiled(self) -> str:
        """An expression with one mistake, most often: a letter lost, doubled or changed, or its end cut off."""
        text = self.boolean()
        at = self.random.randrange(len(text))
        pick = self.random.randrange(5)
        if pick == 0:
            return text[:at] + text[at + 1 :]
        if pick == 1:
            return text[:at] + self.random.choice("=()[].,'+*x7 ") + text[at:]
        if pick == 2:
            return text[:at]
        if pick == 3:
            return text.replace(self.random.choice((" ", "(", "option", "==", "hex")), "", 1)
        return text[at:]


def packets4(seed: int, count: int) -> list[Message4]:
    """DISCOVERs with options that the expressions look at, there or not."""
    random = Random(seed)
    pool = {
        12: b"myhost", 55: b"\1\3\6\x0f", 60: b"phone", 61: b"\1" + CHADDR, 77: b"user", 93: b"\0\7",
        50: bytes((192, 0, 2, 77)), 43: b"\1\4abcd\2\1x",
        81: b"\4\0\0\3foo\2ex\0", 82: bytes.fromhex("0206aabbccddeeff0106657468302f31"),
        124: bytes.fromhex("0000118b0302636d"), 125: bytes.fromhex("0000118b0701020102030178"),
    }  # fmt: skip
    found = []
    for number in range(count):
        chosen = [code for code in pool if random.random() < 0.6]
        random.shuffle(chosen)
        options = (RawOption(53, b"\1"), *(RawOption(code, pool[code]) for code in chosen))
        found.append(Message4(xid=0x1000 + number, chaddr=CHADDR.ljust(16, b"\0"), options=options))
    return found


def packets6(seed: int, count: int) -> list[AnyMessage6]:
    """Solicits, some of them relayed once or twice."""
    random = Random(seed)
    address = IPv6Address("2001:db8:1::7").packed + bytes(8)
    association = bytes.fromhex("000000010000000000000000")
    pool = {
        3: association + bytes.fromhex("00050018") + address, 25: association,
        6: b"\0\x17\0\x18", 8: b"\0\0", 15: b"\0\4user", 39: b"\1\3foo\2ex\0",
        16: bytes.fromhex("0000118b0002636d"), 17: bytes.fromhex("0000118b000200017800010002") + b"\1\2",
    }  # fmt: skip
    found: list[AnyMessage6] = []
    for number in range(count):
        chosen = [code for code in pool if random.random() < 0.6]
        random.shuffle(chosen)
        options = (RawOption(1, b"\0\3\0\1" + CHADDR), *(RawOption(code, pool[code]) for code in chosen))
        message: AnyMessage6 = Message6(1, 0x100 + number, options)
        for hop in range(random.randrange(3)):
            around = [
                RawOption(code, data) for code, data in ((18, b"eth0/1"), (37, b"\0\0\0\x09x")) if random.randrange(2)
            ]
            link = IPv6Address("2001:db8:1::1")
            message = RelayMessage6(12, hop, link, IPv6Address("fe80::9"), (*around, RawOption(9, message.encode())))
        found.append(message)
    return found
