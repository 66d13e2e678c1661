"""What ``-x`` asks for, as perfdhcp prints it: arguments, waits, times, server, reason, packets, leases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from dhcptools.report.perfdhcp_text import LABELS

if TYPE_CHECKING:  # printed before anything heavy is loaded
    from dhcptools.measure.details import Details
    from dhcptools.measure.result import Run
    from dhcptools.perf.asked import Asked

_LEASE_TYPES: Final = {
    "address-only": "address-only (IA_NA option added to the client's request)",
    "prefix-only": "prefix-only (IA_PD option added to the client's request)",
    "address-and-prefix": "address-and-prefix (Both IA_NA and IA_PD options added to the client's request)",
}
_WORDS: Final = ("xid-offset", "random-offset", "srvid-offset", "time-offset", "ip-offset")


def arguments(request: Asked, *, interface: bool, multi: bool, mac: bytes, duid: bytes) -> str:
    """``-x a``: what was understood. ``interface``: -l names one; ``mac`` and ``duid``: of the first client."""
    drop_times = (1000.0, 1000.0) if request.avalanche else (*request.drop_times_s, 1.0, 1.0)[:2]
    only = "DISCOVER-OFFER only" if request.family == 4 else "SOLICIT-ADVERTISE only"
    lines = [
        f"IPv{request.family}",
        *([only] if request.two_way else []),
        f"lease-type={_LEASE_TYPES[request.lease_type]}",
        *_given("rate[1/s]", request.rate_pps),
        *_given("renew-rate[1/s]", request.renew_rate),
        *_given("release-rate[1/s]", request.release_rate),
        *_given("report[s]", request.interval_s),
        *_given("clients", request.clients),
        *_numbered("base[{}]", (base.text for base in request.bases)),
        *_numbered("num-request[{}]", request.requests),
        *_given("test-period", request.period_s and int(request.period_s)),
        *_numbered("drop-time[{}]", (f"{time:.6g}" for time in drop_times)),
        *_numbered("max-drop{{{}]", (drops.count for drops in request.max_drops if drops.count)),
        *_numbered("max-pdrop{{{}]", (f"{drops.percent:.6g}" for drops in request.max_drops if drops.percent)),
        *_given("preload", request.preload),
        *_given("local-port", request.local_port),
        *_given("remote-port", request.server_port),
        *_given("seed", request.seed),
        *_flags(("broadcast", request.broadcast), ("rapid-commit", request.rapid_commit)),
        *_flags(("use-first", request.use_first)),
        *_given("mac-list-file", request.mac_list),
        *_numbered("template-file[{}]", request.templates),
        *_numbered("xid-offset[{}]", request.xid_offsets),
        *_offset("elp-offset", request.elapsed_offset),
        *_numbered("rnd-offset[{}]", request.random_offsets),
        *_offset("sid-offset", request.server_id_offset),
        *_offset("rip-offset", request.address_offset),
        *_given("diagnostic-selectors", request.diagnostics),
        *_given("wrapped", request.wrapped),
        *_given("interface" if interface else "local-addr", request.local),
        *_given("server", request.server),
        "multi-thread-mode" if multi else "single-thread-mode",
        f"Set MAC to {mac.hex(':').replace(':', '::')}",
        f"Set DUID to {duid.hex()}",
    ]
    return _text(lines)


def afterwards(run: Run, request: Asked, offsets: Sequence[Sequence[int]]) -> str:
    """What was asked for beside arguments and waits, in perfdhcp's order; ``offsets`` as for :func:`packets`."""
    chosen, details, said = request.diagnostics, run.details, ""
    if details is not None:
        said += timestamps(details, run.exchanges) if "t" in chosen else ""
        said += server(details) if "s" in chosen else ""
    said += "Interrupted\n" if "e" in chosen else ""
    if details is not None and not request.avalanche:
        said += packets(details, offsets) if "T" in chosen else ""
        said += leases(details, run.exchanges, run.family) if "l" in chosen else ""
    return said


def waits(details: Details) -> str:
    """``-x i``."""
    return f"Short waits for packets: {details.waits}\n"


def timestamps(details: Details, names: Iterable[str]) -> str:
    """``-x t``: when each answered request left and when its answer came, since the start."""
    lines: list[str] = []
    for name in names:
        lines.append(f"***Timestamps for packets: {LABELS[name]}***")
        times = details.times.get(name, [])
        lines += [f"sent / received: {_time(sent)} / {_time(received)}" for sent, received in times]
        lines += [] if times else ["Unavailable! No packets received."]
        lines.append("")
    return _text(lines)


def server(details: Details) -> str:
    """``-x s``: the server identifier that came first; nothing when none came."""
    return f"Server id: {details.server.hex()}\n" if details.server else ""


def reason(run: Run, request: Asked) -> str:
    """Half of ``-x e``: which limit was reached; nothing after a signal."""
    counted = any(limit.count for limit in request.max_drops)
    reasons = {
        "period": "reached test-period.",
        "requests": "Reached max requests limit.",
        "losses": "Reached maximum drops number." if counted else "Reached maximum percentage of drops.",
        "thresholds": "A threshold cannot be kept any more.",
    }
    return f"{reasons[run.stopped_by]}\n" if run.stopped_by in reasons else ""


def packets(details: Details, offsets: Sequence[Sequence[int]]) -> str:
    """``-x T``: the first packet of each stage that sent one, with the offsets of what differs from client to client.

    ``offsets`` of a stage: transaction id and client, and for the second one server, elapsed time and address.
    """
    lines: list[str] = []
    for octets, places in zip(details.packets.values(), offsets, strict=False):
        lines += [f"{word}={place}" for word, place in zip(_WORDS, places, strict=False)]
        digits = octets.hex()
        lines.append("contents: ")
        lines += [f"{at:04x}   {digits[at : at + 32]}" for at in range(0, len(digits), 32)]
        lines.append("")
    return _text(lines)


def leases(details: Details, names: Iterable[str], family: int) -> str:
    """``-x l``: the leases of each exchange as comma-separated values, under the headings perfdhcp has."""
    separator = ":" if family == 6 else ""
    lines: list[str] = []
    for name in names:
        lines += [f"***Leases for {LABELS[name]}***", "client_id,adrress,prefix"]
        for client, address, prefix in details.leases.get(name, []):
            lines.append(f"{client.hex(separator) if separator else client.hex()},{address},{prefix}")
        lines += ["", ""]
    return _text(lines)


def _time(ns: int) -> str:
    seconds, rest = divmod(ns // 1000, 1_000_000)
    return f"{seconds // 3600:02}{seconds // 60 % 60:02}{seconds % 60:02}.{rest:06}"


def _given(name: str, value: object) -> list[str]:
    return [f"{name}={value}"] if value else []


def _offset(name: str, value: int | None) -> list[str]:
    return [] if value == 0 else [f"{name}={-1 if value is None else value}"]


def _numbered(name: str, values: Iterable[object]) -> list[str]:
    return [f"{name.format(number)}={value}" for number, value in enumerate(values)]


def _flags(*rows: tuple[str, bool]) -> list[str]:
    return [name for name, given in rows if given]


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
