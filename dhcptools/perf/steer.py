"""Replies to the process that asked: a filter in the kernel picks among the sockets of a port by transaction id.

The sockets share the port by SO_REUSEPORT, number ``n`` being the ``n``-th that was bound. The filter is classic BPF
(SO_ATTACH_REUSEPORT_CBPF, Linux 4.5), which sees the UDP payload.
"""

from __future__ import annotations

import ctypes
import socket
import struct
from typing import Final

import numpy as np

from dhcptools.batch.columns import Integers, Lengths, Rows
from dhcptools.packet.v6 import OPTION_RELAY_MSG, RELAY_HEADER_OCTETS, RELAY_REPL

_SO_ATTACH_REUSEPORT_CBPF: Final = 51
_LOAD_WORD, _LOAD_OCTET, _LOAD_WORD_X, _LOAD_HALF_X = 0x20, 0x30, 0x40, 0x48
_X_IS, _TO_X, _ADD, _ADD_X, _SUBTRACT, _AND, _SHIFT_RIGHT = 0x01, 0x07, 0x04, 0x0C, 0x14, 0x54, 0x74
_JUMP_EQUAL, _RETURN, _RETURN_A = 0x15, 0x06, 0x16
_OPTIONS_BEFORE: Final = 8  # options of a Relay-reply that may stand before the message in it
_OPTIONS_MOST: Final = 64  # the same where no filter is written for each
_RELAYS_MOST: Final = 32

Code = list[tuple[int, int, int, int]]


def program(family: int, seed: int, flow_bits: int, shares: int) -> Code:
    """Instructions that give the share of a reply's number: ((id - seed) >> flow_bits) mod shares, a power of two."""
    if family == 4:
        return [(_LOAD_WORD, 0, 0, 4), *_share(seed, 32, flow_bits, shares)]
    found: Code = [(_LOAD_WORD_X, 0, 0, 4), *_share(seed, 24, flow_bits, shares)]
    step: Code = [
        (_LOAD_HALF_X, 0, 0, 2),
        (_ADD, 0, 0, 4),
        (_ADD_X, 0, 0, 0),
        (_TO_X, 0, 0, 0),
    ]
    walk: Code = []
    for place in range(_OPTIONS_BEFORE):
        # Past the rest of the steps, each with its two instructions of looking, and past the return that ends them.
        ahead = (_OPTIONS_BEFORE - place - 1) * (len(step) + 2) + len(step) + 1
        walk += [(_LOAD_HALF_X, 0, 0, 0), (_JUMP_EQUAL, ahead, 0, OPTION_RELAY_MSG), *step]
    whole: Code = [
        (_LOAD_OCTET, 0, 0, 0),
        (_JUMP_EQUAL, 2, 0, RELAY_REPL),
        # A message straight to a client: its type and transaction id come first.
        (_X_IS, 0, 0, 0xFFFFFFFC),
        (_JUMP_EQUAL, len(walk) + 2, len(walk) + 2, 0),
        (_X_IS, 0, 0, RELAY_HEADER_OCTETS),
        *walk,
        (_RETURN, 0, 0, 0),
    ]
    return [*whole, *found]


def _share(seed: int, bits: int, flow_bits: int, shares: int) -> Code:
    mask = (1 << bits) - 1
    return [
        (_SUBTRACT, 0, 0, seed & mask),
        (_AND, 0, 0, mask),
        (_SHIFT_RIGHT, 0, 0, flow_bits),
        (_AND, 0, 0, shares - 1),
        (_RETURN_A, 0, 0, 0),
    ]


def shares_of(rows: Rows, lengths: Lengths, family: int, seed: int, flow_bits: int, shares: int) -> Integers:
    """The share of each reply of a batch, int64 (n,), -1 where there is no transaction id.

    It says what :func:`program` says of each, and sees through relay agents behind one another too.
    """
    whole = np.arange(len(rows))
    at: Integers = np.zeros(len(rows), np.int64)
    ends = np.minimum(lengths, rows.shape[1]).astype(np.int64)
    if family == 6:
        for _ in range(_RELAYS_MOST):
            relayed = whole[(at < ends) & (rows[whole, np.minimum(at, rows.shape[1] - 1)] == RELAY_REPL)]
            if not len(relayed):
                break
            at[relayed] = _inside(rows, relayed, at[relayed] + RELAY_HEADER_OCTETS, ends[relayed])
    width, first = (4, 4) if family == 4 else (3, 1)
    known = at + (first + width) <= ends
    ids = np.zeros(len(rows), np.int64)
    for place in range(width):
        ids[known] = ids[known] << 8 | rows[whole[known], at[known] + (first + place)]
    found: Integers = ((ids - seed) & ((1 << 8 * width) - 1)) >> flow_bits & (shares - 1)
    found[~known] = -1
    return found


def _inside(rows: Rows, lines: Integers, at: Integers, ends: Integers) -> Integers:
    """Where the messages in Relay-replies begin, whose options begin ``at`` (n,); the end of those without one."""
    found = ends.copy()
    left: Integers = np.arange(len(lines))
    for _ in range(_OPTIONS_MOST):
        left = left[at[left] + 4 <= ends[left]]
        if not len(left):
            break
        options = rows[lines[left, None], at[left, None] + np.arange(4)].astype(np.int64)
        messages = (options[:, 0] << 8 | options[:, 1]) == OPTION_RELAY_MSG
        found[left[messages]] = at[left[messages]] + 4
        at[left] += 4 + (options[:, 2] << 8 | options[:, 3])
        left = left[~messages]
    return found


def attach(sock: socket.socket, code: Code) -> None:
    """Let the filter choose among all sockets that share the port of ``sock``. OSError when the kernel has no such."""
    octets = b"".join(struct.pack("=HBBI", *line) for line in code)
    buffer = ctypes.create_string_buffer(octets, len(octets))
    filter_program = struct.pack("HL", len(code), ctypes.addressof(buffer))
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_REUSEPORT_CBPF, filter_program)
