"""What can be wrong with octets (a remote fault) and with values given to us (a local misuse).

Rules this file keeps:

- decoders raise or report only :class:`DecodeError`, always with the offset of the first bad octet;
- encoders and text parsers raise only :class:`EncodeError`, which names the value that was refused.
"""

from __future__ import annotations


class DecodeError(ValueError):
    """Octets that do not follow their format.

    ``offset`` counts octets from the start of the DHCP message (or of the octets given to the decoder),
    ``reason`` is one clause without a final stop, such as ``option 51 needs 4 octets, has 3``.
    """

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset

    def __str__(self) -> str:
        return f"{self.reason} (at octet {self.offset})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DecodeError):
            return NotImplemented
        return (self.reason, self.offset) == (other.reason, other.offset)

    def __hash__(self) -> int:
        return hash((self.reason, self.offset))


class EncodeError(ValueError):
    """A value or a text that has no encoding; ``reason`` says which and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
