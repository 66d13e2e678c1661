from __future__ import annotations

import json
from importlib.resources import files

from jsonschema import Draft202012Validator

from dhcptools.leases.changes import Change
from dhcptools.leases.lease import Lease
from dhcptools.report.leases_watch_json import line

VALIDATOR = Draft202012Validator(
    json.loads(files("dhcptools.schemas").joinpath("leases-watch-1.schema.json").read_text())
)
LEASE = Lease("10.0.0.1", hwaddr=b"\x02" * 6, expires=1600)


def test_a_change_with_and_without_what_was() -> None:
    for before in (None, LEASE):
        document = json.loads(line(Change("add", 1000, LEASE, before)))
        VALIDATOR.validate(document)
        assert (document["time"], document["event"]) == ("1970-01-01T00:16:40Z", "add")
        assert (document["before"] is None) == (before is None)
        assert document["lease"]["active"] is True
