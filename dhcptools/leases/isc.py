"""ISC dhcpd's lease files, dhcpd.leases(5): declarations one after the other, the last one of an address holds.

Strings may hold any octet, braces and quotes among them, so the text is read token by token. Times are UTC. What is
not a lease (failover peers, the server's DUID, option and set statements) is stepped over; a declaration that breaks
off or that cannot be read is kept aside with its line.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dhcptools.leases.faults import Fault
from dhcptools.leases.lease import END_OF_TIME, Lease, readable

_TOKEN: Final = re.compile(
    rb"""(?P<string>"(?:[^"\\]|\\.)*") | \#[^\n]* | (?P<mark>[{};]) | (?P<word>[^\s{};"\#]+) | (?P<broken>")""",
    re.VERBOSE | re.DOTALL,
)
_OCTAL: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_STATES: Final = {
    b"active": "default", b"expired": "expired-reclaimed", b"released": "released", b"abandoned": "declined",
}  # fmt: skip  # what Kea calls the same; free, backup and reset have no name there
_TYPES: Final = {b"ia-na": "IA_NA", b"ia-ta": "IA_TA", b"ia-pd": "IA_PD"}
_DIGITS: Final = 20
"""No number of interest is longer, and Python refuses to read very long ones."""
_CONTROLS: Final = {b"t": b"\t", b"r": b"\r", b"n": b"\n", b"b": b"\b"}


class _BrokenError(ValueError):
    """A declaration that cannot be understood."""


@dataclass(slots=True)
class Statement:
    """A statement: its words, and the statements in its braces."""

    line: int
    words: list[bytes]
    inner: list[Statement] = field(default_factory=list)
    ended: bool = False

    def find(self, *names: bytes) -> list[bytes]:
        """The words after these of the last statement that begins with them; empty without one."""
        for block in reversed(self.inner):
            if tuple(block.words[: len(names)]) == names:
                return block.words[len(names) :]
        return []


def read_isc(path: Path) -> tuple[list[Lease], list[Fault]]:
    """The leases of a file, and the declarations that could not be read. OSError when the file cannot be."""
    faults: list[Fault] = []
    leases = {(lease.type, lease.address): lease for _, lease in declarations(path, faults)}
    return list(leases.values()), faults


def declarations(path: Path, faults: list[Fault] | None = None) -> Iterator[tuple[int, Lease]]:
    """Every lease as it was declared, in the order of the file, with its line; the last one of an address holds."""
    faults = [] if faults is None else faults
    byte_order = "little"
    for block in statements(path.read_bytes(), path, faults):
        kind = block.words[0]
        if kind == b"authoring-byte-order" and block.words[1:2] == [b"big-endian"]:
            byte_order = "big"
        try:
            if kind == b"lease":
                yield block.line, _lease4(block, path)
            elif kind in _TYPES:
                for lease in list(_leases6(block, byte_order, path)):
                    yield block.line, lease
        except _BrokenError as error:
            faults.append(Fault(path, block.line, str(error)))


def statements(text: bytes, path: Path, faults: list[Fault]) -> Iterator[Statement]:
    """The statements of the outermost level, each once it is whole."""
    stack: list[Statement] = []
    current: Statement | None = None
    line, at = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count(b"\n", at, token.start())
        at = token.start()
        if token["broken"]:
            faults.append(Fault(path, line, "a string that never ends"))
            return
        if token["mark"] is None:
            if word := token["string"] or token["word"]:
                current = current or Statement(line, [])
                current.words.append(word)
            continue
        mark = token["mark"]
        if mark == b"{":
            stack.append(current or Statement(line, [b""]))
            current = None
            continue
        done = current
        if mark == b"}":
            current = None
            if not stack:
                faults.append(Fault(path, line, "a closing brace that nothing opened"))
                continue
            done = stack.pop()
        current = None
        if done is None:
            continue
        if stack:
            stack[-1].inner.append(done)
        else:
            yield done
    if stack:
        faults.append(Fault(path, stack[0].line, "the declaration breaks off at the end of the file"))


def _lease4(block: Statement, path: Path) -> Lease:
    address = _address(socket.AF_INET, block.words[1:2])
    starts, ends = _time(block.find(b"starts")), _time(block.find(b"ends"))
    endless = block.find(b"ends")[:1] in ([b"never"], [])
    hardware = block.find(b"hardware")
    return Lease(
        address=address,
        hwaddr=_octets(hardware[1:2]),
        client_id=_octets(block.find(b"uid")[:1]),
        hostname=_text(block.find(b"client-hostname")),
        state=_state(block),
        starts=starts,
        expires=None if endless else ends,
        valid_lifetime=0xFFFFFFFF if endless else None if starts is None or ends is None else max(0, ends - starts),
        source=str(path),
    )


def _leases6(block: Statement, byte_order: str, path: Path) -> Iterator[Lease]:
    identity = _octets(block.words[1:2])
    if len(identity) < 5:
        raise _BrokenError("an identity association without IAID and DUID")
    cltt = _time(block.find(b"cltt"))
    for inner in block.inner:
        if inner.words[0] not in {b"iaaddr", b"iaprefix"}:
            continue
        address, _, length = (inner.words[1] if len(inner.words) > 1 else b"").partition(b"/")
        if length and (not length.isdigit() or len(length) > 3 or int(length) > 128):
            raise _BrokenError("a prefix length that is none")
        valid, preferred = _number(inner.find(b"max-life")), _number(inner.find(b"preferred-life"))
        ends = inner.find(b"ends")
        yield Lease(
            address=_address(socket.AF_INET6, [address]),
            type=_TYPES[block.words[0]],
            prefix_len=int(length or 128),
            duid=identity[4:],
            iaid=int.from_bytes(identity[:4], "big" if byte_order == "big" else "little"),
            state=_state(inner),
            starts=cltt,
            expires=None if ends[:1] in ([b"never"], []) else _time(ends),
            valid_lifetime=valid,
            preferred_lifetime=preferred,
            source=str(path),
        )


def _state(block: Statement) -> str:
    words = block.find(b"binding", b"state")
    return _STATES.get(words[0], readable(words[0])) if words else "default"


def _address(family: socket.AddressFamily, words: list[bytes]) -> str:
    try:
        return socket.inet_ntop(family, socket.inet_pton(family, words[0].decode("ascii")))
    except (IndexError, OSError, UnicodeDecodeError):
        raise _BrokenError("no address") from None


def _number(words: list[bytes]) -> int | None:
    """A number of 32 bits, as lifetimes are."""
    return _below(words, 1 << 32)


def _below(words: list[bytes], end: int) -> int | None:
    """The number that the first word is, when it is one and less than ``end``."""
    if not words or not words[0].isdigit() or len(words[0]) > _DIGITS:
        return None
    number = int(words[0])
    return number if number < end else None


def _time(words: list[bytes]) -> int | None:
    """``W YYYY/MM/DD HH:MM:SS`` in UTC, or ``epoch SECONDS``; None for never."""
    if not words or words[0] == b"never":
        return None
    if words[0] == b"epoch":
        if (seconds := _below(words[1:], END_OF_TIME)) is None:
            raise _BrokenError("a time that cannot be read")
        return seconds
    try:
        text = b" ".join(words[1:3]).decode("ascii")
        return int(datetime.strptime(text, "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise _BrokenError("a time that cannot be read") from None


def _octets(words: list[bytes]) -> bytes:
    """A string with octal escapes, or hexadecimal octets with colons."""
    if not words:
        return b""
    if words[0].startswith(b'"'):
        return _OCTAL.sub(_unescaped, words[0][1:-1])
    try:
        return bytes(int(part, 16) for part in words[0].split(b":"))
    except ValueError:
        raise _BrokenError("octets that cannot be read") from None


def _unescaped(found: re.Match[bytes]) -> bytes:
    code: bytes = found[1]
    if code[:1].isdigit() and code[0] < 0x38:
        return bytes((int(code, 8) & 0xFF,))
    return _CONTROLS.get(code, code)


def _text(words: list[bytes]) -> str:
    return readable(_octets(words[:1]) if words and words[0].startswith(b'"') else b"".join(words[:1]))
