"""What can be done to a reply. Each effect takes one waiting reply and gives back what becomes of it.

An effect returns the replies in its place and words for the log, or None when there was nothing it could do.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from dhcpserver.faults import octets
from dhcpserver.faults.delays import Delay
from dhcpserver.faults.draft import Draft


@dataclass(slots=True)
class Waiting:
    """A reply and when it is due.

    A reply that is ``behind`` others leaves when as many have left, at ``due_ns`` at the latest; ``exempt`` says that
    no later rule is for it.
    """

    draft: Draft
    due_ns: int
    behind: int = 0
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and how long the server has run."""

    now_ns: int
    since_ns: int
    random: Random


Outcome = tuple[list[Waiting], str] | None


class Effect(ABC):
    """One thing done to replies."""

    __slots__ = ()

    @abstractmethod
    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:
        """What becomes of a reply."""


@dataclass(frozen=True, slots=True)
class Drop(Effect):
    """It never leaves."""

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:  # noqa: ARG002 - every effect is called alike
        """Nothing is left of it."""
        return [], "dropped"


@dataclass(frozen=True, slots=True)
class Later(Effect):
    """It leaves later."""

    delay: Delay

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:
        """Due later by one draw."""
        by = self.delay.draw_ns(moment.random)
        return [replace(waiting, due_ns=waiting.due_ns + by)], f"delayed by {by / 1e6:.3f} ms"


@dataclass(frozen=True, slots=True)
class SlowStart(Effect):
    """It leaves later while the server is young: by ``delay`` at its start, by nothing after ``until_ns``."""

    until_ns: int
    delay: Delay

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:
        """Due later by a share of one draw that falls in a straight line."""
        left = self.until_ns - moment.since_ns
        if left <= 0:
            return None
        by = self.delay.draw_ns(moment.random) * left // self.until_ns
        return [replace(waiting, due_ns=waiting.due_ns + by)], f"delayed by {by / 1e6:.3f} ms"


@dataclass(frozen=True, slots=True)
class Duplicate(Effect):
    """It leaves more than once."""

    copies: int

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:  # noqa: ARG002 - every effect is called alike
        """Itself and its copies."""
        more = [replace(waiting, draft=waiting.draft.copy()) for _ in range(self.copies)]
        return [waiting, *more], f"sent {self.copies + 1} times"


@dataclass(frozen=True, slots=True)
class HoldBack(Effect):
    """It leaves when ``replies`` others have left, or when ``within_ns`` is over."""

    replies: int
    within_ns: int

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:  # noqa: ARG002 - every effect is called alike
        """Behind others."""
        held = replace(waiting, behind=self.replies, due_ns=waiting.due_ns + self.within_ns)
        return [held], f"held back behind {self.replies}"


@dataclass(frozen=True, slots=True)
class Field(Effect):
    """A field is wrong."""

    name: Literal["xid", "client", "iaid", "end"]

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:
        """The same reply with another value."""
        draft = waiting.draft
        if self.name == "xid":
            words = draft.wrong_xid(moment.random)
        elif self.name == "client":
            words = draft.wrong_client(moment.random)
        elif self.name == "iaid":
            words = draft.wrong_iaid(moment.random)
        else:
            words = draft.without_end()
        return None if words is None else ([waiting], words)


@dataclass(frozen=True, slots=True)
class ServerId(Effect):
    """The server identifier is another one."""

    value: bytes | None

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:
        """The same reply from somebody else."""
        words = waiting.draft.wrong_server_id(self.value, moment.random)
        return None if words is None else ([waiting], words)


@dataclass(frozen=True, slots=True)
class LeaseTime(Effect):
    """The client is told another lifetime."""

    seconds: int

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:  # noqa: ARG002 - every effect is called alike
        """The same lease for another time."""
        words = waiting.draft.lease_time(self.seconds)
        return None if words is None else ([waiting], words)


@dataclass(frozen=True, slots=True)
class Truncate(Effect):
    """The end is missing: from an octet on, from the middle of an option on, or from anywhere on."""

    at: int | None = None
    option: int | None = None

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:
        """A part of it."""
        draft, at, code = waiting.draft, self.at, self.option
        if code is not None:
            if code not in draft.codes():
                return None
            draft.edits += (lambda data: octets.cut_in_option(data, draft.family, code),)
            return [waiting], f"truncated in option {code}"
        if at is not None:
            draft.edits += (lambda data: octets.cut(data, at),)
            return [waiting], f"truncated at octet {at}"
        share = moment.random.random()
        draft.edits += (lambda data: octets.cut(data, 1 + int(share * (len(data) - 1))),)
        return [waiting], f"truncated at {share:.0%}"


@dataclass(frozen=True, slots=True)
class Corrupt(Effect):
    """An option is wrong, a random one when ``option`` is None.

    ``length`` says more octets than any reply has, ``short`` and ``long`` give a value one octet less or more,
    ``value`` gives other octets.
    """

    how: Literal["length", "short", "long", "value"]
    option: int | None

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:
        """The same reply with a bad option."""
        draft, random = waiting.draft, moment.random
        codes = draft.codes()
        code = self.option
        if code is None and codes:
            code = random.choice(codes)
        if code is None or code not in codes:
            return None
        if self.how == "length":
            found = code
            draft.edits += (lambda data: octets.bad_length(data, draft.family, found),)
        elif self.how == "short":
            draft.set_value(code, lambda data: data[:-1])
        elif self.how == "long":
            draft.set_value(code, lambda data: data + bytes((random.randrange(256),)))
        else:
            draft.set_value(code, lambda data: _other(data, random))
        return [waiting], f"option {code} has a bad {'value' if self.how == 'value' else 'length'}"


@dataclass(frozen=True, slots=True)
class Oversize(Effect):
    """It is larger than anybody needs: by options, or by zeros after the end."""

    octets: int
    padding: bool

    def __call__(self, waiting: Waiting, moment: Moment) -> Outcome:  # noqa: ARG002 - every effect is called alike
        """The same reply, blown up."""
        if self.padding:
            size = self.octets
            waiting.draft.edits += (lambda data: octets.padded(data, size),)
            return [waiting], f"{size} octets"
        words = waiting.draft.oversize(self.octets)
        return None if words is None else ([waiting], words)


def _other(data: bytes, random: Random) -> bytes:
    """As many octets, and not the same; nothing becomes one octet."""
    if not data:
        return random.randbytes(1)
    return bytes((data[0] ^ random.randrange(1, 256),)) + random.randbytes(len(data) - 1)
