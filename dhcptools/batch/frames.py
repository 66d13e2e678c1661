"""Messages as whole frames: a template in Ethernet, IP and UDP, with every client's own MAC and right checksums.

Rules this file keeps:

- the object plane encodes the frame once; stamping is that of :class:`~dhcptools.batch.template.Template`, and
  :meth:`FrameTemplate.seal` then makes the checksums of all rows;
- a checksum costs only the words that stamping may change: the sum of all the others is known from the start
  (RFC 1624). One's complement sums do not mind the order of octets, so words are summed in the machine's own.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dhcptools.batch.columns import Rows, column
from dhcptools.batch.template import Place, Template
from dhcptools.packet.checksum import ones_sum, pseudo_header
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ethernet import HEADER_OCTETS as ETHERNET_OCTETS
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.ip import HEADER4_OCTETS, HEADER6_OCTETS, UDP
from dhcptools.packet.udp import HEADER_OCTETS as UDP_OCTETS

ADDRESSES: Final = ("ip_source", "ip_destination")
MACS: Final = ("mac_source", "mac_destination")

_NATIVE: Final = np.dtype(np.uint16)
_HIGH: Final = 1 if sys.byteorder == "little" else 256  # an octet at an even offset, in a word of the machine's order


@dataclass(frozen=True, slots=True)
class _Sum:
    """A checksum: where it stands, the offsets of the words that may change, and the sum of all the others."""

    offset: int
    words: tuple[int, ...]
    others: int
    last: int  # offset of an odd last octet that may change, -1 for none
    zero: int  # what is sent for 0: UDP sends 0xFFFF (RFC 768)

    def store(self, rows: Rows) -> None:
        total = np.full(len(rows), self.others, np.uint32)
        for word in self.words:
            total += column(rows, word, _NATIVE)
        if self.last >= 0:
            total += rows[:, self.last].astype(np.uint32) * np.uint32(_HIGH)
        for _ in range(2):
            total = (total & 0xFFFF) + (total >> 16)
        found = (0xFFFF - total).astype(_NATIVE)
        found[found == 0] = self.zero
        column(rows, self.offset, _NATIVE)[:] = found


class FrameTemplate:
    """A template whose rows are frames; the places of the message keep their names.

    Beside them there are ``mac_source``, ``mac_destination``, ``ip_source`` and ``ip_destination``. ``octets`` is the
    whole frame, ``payload_offset`` where the message starts in it.
    """

    def __init__(
        self,
        message: Template,
        source: Endpoint,
        destination: Endpoint,
        *,
        tags: Sequence[VlanTag] = (),
        hop_limit: int = 64,
        stamped: Collection[str] | None = None,
    ) -> None:
        """Put the message into a frame. Raises EncodeError for endpoints, tags or sizes that cannot be.

        ``stamped`` names the places that will be stamped, None for all; naming the few that are makes sealing cheaper.
        """
        self.octets = encode_frame(message.octets, source, destination, tags=tags, hop_limit=hop_limit)
        ip = ETHERNET_OCTETS + 4 * len(tags)
        wide = 4 if source.address.version == 4 else 16
        addresses = ip + (12 if wide == 4 else 8)
        udp = ip + (HEADER4_OCTETS if wide == 4 else HEADER6_OCTETS)
        self.payload_offset = udp + UDP_OCTETS
        places = {name: Place(at + self.payload_offset, width) for name, (at, width) in message.places.items()}
        places |= {"mac_destination": Place(0, 6), "mac_source": Place(6, 6)}
        places |= {"ip_source": Place(addresses, wide), "ip_destination": Place(addresses + wide, wide)}
        chosen = places if stamped is None else {name: place for name, place in places.items() if name in stamped}
        if stamped is not None and len(chosen) != len(set(stamped)):
            raise EncodeError(f"the message has no {', '.join(sorted(set(stamped) - set(chosen)))}")
        self._template = Template(self.octets, chosen)
        self.places = chosen
        changing = {
            octet for name, place in chosen.items() if name not in MACS for octet in range(place.offset, sum(place))
        }
        pseudo = pseudo_header(bytes(wide), bytes(wide), UDP, len(self.octets) - udp)
        header, segment = range(ip, udp), range(udp, len(self.octets))
        summed = (*range(addresses, addresses + 2 * wide), *segment)
        self._sums = [self._sum(udp + 6, summed, changing, pseudo, 0xFFFF)]
        if wide == 4 and not changing.isdisjoint(header):
            self._sums.append(self._sum(ip + 10, tuple(header), changing, b"", 0))

    def _sum(self, offset: int, summed: tuple[int, ...], changing: set[int], constant: bytes, zero: int) -> _Sum:
        """The checksum at ``offset`` over the octets at ``summed``, whose words start at even places."""
        end = summed[-1]
        last = end if end % 2 == 0 and end in changing else -1
        words = sorted({at & ~1 for at in changing.intersection(summed) if at != last})
        left_out = {*words, *(word + 1 for word in words), offset, offset + 1, last}
        others = ones_sum(constant + bytes(0 if at in left_out else self.octets[at] for at in summed))
        return _Sum(offset, tuple(words), int.from_bytes(others.to_bytes(2), sys.byteorder), last, zero)

    def rows(self, count: int) -> Rows:
        """``count`` copies as a fresh matrix, uint8 of shape (count, length)."""
        return self._template.rows(count)

    def stamp(self, rows: Rows, name: str, values: ArrayLike) -> None:
        """Store integers; see :meth:`Template.stamp`. Checksums are wrong until ``seal``."""
        self._template.stamp(rows, name, values)

    def stamp_octets(self, rows: Rows, name: str, octets: NDArray[np.uint8]) -> None:
        """Store octets; see :meth:`Template.stamp_octets`. Checksums are wrong until ``seal``."""
        self._template.stamp_octets(rows, name, octets)

    def seal(self, rows: Rows) -> None:
        """Make the checksums of all rows, uint8 (n, length), right."""
        for each in self._sums:
            each.store(rows)
