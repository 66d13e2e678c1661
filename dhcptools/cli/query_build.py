"""From the flags of ``query`` to the message it sends, or the exchange it runs. Everything here raises UsageError."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address

import click

from dhcptools.cli.query_flags import Flags
from dhcptools.cli.query_open import Way, own_mac
from dhcptools.cli.query_values import client_id, random_bits, random_mac
from dhcptools.exchange import relay4, relay6
from dhcptools.exchange.bindings6 import Ia
from dhcptools.exchange.relay4 import Relay4
from dhcptools.exchange.relay6 import Relay6
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import BROADCAST_FLAG, Message4
from dhcptools.packet.v6 import AnyMessage6
from dhcptools.probe.compose import Wish4, Wish6, ia_na, ia_pd, kind_of
from dhcptools.probe.option_text import codes_of, options_of
from dhcptools.probe.presets import ORO, PARAMETERS, firmware
from dhcptools.probe.replay import captured_request, renewed4, renewed6

_ONLY4 = (
    "op", "htype", "hlen", "hops", "secs", "flags", "broadcast", "ciaddr", "yiaddr", "siaddr", "giaddr", "sname",
    "file", "client_id",
)  # fmt: skip  # the fields of the one family
_ONLY6 = ("duid", "ia_na", "ia_pd")
_NOT_IN_EXCHANGES = ("op", "hlen", "hops", "ciaddr", "yiaddr", "siaddr", "giaddr", "sname", "file", "flags", "wait")
_MESSAGE_FLAGS = (
    *_ONLY4, "iaid", "ia_na", "ia_pd", "option", "request", "arch", "rapid_commit",
)  # fmt: skip  # a captured packet brings them along


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks; ``parameters`` and ``options`` go into every message."""

    mac: bytes
    duid: bytes
    options: tuple[RawOption, ...]
    parameters: tuple[int, ...] | None


@contextmanager
def usage() -> Iterator[None]:
    """What cannot be encoded was typed so."""
    try:
        yield
    except EncodeError as error:
        raise click.UsageError(error.reason) from error


def family_of(flags: Flags) -> int:
    """4 or 6, by -4 and -6, the exchange, the type, or the target."""
    if flags.ipv4 and flags.ipv6:
        raise click.UsageError("-4 and -6 exclude each other")
    said = 4 if flags.ipv4 else 6 if flags.ipv6 else None
    of_exchange = 4 if flags.dora else 6 if flags.sarr else None
    if said is not None and of_exchange not in {None, said}:
        raise click.UsageError("--dora is DHCPv4's, --sarr is DHCPv6's")
    if said is not None or of_exchange is not None:
        return said or of_exchange or 4
    if flags.kind is not None:
        with usage():
            return kind_of(flags.kind, None)[0]
    if flags.replay is not None:
        with usage():
            return 4 if isinstance(captured_request(flags.replay), Message4) else 6
    return 6 if flags.target is not None and ":" in flags.target else 4


def check(flags: Flags, family: int) -> None:
    """Refuse flags that would be ignored."""
    _refuse(flags, _ONLY6 if family == 4 else _ONLY4, f"DHCPv{family} has no such thing")
    if flags.dora and flags.sarr:
        raise click.UsageError("--dora and --sarr exclude each other")
    if flags.exchange:
        _refuse(flags, (*_NOT_IN_EXCHANGES, "kind", "replay", "interactive"), "a whole exchange sets it by itself")
    elif flags.release:
        raise click.UsageError("--release gives back what --dora or --sarr took; for one message say TYPE release")
    if flags.mac == "captured" and flags.replay is None:
        raise click.UsageError("--mac captured needs --replay")
    if flags.replay is not None:
        _refuse(flags, (*_MESSAGE_FLAGS, "kind", "interactive"), "a captured packet is sent as it is")
    shown = [name for name in ("print_only", "env", "as_json") if getattr(flags, name)]
    shown += ["style"] if flags.style != "dhcptest" else []
    if len(shown) > 1:
        raise click.UsageError(f"{' and '.join(map(_flag, shown))} exclude each other")
    if flags.xid is not None and family == 6 and flags.xid > 0xFFFFFF:
        raise click.UsageError("--xid: a transaction-id of DHCPv6 has 24 bits")
    if flags.target_mac is not None and not (flags.raw or flags.vlan is not None):
        raise click.UsageError("--target-mac needs --raw")
    if flags.local is not None and not flags.relay:
        raise click.UsageError("--local needs --relay")


def identity(flags: Flags, family: int) -> Identity:
    """Who asks, and with which options."""
    mac = flags.mac
    if mac in {None, "random", "captured"}:
        mac = random_mac()
    elif isinstance(mac, str):
        mac = own_mac(flags.interface)
    with usage():
        options = options_of(flags.option, family)
        parameters = codes_of(flags.request, family) if flags.request else None
        if flags.arch is not None:
            boot = firmware(flags.arch)
            given = {option.code for option in options}
            preset = boot.options4(b"\0\0" + mac.rjust(14, b"\0")[-14:]) if family == 4 else boot.options6()
            options = (*(option for option in preset if option.code not in given), *options)
            parameters = (PARAMETERS if family == 4 else ORO) if parameters is None else parameters
    return Identity(mac, flags.duid or b"\0\3\0\1" + mac, options, parameters)


def request_of(flags: Flags, family: int, who: Identity, way: Way, kind: str | None = None) -> Message4 | AnyMessage6:
    """The one message to send; ``kind`` takes the place of the TYPE."""
    with usage():
        if flags.replay is not None:
            return _replayed(flags, who)
        if family == 4:
            return _relayed4(_wish4(flags, who, way, kind).message(), way)
        return _relayed6(_wish6(flags, who, kind).message(), way)


def broadcast_flags(flags: Flags, way: Way) -> int:
    """The flags field: a broadcast answer reaches a client that has no address yet."""
    if flags.flags is not None:
        return flags.flags
    wanted = flags.broadcast
    if wanted is None:
        wanted = not way.unicast and way.relay is None
    return BROADCAST_FLAG if wanted else 0


def ias_of(flags: Flags) -> tuple[Ia, ...]:
    """The identity associations asked for, numbered from --iaid on in each type."""
    with usage():
        addresses = [ia_na(text, flags.iaid + number) for number, text in enumerate(flags.ia_na)]
        prefixes = [ia_pd(text, flags.iaid + number) for number, text in enumerate(flags.ia_pd)]
    return (*addresses, *prefixes)


def relay4_of(way: Way) -> Relay4 | None:
    """Our part as a relay agent."""
    return Relay4(way.relay, way.source_port) if isinstance(way.relay, IPv4Address) else None


def relays6_of(way: Way) -> tuple[Relay6, ...]:
    """The same for DHCPv6."""
    return (Relay6(way.relay, way.relay, way.source_port),) if isinstance(way.relay, IPv6Address) else ()


def _wish4(flags: Flags, who: Identity, way: Way, kind: str | None) -> Wish4:
    number = kind_of(kind or flags.kind or "discover", 4)[1]
    wish = Wish4(
        number,
        who.mac,
        random_bits(32) if flags.xid is None else flags.xid,
        flags=broadcast_flags(flags, way),
        sname=os.fsencode(flags.sname or ""),
        file=os.fsencode(flags.file or ""),
        client_id=None if flags.client_id is None else client_id(flags.client_id),
        parameters=who.parameters,
        options=(RawOption(80, b""), *who.options) if flags.rapid_commit else who.options,
    )
    fields = ("op", "htype", "hlen", "hops", "secs", "ciaddr", "yiaddr", "siaddr", "giaddr")
    return replace(wish, **{name: getattr(flags, name) for name in fields if getattr(flags, name) is not None})


def _wish6(flags: Flags, who: Identity, kind: str | None) -> Wish6:
    number = kind_of(kind or flags.kind or "solicit", 6)[1]
    ias = ias_of(flags)
    if not ias and number == 1:
        with usage():
            ias = (ia_na("any", flags.iaid),)
    return Wish6(
        number or 0,
        random_bits(24) if flags.xid is None else flags.xid,
        who.duid,
        ias,
        who.parameters,
        (RawOption(14, b""), *who.options) if flags.rapid_commit else who.options,
    )


def _relayed4(message: Message4, way: Way) -> Message4:
    relay = relay4_of(way)
    return message if relay is None else relay4.forward(message, relay)


def _relayed6(message: AnyMessage6, way: Way) -> AnyMessage6:
    return relay6.wrap(message, relays6_of(way))


def _replayed(flags: Flags, who: Identity) -> Message4 | AnyMessage6:
    message = captured_request(flags.replay or "")
    if isinstance(message, Message4):
        xid = random_bits(32) if flags.xid is None else flags.xid
        return renewed4(message, xid, None if flags.mac == "captured" else who.mac)
    number = random_bits(24) if flags.xid is None else flags.xid
    captured = flags.mac == "captured" and flags.duid is None
    return renewed6(message, number, None if captured else who.duid)


def _refuse(flags: Flags, names: tuple[str, ...], why: str) -> None:
    for name in names:
        value = getattr(flags, name)
        if value not in (None, (), False) and not (name == "iaid" and value == 1):
            raise click.UsageError(f"{_flag(name)}: {why}")


def _flag(name: str) -> str:
    return {"kind": "TYPE", "as_json": "--json", "hook": "--exec"}.get(name, f"--{name.replace('_', '-')}")
