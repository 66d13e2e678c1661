"""What came of one packet in ``class test``: what renderers are given."""

from __future__ import annotations

from dataclasses import dataclass

from dhcptools.kea.expression import Expression, Traced


@dataclass(frozen=True, slots=True)
class ClassVerdict:
    """One test of a configuration: ``when`` is packet, known or additional."""

    name: str
    when: str
    value: bytes
    error: str


@dataclass(frozen=True, slots=True)
class Classified:
    """The classes of a packet by a configuration; ``dropped`` is packet, known, or empty when DROP was not reached."""

    classes: tuple[str, ...]
    additional: tuple[str, ...]
    waiting: tuple[str, ...]
    verdicts: tuple[ClassVerdict, ...]
    dropped: str
    subnet_id: int | None
    subnet: str
    shared_network: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One packet: ``value`` is None where the expression failed, with ``error``, or there was none."""

    number: int
    value: bytes | None
    error: str
    steps: tuple[Traced, ...]
    classified: Classified | None

    @property
    def matched(self) -> bool:
        """Whether the expression is true, or a template names something."""
        return self.value is not None and self.value not in {b"false", b""}


def shown(expression: Expression, value: bytes) -> str:
    """A value for people: true, false, a text in quotes, or octets."""
    if value in {b"true", b"false"} and expression.result == "bool":
        return value.decode()
    return readable(value)


def readable(value: bytes) -> str:
    """Octets as ``'text'`` where all are printable ASCII, else as ``0x…``."""
    if value and all(0x20 <= octet < 0x7F for octet in value):
        return f"'{value.decode('ascii')}'"
    return f"0x{value.hex()}" if value else "''"
