"""Texts of Kea 2.2.0."""

from __future__ import annotations

import pytest

from dhcptools.kea.expression import special
from dhcptools.kea.expression.dump import Misfit


def test_vendor_class() -> None:
    data = bytes.fromhex("0000118b040361626300000009050464656667")
    assert special.vendor_class(4, data) == (4491, (b"\x03abc", b"\x04defg"))
    assert special.vendor_class_text(4, data) == (
        "type=124, len=19,  enterprise id=0x118b, data-len0=4, vendor-class-data0='\x03abc',"
        " enterprise id=0x118b, data-len1=5, vendor-class-data1='\x04defg'"
    )
    assert special.vendor_class(6, bytes.fromhex("0000118b0002636d")) == (4491, (b"cm",))
    for broken in ("00", "0000118b05"):
        with pytest.raises(Misfit):
            special.vendor_class(4, bytes.fromhex(broken))


def test_fqdn() -> None:
    assert special.fqdn4_text(bytes.fromhex("04000003666f6f02657800")) == (
        "type=81 (CLIENT_FQDN), flags: (N=0, E=1, O=0, S=0), domain-name='foo.ex.' (full)"
    )
    assert special.fqdn4_text(b"\x01\x00\x00pc") == (
        "type=81 (CLIENT_FQDN), flags: (N=0, E=0, O=0, S=1), domain-name='pc' (partial)"
    )
    with pytest.raises(Misfit):
        special.fqdn4_text(b"\x04")


def test_slp_scope() -> None:
    assert special.slp_scope_text(b"\x01hello") == 'type=079, len=006: mandatory:1, scope-list:"hello"'


def test_associations() -> None:
    assert special.ia_text(3, bytes.fromhex("000000010000000200000003"), 0) == (
        "type=00003(IA_NA), len=00012: iaid=1, t1=2, t2=3"
    )
