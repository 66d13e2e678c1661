"""Where ISC dhcpd leases addresses, dhcpd.conf(5): its subnets, shared networks and ranges, as a Kea configuration.

What else stands there is stepped over. Included files are read, relative names from the directory of the file itself.
Subnets have no numbers in dhcpd: they are counted from 1 in the order of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv6Network, ip_address, ip_network, summarize_address_range
from pathlib import Path
from typing import Final

from dhcptools.kea.dialect import read_file
from dhcptools.kea.model import Config, PdPool, Pool, Subnet
from dhcptools.leases.faults import Fault
from dhcptools.leases.isc import Statement, statements

_SUBNET: Final = re.compile(rb"^\s*(?:subnet|subnet6|shared-network)\s", re.MULTILINE)
_MOST_INCLUDES: Final = 64
_GROUPS: Final = (b"group", b"pool", b"pool6", b"class", b"if", b"else", b"elsif")
Numbered = list[Subnet]


class DhcpdConfigError(ValueError):
    """A dhcpd.conf that cannot be understood: the file, the line and why."""


def is_dhcpd_config(path: Path) -> bool:
    """Whether a file speaks dhcpd's language and not Kea's."""
    try:
        text = read_file(str(path))
    except OSError:
        return False
    return _SUBNET.search(text) is not None and b"Dhcp4" not in text and b"Dhcp6" not in text


def read_dhcpd_config(path: Path) -> Config:
    """The configuration of a file. DhcpdConfigError for what cannot be understood, OSError for what cannot be read."""
    subnets: Numbered = []
    for statement, file in _statements(path, [0]):
        _take(statement, file, "", subnets)
    family = subnets[0].prefix.version if subnets else 4
    return Config(family, tuple(subnet for subnet in subnets if subnet.prefix.version == family))


def named_lease_file(path: Path) -> Path | None:
    """What ``lease-file-name`` says; None without it. The errors of ``read_dhcpd_config``."""
    for statement, _ in _statements(path, [0]):
        if statement.words[0] == b"lease-file-name" and len(statement.words) > 1:
            return Path(statement.words[1].strip(b'"').decode(errors="surrogateescape"))
    return None


def _statements(path: Path, read: list[int]) -> Iterator[tuple[Statement, Path]]:
    read[0] += 1
    if read[0] > _MOST_INCLUDES:
        raise DhcpdConfigError(f"{path}: more than {_MOST_INCLUDES} files are included")
    faults: list[Fault] = []
    for statement in statements(read_file(str(path)), path, faults):
        if statement.words[0] == b"include" and len(statement.words) > 1:
            name = statement.words[1].strip(b'"').decode(errors="surrogateescape")
            yield from _statements(path.parent / name, read)
        else:
            yield statement, path
    if faults:
        raise DhcpdConfigError(str(faults[0]))


def _take(statement: Statement, path: Path, network: str, subnets: Numbered) -> None:
    kind, *words = statement.words
    try:
        if kind == b"shared-network" and words:
            name = words[0].strip(b'"').decode(errors="replace")
            for inner in statement.inner:
                _take(inner, path, name, subnets)
        elif kind == b"subnet" and len(words) == 3:
            subnets.append(_subnet(statement, f"{words[0].decode()}/{words[2].decode()}", network, len(subnets) + 1))
        elif kind == b"subnet6" and words:
            subnets.append(_subnet(statement, words[0].decode(), network, len(subnets) + 1))
        elif kind in _GROUPS:
            for inner in statement.inner:
                _take(inner, path, network, subnets)
    except ValueError as error:
        if isinstance(error, DhcpdConfigError):
            raise
        raise DhcpdConfigError(f"{path}:{statement.line}: {error}") from None


def _subnet(statement: Statement, prefix: str, network: str, number: int) -> Subnet:
    pools: list[Pool] = []
    delegated: list[PdPool] = []
    for words in _ranges(statement):
        kind, *rest = (word.decode() for word in words)
        ends = [word for word in rest if word not in {"dynamic-bootp", "temporary"}]
        if not ends:
            raise ValueError(f"{kind} without addresses")
        if kind == "prefix6":
            delegated += _delegated(*ends)
        elif "/" in ends[0]:
            whole = ip_network(ends[0], strict=False)
            pools.append(Pool(whole.network_address, whole.broadcast_address))
        else:
            pools.append(Pool(ip_address(ends[0]), ip_address(ends[-1])))
    return Subnet(number, ip_network(prefix), tuple(pools), tuple(delegated), shared_network=network)


def _ranges(statement: Statement) -> Iterator[list[bytes]]:
    """The ranges in a subnet and in its pools and groups."""
    for inner in statement.inner:
        if inner.words[0] in {b"range", b"range6", b"prefix6"}:
            yield inner.words
        elif inner.words[0] in _GROUPS:
            yield from _ranges(inner)


def _delegated(first: str = "", last: str = "", length: str = "") -> Iterator[PdPool]:
    """Prefixes of one length from the first to the last one."""
    bits = int(length.removeprefix("/") or 0)
    if not 0 < bits <= 128:
        raise ValueError("prefix6 takes two prefixes and their length")
    end = IPv6Network(f"{last}/{bits}").broadcast_address
    for prefix in summarize_address_range(IPv6Network(f"{first}/{bits}").network_address, end):
        yield PdPool(prefix, bits)
