"""What came of questions to a server, gathered as ``ping`` gathers it."""

from __future__ import annotations

from dhcptools.probe.ping import Answer, Summary


def gathered(*answers: Answer) -> Summary:
    """A run that is over; its answers are kept."""
    done = Summary(keep=True)
    done.asked = len(answers)
    for answer in answers:
        done.add(answer)
    return done
