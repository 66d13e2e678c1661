"""What ``ping`` prints: a line an answer, and a summary, in the manner of ping(8)."""

from __future__ import annotations

from collections.abc import Sequence

from dhcptools.probe.ping import Answer, Summary, Target
from dhcptools.report.perfdata import seconds
from dhcptools.report.terminal import escape

_QUESTIONS = {
    (4, "discover"): "DHCPDISCOVER",
    (4, "request"): "DHCPREQUEST",
    (4, "inform"): "DHCPINFORM",
    (6, "discover"): "Solicit",
    (6, "request"): "Renew",
    (6, "inform"): "Information-request",
}
_STRAYS_SHOWN = 3


def opening(target: Target, local: str, port: int) -> str:
    """Who is asked, what, and from where."""
    identity = target.duid.hex(":") if target.family == 6 else target.mac.hex(":")
    name = "DUID" if target.family == 6 else "MAC"
    part = "" if target.relay is None else " as a relay agent"
    how = _QUESTIONS[target.family, target.question]
    return f"PING {target.server} by {how} from {local} port {port}{part}, {name} {identity}\n"


def line(answer: Answer) -> str:
    """One answer, or that there was none and what came instead."""
    if answer.unsent is not None:
        return f"not sent: seq={answer.sequence} ({escape(answer.unsent)})\n"
    if not answer.kind:
        shown = "; ".join(escape(reason) for reason in answer.strays[:_STRAYS_SHOWN])
        more = len(answer.strays) - _STRAYS_SHOWN
        ignored = f" (ignored: {shown}{f'; and {more} more' if more > 0 else ''})" if answer.strays else ""
        return f"no answer: seq={answer.sequence}{ignored}\n"
    words = [f"{answer.kind} from {answer.source}: seq={answer.sequence}"]
    words += [f"server-id={answer.server_id}"] if answer.server_id else []
    words += [f"address={answer.address}"] if answer.address else []
    words += [f"time={answer.rtt_ns / 1e6:.3f} ms"] if answer.rtt_ns is not None else []
    words += [f'"{escape(answer.message)}"'] if answer.message else []
    return " ".join(words) + "\n"


def summary(target: Target, done: Summary, elapsed_ns: int) -> str:
    """How many were answered, how many refused, and how fast."""
    counts = f"{done.asked} requests sent, {done.heard} answered, {done.refused} refused, {_lost(done)} unanswered"
    text = f"\n--- {target.server} DHCP ping statistics ---\n{counts}, time {elapsed_ns / 1e6:.0f} ms\n"
    rtt = _rtt(done)
    return f"{text}rtt {rtt}\n" if rtt else text


def short(done: Summary) -> str:
    """The same so far, in one line."""
    rtt = _rtt(done)
    return f"{done.heard}/{done.asked} answered, {_lost(done)} unanswered{f', {rtt}' if rtt else ''}\n"


def _lost(done: Summary) -> str:
    return f"{100 * (done.asked - done.heard) / done.asked if done.asked else 0:g}%"


def _rtt(done: Summary) -> str:
    rtt = done.rtt_ms()
    return "" if rtt is None else f"{'/'.join(rtt)} = {'/'.join(f'{value:.3f}' for value in rtt.values())} ms"


def nagios(
    done: Summary, warning_ms: float | None, critical_ms: float | None, remarks: Sequence[str] = ()
) -> tuple[int, str]:
    """The state (0 OK, 1 WARNING, 2 CRITICAL) and the one line of a monitoring plugin, with its performance data.

    ``remarks`` may explain why nothing answered.
    """
    rtt = done.rtt_ms()
    limits = ";".join("" if limit is None else seconds(limit) for limit in (warning_ms, critical_ms))
    data = f"answered={done.heard};;;0;{done.asked}"
    if rtt is None or done.last is None:
        why = _plain("".join(f"; {remark}" for remark in remarks))
        asked = f"{done.asked} request{'' if done.asked == 1 else 's'}"
        return 2, f"DHCP CRITICAL - no answer to {asked}{why} | rtt=U;{limits};0 {data}\n"
    mean = rtt["mean"]
    data = f"rtt={mean / 1e3:.6f}s;{limits};0 {data}"
    if done.refusal is not None:
        words = _plain(done.refusal.message or "the request was refused")
        return 2, f"DHCP CRITICAL - {done.refusal.kind} from {done.refusal.source}: {words} | {data}\n"
    last = done.last
    lost = done.asked - done.heard
    state = 0
    if critical_ms is not None and mean > critical_ms:
        state = 2
    elif lost or (warning_ms is not None and mean > warning_ms):
        state = 1
    gone = f", {lost} of {done.asked} unanswered" if lost else ""
    what = f"{last.kind} from {last.source}" + (f", {last.address}" if last.address else "")
    return state, f"DHCP {('OK', 'WARNING', 'CRITICAL')[state]} - {what}, rtt {mean:.3f} ms{gone} | {data}\n"


def _plain(words: str) -> str:
    """Words of the line: a bar would start performance data."""
    return escape(words).replace("|", "/")
