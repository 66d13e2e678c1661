"""The machine that classic BPF programs are written for, as far as ours go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dhcptools.net.bpf import Instruction

VLAN_TAG = 0xFFFFF02C
VLAN_THERE = 0xFFFFF030


def run(program: Sequence[Instruction], frame: bytes, ancillary: Mapping[int, int] | None = None) -> int:
    """How many octets of a frame the program lets through; a load past the end of the frame ends it with 0."""
    a = x = at = memory = 0
    extra = {VLAN_TAG: 0, VLAN_THERE: 0} | dict(ancillary or {})
    while True:
        code, jump_true, jump_false, k = program[at]
        at += 1
        if code in (0x30, 0x28, 0x50, 0x48):
            width = 2 if code in (0x28, 0x48) else 1
            if k in extra:
                a = extra[k]
                continue
            start = k + (x if code in (0x50, 0x48) else 0)
            if start + width > len(frame):
                return 0
            a = int.from_bytes(frame[start : start + width])
        elif code == 0x05:
            at += k
        elif code == 0x15:
            at += jump_true if a == k else jump_false
        elif code == 0x45:
            at += jump_true if a & k else jump_false
        elif code == 0x54:
            a &= k
        elif code == 0x04:
            a = (a + k) & 0xFFFFFFFF
        elif code == 0x64:
            a = (a << k) & 0xFFFFFFFF
        elif code == 0x07:
            x = a
        elif code == 0x01:
            x = k
        elif code == 0x0C:
            a = (a + x) & 0xFFFFFFFF
        elif code == 0x02:
            memory = a
        elif code == 0x60:
            a = memory
        elif code == 0x06:
            return k
        else:
            msg = f"no such instruction: {code:#x}"
            raise AssertionError(msg)
