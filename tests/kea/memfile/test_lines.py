from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile import lines as module
from dhcptools.kea.memfile.columns import Columns, Source, read_columns
from dhcptools.kea.memfile.lines import lines_at
from dhcptools.kea.memfile.reader import LeaseFileError

HEADER = b"address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname\n"


def opened(path: Path, text: bytes) -> tuple[Columns, Source]:
    path.write_bytes(HEADER + text)
    columns = read_columns(path)
    return columns, columns.sources[0]


@given(
    lines=st.lists(st.binary(max_size=9).map(lambda line: line.replace(b"\n", b"")), min_size=1, max_size=20),
    data=st.data(),
    window=st.integers(1, 12),
    ended=st.booleans(),
)
def test_lines_are_whole_however_large_a_window_is(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], data: st.DataObject, window: int, ended: bool
) -> None:
    places = [len(HEADER)]
    for line in lines[:-1]:
        places.append(places[-1] + len(line) + 1)
    wanted = data.draw(st.lists(st.integers(0, len(lines) - 1), unique=True).map(sorted))
    if not ended and not lines[-1]:
        wanted = [index for index in wanted if index < len(lines) - 1]  # nothing is there
    columns, source = opened(tmp_path_factory.getbasetemp() / "x.csv", b"\n".join(lines) + (b"\n" if ended else b""))
    with columns, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_WINDOW_OCTETS", window)
        assert list(lines_at(source, [places[index] for index in wanted])) == [lines[index] for index in wanted]


def test_what_was_cut_off_is_told(tmp_path: Path) -> None:
    columns, source = opened(tmp_path / "x.csv", b"a\nb\n")
    with columns:
        (tmp_path / "x.csv").write_bytes(HEADER)
        with pytest.raises(LeaseFileError, match="rewritten while it was read"):
            list(lines_at(source, [len(HEADER)]))
