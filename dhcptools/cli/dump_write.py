"""``dump -w``: a capture file that is readable at every moment, also after Ctrl-C."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from typing import BinaryIO, Final

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.dump.record import NO_LINK, Packet
from dhcptools.net.capture_out import CaptureWriter, LinkTypeError, PcapngWriter, PcapWriter
from dhcptools.packet.exported import UPPER_PDU, export
from dhcptools.packet.links import ETHERNET

_PCAPNG: Final = ".pcapng"


class PacketFile:
    """Packets into one file, or ``-`` for standard output. ProblemError when it cannot be written.

    It is a pcapng file when its name ends so, else a pcap file, with times in nanoseconds where the first packet has
    those. Packets are written whole, one after another. What was in the file before is there until the first of them
    comes. Messages without a frame are written as exported PDUs.
    """

    def __init__(self, name: str, sources: Iterable[str] = ()) -> None:
        """``sources`` are the files that are read, which are not overwritten."""
        self._name = name
        _refuse_own_source(name, sources)
        self._new = name != "-" and not os.path.lexists(name)
        try:
            self._file: BinaryIO = (
                sys.stdout.buffer if name == "-" else open(name, "wb", opener=_untruncated)  # noqa: SIM115 - kept open
            )
        except OSError as error:
            raise self._problem(error) from error
        self._writer: CaptureWriter | None = None

    @property
    def written(self) -> int:
        """Packets written."""
        return 0 if self._writer is None else self._writer.written

    def write(self, packet: Packet) -> None:
        """One packet as it was captured, in its fragments where it came in some."""
        for each in packet.fragments or (packet,):
            self._one(each)

    def _one(self, packet: Packet) -> None:
        link_type, octets, length = packet.link_type, packet.octets, packet.length
        if link_type == NO_LINK:
            link_type, octets = UPPER_PDU, export(octets, packet.bare)
            length += len(octets) - len(packet.octets)
        try:
            if self._writer is None:
                self._empty()
                self._writer = self._made(packet.time_ns or 0)
            self._writer.write(packet.time_ns, link_type, octets, length, packet.interface)
        except LinkTypeError as error:
            raise ProblemError(
                f"cannot write packet {packet.number} of {packet.source} to {self._name}",
                f"{error}; a pcap file has one",
                "name it .pcapng, which keeps them all, or choose some by --filter link.type=ethernet",
            ) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._problem(error) from error

    def _made(self, time_ns: int) -> CaptureWriter:
        """The writer that the name of the file asks for; ``time_ns`` is of the first packet."""
        if self._name.lower().endswith(_PCAPNG):
            return PcapngWriter(self._file)
        return PcapWriter(self._file, nanoseconds=bool(time_ns % 1000))

    def flush(self) -> None:
        """Hand over what waits."""
        try:
            self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._problem(error) from error

    def close(self, *, failed: bool = False) -> None:
        """Flush and close; without packets it is a whole capture too, unless the input ``failed`` before one came."""
        if self._writer is None and not failed:
            self._empty()
            self._made(0).begin(ETHERNET)
        self.flush()
        if self._name != "-":
            self._file.close()
            if self._writer is None and failed and self._new:
                os.unlink(self._name)  # noqa: PTH108 - as it was opened

    def _empty(self) -> None:
        """Let go of what was there."""
        if self._name != "-" and stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
            self._file.truncate(0)

    def _problem(self, error: OSError) -> ProblemError:
        return ProblemError(
            f"cannot write {self._name}",
            f"{error.strerror or error}",
            f"choose a place with room that this user (uid {os.geteuid()}) may write to",
        )


def _untruncated(name: str, flags: int) -> int:
    return os.open(name, flags & ~os.O_TRUNC, 0o666)


def _refuse_own_source(name: str, sources: Iterable[str]) -> None:
    for source in sources:
        there = "-" not in (name, source) and all(map(os.path.exists, (name, source)))
        if there and os.path.samefile(name, source):  # noqa: PTH121 - as os.path.exists, False in a closed folder
            raise ProblemError(f"cannot write {name}", "it is the file that is read", "choose another name", Exit.USAGE)
