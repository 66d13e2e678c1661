"""perfdhcp's own packets, caught while it talks to Kea: what our dialogues write is the same, but for what is said."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6, layers
from dhcptools.perf.content import Ask, Content, Offsets, Ramp
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.messages6 import Dialogue6
from dhcptools.perf.plan import Exchange, Plan
from support.namespaces import Namespace
from support.peers import Kea, need
from support.perf_messages import matrix, octets

FOUR, SIX = ("discover", "request", "renew", "release"), ("solicit", "request", "renew", "release")
SHORT = ("-r", "50", "-n", "4", "-n", "4", "-W", "1000000")
FLOWS = ("-r", "20", "-f", "8", "-F", "6", "-p", "2", "-R", "40")
SENDS_BACK = {"KEA_TEST_SEND_RESPONSES_TO_SOURCE": "ENABLE"}
_OUTGOING = 4  # linux/if_packet.h


def kea(family: int) -> dict[str, Any]:
    """A configuration that answers relays on the loopback interface."""
    pool, subnet = ("127.10.0.0-127.20.255.255", "127.0.0.0/8") if family == 4 else ("2001:db8:1::/64", "2001:db8::/32")
    interfaces: dict[str, Any] = {"interfaces": ["lo/127.0.0.1"], "dhcp-socket-type": "udp"}
    own: dict[str, Any] = {}
    net: dict[str, Any] = {"id": 1, "subnet": subnet, "pools": [{"pool": pool}]}
    if family == 6:
        interfaces = {"interfaces": ["lo/2001:db8::1"]}
        own = {"server-id": {"type": "EN", "enterprise-id": 2495, "identifier": "0123456789", "persist": False}}
        net["pd-pools"] = [{"prefix": "2001:db8:8000::", "prefix-len": 40, "delegated-len": 64}]
    return {
        "interfaces-config": interfaces, "lease-database": {"type": "memfile", "persist": False},
        "valid-lifetime": 3600, f"subnet{family}": [net], **own,
    }  # fmt: skip  # a server


@pytest.fixture(scope="module")
def loopback() -> Iterator[Namespace]:
    need("perfdhcp", "kea-dhcp4", "kea-dhcp6")
    addresses = ("127.0.0.2/8", "127.0.0.3/8", "2001:db8::1/128", "2001:db8::2/128", "2001:db8::3/128", "fe80::1/64")
    with Namespace(*addresses) as namespace:
        yield namespace


@pytest.fixture(scope="module")
def servers(loopback: Namespace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Both servers; the environment lets Kea answer a relay whose giaddr is not the packet's source."""
    before = os.environ.copy()
    os.environ.update(SENDS_BACK)
    folder: Path = tmp_path_factory.mktemp("kea")
    try:
        with Kea(loopback, 4, kea(4), folder), Kea(loopback, 6, kea(6), folder):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def caught(place: Namespace, family: int, *arguments: str) -> list[bytes]:
    """UDP payloads of everything sent while perfdhcp runs, in order."""
    local, server = ("127.0.0.2", "127.0.0.1") if family == 4 else ("2001:db8::2", "2001:db8::1")
    with place.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3), device="lo") as watch:
        watch.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        place.run(["perfdhcp", f"-{family}", "-l", local, *arguments, server], check=False, timeout=30)
        watch.setblocking(False)
        found = []
        while True:
            try:
                packet, address = watch.recvfrom(4096)
            except BlockingIOError:
                return found
            if address[2] == _OUTGOING:
                header = (packet[0] & 15) * 4 if packet[0] >> 4 == 4 else 40
                protocol = packet[9] if packet[0] >> 4 == 4 else packet[6]
                if protocol == socket.IPPROTO_UDP:
                    found.append(packet[header + 8 : header + int.from_bytes(packet[header + 4 : header + 6])])


def four(packets: list[bytes], op: int, message_type: int) -> list[Message4]:
    found = [message for message in map(Message4.decode, packets) if message.op == op]
    return [message for message in found if message.message_type == message_type]


def wire(message: Message4) -> bytes:
    """The message as it came: perfdhcp pads nothing."""
    return message.encode(minimum=0)


def ours4(content: Content, kinds: tuple[str, ...] = FOUR[:2], **values: Any) -> Dialogue4:
    plan = Plan(
        "127.0.0.1", "127.0.0.2", **{"max_starts": 1, "clients": 5, "content": content, "local_port": 67, **values}
    )
    return Dialogue4(plan, kinds)


@pytest.mark.parametrize(
    ("arguments", "content"),
    [
        (("-R", "5"), Content()),
        (
            ("-R", "5", "-o", "12,666f6f", "-o", "60,4d534654"),
            Content(options=(RawOption(12, b"foo"), RawOption(60, b"MSFT"))),
        ),
        (("-R", "5", "-o", "55,2a2b"), Content(options=(RawOption(55, b"\x2a\x2b"),))),
        (("-R", "5", "-L", "10067", "-o", "82,1300"), Content(options=(RawOption(82, b"\x13\0"),))),
        (("-R", "5", "-b", "mac=02:00:00:00:00:fe"), Content()),
    ],
)
def test_dora_octet_by_octet(loopback: Namespace, servers: None, arguments: tuple[str, ...], content: Content) -> None:
    packets = caught(loopback, 4, *SHORT, *arguments)
    base = bytes.fromhex("0200000000fe" if "-b" in arguments else "000c01020304")
    dialogue = ours4(content, base_mac=base, relay_port="-L" in arguments)
    discovers, offers = four(packets, 1, 1), four(packets, 2, 2)
    numbers = np.array([message.xid for message in discovers])
    assert octets(dialogue.message("discover", numbers)) == [wire(message) for message in discovers]
    assert len(discovers) == len(offers) == 4
    found = dialogue.read(*matrix([offer.encode() for offer in offers]))
    clients = dialogue.clients(found.numbers)
    assert (found.stage == 0).all()
    assert dialogue.same_client(clients).all()
    leases = dialogue.leases(np.arange(4), clients, dialogue.links(found.numbers))
    requests = {message.xid: wire(message) for message in four(packets, 1, 3)}
    assert octets(dialogue.message("request", found.numbers, leases)) == [requests[number] for number in found.numbers]


def test_broadcast_really_sets_the_flag(loopback: Namespace, servers: None) -> None:
    theirs = four(caught(loopback, 4, *SHORT, "-R", "5", "-B"), 1, 1)[0]
    (ours,) = octets(ours4(Content(broadcast=True)).message("discover", np.array([0])))
    assert (theirs.flags, Message4.decode(ours).flags) == (0, 0x8000)
    assert ours[:10] + bytes(2) + ours[12:] == wire(theirs)


def test_renewals_and_releases_v4(loopback: Namespace, servers: None) -> None:
    packets = caught(loopback, 4, *FLOWS, "-o", "12,666f6f")
    reader, writer = ours4(Content(), clients=40), ours4(Content(options=(RawOption(12, b"foo"),)), FOUR, clients=40)
    acks = {message.chaddr: message for message in four(packets, 2, 5)}
    sent = {"renew": [m for m in four(packets, 1, 3) if int(m.ciaddr)], "release": four(packets, 1, 7)}
    for kind, messages in sent.items():
        assert len(messages) > 5
        for message in messages:
            reader.read(*matrix([acks[message.chaddr].encode()]))
            clients = np.array([message.chaddr[5] - 4])
            leases = reader.leases(np.array([0]), clients, reader.links(clients))
            (ours,) = octets(writer.message(kind, np.array([1]), leases))
            assert ours[:4] + message.xid.to_bytes(4) + ours[8:] == wire(message)


def test_templates_v4(loopback: Namespace, servers: None, tmp_path: Path) -> None:
    plain = caught(loopback, 4, *SHORT, "-R", "5")
    templates = (wire(four(plain, 1, 1)[0]), wire(four(plain, 1, 3)[0]))
    files = [tmp_path / "first", tmp_path / "second"]
    for file, content in zip(files, templates, strict=True):
        file.write_text(content.hex())
    texts = ("-T", str(files[0]), "-T", str(files[1]), "-O", "33", "-O", "33", "-S", "249", "-I", "243")
    packets = caught(loopback, 4, *SHORT, "-R", "5", *texts)
    dialogue = ours4(Content(templates=templates, offsets=Offsets((4, 4), (33, 33), 8, 249, 243)))
    discovers, offers = four(packets, 1, 1), four(packets, 2, 2)
    assert octets(dialogue.message("discover", np.arange(4))) == [wire(message) for message in discovers]
    found = dialogue.read(*matrix([offer.encode() for offer in offers]))
    leases = dialogue.leases(np.arange(4), dialogue.clients(found.numbers), dialogue.links(found.numbers))
    requests = {message.xid: wire(message) for message in four(packets, 1, 3)}
    assert octets(dialogue.message("request", found.numbers, leases)) == [requests[number] for number in found.numbers]


def test_secs_rise_for_as_long(loopback: Namespace, servers: None) -> None:
    theirs = {
        m.secs for m in four(caught(loopback, 4, "-i", "-r", "10", "-p", "3", "-R", "5", "-Y", "1", "-y", "1"), 1, 1)
    }
    since = np.arange(30) * 100_000_000
    rows = octets(ours4(Content(ramp=Ramp(1, 1))).message("discover", np.arange(30), since_ns=since))
    assert {Message4.decode(row).secs for row in rows} == theirs == {0, 1}


def test_a_giaddr_of_the_list_for_each_exchange(loopback: Namespace, servers: None, tmp_path: Path) -> None:
    file = tmp_path / "relays"
    file.write_text("127.0.0.2\n127.0.0.3\n")
    packets = caught(loopback, 4, *SHORT, "-R", "5", "-J", str(file))
    for message in four(packets, 1, 1):
        dialogue = ours4(Content(links=(str(message.giaddr),)))
        assert octets(dialogue.message("discover", np.array([message.xid]))) == [wire(message)]


def six(packets: list[bytes], kind: int) -> list[tuple[RelayMessage6 | None, Message6]]:
    """Messages of a type, each with its relay message; an inner message of that type."""
    found = []
    for packet in packets:
        stack = list(layers(decode6(packet)))
        inner = stack[-1]
        assert isinstance(inner, Message6)
        if inner.msg_type == kind:
            found.append((stack[0] if isinstance(stack[0], RelayMessage6) else None, inner))
    return found


def shown(message: Message6, *without: int) -> list[tuple[int, bytes]]:
    return [(option.code, option.data) for option in message.options if option.code not in without]


# What RFC 9915 §18.2 demands and perfdhcp leaves out: ORO in Request and Renew, elapsed time in Renew and Release.
ADDED = {"request": (6,), "renew": (6, 8), "release": (8,)}


@pytest.mark.parametrize(
    ("arguments", "content"),
    [
        (("-R", "5"), Content()),
        (("-R", "5", "-e", "prefix-only"), Content(asks=Ask.PREFIX)),
        (
            ("-R", "5", "-e", "address-and-prefix", "-o", "15,0001aa"),
            Content(asks=Ask.BOTH, options=(RawOption(15, b"\0\1\xaa"),)),
        ),
        (("-R", "5", "-b", "duid=0003000102030405060708"), Content(base_duid=bytes.fromhex("0003000102030405060708"))),
        (("-R", "1", "-b", "duid=0003000102030405060708"), Content(base_duid=bytes.fromhex("0003000102030405060708"))),
    ],
)  # fmt: skip  # flags and what they mean
def test_sarr_option_by_option(
    loopback: Namespace, servers: None, arguments: tuple[str, ...], content: Content
) -> None:
    packets = caught(loopback, 6, "-A", "1", *SHORT, *arguments)
    solicits, advertises = six(packets, 1), six(packets, 2)
    assert len(solicits) == len(advertises) == 4
    time_s = int.from_bytes((solicits[0][1].first(1) or b"")[4:8])
    plan = Plan(
        "2001:db8::1", "2001:db8::2", Exchange.SARR, max_starts=1, clients=int(arguments[1]), content=content,
        duid_time_s=time_s, relay_port=False,
    )  # fmt: skip  # a run like perfdhcp's
    dialogue = Dialogue6(plan)
    for number, row in enumerate(octets(dialogue.message("solicit", np.arange(4)))):
        (relay, ours), (their_relay, theirs) = six([row], 1)[0], solicits[number]
        assert shown(ours) == shown(theirs)
        assert relay is not None
        assert their_relay is not None
        assert (relay.hop_count, relay.link_address, relay.peer_address) == (
            their_relay.hop_count, their_relay.link_address, their_relay.peer_address,
        )  # fmt: skip  # the header
    replies = [their_relay.encode() for their_relay, _ in advertises if their_relay is not None]
    dialogue.read(*matrix(replies))
    numbers = np.arange(4)  # Kea answers in order
    clients = dialogue.clients(numbers)
    assert dialogue.same_client(clients).all()
    leases = dialogue.leases(numbers, clients, dialogue.links(numbers))
    requests = {message.first(1): message for _, message in six(packets, 3)}
    for row in octets(dialogue.message("request", numbers, leases)):
        ours = six([row], 3)[0][1]
        theirs = requests[ours.first(1)]
        if len(requests) == 4:
            assert shown(ours, *ADDED["request"]) == shown(theirs)
        assert {code for code, _ in shown(ours)} - {code for code, _ in shown(theirs)} == {6}


def test_renewals_and_releases_v6(loopback: Namespace, servers: None) -> None:
    packets = caught(loopback, 6, "-A", "1", *FLOWS, "-e", "address-and-prefix")
    replies = {message.first(1): relay for relay, message in reversed(six(packets, 7))}  # the first to each client
    time_s = int.from_bytes((six(packets, 1)[0][1].first(1) or b"")[4:8])
    plan = Plan(
        "2001:db8::1", "2001:db8::2", Exchange.SARR, max_starts=1, clients=40, content=Content(asks=Ask.BOTH),
        duid_time_s=time_s, relay_port=False,
    )  # fmt: skip  # a run like perfdhcp's
    dialogue = Dialogue6(plan, SIX)
    for kind, message_type in (("renew", 5), ("release", 8)):
        sent = six(packets, message_type)
        assert len(sent) > 5
        for _, theirs in sent:
            relay = replies[theirs.first(1)]
            assert relay is not None
            dialogue.read(*matrix([relay.encode()]))
            clients = np.array([(theirs.first(1) or b"")[-1] - 4])
            assert dialogue.same_client(clients).all()
            leases = dialogue.leases(np.array([0]), clients, dialogue.links(clients))
            ours = six(octets(dialogue.message(kind, np.array([0]), leases)), message_type)[0][1]
            assert shown(ours, *ADDED[kind], 3, 25) == shown(theirs, 3, 25)
            for code, held, times in ((3, slice(16, 32), 12), (25, slice(25, 41), 12)):
                mine, other = ours.first(code) or b"", theirs.first(code) or b""
                assert (mine[:4], len(mine)) == (other[:4], len(other))
                assert mine[held] == other[held]
                assert mine[4:times] == bytes(8)  # RFC 9915 §21.4: no wish; perfdhcp repeats the server's


def test_templates_v6(loopback: Namespace, servers: None, tmp_path: Path) -> None:
    """perfdhcp sends DHCPv6 templates without a relay message, whatever -A says."""
    solicit = six(caught(loopback, 6, "-A", "1", *SHORT, "-R", "5"), 1)[0][1].encode()
    file = tmp_path / "solicit"
    file.write_text(solicit.hex())
    packets = caught(loopback, 6, *SHORT, "-R", "5", "-T", str(file))
    content = Content(templates=(solicit,), relays=0)
    plan = Plan("2001:db8::1", "2001:db8::2", Exchange.SA, max_starts=1, clients=5, content=content)
    assert octets(Dialogue6(plan).message("solicit", np.arange(4))) == [inner.encode() for _, inner in six(packets, 1)]


def test_macs_of_a_list(loopback: Namespace, servers: None, tmp_path: Path) -> None:
    file = tmp_path / "macs"
    file.write_text("00:11:22:33:44:55\n")
    mac = bytes.fromhex("001122334455")
    theirs = wire(four(caught(loopback, 4, *SHORT, "-M", str(file)), 1, 1)[0])
    assert octets(ours4(Content(macs=(mac,))).message("discover", np.array([0]))) == [theirs]
    (_, solicit), *_ = six(caught(loopback, 6, "-A", "1", *SHORT, "-M", str(file)), 1)
    plan = Plan("2001:db8::1", "2001:db8::2", Exchange.SARR, max_starts=1, content=Content(macs=(mac,)))
    ours = six(octets(Dialogue6(plan).message("solicit", np.array([0]))), 1)[0][1]
    assert shown(ours) == shown(solicit)
