"""One packet, decoded as far as somebody asks.

Rules this file keeps:

- what costs time is done at the first use and kept: ``frame``, ``message``, ``options``, ``problems``; a style that
  needs only ``octets`` pays for nothing else;
- nothing here raises, whatever the octets are; what is wrong stands in ``problems``, and what is right beside it.

How a style plugs in: a module ``dhcptools/report/dump_NAME.py`` has a class with the method ``lines(packet) -> str``
(:class:`Renderer`): the text of one packet, every line ended, empty when there is nothing to show. The class is made
once with a :class:`Setting` and its row in the table of ``dhcptools/cli/dump_styles.py`` is all that ``--style NAME``
needs. A renderer may keep caches, of bounded size, and must not depend on which packets it has seen before: big files
are rendered in parts by several processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from dhcptools.dump.nested import duid_problem, problems_inside, vendor_octets
from dhcptools.dump.quick import plain
from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.packet.duid import Duid
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.frame import Frame
from dhcptools.packet.links import Below, Cooked, enter
from dhcptools.packet.typed import TypedOption, options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, decode6
from dhcptools.packet.view4 import View4, view

PORTS: Final = frozenset({67, 68, 4011, 546, 547})
"""DHCPv4 servers and clients, PXE boot servers, DHCPv6 clients and servers. A relay agent may use any other port
(RFC 8357), its server's port is one of these."""


NO_LINK: Final = -1
"""The link type of messages that stand alone, without a frame around them."""

_VENDOR_OPTIONS: Final = 43
_NOTHING_BELOW: Final = Below(None)


class Problem(NamedTuple):
    """What is wrong; ``offset`` counts octets of the ``layer``: the frame, or the DHCP message in it (dhcp)."""

    layer: str
    offset: int
    option: int | None
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a renderer is made with: whether colours are wanted, and what private options are called."""

    colour: bool = False
    catalogue: Catalogue = STANDARD


class Renderer(Protocol):
    """A style."""

    def lines(self, packet: Packet) -> str:
        """The text of one packet, every line ended."""
        ...


class Packet:
    """A captured packet.

    ``number`` counts from 1 over all packets of its source, as Wireshark numbers them; ``time_ns`` is since 1970, None
    where a file has no times; ``source`` is the name of the file or interface, ``interface`` that of the interface
    where a file tells it or several are heard; ``octets`` what was kept of the ``length`` that it had on the wire.
    ``fragments`` are the packets it was put together from, in the order they came.
    """

    __slots__ = (
        "_below", "_entered", "_extra", "_logical", "_message", "_message_fault", "_options", "_payload", "_problems",
        "bare", "catalogue", "checksums", "fragments", "interface", "length", "link_type", "number", "octets", "source",
        "time_ns",
    )  # fmt: skip  # the lazy ones, then the given ones

    def __init__(
        self,
        number: int,
        time_ns: int | None,
        source: str,
        link_type: int,
        octets: bytes,
        length: int,
        catalogue: Catalogue = STANDARD,
        *,
        checksums: bool = True,
        bare: int = 0,
        interface: str = "",
    ) -> None:
        """``bare`` 4 or 6 says that ``octets`` are a DHCP message of that family without anything around it."""
        self.number = number
        self.time_ns = time_ns
        self.source = source
        self.link_type = link_type
        self.octets = octets
        self.length = length
        self.catalogue = catalogue
        self.checksums = checksums
        self.bare = bare
        self.interface = interface
        self.fragments: tuple[Packet, ...] = ()
        self._below: Below | None = _NOTHING_BELOW if bare else None
        self._extra: tuple[Problem, ...] = ()
        self._payload: bytes | None = None
        self._message: Message4 | AnyMessage6 | None = None
        self._entered = False
        self._message_fault: DecodeError | None = None
        self._logical: View4 | None = None
        self._options: tuple[TypedOption, ...] | None = None
        self._problems: tuple[Problem, ...] | None = None

    @property
    def below(self) -> Below:
        """What the link type's reader found."""
        if self._below is None:
            self._below = enter(self.link_type, self.octets, checksums=self.checksums)
        return self._below

    def enter(self, below: Below) -> None:
        """Take layers that somebody else found, such as those of a packet put together from its fragments."""
        self._below = below

    @property
    def frame(self) -> Frame | None:
        """The layers down to UDP; None where the link type or protocol cannot be entered."""
        return self.below.frame

    @property
    def cooked(self) -> Cooked | None:
        """The header of Linux's cooked captures, which have no Ethernet header."""
        return self.below.cooked

    @property
    def payload(self) -> bytes:
        """The octets of the DHCP message; empty where there is no UDP."""
        if self._payload is None:
            frame = self.frame
            empty = b"" if not self.bare else self.octets
            self._payload = empty if frame is None or frame.udp is None else frame.payload
        return self._payload

    @property
    def payload_offset(self) -> int:
        """Where ``payload`` starts in ``octets``; -1 where it does not stand there in one piece."""
        frame = self.frame
        if frame is None or frame.udp is None:
            return 0 if self.bare else -1
        return frame.payload_offset

    @property
    def ports(self) -> tuple[int, int]:
        """Source and destination port, zeros where there is no UDP."""
        frame = self.frame
        return (0, 0) if frame is None or frame.udp is None else (frame.udp.source_port, frame.udp.destination_port)

    @property
    def plain(self) -> int:
        """Where the message starts in a frame of the common shape (see :func:`~dhcptools.dump.quick.plain`), else 0."""
        return 0 if self.fragments else plain(self.link_type, self.octets)

    @property
    def family(self) -> int:
        """4 for DHCPv4, 6 for DHCPv6, 0 where there is no UDP."""
        if self._below is None:
            at = plain(self.link_type, self.octets)
            if at:
                return 4 if at == 42 else 6
        frame = self.frame
        if frame is None or frame.udp is None or frame.ip is None:
            return self.bare
        return frame.ip.source.version

    @property
    def message(self) -> Message4 | AnyMessage6 | None:
        """The DHCP message; None where there is none, or its fixed header is not whole (see ``problems``)."""
        if not self._entered:
            self._entered = True
            self._message = self._decoded()
        return self._message

    @property
    def logical(self) -> View4 | None:
        """A DHCPv4 message's options with overload followed and split values joined; None for others."""
        if self._logical is None and isinstance(self.message, Message4):
            self._logical = view(self.message)
        return self._logical

    @property
    def options(self) -> tuple[TypedOption, ...]:
        """The options with names and values, in the order of the message; of a relay message, those of its outside."""
        if self._options is None:
            message = self.message
            if message is None:
                self._options = ()
            elif isinstance(message, Message4):
                self._options = options4(message, self.catalogue, self.logical)
            else:
                self._options = options6(message, self.catalogue)
        return self._options

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, from the outside in."""
        if self._problems is None:
            self._problems = tuple(self._found())
        return self._problems

    def note(self, problem: Problem) -> None:
        """Add what the reader found wrong, such as a fragment without the others."""
        self._extra = (*self._extra, problem)
        self._problems = None

    @property
    def untouched(self) -> bool:
        """Whether ``octets`` are all there is: a frame, not put together, about which the reader noted nothing."""
        return not (self.bare or self.fragments or self._extra)

    def _decoded(self) -> Message4 | AnyMessage6 | None:
        if not self.family:
            return None
        try:
            return Message4.decode(self.payload) if self.family == 4 else decode6(self.payload)
        except DecodeError as error:
            self._message_fault = error
            return None

    def _found(self) -> Iterator[Problem]:
        frame = self.frame
        yield from self._extra
        for each in (*self.below.problems, *(() if frame is None else frame.problems)):
            yield Problem("frame", each.offset, None, "", each.reason)
        if len(self.octets) < self.length:
            reason = f"the capture kept {len(self.octets)} of {self.length} octets"
            yield Problem("frame", len(self.octets), None, "", reason)
        message = self.message
        if message is None:
            if self._message_fault is not None:
                yield Problem("dhcp", self._message_fault.offset, None, "", self._message_fault.reason)
            return
        logical = self.logical
        for each in message.problems if logical is None else logical.problems:
            yield Problem("dhcp", each.offset, None, "", each.reason)
        for option in self.options:
            if option.problem is not None:
                yield Problem("dhcp", option.problem.offset, option.code, option.reference, option.problem.reason)
            elif isinstance(option.value, Duid):
                for each in duid_problem(option.value, option.offset + 4):
                    yield Problem("dhcp", each.offset, option.code, "RFC 9915 §11", each.reason)
            elif not isinstance(option.value, int | str | bytes):
                if option.code == _VENDOR_OPTIONS and logical is not None and vendor_octets(option.value):
                    continue
                for each in problems_inside(option.value):
                    yield Problem("dhcp", each.offset, option.code, option.reference, each.reason)
