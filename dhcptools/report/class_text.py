"""``class test`` for people: the verdict, the steps where they are wanted, the classes of a configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.kea.expression import Expression
from dhcptools.report.class_outcome import Classified, Outcome, readable, shown
from dhcptools.report.terminal import escape

_GREEN, _RED, _DIM = "32", "31", "2"
_WHEN = {"packet": "by the packet", "known": "when known", "additional": "additional"}


def text(expression: Expression | None, outcomes: Sequence[Outcome], *, trace: bool, colour: bool) -> str:
    """The whole output."""
    several = len(outcomes) > 1
    lines = [line for outcome in outcomes for line in _packet(expression, outcome, several, trace, colour)]
    return "".join(f"{line}\n" for line in lines)


def _packet(expression: Expression | None, outcome: Outcome, several: bool, trace: bool, colour: bool) -> Iterator[str]:
    prefix = f"packet {outcome.number}: " if several else ""
    if outcome.classified is not None:
        yield from _classes(outcome.classified, prefix, trace)
    if expression is None:
        return
    if trace:
        for step in outcome.steps:
            for message in step.messages:
                yield _styled(f"  {escape(message)}", _DIM, colour)
    if outcome.value is None:
        yield f"{prefix}{_styled('error', _RED, colour)}: {escape(outcome.error)}"
    else:
        verdict = escape(shown(expression, outcome.value))
        yield f"{prefix}{_styled(verdict, _GREEN if outcome.matched else _RED, colour)}"


def _classes(found: Classified, prefix: str, trace: bool) -> Iterator[str]:
    yield f"{prefix}classes: {escape(', '.join(found.classes))}"
    if found.additional:
        yield f"  additional: {escape(', '.join(found.additional))}"
    if found.waiting:
        yield f"  waiting for KNOWN or UNKNOWN: {escape(', '.join(found.waiting))}"
    if found.dropped:
        yield f"  dropped: class DROP, {'before a subnet was chosen' if found.dropped == 'packet' else 'once known'}"
    elif found.subnet_id is None:
        yield "  subnet: none"
    else:
        network = f" of {escape(found.shared_network)}" if found.shared_network else ""
        yield f"  subnet: {found.subnet} (id {found.subnet_id}){network}"
    if trace:
        for verdict in found.verdicts:
            value = verdict.error or (
                verdict.value.decode() if verdict.value in {b"true", b"false"} else readable(verdict.value)
            )
            yield f"  {escape(verdict.name)}: {escape(value)} ({_WHEN[verdict.when]})"


def _styled(text_: str, codes: str, wanted: bool) -> str:
    return f"\x1b[{codes}m{text_}\x1b[0m" if wanted else text_
