"""What operators and functions do to the stack, and what Kea logs of it. The form of a step is that of steps.py."""

from __future__ import annotations

from collections.abc import Callable
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Final

from dhcptools.kea.expression.automata import Pattern, compile_pattern
from dhcptools.kea.expression.dump import INTEGERS
from dhcptools.kea.expression.ecma import UnsupportedPatternError
from dhcptools.kea.expression.errors import EvaluationError
from dhcptools.kea.expression.packet import Packet
from dhcptools.kea.expression.steps import FALSE, TRUE, Log, Stack, Step, in_hex, in_text

_INT32: Final = 1 << 31


def equal(_: Packet, stack: Stack, log: Log) -> int:
    """``==``: octet by octet."""
    right, left = stack.pop(), stack.pop()
    stack.append(TRUE if left == right else FALSE)
    if log is not None:
        log.append(f"EVAL_DEBUG_EQUAL Popping {in_hex(right)} and {in_hex(left)} pushing result '{in_text(stack[-1])}'")
    return 0


def negation(_: Packet, stack: Stack, log: Log) -> int:
    """``not``."""
    value = stack.pop()
    stack.append(FALSE if value == TRUE else TRUE)
    if log is not None:
        log.append(f"EVAL_DEBUG_NOT Popping '{in_text(value)}' pushing '{in_text(stack[-1])}'")
    return 0


def logic(word: str) -> Step:
    """``and`` or ``or`` of two values that are both there."""
    both = word == "and"

    def step(_: Packet, stack: Stack, log: Log) -> int:
        right, left = stack.pop(), stack.pop()
        holds = (left == right == TRUE) if both else TRUE in (left, right)
        stack.append(TRUE if holds else FALSE)
        if log is not None:
            popped = f"Popping '{in_text(right)}' and '{in_text(left)}'"
            log.append(f"EVAL_DEBUG_{word.upper()} {popped} pushing '{in_text(stack[-1])}'")
        return 0

    return step


def keep_or_pop(wanted: bool) -> Callable[[int, int], Step]:
    """In front of the right side of ``or`` (True) and ``and`` (False): the left side may settle it."""
    settles = TRUE if wanted else FALSE
    word = in_text(settles)

    def make(label: int, target: int) -> Step:
        def step(_: Packet, stack: Stack, log: Log) -> int:
            if stack[-1] != settles:
                stack.pop()
                return 0
            if log is not None:
                name = f"EVAL_DEBUG_POP_OR_BRANCH_{word.upper()}"
                log.append(f"{name} Value is {word}: keep it and branching to label {label}")
            return target

        return step

    return make


def pop_unless(label: int, target: int) -> Step:
    """Behind the condition of ``ifelse``: past the first value when it does not hold."""

    def step(_: Packet, stack: Stack, log: Log) -> int:
        if stack.pop() == TRUE:
            return 0
        if log is not None:
            log.append(f"EVAL_DEBUG_POP_AND_BRANCH_FALSE Value is false: pop it and branching to label {label}")
        return target

    return step


def branch(label: int, target: int) -> Step:
    """Behind the first value of ``ifelse``: past the second one."""

    def step(_: Packet, __: Stack, log: Log) -> int:
        if log is not None:
            log.append(f"EVAL_DEBUG_BRANCH Branching to label {label}")
        return target

    return step


def choice(_: Packet, stack: Stack, log: Log) -> int:
    """``ifelse`` with all three values there."""
    no, yes, condition = stack.pop(), stack.pop(), stack.pop()
    holds = condition == TRUE
    stack.append(yes if holds else no)
    if log is not None:
        word, dropped = ("TRUE", no) if holds else ("FALSE", yes)
        popped = f"Popping '{in_text(condition)}' ({word.lower()}) and {in_hex(dropped)}"
        log.append(f"EVAL_DEBUG_IFELSE_{word} {popped}, leaving {in_hex(stack[-1])}")
    return 0


def call(name: str) -> Step:
    """A function by its name."""
    return _FUNCTIONS[name]


def concat(_: Packet, stack: Stack, log: Log) -> int:
    """``concat`` and ``+``."""
    right, left = stack.pop(), stack.pop()
    stack.append(left + right)
    if log is not None:
        log.append(f"EVAL_DEBUG_CONCAT Popping {in_hex(right)} and {in_hex(left)} pushing {in_hex(stack[-1])}")
    return 0


def substring(_: Packet, stack: Stack, log: Log) -> int:
    """``substring(s, start, length)``: negative starts count from the end, negative lengths take what is before."""
    length_text, start_text, whole = stack.pop(), stack.pop(), stack.pop()
    if not whole:
        value, word = b"", "_EMPTY"
    else:
        start = _number(start_text, "the starting position of the substring")
        length = len(whole) if length_text == b"all" else _number(length_text, "the length of the substring")
        value, word = part(whole, start, length), ""
        if not -len(whole) <= start < len(whole):
            word = "_RANGE"
    stack.append(value)
    if log is not None:
        popped = f"Popping length {in_text(length_text)}, start {in_text(start_text)}, string {in_hex(whole)}"
        log.append(f"EVAL_DEBUG_SUBSTRING{word} {popped} pushing result {in_hex(value)}")
    return 0


def part(whole: bytes, start: int, length: int) -> bytes:
    """The octets that ``substring`` takes."""
    if not -len(whole) <= start < len(whole):
        return b""
    start = start if start >= 0 else len(whole) + start
    if length < 0:
        return whole[max(start + length, 0) : start]
    return whole[start : start + length]


def split(_: Packet, stack: Stack, log: Log) -> int:
    """``split(s, delimiters, n)``: field n from 1, any octet of the delimiters parts two fields."""
    field_text, delimiters, whole = stack.pop(), stack.pop(), stack.pop()
    if not whole:
        value, word = b"", "_EMPTY"
    else:
        field = _number(field_text, "the field field for split")
        if not delimiters:
            value, word = whole, "_DELIM_EMPTY"
        else:
            first = delimiters[:1]
            fields = whole.translate(bytes.maketrans(delimiters, first * len(delimiters))).split(first)
            found = 1 <= field <= len(fields)
            value, word = (fields[field - 1], "") if found else (b"", "_FIELD_OUT_OF_RANGE")
    stack.append(value)
    if log is not None:
        popped = f"Popping field {in_text(field_text)}, delimiters {in_text(delimiters)}, string {in_text(whole)}"
        log.append(f"EVAL_DEBUG_SPLIT{word} {popped}, pushing result {in_hex(value)}")
    return 0


def _number(text: bytes, what: str) -> int:
    number = int(text) if len(text) <= 11 else _INT32
    if -_INT32 <= number < _INT32:
        return number
    msg = f"the parameter '{in_text(text)}' for {what} couldn't be converted to an integer."
    raise EvaluationError(msg)


def hexstring(_: Packet, stack: Stack, log: Log) -> int:
    """``hexstring(s, separator)``: two lower-case digits an octet."""
    separator, value = stack.pop(), stack.pop()
    text = separator.join(b"%02x" % octet for octet in value)
    stack.append(text)
    if log is not None:
        popped = f"Popping binary value {in_hex(value)} and separator {in_text(separator)}"
        log.append(f"EVAL_DEBUG_TOHEXSTRING {popped}, pushing result {in_text(text)}")
    return 0


def _cased(name: str, word: str, convert: Callable[[bytes], bytes]) -> Step:
    def step(_: Packet, stack: Stack, log: Log) -> int:
        value = stack.pop()
        stack.append(convert(value))
        if log is not None:
            what = f"Popping string '{in_text(value)}' and pushing converted value to {word} case"
            log.append(f"EVAL_DEBUG_{name} {what} '{in_text(stack[-1])}'")
        return 0

    return step


def addrtotext(_: Packet, stack: Stack, log: Log) -> int:
    """``addrtotext(s)``: 4 or 16 octets as an address; nothing stays nothing."""
    value = stack[-1]
    if not value:
        return 0
    if len(value) not in {4, 16}:
        raise EvaluationError("Can not convert to valid address.")
    text = inet_ntop(AF_INET if len(value) == 4 else AF_INET6, value)
    stack[-1] = text.encode()
    if log is not None:
        log.append(f"EVAL_DEBUG_IPADDRESSTOTEXT Pushing IPAddress {text}")
    return 0


def _totext(kind: str) -> Step:
    octets, signed = INTEGERS[kind], kind.startswith("int")
    shown = (
        kind.replace("uint", "UInt").replace("int", "Int", 1)
        if kind.startswith("int")
        else kind.replace("uint", "UInt")
    )

    def step(_: Packet, stack: Stack, log: Log) -> int:
        value = stack[-1]
        if not value:
            return 0
        if len(value) != octets:
            raise EvaluationError(f"Can not convert to valid {kind}.")
        text = str(int.from_bytes(value, signed=signed))
        stack[-1] = text.encode()
        if log is not None:
            log.append(f"EVAL_DEBUG_{kind.upper()}TOTEXT Pushing {shown} {text}")
        return 0

    return step


_FUNCTIONS: Final[dict[str, Step]] = {
    "concat": concat, "substring": substring, "split": split, "hexstring": hexstring, "addrtotext": addrtotext,
    "lcase": _cased("LCASE", "lower", bytes.lower), "ucase": _cased("UCASE", "upper", bytes.upper),
    **{f"{kind}totext": _totext(kind) for kind in INTEGERS},
}  # fmt: skip  # rows


def match(pattern: str) -> Step:
    """``match('REGEX', s)``. A pattern that has no automaton fails when it is evaluated, with its reason."""
    automaton: Pattern | None = None
    reason = ""
    try:
        automaton = compile_pattern(pattern)
    except UnsupportedPatternError as error:
        reason = f"match('{pattern}', …) is not evaluated here: {error}"

    def step(_: Packet, stack: Stack, log: Log) -> int:
        value = stack.pop()
        if automaton is None:
            raise EvaluationError(reason)
        stack.append(TRUE if automaton.matches(value) else FALSE)
        if log is not None:
            log.append(f"EVAL_DEBUG_MATCH Matching '{pattern}' on {in_text(value)}, result {in_text(stack[-1])}")
        return 0

    return step
