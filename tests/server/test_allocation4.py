"""The order in which addresses are chosen (RFC 2131 §4.3.1)."""

from __future__ import annotations

from ipaddress import IPv4Address

from dhcpserver.allocation4 import Choice, Client, allowed, choose
from dhcpserver.classes import Membership
from dhcpserver.leases import Book
from dhcpserver.request4 import Request4
from dhcpserver.selection import Links
from support.dialogue import config4, discover, opt4

HOST = {"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.11"}


def asking(number: int, wish: str = "") -> Client:
    (link,) = Links(config4({"reservations": [HOST]})).all
    request = Request4(discover(number, *([opt4(50, wish)] if wish else [])))
    host = link.hosts.find(request.identity())
    return Client(request, (link,), Membership(b"", None), (), {} if host is None else {link.subnet.id: host})


def address(choice: Choice | None) -> str:
    assert choice is not None
    return str(IPv4Address(choice.address))


def test_the_reservation_then_the_binding_then_the_wish_then_the_pool() -> None:
    assert address(choose(Book(), asking(7, "192.0.2.12"), 0)) == "192.0.2.11"
    assert address(choose(Book(), asking(1, "192.0.2.12"), 0)) == "192.0.2.12"
    assert address(choose(Book(), asking(1), 0)) == "192.0.2.10"
    book, client = Book(), asking(1, "192.0.2.12")
    book.grant(int(IPv4Address("192.0.2.13")), client.owner(client.links[0]), None, 100, 0)
    assert address(choose(book, client, 0)) == "192.0.2.13"


def test_what_is_reserved_or_outside_goes_to_nobody_else() -> None:
    client = asking(1)
    assert allowed(client, client.links[0], int(IPv4Address("192.0.2.11"))) is None
    assert allowed(client, client.links[0], int(IPv4Address("192.0.2.99"))) is None
    assert allowed(client, client.links[0], int(IPv4Address("203.0.113.1"))) is None


def test_an_exhausted_pool_has_no_choice() -> None:
    book = Book()
    for number in range(10, 14):
        book.grant(int(IPv4Address(f"192.0.2.{number}")), bytes((number,)), None, 100, 0)
    assert choose(book, asking(1), 50) is None
