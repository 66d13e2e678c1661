from __future__ import annotations

from ipaddress import IPv4Address

from dhcptools.measure.result import AddressProblem, Run
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Exchange, Plan
from support.scripted import Reply, ScriptedServer, answer4, answer6


def go(server: ScriptedServer, **values: object) -> Run:
    given: dict[str, object] = {"rate_pps": 500, "max_starts": 20, "clients": 20, "check_addresses": True, **values}
    return run(Plan("127.0.0.1", "127.0.0.2", server_port=server.port, **given), stop=lambda: False)  # type: ignore[arg-type]


def test_two_clients_with_one_address_are_listed() -> None:
    def script(request: Message4, number: int) -> list[Reply]:
        last = request.chaddr[5]
        twice = {"yiaddr": IPv4Address("10.9.9.9")} if last in {6, 11} else {}
        return [(0, answer4(request, **twice).encode())]

    with ScriptedServer(script) as server:
        result = go(server, base_mac=bytes(6))
    assert (result.addresses_duplicate, result.addresses_foreign) == (1, 0)
    assert result.address_problems == [AddressProblem("10.9.9.9", "00:00:00:00:00:0b", "00:00:00:00:00:06")]


def test_addresses_outside_the_subnets_are_listed() -> None:
    with ScriptedServer(lambda request, number: [(0, answer4(request).encode())]) as server:
        inside = go(server, base_mac=bytes(6), subnets=("10.0.0.0/24", "192.0.2.0/24"))
        outside = go(server, base_mac=bytes(6), subnets=("10.0.0.0/29",))
    assert (inside.addresses_foreign, inside.address_problems) == (0, [])
    assert outside.addresses_foreign == 12
    assert AddressProblem("10.0.0.8", "00:00:00:00:00:08") in outside.address_problems


def test_dhcpv6() -> None:
    def script(outer: RelayMessage6, inner: Message6, _: int) -> list[Reply]:
        return [(0, answer6(outer, inner))]

    with ScriptedServer(script, 6) as server:
        plan = Plan(
            "::1", "::1", Exchange.SARR, server_port=server.port, max_starts=10, clients=10, check_addresses=True,
            subnets=("2001:db8::/125",), base_mac=bytes(6),
        )  # fmt: skip
        result = run(plan, stop=lambda: False)
    assert result.addresses_foreign == 2
    assert {problem.address for problem in result.address_problems} == {"2001:db8::8", "2001:db8::9"}


def test_a_released_address_may_go_to_another_client() -> None:
    addresses: dict[bytes, int] = {}

    def script(request: Message4, number: int) -> list[Reply]:
        if request.message_type == 7:
            addresses.pop(request.chaddr, None)
            return []
        if request.chaddr not in addresses:
            addresses[request.chaddr] = min(set(range(1, 1000)) - set(addresses.values()))
        return [(0, answer4(request, yiaddr=IPv4Address("10.0.0.0") + addresses[request.chaddr]).encode())]

    with ScriptedServer(script) as server:
        result = go(server, max_starts=300, clients=1000, release_rate_pps=300)
    assert result.exchanges["release"].sent > 50
    assert result.addresses_duplicate == 0
    assert result.addresses_distinct < 300
