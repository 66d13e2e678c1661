"""Addresses looked at one by one: who got an address that another client holds, and which are in no expected subnet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers
from dhcptools.measure.result import PROBLEMS_MOST, AddressProblem
from dhcptools.perf.addresses import Addresses, keys_of
from dhcptools.perf.clients import Clients
from dhcptools.perf.leases import Leases
from dhcptools.perf.plan import Plan

_LOW: Final = (1 << 64) - 1


class Roll:
    """The problems with the addresses of a run; those that two clients hold are found by ``addresses``."""

    def __init__(self, plan: Plan, addresses: Addresses) -> None:
        self._addresses = addresses
        self._family = plan.family
        self._clients = Clients(plan.base_mac, plan.clients, plan.content.macs, plan.content.seed)
        networks = [ip_network(text) for text in plan.subnets]
        self._networks = [
            (int(network.network_address), int(network.netmask))
            for network in networks
            if network.version == plan.family
        ]
        self._told = 0
        self.foreign = 0
        self.problems: list[AddressProblem] = []

    def note(self, leases: Leases) -> None:
        """These leases were granted, and ``addresses`` has been told."""
        if len(leases) and self._networks:
            strange = np.flatnonzero(~self._expected(leases))
            self.foreign += len(strange)
            for line in strange[: PROBLEMS_MOST - len(self.problems)].tolist():
                self._list(AddressProblem(self._text(leases, line), self._mac(int(leases.client[line]))))
        taken = self._addresses.taken
        if self._told < len(taken):
            keys = keys_of(leases)
            for each in taken[self._told :]:
                lines = np.flatnonzero(keys == np.uint64(each.key))
                if len(lines):
                    text = self._text(leases, int(lines[0]))
                    self._list(AddressProblem(text, self._mac(each.client), self._mac(each.holder)))
            self._told = len(taken)

    def _list(self, problem: AddressProblem) -> None:
        if len(self.problems) < PROBLEMS_MOST:
            self.problems.append(problem)

    def _expected(self, leases: Leases) -> Flags:
        """Which addresses are in one of the subnets."""
        inside = np.zeros(len(leases), np.bool_)
        for network, mask in self._networks:
            if self._family == 4:
                inside |= (leases.address & np.uint32(mask)) == np.uint32(network)
            else:
                high = (leases.address[:, 0] & np.uint64(mask >> 64)) == np.uint64(network >> 64)
                inside |= high & ((leases.address[:, 1] & np.uint64(mask & _LOW)) == np.uint64(network & _LOW))
        if self._family == 6:
            inside |= ~np.any(leases.address, 1)  # a prefix alone is in no subnet
        return inside

    def _text(self, leases: Leases, line: int) -> str:
        if self._family == 4:
            return str(IPv4Address(int(leases.address[line])))
        if np.any(leases.address[line]):
            return str(_six(leases.address[line]))
        return f"{_six(leases.prefix[line])}/{int(leases.prefix_length[line])}"

    def _mac(self, client: int) -> str:
        macs = self._clients.macs(_one(client))
        return int(macs[0]).to_bytes(6).hex(":")


def _six(pair: NDArray[np.uint64]) -> IPv6Address:
    return IPv6Address(int(pair[0]) << 64 | int(pair[1]))


def _one(number: int) -> Integers:
    return np.array([number], np.int64)
