"""What the templates for two partners have in common (Kea's High Availability library)."""

from __future__ import annotations

from ipaddress import IPv6Address
from typing import Final, Literal

from dhcptools.templates import pieces
from dhcptools.templates.pieces import File, Map
from dhcptools.templates.settings import Address, Settings, halves
from dhcptools.templates.text import Said

Mode = Literal["hot-standby", "load-balancing"]
NAMES: Final = ("server1", "server2")
_SECOND: Final[dict[Mode, str]] = {"hot-standby": "standby", "load-balancing": "secondary"}
_TLS: Final = {
    "trust-anchor": "/etc/kea/tls/ca.pem",
    "cert-file": "/etc/kea/tls/%s.pem",
    "key-file": "/etc/kea/tls/%s.key",
}


def hot_standby(settings: Settings) -> tuple[File, ...]:
    """One waits: it takes over when the other is silent."""
    return pair(settings, "hot-standby")


def load_balancing(settings: Settings) -> tuple[File, ...]:
    """Both serve, a half of the clients and of the pool each, and all when the other is silent."""
    return pair(settings, "load-balancing")


def hot_standby_tls(settings: Settings) -> tuple[File, ...]:
    """One waits; between the two are TLS and certificates."""
    return pair(settings, "hot-standby", tls=True)


def pair(settings: Settings, mode: Mode, *, tls: bool = False) -> tuple[File, ...]:
    """The files of both partners, alike but for ``this-server-name`` (and their own certificates)."""
    peers = settings.partners(4)
    return tuple(_one(settings, mode, name, peers, tls=tls) for name in NAMES)


def _one(settings: Settings, mode: Mode, name: str, peers: tuple[Address, Address], *, tls: bool) -> File:
    (area,) = settings.areas(4)[:1]
    pools = None
    if mode == "load-balancing":
        pools = [
            {"pool": pool} | pieces.guard(settings, f"HA_{each}")
            for pool, each in zip(halves(area.pool, 4), NAMES, strict=True)
        ]
    body = pieces.base(settings, 4) | {
        "multi-threading": {"enable-multi-threading": True},
        "hooks-libraries": [
            Said(
                "Partners tell each other of leases with the commands of this library.",
                pieces.hook(settings, "libdhcp_lease_cmds.so"),
            ),
            pieces.hook(
                settings, "libdhcp_ha.so", {"high-availability": [_relationship(settings, mode, name, peers, tls)]}
            ),
        ],
        "option-data": pieces.options(settings, 4),
        "subnet4": [pieces.subnet(settings, area, pools)],
        **pieces.loggers(settings, "kea-dhcp4"),
    }
    about = f"DHCPv4 on {name} of a pair, {mode}{', TLS between the two' if tls else ''}.\nThe partner's file differs "
    about += "in this-server-name" + (" and in its certificate." if tls else " alone.")
    return pieces.file(settings, f"{name}/kea-dhcp4.conf", "Dhcp4", body, about)


def _relationship(settings: Settings, mode: Mode, name: str, peers: tuple[Address, Address], tls: bool) -> Map:
    scheme = "https" if tls else "http"
    found: Map = {
        "this-server-name": Said("The one line that must differ between the partners.", name),
        "mode": mode,
        "heartbeat-delay": 10_000,
        "max-response-delay": 60_000,
        "max-ack-delay": 10_000,
        "max-unacked-clients": Said(
            "When the partner is silent, so many clients must have gone unanswered before it is taken for dead.", 5
        ),
        "multi-threading": {
            "enable-multi-threading": True,
            "http-dedicated-listener": Said(
                "Kea itself listens at its own url below; no Control Agent is needed.", True
            ),
            "http-listener-threads": 4,
            "http-client-threads": 4,
        },
    }
    if tls:
        found |= {key: path % name if "%" in path else path for key, path in _TLS.items()}
        found["require-client-certs"] = True
    found["peers"] = [
        {"name": each, "url": f"{scheme}://{_host(address)}:{settings.port}/", "role": role, "auto-failover": True}
        for each, address, role in zip(NAMES, peers, ("primary", _SECOND[mode]), strict=True)
    ]
    return found


def _host(address: Address) -> str:
    return f"[{address}]" if isinstance(address, IPv6Address) else str(address)
