"""Throws octets at every decoder and style of ``dump`` for a while: nothing may raise, hang or say two things.

With atheris (the extra ``fuzz``) guided by coverage, elsewhere by mutations of known packets; the entry point is the
same. A failure prints the octets as the argument of --replay, and exits 1.

    python tests/fuzz/dump.py [--seconds N] [--seed N] [--replay HEX] [--driver atheris|random]
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server"), str(ROOT / "tests")]

from dhcptools.cli.dump_styles import NAMES, renderer  # noqa: E402 - found by the paths above
from dhcptools.dump.fields import FIELDS, find_field  # noqa: E402
from dhcptools.dump.filter import FilterError, compile_filter  # noqa: E402
from dhcptools.dump.fragments import Reassembler  # noqa: E402
from dhcptools.dump.hextext import HexError, read_hex  # noqa: E402
from dhcptools.dump.quick import look  # noqa: E402
from dhcptools.dump.record import PORTS, Packet, Setting  # noqa: E402
from dhcptools.net.capture import CaptureError, read_packets  # noqa: E402
from dhcptools.packet.definitions import STANDARD  # noqa: E402
from dhcptools.report.dump_json import DumpJson  # noqa: E402
from support.dumped import DISCOVER, SOLICIT, framed  # noqa: E402
from support.malformed import BAD4, BAD6, capture  # noqa: E402

LINKS = (1, 1, 1, 1, 101, 113, 276, 0, 51, 9)
FIELD_NAMES = (*FIELDS, "option.82.1", "option.3.5.address", "option.9.1", "option.43", "option.125")
STYLES = tuple(renderer(name, Setting()) for name in NAMES)
COLOURED = renderer("default", Setting(colour=True))
MOST_S = 2.0  # for one input


def one(data: bytes) -> None:
    """One input: its first octet says what the rest is."""
    if not data:
        return
    kind, rest = data[0], bytes(data[1:])
    if kind < 200:
        packet(Packet(1, 0, "fuzz", LINKS[kind % len(LINKS)], rest, len(rest), checksums=kind % 4 == 0))
    elif kind < 220:
        packet(Packet(1, 0, "fuzz", -1, rest, len(rest), bare=4 if kind < 210 else 6))
    elif kind < 240:
        file(rest)
    else:
        text(rest)


def packet(found: Packet) -> None:
    """Every style, and every field."""
    look(found.link_type, found.octets, PORTS)
    for style in STYLES:
        shown = style.lines(found)
        assert shown.endswith("\n") or not shown
        if isinstance(style, DumpJson):
            assert shown == style.whole(found), "the quick way says something else"
    COLOURED.lines(found)
    for name in FIELD_NAMES:
        for _ in find_field(name, STANDARD)(found):
            pass
    assert all(problem.offset >= -1 for problem in found.problems)
    list(Reassembler().feed(Packet(1, 0, "fuzz", found.link_type, found.octets, found.length)))


def file(octets: bytes) -> None:
    """A capture file."""
    try:
        for number, each in enumerate(read_packets(io.BytesIO(octets))):
            if number < 4:
                packet(Packet(each.number, each.time_ns, "fuzz", each.link_type, each.octets, each.length))
    except CaptureError:
        pass


def text(octets: bytes) -> None:
    """Hexadecimal text, and an expression."""
    words = octets.decode("utf-8", "replace")
    try:
        for found in read_hex(words):
            packet(found.packet)
    except HexError:
        pass
    with contextlib.suppress(FilterError):
        compile_filter(words)


def seeds() -> list[bytes]:
    """Inputs to start from."""
    frames = [framed(DISCOVER), framed(SOLICIT), *BAD4.values(), *BAD6.values()]
    some = [b"\0" + frame for frame in frames] + [b"\4" + frame[14:] for frame in frames[:20]]
    some += [b"\xc9" + DISCOVER.encode(), b"\xd3" + SOLICIT.encode(), b"\xdc" + capture()[:2000]]
    return [
        *some,
        b"\xf0" + DISCOVER.encode()[:80].hex().encode(),
        b"\xf0type=offer and (option.82.1~'eth' or not secs<3)",
    ]


def mutated(chance: random.Random, start: list[bytes]) -> bytes:
    """A seed with some of its octets changed, cut, doubled or taken from another."""
    octets = bytearray(chance.choice(start))
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(octets) + 1)
        what = chance.randrange(6)
        if what == 0 and octets:
            octets[at % len(octets)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        elif what == 1:
            del octets[at : at + chance.choice((1, 2, 8, 64))]
        elif what == 2:
            octets[at:at] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 2, 4))))
        elif what == 3:
            octets[at:at] = octets[at : at + chance.choice((2, 8, 64))]
        elif what == 4:
            other = chance.choice(start)
            cut = chance.randrange(len(other) + 1)
            octets[at:] = other[cut:]
        elif octets:
            octets[at % len(octets)] ^= 1 << chance.randrange(8)
    return bytes(octets[:20_000])


def by_mutation(seconds: float, seed: int) -> int:
    """Random mutations until the time is over; the exit code."""
    chance, start = random.Random(seed), seeds()
    for octets in start:
        if not tried(octets):
            return 1
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        if not tried(mutated(chance, start)):
            return 1
        count += 1
    print(f"fuzz: {count} inputs in {seconds:g} s, seed {seed}: nothing raised")
    return 0


def tried(octets: bytes) -> bool:
    """Whether an input passes; what failed is told, so that it can be replayed."""
    began = time.process_time()
    try:
        one(octets)
        took = time.process_time() - began
        assert took < MOST_S, f"{took:.1f} s for one input"
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        import traceback

        traceback.print_exc()
        print(f"fuzz: this input fails: --replay {octets.hex()}", file=sys.stderr)
        return False
    return True


def by_coverage(seconds: float, seed: int) -> int:
    """Atheris until the time is over; it ends the process."""
    import tempfile

    import atheris  # type: ignore[import-not-found, unused-ignore]  # an extra

    with tempfile.TemporaryDirectory() as folder:
        for number, octets in enumerate(seeds()):
            Path(folder, str(number)).write_bytes(octets)
        arguments = [
            sys.argv[0],
            folder,
            f"-max_total_time={max(1, round(seconds))}",
            f"-seed={seed}",
            "-max_len=20000",
        ]
        pid = os.fork()
        if pid == 0:
            atheris.instrument_all()
            atheris.Setup([*arguments, "-print_final_stats=0", "-verbosity=0"], one)
            atheris.Fuzz()
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(f"fuzz: atheris for {seconds:g} s, seed {seed}: {'nothing raised' if code == 0 else 'FAILED'}")
        return 0 if code == 0 else 1


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--replay", metavar="HEX")
    parser.add_argument("--driver", choices=["atheris", "random"])
    given = parser.parse_args()
    if given.replay is not None:
        return 0 if tried(bytes.fromhex(given.replay)) else 1
    seed = given.seed if given.seed is not None else int.from_bytes(os.urandom(4)) or 1
    driver = given.driver
    if driver is None:
        import importlib.util

        driver = "atheris" if importlib.util.find_spec("atheris") else "random"
    return by_coverage(given.seconds, seed) if driver == "atheris" else by_mutation(given.seconds, seed)


if __name__ == "__main__":
    sys.exit(main())
