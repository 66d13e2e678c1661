from __future__ import annotations

import json
from importlib.resources import files

from jsonschema import Draft202012Validator

from dhcptools.leases.compare import Difference
from dhcptools.leases.lease import Lease
from dhcptools.report.leases_diff_json import lines

VALIDATOR = Draft202012Validator(
    json.loads(files("dhcptools.schemas").joinpath("leases-diff-1.schema.json").read_text())
)
LEASE = Lease("10.0.0.1", hwaddr=b"\x02" * 6, expires=1600)


def test_each_kind_of_difference() -> None:
    found = [Difference(LEASE, None), Difference(None, LEASE), Difference(LEASE, LEASE, ("expires",))]
    documents = [json.loads(line) for line in lines(found, 1000)]
    for document in documents:
        VALIDATOR.validate(document)
    assert [document["change"] for document in documents] == ["removed", "added", "changed"]
    assert (documents[0]["after"], documents[0]["before"]["hwaddr"]) == (None, "02:02:02:02:02:02")
    assert documents[2]["fields"] == ["expires"]
    assert "schema" not in documents[2]["before"]
