from __future__ import annotations

from dhcptools.packet.v4 import Message4
from dhcptools.perf.engine import run
from dhcptools.perf.plan import Plan
from support.scripted import Reply, ScriptedServer, answer4


def test_an_answer_to_a_renewal_counts_for_no_other() -> None:
    def script(request: Message4, number: int) -> list[Reply]:
        octets = answer4(request).encode()
        return (
            []
            if request.message_type == 7
            else [(0, octets), (0.002, octets)]
            if int(request.ciaddr)
            else [(0, octets)]
        )

    with ScriptedServer(script) as server:
        plan = Plan(
            "127.0.0.1",
            "127.0.0.2",
            server_port=server.port,
            rate_pps=200,
            period_s=0.5,
            clients=50,
            renew_rate_pps=100,
        )
        result = run(plan, stop=lambda: False)
    renewals = result.exchanges["renew_ack"]
    assert 0 < renewals.duplicates <= renewals.sent
    requests = result.exchanges["request_ack"]
    assert (requests.sent, requests.received, requests.orphans, requests.duplicates) == (100, 100, 0, 0)


def test_an_ack_for_a_discover_is_an_orphan_and_nothing_is_asked() -> None:
    def script(request: Message4, number: int) -> list[Reply]:
        return [(0, answer4(request, options=answer4(request, xid=1).options[1:]).encode())]

    with ScriptedServer(script) as server:
        plan = Plan("127.0.0.1", "127.0.0.2", server_port=server.port, rate_pps=200, max_starts=10, drop_time_s=0.1)
        result = run(plan, stop=lambda: False)
    first, second = result.exchanges.values()
    assert (first.lost, second.sent, result.malformed) == (10, 0, 10)
