from __future__ import annotations

import pytest

from support.templates import trees


@pytest.mark.parametrize(
    ("name", "mode", "second", "scheme"),
    [
        ("ha-hot-standby", "hot-standby", "standby", "http"),
        ("ha-load-balancing", "load-balancing", "secondary", "http"),
        ("ha-tls", "hot-standby", "standby", "https"),
    ],
)
def test_partners_differ_in_their_name_alone(name: str, mode: str, second: str, scheme: str) -> None:
    found = []
    for tree in trees(name, peers=("192.0.2.7", "2001:db8::8"), port=9000):
        (relationship,) = tree["Dhcp4"]["hooks-libraries"][1]["parameters"]["high-availability"]
        found.append(relationship)
        assert relationship["mode"] == mode
        assert [peer["role"] for peer in relationship["peers"]] == ["primary", second]
        assert [peer["url"] for peer in relationship["peers"]] == [
            f"{scheme}://192.0.2.7:9000/", f"{scheme}://[2001:db8::8]:9000/"
        ]  # fmt: skip
    first, other = found
    differing = {key for key in first if first[key] != other[key]}
    assert differing == ({"this-server-name", "cert-file", "key-file"} if name == "ha-tls" else {"this-server-name"})
