from __future__ import annotations

from support.templates import trees


def test_what_the_user_says_is_in_the_file() -> None:
    (tree,) = trees(
        "single", interface="eth7", subnets=("10.1.0.0/16",), pools=("10.1.2.0-10.1.3.255",), routers=("10.1.0.9",),
        dns=("10.1.0.53", "10.2.0.53"), domain="lab.example",
    )  # fmt: skip
    body = tree["Dhcp4"]
    assert body["interfaces-config"]["interfaces"] == ["eth7"]
    assert body["subnet4"] == [
        {
            "id": 1, "subnet": "10.1.0.0/16", "pools": [{"pool": "10.1.2.0-10.1.3.255"}],
            "option-data": [{"name": "routers", "data": "10.1.0.9"}],
        }
    ]  # fmt: skip
    assert [option["data"] for option in body["option-data"]] == ["10.1.0.53, 10.2.0.53", "lab.example"]


def test_relays_are_the_routers_unless_given() -> None:
    (tree,) = trees("relay-multi")
    assert [subnet["relay"]["ip-addresses"] for subnet in tree["Dhcp4"]["subnet4"]] == [["192.0.2.1"], ["198.51.100.1"]]
    (tree,) = trees("relay-multi", relays=("192.0.2.254", "198.51.100.254"))
    assert tree["Dhcp4"]["subnet4"][1]["relay"]["ip-addresses"] == ["198.51.100.254"]


def test_subnets_of_one_link_are_one_network() -> None:
    (tree,) = trees("shared-network")
    (network,) = tree["Dhcp4"]["shared-networks"]
    assert [subnet["subnet"] for subnet in network["subnet4"]] == ["192.0.2.0/24", "198.51.100.0/24"]
    assert "subnet4" not in tree["Dhcp4"]
