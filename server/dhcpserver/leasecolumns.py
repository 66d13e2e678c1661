"""Changed leases as columns, for a journal that writes thousands of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dhcpserver.journal import LeaseRow

if TYPE_CHECKING:
    from dhcpserver.store import Records


class LeaseColumns:
    """Copies of records as they stood after a change.

    ``records`` (n,) has the fields of :data:`dhcpserver.store.RECORD`; ``high`` and ``low`` are the halves of the
    address, ``client`` and ``hardware`` hold as many octets as ``client_octets`` and ``hardware_octets`` say.
    ``hostnames`` and ``clients`` hold by position what is no part of a record: a client identifier too long for one,
    whose ``client_octets`` is 255.
    """

    def __init__(self, records: Records, hostnames: dict[int, str], clients: dict[int, bytes]) -> None:
        self.records = records
        self.hostnames = hostnames
        self.clients = clients

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[LeaseRow]:
        records = self.records
        names = ("high", "low", "length", "iaid", "subnet_id", "state", "valid_s", "preferred_s", "expires_ns",
                 "hardware_octets", "client_octets")  # fmt: skip  # the numbers
        hardware, client = records["hardware"].tobytes(), records["client"].tobytes()
        wide, long = records["hardware"].shape[-1], records["client"].shape[-1]
        for place, numbers in enumerate(zip(*(records[name].tolist() for name in names), strict=True)):
            high, low, length, iaid, subnet_id, state, valid_s, preferred_s, expires_ns, hardware_octets, octets = (
                numbers
            )
            known = self.clients.get(place)
            yield LeaseRow(
                high << 64 | low, length, hardware[place * wide : place * wide + hardware_octets],
                client[place * long : place * long + octets] if known is None else known,
                iaid, subnet_id, self.hostnames.get(place, ""), state, valid_s, preferred_s, expires_ns,
            )  # fmt: skip  # the order of LeaseRow
