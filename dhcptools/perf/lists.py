"""Files that load flags name: MAC addresses, addresses of relays, messages in hexadecimal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from dhcptools.perf.asked import Asked
from dhcptools.perf.flag_kinds import FlagError, mac

_MOST_OCTETS = 1 << 28


@dataclass(frozen=True, slots=True)
class Files:
    """What the files say that a request names."""

    macs: tuple[bytes, ...] = ()
    relays: tuple[str, ...] = ()
    templates: tuple[bytes, ...] = ()


class FileError(FlagError):
    """A file that cannot be used."""


def read_files(request: Asked, *, templates: bool = True) -> Files:
    """Read every file that is named, without ``templates`` only the lists. FileError when one cannot be used."""
    return Files(
        macs=read_macs(request.mac_list) if request.mac_list else (),
        relays=read_addresses(request.relay_list, request.family) if request.relay_list else (),
        templates=tuple(read_template(path) for path in request.templates) if templates else (),
    )


def read_macs(path: str) -> tuple[bytes, ...]:
    """MAC addresses, one a line; empty lines are skipped. FileError for a file that has none or a line that is none."""
    found: list[bytes] = []
    for number, line in enumerate(_read(path).splitlines(), 1):
        try:
            found += [mac(line)] if line.strip() else []
        except FlagError as error:
            raise FileError(f"{path}, line {number}: {error}", f"invalid mac in input line {number}") from None
    if not found:
        raise FileError(f"{path} holds no MAC address")
    return tuple(found)


def read_addresses(path: str, family: int) -> tuple[str, ...]:
    """Addresses of ``family``, one a line; empty lines are skipped. FileError for none, or for a line that is none."""
    kind = IPv4Address if family == 4 else IPv6Address
    found: list[str] = []
    for number, line in enumerate(_read(path, "file with addresses is empty!").splitlines(), 1):
        text = line.strip()
        if not text:
            continue
        try:
            found.append(str(kind(text)))
        except ValueError:
            said = f"invalid address or wrong address version in line: {number}"
            raise FileError(f"{path}, line {number}: {text!r} is not an IPv{family} address", said) from None
    if not found:
        raise FileError(f"{path} holds no address", "file with addresses is empty!")
    return tuple(found)


def read_template(path: str) -> bytes:
    """A message as hexadecimal digits with any space between them. FileError when it is not that."""
    digits = "".join(_read(path, f"unable to open template file {path}").split())
    wrong = re.search(r"[^0-9a-fA-F]", digits)
    if wrong:
        raise FileError(f"{path}: {wrong[0]!r} is not a hexadecimal digit", f"'{wrong[0]}' is not a hexadecimal digit")
    if not digits:
        raise FileError(f"{path} is empty", f"the template file {path} is empty")
    if len(digits) % 2:
        raise FileError(f"{path} has an odd number of digits", "odd number of digits in template file")
    return bytes.fromhex(digits)


def _read(path: str, said: str = "") -> str:
    try:
        with Path(path).open(encoding="latin-1") as file:
            text = file.read(_MOST_OCTETS + 1)
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}", said) from error
    if len(text) > _MOST_OCTETS:  # a million clients have a tenth of that
        raise FileError(f"cannot read {path}: over {_MOST_OCTETS >> 20} MiB", said)
    return text
