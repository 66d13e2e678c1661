from __future__ import annotations

import pytest

from dhcptools.templates.settings import TemplateError
from support.templates import trees


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"prefix": "2001:db8::/32"}, "overlaps"),
        ({"prefix": "2001:db8:8000::/60"}, "do not fit"),
        ({"prefix": "192.0.2.0/24"}, "not IPv6"),
    ],
)
def test_prefixes_that_cannot_be_delegated(values: dict[str, str], what: str) -> None:
    with pytest.raises(TemplateError, match=what):
        trees("v6-pd", **values)


def test_prefixes_are_delegated_beside_addresses() -> None:
    (tree,) = trees("v6-pd", interface="eth7", prefix="2001:db8:4000::/36", delegated_length=60)
    (subnet,) = tree["Dhcp6"]["subnet6"]
    assert subnet["pd-pools"] == [{"prefix": "2001:db8:4000::", "prefix-len": 36, "delegated-len": 60}]
    assert (subnet["interface"], len(subnet["pools"])) == ("eth7", 1)
    (tree,) = trees("v6-basic")
    assert "pd-pools" not in tree["Dhcp6"]["subnet6"][0]
