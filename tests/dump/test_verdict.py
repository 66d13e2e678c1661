from __future__ import annotations

from dhcptools.dump.verdict import judge
from dump.test_exchanges import paired
from support.talks import dora, four


def test_what_a_late_offer_says_does_not_change_the_verdict() -> None:
    late = four("offer", 9, server="192.0.2.2", yiaddr="192.0.2.99")
    (exchange,) = paired([*dora(), late])
    verdict = judge(exchange)
    assert (verdict.outcome, verdict.addresses, verdict.server) == ("granted", ("192.0.2.10",), "192.0.2.1")


def test_an_abandoned_offer_says_what_was_offered() -> None:
    (exchange,) = paired(dora()[:2])
    assert judge(exchange)[1:5] == ("abandoned", ("192.0.2.10",), 3600, "192.0.2.1")
