"""Counters with the names of Kea's statistics, all there from the start so that a report never lacks a line."""

from __future__ import annotations

from typing import Final

NAMES4: Final = (
    "pkt4-received", "pkt4-discover-received", "pkt4-offer-received", "pkt4-request-received", "pkt4-ack-received",
    "pkt4-nak-received", "pkt4-release-received", "pkt4-decline-received", "pkt4-inform-received",
    "pkt4-lease-query-received",
    "pkt4-unknown-received", "pkt4-sent", "pkt4-offer-sent", "pkt4-ack-sent", "pkt4-nak-sent", "pkt4-parse-failed",
    "pkt4-lease-query-response-unassigned-sent", "pkt4-lease-query-response-unknown-sent",
    "pkt4-lease-query-response-active-sent", "pkt4-receive-drop", "v4-allocation-fail", "cumulative-assigned-addresses",
    "declined-addresses", "reclaimed-leases",
)  # fmt: skip  # names
NAMES6: Final = (
    "pkt6-received", "pkt6-solicit-received", "pkt6-advertise-received", "pkt6-request-received", "pkt6-reply-received",
    "pkt6-renew-received", "pkt6-rebind-received", "pkt6-decline-received", "pkt6-release-received",
    "pkt6-confirm-received", "pkt6-infrequest-received", "pkt6-unknown-received", "pkt6-sent", "pkt6-advertise-sent",
    "pkt6-reply-sent", "pkt6-parse-failed", "pkt6-receive-drop", "v6-allocation-fail", "cumulative-assigned-nas",
    "cumulative-assigned-pds", "declined-addresses", "reclaimed-leases",
)  # fmt: skip  # names
RECEIVED4: Final = {
    1: "pkt4-discover-received", 2: "pkt4-offer-received", 3: "pkt4-request-received", 4: "pkt4-decline-received",
    5: "pkt4-ack-received", 6: "pkt4-nak-received", 7: "pkt4-release-received", 8: "pkt4-inform-received",
    10: "pkt4-lease-query-received",
}  # fmt: skip  # names
RECEIVED6: Final = {
    1: "pkt6-solicit-received", 2: "pkt6-advertise-received", 3: "pkt6-request-received", 4: "pkt6-confirm-received",
    5: "pkt6-renew-received", 6: "pkt6-rebind-received", 7: "pkt6-reply-received", 8: "pkt6-release-received",
    9: "pkt6-decline-received", 11: "pkt6-infrequest-received",
}  # fmt: skip  # names
SENT4: Final = {
    2: "pkt4-offer-sent", 5: "pkt4-ack-sent", 6: "pkt4-nak-sent", 11: "pkt4-lease-query-response-unassigned-sent",
    12: "pkt4-lease-query-response-unknown-sent", 13: "pkt4-lease-query-response-active-sent",
}  # fmt: skip  # names
SENT6: Final = {2: "pkt6-advertise-sent", 7: "pkt6-reply-sent"}


def fresh(family: int) -> dict[str, int]:
    """All counters of a family at zero."""
    return dict.fromkeys(NAMES4 if family == 4 else NAMES6, 0)
