"""Replies of servers as fields with names and values that can be compared and read."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network

from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix, StatusCode
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, layers
from dhcptools.packet.view4 import view

Fields = dict[str, str]

ORDER = "order of options"

TYPES4 = {2: "OFFER", 5: "ACK", 6: "NAK", 11: "UNASSIGNED", 12: "UNKNOWN", 13: "ACTIVE"}
TYPES6 = {2: "ADVERTISE", 7: "REPLY"}


class Names:
    """What to call the addresses and prefixes of pools: by their pool and by the client that was given them last."""

    def __init__(self, pools: Mapping[str, str]) -> None:
        self._pools = [(name, *_bounds(text)) for name, text in pools.items()]
        self._owners: dict[str, str] = {}

    def given(self, address: str, client: str) -> None:
        """A client was given an address or prefix."""
        self._owners[address] = client

    def name(self, address: str) -> str:
        """What to call it; itself when no pool has it."""
        number = int(ip_address(address.partition("/")[0]))
        for name, first, last in self._pools:
            if first <= number <= last:
                return f"{name} of {self._owners.get(address, 'nobody')}"
        return address


def _bounds(text: str) -> tuple[int, int]:
    if "/" in text:
        network = ip_network(text)
        return int(network[0]), int(network[-1])
    first, _, last = text.partition("-")
    return int(ip_address(first)), int(ip_address(last))


def rename4(message: Message4, fields: Fields, names: Names) -> Fields:
    """The fields with addresses of pools called by name."""
    if int(message.yiaddr):
        names.given(str(message.yiaddr), fields["chaddr"])
    changed = {key: names.name(fields[key]) for key in ("yiaddr", "ciaddr")}
    address, _, port = fields["sent to"].partition(" ")
    return {**fields, **changed, "sent to": f"{names.name(address)} {port}"}


def rename6(fields: Fields, names: Names) -> Fields:
    """The fields with addresses and prefixes of pools called by name."""
    changed = {}
    for key, value in fields.items():
        if not key.endswith(" leases"):
            continue
        leases, times = value.split(), fields[key.replace(" leases", " lifetimes")].split()
        for lease, time in zip(leases, times, strict=True):
            if time != "0/0":
                names.given(lease, f"{fields.get('option 1')} {key}")
        changed[key] = " ".join(names.name(lease) for lease in leases)
    return {**fields, **changed}


def fields4(message: Message4) -> Fields:
    """Every field of the header, the order of the options, and each option's octets in hex."""
    options = view(message).options
    kind = message.message_type
    return {
        "type": "BOOTREPLY" if kind is None else TYPES4.get(kind, str(kind)),
        **{name: str(getattr(message, name)) for name in ("op", "htype", "hlen", "hops", "secs", "flags")},
        "xid": f"{message.xid:#010x}",
        **{name: str(getattr(message, name)) for name in ("ciaddr", "yiaddr", "siaddr", "giaddr")},
        **{name: getattr(message, name).rstrip(b"\0").hex() for name in ("chaddr", "sname", "file")},
        ORDER: " ".join(str(option.code) for option in options),
        **{f"option {option.code}": option.data.hex() for option in options},
    }


def fields6(message: AnyMessage6) -> Fields:
    """The relays outermost first, the message, its options, and what is inside identity associations."""
    fields: Fields = {}
    for depth, layer in enumerate(layers(message)):
        if not isinstance(layer, Message6):
            words = (layer.msg_type, layer.hop_count, layer.link_address, layer.peer_address)
            fields[f"relay {depth}"] = " ".join(str(word) for word in words)
            codes = sorted(f"{option.code}={option.data.hex()}" for option in layer.options if option.code != 9)
            fields[f"relay {depth} options"] = " ".join(codes)
            continue
        fields["type"] = TYPES6.get(layer.msg_type, str(layer.msg_type))
        fields["transaction_id"] = f"{layer.transaction_id:#08x}"
        fields[ORDER] = " ".join(str(option.code) for option in layer.options)
        for option in layer.options:
            _option6(fields, option)
    return fields


def _option6(fields: Fields, option: RawOption) -> None:
    if option.code in {3, 25}:
        ia = (IaNa if option.code == 3 else IaPd).decode(option.data)
        name = f"IA_{'NA' if option.code == 3 else 'PD'} {ia.iaid}"
        fields[f"{name} T1 T2"] = f"{ia.t1} {ia.t2}"
        _inside6(fields, name, ia.options)
    elif option.code == 13:
        fields["status"] = str(StatusCode.decode(option.data).status_code)
    else:
        fields[f"option {option.code}"] = option.data.hex()


def _inside6(fields: Fields, name: str, options: tuple[RawOption, ...]) -> None:
    leases, times = [], []
    for option in options:
        if option.code == 5:
            address = IaAddr.decode(option.data)
            leases.append(str(address.address))
            times.append(f"{address.preferred_lifetime}/{address.valid_lifetime}")
        elif option.code == 26:
            prefix = IaPrefix.decode(option.data)
            leases.append(f"{prefix.prefix}/{prefix.prefix_length}")
            times.append(f"{prefix.preferred_lifetime}/{prefix.valid_lifetime}")
            if prefix.options:
                fields[f"{name} prefix options"] = " ".join(f"{o.code}={o.data.hex()}" for o in prefix.options)
        elif option.code == 13:
            fields[f"{name} status"] = str(StatusCode.decode(option.data).status_code)
        else:
            fields[f"{name} option {option.code}"] = option.data.hex()
    fields[f"{name} leases"] = " ".join(leases)
    fields[f"{name} lifetimes"] = " ".join(times)
