"""The drop-in beside dhcping itself, in front of one server: the same lines and codes, and where it is put right."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import IscDhcpd, Kea, need
from support.queries import reply4

MAC = "02:00:5e:00:53:01"
ASK = ("-s", "192.0.2.1", "-c", "192.0.2.2", "-h", MAC)
OCTETS = re.compile(r"(?:[0-9a-f]{2} )+\n")
Answer = Callable[[Message4], list[bytes]]
Said = tuple[int, str, str]


class Bench:
    """A link with a scripted server at 192.0.2.1; ``heard`` are the requests of the last run."""

    def __init__(self, server: Namespace, client: Namespace, home: Path) -> None:
        self.server = server
        self.client = client
        self.home = home
        self.heard: list[Message4] = []

    def theirs(self, *arguments: str, prefix: tuple[str, ...] = ()) -> Said:
        return self._run([*prefix, "dhcping", *arguments])

    def ours(self, *arguments: str, prefix: tuple[str, ...] = ()) -> Said:
        return self._run([*prefix, *command("compat", "dhcping", *arguments)])

    def _run(self, words: list[str]) -> Said:
        done = self.client.run(words, check=False, timeout=20, env=environment(self.home))
        return done.returncode, done.stdout, done.stderr

    def answered(self, run: Callable[..., Said], answer: Answer, *arguments: str, source: str = "192.0.2.1") -> Said:
        """A run while every request but a DHCPRELEASE is answered, from ``source``."""
        self.heard = []
        over = Event()
        with ExitStack() as stack:
            sock = stack.enter_context(self.server.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sock.bind(("192.0.2.1", 67))
            sock.settimeout(0.02)
            out = stack.enter_context(self.server.socket(socket.AF_INET, socket.SOCK_DGRAM))
            out.bind((source, 67 if source != "192.0.2.1" else 0))

            def serve() -> None:
                while True:
                    try:
                        octets, address = sock.recvfrom(2000)
                    except TimeoutError:
                        if over.is_set():
                            return
                        continue
                    message = Message4.decode(octets)
                    self.heard.append(message)
                    for reply in answer(message) if message.message_type != 7 else []:
                        (sock if source == "192.0.2.1" else out).sendto(reply, address)

            thread = Thread(target=serve)
            thread.start()
            try:
                return run(*arguments)
            finally:
                over.set()
                thread.join()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    need("dhcping")
    with Namespace() as server, Namespace(beside=server) as client:
        connect(server, client, ("192.0.2.1/24",), ("192.0.2.2/24",))
        server.add_address("eth0", "192.0.2.9/24")
        yield Bench(server, client, tmp_path)


def ack(request: Message4) -> list[bytes]:
    return [reply4(request, 5, address="192.0.2.2", ciaddr=request.ciaddr).encode()]


@pytest.mark.parametrize(
    "line",
    [
        (),
        (*ASK, "-r", "-i"),
        (*ASK, "-s", "no.such.host"),
        (*ASK, "-t", "1"),
        (*ASK, "-q", "-t", "1"),
        (*ASK, "-t", "0"),
    ],
    ids=["nothing", "-r -i", "no such host", "no answer", "-q", "-t 0"],
)
def test_lines_without_an_answer(bench: Bench, line: tuple[str, ...]) -> None:
    assert bench.ours(*line) == bench.theirs(*line)


@pytest.mark.parametrize("more", [(), ("-i",), ("-v",), ("-r",), ("-q",), ("-q", "-i"), ("word",)], ids=" ".join)
def test_an_answer(bench: Bench, more: tuple[str, ...]) -> None:
    theirs = bench.answered(bench.theirs, ack, *ASK, *more)
    assert theirs == (0, "" if "-q" in more else "Got answer from: 192.0.2.1\n", "")
    assert bench.answered(bench.ours, ack, *ASK, *more) == theirs
    assert [message.message_type for message in bench.heard] == ([8] if "-i" in more else [3, 7])
    if "-i" not in more:  # RFC 2131 §4.4.6, which dhcping breaks
        assert [message.first(54) for message in bench.heard] == [None, b"\xc0\0\2\1"]


@pytest.mark.parametrize("more", [(), ("-q",)], ids=["", "-q"])
def test_another_server(bench: Bench, more: tuple[str, ...]) -> None:
    line = (*ASK, "-t", "1", *more)
    theirs = bench.answered(bench.theirs, ack, *line, source="192.0.2.9")
    assert theirs[0] == 1
    assert bench.answered(bench.ours, ack, *line, source="192.0.2.9") == theirs


def test_every_packet(bench: Bench) -> None:
    """-V: the same lines, but for the octets, padded and of another transaction, and option 50."""

    def shown(said: Said) -> str:
        return re.sub(r"(?m)^(xid: |packet ).*$", r"\1", OCTETS.sub("", said[1]))

    def answer(request: Message4) -> list[bytes]:
        options = (
            RawOption(1, b"\xff\xff\xff\0"), RawOption(3, b"\xc0\0\2\1"), RawOption(6, b"\xc0\0\2\1"),
            RawOption(15, b"lan"), RawOption(51, bytes((0, 0, 14, 16))), RawOption(56, b"hi"),
            RawOption(58, bytes(4)), RawOption(59, bytes(4)), RawOption(12, b"pc"), RawOption(50, b"\xc0\0\2\2"),
            RawOption(43, b"\1\1\1"),
        )  # fmt: skip  # every name that dhcping has, and two that it has not
        reply = reply4(request, 5, *options, address="192.0.2.2", ciaddr=request.ciaddr)
        filled = replace(reply, sname=b"srv".ljust(64, b"\0"), file=b"boot".ljust(128, b"\0"))
        return [filled.encode(minimum=0)]  # dhcping takes padding for an option

    for more in ((), ("-i",), ("-i", "-q")):
        theirs = bench.answered(bench.theirs, answer, *ASK, "-V", *more)
        ours = bench.answered(bench.ours, answer, *ASK, "-V", *more)
        needless = "option 50 Request IP address\n\tRequested IP address: 192.0.2.2\n"
        assert shown(ours) == shown(theirs).replace(needless, "", 0 if more else 1)
        assert ours[::2] == theirs[::2] == (0, "")


def test_what_dhcping_takes_for_an_answer(bench: Bench) -> None:
    """A refusal, another's transaction and garbage are a success to dhcping, and 7f80 is its broadcast flag."""
    lies: dict[str, Answer] = {
        "no": lambda request: [reply4(request, 6, RawOption(56, b"go away")).encode()],
        "xid": lambda request: [reply4(request, 5, xid=request.xid ^ 1).encode()],
        "hello": lambda _: [b"hello"],
    }
    line = (*ASK, "-t", "1")
    for lie in lies.values():
        assert bench.answered(bench.theirs, lie, *line)[0] == 0
    assert bench.answered(bench.ours, lies["no"], *line) == (
        1, "Got answer from: 192.0.2.1\n", "DHCPNAK from 192.0.2.1: go away\n",
    )  # fmt: skip  # one row
    for name in ("xid", "hello"):
        assert bench.answered(bench.ours, lies[name], *line) == (1, "", "no answer\n")

    def flagged(request: Message4) -> list[bytes]:
        return [reply4(request, 5, flags=0x8000).encode()]

    assert "flags: 7f80\n" in bench.answered(bench.theirs, flagged, *ASK, "-i", "-V")[1]
    assert "flags: 8000\n" in bench.answered(bench.ours, flagged, *ASK, "-i", "-V")[1]


def test_who_may(bench: Bench) -> None:
    nobody = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
    theirs = bench.theirs(*ASK, prefix=nobody)
    ours = bench.ours(*ASK, prefix=nobody)
    assert ours[:2] == theirs[:2]
    assert "CAP_NET_BIND_SERVICE" in ours[2]
    caps = (*nobody, "--inh-caps", "+net_bind_service", "--ambient-caps", "+net_bind_service")
    assert bench.answered(lambda *line: bench.ours(*line, prefix=caps), ack, *ASK)[0] == 0


def test_kea_has_no_lease_left(bench: Bench, tmp_path: Path) -> None:
    configuration = {
        "interfaces-config": {"interfaces": ["eth0/192.0.2.1"], "dhcp-socket-type": "udp"},
        "lease-database": {"type": "memfile", "persist": False},
        "authoritative": True,
        "subnet4": [
            {
                "id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.100-192.0.2.199"}],
                "reservations": [{"hw-address": MAC, "ip-address": "192.0.2.2"}],
            }
        ],
    }  # fmt: skip  # as dhcping's page asks for
    with Kea(bench.server, 4, configuration, tmp_path) as kea:
        assert bench.ours(*ASK) == (0, "Got answer from: 192.0.2.1\n", "")
        assert bench.ours(*ASK, "-i") == (0, "Got answer from: 192.0.2.1\n", "")
        assert bench.ours(*ASK, "-g", "192.0.2.2") == (0, "Got answer from: 192.0.2.1\n", "")
        counters = kea.statistics()
        assert counters["pkt4-release-received"] == 2
        assert counters["subnet[1].assigned-addresses"] == 0
        code, _, said = bench.ours("-s", "192.0.2.1", "-c", "192.0.2.150", "-h", "02:00:5e:00:53:99", "-t", "1")
        assert code == 1, said


def test_chatter_does_not_keep_it_awake(bench: Bench) -> None:
    """dhcping waits anew after every datagram."""

    def flood(request: Message4) -> list[bytes]:
        return [reply4(request, 5, xid=request.xid ^ 1).encode()] * 500

    assert bench.answered(bench.ours, flood, *ASK, "-t", "0.3") == (1, "", "no answer\n")


def test_isc_dhcpd_as_its_page_wants_it(bench: Bench, tmp_path: Path) -> None:
    """A host with a fixed address in dhcpd.conf."""
    lines = f"""
        authoritative; subnet 192.0.2.0 netmask 255.255.255.0 {{ }}
        host monitor {{ hardware ethernet {MAC}; fixed-address 192.0.2.2; }}
    """
    with IscDhcpd(bench.server, "eth0", lines, tmp_path):
        for more in ((), ("-i",), ("-q",), ("-v",)):
            assert bench.ours(*ASK, *more) == bench.theirs(*ASK, *more), more
            assert bench.ours(*ASK, *more)[0] == 0
