"""What ``dhcptool dump`` does: a source, what is selected of it, and where that goes."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

from dhcptools.cli.dump_select import conditions_of, definitions
from dhcptools.cli.dump_styles import renderer
from dhcptools.cli.dump_understand import Story, by_columns, story
from dhcptools.cli.dump_write import PacketFile
from dhcptools.cli.errors import ProblemError, explain
from dhcptools.cli.exits import Exit
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import Colour, note, wants_colour
from dhcptools.dump.hextext import HexError, read_hex
from dhcptools.dump.parts import PACKETS, Part, Source, parts, processes_for, worked
from dhcptools.dump.reader import CaptureFiles
from dhcptools.dump.record import PORTS, Packet, Renderer, Setting
from dhcptools.dump.select import Predicate
from dhcptools.net.capture import is_stream
from dhcptools.packet.definitions import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """The command line."""

    colour: Colour
    interface: str | None
    promiscuous: bool
    files: tuple[str, ...]
    more: tuple[str, ...]
    hex_text: str | None
    expression: str | None
    types: tuple[str, ...]
    macs: tuple[str, ...]
    xids: tuple[str, ...]
    servers: tuple[str, ...]
    since: str | None
    until: str | None
    option_defs: tuple[str, ...]
    style: str
    json: bool
    write: str | None
    count: int | None
    only4: bool
    only6: bool
    ports: tuple[int, ...]
    pair: bool
    summary: bool
    follow: str | None
    strict: bool
    quiet: bool


def run(flags: Flags) -> int:
    """Run the command; its exit code."""
    if flags.more and not flags.files:
        raise click.UsageError(f"-r stands before the files: -r {flags.more[0]}")
    if bool(flags.files) + (flags.hex_text is not None) + (flags.interface is not None) != 1:
        raise click.UsageError("one of -i, -r and --hex says where packets come from")
    if flags.promiscuous and flags.interface in {None, "any"}:
        raise click.UsageError("--promiscuous needs -i with one interface")
    if flags.only4 and flags.only6:
        raise click.UsageError("-4 and -6 exclude each other")
    ports = PORTS | frozenset(flags.ports)
    catalogue = definitions(flags.option_defs)
    conditions = conditions_of(flags, catalogue)
    setting = Setting(wants_colour(sys.stdout, flags.colour), catalogue)
    told = story(flags, setting)
    style = renderer("json" if flags.json else flags.style, setting) if told is None else told
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a locale that lacks a character is no reason to stop
    if flags.interface is not None:
        from dhcptools.cli.dump_live import listen  # noqa: PLC0415 - files need no sockets

        return listen(flags, ports, conditions, catalogue, style)
    with StopSignals() as signals:
        show = Show(flags, signals, conditions, style)
        if flags.hex_text is not None:
            show.all(_hex(flags.hex_text, ports, catalogue))
            if not show.matched and not flags.quiet:
                note("no packet was selected")
            return show.end()
        names = (*flags.files, *flags.more)
        files = CaptureFiles(names, ports, catalogue, signals.stop)
        single = told is not None or flags.write is not None or flags.count is not None
        processes = 1 if single else processes_for(names)
        counted = None if told is None else by_columns(told, flags, conditions, files, signals.stop)
        if counted is not None:
            show.matched = counted
        elif processes > 1:
            show.in_parts(files.shared, processes)
        else:
            show.all(files)
        code = show.end(failed=bool(files.faults))
        if not show.matched and not flags.quiet and signals.received is None and not files.faults:
            looked = ", ".join(map(str, sorted(ports)))
            note("no packet was selected" if conditions else f"no packets on ports {looked}; --port adds others")
    return _told(files, flags, code)


class Show:
    """Takes packets and shows or writes those that are selected."""

    def __init__(self, flags: Flags, signals: StopSignals, conditions: list[Predicate], style: Renderer) -> None:
        self._flags = flags
        self._signals = signals
        self._conditions = conditions
        self._style = style
        self.file = None if flags.write is None else PacketFile(flags.write, (*flags.files, *flags.more))
        self._encoding = sys.stdout.encoding or "utf-8"
        self.matched = 0
        self.faulty = 0

    def all(self, packets: Iterable[Packet]) -> None:
        """Show what is selected of them, until a signal says stop."""
        at_once = any(map(is_stream, (*self._flags.files, *self._flags.more)))
        for part in parts(packets, 1 if at_once or self._flags.count is not None else PACKETS):
            if self._signals.stop() and not at_once:  # a stream ends by itself, after what is there
                break
            self.batch(part)
            if at_once:
                self.flush()
            if self.matched == self._flags.count:
                break
        self.flush()

    def batch(self, packets: list[Packet]) -> None:
        """Show what is selected of some packets, as many as are still wanted."""
        if not self._conditions and not self._flags.strict and self.file is None and self._flags.count is None:
            self.matched += len(packets)
            sys.stdout.write("".join(map(self._style.lines, packets)))
            return
        texts: list[str] = []
        for packet in packets:
            if self.matched == self._flags.count:
                break
            if not self._selected(packet):
                continue
            self.matched += 1
            self.faulty += self._flags.strict and bool(packet.problems)
            if self.file is not None:
                self.file.write(packet)
            else:
                texts.append(self._style.lines(packet))
        sys.stdout.write("".join(texts))

    def flush(self) -> None:
        """Hand over what waits."""
        if self.file is not None:
            self.file.flush()
        sys.stdout.flush()

    def in_parts(self, source: Source, processes: int) -> None:
        """The same by several processes."""
        sys.stdout.flush()
        for part in worked(source, self._work, processes):
            if self._signals.stop():
                break
            self.matched += part.matched
            self.faulty += part.faulty
            sys.stdout.buffer.write(part.text)
        sys.stdout.flush()

    def turn(self, now_ns: int) -> None:
        """Tell what can be told because it is now ``now_ns``."""
        if isinstance(self._style, Story):
            sys.stdout.write(self._style.turn(now_ns))

    def end(self, *, failed: bool = False) -> int:
        """Tell what is left, close what is open; the exit code so far. ``failed``: not all could be read."""
        if isinstance(self._style, Story):
            sys.stdout.write(self._style.rest())
            sys.stdout.flush()
        if self.file is not None:
            self.file.close(failed=failed)
            if not self._flags.quiet:
                note(f"{packets_text(self.file.written)} written to {self._flags.write}")
        if self._signals.received == signal.SIGINT:
            return Exit.INTERRUPTED
        return Exit.NO if self._flags.strict and self.faulty else Exit.YES

    def _work(self, packets: list[Packet]) -> Part:
        chosen = [packet for packet in packets if self._selected(packet)] if self._conditions else packets
        faulty = sum(1 for packet in chosen if packet.problems) if self._flags.strict else 0
        text = "".join(map(self._style.lines, chosen))
        return Part(text.encode(self._encoding, "backslashreplace"), len(chosen), faulty)

    def _selected(self, packet: Packet) -> bool:
        return all(condition(packet) for condition in self._conditions)


def packets_text(count: int) -> str:
    """``1 packet`` or ``2 packets``."""
    return f"{count} packet{'' if count == 1 else 's'}"


def _hex(text: str, ports: frozenset[int], catalogue: Catalogue) -> Iterator[Packet]:
    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    taken: dict[str, None] = {}
    try:
        for found in read_hex(text, ports, catalogue):
            taken[found.taken_for] = None
            yield found.packet
    except HexError as error:
        fix = "give hexadecimal digits, or what `tcpdump -xx` or Wireshark's hex dump prints"
        raise ProblemError("cannot read the text of --hex", str(error), fix, Exit.UNREADABLE) from error
    note(f"read as {' and '.join(taken)}")


def _told(files: CaptureFiles, flags: Flags, code: int) -> int:
    """Say what could not be read."""
    if files.orphans and not flags.quiet:
        note(f"of {packets_text(files.orphans)} there are later fragments only, without the first one")
    if files.cut_off and not flags.quiet:
        note(
            f"of {packets_text(files.cut_off)} too little was kept to see the ports: the snapshot length was too small"
        )
    for link_type, count in files.foreign.items():
        explain(
            f"{packets_text(count)} of link type {link_type} could not be entered",
            "dhcptool reads Ethernet, PPP, Linux cooked, loopback and raw IP by itself, and leaves others to scapy",
            "install the extra: pip install 'dhcptools[scapy]'",
            colour=flags.colour,
        )
    for fault in files.faults:
        if fault.packets:
            done = "shown" if flags.write is None else "written"
            what, fix = "all of ", f"capture it again; what was there has been {done}"
        else:
            what, fix = "", "give a pcap or pcapng file, gzipped or not; text goes with --hex"
        explain(
            f"cannot read {what}{fault.name}",
            fault.why.removeprefix(f"cannot read {fault.name}: "),
            fix,
            colour=flags.colour,
        )
    return Exit.UNREADABLE if (files.faults or files.foreign) and code != Exit.INTERRUPTED else code
