"""Running a server: engine, sockets, signals, and the counters at the end."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.events import Events
from dhcpserver.log import Log
from dhcpserver.settings import Listen, Settings
from dhcpserver.transport import Clock, Endpoint, Loop
from dhcptools.kea.model import Config
from dhcptools.net.privileges import drop_privileges

if TYPE_CHECKING:
    from dhcpserver.gate import Gate
    from dhcpserver.persistence import Persistence

MOST_DUID: Final = 130  # RFC 9915 §11.1
_EXPIRE_A_TICK: Final = 100_000


def run(
    settings: Settings,
    *,
    ready: Callable[[Sequence[Listen]], None] | None = None,
    lifeline: int | None = None,
    gate: Gate | None = None,
    attach: Callable[[Loop, Engine4 | Engine6], None] | None = None,
) -> int:
    """Serve until SIGTERM or SIGINT, then print the counters on stdout and return the signal, 0 for the lifeline.

    SIGUSR1 prints the counters too. ``ready`` is called once every socket is bound, with the addresses and ports;
    ``lifeline`` is a file descriptor whose end stops the server. ``gate`` brings a scenario of faults, ``attach`` may
    watch more descriptors. Call it from the main thread. Raises NetError when a socket or the lease file cannot be
    opened.
    """
    log = None if settings.quiet else Log(sys.stdout if settings.json else sys.stderr, as_json=settings.json)
    if gate is not None and log is not None:
        gate.scenario.journal = log.fault
    with Loop(gate, None if log is None else log.malformed) as loop:
        engine, bound = _open(loop, settings, batches=gate is None and _by_batch(settings))
        if settings.drop:
            drop_privileges(settings.user)
        clock = Clock()
        store = loop.keep(_persistence(settings, engine, clock))
        events = Events(sys.stdout, as_json=settings.json)
        if settings.verbose:
            _observe(engine, events)
        if gate is not None:
            gate.open(engine, clock())
        if attach is not None:
            attach(loop, engine)
        stopping: list[int] = []
        asked: list[bool] = []  # for the counters
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        before = {number: signal.signal(number, lambda got, _: stopping.append(got)) for number in _SIGNALS}
        before[signal.SIGUSR1] = signal.signal(signal.SIGUSR1, lambda *_: asked.append(True))
        wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        try:
            loop.watch(reader, lambda: _woken(reader, asked, lambda: _count(events, "counters", engine, gate, clock())))
            if lifeline is not None:
                loop.watch(lifeline, lambda: stopping.append(0) if _drain(lifeline) else None)
            _announce(settings, bound)
            if settings.verbose:
                events.started(settings.family, bound, clock())
            if ready is not None:
                ready(bound)
            gc.freeze()  # what is here now stays
            loop.run(lambda: bool(stopping), clock, lambda now: _tick(engine, store, now))
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reader)
            os.close(writer)
            gc.unfreeze()
    if not settings.quiet:
        _count(events, "stopped", engine, gate, clock())
    return stopping[0]


_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


def _observe(engine: Engine4 | Engine6, events: Events) -> None:
    if isinstance(engine, Engine4):
        engine.observer = events.message4
    else:
        engine.observer = events.message6


def _count(events: Events, event: str, engine: Engine4 | Engine6, gate: Gate | None, now_ns: int) -> None:
    """Tell the counters as they stand."""
    faults = {} if gate is None else gate.counters()
    events.counters(event, {**engine.statistics(), **faults}, now_ns)


def _by_batch(settings: Settings) -> bool:
    """Whether requests are served many at a time: not where messages are watched one by one."""
    if settings.batches is False or settings.interfaces or settings.verbose:
        return False
    unicast = all(address not in {"0.0.0.0", "::"} and "%" not in address for address, _ in settings.listen)
    return unicast and find_spec("numpy") is not None


def _open(loop: Loop, settings: Settings, *, batches: bool) -> tuple[Engine4 | Engine6, list[Listen]]:
    config = settings.config
    names = _interfaces(settings.interfaces)
    bound = []
    if config.family == 4:
        engine = Engine4(config, frozenset(_own_addresses(settings)), fallback=settings.test_target)
        for name in names:
            port = loop.listen4(engine, "", settings.server_port, device=name, raw=config.interfaces.raw)
            bound.append(Listen(f"%{name}", port))
        endpoint: Callable[[Engine4, socket.socket], Endpoint] | None = None
        if batches:
            from dhcpserver import fast4, fastloop  # noqa: PLC0415 - numpy, where batches are served

            engine.book, endpoint = fast4.book4(), fastloop.endpoint4
        for address, wanted in settings.listen:
            bound.append(Listen(address, loop.listen4(engine, address, wanted, batches=endpoint)))
        return engine, bound
    kept = settings.kept
    duid = make_duid(config, names, None if kept is None else f"{kept.path}.server-id")
    six = Engine6(config, duid, accept_unicast=settings.test_target, fallback=settings.test_target)
    bound += [Listen(f"%{name}", loop.listen6(six, "", settings.server_port, device=name)) for name in names]
    endpoint6: Callable[[Engine6, socket.socket], Endpoint] | None = None
    if batches:
        from dhcpserver import fast6, fastloop  # noqa: PLC0415 - numpy, where batches are served

        fast6.use_batches(six)
        endpoint6 = fastloop.endpoint6
    for address, wanted in settings.listen:
        bound.append(Listen(address, loop.listen6(six, address, wanted, batches=endpoint6)))
    return six, bound


def make_duid(config: Config, names: Sequence[str], path: str | None = None) -> bytes:
    """The configured DUID, a DUID-LL of the first interface that has an address (RFC 9915 §11.4), or a DUID-UUID.

    Clients renew only with the server whose DUID they know: one that is made up is kept in the file ``path``, and the
    DUID in there is taken before another is made.
    """
    if config.server_duid is not None:
        return config.server_duid
    if path is not None:
        with suppress(OSError, ValueError):
            kept = bytes.fromhex(Path(path).read_text("ascii"))
            if 3 <= len(kept) <= MOST_DUID:
                return kept
    duid = _new_duid(names)
    if path is not None:
        with suppress(OSError):  # the lease file beside it cannot be written, either, which is told
            Path(path).write_text(f"{duid.hex()}\n", "ascii")
    return duid


def _new_duid(names: Sequence[str]) -> bytes:
    if names:
        from dhcptools.net.interfaces import interface  # noqa: PLC0415 - netlink only where interfaces are served

        for name in names:
            mac = interface(name).mac
            if any(mac):
                return b"\0\3\0\1" + mac
    return b"\0\4" + secrets.token_bytes(16)  # RFC 6355


def _interfaces(names: Sequence[str]) -> list[str]:
    """The interfaces by name, ``*`` written out. Raises NetError for one that does not exist."""
    if not names:
        return []
    from dhcptools.net.interfaces import interface, interfaces  # noqa: PLC0415 - netlink only where needed

    found: dict[str, None] = {}
    for name in names:
        if name == "*":
            found.update((link.name, None) for link in interfaces() if link.up and not link.loopback)
        else:
            found[interface(name).name] = None
    return list(found)


def _woken(reader: int, asked: list[bool], tell: Callable[[], None]) -> None:
    """A signal came: the loop looks whether it shall stop; counters that were asked for are told now."""
    _drain(reader)
    if asked:
        asked.clear()
        tell()


def _drain(descriptor: int) -> bool:
    """Read what waits; whether the other end is closed."""
    return not os.read(descriptor, 4096)


def _own_addresses(settings: Settings) -> list[int]:
    """Every IPv4 address a client may know us by."""
    own = [int.from_bytes(socket.inet_aton(where.address)) for where in settings.listen]
    if settings.interfaces:
        from dhcptools.net.interfaces import interfaces  # noqa: PLC0415 - netlink only where needed

        for link in interfaces():
            own += (int.from_bytes(socket.inet_aton(a.address)) for a in link.addresses if a.family == socket.AF_INET)
    return [address for address in own if address]


def _announce(settings: Settings, bound: Sequence[Listen]) -> None:
    if settings.quiet:
        return
    for notice in settings.config.notices:
        sys.stderr.write(f"{notice}\n")
    for address, port in bound:
        where = f"interface {address[1:]}" if address.startswith("%") else address
        sys.stderr.write(f"serving DHCPv{settings.family} on {where} port {port}\n")
    sys.stderr.flush()


def _persistence(settings: Settings, engine: Engine4 | Engine6, clock: Clock) -> Persistence | None:
    """The lease file, read; None for leases in memory alone. Raises NetError."""
    kept = settings.kept
    if kept is None:
        return None
    from dhcpserver.persistence import Persistence  # noqa: PLC0415 - numpy, where leases are kept

    store = Persistence(kept, engine, clock, time.time_ns, _tell)
    if not settings.quiet:
        active, declined, ended = store.restored
        _tell(f"{kept.path}: {active} leases, {declined} declined, {ended} ended")
    return store


def _tell(line: str) -> None:
    """A line for people, about what concerns the server itself."""
    with suppress(BrokenPipeError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def _tick(engine: Engine4 | Engine6, store: Persistence | None, now_ns: int) -> None:
    books = (
        (engine.book,)
        if isinstance(engine, Engine4)
        else (engine.bindings.addresses.book, engine.bindings.prefixes.book)
    )
    for book in books:
        book.expire(now_ns, _EXPIRE_A_TICK)
    if store is not None:
        store.tick(now_ns)
