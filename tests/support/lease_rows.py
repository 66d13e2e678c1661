"""Lines of lease files for tests: what is in the wild, what is nearly so, and what is broken."""

from __future__ import annotations

from hypothesis import strategies as st

HEADER4 = b"address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context"
HEADER6 = (
    b"address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,"
    b"hostname,hwaddr,state,user_context,hwtype,hwaddr_source"
)

NUMBERS = [b"0", b"1", b"600", b"4294967295", b"4294967296", b"-1", b"+5", b"007", b"", b"x", b" 1", b"1 ", b"1\x002"]
BOOLEANS = [b"0", b"1", b"true", b"01", b"-0", b"+1", b"2", b""]
EXPIRIES = [*NUMBERS, b"1999999999", b"6094967295", b"18446744073709551615", b"18446744073709551616", b"1" * 17]
HARDWARE = [
    b"02:00:00:00:00:01", b"", b"2:0:0:0:0:c", b"0102", b"zz:00", b"02:", b"02::03", b"AB:CD", b"7",
    b"00:" * 19 + b"01", b"00:" * 20 + b"01", b"02 03", b"02:00:00:00:00:0g",
]  # fmt: skip  # many small ones
CLIENTS = [
    b"01:02:00:00:00:00:01", b"", b"0102", b"01", b"0x0102", b"zz", b"00", b"00:00", b"01 02", b"01:02:0g", b"0",
    b"ff:00:00:00:05:00:01:00:01:2c:00:00:00:02:00:00:00:00:05", b"00:" * 127 + b"01", b"102", b":", b"01:02 ",
]  # fmt: skip  # many small ones
NAMES = [
    b"", b"pc1.example.org.", b"MixedCase", b"a&#x2cb", b"a&#x", b"a&#x2", b"&#zz", b"&&#x41", b"&#x0a", b'"quoted',
    b"\xe9\xff", b"\x1b[31m", b"a b", b"&#x26#x41",
]  # fmt: skip  # many small ones
CONTEXTS = [
    b"", b"{}", b"{ }", b'{ "a": 1 }', b'{ "a": 1&#x2c "b": "x&#x2c y" }', b'{ "ISC": { "relay-agent-info": "0x01" } }',
    b"[ 1 ]", b"1", b"{ bad", b'{"a":01}', b'{"a":[1&#x2c]}', b'{"a":"\\u00e9"}', b'{"a":"\\u0100"}', b"{} x",
    b'{"a":9223372036854775808}', b'{"a":1e999}', b"\r", b" ", b'{"a":\xff}', b'{"a":"\xff"}', b'{"a":truex}', b"null",
    b'{"a":{"b":[{}&#x2c[]]}}', b"{} ", b'{"a"', b'{"a":', b'{"a":1', b'{"a":"', b"{", b'{"a":"\\x"}', b'{"a":--1}',
    b'{"a":[1 2]}', b"{&#x0a}", b'{&#x0a"a":x}', b"[", b"[&#x2c]", b'{"a":nul}', b'{"a":NaN}', b'{"a":"\\u00zz"}',
    b'{"a":"&#x0a\x01"}', b'{"a":.5}', b'{"a":-}', b'{"a":[[[1]&#x2c2]&#x2c{"b":3}]}', b'{"a":1&#x2c}', b"[]]",
]  # fmt: skip  # many small ones
ADDRESSES4 = [
    b"10.0.0.1", b"10.0.0.2", b"192.0.2.255", b"255.255.255.255", b"0.0.0.0", b"01.2.3.4", b"1.2.3", b"1.2.3.4.5",
    b"1.2.3.256", b"", b"10.0.0.1 ", b"2001:db8::1", b"fe80::1%lo", b"x", b"10.0.0.1\x00x", b"1.2..4", b"10.0.0.00",
    b"::ffff:1.2.3.4", b"1111.2.3.4", b"1.2.3.", b".1.2.3", b"99999.1.1.1",
]  # fmt: skip  # many small ones
ADDRESSES6 = [
    b"2001:db8::1", b"2001:db8:0:0::1", b"2001:DB8::a", b"::", b"::1", b"1::", b"2001:db8:1:2:3:4:5:6", b"1::2::3",
    b"2001:db8:1:2:3:4:5", b"1:2:3:4:5:6:7:8:9", b":1:2:3:4:5:6:7", b"1:2:3:4:5:6:7:", b"12345::", b"g::", b"10.0.0.1",
    b"::1.2.3.4", b"fe80::1%7", b":", b":::", b"", b"1:2:3:4:5:6:7::", b"::2:3:4:5:6:7:8", b"2001:db8::ffff:0:1",
    b"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", b"2001:db8:1::5001", b"1:2::7:8", b"0:0:0:0:0:0:0:0", b"1::8:",
]  # fmt: skip  # many small ones


def _join(*columns: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.tuples(*columns).map(b",".join)


def _mostly(good: bytes, others: list[bytes]) -> st.SearchStrategy[bytes]:
    """The good value four times out of five, so that whole rows are good often enough."""
    return st.integers(0, 4).flatmap(lambda dice: st.just(good) if dice else st.sampled_from(others))


def _address(others: list[bytes], prefix: bytes) -> st.SearchStrategy[bytes]:
    few = st.integers(0, 5).map(lambda last: prefix + b"%d" % last)
    return st.one_of(few, few, few, st.sampled_from(others))


ROWS4 = _join(
    _address(ADDRESSES4, b"10.0.0."), _mostly(HARDWARE[0], HARDWARE), _mostly(CLIENTS[0], CLIENTS),
    _mostly(b"600", NUMBERS), _mostly(b"1999999999", EXPIRIES), _mostly(b"1", NUMBERS), _mostly(b"0", BOOLEANS),
    _mostly(b"0", BOOLEANS), _mostly(b"", NAMES), _mostly(b"0", [*NUMBERS, b"2"]), _mostly(b"", CONTEXTS),
)  # fmt: skip  # a row
ROWS6 = _join(
    _address(ADDRESSES6, b"2001:db8::"), _mostly(b"00:01:00:01:2c:01", CLIENTS), _mostly(b"600", NUMBERS),
    _mostly(b"1999999999", EXPIRIES), _mostly(b"1", NUMBERS), _mostly(b"400", NUMBERS),
    _mostly(b"0", [*NUMBERS, b"2", b"-2147483648", b"2147483648"]), _mostly(b"1", NUMBERS),
    _mostly(b"128", [*NUMBERS, b"56", b"384"]), _mostly(b"0", BOOLEANS), _mostly(b"0", BOOLEANS),
    _mostly(b"", NAMES), _mostly(b"", HARDWARE), _mostly(b"0", [*NUMBERS, b"2"]), _mostly(b"", CONTEXTS),
    _mostly(b"", NUMBERS), _mostly(b"", NUMBERS),
)  # fmt: skip  # a row


def _spoiled(rows: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Rows of which some are cut off, go on, or are no rows at all."""
    cut = st.tuples(rows, st.integers(0, 40)).map(lambda found: found[0][: len(found[0]) - found[1]])
    more = st.tuples(rows, st.sampled_from([b",", b",7", b",7,8", b",7,x"])).map(b"".join)
    other = st.sampled_from([b"", b"", b",", b",,,,,,,,,,", b"x", b"\r"])
    return st.integers(0, 9).flatmap(lambda dice: {0: cut, 1: more, 2: other}.get(dice, rows))


def files(family: int) -> st.SearchStrategy[bytes]:
    """Whole files of a family, under every header that Kea takes."""
    rows = _spoiled(ROWS4 if family == 4 else ROWS6)
    header = HEADER4 if family == 4 else HEADER6
    least = 9 if family == 4 else 12
    names = header.split(b",")
    headers = [b",".join(names[:count]) for count in range(least, len(names) + 1)]
    headers += [header] * 4 + [header + b",pool_id", header + b",foo", b"\n" + header]
    return st.tuples(st.sampled_from(headers), st.lists(rows, max_size=60), st.sampled_from([b"\n", b""])).map(
        lambda found: b"\n".join([found[0], *found[1]]) + found[2]
    )
