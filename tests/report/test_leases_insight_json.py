from __future__ import annotations

import json
from importlib.resources import files

from jsonschema import Draft202012Validator

from dhcptools.leases.clients import Clients
from dhcptools.leases.growth import Growth, History
from dhcptools.leases.insight import Insight
from dhcptools.report.leases_insight_json import history, insight
from dhcptools.report.leases_stats_json import document
from support.lease_usage import nothing

VALIDATOR = Draft202012Validator(
    json.loads(files("dhcptools.schemas").joinpath("leases-stats-1.schema.json").read_text())
)


def test_the_whole_document_holds_to_the_schema() -> None:
    usage = nothing()
    clients = Clients(7, [(b"\0\0\x0c\0\0\1", 20)], [(b"\0\0\x0c", 6), (b"\0\0\x0d", 1)], 2, 8)
    usage.insight = Insight(40, 12, [1] * 24, 1, 1, 38, None, 40, 30, clients, {b"\0\0\x0c": "Cisco"})
    usage.history = History("x.2", 0, (Growth("a", 4, 16, 272, 7200), Growth("b", 4, 2, None, 7200)))
    found = document(usage, 0)
    VALIDATOR.validate(found)
    assert [reason["reason"] for reason in found["insight"]["reasons"]] == [  # type: ignore[index]  # values of JSON
        "declined", "long-lifetimes", "silent-clients", "one-client",
    ]  # fmt: skip  # all that stand out
    assert insight(usage.insight)["vendors"][0] == {"oui": "00:00:0c", "name": "Cisco", "leases": 6}  # type: ignore[index]
    assert history(usage.history)["places"][0]["full_in_s"] == 163_200  # type: ignore[index]


def test_nothing_is_known() -> None:
    VALIDATOR.validate(document(nothing(), 0))
    assert (insight(None), history(None)) == (None, None)
