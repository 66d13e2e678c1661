"""Authentication: option 90 (RFC 3118, RFC 6704) and relay agent sub-option 8 (RFC 4030)."""

from __future__ import annotations

from dataclasses import dataclass

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import Json, Value
from dhcptools.packet.kinds.string import octets
from dhcptools.packet.kinds.v4_octets import Reader, Structured, mapping, named, number, within

PROTOCOLS = {0: "configuration-token", 1: "delayed", 2: "delayed-obsolete", 3: "reconfigure-key"}
RELAY_ALGORITHMS = {1: "hmac-sha1"}


@dataclass(frozen=True, slots=True)
class Authentication:
    """Option 90. ``information`` depends on the protocol; the views below read it where an RFC says how."""

    protocol: int
    algorithm: int
    rdm: int
    replay: int
    information: bytes

    @property
    def secret_id(self) -> int | None:
        """Delayed authentication: the secret's number (RFC 3118 §5.2); None when only a request or another protocol."""
        return int.from_bytes(self.information[:4]) if self.protocol == 1 and len(self.information) == 20 else None

    @property
    def nonce_type(self) -> int | None:
        """Forcerenew nonce (RFC 6704): 1 the nonce itself, 2 an HMAC-MD5 digest."""
        return self.information[0] if self.protocol == 3 and len(self.information) == 17 else None


class AuthenticationKind(Structured):
    """An :class:`Authentication`; text ``protocol=1, algorithm=1, rdm=0, replay=0x…, information=hex``."""

    name = "binary"
    what = "authentication"
    _names = ("protocol", "algorithm", "rdm", "replay", "information")

    def read(self, reader: Reader) -> Authentication:
        protocol, algorithm, rdm = reader.take(3, "protocol, algorithm and RDM")
        return Authentication(protocol, algorithm, rdm, reader.uint(8, "replay detection"), reader.rest())

    def encode(self, value: Value) -> bytes:
        if not isinstance(value, Authentication):
            raise EncodeError(f"{value!r} is not an Authentication")
        head = bytes(within(getattr(value, name), 255, name) for name in self._names[:3])
        return head + within(value.replay, 2**64 - 1, "replay").to_bytes(8) + value.information

    def parse(self, text: str) -> Authentication:
        found = mapping(text, self._names, "authentication")
        return Authentication(
            named(found["protocol"], PROTOCOLS, 255, "protocol"),
            number(found["algorithm"], 255, "algorithm"),
            number(found["rdm"], 255, "rdm"),
            number(found["replay"], 2**64 - 1, "replay"),
            octets(found["information"]),
        )

    def text(self, value: Value) -> str:
        auth: Authentication = value
        return (
            f"protocol={PROTOCOLS.get(auth.protocol, auth.protocol)}, algorithm={auth.algorithm}, rdm={auth.rdm}, "
            f"replay={auth.replay:#018x}, information={auth.information.hex()}"
        )

    def json(self, value: Value) -> Json:
        auth: Authentication = value
        return {
            "protocol": auth.protocol,
            "algorithm": auth.algorithm,
            "rdm": auth.rdm,
            "replay": f"{auth.replay:016x}",
            "information": auth.information.hex(),
        }


@dataclass(frozen=True, slots=True)
class RelayAuthentication:
    """Relay agent sub-option 8 (RFC 4030 §3). ``reserved`` are the four bits that must be zero, kept as received."""

    algorithm: int
    reserved: int
    rdm: int
    replay: int
    relay_id: int
    information: bytes


class RelayAuthenticationKind(Structured):
    """A :class:`RelayAuthentication`; text ``algorithm=hmac-sha1, reserved=0, rdm=1, replay=…, relay-id=…``."""

    name = "binary"
    what = "relay authentication"
    _names = ("algorithm", "reserved", "rdm", "replay", "relay-id", "information")

    def read(self, reader: Reader) -> RelayAuthentication:
        algorithm, mixed = reader.take(2, "algorithm and RDM")
        return RelayAuthentication(
            algorithm,
            mixed >> 4,
            mixed & 15,
            reader.uint(8, "replay detection"),
            reader.uint(4, "relay identifier"),
            reader.rest(),
        )

    def encode(self, value: Value) -> bytes:
        if not isinstance(value, RelayAuthentication):
            raise EncodeError(f"{value!r} is not a RelayAuthentication")
        mixed = within(value.reserved, 15, "reserved") << 4 | within(value.rdm, 15, "rdm")
        return (
            bytes((within(value.algorithm, 255, "algorithm"), mixed))
            + within(value.replay, 2**64 - 1, "replay").to_bytes(8)
            + within(value.relay_id, 2**32 - 1, "relay-id").to_bytes(4)
            + value.information
        )

    def parse(self, text: str) -> RelayAuthentication:
        found = mapping(text, self._names, "relay authentication")
        return RelayAuthentication(
            named(found["algorithm"], RELAY_ALGORITHMS, 255, "algorithm"),
            number(found["reserved"], 15, "reserved"),
            number(found["rdm"], 15, "rdm"),
            number(found["replay"], 2**64 - 1, "replay"),
            number(found["relay-id"], 2**32 - 1, "relay-id"),
            octets(found["information"]),
        )

    def text(self, value: Value) -> str:
        auth: RelayAuthentication = value
        return (
            f"algorithm={RELAY_ALGORITHMS.get(auth.algorithm, auth.algorithm)}, reserved={auth.reserved}, "
            f"rdm={auth.rdm}, replay={auth.replay:#018x}, relay-id={auth.relay_id:#010x}, "
            f"information={auth.information.hex()}"
        )

    def json(self, value: Value) -> Json:
        auth: RelayAuthentication = value
        return {
            "algorithm": auth.algorithm,
            "reserved": auth.reserved,
            "rdm": auth.rdm,
            "replay": f"{auth.replay:016x}",
            "relay_id": f"{auth.relay_id:08x}",
            "information": auth.information.hex(),
        }


AUTHENTICATION = AuthenticationKind()
RELAY_AUTHENTICATION = RelayAuthenticationKind()
