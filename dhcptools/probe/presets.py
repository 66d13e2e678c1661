"""What network boot firmware says of itself: options 60, 93, 94, 97 (PXE 2.1 §2.2.1, RFC 4578) and 61, 62, 16 in v6."""

from __future__ import annotations

from dataclasses import dataclass

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.names4 import ARCHITECTURES
from dhcptools.packet.raw import RawOption

ALIASES = {
    "bios": 0, "efi32": 6, "efi64": 7, "uefi": 7, "x64": 7, "arm32": 10, "arm64": 11, "riscv64": 27, "http": 16,
}  # fmt: skip  # what people call them
PARAMETERS = (1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42, 43, 50, 51, 54, 58, 59, 60, 66, 67, 97,
              128, 129, 130, 131, 132, 133, 134, 135)  # fmt: skip  # what PXE asks for (PXE 2.1 table 2-1)
ORO = (23, 24, 59, 60)  # DNS, and the boot file's URL and parameters (RFC 5970)
INTEL = 343  # whose enterprise number firmware sends its vendor class with in DHCPv6


@dataclass(frozen=True, slots=True)
class Firmware:
    """An architecture, by its number of IANA's "Processor Architecture Types"."""

    architecture: int

    @property
    def http(self) -> bool:
        """Boots over HTTP rather than TFTP."""
        return ARCHITECTURES.get(self.architecture, "").endswith("-http")

    @property
    def interface(self) -> tuple[int, int, int]:
        """Network interface identifier: UNDI 2.1 under BIOS, 3.16 under UEFI."""
        return (1, 2, 1) if self.architecture in {0, 20} else (1, 3, 16)

    @property
    def vendor_class(self) -> bytes:
        """``PXEClient:Arch:00007:UNDI:003016``, or HTTPClient."""
        _, major, minor = self.interface
        name = "HTTPClient" if self.http else "PXEClient"
        return f"{name}:Arch:{self.architecture:05}:UNDI:{major:03}{minor:03}".encode()

    def options4(self, machine: bytes) -> tuple[RawOption, ...]:
        """The options of a DHCPv4 request; ``machine`` are the 16 octets of its UUID."""
        return (
            RawOption(57, (1472).to_bytes(2)),
            RawOption(60, self.vendor_class),
            RawOption(93, self.architecture.to_bytes(2)),
            RawOption(94, bytes(self.interface)),
            RawOption(97, b"\0" + machine),
        )

    def options6(self) -> tuple[RawOption, ...]:
        """The options of a DHCPv6 request: RFC 5970 §3.3, §3.4, and the vendor class."""
        named = self.vendor_class
        return (
            RawOption(16, INTEL.to_bytes(4) + len(named).to_bytes(2) + named),
            RawOption(61, self.architecture.to_bytes(2)),
            RawOption(62, bytes(self.interface)),
        )


def firmware(text: str) -> Firmware:
    """The firmware of an architecture given by IANA's name, a short one, or a number. Raises EncodeError."""
    wanted = text.strip().lower().replace("_", "-")
    if wanted in ALIASES:
        return Firmware(ALIASES[wanted])
    for code, name in ARCHITECTURES.items():
        if wanted == name:
            return Firmware(code)
    if wanted.isascii() and wanted.isdigit() and int(wanted[:6]) <= 0xFFFF:
        return Firmware(int(wanted[:6]))
    names = ", ".join((*ALIASES, *ARCHITECTURES.values()))
    raise EncodeError(f"{text!r} is no architecture: a number or one of {names}")
