"""``ping --json``: one object, as schemas/ping-1.schema.json says."""

from __future__ import annotations

from dhcptools import __version__
from dhcptools.probe.ping import Answer, Summary, Target


def document(target: Target, done: Summary, unreachable: int = 0) -> dict[str, object]:
    """The object of a run whose answers were kept; times in milliseconds, null where nothing answered.

    ``unreachable`` counts the ICMP errors that came back.
    """
    heard = [answer for answer in done.answers if answer.kind]
    return {
        "schema": "dhcptool.ping/1",
        "tool": {"name": "dhcptool", "version": __version__},
        "server": target.server,
        "family": target.family,
        "question": target.question,
        "sent": done.asked,
        "received": done.heard,
        "refused": done.refused,
        "rtt_ms": done.rtt_ms(),
        "replies": [_reply(answer) for answer in heard],
        "ignored": [
            {"sequence": answer.sequence, "reason": reason} for answer in done.answers for reason in answer.strays
        ],
        "unsent": [
            {"sequence": answer.sequence, "reason": answer.unsent}
            for answer in done.answers
            if answer.unsent is not None
        ],
        "unreachable": unreachable,
        "verdict": "yes" if done.good else "no",
    }


def _reply(answer: Answer) -> dict[str, object]:
    return {
        "sequence": answer.sequence,
        "type": answer.kind,
        "good": answer.good,
        "rtt_ms": None if answer.rtt_ns is None else answer.rtt_ns / 1e6,
        "server_id": answer.server_id,
        "source": answer.source,
        "yiaddr": answer.address,
        "message": answer.message,
    }
