from __future__ import annotations

from support.templates import trees


def test_every_client_is_of_one_class_and_every_class_has_a_pool() -> None:
    (tree,) = trees("classes", pools=("192.0.2.100-192.0.2.199",))
    body = tree["Dhcp4"]
    names = [each["name"] for each in body["client-classes"]]
    assert body["client-classes"][1]["test"] == f"not member('{names[0]}')"
    pools = {pool["client-classes"][0]: pool["pool"] for pool in body["subnet4"][0]["pools"]}
    assert pools == {"phones": "192.0.2.100-192.0.2.149", "others": "192.0.2.150-192.0.2.199"}
    assert list(pools) == names
