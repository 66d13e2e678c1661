"""Addresses and prefixes of a DHCPv6 reply, read as a client must (RFC 9915 §21.4, §21.6, §21.21, §21.22)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Final

from dhcptools.packet import names6
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ia6 import (
    OPTION_IA_NA,
    OPTION_IA_PD,
    OPTION_IA_TA,
    IaAddr,
    IaNa,
    IaPd,
    IaPrefix,
    IaTa,
    StatusCode,
)
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6

Ia = IaNa | IaTa | IaPd

IA_CLASSES: Final[dict[int, type[IaNa] | type[IaTa] | type[IaPd]]] = {
    OPTION_IA_NA: IaNa,
    OPTION_IA_TA: IaTa,
    OPTION_IA_PD: IaPd,
}
IA_NAMES: Final = {OPTION_IA_NA: "IA_NA", OPTION_IA_TA: "IA_TA", OPTION_IA_PD: "IA_PD"}


@dataclass(frozen=True, slots=True)
class Binding6:
    """One address or delegated prefix. ``ia`` is the option code of its IA; ``prefix_length`` is 128 for an address."""

    ia: int
    iaid: int
    address: IPv6Address
    prefix_length: int
    preferred_lifetime_s: int
    valid_lifetime_s: int
    t1_s: int = 0
    t2_s: int = 0

    def option(self) -> RawOption:
        """The IA Address or IA Prefix option that states it again."""
        if self.ia == OPTION_IA_PD:
            prefix = IaPrefix(self.preferred_lifetime_s, self.valid_lifetime_s, self.prefix_length, self.address)
            return prefix.option()
        return IaAddr(self.address, self.preferred_lifetime_s, self.valid_lifetime_s).option()


@dataclass(frozen=True, slots=True)
class IaStatus:
    """A status code inside an IA, or inside one of its addresses or prefixes."""

    ia: int
    iaid: int
    status: StatusCode

    def __str__(self) -> str:
        return f"{IA_NAMES[self.ia]} {self.iaid}: {status_text(self.status)}"


@dataclass(frozen=True, slots=True)
class Bindings6:
    """What the IAs of one message hold. ``skipped`` says which parts a client disregards, and why."""

    bindings: tuple[Binding6, ...]
    statuses: tuple[IaStatus, ...]
    skipped: tuple[str, ...]


def ias(message: Message6) -> Iterator[tuple[int, Ia | DecodeError]]:
    """The IA options of a message in order, each with its code; a DecodeError in the place of one that is not whole."""
    for option in message.options:
        known = IA_CLASSES.get(option.code)
        if known is not None:
            try:
                yield option.code, known.decode(option.data, option.offset + 4 if option.offset >= 0 else 0)
            except DecodeError as error:
                yield option.code, error


def read(message: Message6, asked: Iterable[tuple[int, int]] | None = None) -> Bindings6:
    """Read every IA. ``asked`` are (option code, IAID) pairs; others are skipped when it is given. Never raises."""
    wanted = None if asked is None else frozenset(asked)
    bindings: list[Binding6] = []
    statuses: list[IaStatus] = []
    skipped: list[str] = []
    for code, ia in ias(message):
        if isinstance(ia, DecodeError):
            skipped.append(f"{IA_NAMES[code]}: {ia}")
        elif wanted is not None and (code, ia.iaid) not in wanted:
            skipped.append(f"{IA_NAMES[code]} {ia.iaid} was not asked for")
        else:
            _read_ia(code, ia, bindings, statuses, skipped)
    return Bindings6(tuple(bindings), tuple(statuses), tuple(skipped))


def _read_ia(code: int, ia: Ia, bindings: list[Binding6], statuses: list[IaStatus], skipped: list[str]) -> None:
    t1, t2 = (0, 0) if isinstance(ia, IaTa) else (ia.t1, ia.t2)
    name = f"{IA_NAMES[code]} {ia.iaid}"
    if t1 > t2 > 0:  # §21.4: discard the IA and process the rest
        skipped.append(f"{name}: T1 {t1} is greater than T2 {t2} (RFC 9915 §21.4)")
        return
    try:
        status = ia.status()
        leases: tuple[IaAddr | IaPrefix, ...] = ia.prefixes() if isinstance(ia, IaPd) else ia.addresses()
        inner = [lease.status() for lease in leases]
    except DecodeError as error:
        skipped.append(f"{name}: {error}")
        return
    statuses.extend(IaStatus(code, ia.iaid, stated) for stated in (status, *inner) if stated is not None)
    if status is not None and status.status_code != 0:
        return
    for lease, stated in zip(leases, inner, strict=True):
        address, length = (lease.prefix, lease.prefix_length) if isinstance(lease, IaPrefix) else (lease.address, 128)
        preferred, valid = lease.preferred_lifetime, lease.valid_lifetime
        if preferred > valid or length > 128:  # §21.6, §21.22: discard the option
            skipped.append(f"{name}: {address}/{length} has preferred lifetime {preferred} and valid lifetime {valid}")
        elif valid == 0:
            skipped.append(f"{name}: {address}/{length} has valid lifetime 0")
        elif stated is None or stated.status_code == 0:
            bindings.append(Binding6(code, ia.iaid, address, length, preferred, valid, t1, t2))


def status_of(message: Message6) -> StatusCode | None:
    """The status code of the message itself; None when absent or too short (RFC 9915 §21.13: absent means Success)."""
    data = message.first(13)
    return None if data is None or len(data) < 2 else StatusCode.decode(data)


def status_text(status: StatusCode) -> str:
    """``NoAddrsAvail (no address left)``: the name of the code, and the server's words in parentheses."""
    name = names6.STATUS_CODES.get(status.status_code, f"status {status.status_code}")
    return f"{name} ({status.message})" if status.message else name
