from __future__ import annotations

from dhcptools.packet.v4 import Message4
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Exchange, Plan
from support.scripted import Reply, ScriptedServer, answer4


def test_two_servers_have_their_latencies_apart() -> None:
    def script(request: Message4, number: int) -> list[Reply]:
        slow = number % 2
        options = tuple(
            type(option)(54, bytes((192, 0, 2, 10 + slow))) if option.code == 54 else option
            for option in answer4(request).options
        )
        return [(0.05 * slow, answer4(request, options=options).encode())]

    with ScriptedServer(script) as server:
        plan = Plan("127.0.0.1", "127.0.0.2", Exchange.DO, server_port=server.port, rate_pps=200, max_starts=100)
        result = run(plan, stop=lambda: False)
    fast, slow = (result.server_latency[name] for name in ("192.0.2.10", "192.0.2.11"))
    assert (fast.count, slow.count) == (50, 50)
    assert (slow.min_ns or 0) > 45_000_000 > (fast.percentile_ns(50) or 0)


def test_one_server_needs_no_table() -> None:
    with ScriptedServer(lambda request, number: [(0, answer4(request).encode())]) as server:
        plan = Plan("127.0.0.1", "127.0.0.2", server_port=server.port, rate_pps=200, max_starts=10)
        result = run(plan, stop=lambda: False)
    assert result.server_latency == {}
    assert list(result.servers.values()) == [20]
